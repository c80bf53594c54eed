//! The question before an action: what comes of it, and a reason where one is due.

use aftercare_contract::ticket::{Action, TakeAction};
use leptos::{ev, prelude::*, task::spawn_local};

use super::{super::event, Intent, note};
use crate::{
    api::{ApiError, use_api},
    i18n::{text, use_i18n},
    server_state::TicketState,
    ui::{Button, ButtonKind, Dialog, ErrorNote, Field, described_by, use_toasts},
};

const REASON: &str = "action-reason";

#[component]
pub(super) fn Ask(asked: RwSignal<Option<Intent>>, state: TicketState) -> impl IntoView {
    let (i18n, api, toasts) = (use_i18n(), use_api(), use_toasts());
    let intent = move || asked.get().filter(|intent| intent.action != Action::Edit);
    let reason = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<String>);
    let failed = RwSignal::new(None::<ApiError>);
    let busy = RwSignal::new(false);
    let close = Callback::new(move |()| {
        reason.set(String::new());
        wrong.set(None);
        failed.set(None);
        asked.set(None);
    });
    let send = Callback::new(move |()| {
        let Some(Intent { action, key }) = untrack(intent).filter(|_| !busy.get_untracked()) else { return };
        let wanted = TakeAction { action, reason: Some(reason.get_untracked()).filter(|reason| !reason.is_empty()) };
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
                }
                Err(error) => {
                    wrong.try_set(error.fields().first().map(|error| i18n.field_error(error)));
                    failed.try_set(Some(error));
                }
            }
        });
    });
    let title = move || intent().map(|intent| i18n.action(&intent.action)).unwrap_or_default();
    let form = move || {
        let Intent { action, .. } = intent()?;
        Some(
            view! { <AskForm action=action reason=reason wrong=wrong failed=failed busy=busy send=send close=close /> },
        )
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
) -> impl IntoView {
    let i18n = use_i18n();
    let needs_reason = action.needs_reason();
    let kind = if action == Action::Withdraw { ButtonKind::Danger } else { ButtonKind::Primary };
    let explained = action.clone();
    let submitted = move |event: ev::SubmitEvent| {
        event.prevent_default();
        send.run(());
    };
    let failure = move || failed.get().map(|error| view! { <ErrorNote error=error retry=send /> });
    let is_wrong = move || wrong.read().is_some();
    view! {
        <form on:submit=submitted novalidate>
            <div class="dialog__body">
                <p>{move || note(i18n, &explained)}</p>
                {failure}
                <Field
                    id=REASON
                    label=Signal::derive(move || i18n.ticket_reason())
                    hint=Signal::derive(move || i18n.ticket_reason_hint())
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
            <div class="dialog__foot">
                <Button on_press=close>{text(move || i18n.cancel())}</Button>
                <Button kind=kind busy=busy>
                    {text(move || i18n.action(&action))}
                </Button>
            </div>
        </form>
    }
}
