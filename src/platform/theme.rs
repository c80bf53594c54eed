//! Light or dark; the boot script applies the choice before anything is painted.

use leptos::prelude::document;

use super::storage;

const KEY: &str = "theme";

/// An appearance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// As the device.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// The one chosen in this browser.
pub fn chosen() -> Theme {
    match storage::get(KEY).as_deref() {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::System,
    }
}

/// Chooses one, for this visit and the next ones.
pub fn choose(theme: Theme) {
    let word = match theme {
        Theme::System => None,
        Theme::Light => Some("light"),
        Theme::Dark => Some("dark"),
    };
    match word {
        Some(word) => drop(storage::set(KEY, word)),
        None => storage::remove(KEY),
    }
    if let Some(root) = document().document_element() {
        // The page then keeps its former look until it is loaded again.
        let _ = match word {
            Some(word) => root.set_attribute("data-theme", word),
            None => root.remove_attribute("data-theme"),
        };
    }
}
