//! Reads out what changed, politely and once: events that come together are one sentence.

use std::time::Duration;

use leptos::prelude::*;

use crate::{i18n::I18n, platform::timer::Timer};

/// Events within this time belong together.
const TOGETHER: Duration = Duration::from_millis(500);

#[derive(Clone, Copy)]
pub(super) struct Announcer {
    said: RwSignal<String>,
    waiting: StoredValue<Vec<String>>,
    timer: StoredValue<Option<Timer>, LocalStorage>,
}

impl Announcer {
    pub(super) fn new() -> Self {
        Self {
            said: RwSignal::new(String::new()),
            waiting: StoredValue::new(Vec::new()),
            timer: StoredValue::new_local(None),
        }
    }

    /// What stands in the live region.
    pub(super) fn said(self) -> Signal<String> {
        self.said.into()
    }

    /// Says what happened, and whose turn it is after it.
    pub(super) fn say(self, i18n: I18n, what: String, turn: String) {
        self.waiting.update_value(|waiting| waiting.push(what));
        let speak = move || {
            // The page may have been left meanwhile.
            if let Some(all) = self.waiting.try_update_value(std::mem::take) {
                self.said.set(untrack(|| i18n.event_announced(&all.join(&i18n.event_comma()), &turn)));
            }
        };
        self.timer.set_value(Some(Timer::after(TOGETHER, speak)));
    }
}
