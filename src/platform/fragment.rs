//! The part of a page that its URL names.

use leptos::prelude::{document, window};

/// Brings it into sight: a page whose content comes later has to do itself what the browser does at once.
pub fn reveal() {
    let id = window().location().hash().ok().and_then(|hash| {
        let id = js_sys::decode_uri_component(hash.strip_prefix('#')?).ok()?;
        id.as_string()
    });
    if let Some(part) = id.and_then(|id| document().get_element_by_id(&id)) {
        part.scroll_into_view();
    }
}
