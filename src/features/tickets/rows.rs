//! The rows: a table where there is room, cards where there isn't.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use aftercare_contract::{
    list::{TicketQuery, TicketSort},
    ticket::{TicketSummary, TurnOf},
};
use leptos::prelude::*;

use crate::{
    api::Phase,
    i18n::{I18n, Word, use_i18n},
    platform::{
        clock::use_clock,
        focus, scroll, sight, size,
        timer::{Stopwatch, Timer},
    },
    route::{Route, link, use_navigation},
    server_state::{ListPlace, TicketList},
    ui::{
        ButtonKind, Course, El, button, el, error_note, follow, icon, relative_time, ribbon_key, ribbon_line,
        severity_mark, state_chip,
    },
};

/// What stands where there is nothing to say.
const NOTHING: &str = "—";

/// How many rows come and go together while the list is scrolled.
const BLOCK: usize = 25;
/// How many rows the list begins with: those of a screen.
const FIRST: usize = 12;
/// How long a frame lasts that is late, in milliseconds, and one that isn't.
const LATE: Duration = Duration::from_millis(34);
const IN_TIME: Duration = Duration::from_millis(20);
/// How high a row is taken to be as long as none has been seen, in sixteenths of a px.
const USUAL_HEIGHT: u32 = 72 * 16;
/// How far above and below the screen rows are there at once, in px.
const AHEAD: u32 = 1_500;
/// How long scrolling has to rest before the place is kept.
const REST: Duration = Duration::from_millis(200);

/// The list as a table, with what stands below it.
pub(super) fn rows(query: Memo<TicketQuery>, without: RwSignal<String>, list: TicketList) -> El {
    let i18n = use_i18n();
    let place = ListPlace::load(&query.get_untracked()).unwrap_or_default();
    let scrolled = place.scrolled;
    let heights = Heights { scrolled, rows: StoredValue::new(place.heights) };
    let blocks = Memo::new(move |_| list.rows(<[TicketSummary]>::len).div_ceil(BLOCK));
    let keys = move || (0..blocks.get()).map(|index| index.to_string()).collect();
    // The head is a row, too.
    let count = move || Some(list.total().unwrap_or_default().saturating_add(1).to_string());
    let rest = StoredValue::new_local(None::<Timer>);
    let keep = move || list.keep_place(scroll::now(), heights.rows.get_value());
    scroll::on_scroll(move |_| rest.set_value(Some(Timer::after(REST, keep))));
    if scrolled > 0 {
        // The heading has taken the focus by then, which scrolls to it.
        request_animation_frame(move || scroll::to(scrolled.into()));
    }
    // Whoever follows a link right after scrolling is led back to the same place, too.
    let tempo = Pace::new();
    let block = move |index: String| {
        block(list, heights, &tempo, index.parse().unwrap_or_default()).on("click", move |_| keep())
    };
    let table = el("table", "list list--long")
        .attr("role", "table")
        .attr_of("aria-rowcount", count)
        .attr_of("data-without", move || Some(without.get()))
        .child(el("caption", "quiet-text").say(move || i18n.list_title()))
        .child(head(query))
        .each(keys, block);
    el("div", "contents").child(table).child(foot(list))
}

/// How high rows are, by block, in sixteenths of a px; and how far the page was scrolled when they were seen.
#[derive(Clone, Copy)]
struct Heights {
    scrolled: u32,
    rows: StoredValue<Vec<u32>>,
}

impl Heights {
    /// How high `rows` rows of a block are, in px. Of one that nobody has seen yet: like the last that was seen.
    fn of(self, block: usize, rows: usize) -> u32 {
        let row = self.rows.with_value(|seen| seen.get(block).or(seen.last()).copied().unwrap_or(USUAL_HEIGHT));
        row.saturating_mul(rows.try_into().unwrap_or_default()) / 16
    }

