//! The viewer: who they are, their settings, what they are told by e-mail and in this browser, where they are signed
//! in; for admins, what their people say.

mod mails;
mod notes;
mod scores;

use std::collections::BTreeSet;

use aftercare_contract::account::{Capability, Me, Role, Session as SignedIn, SessionId};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::use_api,
    i18n::{I18n, use_i18n},
    server_state::Query,
    session::use_session,
    ui::{Button, Icon, Loaded, PageHeader, RelativeTime, ThemeSwitch, language_switch, use_toasts},
};
use mails::Mails;
use notes::notes;
use scores::Scores;

/// The page.
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let session = use_session();
    let toasts = use_toasts();
    let sign_out = Callback::new(move |()| {
        spawn_local(async move {
            if let Err(error) = session.sign_out().await {
                toasts.say(i18n.api_error(&error));
            }
        });
    });
    let can = move |what: Capability| session.with_me(|me| me.capabilities.contains(&what)) == Some(true);
    let mails = Memo::new(move |_| can(Capability::Mails));
    let is_admin = move || session.with_me(|me| me.role == Role::OrganisationAdmin) == Some(true);
    let scores = Memo::new(move |_| can(Capability::Surveys) && is_admin());
    view! {
        <PageHeader title=Signal::derive(move || i18n.account_title())>
            <Button on_press=sign_out>
                <Icon name="signout" />
                {move || i18n.sign_out()}
            </Button>
        </PageHeader>
        <div class="sections">
            <section class="section">
                <h2>{move || i18n.account_profile()}</h2>
                {move || session.me().map(|me| view! { <Profile me=me /> })}
            </section>
            <section class="section">
                <h2>{move || i18n.account_settings()}</h2>
                {language_switch()}
                <ThemeSwitch />
            </section>
            <Show when=move || mails.get()>
                <Mails />
            </Show>
            {move || session.with_me(|me| notes(&me.user.id))}
            <section class="section">
                <h2>{move || i18n.sessions_title()}</h2>
                <Sessions />
            </section>
            <Show when=move || scores.get()>
                <Scores />
            </Show>
        </div>
    }
    .into_any()
}

#[component]
fn Profile(me: Me) -> impl IntoView {
    let i18n = use_i18n();
    let phone = me.user.phone.map(|phone| {
        view! {
            <dt>{move || i18n.account_phone()}</dt>
            <dd>{phone}</dd>
        }
    });
    view! {
        <dl class="facts-list">
            <dt>{move || i18n.account_name()}</dt>
            <dd>{me.user.name}</dd>
            <dt>{move || i18n.account_email()}</dt>
            <dd>{me.user.email}</dd>
            {phone}
            <dt>{move || i18n.account_organisation()}</dt>
            <dd>{me.organisation.name}</dd>
            <dt>{move || i18n.account_role()}</dt>
            <dd>{move || role(i18n, &me.role)}</dd>
        </dl>
    }
}

fn role(i18n: I18n, role: &Role) -> String {
    match role {
        Role::Requester => i18n.role_requester(),
        Role::OrganisationAdmin => i18n.role_organisation_admin(),
        Role::OnSiteContact => i18n.role_on_site_contact(),
        Role::Other(word) => word.clone(),
    }
}

#[component]
fn Sessions() -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let toasts = use_toasts();
    let sessions = Query::new(move || async move { api.sessions().await.map(|page| page.items) });
    let ending = RwSignal::new(BTreeSet::<SessionId>::new());
    let end = Callback::new(move |id: SessionId| {
        ending.write().insert(id.clone());
        spawn_local(async move {
            match api.revoke_session(&id).await {
                Ok(()) => toasts.say(i18n.session_ended()),
                Err(error) => toasts.say(i18n.api_error(&error)),
            }
            ending.try_update(|ending| ending.remove(&id));
            sessions.refresh();
        });
    });
    view! {
        <Loaded remote=sessions.remote() retry=sessions.retry() let:list>
            <ul class="sessions">
                <For each=move || list.get() key=|session| session.id.clone() let:session>
                    <SessionLine session=session ending=ending end=end />
                </For>
            </ul>
        </Loaded>
    }
}

#[component]
fn SessionLine(session: SignedIn, ending: RwSignal<BTreeSet<SessionId>>, end: Callback<SessionId>) -> impl IntoView {
    let i18n = use_i18n();
    let SignedIn { id, last_used, user_agent, current, .. } = session;
    let mine = id.clone();
    let busy = Signal::derive(move || ending.read().contains(&mine));
    let action = if current {
        view! { <span class="tag">{move || i18n.session_this()}</span> }.into_any()
    } else {
        let press = Callback::new(move |()| end.run(id.clone()));
        view! {
            <Button busy=busy on_press=press>
                {move || i18n.session_end()}
            </Button>
        }
        .into_any()
    };
    view! {
        <li class="sessions__one">
            <div>
                <p>{browser(&user_agent)}</p>
                <p class="faint">
                    <RelativeTime time=last_used />
                </p>
            </div>
            {action}
        </li>
    }
}

/// Browser and system, as far as its user agent string says so in words that are known; else the string itself.
fn browser(user_agent: &str) -> String {
    let named = |names: &[(&str, &'static str)]| {
        names.iter().find(|(word, _)| user_agent.contains(word)).map(|(_, name)| *name)
    };
    // Each also claims to be those below it.
    let program = named(&[
        ("Edg/", "Edge"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = named(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (program, system) {
        (Some(program), Some(system)) => [program, system].join(" · "),
        _ => user_agent.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn browsers_are_named_by_what_they_are() {
        let edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/150.0 Safari/537.36 Edg/150.0";
        assert_eq!(browser(edge), "Edge · Windows");
        assert_eq!(browser("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/604.1"), "Safari · iPhone");
        assert_eq!(browser("curl/8"), "curl/8");
    }
}
