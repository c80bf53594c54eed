//! A note that stays with an entry of the browser's history: going back to it or loading it again finds the note, another
//! visit of the same address doesn't.

use leptos::prelude::window;
use wasm_bindgen::JsValue;

/// Keeps `note` with the present entry, in place of what it had.
pub fn keep(note: &str) {
    if let Ok(history) = window().history() {
        // Browsers refuse where a page does this too often; the last note then stays.
        let _ = history.replace_state(&JsValue::from_str(note), "");
    }
}

/// The note of the present entry.
pub fn kept() -> Option<String> {
    window().history().ok()?.state().ok()?.as_string()
}
