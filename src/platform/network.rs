//! Whether the browser thinks that it has a network, and whether anybody looks at the page.

use leptos::{ev, leptos_dom::helpers::window_event_listener, prelude::*};

/// Whether the browser knows of any network. `true` promises nothing.
pub fn online() -> bool {
    window().navigator().on_line()
}

/// Calls `rest` when nobody looks at the page any more, until the owner goes.
pub fn on_rest(rest: impl Fn() + 'static) {
    let hidden = window_event_listener(ev::visibilitychange, move |_| {
        if document().hidden() {
            rest();
        }
    });
    on_cleanup(move || hidden.remove());
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
