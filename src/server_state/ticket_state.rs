//! One ticket and its history, kept right by the live stream.

use std::time::Duration;

use aftercare_contract::{
    history::Event,
    live::LiveEvent,
    ticket::{SrNumber, Ticket},
};
use leptos::{prelude::*, task::spawn_local};

use super::{History, Query};
use crate::{
    api::{Api, Phase, Remote, use_api},
    live::use_live,
    platform::{clock::use_clock, timer::sleep},
    uploads::use_outbox,
};

/// How long to wait before a gap in the history is asked for again.
const NEXT_TRY: Duration = Duration::from_secs(5);

/// A ticket with its history. What the live stream tells is there at once; a gap is noticed and filled.
#[derive(Clone, Copy)]
pub struct TicketState {
    api: Api,
    sr: StoredValue<SrNumber>,
    ticket: Query<Ticket>,
    history: Query<History>,
    /// Where loading earlier events stands.
    older: RwSignal<Phase>,
    /// Whether all of them are wanted.
    wants_all: RwSignal<bool>,
    filling: StoredValue<bool>,
}

impl TicketState {
    /// Follows the ticket `sr` until the owner goes; `happened` is told of each live event after it has been applied.
    pub fn new(sr: SrNumber, happened: Callback<LiveEvent>) -> Self {
        let (api, live, clock) = (use_api(), use_live(), use_clock());
        let sr = StoredValue::new(sr);
        let ticket = Query::new(move || {
            let sr = sr.get_value();
            async move { api.ticket(&sr).await }
        });
        let history = Query::new(move || {
            let sr = sr.get_value();
            async move { api.history(&sr, None).await.map(History::new) }
        });
        let state = Self {
            api,
            sr,
            ticket,
            history,
            older: RwSignal::new(Phase::Ready),
            wants_all: RwSignal::new(false),
            filling: StoredValue::new(false),
        };
        live.on_ticket(move |news| {
            let Some(live) = news.event() else { return };
            if sr.with_value(|sr| *sr != live.ticket.summary.sr_number) {
                return;
            }
            state.take(live.ticket.clone());
            state.add(vec![live.event.clone()]);
            happened.run(live);
        });
        live.on_reset(move || ticket.refresh());
        // The answer to a message may come before the stream tells of it.
        let outbox = use_outbox();
        Effect::new(move |_| state.add(outbox.arrived(&sr.get_value())));
        // Beyond the next change of the contract's hours only the backend can count.
        Effect::new(move |_| {
            let now = clock.minute();
            let is_over = |ticket: &Ticket| {
                let mut changes = ticket.clocks.iter().filter_map(|clock| clock.hours_change_at);
                changes.any(|change| ticket.server_time < change && change <= now)
            };
            if ticket.peek(|ticket| ticket.value().is_some_and(is_over)) == Some(true) {
                ticket.refresh();
            }
        });
        // Whatever was missed shows in the number of the ticket's newest event.
        Effect::new(move |_| {
            let newest = ticket.with(|ticket| ticket.value().map_or(0, |ticket| ticket.last_event));
            let (short, missing) = history.with(|history| {
                history
                    .value()
                    .map_or((false, false), |history| (history.is_short_of(newest), history.missing_after().is_some()))
            });
            if short {
                history.patch(move |history| history.expect(newest));
            } else if missing {
                state.fill();
            }
        });
        Effect::new(move |_| {
            if state.wants_all.get() && !state.is_whole() {
                state.load_older();
            }
        });
        state
    }

    /// Which ticket.
    pub fn sr(self) -> SrNumber {
        self.sr.get_value()
    }

    /// The ticket, for `<Loaded>`.
    pub fn ticket(self) -> Signal<Remote<Ticket>> {
        self.ticket.remote()
    }

    /// What happened, for `<Loaded>`.
    pub fn history(self) -> Signal<Remote<History>> {
        self.history.remote()
    }

    /// Fetches the ticket again.
    pub fn retry(self) -> Callback<()> {
        self.ticket.retry()
    }

    /// Fetches the history again.
    pub fn retry_history(self) -> Callback<()> {
        self.history.retry()
    }

    /// Takes in the ticket as the stream or a write tells it, unless something newer is there.
    pub fn take(self, ticket: Ticket) {
        self.ticket.patch(move |known| {
            if known.summary.version < ticket.summary.version {
                known.clone_from(&ticket);
            }
        });
    }

    /// Takes in events; those that are known already change nothing.
    pub fn add(self, events: Vec<Event>) {
        self.history.patch(move |history| history.add(events.iter().cloned()));
    }

    /// Where loading earlier events stands; tracked.
    pub fn older(self) -> Phase {
        self.older.get()
    }

    /// Whether everything is there that has happened; tracked.
    pub fn is_whole(self) -> bool {
        self.history.with(|history| history.value().is_some_and(|history| history.older().is_none()))
    }

    /// Loads all events that aren't known yet, for whoever searches or prints them.
    pub fn load_all(self) {
        self.wants_all.set(true);
    }

    /// Loads the page of events before those that are known, unless that is under way.
    pub fn load_older(self) {
        let Some((sr, cursor)) = self.cursor().filter(|_| self.older.get_untracked() != Phase::Fetching) else {
            return;
        };
        self.older.set(Phase::Fetching);
        spawn_local(async move {
            let phase = match self.api.history(&sr, Some(&cursor)).await {
                Ok(page) => {
                    self.history.patch(move |history| history.add_older(page));
                    Phase::Ready
                }
                Err(error) => Phase::Failed(error),
            };
            // The page may have been left meanwhile.
            self.older.try_set(phase);
        });
    }

    /// Where the next page of older events starts.
    fn cursor(self) -> Option<(SrNumber, String)> {
        let sr = self.sr.try_get_value()?;
        Some((sr, self.history.peek(|history| history.value()?.older().map(str::to_owned)).flatten()?))
    }

    /// Fetches what is missing, until nothing is.
    fn fill(self) {
        if self.filling.get_value() {
            return;
        }
        self.filling.set_value(true);
        spawn_local(async move {
            while let Some((sr, after)) = self.gap() {
                match self.api.history_after(&sr, after).await {
                    Ok(page) if page.items.is_empty() => break,
                    Ok(page) => self.add(page.items),
                    Err(error) if error.is_passing() => sleep(NEXT_TRY).await,
                    Err(_) => break,
                }
            }
            self.filling.try_set_value(false);
        });
    }

    /// The event after which one is missing, as long as somebody shows the ticket.
    fn gap(self) -> Option<(SrNumber, u64)> {
        let sr = self.sr.try_get_value()?;
        let after = self.history.peek(|history| history.value()?.missing_after())??;
        Some((sr, after))
    }
}
