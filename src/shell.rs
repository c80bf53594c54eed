//! The frame around every page: rail on the desktop, two bars on the phone.

use leptos::prelude::*;

use crate::{
    i18n::{text, use_i18n},
    live::{LiveState, use_live},
    platform::config::use_config,
    route::{Link, Route},
    session::use_session,
    ui::{Brand, Icon, LanguageSwitch, use_toasts},
};

/// The frame; `children` is the page.
#[component]
pub fn Shell(children: Children) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="shell">
            <a class="skip-link" rel="external" href="#main">
                {text(move || i18n.skip_to_content())}
            </a>
            <TopBar />
            <Rail />
            <main class="page" id="main" tabindex="-1">
                <LiveBanner />
                {children()}
            </main>
            <BottomBar />
        </div>
    }
}

/// The number to call: the viewer's own, before that the one of `config.json`.
fn hotline_number() -> Memo<Option<String>> {
    let session = use_session();
    let config = use_config();
    Memo::new(move |_| {
        session.me().map(|me| me.hotline.number).or_else(|| config.with_value(|config| config.hotline.clone()))
    })
}

#[component]
fn TopBar() -> impl IntoView {
    let i18n = use_i18n();
    let number = hotline_number();
    let call = move || {
        number.get().map(|number| {
            view! {
                <a
                    class="button button--quiet button--icon"
                    href=["tel:", &number].concat()
                    aria-label=text(move || i18n.hotline_call(&number))
                >
                    <Icon name="phone" />
                </a>
            }
        })
    };
    view! {
        <header class="topbar">
            <div class="topbar__brand">
                <Brand />
            </div>
            {call}
        </header>
    }
}

#[component]
fn Rail() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <nav class="rail" aria-label=text(move || i18n.main_navigation())>
            <div class="rail__brand">
                <Brand />
            </div>
            <Link class="rail__place rail__new" to=Route::NewTicket(None)>
                <Icon name="plus" />
                <span>{text(move || i18n.nav_new())}</span>
            </Link>
            <ul class="rail__list">
                <li>
                    <Link class="rail__place" to=Route::tickets()>
                        <Icon name="ticket" />
                        <span>{text(move || i18n.nav_tickets())}</span>
                    </Link>
                </li>
            </ul>
            <div class="rail__foot">
                <RailHelp />
                <LanguageSwitch />
                <Link class="rail__place" to=Route::Account>
                    <Icon name="user" />
                    <span>{text(move || i18n.nav_account())}</span>
                </Link>
            </div>
        </nav>
    }
}

#[component]
fn RailHelp() -> impl IntoView {
    let i18n = use_i18n();
    let session = use_session();
    let number = hotline_number();
    let hours = move || {
        session.me().map(|me| {
            let (hours, lang) = i18n.localized(&me.hotline.hours);
            let closed = (!me.hotline.open_now).then(|| i18n.hotline_closed());
            view! {
                <span class="faint" lang=lang>
                    {hours}
                    " "
                    {closed}
                </span>
            }
        })
    };
    let csm = move || {
        session.me().and_then(|me| me.csm).map(|csm| view! { <span class="faint">{i18n.csm_is(&csm.name)}</span> })
    };
    let call = move || {
        number.get().map(|number| {
            let url = ["tel:", &number].concat();
            view! {
                <a class="rail__hotline" href=url>
                    {number}
                </a>
            }
        })
    };
    view! {
        <div class="rail__help">
            <span class="faint">{text(move || i18n.hotline())}</span>
            {call}
            {hours}
            {csm}
        </div>
    }
}

#[component]
fn BottomBar() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <nav class="bottombar" aria-label=text(move || i18n.main_navigation())>
            <Link class="bottombar__place" to=Route::tickets()>
                <Icon name="ticket" />
                <span>{text(move || i18n.nav_tickets())}</span>
            </Link>
            <Link class="bottombar__place" to=Route::NewTicket(None)>
                <Icon name="plus" />
                <span>{text(move || i18n.nav_new())}</span>
            </Link>
            <Link class="bottombar__place" to=Route::Account>
                <Icon name="user" />
                <span>{text(move || i18n.nav_account())}</span>
            </Link>
        </nav>
    }
}

/// Says that the live stream is cut, how old what is shown is, and when it is back.
#[component]
fn LiveBanner() -> impl IntoView {
    let i18n = use_i18n();
    let live = use_live();
    let toasts = use_toasts();
    let since = Memo::new(move |_| match live.state() {
        LiveState::Cut { since } => Some(since),
        LiveState::Connecting | LiveState::Live => None,
    });
    Effect::new(move |before: Option<bool>| {
        let cut = since.get().is_some();
        if before == Some(true) && !cut {
            toasts.say(untrack(|| i18n.live_again()));
        }
        cut
    });
    let banner = move || {
        since.get().map(|since| {
            view! {
                <div class="banner banner--waiting">
                    <Icon name="offline" />
                    <p>{text(move || i18n.live_cut(&i18n.clock_time(since)))}</p>
                </div>
            }
        })
    };
    view! {
        <div role="status" aria-live="polite">
            {banner}
        </div>
    }
}
