//! Whether the browser thinks that it has a network, and whether anybody looks at the page.

use leptos::{ev, leptos_dom::helpers::window_event_listener, prelude::*};

/// Whether the browser knows of any network. `true` promises nothing.
pub fn online() -> bool {
    window().navigator().on_line()
}

/// Calls `wake` when the network comes back and when the page is looked at again, until the owner goes.
pub fn on_wake(wake: impl Fn() + Clone + 'static) {
    let seen = wake.clone();
    let online = window_event_listener(ev::online, move |_| wake());
    let visible = window_event_listener(ev::visibilitychange, move |_| {
        if !document().hidden() {
            seen();
        }
    });
    on_cleanup(move || {
        online.remove();
        visible.remove();
    });
}
