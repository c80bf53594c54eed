//! What the viewer may do now: exactly what the backend lists.

mod ask;
mod edit;

use aftercare_contract::ticket::{Action, Task, Ticket};
use leptos::prelude::*;

use super::{part, writing};
use crate::{
    api::IdempotencyKey,
    i18n::{I18n, use_i18n},
    platform::focus,
    server_state::TicketState,
    ui::{Button, ButtonKind, Icon, Menu},
};
use ask::Ask;
use edit::Edit;

const MENU: &str = "actions";

/// Something that the viewer is about to do. Its key is kept until it has been done or given up, so that trying again
/// doesn't do it twice.
#[derive(Clone, Debug, PartialEq)]
struct Intent {
    action: Action,
    key: IdempotencyKey,
}

/// The actions beside the sentence: what the turn asks for as buttons, the rest in a menu.
#[component]
pub(super) fn Actions(ticket: Signal<Ticket>, state: TicketState) -> impl IntoView {
    let i18n = use_i18n();
    let offered = part(ticket, |ticket| (ticket.actions.clone(), ticket.summary.turn.task.clone()));
    let asked = RwSignal::new(None::<Intent>);
    let choose = Callback::new(move |action: Action| match action {
        // The box stands on the page already.
        Action::Answer => focus::on(writing::TEXT),
        action => asked.set(Some(Intent { action, key: IdempotencyKey::fresh() })),
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
            {near.collect_view()}
            {(!far.is_empty()).then(|| view! { <More actions=far choose=choose /> })}
        }
    };
    let any = move || !offered.read().0.is_empty();
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
    matches!(action, Action::Confirm | Action::Reopen | Action::Answer)
}

/// Whether an action is what the turn asks for.
fn is_due(action: &Action, task: &Task) -> bool {
    matches!((action, task), (Action::Confirm, Task::Verify) | (Action::Answer, Task::Answer))
}

fn icon(action: &Action) -> &'static str {
    match action {
        Action::Answer => "reply",
        Action::Edit => "edit",
        Action::Confirm => "check",
        Action::Reopen => "retry",
        Action::Withdraw => "st-cancelled",
        Action::Nudge => "bell",
        Action::Escalate => "escalate",
        Action::RequestGreenChannel => "channel",
        Action::Other(_) => "right",
    }
}

/// What it is called; with dots where a question follows.
fn word(i18n: I18n, action: &Action) -> String {
    let word = i18n.action(action);
    if *action == Action::Answer { word } else { word + "…" }
}

/// What comes of it.
fn note(i18n: I18n, action: &Action) -> Option<String> {
    match action {
        Action::Confirm => Some(i18n.ticket_confirm_text()),
        Action::Reopen => Some(i18n.ticket_reopen_text()),
        Action::Withdraw => Some(i18n.ticket_withdraw_text()),
        Action::Nudge => Some(i18n.ticket_nudge_text()),
        Action::Escalate => Some(i18n.ticket_escalate_text()),
        Action::RequestGreenChannel => Some(i18n.ticket_green_channel_text()),
        Action::Answer | Action::Edit | Action::Other(_) => None,
    }
}
