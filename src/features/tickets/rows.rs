//! The rows: a table where there is room, cards where there isn't.

use std::{cell::RefCell, rc::Rc, time::Duration};

use aftercare_contract::{
    Timestamp,
    list::{TicketQuery, TicketSort},
    ticket::{TicketSummary, TurnOf},
};
use leptos::prelude::*;

use super::blocks::{BLOCK, Blocks, Pace};
use crate::{
    api::Phase,
    i18n::{I18n, Word, use_i18n},
    platform::{clock::use_clock, scroll, timer::Timer},
    route::{Route, use_navigation},
    server_state::{ListPlace, TicketList},
    ui::{
        ButtonKind, Course, El, button, el, error_note, follow, icon, relative_time, ribbon_key, ribbon_line,
        severity_mark, state_chip,
    },
};

/// What stands where there is nothing to say.
const NOTHING: &str = "—";

/// What begins the key of a gap; no number of a ticket begins so.
const GAP_KEY: &str = "-";
/// How long scrolling has to rest before the place is kept.
const REST: Duration = Duration::from_millis(200);

/// The list as a table, with what stands below it. Of the columns that nobody wants nothing is made.
pub(super) fn rows(query: Memo<TicketQuery>, without: RwSignal<String>, list: TicketList) -> El {
    let i18n = use_i18n();
    let without = StoredValue::new(without.get());
    // The head is a row, too.
    let count = move || Some(list.total().unwrap_or_default().saturating_add(1).to_string());
    let table = el("table", "list list--long")
        .attr("role", "table")
        .attr_of("aria-rowcount", count)
        .child(el("caption", "quiet-text").say(move || i18n.list_title()))
        .child(head(query, without));
    let left = ListPlace::load(&query.get_untracked()).unwrap_or_default();
    if left.scrolled > 0 {
        // The heading has taken the focus by then, which scrolls to it.
        request_animation_frame(move || scroll::to(left.scrolled));
    }
    let blocks = Blocks::new(table.element(), left);
    let keep = move || list.keep_place(scroll::now(), blocks.heights());
    let rest = StoredValue::new_local(None::<Timer>);
    scroll::on_scroll(move || {
        blocks.follow_scrolling();
        rest.set_value(Some(Timer::after(REST, keep)));
    });
    let many = Memo::new(move |_| list.rows(<[TicketSummary]>::len).div_ceil(BLOCK));
    let pace = Pace::new();
    // Whoever follows a link right after scrolling is led back to the same place, too.
    let block = move |index| block(list, blocks, &pace, without, index).on_press(keep);
    follow(Box::new(move || {
        if blocks.reach(many.get()) && list.more() == Phase::Ready && list.has_more() {
            list.load_more();
        }
    }));
    let table = table.each(move || blocks.keys(many.get()), move |key| blocks.part(&key, &block));
    el("div", "contents").child(table).child(foot(list))
}

/// Some rows, and a gap for those that a later frame makes.
fn block(list: TicketList, blocks: Blocks, pace: &Rc<Pace>, without: StoredValue<String>, index: usize) -> El {
    let pace = pace.clone();
    // Not all of the list: what changes far away is nothing to these rows.
    let rows = Memo::new(move |_| list.rows(|rows| part(rows, index).to_vec()));
    let made = RefCell::new(Vec::<String>::new());
    let keys = move || {
        let mut keys = rows.with(|rows| rows.iter().map(|row| row.sr_number.to_string()).collect::<Vec<_>>());
        let (count, before) = (keys.len(), made.take());
        let can_be = keys.iter().take_while(|key| before.contains(key) || pace.take()).count();
        keys.truncate(can_be);
        made.replace(keys.clone());
        if can_be < count {
            keys.push([GAP_KEY, &(count - can_be).to_string()].concat());
        }
        keys
    };
    el("tbody", "").attr("role", "rowgroup").each(keys, move |key| match key.strip_prefix(GAP_KEY) {
        Some(missing) => blocks.gap(index, missing.parse().unwrap_or_default()),
        None => row(rows, index * BLOCK, without, &key),
    })
}

/// An element of a column, unless that is left out.
fn column(tag: &str, role: &str, name: &str, without: StoredValue<String>) -> Option<El> {
    let is_shown = without.with_value(|without| without.split(' ').all(|left_out| left_out != name));
    is_shown.then(|| el(tag, &["list__c-", name].concat()).attr("role", role))
}

/// The rows of a block.
fn part(rows: &[TicketSummary], block: usize) -> &[TicketSummary] {
    rows.chunks(BLOCK).nth(block).unwrap_or_default()
}

fn head(query: Memo<TicketQuery>, without: StoredValue<String>) -> El {
    let i18n = use_i18n();
    let navigation = use_navigation();
    let column =
        move |column_name: &str| Some(column("th", "columnheader", column_name, without)?.attr("scope", "col"));
    let plain = move |column_name: &str, name: Word| Some(column(column_name)?.say(move || name(i18n)));
    // First as it is usually wanted; pressed again, the other way round.
    let sorted = move |column_name: &str, name: Word, [usual, turned]: [TicketSort; 2], down: bool| {
        let column = column(column_name)?;
        let orders = StoredValue::new((usual, turned));
        let now = Memo::new(move |_| {
            orders.with_value(|(usual, turned)| match &query.read().sort {
                sort if sort == usual => Some(down),
                sort if sort == turned => Some(!down),
                _ => None,
            })
        });
        let sort = move || {
            let turn = now.get_untracked() == Some(down);
            let sort = orders.with_value(|(usual, turned)| if turn { turned } else { usual }.clone());
            navigation.go(&Route::Tickets(TicketQuery { sort, cursor: None, ..query.get_untracked() }));
        };
        let order = move || now.get().map(|down| if down { "descending" } else { "ascending" }.to_owned());
        let button = el("button", "list__sort").attr("type", "button").on_press(sort).say(move || name(i18n));
        let button = button.maybe(move || now.get().map(|_| icon("down")));
        Some(column.attr_of("aria-sort", order).child(button))
    };
    let columns = [
        plain("title", I18n::list_ticket),
        plain("kind", I18n::list_kind),
        plain("device", I18n::list_device),
        plain("own", I18n::list_own),
        sorted("severity", I18n::list_severity, [TicketSort::Severity, TicketSort::LeastSevere], true),
        plain("state", I18n::list_state),
        plain("turn", I18n::list_turn),
        sorted("eta", I18n::list_eta, [TicketSort::Expected, TicketSort::ExpectedLast], false),
        sorted("created", I18n::list_created, [TicketSort::Created, TicketSort::Oldest], true),
        sorted("changed", I18n::list_changed, [TicketSort::Changed, TicketSort::Unchanged], true),
    ];
    let columns = el("tr", "").attr("role", "row").attr("aria-rowindex", "1").children(columns.into_iter().flatten());
    el("thead", "").attr("role", "rowgroup").child(columns)
}

