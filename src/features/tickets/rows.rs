//! The rows: a table where there is room, cards where there isn't.

use aftercare_contract::{
    list::{TicketQuery, TicketSort},
    ticket::{TicketSummary, TurnOf},
};
use leptos::prelude::*;

use crate::{
    api::Phase,
    i18n::{I18n, use_i18n},
    platform::clock::use_clock,
    route::{Route, link, use_navigation},
    server_state::TicketList,
    ui::{
        ButtonKind, Course, El, button, el, error_note, icon, relative_time, ribbon_key, ribbon_line, severity_mark,
        state_chip,
    },
};

/// What stands where there is nothing to say.
const NOTHING: &str = "—";

/// The list as a table, with what stands below it.
pub(super) fn rows(query: Memo<TicketQuery>, list: TicketList) -> El {
    let i18n = use_i18n();
    let numbers = move || list.rows(|rows| rows.iter().map(|row| row.sr_number.to_string()).collect());
    let table = el("table", "list").attr("role", "table").children([
        el("caption", "quiet-text").say(move || i18n.list_title()),
        head(query),
        el("tbody", "").attr("role", "rowgroup").each(numbers, move |number| row(list, &number)),
    ]);
    el("div", "contents").child(table).child(foot(list))
}

fn head(query: Memo<TicketQuery>) -> El {
    let i18n = use_i18n();
    let navigation = use_navigation();
    let column = |class: &str| {
        let class = ["list__c-", class].concat();
        el("th", &class).attr("role", "columnheader").attr("scope", "col")
    };
    let plain = move |class: &str, name: fn(I18n) -> String| column(class).say(move || name(i18n));
    let sorted = move |class: &str, name: fn(I18n) -> String, by: TicketSort, order: &'static str| {
        let wanted = by.clone();
        let is = Memo::new(move |_| query.read().sort == by);
        let sort = move || {
            let query = TicketQuery { sort: wanted.clone(), cursor: None, ..query.get_untracked() };
            navigation.go(&Route::Tickets(query));
        };
        let button = el("button", "list__sort").attr("type", "button").on_press(sort).say(move || name(i18n));
        let button = button.maybe(move || is.get().then(|| icon("down")));
        column(class).attr_of("aria-sort", move || is.get().then(|| order.to_owned())).child(button)
    };
    let columns = el("tr", "").attr("role", "row").children([
        plain("title", I18n::list_ticket),
        plain("device", I18n::list_device),
        sorted("severity", I18n::list_severity, TicketSort::Severity, "descending"),
        plain("state", I18n::list_state),
        plain("turn", I18n::list_turn),
        sorted("eta", I18n::list_eta, TicketSort::Expected, "ascending"),
        sorted("changed", I18n::list_changed, TicketSort::Changed, "descending"),
    ]);
    el("thead", "").attr("role", "rowgroup").child(columns)
}

/// One ticket; what changes is changed in place.
fn row(list: TicketList, number: &str) -> El {
    let (i18n, clock) = (use_i18n(), use_clock());
    let Some(first) = list.row(number) else { return el("tr", "") };
    let sr = first.sr_number.clone();
    let to = move || Route::Ticket(sr.clone());
    let number = number.to_owned();
    let sr_number = el("span", "list__sr mono").text(&number);
    let ticket = Memo::new(move |last: Option<&TicketSummary>| {
        list.row(&number).unwrap_or_else(|| last.unwrap_or(&first).clone())
    });
    let look = move || if is_yours(&ticket.read()) { "list__row list__row--yours" } else { "list__row" };
    let cell = |class: &str| el("td", &["list__c-", class].concat()).attr("role", "cell");
    let name = el("span", "").attr_of("lang", move || ticket.read().language.clone());
    let model = move || {
        let ticket = ticket.read();
        let model = ticket.device.as_ref().map(|device| device.model.clone());
        model.unwrap_or_else(|| i18n.kind(&ticket.ticket_type))
    };
    let severity = move || {
        let severity = ticket.read().severity.clone();
        Some(severity.map_or_else(|| el("span", "").text(NOTHING), severity_mark))
    };
    let chip = move || {
        let ticket = ticket.read();
        Some(state_chip(ticket.status.clone(), ticket.turn.clone()))
    };
    let turn = move || {
        let (ticket, now) = (ticket.read(), clock.minute());
        let look = match (is_yours(&ticket), ticket.turn.is_late(now)) {
            (true, _) => "list__yours",
            (_, true) => "list__late",
            _ => "",
        };
        Some(el("span", look).text(&i18n.turn_briefly(&ticket, now)))
    };
    el("tr", "").attr_of("class", move || Some(look().to_owned())).attr("role", "row").children([
        cell("title").child(link("list__title", to).child(name.say(move || ticket.read().name.clone()))).child(sr_number),
        cell("device")
            .say(model)
            .child(el("span", "list__sub").say(move || ticket.read().site.clone().unwrap_or_default())),
        cell("severity").maybe(severity),
        cell("state").maybe(chip),
        cell("turn").maybe(turn),
        cell("eta")
            .child(el("span", "list__key").say(move || i18n.list_eta()).text(" "))
            .child(el("span", "num").say(move || i18n.expected(&ticket.read(), clock.minute())))
            .child(ribbon_line(move || Course::of_summary(&ticket.read()))),
        cell("changed").child(relative_time(move || ticket.read().last_update)),
    ])
}

fn is_yours(ticket: &TicketSummary) -> bool {
    ticket.turn.who == TurnOf::Customer && !ticket.status.is_final()
}

/// How much of the list is shown, and more of it.
fn foot(list: TicketList) -> El {
    let i18n = use_i18n();
    let more = Callback::new(move |()| list.load_more());
    let busy = move || list.more() == Phase::Fetching;
    let failure = move || match list.more() {
        Phase::Failed(error) => Some(error_note(&error, || None, more)),
        Phase::Fetching | Phase::Ready => None,
    };
    let has_more = Memo::new(move |_| list.has_more());
    let button = move || {
        has_more.get().then(|| button(ButtonKind::Plain, busy, Some(more)).say(move || i18n.list_more()))
    };
    let shown = move || {
        let count = u64::try_from(list.rows(<[TicketSummary]>::len)).unwrap_or_default();
        i18n.list_shown(&i18n.number(count), &i18n.number(list.total().unwrap_or_default().max(count)))
    };
    let key = el("p", "").child(ribbon_key()).say(move || i18n.list_ribbon_key());
    let foot = el("div", "list-foot").child(el("p", "num").say(shown)).maybe(button).child(key);
    el("div", "contents").maybe(failure).child(foot)
}
