//! What the visitor writes to the vendor: the draft that is kept on this device, and how it goes on its way.

use leptos::prelude::*;

use crate::{
    api::IdempotencyKey,
    platform::focus,
    server_state::{Draft, TicketState},
    session::use_session,
    uploads::{self, Letter, Place},
};

/// Where the text is typed.
pub(super) const TEXT: &str = "#answer-text";

/// The answer that is being written.
#[derive(Clone, Copy)]
pub(super) struct Writing {
    draft: RwSignal<Draft>,
    slot: StoredValue<String>,
    /// Whether what has been typed could be kept; nothing has been typed otherwise.
    kept: RwSignal<Option<bool>>,
}

impl Writing {
    /// Goes on with what is kept on this device, and with what waits there to be sent.
    pub(super) fn new(state: TicketState) -> Self {
        let person = untrack(|| use_session().me()).map(|me| me.user.id);
        if let Some(person) = &person {
            uploads::take_up(person);
        }
        let slot = Draft::slot("answer", person.as_ref(), state.sr().as_str());
        let draft = RwSignal::new(Draft::of(&slot));
        Self { draft, slot: StoredValue::new(slot), kept: RwSignal::new(None) }
    }

    /// Where its files are.
    pub(super) fn place(self) -> Place {
        Place::Draft(self.slot.get_value())
    }

    /// What has been typed; tracked.
    pub(super) fn text(self) -> String {
        self.draft.with(|draft| draft.text.clone())
    }

    /// Whether what has been typed could be kept; tracked.
    pub(super) fn is_kept(self) -> Option<bool> {
        self.kept.get()
    }

    /// Takes what has been typed.
    pub(super) fn typed(self, text: String) {
        self.draft.update(|draft| draft.text = text);
        self.keep();
    }

    /// Under which key it is sent.
    pub(super) fn key(self) -> IdempotencyKey {
        self.draft.with_untracked(Draft::key)
    }

    /// It is on its way: the next one begins.
    pub(super) fn sent(self) {
        self.slot.with_value(|slot| {
            Draft::forget(slot);
            self.draft.set(Draft::of(slot));
        });
        self.kept.set(None);
    }

    /// Puts what waited to be sent before what has been typed since.
    pub(super) fn again(self, letter: &Letter) {
        let since = self.draft.with_untracked(|draft| draft.text.clone());
        let text = match since.trim() {
            "" => letter.message.text.clone(),
            since => [&*letter.message.text, since].join("\n\n"),
        };
        // Under the same key: should the earlier wording have arrived after all, nobody gets it twice.
        self.draft.set(Draft::again(text, &letter.key()));
        self.keep();
        focus::on(TEXT);
    }

    fn keep(self) {
        let kept = self.draft.with_untracked(|draft| self.slot.with_value(|slot| draft.keep(slot)));
        self.kept.set(Some(kept));
    }
}
