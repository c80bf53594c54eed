//! What a customer may do to a ticket now.

use aftercare_contract::{
    Span, Timestamp,
    account::Role,
    claim::ClaimState,
    plan::{PlanState, ResolutionPlan},
    remote::{AccessRequest, AccessState},
    rma::{LoanerState, Rma, RmaService, RmaState},
    special::SpecialRequest,
    ticket::{Action, Status},
    visit::{Visit, VisitState},
};

use super::record::Record;
use crate::session::Viewer;

/// How often the vendor can be asked for news without having answered.
const NUDGE_EVERY: Span = Span::hours(1);

/// What the viewer, who sees the ticket, may do to it now. Whoever sees it may talk; what decides about it is for
/// the requester and the company's admins; what is done with a part at the site, and when somebody comes there, is for
/// who is there, too. Money is claimed in the company's name, so its admins do that; the requester, who knows what
/// happened, may bring evidence.
pub fn allowed(record: &Record, viewer: &Viewer, now: Timestamp) -> Vec<Action> {
    let admin = speaks_for_company(viewer);
    let owner = admin || viewer.person_id == record.requester;
    let at_site = viewer.role == Role::OnSiteContact;
    let may = |action: &Action| match action {
        Action::Answer | Action::Nudge => true,
        Action::ReportPartArrived | Action::ReportReplaced | Action::HandOverDefective => owner || at_site,
        action if action.is_on_visit() => owner || at_site,
        Action::AddClaimEvidence => owner,
        action if action.is_on_claim() => admin,
        _ => owner,
    };
    possible(record, now).into_iter().filter(may).collect()
}

/// Whether the viewer speaks for the company.
pub fn speaks_for_company(viewer: &Viewer) -> bool {
    viewer.role == Role::OrganisationAdmin
}

/// What the ticket's state admits.
pub fn possible(record: &Record, now: Timestamp) -> Vec<Action> {
    let mut actions = match record.status {
        Status::Cancelled => Vec::new(),
        Status::Closed => {
            let reopens = record.reopen_until.is_some_and(|until| now <= until);
            reopens.then_some(Action::Reopen).into_iter().collect()
        }
        Status::Resolved => {
            let kept = (record.keep_open_left > 0 && record.closes_at.is_some()).then_some(Action::KeepOpen);
            let verdicts = [Action::Confirm, Action::ConfirmPartly, Action::Reopen];
            verdicts.into_iter().chain(kept).chain([Action::Answer, Action::Edit]).collect()
        }
        _ => {
            let nudged =
                record.asked_for(&Action::Nudge).is_some_and(|it| it.is_open() && now < it.asked + NUDGE_EVERY);
            // What was refused can be asked for again, with other reasons.
            let may_ask = |action: &Action| record.asked_for(action).is_none_or(SpecialRequest::is_refused);
            let mut actions = vec![Action::Answer, Action::Edit, Action::Withdraw];
            actions.extend((!nudged && !record.waits_for_customer()).then_some(Action::Nudge));
            actions.extend([Action::Escalate, Action::RequestGreenChannel].into_iter().filter(may_ask));
            actions.extend(record.plan.iter().flat_map(on_plan));
            actions.extend(record.access.iter().flat_map(on_access));
            actions.extend(record.visit.iter().flat_map(|visit| on_visit(visit, now)));
            actions
        }
    };
    actions.extend(record.rma.iter().flat_map(on_rma));
    actions.extend(on_claim(record, now));
    actions.extend(on_people(record));
    actions
}

/// Who follows it is decided as long as something happens to it.
fn on_people(record: &Record) -> Vec<Action> {
    let followed = !record.watchers.is_empty();
    let mut actions = Vec::new();
    if !record.status.is_final() {
        actions.push(Action::AddWatcher);
        actions.extend(followed.then_some(Action::RemoveWatcher));
    }
    actions
}

/// What the plan's state admits.
fn on_plan(plan: &ResolutionPlan) -> Vec<Action> {
    let mut actions = Vec::new();
    if matches!(plan.state, PlanState::Proposed | PlanState::Approved) {
        actions.extend([Action::ApprovePlan, Action::DeclinePlan]);
    }
    actions.extend(plan.is_with_customer().then_some(Action::ReportCarriedOut));
    actions
}

/// What the state of remote access admits.
fn on_access(access: &AccessRequest) -> Vec<Action> {
    match access.state {
        AccessState::Requested => vec![Action::GrantAccess, Action::DeclineAccess],
        AccessState::Granted => vec![Action::GrantAccess, Action::RevokeAccess],
        _ => Vec::new(),
    }
}

/// What the RMA's state admits; the defective part goes back after the end of the ticket, too.
fn on_rma(rma: &Rma) -> Vec<Action> {
    let is_own = rma.service == RmaService::Customer;
    let is_offered = rma.loaner.as_ref().is_some_and(|loaner| loaner.state == LoanerState::Offered);
    let is_repaired = !rma.is_under_way() && rma.state != RmaState::Arrived;
    let mut actions = Vec::new();
    actions.extend((is_own && rma.state == RmaState::OnTheWay).then_some(Action::ReportPartArrived));
    actions.extend(rma.is_with_customer().then_some(Action::ReportReplaced));
    actions.extend((rma.awaits_return() && rma.hand_over.is_none()).then_some(Action::HandOverDefective));
    actions.extend((is_offered && !is_repaired).then_some(Action::RequestLoaner));
    actions
}

/// What the visit's state admits, and the time.
fn on_visit(visit: &Visit, now: Timestamp) -> Vec<Action> {
    let is_left = visit.times.iter().any(|time| time.start >= now && Some(time) != visit.time.as_ref());
    let may_be_changed = visit.may_be_changed(now);
    let is_outside = visit.is_open() && visit.state != VisitState::Arrived;
    let mut actions = Vec::new();
    actions.extend((may_be_changed && is_left).then_some(Action::ChooseVisitTime));
    actions.extend([Action::RequestVisitTime, Action::CancelVisit].into_iter().filter(|_| may_be_changed));
    actions.extend(is_outside.then_some(Action::NameVisitHost));
    actions
}

/// What the state of the claim admits, also after the end of the ticket: that a promise was missed is often noticed then.
/// What was withdrawn can be filed anew.
fn on_claim(record: &Record, now: Timestamp) -> Vec<Action> {
    let Some(claim) = record.claim.as_ref().filter(|claim| claim.state != ClaimState::Withdrawn) else {
        return (!record.claimable.is_empty()).then_some(Action::FileClaim).into_iter().collect();
    };
    let mut actions = Vec::new();
    actions.extend(claim.waits_for_customer().then_some(Action::AcceptClaim));
    actions.extend(claim.may_be_appealed(now).then_some(Action::AppealClaim));
    actions.extend(claim.state.is_with_vendor().then_some(Action::AddClaimEvidence));
    actions.extend(claim.is_open().then_some(Action::WithdrawClaim));
    actions
}
