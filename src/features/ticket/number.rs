//! The customer's own number, changed where it stands.

use aftercare_contract::ticket::{Action, Ticket};
use leptos::{ev, html, prelude::*, task::spawn_local};

use super::{
    amend::{Amended, NUMBER, amend, values},
    part,
};
use crate::{
    api::use_api,
    i18n::{text, use_i18n},
    platform::focus,
    server_state::TicketState,
    ui::{Button, ButtonKind, Icon, use_toasts},
};

const BUTTON: &str = "own-number-edit";

#[component]
pub(super) fn OwnNumber(ticket: Signal<Ticket>, state: TicketState) -> impl IntoView {
    let i18n = use_i18n();
    let number = part(ticket, |ticket| ticket.summary.external_identifier.clone());
    let may = part(ticket, |ticket| ticket.actions.contains(&Action::Edit));
    let editing = RwSignal::new(false);
    let done = Callback::new(move |()| {
        editing.set(false);
        request_animation_frame(|| focus::on(&["#", BUTTON].concat()));
    });
    let shown = move || {
        let number = number.get();
        let label = number.as_ref().map(|number| {
            let number = number.clone();
            view! { <span>{text(move || i18n.ticket_own_number(&number))}</span> }
        });
        let has = label.is_some();
        let name = move || if has { i18n.ticket_number_edit() } else { i18n.ticket_number_add() };
        let word = (!has).then(|| view! { <span>{text(name)}</span> });
        let button = may.get().then(|| {
            view! {
                <button
                    class="button button--quiet own-number__edit"
                    id=BUTTON
                    type="button"
                    aria-label=name
                    on:click=move |_| editing.set(true)
                >
                    <Icon name=if has { "edit" } else { "plus" } />
                    {word}
                </button>
            }
        });
        view! {
            {label}
            {button}
        }
    };
    move || {
        if editing.get() {
            view! { <NumberForm ticket=ticket.get_untracked() state=state done=done /> }.into_any()
        } else {
            view! { <span class="own-number">{shown}</span> }.into_any()
        }
    }
}

/// One field in the place of the number. Enter saves, Escape gives up.
#[component]
fn NumberForm(ticket: Ticket, state: TicketState, done: Callback<()>) -> impl IntoView {
    let (i18n, api, toasts) = (use_i18n(), use_api(), use_toasts());
    let typed = RwSignal::new(ticket.summary.external_identifier.clone().unwrap_or_default());
    // The ticket as the visitor last saw it here.
    let base = StoredValue::new(ticket);
    let wrong = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            focus::on_element(&field);
        }
    });
    let submitted = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let before = base.get_value();
        let mut wanted = values(&before);
        wanted[NUMBER] = typed.get_untracked();
        wrong.set(None);
        busy.set(true);
        spawn_local(async move {
            let outcome = amend(api, state, before, wanted).await;
            // The page may have been left meanwhile.
            busy.try_set(false);
            let said = untrack(|| match outcome {
                Amended::Done => {
                    toasts.say(i18n.ticket_number_saved());
                    None
                }
                Amended::Nothing => None,
                Amended::Overtaken { now, conflicts, .. } => {
                    base.try_set_value(*now);
                    conflicts.first().map(|(_, value)| i18n.ticket_edit_stale(value))
                }
                Amended::Invalid(errors) => errors.first().map(|error| i18n.field_error(error)),
                Amended::Failed(error) => Some(i18n.api_error(&error)),
            });
            if said.is_none() {
                done.try_run(());
            }
            wrong.try_set(said);
        });
    };
    let pressed = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && !event.is_composing() {
            done.run(());
        }
    };
    let complaint = move || {
        wrong.get().map(|wrong| {
            view! {
                <p class="field__error" id="own-number-error" role="alert">
                    <Icon name="alert" />
                    <span>{wrong}</span>
                </p>
            }
        })
    };
    view! {
        <form class="own-number own-number--form" on:submit=submitted on:keydown=pressed novalidate>
            <label for="own-number">{text(move || i18n.ticket_edit_number())}</label>
            <input
                class="input"
                id="own-number"
                autocomplete="off"
                node_ref=field
                aria-invalid=move || wrong.read().is_some().then_some("true")
                aria-describedby=move || wrong.read().is_some().then_some("own-number-error")
                bind:value=typed
            />
            <Button kind=ButtonKind::Primary busy=busy>
                {text(move || i18n.ticket_save())}
            </Button>
            <Button kind=ButtonKind::Quiet on_press=done>
                {text(move || i18n.cancel())}
            </Button>
            {complaint}
        </form>
    }
}
