//! Whether the browser thinks that it has a network, and when a page that was left alone is used again.

use std::{rc::Rc, time::Duration};

use super::timer::Stopwatch;
use leptos::{
    leptos_dom::helpers::{set_interval_with_handle, window_event_listener_untyped},
    prelude::*,
};

/// How often it is looked whether the device has slept.
const LOOK: Duration = Duration::from_secs(10);
/// A look that comes so late comes after a sleep.
const SLEPT: Duration = Duration::from_secs(30);

/// Whether the browser knows of any network. `true` promises nothing.
#[expect(clippy::disallowed_methods, reason = "the one place that asks")]
pub fn online() -> bool {
    window().navigator().on_line()
}

/// Calls `wake` when the network comes back, when the page is looked at again or comes back from the browser's cache,
/// and when the device has slept, until the owner goes.
pub fn on_wake(wake: impl Fn() + 'static) {
    let wake: Rc<dyn Fn()> = Rc::new(wake);
    let listeners = ["online", "visibilitychange", "pageshow"].map(|name| {
        let wake = Rc::clone(&wake);
        window_event_listener_untyped(name, move |_| {
            if name != "visibilitychange" || !document().hidden() {
                wake();
            }
        })
    });
    let watch = StoredValue::new_local(Stopwatch::start());
    let interval = set_interval_with_handle(
        move || {
            let since = watch.try_update_value(|watch| std::mem::replace(watch, Stopwatch::start()).elapsed());
            // Timers of hidden pages are late without any sleep.
            if since.is_some_and(|since| since > SLEPT) && !document().hidden() {
                wake();
            }
        },
        LOOK,
    );
    on_cleanup(move || {
        for listener in listeners {
            listener.remove();
        }
        if let Ok(interval) = interval {
            interval.clear();
        }
    });
}
