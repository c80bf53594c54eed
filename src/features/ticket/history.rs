//! One line of history: everything that happened, grouped by day, the newest at the bottom, and the answer box.

use std::sync::Arc;

use aftercare_contract::{Timestamp, catalogue::Catalogue, history::Event, ticket::Ticket};
use leptos::{html, prelude::*};

use super::{
    composer::Composer,
    event::EventLine,
    filter::{FilterBar, Wanted},
    outgoing::Unsent,
    unseen::Unseen,
    writing::Writing,
};
use crate::{
    api::Phase,
    i18n::{text, use_i18n},
    platform::{clock::use_clock, sight, zone},
    server_state::{History, Query, TicketState},
    ui::{Button, ButtonKind, ErrorNote, Icon, Loaded},
};

#[component]
pub(super) fn HistorySection(
    ticket: Signal<Ticket>,
    state: TicketState,
    unseen: Unseen,
    catalogue: Query<Catalogue>,
    printing: Signal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let wanted = Wanted::new(printing);
    let writing = Writing::new(state);
    let history = state.history();
    view! {
        <section class="history" aria-labelledby="history-title">
            <div class="section-head">
                <h2 id="history-title">{text(move || i18n.ticket_history())}</h2>
                <a class="section-head__note" rel="external" href="#newest">
                    {text(move || i18n.ticket_to_newest())}
                </a>
            </div>
            <FilterBar wanted=wanted state=state />
            <Loaded remote=history retry=state.retry_history() let:history>
                <Timeline history=history ticket=ticket state=state wanted=wanted unseen=unseen />
            </Loaded>
            <Unsent ticket=ticket state=state writing=writing />
            <NewBelow unseen=unseen />
            <Composer ticket=ticket state=state writing=writing catalogue=catalogue />
        </section>
    }
}

/// What stands in the line.
#[derive(Clone, PartialEq)]
enum Entry {
    /// A new day begins.
    Day(Timestamp),
    /// What follows is new to the reader.
    New(Timestamp),
    /// Something happened.
    Event(Arc<Event>),
}

impl Entry {
    fn key(&self) -> (u8, i64) {
        match self {
            Self::Day(time) => (0, zone::day(*time)),
            Self::New(time) => (1, time.unix_millis()),
            Self::Event(event) => (2, i64::try_from(event.number).unwrap_or(i64::MAX)),
        }
    }
}

/// The events that are `wanted`, with their days, and a mark before `first_new`.
fn entries(history: &History, wanted: impl Fn(&Event) -> bool, first_new: Option<u64>) -> Vec<Entry> {
    let mut entries = Vec::with_capacity(history.len() + 4);
    let mut last: Option<&Event> = None;
    let mut marked = false;
    for event in history.events().filter(|event| wanted(event)) {
        if last.is_none_or(|last| zone::day(last.event_date) != zone::day(event.event_date)) {
            entries.push(Entry::Day(event.event_date));
        }
        if let (Some(before), false) = (last, marked)
            && first_new.is_some_and(|first| event.number >= first)
        {
            entries.push(Entry::New(before.event_date));
            marked = true;
        }
        entries.push(Entry::Event(event.clone()));
        last = Some(event);
    }
    entries
}

#[component]
fn Timeline(
    history: Signal<History>,
    ticket: Signal<Ticket>,
    state: TicketState,
    wanted: Wanted,
    unseen: Unseen,
) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let filed_by = ticket.with_untracked(|ticket| ticket.summary.channel.clone());
    let takes = move |event: &Event| wanted.takes(i18n, event, &filed_by);
    let entries = Memo::new(move |_| history.with(|history| entries(history, &takes, unseen.first())));
    let end = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if let Some(end) = end.get() {
            sight::watch(&end, move |in_sight| unseen.end_is_in_sight(in_sight));
        }
    });
    let line = move |entry: Entry| match entry {
        Entry::Day(time) => {
            view! { <li class="timeline__day">{text(move || i18n.long_day(time, clock.minute()))}</li> }.into_any()
        }
        Entry::New(time) => view! {
            <li class="timeline__new">
                <span>{text(move || i18n.ticket_new_since(&i18n.moment(time, clock.minute())))}</span>
            </li>
        }
        .into_any(),
        Entry::Event(event) => view! { <EventLine event=event ticket=ticket state=state /> }.into_any(),
    };
    view! {
        <Found entries=entries history=history wanted=wanted state=state />
        <Older history=history state=state />
        <ol class="timeline">
            <For each=move || entries.get() key=Entry::key children=line />
        </ol>
        <div id="newest" node_ref=end></div>
    }
}

/// How much of the history is shown, and all of it again.
#[component]
fn Found(entries: Memo<Vec<Entry>>, history: Signal<History>, wanted: Wanted, state: TicketState) -> impl IntoView {
    let i18n = use_i18n();
    let count = move |count: usize| i18n.number(u64::try_from(count).unwrap_or_default());
    let found = move || entries.read().iter().filter(|entry| matches!(entry, Entry::Event(_))).count();
    let said = move || {
        let searching = !state.is_whole() && state.older() == Phase::Fetching;
        match found() {
            _ if !wanted.is_set() => String::new(),
            _ if searching => i18n.loading(),
            0 if wanted.searches() => i18n.ticket_search_none(),
            0 => i18n.ticket_show_none(),
            found => i18n.ticket_found(&count(found), &count(history.read().len())),
        }
    };
    let clear = Callback::new(move |()| wanted.clear());
    view! {
        <div class="history__found" class:history__found--shown=move || wanted.is_set()>
            <p role="status">{said}</p>
            <Show when=move || wanted.is_set()>
                <Button kind=ButtonKind::Quiet on_press=clear>
                    {text(move || i18n.ticket_show_everything())}
                </Button>
            </Show>
        </div>
    }
}

/// Loads what happened earlier, where there is more.
#[component]
fn Older(history: Signal<History>, state: TicketState) -> impl IntoView {
    let i18n = use_i18n();
    let more = Memo::new(move |_| history.with(|history| history.older().is_some()));
    let load = Callback::new(move |()| state.load_older());
    let busy = Signal::derive(move || state.older() == Phase::Fetching);
    let failure = move || match state.older() {
        Phase::Failed(error) => Some(view! { <ErrorNote error=error retry=load /> }),
        Phase::Fetching | Phase::Ready => None,
    };
    view! {
        <Show when=move || {
            more.get()
        }>
            {failure} <p class="history__older">
                <Button kind=ButtonKind::Quiet busy=busy on_press=load>
                    {text(move || i18n.ticket_older())}
                </Button>
            </p>
        </Show>
    }
}

/// Tells a reader who is elsewhere on the page that something came, and leads there.
#[component]
fn NewBelow(unseen: Unseen) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Show when=move || unseen.count() != 0>
            <a class="button history__new" rel="external" href="#newest">
                <Icon name="down" />
                {text(move || i18n.ticket_new_below(unseen.count()))}
            </a>
        </Show>
    }
}
