//! A short note that comes and goes, read out once.

use std::time::Duration;

use leptos::prelude::*;

use super::{El, el, icon};
use crate::{i18n::use_i18n, platform::timer::Timer};

/// How long a note stays.
const STAY: Duration = Duration::from_secs(8);

/// The note on the screen; a new one takes the place of the last.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Option<String>>,
    timer: StoredValue<Option<Timer>, LocalStorage>,
}

impl Toasts {
    /// None yet.
    pub fn new() -> Self {
        Self { shown: RwSignal::new(None), timer: StoredValue::new_local(None) }
    }

    /// Shows a note for a while.
    pub fn say(self, note: String) {
        self.shown.set(Some(note));
        self.timer.set_value(Some(Timer::after(STAY, move || self.clear())));
    }

    fn clear(self) {
        // The last timer may run after the portal has been taken down.
        self.shown.try_set(None);
    }
}

impl Default for Toasts {
    fn default() -> Self {
        Self::new()
    }
}

/// The note of the portal.
pub fn use_toasts() -> Toasts {
    expect_context()
}

/// Where notes appear; a polite live region that is there from the start.
pub fn toast_shelf() -> El {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let toast = move |note: String| {
        let close = el("button", "button button--quiet button--icon").attr("type", "button");
        let close = close.label(move || i18n.close()).on_press(move || toasts.clear()).child(icon("close"));
        el("div", "toast").child(el("span", "").text(&note)).child(close)
    };
    let shelf = el("div", "toasts").attr("role", "status").attr("aria-live", "polite");
    shelf.maybe(move || toasts.shown.get().map(toast))
}
