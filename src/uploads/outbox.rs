//! Messages on their way to the backend. Whoever has sent one goes on at once: it is kept on this device until the
//! backend has it, goes out by itself when the network is back, also after the page was loaded again, and arrives once
//! however often that is tried.

use aftercare_contract::{
    ProblemType, Timestamp,
    account::PersonId,
    backoff,
    history::{Event, NewMessage},
    ticket::SrNumber,
};
use leptos::{prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};

use super::{Place, Uploads, alarm::Alarm};
use crate::{
    api::{Api, ApiError, IdempotencyKey},
    platform::{json, network, random, storage},
};

/// A message as it was written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Letter {
    key: String,
    /// The ticket that it is for.
    pub sr: SrNumber,
    /// What was written.
    pub message: NewMessage,
    /// When, by the backend's clock.
    pub written: Timestamp,
    /// Whether it may have reached the backend already: under its key it must stay as it is.
    tried: bool,
}

impl Letter {
    /// Under which key it is sent, which tells it from others.
    pub fn key(&self) -> IdempotencyKey {
        IdempotencyKey::kept(self.key.clone())
    }

    /// Where its files are.
    pub fn place(&self) -> Place {
        Place::Draft(["outbox/", &self.key].concat())
    }
}

/// Where a message stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Delivery {
    /// On its way now.
    Sending,
    /// It goes out by itself as soon as there is a connection.
    Waiting,
    /// The backend didn't take it.
    Refused(ApiError),
}

impl Delivery {
    /// Whether an earlier wording of the message had arrived under the same key.
    pub fn was_overtaken(&self) -> bool {
        matches!(self, Self::Refused(ApiError::Problem(problem)) if problem.problem_type == ProblemType::KeyReused)
    }
}

/// A message and how far it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Outgoing {
    /// The message.
    pub letter: Letter,
    /// Where it stands.
    pub delivery: Delivery,
    /// Whether it survives loading the page again: browsers may forbid to keep anything, or have no room.
    pub kept: bool,
}

/// All messages of the visitor that are on their way.
#[derive(Clone, Copy)]
pub struct Outbox {
    api: Api,
    uploads: Uploads,
    person: StoredValue<Option<PersonId>>,
    all: RwSignal<Vec<Outgoing>>,
    arrived: RwSignal<Vec<(SrNumber, Event)>>,
    sending: StoredValue<bool>,
    alarm: Alarm,
}

impl Outbox {
    pub(super) fn new(api: Api, uploads: Uploads) -> Self {
        let outbox = Self {
            api,
            uploads,
            person: StoredValue::new(None),
            all: RwSignal::new(Vec::new()),
            arrived: RwSignal::new(Vec::new()),
            sending: StoredValue::new(false),
            alarm: Alarm::new(),
        };
        network::on_wake(move || outbox.go_on());
        outbox
    }

    /// Takes up what `person` has not got rid of in this browser. Pages that show messages say this first.
    pub fn open(self, person: &PersonId) {
        if self.person.with_value(|open| open.as_ref() != Some(person)) {
            self.person.set_value(Some(person.clone()));
            let kept = storage::keys(&slot(person, "")).into_iter().filter_map(|slot| storage::get(&slot));
            let mut letters: Vec<Letter> = kept.filter_map(|letter| json::read(&letter.into())).collect();
            letters.sort_by_key(|letter| letter.written);
            let waiting = |letter| Outgoing { letter, delivery: Delivery::Waiting, kept: true };
            self.arrived.set(Vec::new());
            self.all.set(letters.into_iter().map(waiting).collect());
        }
        self.go_on();
    }

    /// What is on its way to ticket `sr`, oldest first; tracked.
    pub fn to(self, sr: &SrNumber) -> Vec<Outgoing> {
        self.all.with(|all| all.iter().filter(|outgoing| outgoing.letter.sr == *sr).cloned().collect())
    }

    /// What has arrived at ticket `sr` in this visit, as the backend tells it; tracked.
    pub fn arrived(self, sr: &SrNumber) -> Vec<Event> {
        self.arrived.with(|all| all.iter().filter(|(of, _)| of == sr).map(|(_, event)| event.clone()).collect())
    }

    /// Sends a valid `message` with the files at `from`, now or as soon as that is possible.
    pub fn post(self, sr: &SrNumber, message: NewMessage, key: &IdempotencyKey, from: &Place, written: Timestamp) {
        let key = key.as_str().to_owned();
        let letter = Letter { key, sr: sr.clone(), message, written, tried: false };
        self.uploads.move_all(from, &letter.place());
        let kept = self.keep(&letter);
        self.all.update(|all| all.push(Outgoing { letter, delivery: Delivery::Sending, kept }));
        self.go_on();
    }

    /// Tries again at once.
    pub fn send_now(self, letter: &Letter) {
        let refused = self.with(letter, |outgoing| matches!(outgoing.delivery, Delivery::Refused(_))) == Some(true);
        if refused {
            // The backend repeats its refusal under the old key, under which nothing of this wording was done.
            self.forget(letter);
            let again = Letter { key: IdempotencyKey::fresh().as_str().to_owned(), tried: false, ..letter.clone() };
            self.uploads.move_all(&letter.place(), &again.place());
            let kept = self.keep(&again);
            self.change(letter, |outgoing| {
                *outgoing = Outgoing { letter: again, delivery: Delivery::Sending, kept };
            });
        }
        self.go_on();
    }

