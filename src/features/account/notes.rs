//! Of what this browser tells the viewer while they look elsewhere.

use aftercare_contract::{
    account::PersonId,
    mail::{MailChoice, MailKind},
};
use leptos::{prelude::*, task::spawn_local};

use super::mails::line;
use crate::{
    i18n::{text, use_i18n},
    platform::notification::{self, Permission},
    server_state::NoteChoices,
    ui::{Button, use_toasts},
};

/// For `viewer`.
pub(super) fn notes(viewer: &PersonId) -> impl IntoView + use<> {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    let permission = RwSignal::new(notification::permission());
    let choices = StoredValue::new(NoteChoices::of(viewer));
    let choose = Callback::new(move |MailChoice { kind, wanted }| {
        let is_kept = choices.try_update_value(|choices| choices.choose(&kind, wanted)) == Some(true);
        toasts.say(if is_kept { i18n.mails_saved() } else { i18n.notes_not_kept() });
    });
    let allow = Callback::new(move |()| {
        spawn_local(async move {
            let answer = notification::ask().await;
            if answer == Permission::Granted {
                for kind in NoteChoices::KINDS {
                    choose.run(MailChoice { kind, wanted: true });
                }
            }
            permission.try_set(answer);
        });
    });
    let lines = move || {
        let choice = |kind: MailKind| MailChoice { wanted: choices.with_value(|choices| choices.want(&kind)), kind };
        NoteChoices::KINDS.map(|kind| line(i18n, choice(kind), choose)).collect_view()
    };
    let content = move || match permission.get() {
        Permission::Missing => view! { <p>{text(move || i18n.notes_missing())}</p> }.into_any(),
        Permission::Denied => view! { <p>{text(move || i18n.notes_denied())}</p> }.into_any(),
        Permission::Open => view! {
            <p>
                <Button on_press=allow>{text(move || i18n.notes_allow())}</Button>
            </p>
        }
        .into_any(),
        Permission::Granted => view! { <div class="choices">{lines()}</div> }.into_any(),
    };
    view! {
        <section class="section" aria-labelledby="notices">
            <h2 id="notices">{text(move || i18n.notes_title())}</h2>
            <p class="soft">{text(move || i18n.notes_lead())}</p>
            {content}
        </section>
    }
}
