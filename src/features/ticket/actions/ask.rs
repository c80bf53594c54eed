//! The question before an action: what comes of it, and a reason where one is due.

use aftercare_contract::ticket::{Action, TakeAction};
use leptos::{ev, prelude::*, task::spawn_local};

use super::{super::event, Intent, contradiction::meant_instead, hint, note};
use crate::{
    api::{ApiError, use_api},
    i18n::{text, use_i18n},
    server_state::TicketState,
    ui::{Button, ButtonKind, Dialog, ErrorNote, Field, Icon, described_by, use_toasts},
};

const REASON: &str = "action-reason";

#[component]
pub(in super::super) fn Ask(
    asked: RwSignal<Option<Intent>>,
    state: TicketState,
    /// What it is about is another one by now: nothing was done, and the reason stays for the next time.
    #[prop(optional)]
    overtaken: Option<Callback<()>>,
    /// It is done.
    #[prop(optional)]
    finished: Option<Callback<()>>,
) -> impl IntoView {
    let (i18n, api, toasts) = (use_i18n(), use_api(), use_toasts());
    let intent = move || asked.get().filter(|intent| intent.wanted.action != Action::Edit);
    let reason = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<String>);
    let failed = RwSignal::new(None::<ApiError>);
    let busy = RwSignal::new(false);
    // The dialog gives the focus back to where it was before anything else takes it.
    let after = |then: Option<Callback<()>>| {
        if let Some(then) = then {
            request_animation_frame(move || {
                then.try_run(());
            });
        }
    };
    let close = Callback::new(move |()| {
        reason.set(String::new());
        wrong.set(None);
        failed.set(None);
        asked.set(None);
    });
    let send = Callback::new(move |()| {
        let Some(Intent { wanted, key }) = untrack(intent).filter(|_| !busy.get_untracked()) else { return };
        let reason = Some(reason.get_untracked()).filter(|reason| !reason.is_empty());
        let wanted = TakeAction { reason, ..wanted };
        let valid = match wanted.validate() {
            Ok(valid) => valid,
            Err(errors) => {
                wrong.set(errors.first().map(|error| i18n.field_error(error)));
                return;
            }
        };
        wrong.set(None);
        busy.set(true);
        let sr = state.sr();
        spawn_local(async move {
            let answer = api.act(&sr, &valid, &key).await;
            // The page may have been left meanwhile; the action is done nevertheless.
            busy.try_set(false);
            match answer {
                Ok(ticket) => {
                    state.take(ticket);
                    toasts.say(untrack(|| event::done(i18n, &valid.action)));
                    close.try_run(());
                    after(finished);
                }
                Err(ApiError::Stale { .. }) if overtaken.is_some() => {
                    asked.try_set(None);
                    after(overtaken);
                }
                Err(error) => {
                    wrong.try_set(error.fields().first().map(|error| i18n.field_error(error)));
                    failed.try_set(Some(error));
                }
            }
        });
    });
    let title = move || intent().map(|intent| i18n.action(&intent.wanted.action)).unwrap_or_default();
    let form = move || {
        let action = intent()?.wanted.action;
        // What was typed stays.
        let instead = Callback::new(move |action: Action| asked.set(Some(Intent::new(action))));
        Some(view! {
            <AskForm
                action=action
                reason=reason
                wrong=wrong
                failed=failed
                busy=busy
                send=send
                close=close
                instead=instead
                state=state
            />
        })
    };
    view! {
        <Dialog open=Signal::derive(move || intent().is_some()) title=Signal::derive(title) on_close=close>
            {form}
        </Dialog>
    }
}

#[component]
fn AskForm(
    action: Action,
    reason: RwSignal<String>,
    wrong: RwSignal<Option<String>>,
    failed: RwSignal<Option<ApiError>>,
    busy: RwSignal<bool>,
    send: Callback<()>,
    close: Callback<()>,
    /// Another action is meant after all.
    instead: Callback<Action>,
    state: TicketState,
) -> impl IntoView {
    let i18n = use_i18n();
    let (chosen, asks) = (action.clone(), action.is_special());
    let meant = Memo::new(move |_| meant_instead(&chosen, &reason.read()));
    let needs_reason = action.needs_reason();
    let kind = if action == Action::Withdraw { ButtonKind::Danger } else { ButtonKind::Primary };
    let (explained, hinted) = (action.clone(), action.clone());
    let submitted = move |event: ev::SubmitEvent| {
        event.prevent_default();
        send.run(());
    };
    let failure = move || failed.get().map(|error| view! { <ErrorNote error=error retry=send /> });
    let within = move || {
        let within = state.ticket().with(|ticket| ticket.value()?.special_answer_within).filter(|_| asks)?;
        Some(i18n.special_answered_within(&i18n.span(within)))
    };
    let is_wrong = move || wrong.read().is_some();
    view! {
        <form on:submit=submitted novalidate>
            <div class="dialog__body">
                <p>{move || note(i18n, &explained)} " " {within}</p>
                {failure}
                <Field
                    id=REASON
                    label=Signal::derive(move || i18n.ticket_reason())
                    hint=Signal::derive(move || hint(i18n, &hinted))
                    error=wrong
                    optional=!needs_reason
                >
                    <textarea
                        class="input"
                        id=REASON
                        rows="3"
                        aria-required=needs_reason.to_string()
                        aria-invalid=move || is_wrong().then_some("true")
                        aria-describedby=move || described_by(REASON, true, is_wrong())
                        bind:value=reason
                    ></textarea>
                </Field>
            </div>
            <div role="status">{move || meant.get().map(|meant| view! { <Doubt meant=meant instead=instead /> })}</div>
            <div class="dialog__foot">
                <Button on_press=close>{text(move || i18n.cancel())}</Button>
                <Button kind=kind busy=busy>
                    {text(move || i18n.action(&action))}
                </Button>
            </div>
        </form>
    }
}

/// Asks whether another choice is meant; whoever means what they chose just goes on.
#[component]
fn Doubt(meant: Action, instead: Callback<Action>) -> impl IntoView {
    let i18n = use_i18n();
    let (word, broken) = (meant.clone(), meant == Action::Reopen);
    let said = move || if broken { i18n.verify_sounds_broken() } else { i18n.verify_sounds_fixed() };
    view! {
        <div class="banner banner--yours">
            <Icon name="info" />
            <p>{text(said)}</p>
            <Button on_press=Callback::new(move |()| {
                instead.run(meant.clone());
            })>{text(move || i18n.verify_choose_instead(&i18n.action(&word)))}</Button>
        </div>
    }
}