    /// Takes down how high a block of `rows` rows is.
    fn see(self, block: usize, rows: usize, height: u32) {
        let Some(row) = u32::try_from(rows).ok().and_then(|rows| height.saturating_mul(16).checked_div(rows)) else {
            return;
        };
        self.rows.update_value(|seen| {
            let usual = seen.last().copied().unwrap_or(row);
            if seen.len() <= block {
                seen.resize(block, usual);
                seen.push(row);
            } else if let Some(seen) = seen.get_mut(block) {
                *seen = row;
            }
        });
    }

    /// Whether a block is on the screen or near it when the list opens.
    fn are_near(self, block: usize) -> bool {
        let top = (0..block).fold(0_u32, |top, block| top.saturating_add(self.of(block, BLOCK)));
        let bottom = top.saturating_add(self.of(block, BLOCK));
        bottom.saturating_add(AHEAD) > self.scrolled && top < self.scrolled.saturating_add(AHEAD)
    }
}

/// How many new rows a frame may make. Making one takes a slow phone 15 ms, and all at once would hold up the scrolling.
struct Pace {
    /// How many this frame may still make.
    left: Cell<usize>,
    /// How many the next one may make.
    next: Cell<usize>,
    /// Whether somebody waits for it.
    waiting: Cell<bool>,
    frame: ArcTrigger,
}

impl Pace {
    fn new() -> Rc<Self> {
        let (left, next, waiting) = (Cell::new(FIRST), Cell::new(1), Cell::new(false));
        Rc::new(Self { left, next, waiting, frame: ArcTrigger::new() })
    }

    /// Takes a row's place in this frame; where there is none, the caller runs again in the next one.
    fn take(self: &Rc<Self>) -> bool {
        if let Some(rest) = self.left.get().checked_sub(1) {
            self.left.set(rest);
            return true;
        }
        self.frame.track();
        if !self.waiting.replace(true) {
            let (pace, before) = (self.clone(), Stopwatch::start());
            request_animation_frame(move || pace.go_on(before.elapsed()));
        }
        false
    }

    /// The last frame has taken so long.
    fn go_on(&self, took: Duration) {
        let next = self.next.get();
        self.next.set(if took > LATE { (next / 2).max(1) } else { next + usize::from(took < IN_TIME) });
        self.left.set(self.next.get());
        self.waiting.set(false);
        self.frame.notify();
    }
}

/// Some rows. Far from the screen they are one empty row of the same height, so that the page stays small however long
/// the list is; so are those that a later frame makes.
fn block(list: TicketList, heights: Heights, pace: &Rc<Pace>, index: usize) -> El {
    let pace = pace.clone();
    let near = RwSignal::new(heights.are_near(index));
    let count = move || list.rows(|rows| part(rows, index).len());
    let made = RefCell::new(Vec::<String>::new());
    let missing = RwSignal::new(0);
    let keys = move || {
        let mut keys: Vec<String> = if near.get() {
            list.rows(|rows| part(rows, index).iter().map(|row| row.sr_number.to_string()).collect())
        } else {
            Vec::new()
        };
        let before = made.take();
        let can_be = keys.iter().take_while(|key| before.contains(key) || pace.take()).count();
        keys.truncate(can_be);
        made.replace(keys.clone());
        missing.set(count().saturating_sub(keys.len()));
        if missing.get_untracked() > 0 {
            keys.push(String::new());
        }
        keys
    };
    let body = el("tbody", "").attr("role", "rowgroup");
    let element = body.element().clone();
    sight::watch_near(&body.element().clone(), move |is_near, height| {
        let shown = near.try_get_untracked();
        if shown == Some(true) && missing.get_untracked() == 0 {
            heights.see(index, untrack(count), height);
        }
        // Taking away what has the keyboard's place would lose it.
        if shown.is_some_and(|shown| shown != is_near) && (is_near || !focus::is_in(&element)) {
            near.set(is_near);
        }
    });
    body.each(keys, move |number| match &*number {
        "" => {
            let gap = el("tr", "list__gap").attr("aria-hidden", "true");
            let element = gap.element().clone();
            follow(Box::new(move || size::set_height(&element, heights.of(index, missing.get()))));
            gap
        }
        number => row(list, index, number),
    })
}

