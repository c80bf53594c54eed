//! Which e-mails the viewer gets.

use aftercare_contract::mail::{MailChoice, MailChoices, MailKind};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::use_api,
    i18n::{I18n, text, use_i18n},
    server_state::Query,
    ui::{Loaded, use_toasts},
};

#[component]
pub(super) fn Mails() -> impl IntoView {
    let (i18n, api, toasts) = (use_i18n(), use_api(), use_toasts());
    let choices = Query::new(move || async move { api.mails().await });
    let choose = Callback::new(move |choice: MailChoice| {
        spawn_local(async move {
            match api.choose_mails(&MailChoices { mails: vec![choice] }).await {
                Ok(all) => {
                    choices.set(all);
                    toasts.say(i18n.mails_saved());
                }
                Err(error) => {
                    // Shows again what holds.
                    choices.refresh();
                    toasts.say(i18n.api_error(&error));
                }
            }
        });
    });
    view! {
        <section class="section" aria-labelledby="mails">
            <h2 id="mails">{text(move || i18n.mails_title())}</h2>
            <p class="soft">{text(move || i18n.mails_lead())}</p>
            <Loaded remote=choices.remote() retry=choices.retry() let:choices>
                <div class="choices">
                    {move || choices.get().mails.into_iter().map(|choice| line(i18n, choice, choose)).collect_view()}
                </div>
            </Loaded>
        </section>
    }
}

/// A kind of news, to be wanted or not.
pub(super) fn line(i18n: I18n, MailChoice { kind, wanted }: MailChoice, choose: Callback<MailChoice>) -> impl IntoView {
    let chosen = kind.clone();
    let change = move |event| choose.run(MailChoice { kind: chosen.clone(), wanted: event_target_checked(&event) });
    view! {
        <label class="choice">
            <input type="checkbox" prop:checked=wanted on:change=change />
            <span>{text(move || name(i18n, &kind))}</span>
        </label>
    }
}

fn name(i18n: I18n, kind: &MailKind) -> String {
    match kind {
        MailKind::Received => i18n.mail_received(),
        MailKind::YourTurn => i18n.mail_your_turn(),
        MailKind::EtaChanged => i18n.mail_eta_changed(),
        MailKind::OnTheWay => i18n.mail_on_the_way(),
        MailKind::Resolved => i18n.mail_resolved(),
        MailKind::Closed => i18n.mail_closed(),
        MailKind::FollowUp => i18n.mail_follow_up(),
        MailKind::Other(word) => word.clone(),
    }
}
