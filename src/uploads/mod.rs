//! Files on their way to the backend, and in [`Outbox`] the messages. They live above all pages: a file goes on while
//! its form is being filled in, after the form was sent, and after the page was loaded again.
//!
//! A form adds files to its [`Place`], sends the [`Uploads::ids`] with what it sends, whether the files have arrived or
//! not, and then says [`Uploads::sent_with`]: the rest finds its way to the ticket by itself. One file is sent at a
//! time, so that on a poor network each is complete as early as can be.

mod alarm;
mod kept;
mod outbox;
mod transfer;

use std::{cell::OnceCell, collections::HashMap};

use aftercare_contract::{
    account::PersonId, backoff, catalogue::UploadLimits, history::BindUploads, ticket::SrNumber, upload::UploadId,
};
use futures::future::{AbortHandle, abortable};
use leptos::{ev, leptos_dom::helpers::window_event_listener, prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};
use web_sys::{Blob, File};

use crate::{
    api::{Api, ApiError, IdempotencyKey, use_api},
    platform::{file_store, files, network, random, timer},
};
use alarm::Alarm;
use kept::Kept;
pub use outbox::{Delivery, Letter, Outbox, Outgoing};
pub use transfer::{Refusal, State, Transfer};
use transfer::{Task, says_gone};

/// Larger files aren't copied into the browser's own store: it would take too long and too much room.
const KEEP_AT_MOST: u64 = 512 * 1024 * 1024;

/// What files belong to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// A form that isn't sent yet, by a name of its own.
    Draft(String),
    /// A ticket that exists.
    Ticket(SrNumber),
}

/// One file, its place, and how far it is.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Its name in the browser's store, and what its idempotency keys are made of.
    key: String,
    /// How often the backend has lost it.
    round: u32,
    place: Place,
    /// When the file was last changed, in milliseconds since 1970.
    modified: i64,
    transfer: ArcRwSignal<Transfer>,
}

impl Upload {
    /// What tells it from others.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// How far it is; tracked.
    pub fn transfer(&self) -> Transfer {
        self.transfer.get()
    }

    /// A file that nobody sends, to be looked at.
    #[cfg(debug_assertions)]
    pub fn specimen(transfer: Transfer) -> Self {
        let (key, place) = (transfer.name.clone(), Place::Draft("specimen".to_owned()));
        Self { key, round: 0, place, modified: 0, transfer: ArcRwSignal::new(transfer) }
    }

    fn is_running(&self) -> bool {
        self.transfer.with_untracked(Transfer::is_running)
    }

    fn is_among(&self, ids: &[UploadId]) -> bool {
        self.transfer.with_untracked(|transfer| transfer.id.as_ref().is_some_and(|id| ids.contains(id)))
    }

    fn is_same_file(&self, file: &File) -> bool {
        self.modified == modified(file)
            && self
                .transfer
                .with_untracked(|transfer| transfer.name == file.name() && transfer.size == files::size(file))
    }
}

impl PartialEq for Upload {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key && self.round == other.round && self.place == other.place
    }
}

/// All files of the visitor that are on their way.
#[derive(Clone, Copy)]
pub struct Uploads {
    api: Api,
    person: StoredValue<Option<PersonId>>,
    all: RwSignal<Vec<Upload>>,
    /// What is chosen or has been read from the browser's store, by [`Upload::key`].
    files: StoredValue<HashMap<String, Blob>, LocalStorage>,
    sending: StoredValue<bool>,
    /// The file for which a call is under way.
    in_flight: StoredValue<Option<(String, AbortHandle)>>,
    /// Ends a wait after a failure.
    alarm: Alarm,
}

impl Uploads {
    /// Nobody's, until [`Self::open`].
    fn new(api: Api) -> Self {
        let uploads = Self {
            api,
            person: StoredValue::new(None),
            all: RwSignal::new(Vec::new()),
            files: StoredValue::new_local(HashMap::new()),
            sending: StoredValue::new(false),
            in_flight: StoredValue::new(None),
            alarm: Alarm::new(),
        };
        network::on_wake(move || uploads.alarm.ring());
        let leaving = window_event_listener(ev::beforeunload, move |event| {
            if uploads.all.with_untracked(|all| all.iter().any(Upload::is_running)) {
                event.prevent_default();
            }
        });
        on_cleanup(move || leaving.remove());
        uploads
    }

    /// Takes up what `person` left unfinished in this browser. Pages that show files say this first.
    pub fn open(self, person: &PersonId) {
        if self.person.with_value(|open| open.as_ref() == Some(person)) {
            return;
        }
        self.abort(|_| true);
        self.files.update_value(HashMap::clear);
        self.person.set_value(Some(person.clone()));
        self.all.set(kept::load(person).into_iter().map(Upload::from).collect());
        self.go_on();
    }