/// The rows of a block.
fn part(rows: &[TicketSummary], block: usize) -> &[TicketSummary] {
    rows.chunks(BLOCK).nth(block).unwrap_or_default()
}

fn head(query: Memo<TicketQuery>) -> El {
    let i18n = use_i18n();
    let navigation = use_navigation();
    let column = |class: &str| {
        let class = ["list__c-", class].concat();
        el("th", &class).attr("role", "columnheader").attr("scope", "col")
    };
    let plain = move |class: &str, name: Word| column(class).say(move || name(i18n));
    // First as it is usually wanted; pressed again, the other way round.
    let sorted = move |class: &str, name: Word, [usual, turned]: [TicketSort; 2], down: bool| {
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
        column(class).attr_of("aria-sort", order).child(button)
    };
    let columns = el("tr", "").attr("role", "row").attr("aria-rowindex", "1").children([
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
    ]);
    el("thead", "").attr("role", "rowgroup").child(columns)
}

/// One ticket; what changes is changed in place.
fn row(list: TicketList, block: usize, number: &str) -> El {
    let (i18n, clock) = (use_i18n(), use_clock());
    let place = move |rows: &[TicketSummary], number: &str| {
        part(rows, block).iter().position(|row| row.sr_number.as_str() == number).map(|place| block * BLOCK + place)
    };
    let find = move |number: &str| list.rows(|rows| rows.get(place(rows, number)?).cloned());
    let Some(first) = find(number) else { return el("tr", "") };
    let sr = first.sr_number.clone();
    let to = move || Route::Ticket(sr.clone());
    let number = number.to_owned();
    let of = number.clone();
    // Counted from 1, and the first is the head.
    let index = move || list.rows(|rows| place(rows, &of).map(|place| (place + 2).to_string()));
    let sr_number = el("span", "list__sr mono").text(&number);
    let ticket =
        Memo::new(move |last: Option<&TicketSummary>| find(&number).unwrap_or_else(|| last.unwrap_or(&first).clone()));
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
    let key = |name: Word| el("span", "list__key").say(move || name(i18n)).text(" ");
    let own = move || ticket.read().external_identifier.clone().unwrap_or_else(|| NOTHING.to_owned());
    let tr = el("tr", "").attr("role", "row").attr_of("aria-rowindex", index);
    tr.attr_of("class", move || Some(look().to_owned())).children([
        cell("title")
            .child(link("list__title", to).child(name.say(move || ticket.read().name.clone())))
            .child(sr_number),
        cell("kind").say(move || i18n.kind(&ticket.read().ticket_type)),
        cell("device")
            .say(model)
            .child(el("span", "list__sub").say(move || ticket.read().site.clone().unwrap_or_default())),
        cell("own").child(key(I18n::list_own)).say(own),
        cell("severity").maybe(severity),
        cell("state").maybe(chip),
        cell("turn").maybe(turn),
        cell("eta")
            .child(key(I18n::list_eta))
            .child(el("span", "num").say(move || i18n.expected(&ticket.read(), clock.minute())))
            .child(ribbon_line(move || Course::of_summary(&ticket.read()))),
        cell("created").child(key(I18n::list_created)).child(relative_time(move || ticket.read().creation_date)),
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
    let rows = Memo::new(move |_| list.rows(<[TicketSummary]>::len));
    // A new end for each page: it says anew whether it is near.
    let end = move || {
        (rows.get() > 0 && has_more.get()).then(|| {
            let end = el("div", "");
            sight::watch_near(end.element(), move |is_near, _| {
                if is_near {
                    list.load_more();
                }
            });
            end
        })
    };
    let key = el("p", "").child(ribbon_key()).say(move || i18n.list_ribbon_key());
    let foot = el("div", "list-foot").child(el("p", "num").say(shown)).maybe(button).child(key);
    el("div", "contents").maybe(end).maybe(failure).child(foot)
}
