//! The list of tickets, live.

mod blocks;
mod rows;
mod toolbar;
mod tools;

use aftercare_contract::{
    account::Role,
    list::{Scope, TicketQuery},
    ticket::TicketSummary,
};
use leptos::prelude::*;

use crate::{
    i18n::{I18n, Word, use_i18n},
    route::Route,
    server_state::TicketList,
    session::use_session,
    ui::{ButtonKind, El, Progress, button, el, hatch, icon, loaded, page_header},
};
use rows::rows;
use toolbar::{nothing, toolbar};
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
        .maybe(move || Some(if is_empty.get() { nothing(query.get()) } else { rows(query, without, list) }))
}
