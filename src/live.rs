//! The only `EventSource`: what happens to tickets, as it happens.
//!
//! All tabs of a person share one stream: the tab that leads (see [`Tabs`]) holds it and tells the others all that it
//! hears; when it goes, another resumes after the last event that it has heard of. Each message says which event was
//! the last before it, so that a tab that has missed one notices.
//!
//! Browsers reconnect with a fixed delay, without jitter and without telling; so each connection is used once, and
//! this module opens the next one. Where none can be held, what is shown is fetched again from time to time.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use aftercare_contract::{
    Span, Timestamp,
    account::PersonId,
    backoff,
    live::{BEAT, BEAT_SECONDS, Beat, HELLO, LiveEvent, NEWS, News, RESET, TICKET},
    ticket::{RelatedParty, TicketSummary},
};
use js_sys::Array;
use leptos::{prelude::*, task::spawn_local};
use send_wrapper::SendWrapper;
use serde::{Deserialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::{EventSource, MessageEvent};

use crate::{
    api::Api,
    platform::{clock::Clock, json, network, random, sight, tabs::Tabs, timer::Timer},
};

/// A stream that is silent for so long is dead, whatever the browser says; and so is a tab that leads.
const SILENCE: Duration = Duration::from_secs(2 * BEAT_SECONDS);
/// A new stream that is silent for so long is kept back on its way.
const GREETING: Duration = Duration::from_secs(10);
/// After so many failures in a row the stream counts as one that can't be held.
const FEW: u32 = 3;
/// In the end the stream is tried once in so many rounds of at most half a minute.
const ROUNDS: u32 = 32;

// What tabs say to each other beside the names of the stream's events.

/// The stream has broken off; also the browser's name for that.
const ERROR: &str = "error";
/// The backend can't be reached at all.
const OFFLINE: &str = "offline";
/// The stream can't be held: whoever hears this fetches what they show.
const POLL: &str = "poll";
/// To the tab that leads: how is the stream?
const HAIL: &str = "hail";

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
    /// It can't be held: what is shown is fetched again about every half minute.
    Polling {
        /// The last time.
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

type Subscribers = Vec<(u32, Subscriber)>;

#[derive(Clone)]
enum Subscriber {
    Ticket(Rc<dyn Fn(&TicketNews<'_>)>),
    /// Of what isn't about a ticket, as a JavaScript string.
    News(Rc<dyn Fn(&JsValue)>),
    Reset(Rc<dyn Fn()>),
}

/// The live stream.
#[derive(Clone, Copy)]
pub struct Live {
    state: RwSignal<LiveState>,
    line: StoredValue<Rc<Line>, LocalStorage>,
}

impl Live {
    /// A stream that isn't open yet.
    pub fn new(api: Api, clock: Clock) -> Self {
        let state = RwSignal::new(LiveState::Connecting);
        let line = Rc::new(Line {
            api,
            clock,
            state,
            person: RefCell::new(None),
            tabs: RefCell::new(None),
            stage: Cell::new(Stage::Following),
            last: Cell::new(None),
            last_sign: Cell::new(clock.now()),
            failures: Cell::new(0),
            connection: RefCell::new(None),
            timer: RefCell::new(None),
            subscribers: RefCell::new(Vec::new()),
        });
        network::on_wake({
            let line = Rc::clone(&line);
            move || line.wake()
        });
        let stream = Self { state, line: StoredValue::new_local(Rc::clone(&line)) };
        on_cleanup({
            let line = SendWrapper::new(line);
            move || line.leave()
        });
        stream
    }

    /// How the stream is; tracked.
    pub fn state(self) -> LiveState {
        self.state.get()
    }

    /// Opens the stream of `person`, if it isn't.
    pub fn open(self, person: &PersonId) {
        self.line.with_value(|line| line.join(person));
    }

    /// Closes the stream and forgets where it was: the next visitor may see other things.
    pub fn close(self) {
        self.line.with_value(|line| line.leave());
        self.state.set(LiveState::Connecting);
    }

    /// Tells `callback` what happens to tickets, at once and in order, until the owner goes.
    pub fn on_ticket(self, callback: impl Fn(&TicketNews<'_>) + 'static) {
        self.subscribe(Subscriber::Ticket(Rc::new(callback)));
    }

    /// Tells `callback` what is new that isn't about a ticket, until the owner goes.
    pub fn on_news(self, callback: impl Fn(News) + 'static) {
        let heard = move |data: &JsValue| {
            if let Some(news) = json::read(data) {
                callback(news);
            }
        };
        self.subscribe(Subscriber::News(Rc::new(heard)));
    }

    /// Calls back when something may have been missed, until the owner goes: what is shown has to be fetched again.
    pub fn on_reset(self, callback: impl Fn() + 'static) {
        self.subscribe(Subscriber::Reset(Rc::new(callback)));
    }

    fn subscribe(self, subscriber: Subscriber) {
        let line = SendWrapper::new(self.line.get_value());
        let id = {
            let mut subscribers = line.subscribers.borrow_mut();
            let id = subscribers.last().map_or(0, |(id, _)| id.wrapping_add(1));
            subscribers.push((id, subscriber));
            id
        };
        on_cleanup(move || line.subscribers.borrow_mut().retain(|(other, _)| *other != id));
    }
}

/// One connection, closed when it is dropped.
struct Connection {
    source: EventSource,
    _listener: Closure<dyn FnMut(MessageEvent)>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.source.close();
    }
}

/// What this tab does about the stream.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    /// Hears of it from the tab that leads, if anybody is signed in.
    Following,
    /// Leads, and waits for the next try.
    Resting,
    /// Leads, and asks whether the backend and the session are there.
    Asking,
    /// Leads, and holds the stream.
    Holding,
}

/// All that the stream is made of.
struct Line {
    api: Api,
    clock: Clock,
    state: RwSignal<LiveState>,
    person: RefCell<Option<PersonId>>,
    tabs: RefCell<Option<Tabs>>,
    stage: Cell<Stage>,
    /// The number of the last event that this tab knows of.
    last: Cell<Option<u64>>,
    last_sign: Cell<Timestamp>,
    /// In a row.
    failures: Cell<u32>,
    connection: RefCell<Option<Connection>>,
    /// The end of patience with the stream, or the next try.
    timer: RefCell<Option<Timer>>,
    subscribers: RefCell<Subscribers>,
}

impl Line {
    fn join(self: &Rc<Self>, person: &PersonId) {
        if self.person.borrow().as_ref() == Some(person) {
            return;
        }
        self.leave();
        self.person.replace(Some(person.clone()));
        self.last_sign.set(self.clock.now());
        let (hearing, turning) = (Rc::clone(self), Rc::clone(self));
        let name = ["live/", person.as_str()].concat();
        let tabs = Tabs::join(name, move |message| hearing.told(&message), move |leads| turning.turned(leads));
        self.tabs.replace(Some(tabs));
        self.hail();
    }

    fn leave(&self) {
        self.person.replace(None);
        self.tabs.replace(None);
        self.connection.replace(None);
        self.timer.replace(None);
        self.stage.set(Stage::Following);
        self.last.set(None);
        self.failures.set(0);
    }

    /// This tab leads, or doesn't any more.
    fn turned(self: &Rc<Self>, leads: bool) {
        if !leads {
            self.connection.replace(None);
            self.stage.set(Stage::Following);
            self.hail();
        } else if self.last.get().is_none() {
            self.connect();
        } else {
            self.ask();
        }
    }

    /// The page is used again.
    fn wake(self: &Rc<Self>) {
        if self.stage.get() == Stage::Following {
            self.hail();
        } else {
            self.failures.set(0);
            self.check();
        }
    }

    /// Sees to it that the tab that leads does what it can; an answer must come.
    fn hail(self: &Rc<Self>) {
        if self.person.borrow().is_some() {
            self.say(HAIL, None, &JsValue::UNDEFINED);
            self.watch(SILENCE);
        }
    }

    /// Makes sure that the stream which this tab holds isn't one that has died while the device slept.
    fn check(self: &Rc<Self>) {
        let quiet = self.clock.now().since(self.last_sign.get());
        match self.stage.get() {
            Stage::Holding if quiet > Span::seconds(BEAT_SECONDS.cast_signed() + 5) => self.connect(),
            Stage::Resting => self.ask(),
            _ => {}
        }
    }

    fn connect(self: &Rc<Self>) {
        self.stage.set(Stage::Holding);
        let resume = self.last.get().map(|last| last.to_string());
        let Ok(source) = EventSource::new(&self.api.live_url(resume.as_deref())) else { return self.fail(ERROR) };
        let line = Rc::clone(self);
        let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| line.heard(&event));
        for name in [HELLO, TICKET, NEWS, BEAT, RESET, ERROR] {
            // Adding a listener to a fresh target can't fail.
            let _ = source.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
        }
        self.connection.replace(Some(Connection { source, _listener: listener }));
        self.watch(GREETING);
    }

    /// The stream says something.
    fn heard(self: &Rc<Self>, event: &MessageEvent) {
        let name = event.type_();
        if name == ERROR {
            return self.fail(ERROR);
        }
        let (id, data) = (event.last_event_id().parse().ok(), event.data());
        self.say(&name, id, &data);
        self.take(&name, id, &data, self.last.get());
    }

    /// Another tab says something: name, number, data, and the number before.
    fn told(self: &Rc<Self>, message: &JsValue) {
        let message: &Array = message.unchecked_ref();
        let Some(name) = message.get(0).as_string() else { return };
        let number = |index| message.get(index).as_string().and_then(|number| number.parse().ok());
        if self.stage.get() == Stage::Following {
            if name != HAIL {
                self.take(&name, number(1), &message.get(2), number(3));
            }
        } else if name == HAIL {
            self.check();
            if self.state.get_untracked() == LiveState::Live {
                self.say(HELLO, self.last.get(), &JsValue::UNDEFINED);
            }
        }
    }

    fn say(&self, name: &str, id: Option<u64>, data: &JsValue) {
        let number = |number: Option<u64>| number.map_or(JsValue::NULL, |number| number.to_string().into());
        if let Some(tabs) = self.tabs.borrow().as_ref() {
            tabs.say(&Array::of4(&name.into(), &number(id), data, &number(self.last.get())));
        }
    }

    /// Takes in what was said, wherever it comes from; `before` is the number of the last event before it.
    fn take(self: &Rc<Self>, name: &str, id: Option<u64>, data: &JsValue, before: Option<u64>) {
        let last = self.last.get();
        match name {
            ERROR | OFFLINE => return self.lose(name),
            POLL => return self.poll(),
            // Before the greeting it isn't known where the stream begins.
            _ if last.is_none() && name != HELLO => return,
            TICKET | NEWS => {}
            _ => {
                if let Some(beat) = data.is_string().then(|| json::read::<Beat>(data)).flatten() {
                    self.clock.set(beat.server_time);
                }
            }
        }
        self.last_sign.set(self.clock.now());
        self.watch(SILENCE);
        if name == HELLO {
            self.failures.set(0);
            self.enter(LiveState::Live);
        }
        // A backend that has to start anew may count from below.
        self.last.set(if name == RESET { id.or(last) } else { id.max(last) });
        if name == TICKET && id > last {
            let news = TicketNews { data };
            self.tell(|subscriber| {
                if let Subscriber::Ticket(callback) = subscriber {
                    callback(&news);
                }
            });
        }
        // What has no number of its own comes under the last one; heard twice, it is the same.
        if name == NEWS && id >= last {
            self.tell(|subscriber| {
                if let Subscriber::News(callback) = subscriber {
                    callback(data);
                }
            });
        }
        // What was fetched before the stream's beginning may be older than it.
        if name == RESET || last.is_none() || before > last {
            self.tell_reset();
        }
    }

    fn tell_reset(&self) {
        self.tell(|subscriber| {
            if let Subscriber::Reset(callback) = subscriber {
                callback();
            }
        });
    }

    fn tell(&self, callback: impl Fn(&Subscriber)) {
        // A copy: whoever is told may subscribe or go.
        let present = self.subscribers.borrow().clone();
        for (_, subscriber) in &present {
            callback(subscriber);
        }
    }

    fn watch(self: &Rc<Self>, patience: Duration) {
        self.after(patience, |line| {
            if line.stage.get() != Stage::Following {
                return line.fail(ERROR);
            }
            if sight::page_is_shown()
                && let Some(tabs) = line.tabs.borrow().as_ref()
            {
                tabs.seize();
            }
            line.lose(ERROR);
        });
    }

    fn after(self: &Rc<Self>, delay: Duration, then: fn(&Rc<Self>)) {
        let line = Rc::clone(self);
        self.timer.replace(Some(Timer::after(delay, move || then(&line))));
    }

    /// The tab that leads tells all that it has no stream.
    fn fail(self: &Rc<Self>, name: &str) {
        self.say(name, None, &JsValue::UNDEFINED);
        self.lose(name);
    }

    fn lose(self: &Rc<Self>, name: &str) {
        if name == OFFLINE || !matches!(self.state.get_untracked(), LiveState::Polling { .. }) {
            self.enter(LiveState::Cut { since: self.last_sign.get() });
        }
        self.rest();
    }

    /// Fetches in place of the stream.
    fn poll(self: &Rc<Self>) {
        let since = self.clock.now();
        self.last_sign.set(since);
        self.enter(LiveState::Polling { since });
        self.tell_reset();
        self.rest();
    }

    /// Waits for the next try. Tabs that follow remind the one that leads: the timers of hidden pages are slow.
    fn rest(self: &Rc<Self>) {
        self.connection.replace(None);
        if self.stage.get() != Stage::Following {
            self.stage.set(Stage::Resting);
        }
        let failures = self.failures.get().saturating_add(1);
        self.failures.set(failures);
        self.after(backoff::wait(failures, random::fraction()), |line| {
            if line.stage.get() == Stage::Following { line.hail() } else { line.ask() }
        });
    }

    /// An `EventSource` doesn't tell why it fails, so `/me` is asked first: where the session has ended, that leads to
    /// signing in again in place, and the stream goes on afterwards.
    fn ask(self: &Rc<Self>) {
        self.stage.set(Stage::Asking);
        self.timer.replace(None);
        let line = Rc::clone(self);
        spawn_local(async move {
            let reached = line.api.me().await;
            if line.stage.get() != Stage::Asking {
                return;
            }
            let Ok(me) = reached else { return line.fail(OFFLINE) };
            line.clock.set(me.server_time);
            let failures = line.failures.get();
            if failures >= FEW {
                line.say(POLL, None, &JsValue::UNDEFINED);
                line.poll();
            }
            if failures < FEW || failures.is_power_of_two() || failures.is_multiple_of(ROUNDS) {
                line.connect();
            }
        });
    }

    fn enter(&self, state: LiveState) {
        if self.state.get_untracked() != state {
            self.state.set(state);
        }
    }
}

/// The live stream of the portal.
pub fn use_live() -> Live {
    expect_context()
}
