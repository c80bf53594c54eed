//! How far a page was scrolled.

use leptos::prelude::*;
use leptos_router::location::{BrowserUrl, LocationProvider};

use crate::platform::{scroll, storage::tab};

/// Remembers how far the page was scrolled, and goes there again for whoever comes back by the browser's Back, as soon
/// as it is `ready`: the browser itself would do it before there is anything to scroll to. `what` says which page it is.
pub fn keep_place(what: impl Fn() -> String + 'static, ready: impl Fn() -> bool + 'static) {
    let slot = move || ["scroll/", &untrack(&what)].concat();
    let came_back = use_context::<BrowserUrl>().is_some_and(|url| url.is_back().get_untracked());
    let place = tab::get(&slot()).and_then(|place| place.parse::<u32>().ok()).filter(|_| came_back);
    let goal = StoredValue::new(place);
    Effect::new(move |_| {
        if ready()
            && let Some(y) = goal.try_update_value(Option::take).flatten()
        {
            // What was just built has its height with the next frame.
            request_animation_frame(move || scroll::to(y));
        }
    });
    // What the page shows may be gone when the place is kept.
    let now = StoredValue::new(None::<(String, u32)>);
    scroll::on_scroll(move || now.set_value(Some((slot(), scroll::now()))));
    on_cleanup(move || {
        if let Some((slot, y)) = now.try_get_value().flatten() {
            tab::set(&slot, &y.to_string());
        }
    });
}
