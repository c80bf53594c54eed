//! What goes over the wire, from Chromium's performance log.

use std::collections::BTreeMap;

use aftercare_tests::Browser;
use serde_json::Value;

/// The requests of a browser to servers, as its log tells of them.
#[derive(Default)]
pub struct Wire(BTreeMap<String, Transfer>);

/// One request.
#[derive(Default)]
pub struct Transfer {
    /// What was asked for.
    pub url: String,
    /// Seconds since 1970.
    pub asked: f64,
    resource: String,
    media_type: String,
    head: u64,
    body: u64,
    /// All bytes, once it has ended.
    whole: Option<u64>,
    failed: bool,
}

impl Transfer {
    /// How many came, with headers.
    pub fn bytes(&self) -> u64 {
        self.whole.unwrap_or(self.head + self.body)
    }

    /// Whether more is to come.
    pub fn is_pending(&self) -> bool {
        // The live stream never ends.
        self.whole.is_none() && !self.failed && self.resource != "EventSource"
    }

    /// Whether it is the page itself.
    pub fn is_page(&self) -> bool {
        self.resource == "Document"
    }

    /// Whether it is an answer of the API.
    pub fn is_data(&self) -> bool {
        self.url.contains("/api/")
    }

    /// What it is, as the report calls it.
    pub fn kind(&self) -> &'static str {
        match self.resource.as_str() {
            "Document" => "HTML",
            "Stylesheet" => "CSS",
            "Script" => "scripts",
            "Image" | "Font" | "Media" => "pictures",
            _ if self.media_type == "application/wasm" => "wasm",
            _ if self.is_data() => "first data",
            _ if self.media_type.starts_with("image/") => "pictures",
            _ => "configuration and messages",
        }
    }
}

impl Wire {
    /// Takes in what the browser's log has got since it was read last.
    pub async fn read(&mut self, browser: &Browser) {
        for entry in browser.driver().get_log("performance").await.expect("the log can be read") {
            let entry: Value = serde_json::from_str(&entry.message).expect("an entry is JSON");
            self.take(&entry["message"]);
        }
    }

    /// All requests to a server.
    pub fn transfers(&self) -> impl Iterator<Item = &Transfer> {
        self.0.values().filter(|transfer| transfer.url.starts_with("http"))
    }

    fn take(&mut self, event: &Value) {
        let parameters = &event["params"];
        let Some(id) = parameters["requestId"].as_str() else { return };
        let transfer = self.0.entry(id.to_owned()).or_default();
        let text = |pointer: &str| parameters.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
        // Counts of bytes are written as floating-point numbers of whole bytes.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bytes are small and not negative")]
        let count = |pointer: &str| parameters.pointer(pointer).and_then(Value::as_f64).unwrap_or_default() as u64;
        match event["method"].as_str().unwrap_or_default() {
            "Network.requestWillBeSent" => {
                transfer.url = text("/request/url");
                transfer.resource = text("/type");
                transfer.asked = parameters["wallTime"].as_f64().unwrap_or_default();
            }
            "Network.responseReceived" => {
                transfer.resource = text("/type");
                transfer.media_type = text("/response/mimeType");
                transfer.head = count("/response/encodedDataLength");
            }
            "Network.dataReceived" => transfer.body += count("/encodedDataLength"),
            "Network.loadingFinished" => transfer.whole = Some(count("/encodedDataLength")),
            "Network.loadingFailed" => transfer.failed = true,
            _ => {}
        }
    }
}
