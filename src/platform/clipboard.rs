//! The clipboard.

use leptos::prelude::window;

/// Puts `text` there.
pub fn put(text: &str) {
    // Where the browser refuses, the text still stands on the page.
    drop(window().navigator().clipboard().write_text(text));
}
