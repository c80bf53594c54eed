//! One cold start of the list of tickets.

use std::collections::BTreeMap;

use aftercare_contract::list::TicketQuery;
use aftercare_tests::{
    Backend, Browser, Customer, Engine,
    browser::Setup,
    wait::{self, PATIENCE},
};
use serde::Deserialize;
use serde_json::{Value, json};

/// How fast network and processor are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Speed {
    /// As they are.
    Full,
    /// 150 ms, 1.6 Mbit/s, a quarter of the processor.
    Slow,
}

/// What a page tells about its start, in milliseconds from the beginning of the navigation.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Milestones {
    /// The first frame that shows anything.
    pub first_paint: f64,
    /// The largest text or picture.
    pub largest_paint: f64,
    /// The first ticket's number.
    pub live_data: f64,
    /// Sum of all layout shifts; no unit.
    pub layout_shift: f64,
    /// When the navigation began, in milliseconds since 1970.
    began: f64,
}

/// Bytes on the wire by kind, with headers; "later" is what was asked for when the data was on the screen.
pub type Bytes = BTreeMap<&'static str, u64>;

/// The kind of [`Bytes`] that isn't part of the start.
pub const LATER: &str = "later";

/// One cold start.
pub struct Cold {
    /// Bytes on the wire.
    pub bytes: Bytes,
    /// Times and layout shift.
    pub milestones: Milestones,
}

impl Cold {
    /// Opens the list of tickets in a browser that has never seen it, signed in as `customer`.
    pub async fn start(backend: &Backend, customer: &Customer, language: &str, speed: Speed) -> Self {
        let query = TicketQuery::default();
        let first = customer.tickets(&query).await.items.into_iter().next();
        let first = first.expect("the list has a first ticket").sr_number;
        let browser = open(backend, customer, language, speed).await;
        let source = include_str!("cold.js").replace("\"NUMBER\"", &json!(first).to_string());
        devtools(&browser, "Page.addScriptToEvaluateOnNewDocument", json!({ "source": source })).await;
        let url = format!("{}/tickets", backend.origin());
        browser.goto(&url).await;
        let mut log = Vec::new();
        let milestones: Milestones = wait::until("the list of tickets", 3 * PATIENCE, async || {
            let told = browser.script("return globalThis.coldStart?.()", Vec::new()).await;
            match serde_json::from_value(told) {
                Ok(milestones) => Ok(milestones),
                Err(error) => Err(format!("{error}; the page says: {}", browser.text().await)),
            }
        })
        .await;
        // What was asked for before the data came may still be on its way.
        wait::until("the end of loading", 3 * PATIENCE, async || {
            log.extend(browser.driver().get_log("performance").await.expect("the log can be read"));
            let pending =
                transfers(&log).into_values().filter(|it| it.is_pending() && !it.is_later(milestones)).count();
            if pending == 0 { Ok(()) } else { Err(format!("{pending} are pending")) }
        })
        .await;
        browser.close().await;
        let mut bytes = Bytes::new();
        for transfer in transfers(&log).into_values() {
            let kind = if transfer.is_later(milestones) { LATER } else { transfer.kind() };
            *bytes.entry(kind).or_default() += transfer.bytes();
        }
        Self { bytes, milestones }
    }
}

/// A browser with the customer's session, slowed down.
pub async fn open(backend: &Backend, customer: &Customer, language: &str, speed: Speed) -> Browser {
    let setup = Setup { language: language.to_owned(), performance_log: true, ..Setup::default() };
    let browser = Browser::open(Engine::Chromium, setup).await;
    let cookies = customer.cookie().expect("the customer is signed in");
    for cookie in cookies.split("; ") {
        let (name, value) = cookie.split_once('=').expect("a cookie is name=value");
        let cookie = json!({ "url": backend.origin(), "name": name, "value": value, "httpOnly": true });
        devtools(&browser, "Network.setCookie", cookie).await;
    }
    if speed == Speed::Slow {
        let bytes_per_second = 1_600_000 / 8;
        let network = json!({
            "offline": false,
            "latency": 150,
            "downloadThroughput": bytes_per_second,
            "uploadThroughput": bytes_per_second,
        });
        devtools(&browser, "Network.enable", json!({})).await;
        devtools(&browser, "Network.emulateNetworkConditions", network).await;
        devtools(&browser, "Emulation.setCPUThrottlingRate", json!({ "rate": 4 })).await;
    }
    browser
}

/// Calls a method of the `DevTools` protocol.
pub async fn devtools(browser: &Browser, method: &str, parameters: Value) {
    let answer = browser.driver().cdp().send_raw(method, parameters).await;
    answer.unwrap_or_else(|error| panic!("{method}: {error}"));
}

/// One request as the log tells of it.
#[derive(Default)]
struct Transfer {
    url: String,
    /// Seconds since 1970.
    asked: f64,
    resource: String,
    media_type: String,
    head: u64,
    body: u64,
    /// All bytes, once it has ended.
    whole: Option<u64>,
    failed: bool,
}

impl Transfer {
    fn bytes(&self) -> u64 {
        self.whole.unwrap_or(self.head + self.body)
    }

    fn is_pending(&self) -> bool {
        // The live stream never ends.
        self.whole.is_none() && !self.failed && self.resource != "EventSource"
    }

    fn is_later(&self, milestones: Milestones) -> bool {
        self.asked * 1000.0 > milestones.began + milestones.live_data
    }

    fn kind(&self) -> &'static str {
        match self.resource.as_str() {
            "Document" => "HTML",
            "Stylesheet" => "CSS",
            "Script" => "scripts",
            "Image" | "Font" | "Media" => "pictures",
            _ if self.media_type == "application/wasm" => "wasm",
            _ if self.url.contains("/api/") => "first data",
            _ if self.media_type.starts_with("image/") => "pictures",
            _ => "configuration and messages",
        }
    }
}

/// The requests to a server in Chromium's performance log.
fn transfers(log: &[thirtyfour::BrowserLogEntry]) -> BTreeMap<String, Transfer> {
    let mut transfers: BTreeMap<String, Transfer> = BTreeMap::new();
    for entry in log {
        let entry: Value = serde_json::from_str(&entry.message).expect("an entry is JSON");
        let parameters = &entry["message"]["params"];
        let Some(id) = parameters["requestId"].as_str() else { continue };
        let transfer = transfers.entry(id.to_owned()).or_default();
        let text = |pointer: &str| parameters.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
        // Counts of bytes are written as floating-point numbers of whole bytes.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bytes are small and not negative")]
        let count = |pointer: &str| parameters.pointer(pointer).and_then(Value::as_f64).unwrap_or_default() as u64;
        match entry["message"]["method"].as_str().unwrap_or_default() {
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
    transfers.retain(|_, transfer| transfer.url.starts_with("http"));
    transfers
}
