//! A short note that comes and goes, read out once.

use std::time::Duration;

use leptos::prelude::*;

use super::Icon;
use crate::{
    i18n::{text, use_i18n},
    platform::timer::Timer,
};

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
#[component]
pub fn ToastShelf() -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let toast = move || {
        toasts.shown.get().map(|note| {
            view! {
                <div class="toast">
                    <span>{note}</span>
                    <button
                        class="button button--quiet button--icon"
                        type="button"
                        aria-label=text(move || i18n.close())
                        on:click=move |_| toasts.clear()
                    >
                        <Icon name="close" />
                    </button>
                </div>
            }
        })
    };
    view! {
        <div class="toasts" role="status" aria-live="polite">
            {toast}
        </div>
    }
}