    /// The files of `place`, oldest first; tracked.
    pub fn of(self, place: &Place) -> Vec<Upload> {
        self.all.with(|all| all.iter().filter(|upload| upload.place == *place).cloned().collect())
    }

    /// The uploads of `place` that the backend knows, whole or not.
    pub fn ids(self, place: &Place) -> Vec<UploadId> {
        self.all.with_untracked(|all| {
            all.iter()
                .filter(|upload| upload.place == *place)
                .filter_map(|upload| upload.transfer.with_untracked(sendable))
                .collect()
        })
    }

    /// Begins to send `chosen`. What breaks the `limits` is listed as refused, and why. A file that was asked for again
    /// goes on where it was.
    pub fn add(self, place: &Place, chosen: Vec<File>, limits: &UploadLimits) {
        for file in chosen {
            if let Some(upload) = self.asked_again(place, &file) {
                self.remember(&upload.key, file);
                upload.transfer.update(Transfer::file_found);
                continue;
            }
            let mut transfer = Transfer::new(file.name(), files::size(&file));
            let upload = Upload {
                key: random::uuid(),
                round: 0,
                place: place.clone(),
                modified: modified(&file),
                transfer: match self.refusal(place, &transfer, limits) {
                    Some(refusal) => {
                        transfer.state = State::Refused(refusal);
                        ArcRwSignal::new(transfer)
                    }
                    None => ArcRwSignal::new(transfer),
                },
            };
            if upload.is_running() {
                self.remember(&upload.key, file);
            }
            self.all.update(|all| all.push(upload));
        }
        self.save();
        self.go_on();
    }

    /// Stops a file until [`Self::resume`].
    pub fn pause(self, upload: &Upload) {
        self.abort(|key| key == upload.key);
        upload.transfer.update(Transfer::pause);
        self.save();
    }

    /// Lets a file go on, at once.
    pub fn resume(self, upload: &Upload) {
        upload.transfer.update(Transfer::resume);
        self.save();
        self.go_on();
    }

    /// Takes a file away, here and at the backend.
    pub fn remove(self, upload: &Upload) {
        self.abort(|key| key == upload.key);
        self.forget(&upload.key);
        self.all.update(|all| all.retain(|other| other.key != upload.key));
        self.save();
        if let Some(id) = upload.transfer.with_untracked(|transfer| transfer.id.clone()) {
            // What the backend doesn't hear of now, it drops by itself after some days.
            spawn_local(async move { drop(self.api.remove_upload(&id).await) });
        }
    }

    /// Takes away all files of `place`.
    pub fn remove_all(self, place: &Place) {
        for upload in untrack(|| self.of(place)) {
            self.remove(&upload);
        }
    }

    /// Gives the files of one place to another.
    pub fn move_all(self, from: &Place, to: &Place) {
        self.all.update(|all| {
            for upload in all.iter_mut().filter(|upload| upload.place == *from) {
                upload.place = to.clone();
            }
        });
        self.save();
    }

    /// The form at `from` became a part of ticket `sr`, with the uploads `with` it. What isn't among them is bound to
    /// the ticket as soon as the backend knows it; what was refused is dropped.
    pub fn sent_with(self, from: &Place, sr: &SrNumber, with: &[UploadId]) {
        self.all.update(|all| {
            all.retain(|upload| {
                let refused = upload.transfer.with_untracked(|transfer| matches!(transfer.state, State::Refused(_)));
                upload.place != *from || !refused
            });
            for upload in all.iter().filter(|upload| upload.place == *from && !upload.is_among(with)) {
                upload.transfer.update(Transfer::bind);
            }
        });
        self.move_all(from, &Place::Ticket(sr.clone()));
        self.clear_sent();
        self.save();
        self.go_on();
    }

    /// Only the uploads `with` it went to ticket `sr`; the other files of the form stay where they are.
    pub fn taken_by(self, from: &Place, sr: &SrNumber, with: &[UploadId]) {
        self.all.update(|all| {
            for upload in all.iter_mut().filter(|upload| upload.place == *from && upload.is_among(with)) {
                upload.place = Place::Ticket(sr.clone());
            }
        });
        self.clear_sent();
        self.save();
    }

    fn asked_again(self, place: &Place, file: &File) -> Option<Upload> {
        self.all.with_untracked(|all| {
            all.iter()
                .find(|upload| {
                    upload.place == *place
                        && upload.is_same_file(file)
                        && upload.transfer.with_untracked(|transfer| transfer.state == State::FileNeeded)
                })
                .cloned()
        })
    }

