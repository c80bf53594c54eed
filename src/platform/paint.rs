//! What can wait until the screen shows what has happened so far.

use std::time::Duration;

use leptos::prelude::{request_animation_frame, set_timeout};

use super::sight;

/// Calls back once the next frame is on the screen: whoever has pressed something sees at once that it was heard, and
/// the work comes after. At once where nobody looks at the page, since hidden pages have no frames.
pub fn after(call: impl FnOnce() + 'static) {
    if sight::page_is_shown() {
        // The frame is painted between its callback and the next task.
        request_animation_frame(move || set_timeout(call, Duration::ZERO));
    } else {
        call();
    }
}
