//! How much waits for the viewer, wherever they are.

use leptos::prelude::*;

use super::{El, el};

/// How much waits, as a number and in words.
pub type Told = (String, String);

/// What the frame shows beside the way home, and the browser in the window's title. Who counts comes later than the
/// frame; until then, and where nothing waits, there is none.
#[derive(Clone, Copy)]
pub struct Waiting(RwSignal<Option<Told>>);

impl Waiting {
    /// Nothing is known yet.
    pub fn new() -> Self {
        Self(RwSignal::new(None))
    }

    /// Tells how much waits.
    pub fn tell(self, told: Option<Told>) {
        self.0.set(told);
    }

    /// What the window's title begins with; tracked.
    pub(super) fn prefix(self) -> String {
        self.0.with(|told| told.as_ref().map(|(number, _)| ["(", number, ") "].concat())).unwrap_or_default()
    }

    /// A quiet mark; tracked.
    pub fn mark(self) -> Option<El> {
        let (number, words) = self.0.get()?;
        let number = el("span", "count").attr("aria-hidden", "true").text(&number);
        Some(el("span", "contents").child(number).child(el("span", "quiet-text").text(&words)))
    }
}

impl Default for Waiting {
    fn default() -> Self {
        Self::new()
    }
}

/// How much waits in this portal.
pub fn use_waiting() -> Waiting {
    expect_context()
}
