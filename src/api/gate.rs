//! Calls that fail because the session has ended wait here until the visitor has signed in again in place.

use futures::channel::oneshot;
use leptos::prelude::*;

/// Open while a session is good. Whoever passes it while it is closed waits.
#[derive(Clone, Copy)]
pub struct Gate {
    /// Whether anybody was signed in at all: a guest's calls fail at once.
    armed: StoredValue<bool>,
    closed: RwSignal<bool>,
    waiting: StoredValue<Vec<oneshot::Sender<()>>>,
}

impl Gate {
    /// A gate of a guest.
    pub fn new() -> Self {
        Self { armed: StoredValue::new(false), closed: RwSignal::new(false), waiting: StoredValue::new(Vec::new()) }
    }

    /// Whether the visitor has to sign in again to go on; tracked.
    pub fn is_closed(self) -> bool {
        self.closed.get()
    }

    /// Says that somebody is signed in: what waited goes on.
    pub fn open(self) {
        self.armed.set_value(true);
        self.closed.set(false);
        for waiting in self.waiting.try_update_value(std::mem::take).unwrap_or_default() {
            // Whoever waited may have gone.
            let _ = waiting.send(());
        }
    }

    /// Says that nobody is signed in any more, on purpose.
    pub fn disarm(self) {
        self.armed.set_value(false);
        self.closed.set(false);
        self.waiting.set_value(Vec::new());
    }

    /// Waits until somebody is signed in again; whether it is worth another try.
    pub(super) async fn pass(self) -> bool {
        if self.armed.try_get_value() != Some(true) {
            return false;
        }
        let (sender, signed_in) = oneshot::channel();
        self.waiting.update_value(|waiting| waiting.push(sender));
        self.closed.set(true);
        signed_in.await.is_ok()
    }
}

impl Default for Gate {
    fn default() -> Self {
        Self::new()
    }
}
