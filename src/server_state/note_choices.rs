//! Of what the browser tells a person, chosen in each browser: only there they can allow it.

use aftercare_contract::{account::PersonId, mail::MailKind};

use crate::platform::storage;

/// Of what somebody wants to be told in this browser: the same things of which there are e-mails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteChoices {
    slot: String,
    wanted: Vec<MailKind>,
}

impl NoteChoices {
    /// All there is to choose from.
    pub const KINDS: [MailKind; 3] = [MailKind::YourTurn, MailKind::EtaChanged, MailKind::OnTheWay];

    /// What this person has chosen; nothing before they have.
    pub fn of(person: &PersonId) -> Self {
        let slot = ["notices/", person.as_str()].concat();
        let kept = storage::get(&slot).unwrap_or_default();
        Self { wanted: kept.split_whitespace().map(MailKind::from).collect(), slot }
    }

    /// Whether they want to be told of such things.
    pub fn want(&self, kind: &MailKind) -> bool {
        self.wanted.contains(kind)
    }

    /// Chooses; whether that could be kept.
    pub fn choose(&mut self, kind: &MailKind, wanted: bool) -> bool {
        self.wanted.retain(|known| known != kind);
        self.wanted.extend(wanted.then(|| kind.clone()));
        let words: Vec<_> = self.wanted.iter().map(MailKind::as_str).collect();
        storage::set(&self.slot, &words.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn choices_are_those_of_one_person_and_stay() {
        let (me, you) = (PersonId::from("me-1"), PersonId::from("you-1"));
        let mut mine = NoteChoices::of(&me);
        assert!(mine.choose(&MailKind::YourTurn, true) && mine.choose(&MailKind::OnTheWay, true));
        assert!(mine.choose(&MailKind::YourTurn, false));
        assert_eq!(NoteChoices::of(&me), mine);
        assert_eq!(NoteChoices::KINDS.map(|kind| mine.want(&kind)), [false, false, true]);
        assert_eq!(NoteChoices::KINDS.map(|kind| NoteChoices::of(&you).want(&kind)), [false; 3]);
    }
}
