//! The only `EventSource`: what happens to tickets, as it happens.
//!
//! Browsers reconnect with a fixed delay, without jitter and without telling; so each connection is used once, and
//! this module opens the next one, resuming after the last event it has seen.

use std::{rc::Rc, time::Duration};

use aftercare_contract::{
    Timestamp,
    live::{BEAT, BEAT_SECONDS, Beat, HELLO, LiveEvent, RESET, TICKET},
    ticket::{RelatedParty, TicketSummary},
};
use leptos::{prelude::*, task::spawn_local};
use serde::{Deserialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::{EventSource, MessageEvent};

use crate::{
    api::Api,
    platform::{clock::Clock, json, network, random, timer::Timer},
};

/// The shortest and the longest wait before the next try.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// Into how many parts the scattering of tries divides half of a wait.
const PARTS: u32 = 1024;
/// A stream that is silent for so long is dead, whatever the browser says.
const SILENCE: Duration = Duration::from_secs(2 * BEAT_SECONDS);

/// How long a page keeps its stream when nobody looks at it. Browsers allow six connections to a server without
/// HTTP/2: a portal that is open in many tabs would starve itself.
const REST: Duration = Duration::from_secs(30);

/// How the stream is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiveState {
    /// Not there yet.
    Connecting,
    /// There.
    Live,
    /// Lost; another try will come.
    Cut {
        /// The last sign of life.
        since: Timestamp,
    },
}

/// Something happened to a ticket. Each subscriber decodes as much of it as it shows.
pub struct TicketNews<'a> {
    /// A JavaScript string.
    data: &'a JsValue,
}

#[derive(Deserialize)]
struct Head {
    ticket: TicketHead,
}

/// The part of a ticket that lists need.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TicketHead {
    /// What lists show of it.
    pub summary: TicketSummary,
    /// Who has to do with it.
    #[serde(default)]
    pub related_party: Vec<RelatedParty>,
}

impl TicketNews<'_> {
    /// The ticket now, as far as lists need it.
    pub fn head(&self) -> Option<TicketHead> {
        self.decode::<Head>().map(|head| head.ticket)
    }

    /// What happened, and the whole ticket after it.
    pub fn event(&self) -> Option<LiveEvent> {
        self.decode()
    }

    fn decode<T: DeserializeOwned>(&self) -> Option<T> {
        json::read(self.data)
    }
}

/// One connection, closed when it is dropped.
struct Connection {
    source: EventSource,
    _listeners: [Closure<dyn FnMut(MessageEvent)>; 5],
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.source.close();
    }
}

type Subscribers = Vec<(u32, Subscriber)>;

