//! What a customer may do to a ticket now.

use aftercare_contract::{
    Span, Timestamp,
    account::Role,
    ticket::{Action, Status},
};

use super::record::Record;
use crate::session::Viewer;

/// How often the vendor can be asked for news without having answered.
const NUDGE_EVERY: Span = Span::hours(1);

/// What the viewer, who sees the ticket, may do to it now. Whoever sees it may talk; what decides about it is for
/// the requester and the company's admins.
pub fn allowed(record: &Record, viewer: &Viewer, now: Timestamp) -> Vec<Action> {
    let owner = viewer.person_id == record.requester || viewer.role == Role::OrganisationAdmin;
    possible(record, now)
        .into_iter()
        .filter(|action| owner || matches!(action, Action::Answer | Action::Nudge))
        .collect()
}

/// What the ticket's state admits.
fn possible(record: &Record, now: Timestamp) -> Vec<Action> {
    match record.status {
        Status::Cancelled => Vec::new(),
        Status::Closed => vec![Action::Reopen],
        Status::Resolved => vec![Action::Confirm, Action::Reopen, Action::Answer, Action::Edit],
        _ => {
            let nudged = record.nudged.is_some_and(|nudged| now < nudged + NUDGE_EVERY);
            let mut actions = vec![Action::Answer, Action::Edit, Action::Withdraw];
            actions.extend((!nudged && !record.waits_for_customer()).then_some(Action::Nudge));
            actions.extend((!record.escalated).then_some(Action::Escalate));
            actions.extend((!record.green_channel).then_some(Action::RequestGreenChannel));
            actions
        }
    }
}
