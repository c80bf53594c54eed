//! Printing.

use leptos::{ev, leptos_dom::helpers::window_event_listener, prelude::*};

/// Opens the browser's dialog for printing this page.
pub fn page() {
    // A browser that can't print says so itself.
    drop(window().print());
}

/// Whether the page is being printed, by whichever button; until the owner goes.
pub fn is_under_way() -> Signal<bool> {
    let printing = RwSignal::new(false);
    let before = window_event_listener(ev::beforeprint, move |_| printing.set(true));
    let after = window_event_listener(ev::afterprint, move |_| printing.set(false));
    on_cleanup(move || {
        before.remove();
        after.remove();
    });
    printing.into()
}
