//! Approving a plan: what is chosen, what is wrong with it, and how sending it goes.

use aftercare_contract::{
    FieldCode, FieldError,
    plan::{PlanDecision, ResolutionPlan},
    ticket::{Action, TakeAction},
};
use leptos::prelude::*;

use super::{super::deciding::Deciding, Place, choices::Choices};
use crate::{
    i18n::{I18n, use_i18n},
    platform::{clock::use_clock, focus, storage},
    route::PLAN,
    server_state::{Draft, TicketState},
    session::use_session,
};

/// A decision, and what the backend said against it.
type Refusal = (PlanDecision, Vec<FieldError>);

#[derive(Clone, Copy)]
pub(super) struct Approval {
    pub(super) plan: Memo<ResolutionPlan>,
    pub(super) place: Memo<Place>,
    pub(super) choices: RwSignal<Choices>,
    pub(super) deciding: Deciding,
    decision: Memo<PlanDecision>,
    /// What is wrong with the choices, each with its control.
    wrong: Memo<Vec<(&'static str, FieldError)>>,
    /// Whether it was tried to send them: what is missing is said only then.
    tried: RwSignal<bool>,
    refused: RwSignal<Option<Refusal>>,
    /// Where the choices are kept.
    slot: StoredValue<String>,
    i18n: I18n,
}

impl Approval {
    /// Goes on with what is kept on this device.
    pub(super) fn new(plan: Memo<ResolutionPlan>, place: Memo<Place>, state: TicketState) -> Self {
        let clock = use_clock();
        let person = untrack(|| use_session().me()).map(|me| me.user.id);
        let slot = Draft::slot("plan", person.as_ref(), &state.sr());
        let choices = RwSignal::new(Choices::of(&slot, &plan.read_untracked(), &place.read_untracked().zone));
        let (tried, refused) = (RwSignal::new(false), RwSignal::new(None::<Refusal>));
        let decision = Memo::new(move |_| choices.read().decision(&plan.read(), &place.read().zone));
        let wrong = Memo::new(move |_| {
            let (plan, choices) = (plan.read(), choices.read());
            let mut errors = choices.errors(&plan, &place.read().zone, clock.minute());
            errors.retain(|error| tried.get() || error.code != FieldCode::Required);
            // What the backend said holds until something else is chosen.
            let refused = refused.get().filter(|(of, _)| *of == decision.get());
            errors.extend(refused.into_iter().flat_map(|(_, errors)| errors));
            errors.into_iter().map(|error| (choices.control(&plan, &error), error)).collect()
        });
        Self {
            plan,
            place,
            choices,
            deciding: Deciding::new(state),
            decision,
            wrong,
            tried,
            refused,
            slot: StoredValue::new(slot),
            i18n: use_i18n(),
        }
    }

    /// Changes what is chosen.
    pub(super) fn edit(self, change: impl FnOnce(&mut Choices, &ResolutionPlan, &str)) {
        self.choices.update(|choices| change(choices, &self.plan.read_untracked(), &self.place.read_untracked().zone));
        self.slot.with_value(|slot| self.choices.read_untracked().keep(slot));
    }

    /// What is wrong with a control.
    pub(super) fn error(self, control: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            let wrong = self.wrong.read();
            wrong.iter().find(|(of, _)| *of == control).map(|(_, error)| self.i18n.field_error(error))
        })
    }

    /// Approves the plan as it is chosen, unless something is wrong with that.
    pub(super) fn send(self) {
        self.deciding.begin();
        self.tried.set(true);
        if !self.wrong.read_untracked().is_empty() {
            return self.lead_to_wrong();
        }
        let decision = self.decision.get_untracked();
        let action = TakeAction { plan: Some(decision.clone()), ..Action::ApprovePlan.into() };
        self.deciding.send(action, move |settled| match settled {
            Ok(()) => self.finish(),
            Err(errors) => {
                self.refused.set(Some((decision, errors)));
                self.lead_to_wrong();
            }
        });
    }

    /// It is decided.
    pub(super) fn finish(self) {
        self.slot.with_value(|slot| storage::remove(slot));
        self.tried.set(false);
        focus::on(&["#", PLAN].concat());
    }

    fn lead_to_wrong(self) {
        if let Some((control, _)) = self.wrong.read_untracked().first() {
            focus::on(&["#", control].concat());
        }
    }
}
