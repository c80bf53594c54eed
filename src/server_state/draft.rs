//! What is written to the vendor and not sent yet.

use aftercare_contract::account::PersonId;
use serde::{Deserialize, Serialize};

use crate::{api::IdempotencyKey, platform::storage};

/// A text that is kept on this device until the backend has it; with its key, so that it is sent once however often
/// that is tried. Every page that writes the same thing about the same ticket shares it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// What has been typed.
    pub text: String,
    key: String,
}

impl Draft {
    /// Where the draft of `what` about a ticket, or whatever else has this number, is kept.
    pub fn slot(what: &str, person: Option<&PersonId>, number: &str) -> String {
        [what, person.map_or("", PersonId::as_str), number].join("/")
    }

    /// The draft that is kept in this slot, or a new one.
    pub fn of(slot: &str) -> Self {
        let kept = storage::get(slot).and_then(|kept| serde_json::from_str(&kept).ok());
        kept.unwrap_or_else(|| Self { text: String::new(), key: IdempotencyKey::fresh().as_str().to_owned() })
    }

    /// What was on its way already under this key, and is written again.
    pub fn again(text: String, key: &IdempotencyKey) -> Self {
        Self { text, key: key.as_str().to_owned() }
    }

    /// Under which key it is sent.
    pub fn key(&self) -> IdempotencyKey {
        IdempotencyKey::kept(self.key.clone())
    }

    /// Keeps it; whether it could.
    pub fn keep(&self, slot: &str) -> bool {
        serde_json::to_string(self).is_ok_and(|draft| storage::set(slot, &draft))
    }

    /// Forgets what is kept: it has been sent.
    pub fn forget(slot: &str) {
        storage::remove(slot);
    }
}