#[derive(Clone)]
enum Subscriber {
    Ticket(Rc<dyn Fn(&TicketNews<'_>)>),
    Reset(Rc<dyn Fn()>),
}

/// The live stream.
#[derive(Clone, Copy)]
pub struct Live {
    api: Api,
    clock: Clock,
    state: RwSignal<LiveState>,
    /// The number of the last event that was told to the subscribers.
    last: StoredValue<Option<u64>>,
    last_sign: StoredValue<Timestamp>,
    failures: StoredValue<u32>,
    connection: StoredValue<Option<Connection>, LocalStorage>,
    watchdog: StoredValue<Option<Timer>, LocalStorage>,
    next_try: StoredValue<Option<Timer>, LocalStorage>,
    /// Whether the stream was closed only because nobody looks at the page.
    resting: StoredValue<bool>,
    rest: StoredValue<Option<Timer>, LocalStorage>,
    subscribers: StoredValue<Subscribers, LocalStorage>,
}

impl Live {
    /// A stream that isn't open yet.
    pub fn new(api: Api, clock: Clock) -> Self {
        let live = Self {
            api,
            clock,
            state: RwSignal::new(LiveState::Connecting),
            last: StoredValue::new(None),
            last_sign: StoredValue::new(clock.now()),
            failures: StoredValue::new(0),
            connection: StoredValue::new_local(None),
            watchdog: StoredValue::new_local(None),
            next_try: StoredValue::new_local(None),
            resting: StoredValue::new(false),
            rest: StoredValue::new_local(None),
            subscribers: StoredValue::new_local(Vec::new()),
        };
        network::on_rest(move || live.rest.set_value(Some(Timer::after(REST, move || live.pause()))));
        network::on_wake(move || {
            live.rest.set_value(None);
            if live.resting.get_value() {
                live.connect();
            } else if matches!(live.state.get_untracked(), LiveState::Cut { .. }) {
                live.try_again();
            }
        });
        live
    }

    /// How the stream is; tracked.
    pub fn state(self) -> LiveState {
        self.state.get()
    }

    /// Opens the stream, if it isn't.
    pub fn open(self) {
        if self.connection.with_value(Option::is_none) {
            self.connect();
        }
    }

    /// Closes the stream and forgets where it was: the next visitor may see other things.
    pub fn close(self) {
        self.connection.set_value(None);
        self.watchdog.set_value(None);
        self.next_try.set_value(None);
        self.resting.set_value(false);
        self.last.set_value(None);
        self.state.set(LiveState::Connecting);
    }

    /// Closes the stream until somebody looks again; what happens meanwhile is told then.
    fn pause(self) {
        if self.connection.with_value(Option::is_some) {
            self.connection.set_value(None);
            self.watchdog.set_value(None);
            self.resting.set_value(true);
        }
    }

    /// Tells `callback` what happens to tickets, at once and in order, until the owner goes.
    pub fn on_ticket(self, callback: impl Fn(&TicketNews<'_>) + 'static) {
        self.subscribe(Subscriber::Ticket(Rc::new(callback)));
    }

    /// Calls back when something may have been missed, until the owner goes: what is shown has to be fetched again.
    pub fn on_reset(self, callback: impl Fn() + 'static) {
        self.subscribe(Subscriber::Reset(Rc::new(callback)));
    }

    fn subscribe(self, subscriber: Subscriber) {
        let Some(id) = self.subscribers.try_update_value(|subscribers| {
            let id = subscribers.last().map_or(0, |(id, _)| id.wrapping_add(1));
            subscribers.push((id, subscriber));
            id
        }) else {
            return;
        };
        on_cleanup(move || {
            self.subscribers.try_update_value(|subscribers| subscribers.retain(|(other, _)| *other != id));
        });
    }

    fn connect(self) {
        self.resting.set_value(false);
        let resume = self.last.get_value().map(|last| last.to_string());
        let Ok(source) = EventSource::new(&self.api.live_url(resume.as_deref())) else { return };
        let listen = |name: &str, heard: fn(Self, &MessageEvent)| {
            let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                if name_is_alive(self) {
                    heard(self, &event);
                }
            });
            // Adding a listener to a fresh target can't fail.
            let _ = source.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
            listener
        };
        let listeners = [
            listen(HELLO, Self::hello),
            listen(TICKET, Self::ticket),
            listen(BEAT, Self::alive),
            listen(RESET, Self::reset),
            listen("error", |live, _| live.cut()),
        ];
        self.connection.set_value(Some(Connection { source, _listeners: listeners }));
        self.watch();
    }

    fn hello(self, event: &MessageEvent) {
        self.alive(event);
        self.failures.set_value(0);
        self.state.set(LiveState::Live);
        if self.last.get_value().is_none() {
            self.last.set_value(number(event));
            // What was fetched before this moment may be older than the stream's beginning.
            self.tell_reset();
        }
    }

    fn ticket(self, event: &MessageEvent) {
        self.sign();
        let Some(id) = number(event) else { return };
        if self.last.get_value().is_some_and(|last| id <= last) {
            return;
        }
        self.last.set_value(Some(id));
        let news = TicketNews { data: &event.data() };
        for subscriber in self.present() {
            if let Subscriber::Ticket(callback) = subscriber {
                callback(&news);
            }
        }
    }

    fn reset(self, event: &MessageEvent) {
        self.alive(event);
        self.last.set_value(number(event).or(self.last.get_value()));
        self.tell_reset();
    }

    fn tell_reset(self) {
        for subscriber in self.present() {
            if let Subscriber::Reset(callback) = subscriber {
                callback();
            }
        }
    }

    /// A copy: a callback may subscribe or go.
    fn present(self) -> Vec<Subscriber> {
        self.subscribers
            .with_value(|subscribers| subscribers.iter().map(|(_, subscriber)| subscriber.clone()).collect())
    }

    fn alive(self, event: &MessageEvent) {
        if let Some(beat) = json::read::<Beat>(&event.data()) {
            self.clock.set(beat.server_time);
        }
        self.sign();
    }

    fn sign(self) {
        self.last_sign.set_value(self.clock.now());
        self.watch();
    }

    fn watch(self) {
        self.watchdog.set_value(Some(Timer::after(SILENCE, move || self.cut())));
    }

    fn cut(self) {
        self.connection.set_value(None);
        self.watchdog.set_value(None);
        self.state.set(LiveState::Cut { since: self.last_sign.get_value() });
        let failures = self.failures.get_value();
        self.failures.set_value(failures.saturating_add(1));
        let wait = wait(failures, random::below(PARTS));
        self.next_try.set_value(Some(Timer::after(wait, move || self.try_again())));
    }

    /// An `EventSource` doesn't tell why it fails, so `/me` is asked first: where the session has ended, that leads to
    /// signing in again in place, and the stream goes on afterwards.
    fn try_again(self) {
        self.next_try.set_value(None);
        spawn_local(async move {
            let reached = self.api.me().await;
            if self.connection.try_with_value(Option::is_some) != Some(false) {
                return;
            }
            match reached {
                Ok(me) => {
                    self.clock.set(me.server_time);
                    self.connect();
                }
                Err(_) => self.cut(),
            }
        });
    }
}

/// The live stream of the portal.
pub fn use_live() -> Live {
    expect_context()
}

/// Whether the stream still belongs to a running portal: a last event may come while it is being taken down.
fn name_is_alive(live: Live) -> bool {
    live.failures.try_get_value().is_some()
}

fn number(event: &MessageEvent) -> Option<u64> {
    event.last_event_id().parse().ok()
}

/// How long to wait after `failures` failures: doubling, and scattered over half of it by `part` (0 to [`PARTS`]), so
/// that a thousand portals don't come back in the same second.
fn wait(failures: u32, part: u32) -> Duration {
    let half = FIRST_WAIT.saturating_mul(1_u32 << failures.min(10)).min(LONGEST_WAIT) / 2;
    half + half * part.min(PARTS) / PARTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_limit_and_are_scattered() {
        assert_eq!(wait(0, PARTS), Duration::from_secs(1));
        assert_eq!(wait(0, 0), Duration::from_millis(500));
        assert_eq!(wait(3, PARTS), Duration::from_secs(8));
        assert_eq!(wait(u32::MAX, PARTS), Duration::from_secs(30));
    }
}
