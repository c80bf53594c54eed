//! Names of languages.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Intl)]
    type DisplayNames;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locales: &Array, options: &Object) -> Result<DisplayNames, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn of(this: &DisplayNames, code: &str) -> Result<String, JsValue>;
}

/// What the language `tag` is called in the language `reader`; the tag itself where the browser doesn't know.
pub fn name(tag: &str, reader: &str) -> String {
    let options = Object::new();
    // A fresh object takes every member.
    let _ = Reflect::set(&options, &"type".into(), &"language".into());
    DisplayNames::new(&Array::of1(&reader.into()), &options)
        .and_then(|names| names.of(tag))
        .unwrap_or_else(|_| tag.to_owned())
}
