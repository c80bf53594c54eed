//! The frame around every page: rail on the desktop, two bars on the phone.

use leptos::prelude::*;

use crate::{
    i18n::{I18n, use_i18n},
    live::{LiveState, use_live},
    platform::config::use_config,
    route::{Route, link},
    session::use_session,
    ui::{El, areas, brand, el, icon, language_switch, use_toasts, way},
};

/// The frame around `page`.
pub fn shell(page: impl Fn() -> El + 'static) -> El {
    let i18n = use_i18n();
    let skip = el("a", "skip-link").attr("rel", "external").attr("href", "#main").say(move || i18n.skip_to_content());
    let main = el("main", "page").attr("id", "main").attr("tabindex", "-1");
    el("div", "shell").children([
        skip,
        top_bar(),
        rail(),
        main.child(live_banner()).maybe(move || Some(page())),
        bottom_bar(),
    ])
}

/// The number to call: the viewer's own, before that the one of `config.json`.
fn hotline_number() -> impl Fn() -> Option<String> + Copy {
    let session = use_session();
    let config = use_config();
    move || {
        let own = session.with_me(|me| me.hotline.number.clone());
        own.or_else(|| config.with_value(|config| config.hotline.clone()))
    }
}

fn top_bar() -> El {
    let i18n = use_i18n();
    let number = hotline_number();
    let call = move || {
        let number = number()?;
        let call = el("a", "button button--quiet button--icon").attr("href", &["tel:", &number].concat());
        Some(call.label(move || i18n.hotline_call(&number)).child(icon("phone")))
    };
    let account = link("button button--quiet button--icon", || Route::Account);
    el("header", "topbar")
        .child(el("div", "topbar__brand").child(brand()))
        .maybe(call)
        .child(account.label(move || i18n.nav_account()).child(icon("user")))
}

fn rail() -> El {
    let i18n = use_i18n();
    let home = way("rail__place", "home", I18n::nav_home, || Route::Home);
    let tickets = way("rail__place", "ticket", I18n::nav_tickets, Route::tickets);
    let account = way("rail__place", "user", I18n::nav_account, || Route::Account);
    let item = |way| el("li", "").child(way);
    el("nav", "rail").label(move || i18n.main_navigation()).children([
        el("div", "rail__brand").child(brand()),
        way("rail__place rail__new", "plus", I18n::nav_new, Route::new_ticket),
        el("ul", "rail__list")
            .children([home, tickets].map(item))
            .part(move || areas("rail__place").into_iter().map(item).collect()),
        el("div", "rail__foot").children([rail_help(), language_switch(), account]),
    ])
}

fn rail_help() -> El {
    let i18n = use_i18n();
    let session = use_session();
    let number = hotline_number();
    let call = move || {
        let number = number()?;
        Some(el("a", "rail__hotline").attr("href", &["tel:", &number].concat()).text(&number))
    };
    let hours = move || {
        session.with_me(|me| {
            let (hours, lang) = i18n.localized(&me.hotline.hours);
            let closed = if me.hotline.open_now { String::new() } else { i18n.hotline_closed() };
            el("span", "faint").attr_if("lang", lang.as_deref()).text(&hours).text(" ").text(&closed)
        })
    };
    let csm = move || {
        let name = session.with_me(|me| me.csm.as_ref().map(|csm| csm.name.clone()))??;
        Some(el("span", "faint").text(&i18n.csm_is(&name)))
    };
    let help = el("div", "rail__help").child(el("span", "faint").say(move || i18n.hotline()));
    help.maybe(call).maybe(hours).maybe(csm)
}

fn bottom_bar() -> El {
    let i18n = use_i18n();
    el("nav", "bottombar").label(move || i18n.main_navigation()).children([
        way("bottombar__place", "home", I18n::nav_home, || Route::Home),
        way("bottombar__place", "ticket", I18n::nav_tickets, Route::tickets),
        way("bottombar__place", "plus", I18n::nav_new, Route::new_ticket),
        way("bottombar__place", "menu", I18n::nav_more, || Route::More),
    ])
}

/// Says that the live stream is cut, how old what is shown is, and when it is back.
fn live_banner() -> El {
    let i18n = use_i18n();
    let live = use_live();
    let toasts = use_toasts();
    let cut = StoredValue::new(false);
    let banner = move || {
        let words = match live.state() {
            LiveState::Cut { since } => Some(i18n.live_cut(&i18n.clock_time(since))),
            LiveState::Polling { since } => Some(i18n.live_polling(&i18n.clock_time(since))),
            LiveState::Connecting | LiveState::Live => None,
        };
        let back = cut.try_update_value(|cut| std::mem::replace(cut, words.is_some())) == Some(true) && words.is_none();
        if back {
            toasts.say(untrack(|| i18n.live_again()));
        }
        let words = el("p", "").text(&words?);
        Some(el("div", "banner banner--waiting").child(icon("offline")).child(words))
    };
    el("div", "").attr("role", "status").attr("aria-live", "polite").maybe(banner)
}
