//! `config.json`: what the operator of the portal sets without building it again.

use leptos::prelude::*;
use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

use super::{boot, json};

const URL: &str = "/config.json";

/// The operator's settings. What is left out is as by default.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Config {
    /// The vendor's name.
    pub brand: String,
    /// URL of the vendor's mark; the portal's own where there is none.
    pub logo: Option<String>,
    /// Hue of the accent colour in OKLCH, 0 to 360; the boot script applies it.
    pub accent_hue: Option<u16>,
    /// Where the API begins on this origin.
    pub api_base: String,
    /// BCP 47 tags of the languages that are offered.
    pub languages: Vec<String>,
    /// Telephone number for those who aren't signed in.
    pub hotline: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            brand: "Aftercare".to_owned(),
            logo: None,
            accent_hue: None,
            api_base: aftercare_contract::routes::BASE.to_owned(),
            languages: vec!["zh-CN".to_owned(), "en".to_owned(), "ja".to_owned()],
            hotline: None,
        }
    }
}

impl Config {
    /// Loads it; without a readable one, everything is as by default.
    pub async fn load() -> Self {
        text().await.and_then(|text| json::read(&text)).unwrap_or_default()
    }
}

async fn text() -> Option<JsValue> {
    let response = boot::take_early(URL).unwrap_or_else(|| window().fetch_with_str(URL));
    let response: Response = JsFuture::from(response).await.ok()?.unchecked_into();
    if !response.ok() {
        return None;
    }
    JsFuture::from(response.text().ok()?).await.ok()
}

/// The operator's settings.
pub fn use_config() -> StoredValue<Config> {
    use_context().unwrap_or_else(|| StoredValue::new(Config::default()))
}
