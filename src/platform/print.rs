//! Printing.

use leptos::prelude::window;

/// Opens the browser's dialog for printing this page.
pub fn page() {
    // A browser that can't print says so itself.
    drop(window().print());
}
