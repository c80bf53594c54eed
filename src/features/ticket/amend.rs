//! Changing title, own number and contact. Somebody else's change meanwhile is shown, never overwritten silently.

use aftercare_contract::{
    FieldError,
    ticket::{Contact, Ticket, TicketPatch},
};

use crate::{
    api::{Api, ApiError},
    server_state::TicketState,
};

/// The controls, and the pointers of the patch that mean them.
pub(super) const CONTROLS: [(&str, &str); 4] = [
    ("edit-name", "/name"),
    ("edit-number", "/externalIdentifier"),
    ("edit-contact", "/contact/name"),
    ("edit-phone", "/contact/phone"),
];

/// Which of the controls is the own number's.
pub(super) const NUMBER: usize = 1;

/// What stands in the controls, in their order.
pub(super) type Values = [String; 4];

pub(super) fn values(ticket: &Ticket) -> Values {
    let contact = ticket.contact.as_ref();
    [
        ticket.summary.name.clone(),
        ticket.summary.external_identifier.clone().unwrap_or_default(),
        contact.map(|contact| contact.name.clone()).unwrap_or_default(),
        contact.and_then(|contact| contact.phone.clone()).unwrap_or_default(),
    ]
}

/// The change from `base` to `typed`.
fn patch(base: &Ticket, typed: Values) -> TicketPatch {
    let [old_name, old_number, old_contact, old_phone] = values(base);
    let [name, number, contact, phone] = typed;
    let same_contact = (&contact, &phone) == (&old_contact, &old_phone);
    let channels = base.contact.as_ref().map(|contact| contact.channels.clone()).unwrap_or_default();
    TicketPatch {
        name: (name != old_name).then_some(name),
        external_identifier: (number != old_number).then_some(number),
        contact: (!same_contact).then(|| Contact {
            name: contact,
            phone: (!phone.is_empty()).then_some(phone),
            channels,
        }),
    }
}

/// Brings together what was typed with somebody else's change. What the visitor hasn't touched becomes the other's;
/// the rest stays, and is returned as a conflict with the other's value where that differs.
fn merge(before: &Values, now: &Values, typed: &mut Values) -> Vec<(&'static str, String)> {
    let mut conflicts = Vec::new();
    for (((control, _), typed), (before, now)) in CONTROLS.iter().zip(typed).zip(before.iter().zip(now)) {
        if typed == before {
            typed.clone_from(now);
        } else if now != before && now != typed {
            conflicts.push((*control, now.clone()));
        }
    }
    conflicts
}

/// What became of a change.
pub(super) enum Amended {
    /// It is made.
    Done,
    /// There was none.
    Nothing,
    /// Somebody else has changed the same meanwhile.
    Overtaken {
        /// The ticket as it is now.
        now: Box<Ticket>,
        /// What was wanted, with the other's changes where the visitor made none.
        wanted: Values,
        /// The controls in which both did, each with the other's value.
        conflicts: Vec<(&'static str, String)>,
    },
    /// It can't be made like that.
    Invalid(Vec<FieldError>),
    /// It couldn't be made.
    Failed(ApiError),
}

/// Changes the ticket from `before`, as the visitor saw it, to what is `wanted`. A change of something else meanwhile
/// (every message is one) is no reason to ask.
pub(super) async fn amend(api: Api, state: TicketState, mut before: Ticket, mut wanted: Values) -> Amended {
    let sr = state.sr();
    loop {
        let change = match patch(&before, wanted.clone()).validate() {
            Ok(change) if change == TicketPatch::default() => return Amended::Nothing,
            Ok(change) => change,
            Err(errors) => return Amended::Invalid(errors),
        };
        match api.change_ticket(&sr, &change, before.summary.version).await {
            Ok(ticket) => {
                state.take(ticket);
                return Amended::Done;
            }
            Err(ApiError::Stale { .. }) => {}
            Err(error) if error.fields().is_empty() => return Amended::Failed(error),
            Err(error) => return Amended::Invalid(error.fields().to_vec()),
        }
        let now = match api.ticket(&sr).await {
            Ok(now) => now,
            Err(error) => return Amended::Failed(error),
        };
        state.take(now.clone());
        let conflicts = merge(&values(&before), &values(&now), &mut wanted);
        if !conflicts.is_empty() {
            return Amended::Overtaken { now: Box::new(now), wanted, conflicts };
        }
        before = now;
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn what_was_not_touched_becomes_the_others_and_the_rest_is_a_conflict() {
        let of = |texts: [&str; 4]| texts.map(str::to_owned);
        let (before, now) = (of(["a", "1", "Li", "+86"]), of(["b", "2", "Wu", "+86"]));
        let mut typed = of(["a", "7", "Wu", "+81"]);
        assert_eq!(merge(&before, &now, &mut typed), [("edit-number", "2".to_owned())]);
        assert_eq!(typed, of(["b", "7", "Wu", "+81"]));
    }
}
