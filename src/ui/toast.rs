//! Short notes that come and go, read out once.

use std::time::Duration;

use leptos::prelude::*;

use super::Icon;
use crate::{i18n::{text, use_i18n}, platform::timer::Timer};

/// How long a note stays.
const STAY: Duration = Duration::from_secs(8);

/// The notes on the screen.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<(u32, String)>>,
    count: StoredValue<u32>,
    timers: StoredValue<Vec<Timer>, LocalStorage>,
}

impl Toasts {
    /// None yet.
    pub fn new() -> Self {
        Self { shown: RwSignal::new(Vec::new()), count: StoredValue::new(0), timers: StoredValue::new_local(Vec::new()) }
    }

    /// Shows a note for a while.
    pub fn say(self, text: String) {
        let id = self.count.get_value();
        self.count.set_value(id.wrapping_add(1));
        self.shown.update(|shown| shown.push((id, text)));
        let timer = Timer::after(STAY, move || self.drop(id));
        self.timers.update_value(|timers| timers.push(timer));
    }

    fn drop(self, id: u32) {
        self.shown.update(|shown| shown.retain(|(other, _)| *other != id));
        if self.shown.read_untracked().is_empty() {
            self.timers.set_value(Vec::new());
        }
    }
}

impl Default for Toasts {
    fn default() -> Self {
        Self::new()
    }
}

/// The notes of the portal.
pub fn use_toasts() -> Toasts {
    expect_context()
}

/// Where notes appear; a polite live region that is there from the start.
#[component]
pub fn ToastShelf() -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let toast = move |(id, note): (u32, String)| {
        view! {
            <div class="toast">
                <span>{note}</span>
                <button
                    class="button button--quiet button--icon"
                    type="button"
                    aria-label=text(move || i18n.close())
                    on:click=move |_| toasts.drop(id)
                >
                    <Icon name="close" />
                </button>
            </div>
        }
    };
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toasts.shown.get() key=|(id, _)| *id children=toast />
        </div>
    }
}
