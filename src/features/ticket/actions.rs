//! What the viewer may do now: exactly what the backend lists.

mod ask;
mod contradiction;
mod edit;

use aftercare_contract::ticket::{Action, Status, TakeAction, Task, Ticket, TurnOf};
use leptos::prelude::*;

use super::{part, writing};
use crate::{
    api::IdempotencyKey,
    i18n::{I18n, text, use_i18n},
    platform::focus,
    route::{ACCESS, CLAIM, PLAN, RMA, VERIFICATION, VISIT},
    server_state::TicketState,
    ui::{Button, ButtonKind, Icon, Menu},
};
pub(super) use ask::Ask;
use edit::Edit;

const MENU: &str = "actions";

/// Something that the viewer is about to do. Its key is kept until it has been done or given up, so that trying again
/// doesn't do it twice.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Intent {
    /// With all that it is about; only the reason is still asked for.
    wanted: TakeAction,
    key: IdempotencyKey,
}

impl Intent {
    pub(super) fn new(wanted: impl Into<TakeAction>) -> Self {
        Self { wanted: wanted.into(), key: IdempotencyKey::fresh() }
    }
}

/// The actions beside the sentence: what the turn asks for as buttons, the rest in a menu.
#[component]
pub(super) fn Actions(ticket: Signal<Ticket>, state: TicketState) -> impl IntoView {
    let i18n = use_i18n();
    let offered = part(ticket, |ticket| {
        // What is about a plan, remote access, a spare part, a visit or people is done beside it.
        let elsewhere = |action: &&Action| action.is_on_plan() || action.is_on_access() || action.is_on_rma();
        let elsewhere = |action: &&Action| elsewhere(action) || action.is_on_visit() || action.is_on_claim();
        let elsewhere = |action: &&Action| elsewhere(action) || action.is_on_people();
        // So is the verification; once a ticket is closed, reopening it stands here.
        let to_verify = ticket.summary.status == Status::Resolved;
        let elsewhere =
            |action: &&Action| elsewhere(action) || to_verify && (action.is_verdict() || **action == Action::KeepOpen);
        let actions = ticket.actions.iter().filter(|action| !elsewhere(action)).cloned().collect::<Vec<_>>();
        (actions, ticket.summary.turn.task.clone())
    });
    // Whether these are what the turn asks for, where something about them can be decided at all.
    let elsewhere = part(ticket, |ticket| {
        let turn = &ticket.summary.turn;
        let due = |tasks: &[Task]| turn.who == TurnOf::Customer && tasks.contains(&turn.task);
        let any = |is_on: fn(&Action) -> bool| ticket.actions.iter().any(is_on);
        let plan = any(Action::is_on_plan).then(|| (Part::Plan, due(&[Task::Decide, Task::CarryOut])));
        let access = any(Action::is_on_access).then(|| (Part::Access, due(&[Task::Allow])));
        let rma = any(Action::is_on_rma).then(|| (Part::Rma, due(&[Task::Replace])));
        let visit = any(Action::is_on_visit).then(|| (Part::Visit, due(&[Task::Schedule])));
        let verification = any(|action| *action == Action::Confirm).then(|| (Part::Verification, due(&[Task::Verify])));
        let decided = |action: &Action| matches!(action, Action::AcceptClaim | Action::AppealClaim);
        let claim =
            ticket.actions.iter().any(decided).then_some((Part::Claim, ticket.actions.contains(&Action::AcceptClaim)));
        [verification, plan, access, rma, visit, claim].into_iter().flatten().collect::<Vec<_>>()
    });
    let asked = RwSignal::new(None::<Intent>);
    let choose = Callback::new(move |action: Action| match action {
        // The box stands on the page already.
        Action::Answer => focus::on(writing::TEXT),
        action => asked.set(Some(Intent::new(action))),
    });
    let buttons = move || {
        let (actions, task) = offered.get();
        let (near, mut far): (Vec<_>, Vec<_>) = actions.into_iter().partition(is_near);
        // What can't be undone is farthest away.
        far.sort_by_key(|action| *action == Action::Withdraw);
        let near = near.into_iter().map(|action| {
            let kind = if is_due(&action, &task) { ButtonKind::Primary } else { ButtonKind::Plain };
            let (icon, word) = (icon(&action), word(i18n, &action));
            view! {
                <Button kind=kind on_press=Callback::new(move |()| choose.run(action.clone()))>
                    <Icon name=icon />
                    {word}
                </Button>
            }
        });
        view! {
            {elsewhere.get().into_iter().map(|(part, due)| view! { <To part=part due=due /> }).collect_view()}
            {near.collect_view()}
            {(!far.is_empty()).then(|| view! { <More actions=far choose=choose /> })}
        }
    };
    let any = move || !offered.read().0.is_empty() || !elsewhere.read().is_empty();
    view! {
        <Show when=any>
            <div class="turn__actions" role="group" aria-label=move || i18n.turn_you_can()>
                {buttons}
            </div>
        </Show>
        <Ask asked=asked state=state />
        <Edit asked=asked ticket=ticket state=state />
    }
}

