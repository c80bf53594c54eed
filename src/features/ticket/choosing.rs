//! What the visitor chooses before they send a decision: what is wrong with it, and how sending it goes.

use aftercare_contract::{
    FieldCode, FieldError, Timestamp,
    ticket::{TakeAction, Ticket},
};
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

use super::{deciding::Deciding, part, plan::Place};
use crate::{
    i18n::{I18n, use_i18n},
    platform::{clock::use_clock, focus, storage},
    server_state::{Draft, TicketState},
    session::use_session,
};

/// What stands in the controls. It outlives a change of what it is about; what that doesn't offer any more counts as not
/// chosen. It is kept on this device until the backend has it.
pub(super) trait Choices: Clone + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// What it is about.
    type Of: Clone + PartialEq + Send + Sync + 'static;

    /// Where nothing is kept yet.
    fn before(of: &Self::Of, zone: &str) -> Self;

    /// What it comes to; `zone` is that of the site.
    fn action(&self, of: &Self::Of, zone: &str, now: Timestamp) -> TakeAction;

    /// What is wrong with it at `now`, the backend's clock.
    fn errors(&self, of: &Self::Of, zone: &str, now: Timestamp) -> Vec<FieldError>;

    /// The control that an error is about.
    fn control(&self, of: &Self::Of, error: &FieldError) -> &'static str;
}

pub(super) struct Choosing<C: Choices> {
    pub(super) of: Memo<C::Of>,
    pub(super) place: Memo<Place>,
    pub(super) choices: RwSignal<C>,
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
    /// The part of the page that shows what is decided.
    id: &'static str,
    i18n: I18n,
}

#[expect(clippy::expl_impl_clone_on_copy, reason = "derived, both would ask the choices themselves to be `Copy`")]
impl<C: Choices> Clone for Choosing<C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C: Choices> Copy for Choosing<C> {}

impl<C: Choices> Choosing<C> {
    /// Goes on with what is kept on this device.
    pub(super) fn new(of: Memo<C::Of>, ticket: Signal<Ticket>, state: TicketState, id: &'static str) -> Self {
        let clock = use_clock();
        let place = part(ticket, Place::of);
        let person = untrack(|| use_session().me()).map(|me| me.user.id);
        let slot = Draft::slot(id, person.as_ref(), state.sr().as_str());
        let kept = storage::get(&slot).and_then(|kept| serde_json::from_str(&kept).ok());
        let choices =
            RwSignal::new(kept.unwrap_or_else(|| C::before(&of.read_untracked(), &place.read_untracked().zone)));
        let (tried, refused) = (RwSignal::new(false), RwSignal::new(None::<(TakeAction, Vec<FieldError>)>));
        let action = Memo::new(move |_| choices.read().action(&of.read(), &place.read().zone, clock.minute()));
        let wrong = Memo::new(move |_| {
            let (of, choices) = (of.read(), choices.read());
            let mut errors = choices.errors(&of, &place.read().zone, clock.minute());
            errors.retain(|error| tried.get() || error.code != FieldCode::Required);
            // What the backend said holds until something else is chosen.
            let refused = refused.get().filter(|(of, _)| *of == action.get());
            errors.extend(refused.into_iter().flat_map(|(_, errors)| errors));
            errors.into_iter().map(|error| (choices.control(&of, &error), error)).collect()
        });
        let (deciding, slot, i18n) = (Deciding::new(state), StoredValue::new(slot), use_i18n());
        Self { of, place, choices, deciding, action, wrong, tried, refused, slot, id, i18n }
    }

    /// Changes what is chosen; `change` gets what it is about and the zone of the site.
    pub(super) fn edit(self, change: impl FnOnce(&mut C, &C::Of, &str)) {
        self.choices.update(|choices| change(choices, &self.of.read_untracked(), &self.place.read_untracked().zone));
        if let Ok(choices) = serde_json::to_string(&*self.choices.read_untracked()) {
            self.slot.with_value(|slot| storage::set(slot, &choices));
        }
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
        self.choices.set(C::before(&self.of.read_untracked(), &self.place.read_untracked().zone));
        self.tried.set(false);
        focus::on(&["#", self.id].concat());
    }

    fn lead_to_wrong(self) {
        if let Some((control, _)) = self.wrong.read_untracked().first() {
            focus::on(&["#", control].concat());
        }
    }
}
