//! How far the page is scrolled.

use std::time::Duration;

use leptos::{ev, leptos_dom::helpers::window_event_listener, prelude::*};

use super::timer;

/// How long a page stays in its place that isn't being scrolled.
const REST: Duration = Duration::from_secs(1);

/// Calls `heard` whenever the page is scrolled, until the owner goes. How far is for the few to ask who need it: the
/// browser lays out the page before it tells.
pub fn on_scroll(heard: impl Fn() + 'static) {
    let scrolled = window_event_listener(ev::scroll, move |_| heard());
    on_cleanup(move || scrolled.remove());
}

/// Scrolls the page to `y` px at once.
pub fn to(y: u32) {
    window().scroll_to_with_x_and_y(0.0, y.into());
}

/// How far the page is scrolled now, in whole px.
pub fn now() -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "beyond its ends a page springs back")]
    let now = window().scroll_y().unwrap_or_default().round() as u32;
    now
}

/// Waits until the page isn't being scrolled: what takes long would be seen then.
pub async fn rest() {
    loop {
        let before = now();
        timer::sleep(REST).await;
        if now() == before {
            return;
        }
    }
}