/// What is decided beside it.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Plan,
    Access,
    Rma,
    Visit,
    Claim,
    Verification,
}

/// Leads to a part of the ticket.
#[component]
fn To(part: Part, due: bool) -> impl IntoView {
    let i18n = use_i18n();
    let look = if due { "button button--primary" } else { "button" };
    let (id, icon, word): (_, _, fn(I18n) -> String) = match part {
        Part::Plan => (PLAN, "plan", I18n::turn_to_plan),
        Part::Access => (ACCESS, "key", I18n::turn_to_access),
        Part::Verification => (VERIFICATION, "st-verify", I18n::turn_to_verify),
        Part::Rma => (RMA, "box", I18n::turn_to_rma),
        Part::Claim => (CLAIM, "file", I18n::turn_to_claim),
        Part::Visit => (VISIT, "calendar", if due { I18n::turn_to_visit_times } else { I18n::turn_to_visit }),
    };
    view! {
        <a class=look rel="external" href=["#", id].concat()>
            <Icon name=icon />
            {text(move || word(i18n))}
        </a>
    }
}

#[component]
fn More(actions: Vec<Action>, choose: Callback<Action>) -> impl IntoView {
    let i18n = use_i18n();
    let item = move |action: Action| {
        let look = if action == Action::Withdraw { "menu__item menu__item--danger" } else { "menu__item" };
        let (icon, word, note) = (icon(&action), word(i18n, &action), note(i18n, &action));
        view! {
            <button
                class=look
                type="button"
                popovertarget=MENU
                popovertargetaction="hide"
                on:click=move |_| choose.run(action.clone())
            >
                <Icon name=icon />
                <span>{word}</span>
                {note.map(|note| view! { <small>{note}</small> })}
            </button>
        }
    };
    view! {
        <Menu id=MENU label=Signal::derive(move || i18n.turn_more())>
            {actions.into_iter().map(item).collect_view()}
        </Menu>
    }
}

/// Whether an action has a button of its own.
fn is_near(action: &Action) -> bool {
    matches!(action, Action::Reopen | Action::Answer)
}

/// Whether an action is what the turn asks for.
fn is_due(action: &Action, task: &Task) -> bool {
    (action, task) == (&Action::Answer, &Task::Answer)
}

pub(super) fn icon(action: &Action) -> &'static str {
    match action {
        Action::Answer => "reply",
        Action::Edit => "edit",
        Action::Confirm => "check",
        Action::ConfirmPartly => "st-verify",
        Action::Reopen => "retry",
        Action::Withdraw => "st-cancelled",
        Action::Nudge => "bell",
        Action::Escalate => "escalate",
        Action::RequestGreenChannel => "channel",
        _ => "right",
    }
}

/// What it is called; with dots where a question follows.
fn word(i18n: I18n, action: &Action) -> String {
    let word = i18n.action(action);
    if *action == Action::Answer { word } else { word + "…" }
}

/// What comes of it.
pub(super) fn note(i18n: I18n, action: &Action) -> Option<String> {
    match action {
        Action::Confirm => Some(i18n.ticket_confirm_text()),
        Action::ConfirmPartly => Some(i18n.verify_partly_text()),
        Action::Reopen => Some(i18n.ticket_reopen_text()),
        Action::Withdraw => Some(i18n.ticket_withdraw_text()),
        Action::Nudge => Some(i18n.ticket_nudge_text()),
        Action::Escalate => Some(i18n.ticket_escalate_text()),
        Action::RequestGreenChannel => Some(i18n.ticket_green_channel_text()),
        Action::DeclinePlan => Some(i18n.plan_decline_text()),
        Action::DeclineAccess => Some(i18n.access_decline_text()),
        Action::RevokeAccess => Some(i18n.access_revoke_text()),
        Action::ReportCarriedOut => Some(i18n.plan_report_text()),
        Action::ReportPartArrived => Some(i18n.rma_arrived_text()),
        Action::ReportReplaced => Some(i18n.rma_replaced_text()),
        Action::RequestLoaner => Some(i18n.rma_loaner_text()),
        Action::CancelVisit => Some(i18n.visit_cancel_text()),
        Action::AcceptClaim => Some(i18n.claim_accept_text()),
        Action::AppealClaim => Some(i18n.claim_appeal_text()),
        Action::WithdrawClaim => Some(i18n.claim_withdraw_text()),
        _ => None,
    }
}

/// What the reason should tell.
fn hint(i18n: I18n, action: &Action) -> String {
    match action {
        Action::Confirm => i18n.verify_confirm_hint(),
        Action::ConfirmPartly => i18n.verify_partly_hint(),
        Action::DeclinePlan => i18n.plan_decline_hint(),
        Action::DeclineAccess => i18n.access_decline_hint(),
        Action::ReportCarriedOut => i18n.plan_report_hint(),
        Action::CancelVisit => i18n.visit_cancel_hint(),
        Action::AppealClaim => i18n.claim_appeal_hint(),
        action if action.is_on_rma() || action.is_on_claim() => i18n.rma_report_hint(),
        _ => i18n.ticket_reason_hint(),
    }
}