    /// Gives a message that isn't on its way at the moment back to its writer, its files to the place `to`; whether it
    /// was still here.
    pub fn take_back(self, letter: &Letter, to: &Place) -> bool {
        let is_here = self.with(letter, |outgoing| outgoing.delivery != Delivery::Sending) == Some(true);
        if is_here {
            self.uploads.move_all(&letter.place(), to);
            self.remove(letter);
        }
        is_here
    }

    /// Throws a message away that isn't on its way at the moment, with its files.
    pub fn discard(self, letter: &Letter) {
        if self.with(letter, |outgoing| outgoing.delivery != Delivery::Sending) == Some(true) {
            self.uploads.remove_all(&letter.place());
            self.remove(letter);
        }
    }

    fn with<T>(self, letter: &Letter, look: impl FnOnce(&Outgoing) -> T) -> Option<T> {
        self.all.with_untracked(|all| all.iter().find(|outgoing| outgoing.letter.key == letter.key).map(look))
    }

    fn change(self, letter: &Letter, change: impl FnOnce(&mut Outgoing)) {
        self.all.update(|all| {
            all.iter_mut().find(|outgoing| outgoing.letter.key == letter.key).map(change);
        });
    }

    /// None gets through at the moment: what comes after the first one waits with it.
    fn hold(self) {
        self.all.update(|all| {
            for outgoing in all.iter_mut().filter(|outgoing| outgoing.delivery == Delivery::Sending) {
                outgoing.delivery = Delivery::Waiting;
            }
        });
    }

    fn remove(self, letter: &Letter) {
        self.forget(letter);
        self.all.update(|all| all.retain(|outgoing| outgoing.letter.key != letter.key));
    }

    fn slot(self, letter: &Letter) -> Option<String> {
        self.person.with_value(|person| person.as_ref().map(|person| slot(person, &letter.key)))
    }

    /// Each in a slot of its own, so that tabs don't undo each other's. Whether it could be kept.
    fn keep(self, letter: &Letter) -> bool {
        let json = serde_json::to_string(letter).ok();
        self.slot(letter).zip(json).is_some_and(|(slot, json)| storage::set(&slot, &json))
    }

    fn forget(self, letter: &Letter) {
        if let Some(slot) = self.slot(letter) {
            storage::remove(&slot);
        }
    }

    /// Sends as long as there is something to send, one after the other in the order in which they were written.
    fn go_on(self) {
        self.alarm.ring();
        if self.sending.get_value() {
            return;
        }
        self.sending.set_value(true);
        spawn_local(async move {
            let mut failures = 0;
            while let Some(outgoing) = self.next() {
                match self.attempt(outgoing).await {
                    Ok(()) => failures = 0,
                    // It goes on when somebody has signed in.
                    Err(ApiError::SignedOut) => break,
                    Err(_) => {
                        failures += 1;
                        self.alarm.rest(backoff::wait(failures, random::fraction())).await;
                    }
                }
            }
            self.sending.set_value(false);
        });
    }

    fn next(self) -> Option<Outgoing> {
        self.all.with_untracked(|all| {
            all.iter().find(|outgoing| !matches!(outgoing.delivery, Delivery::Refused(_))).cloned()
        })
    }

    /// Tries once; an error where it has to be tried again.
    async fn attempt(self, Outgoing { mut letter, kept, .. }: Outgoing) -> Result<(), ApiError> {
        if kept && self.slot(&letter).is_some_and(|slot| storage::get(&slot).is_none()) {
            // Another tab has sent it, or its writer has taken it back there.
            self.remove(&letter);
            return Ok(());
        }
        if !network::online() {
            self.hold();
            return Err(ApiError::Offline);
        }
        if !letter.tried {
            // The files that the backend knows by now; the others follow their message.
            letter.message.uploads = self.uploads.ids(&letter.place());
            letter.tried = true;
            self.keep(&letter);
        }
        self.change(&letter, |outgoing| {
            outgoing.letter = letter.clone();
            outgoing.delivery = Delivery::Sending;
        });
        match self.api.answer(&letter.sr, &letter.message, &letter.key()).await {
            Ok(event) => {
                self.uploads.sent_with(&letter.place(), &letter.sr, &letter.message.uploads);
                self.remove(&letter);
                self.arrived.update(|all| all.push((letter.sr, event)));
                Ok(())
            }
            Err(error) if error.is_passing() || error == ApiError::SignedOut => {
                self.hold();
                Err(error)
            }
            Err(error) => {
                self.change(&letter, |outgoing| outgoing.delivery = Delivery::Refused(error));
                Ok(())
            }
        }
    }
}

/// Whether `person` left messages in this browser.
pub(super) fn is_any(person: &PersonId) -> bool {
    !storage::keys(&slot(person, "")).is_empty()
}

fn slot(person: &PersonId, key: &str) -> String {
    ["outbox", person.as_str(), key].join("/")
}
