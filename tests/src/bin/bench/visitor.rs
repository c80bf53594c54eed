//! Somebody who opens the portal, in a browser that is as fast as is wanted.

use aftercare_tests::{Browser, Customer, Engine, browser::Setup};
use serde_json::{Value, json};

/// How fast network and processor are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Speed {
    /// As they are.
    Full,
    /// A quarter of the processor.
    SlowProcessor,
    /// 150 ms, 1.6 Mbit/s, a quarter of the processor.
    Slow,
}

/// Whose browser it is.
pub struct Visitor {
    /// Signed in, or a guest.
    pub customer: Customer,
    /// BCP 47.
    pub language: String,
}

impl Visitor {
    /// The same without a session.
    pub fn as_guest(&self) -> Self {
        Self { customer: Customer::guest(self.customer.origin()), language: self.language.clone() }
    }

    /// A page of the portal.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.customer.origin())
    }

    /// Opens a browser that has never seen the portal.
    pub async fn open(&self, speed: Speed) -> Browser {
        self.launch(speed, false).await
    }

    /// The same, keeping a log of what goes over the wire.
    pub async fn open_with_log(&self, speed: Speed) -> Browser {
        self.launch(speed, true).await
    }

    async fn launch(&self, speed: Speed, performance_log: bool) -> Browser {
        let setup = Setup { language: self.language.clone(), performance_log, ..Setup::default() };
        let browser = Browser::open(Engine::Chromium, setup).await;
        let cookies = self.customer.cookie().unwrap_or_default();
        for cookie in cookies.split("; ").filter(|cookie| !cookie.is_empty()) {
            let (name, value) = cookie.split_once('=').expect("a cookie is name=value");
            let cookie = json!({ "url": self.customer.origin(), "name": name, "value": value, "httpOnly": true });
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
        }
        if speed != Speed::Full {
            devtools(&browser, "Emulation.setCPUThrottlingRate", json!({ "rate": 4 })).await;
        }
        browser
    }
}

/// Calls a method of the `DevTools` protocol.
pub async fn devtools(browser: &Browser, method: &str, parameters: Value) -> Value {
    let answer = browser.driver().cdp().send_raw(method, parameters).await;
    answer.unwrap_or_else(|error| panic!("{method}: {error}"))
}

/// Has a script run in every page before anything of the page.
pub async fn run_first(browser: &Browser, source: &str) {
    devtools(browser, "Page.addScriptToEvaluateOnNewDocument", json!({ "source": source })).await;
}
