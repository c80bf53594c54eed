//! Choosing a time: what is chosen, what is wrong with it, and how sending it goes.

use aftercare_contract::{FieldCode, FieldError, ticket::TakeAction, visit::Visit};
use leptos::prelude::*;

use super::{
    super::{deciding::Deciding, plan::Place},
    choices::{Choices, control},
};
use crate::{
    i18n::{I18n, use_i18n},
    platform::{clock::use_clock, focus, storage},
    route::VISIT,
    server_state::{Draft, TicketState},
    session::use_session,
};

#[derive(Clone, Copy)]
pub(super) struct Scheduling {
    pub(super) visit: Memo<Visit>,
    pub(super) place: Memo<Place>,
    pub(super) choices: RwSignal<Choices>,
    pub(super) deciding: Deciding,
    /// What the choices come to.
    pub(super) action: Memo<TakeAction>,
    /// What is wrong with the choices, each with its control.
    wrong: Memo<Vec<(&'static str, FieldError)>>,
    /// Whether it was tried to send them: what is missing is said only then.
    tried: RwSignal<bool>,
    /// What the backend said against an action.
    refused: RwSignal<Option<(TakeAction, Vec<FieldError>)>>,
    /// Where the choices are kept.
    slot: StoredValue<String>,
    i18n: I18n,
}

impl Scheduling {
    /// Goes on with what is kept on this device.
    pub(super) fn new(visit: Memo<Visit>, place: Memo<Place>, state: TicketState) -> Self {
        let clock = use_clock();
        let person = untrack(|| use_session().me()).map(|me| me.user.id);
        let slot = Draft::slot("visit", person.as_ref(), &state.sr());
        let choices = RwSignal::new(Choices::of(&slot));
        let (tried, refused) = (RwSignal::new(false), RwSignal::new(None::<(TakeAction, Vec<FieldError>)>));
        let action = Memo::new(move |_| choices.read().action(&visit.read(), &place.read().zone, clock.minute()));
        let wrong = Memo::new(move |_| {
            let choices = choices.read();
            let mut errors = choices.errors(&visit.read(), &place.read().zone, clock.minute());
            errors.retain(|error| tried.get() || error.code != FieldCode::Required);
            // What the backend said holds until something else is chosen.
            let refused = refused.get().filter(|(of, _)| *of == action.get());
            errors.extend(refused.into_iter().flat_map(|(_, errors)| errors));
            errors.into_iter().map(|error| (control(&error), error)).collect()
        });
        Self {
            visit,
            place,
            choices,
            deciding: Deciding::new(state),
            action,
            wrong,
            tried,
            refused,
            slot: StoredValue::new(slot),
            i18n: use_i18n(),
        }
    }

    /// Changes what is chosen.
    pub(super) fn edit(self, change: impl FnOnce(&mut Choices, &Visit, &str)) {
        self.choices.update(|choices| change(choices, &self.visit.read_untracked(), &self.place.read_untracked().zone));
        self.slot.with_value(|slot| self.choices.read_untracked().keep(slot));
    }

    /// What is wrong with a control.
    pub(super) fn error(self, control: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            let wrong = self.wrong.read();
            wrong.iter().find(|(of, _)| *of == control).map(|(_, error)| self.i18n.field_error(error))
        })
    }

    /// Sends what is chosen, unless something is wrong with that.
    pub(super) fn send(self) {
        self.deciding.begin();
        self.tried.set(true);
        if !self.wrong.read_untracked().is_empty() {
            return self.lead_to_wrong();
        }
        let action = self.action.get_untracked();
        let sent = action.clone();
        self.deciding.send(action, move |settled| match settled {
            Ok(()) => self.finish(),
            Err(errors) => {
                self.refused.set(Some((sent, errors)));
                self.lead_to_wrong();
            }
        });
    }

    /// It is decided.
    pub(super) fn finish(self) {
        self.slot.with_value(|slot| storage::remove(slot));
        self.choices.set(Choices::default());
        self.tried.set(false);
        focus::on(&["#", VISIT].concat());
    }

    fn lead_to_wrong(self) {
        if let Some((control, _)) = self.wrong.read_untracked().first() {
            focus::on(&["#", control].concat());
        }
    }
}
