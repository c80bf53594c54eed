//! JSON by the browser's own parser, which is already there; a parser of our own would have to be loaded first.

use serde::de::DeserializeOwned;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = JSON, catch)]
    fn parse(text: &JsValue) -> Result<JsValue, JsValue>;
}

/// Reads a JavaScript string; `None`, and a word in the console, where it isn't what it should be.
pub fn read<T: DeserializeOwned>(text: &JsValue) -> Option<T> {
    let value = parse(text).inspect_err(warn).ok()?;
    serde_wasm_bindgen::from_value(value).map_err(JsValue::from).inspect_err(warn).ok()
}

fn warn(error: &JsValue) {
    web_sys::console::warn_1(error);
}