    fn refusal(self, place: &Place, transfer: &Transfer, limits: &UploadLimits) -> Option<Refusal> {
        let extension = transfer.name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase());
        let taken = extension.is_some_and(|extension| limits.extensions.contains(&extension));
        let count = self.all.with_untracked(|all| {
            let counts = |upload: &&Upload| {
                let refused = upload.transfer.with_untracked(|transfer| matches!(transfer.state, State::Refused(_)));
                upload.place == *place && !refused
            };
            all.iter().filter(counts).count()
        });
        if transfer.size > limits.max_size {
            Some(Refusal::TooLarge { max: limits.max_size })
        } else if !taken {
            Some(Refusal::Extension)
        } else if u32::try_from(count).is_ok_and(|count| count < limits.max_files) {
            None
        } else {
            Some(Refusal::TooMany { max: limits.max_files })
        }
    }

    /// Keeps the file at hand, and in the browser's store in case the page is loaded again.
    fn remember(self, key: &str, file: File) {
        if files::size(&file) <= KEEP_AT_MOST {
            let (key, file) = (key.to_owned(), file.clone());
            // Where it can't be kept it is asked for again.
            spawn_local(async move {
                let _ = file_store::put(&key, &file).await;
            });
        }
        self.files.update_value(|files| drop(files.insert(key.to_owned(), file.into())));
    }

    fn forget(self, key: &str) {
        self.files.update_value(|files| drop(files.remove(key)));
        let key = key.to_owned();
        spawn_local(async move {
            let _ = file_store::remove(&key).await;
        });
    }

    /// The bytes of a file are wanted: from this visit, or from the browser's store.
    async fn file(self, key: &str) -> Option<Blob> {
        if let Some(file) = self.files.with_value(|files| files.get(key).cloned()) {
            return Some(file);
        }
        let file = file_store::get(key).await?;
        self.files.update_value(|files| drop(files.insert(key.to_owned(), file.clone())));
        Some(file)
    }

    /// Forgets the bytes of what has arrived, and what has arrived at its ticket.
    fn clear_sent(self) {
        let sent = |upload: &Upload| upload.transfer.with_untracked(|transfer| transfer.state == State::Sent);
        for upload in self.all.get_untracked().iter().filter(|upload| sent(upload)) {
            if self.files.with_value(|files| files.contains_key(&upload.key)) {
                self.forget(&upload.key);
            }
        }
        let arrived = |upload: &Upload| sent(upload) && matches!(upload.place, Place::Ticket(_));
        if self.all.with_untracked(|all| all.iter().any(arrived)) {
            self.all.update(|all| all.retain(|upload| !arrived(upload)));
        }
    }

    fn save(self) {
        if let Some(person) = self.person.get_value() {
            let kept = self.all.with_untracked(|all| all.iter().filter_map(Kept::of).collect::<Vec<_>>());
            kept::save(&person, &kept);
        }
    }

    fn abort(self, which: impl Fn(&str) -> bool) {
        self.in_flight.with_value(|in_flight| {
            if let Some((_, handle)) = in_flight.as_ref().filter(|(key, _)| which(key)) {
                handle.abort();
            }
        });
    }

    /// Sends as long as there is something to send.
    fn go_on(self) {
        self.alarm.ring();
        if self.sending.get_value() {
            return;
        }
        self.sending.set_value(true);
        spawn_local(async move {
            let mut rested = false;
            while let Some(upload) = self.next() {
                let failures = upload.transfer.with_untracked(Transfer::failures);
                if failures > 0 && !rested {
                    self.alarm.rest(backoff::wait(failures, random::fraction())).await;
                    rested = true;
                    continue;
                }
                rested = false;
                let (step, handle) = abortable(self.step(&upload));
                self.in_flight.set_value(Some((upload.key.clone(), handle)));
                // Paused and removed files are aborted in the middle of a step.
                let _ = step.await;
                self.in_flight.set_value(None);
            }
            self.sending.set_value(false);
        });
    }

    /// The file whose turn it is.
    fn next(self) -> Option<Upload> {
        self.all.with_untracked(|all| {
            let running = all.iter().filter(|upload| upload.is_running());
            running.min_by_key(|upload| upload.transfer.with_untracked(Transfer::failures)).cloned()
        })
    }

    /// Does the next thing for one file.
    async fn step(self, upload: &Upload) {
        let Some(task) = upload.transfer.with_untracked(Transfer::next) else { return };
        upload.transfer.update(Transfer::begin);
        let of_chunk = matches!(task, Task::Send(_));
        if let Err(error) = self.perform(upload, task).await {
            if says_gone(&error) && upload.transfer.with_untracked(|transfer| transfer.id.is_some()) {
                self.begin_again(upload);
            } else {
                upload.transfer.update(|transfer| transfer.failed(error));
            }
        }
        self.clear_sent();
        if !of_chunk || !upload.is_running() {
            self.save();
        }
    }

    async fn perform(self, upload: &Upload, task: Task) -> Result<(), ApiError> {
        let Transfer { name, size, id, .. } = upload.transfer.get_untracked();
        let key = format!("{}-{}", upload.key, upload.round);
        match (task, id) {
            (Task::Create, _) | (_, None) => {
                let id = self.api.create_upload(&name, size, &IdempotencyKey::kept(key)).await?;
                upload.transfer.update(|transfer| transfer.created(id));
            }
            (Task::Bind, Some(id)) => {
                if let Place::Ticket(sr) = &upload.place {
                    let key = IdempotencyKey::kept([&key, "-bind"].concat());
                    self.api.attach(sr, &BindUploads { uploads: vec![id] }, &key).await?;
                }
                upload.transfer.update(Transfer::bound);
            }
            (Task::Ask, Some(id)) => {
                let offset = self.api.upload_offset(&id).await?;
                upload.transfer.update(|transfer| transfer.arrived(offset));
            }
            (Task::Send(range), Some(id)) => {
                let Some(chunk) = self.read(upload, range.clone()).await else {
                    upload.transfer.update(Transfer::file_lost);
                    return Ok(());
                };
                let sha256 = files::sha256(&chunk).await;
                let began = timer::Stopwatch::start();
                let offset = self.api.send_chunk(&id, range.start, &chunk, sha256.as_deref()).await?;
                upload.transfer.update(|transfer| transfer.sent_chunk(offset, began.elapsed()));
            }
        }
        Ok(())
    }

    async fn read(self, upload: &Upload, range: std::ops::Range<u64>) -> Option<js_sys::ArrayBuffer> {
        files::read(&self.file(&upload.key).await?, range).await
    }

    /// The backend has lost it: it is announced anew, and bound to its ticket if it has one.
    fn begin_again(self, upload: &Upload) {
        self.all.update(|all| {
            if let Some(upload) = all.iter_mut().find(|other| other.key == upload.key) {
                upload.round = upload.round.saturating_add(1);
                upload.transfer.update(|transfer| {
                    transfer.gone();
                    transfer.to_bind = matches!(upload.place, Place::Ticket(_));
                });
            }
        });
    }
}

