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
    server_state::NoticeChoices,
    ui::{Button, use_toasts},
};

/// For `viewer`.
pub(super) fn notices(viewer: &PersonId) -> impl IntoView + use<> {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    let permission = RwSignal::new(notification::permission());
    let choices = StoredValue::new(NoticeChoices::of(viewer));
    let choose = Callback::new(move |MailChoice { kind, wanted }| {
        let is_kept = choices.try_update_value(|choices| choices.choose(&kind, wanted)) == Some(true);
        toasts.say(if is_kept { i18n.mails_saved() } else { i18n.notices_not_kept() });
    });
    let allow = Callback::new(move |()| {
        spawn_local(async move {
            let answer = notification::ask().await;
            if answer == Permission::Granted {
                for kind in NoticeChoices::KINDS {
                    choose.run(MailChoice { kind, wanted: true });
                }
            }
            permission.try_set(answer);
        });
    });
    let lines = move || {
        let choice = |kind: MailKind| MailChoice { wanted: choices.with_value(|choices| choices.want(&kind)), kind };
        NoticeChoices::KINDS.map(|kind| line(i18n, choice(kind), choose)).collect_view()
    };
    let content = move || match permission.get() {
        Permission::Missing => view! { <p>{text(move || i18n.notices_missing())}</p> }.into_any(),
        Permission::Denied => view! { <p>{text(move || i18n.notices_denied())}</p> }.into_any(),
        Permission::Open => view! {
            <p>
                <Button on_press=allow>{text(move || i18n.notices_allow())}</Button>
            </p>
        }
        .into_any(),
        Permission::Granted => view! { <div class="choices">{lines()}</div> }.into_any(),
    };
    view! {
        <section class="section" aria-labelledby="notices">
            <h2 id="notices">{text(move || i18n.notices_title())}</h2>
            <p class="soft">{text(move || i18n.notices_lead())}</p>
            {content}
        </section>
    }
}