/// One of the tickets of a block, with as many `before` the block; what changes is changed in place.
fn row(rows: Memo<Vec<TicketSummary>>, before: usize, without: StoredValue<String>, number: &str) -> El {
    let (i18n, clock) = (use_i18n(), use_clock());
    let place = |rows: &[TicketSummary], number: &str| rows.iter().position(|row| row.sr_number.as_str() == number);
    let find = move |number: &str| rows.with(|rows| rows.get(place(rows, number)?).cloned());
    let Some(first) = find(number) else { return el("tr", "") };
    let to = Route::Ticket(first.sr_number.clone()).print();
    let sr_number = el("span", "list__sr mono").text(number);
    let (number, of) = (number.to_owned(), number.to_owned());
    // Counted from 1, and the first is the head.
    let index = move || rows.with(|rows| Some((before + place(rows, &of)? + 2).to_string()));
    let ticket =
        Memo::new(move |last: Option<&TicketSummary>| find(&number).unwrap_or_else(|| last.unwrap_or(&first).clone()));
    let look = move || if is_yours(&ticket.read()) { "list__row list__row--yours" } else { "list__row" };
    let name = el("span", "").attr_of("lang", move || ticket.read().language.clone());
    let name = name.say(move || ticket.read().name.clone());
    let title = column("td", "cell", "title", without)
        .map(|cell| cell.child(el("a", "list__title").attr("href", &to).child(name)).child(sr_number));
    el("tr", "")
        .attr("role", "row")
        .attr_of("aria-rowindex", index)
        .attr_of("class", move || Some(look().to_owned()))
        .children(title)
        .part_as_one(move || cells(i18n, &ticket.read(), clock.minute(), without))
}

/// All but the first column, which has the link and therefore the keyboard's place.
fn cells(i18n: I18n, ticket: &TicketSummary, now: Timestamp, without: StoredValue<String>) -> Vec<El> {
    let cell = |name: &str| column("td", "cell", name, without);
    let say = |name: &str, words: &str| Some(cell(name)?.text(words));
    let key = |name: Word| el("span", "list__key").text(&name(i18n)).text(" ");
    let kind = i18n.kind(&ticket.ticket_type);
    let model = ticket.device.as_ref().map_or(&kind, |device| &device.model);
    let site = el("span", "list__sub").text(ticket.site.as_deref().unwrap_or_default());
    let own = ticket.external_identifier.as_deref().unwrap_or(NOTHING);
    let severity = ticket.severity.clone().map_or_else(|| el("span", "").text(NOTHING), severity_mark);
    let look = match (is_yours(ticket), ticket.turn.is_late(now)) {
        (true, _) => "list__yours",
        (_, true) => "list__late",
        _ => "",
    };
    let turn = el("span", look).text(&i18n.turn_briefly(ticket, now));
    let expected = el("span", "num").text(&i18n.expected(ticket, now));
    let (created, changed) = (ticket.creation_date, ticket.last_update);
    let course = Course::of_summary(ticket);
    let cells = [
        say("kind", &kind),
        say("device", model).map(|cell| cell.child(site)),
        cell("own").map(|cell| cell.child(key(I18n::list_own)).text(own)),
        cell("severity").map(|cell| cell.child(severity)),
        cell("state").map(|cell| cell.child(state_chip(ticket.status.clone(), ticket.turn.clone()))),
        cell("turn").map(|cell| cell.child(turn)),
        cell("eta")
            .map(|cell| cell.child(key(I18n::list_eta)).child(expected).child(ribbon_line(move || course.clone()))),
        cell("created").map(|cell| cell.child(key(I18n::list_created)).child(relative_time(move || created))),
        cell("changed").map(|cell| cell.child(relative_time(move || changed))),
    ];
    cells.into_iter().flatten().collect()
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
        Phase::Failed(error) => Some(error_note(error, || None, more)),
        Phase::Fetching | Phase::Ready => None,
    };
    let has_more = Memo::new(move |_| list.has_more());
    let button =
        move || has_more.get().then(|| button(ButtonKind::Plain, busy, Some(more)).say(move || i18n.list_more()));
    let shown = move || {
        let count = u64::try_from(list.rows(<[TicketSummary]>::len)).unwrap_or_default();
        i18n.list_shown(&i18n.number(count), &i18n.number(list.total().unwrap_or_default().max(count)))
    };
    let key = el("p", "").child(ribbon_key()).say(move || i18n.list_ribbon_key());
    let foot = el("div", "list-foot").child(el("p", "num").say(shown)).maybe(button).child(key);
    el("div", "contents").maybe(failure).child(foot)
}
