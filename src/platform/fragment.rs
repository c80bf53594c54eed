//! The part of a page that its URL names.

use leptos::prelude::{document, window};

/// The id of the part.
pub fn read() -> Option<String> {
    let hash = window().location().hash().ok()?;
    js_sys::decode_uri_component(hash.strip_prefix('#')?).ok()?.as_string()
}

/// Brings it into sight: a page whose content comes later has to do itself what the browser does at once.
pub fn reveal() {
    if let Some(part) = read().and_then(|id| document().get_element_by_id(&id)) {
        part.scroll_into_view();
    }
}
