//! The list of tickets, live.

mod rows;
mod toolbar;
mod tools;

use aftercare_contract::{
    account::Role,
    list::{Scope, StateFilter, TicketQuery},
    ticket::TicketSummary,
};
use leptos::prelude::*;

use crate::{
    i18n::{I18n, Word, use_i18n},
    route::{Route, link, use_navigation},
    server_state::TicketList,
    session::use_session,
    ui::{ButtonKind, El, Progress, button, el, empty, hatch, icon, loaded, page_header},
};
use rows::rows;
use toolbar::toolbar;
use tools::Tools;

/// The list that `query` asks for.
pub fn page(query: Memo<TicketQuery>) -> El {
    let i18n = use_i18n();
    let session = use_session();
    let announced = RwSignal::new(String::new());
    let viewer = move || session.with_me(|me| me.user.id.clone());
    let came = Callback::new(move |ticket: TicketSummary| announced.set(untrack(|| i18n.list_came(&ticket.name))));
    let list = TicketList::new(query, viewer, came);
    on_cleanup(move || list.keep_as_last());
    let tools = Tools::new(query, list);
    el("div", "contents").children([
        page_header(move || i18n.list_title()),
        hatch(),
        scopes(query, list),
        toolbar(tools),
        waiting(list),
        loaded(move || list.with(Progress::of), list.retry(), move || content(tools)),
        el("p", "quiet-text").attr("role", "status").say(move || announced.get()),
    ])
}

/// Whose tickets: one's own, those shared with one, the company's where one may see them.
fn scopes(query: Memo<TicketQuery>, list: TicketList) -> El {
    let i18n = use_i18n();
    let session = use_session();
    let total = move || list.total().map(|total| i18n.number(total));
    let tab = move |scope: Scope, name: Word| {
        let of = scope.clone();
        let href = move || Route::Tickets(TicketQuery { scope: of.clone(), cursor: None, ..query.get() }).print();
        let current = Memo::new(move |_| query.read().scope == scope);
        let count =
            move || current.get().then(|| el("span", "count count--plain").say(move || total().unwrap_or_default()));
        el("a", "tabs__tab")
            .attr_of("href", move || Some(href()))
            .attr_of("aria-current", move || current.get().then(|| "page".to_owned()))
            .say(move || name(i18n))
            .maybe(count)
    };
    let all = move || session.with_me(|me| me.role == Role::OrganisationAdmin) == Some(true);
    el("nav", "tabs")
        .label(move || i18n.list_scopes())
        .child(tab(Scope::Mine, I18n::list_mine))
        .child(tab(Scope::Shared, I18n::list_shared))
        .maybe(move || all().then(|| tab(Scope::Organisation, I18n::list_organisation)))
}

/// Says that there is more than what is shown; showing it at once would move what is being read.
fn waiting(list: TicketList) -> El {
    let i18n = use_i18n();
    let banner = move || {
        let count = u64::try_from(list.waiting()).unwrap_or_default();
        (count > 0).then(|| {
            let show = button(ButtonKind::Plain, || false, Some(list.retry())).say(move || i18n.list_new_show());
            let words = el("p", "").text(&i18n.list_new(count));
            el("div", "banner banner--info").child(icon("info")).child(words).child(show)
        })
    };
    el("div", "").attr("role", "status").maybe(banner)
}

fn content(Tools { query, list, without, .. }: Tools) -> El {
    let is_empty = Memo::new(move |_| list.rows(<[TicketSummary]>::is_empty));
    el("div", "contents")
        .maybe(move || Some(if is_empty.get() { nothing(&query.get()) } else { rows(query, without, list) }))
}

/// No ticket: none fits the filters, none is open, or there has never been one.
fn nothing(query: &TicketQuery) -> El {
    let i18n = use_i18n();
    let navigation = use_navigation();
    let plain = TicketQuery { scope: query.scope.clone(), ..TicketQuery::default() };
    let everything = TicketQuery { state: StateFilter::All, ..plain.clone() };
    let new_request = move || {
        let words = el("span", "").say(move || i18n.nav_new());
        link("button button--primary", Route::new_ticket).child(icon("plus")).child(words)
    };
    if *query == everything {
        empty("ticket", move || i18n.list_empty())
            .child(el("p", "").say(move || i18n.list_empty_text()))
            .child(new_request())
    } else if *query == plain {
        let all = el("a", "button").attr("href", &Route::Tickets(everything).print());
        empty("st-closed", move || i18n.list_none_open())
            .child(el("p", "").say(move || i18n.list_none_open_text()))
            .child(el("div", "buttons").child(new_request()).child(all.say(move || i18n.list_show_all())))
    } else {
        let clear = Callback::new(move |()| navigation.go(&Route::Tickets(plain.clone())));
        empty("filter", move || i18n.list_none())
            .child(el("p", "").say(move || i18n.list_none_text()))
            .child(button(ButtonKind::Plain, || false, Some(clear)).say(move || i18n.list_clear()))
    }
}