/// Whether `person` left anything unsent in this browser: a message, or a file.
pub fn is_something_left(person: &PersonId) -> bool {
    kept::is_any(person) || outbox::is_any(person)
}

/// Lets what `person` left unsent go on, whichever page they have opened.
pub fn take_up(person: &PersonId) {
    use_uploads().open(person);
    use_outbox().open(person);
}

/// What lives above all pages, with the owner that keeps it alive.
struct Above {
    _owner: Owner,
    uploads: Uploads,
    outbox: Outbox,
}

thread_local! {
    /// Made when a page first needs it, because a context would bring its code into the start of the portal.
    static ABOVE: OnceCell<Above> = const { OnceCell::new() };
}

fn above<T>(take: impl FnOnce(&Above) -> T) -> T {
    let api = use_api();
    ABOVE.with(|above| {
        let make = || {
            let owner = of_the_portal().child();
            let (uploads, outbox) = owner.with(|| {
                let uploads = Uploads::new(api);
                (uploads, Outbox::new(api, uploads))
            });
            Above { _owner: owner, uploads, outbox }
        };
        take(above.get_or_init(make))
    })
}

/// The owner above all pages.
fn of_the_portal() -> Owner {
    let mut owner = Owner::current().unwrap_or_default();
    while let Some(above) = owner.parent() {
        owner = above;
    }
    owner
}

/// The files of the visitor.
pub fn use_uploads() -> Uploads {
    above(|above| above.uploads)
}

/// The messages of the visitor.
pub fn use_outbox() -> Outbox {
    above(|above| above.outbox)
}

/// The id under which a form may send it.
fn sendable(transfer: &Transfer) -> Option<UploadId> {
    transfer.id.clone().filter(|_| !matches!(transfer.state, State::Refused(_)))
}

fn modified(file: &File) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "a date is a whole number of milliseconds")]
    let modified = file.last_modified() as i64;
    modified
}
