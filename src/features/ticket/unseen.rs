//! What came while the reader was elsewhere on the page.

use aftercare_contract::history::Event;
use leptos::prelude::*;

use crate::platform::sight;

/// The events that arrived since the end of the history was last in sight.
#[derive(Clone, Copy)]
pub(super) struct Unseen {
    end_in_sight: StoredValue<bool>,
    first: RwSignal<Option<u64>>,
    count: RwSignal<u64>,
}

impl Unseen {
    pub(super) fn new() -> Self {
        Self { end_in_sight: StoredValue::new(false), first: RwSignal::new(None), count: RwSignal::new(0) }
    }

    /// Takes note of an event that has just arrived.
    pub(super) fn note(self, event: &Event) {
        if self.end_in_sight.get_value() && sight::page_is_shown() {
            return;
        }
        if self.count.get_untracked() == 0 {
            self.first.set(Some(event.number));
        }
        self.count.update(|count| *count = count.saturating_add(1));
    }

    /// The event before which the mark stands; tracked. It stays after the reader has come there.
    pub(super) fn first(self) -> Option<u64> {
        self.first.get()
    }

    /// How many there are; tracked.
    pub(super) fn count(self) -> u64 {
        self.count.get()
    }

    /// The end of the history came into sight, or left it.
    pub(super) fn end_is_in_sight(self, in_sight: bool) {
        // The observer may speak once more after the page has gone.
        self.end_in_sight.try_set_value(in_sight);
        if in_sight {
            self.count.try_set(0);
        }
    }
}
