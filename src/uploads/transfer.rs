//! One file on its way, as a plain state machine: it says what to do next, and is told how that went.

use std::{ops::Range, time::Duration};

use aftercare_contract::{ProblemType, Span, upload::UploadId};

use crate::api::ApiError;

/// What is sent first, and the least that is sent at once.
const SMALLEST_CHUNK: u64 = 128 * 1024;
/// The most that is sent at once.
const LARGEST_CHUNK: u64 = 4 * 1024 * 1024;
/// How long one chunk should take: long enough to be worth its call, short enough to show progress and to lose little.
const CHUNK_TIME: Duration = Duration::from_secs(2);

/// Where a file stands.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// Its turn comes by itself.
    Waiting,
    /// On its way now.
    Sending,
    /// The visitor stopped it.
    Paused,
    /// The network or the backend failed; it goes on by itself.
    Interrupted,
    /// The page was loaded again, and the browser had no room to keep the file: it has to be chosen once more.
    FileNeeded,
    /// All of it arrived.
    Sent,
    /// It can't be sent.
    Refused(Refusal),
}

/// Why a file can't be sent.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// Larger than `max` bytes.
    TooLarge {
        /// The most that is taken, in bytes.
        max: u64,
    },
    /// A kind of file that isn't taken.
    Extension,
    /// More than `max` files.
    TooMany {
        /// The most that are taken.
        max: u32,
    },
    /// The backend's word.
    Backend(ApiError),
}

/// What is to be done for a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// Announce it to the backend.
    Create,
    /// Ask the backend how much it has.
    Ask,
    /// Bind it to the ticket that was sent without it.
    Bind,
    /// Send these bytes.
    Send(Range<u64>),
}

/// A file and how far it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Transfer {
    /// Its name, without any path.
    pub name: String,
    /// In bytes.
    pub size: u64,
    /// Where it stands.
    pub state: State,
    /// Bytes that the backend has, as far as is known.
    pub sent: u64,
    /// The upload at the backend, once it was announced.
    pub id: Option<UploadId>,
    /// Whether it still has to be bound to a ticket.
    pub to_bind: bool,
    /// Whether `sent` is the backend's last word.
    certain: bool,
    failures: u32,
    chunk: u64,
    /// Bytes in a second, smoothed.
    rate: Option<f64>,
}

impl Transfer {
    /// A file that is still wholly here.
    pub fn new(name: String, size: u64) -> Self {
        Self {
            name,
            size,
            state: State::Waiting,
            sent: 0,
            id: None,
            to_bind: false,
            certain: false,
            failures: 0,
            chunk: SMALLEST_CHUNK,
            rate: None,
        }
    }

    /// Whether there is something to do for it without the visitor.
    pub fn is_running(&self) -> bool {
        matches!(self.state, State::Waiting | State::Sending | State::Interrupted)
    }

    /// How often it failed since it last got on; who failed less goes first.
    pub fn failures(&self) -> u32 {
        self.failures
    }

    /// What is to be done next; `None` where nothing is, or only by the visitor.
    pub fn next(&self) -> Option<Task> {
        if !self.is_running() {
            return None;
        }
        Some(match &self.id {
            None => Task::Create,
            Some(_) if self.to_bind => Task::Bind,
            Some(_) if !self.certain => Task::Ask,
            Some(_) => Task::Send(self.sent..self.size.min(self.sent.saturating_add(self.chunk))),
        })
    }

    /// Its turn has come.
    pub fn begin(&mut self) {
        self.state = State::Sending;
    }

    /// The backend knows it as `id`, and has nothing of it yet.
    pub fn created(&mut self, id: UploadId) {
        self.id = Some(id);
        self.sent = 0;
        self.certain = true;
        self.finish();
    }

    /// The backend has bound it to its ticket.
    pub fn bound(&mut self) {
        self.to_bind = false;
        self.failures = 0;
        self.finish();
    }

    /// The backend said that it has `offset` bytes.
    pub fn arrived(&mut self, offset: u64) {
        self.sent = offset.min(self.size);
        self.certain = true;
        self.failures = 0;
        self.finish();
    }

    /// A chunk got through in `took`; the backend has `offset` bytes now.
    pub fn sent_chunk(&mut self, offset: u64, took: Duration) {
        #[expect(clippy::cast_precision_loss, reason = "a rate is shown roughly")]
        let now = offset.saturating_sub(self.sent) as f64 / took.as_secs_f64().max(0.001);
        self.rate = Some(self.rate.map_or(now, |before| 0.7f64.mul_add(before, 0.3 * now)));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped right after")]
        let fitting = (now * CHUNK_TIME.as_secs_f64()) as u64;
        self.chunk = fitting.clamp(SMALLEST_CHUNK, LARGEST_CHUNK).min(self.chunk.saturating_mul(2));
        self.arrived(offset);
    }

    /// The backend no longer has it: it begins again, after a while.
    pub fn gone(&mut self) {
        self.id = None;
        self.sent = 0;
        self.failed(ApiError::Offline);
    }

    /// A call failed.
    pub fn failed(&mut self, error: ApiError) {
        self.certain = false;
        self.failures = self.failures.saturating_add(1);
        self.chunk = (self.chunk / 2).max(SMALLEST_CHUNK);
        self.rate = None;
        // Another offset or a damaged chunk is set right by asking.
        let by_itself = error.is_passing() || error == ApiError::SignedOut;
        self.state = if by_itself { State::Interrupted } else { State::Refused(Refusal::Backend(error)) };
    }

    /// The browser can't read the file (any more).
    pub fn file_lost(&mut self) {
        self.certain = false;
        self.state = State::FileNeeded;
    }

    /// It has to be bound to a ticket that was sent without it.
    pub fn bind(&mut self) {
        self.to_bind = true;
        if self.state == State::Sent {
            self.state = State::Waiting;
        }
    }

    /// The visitor chose the file again.
    pub fn file_found(&mut self) {
        if self.state == State::FileNeeded {
            self.state = State::Waiting;
        }
    }

    /// The visitor stops it.
    pub fn pause(&mut self) {
        if self.is_running() {
            self.state = State::Paused;
            // A chunk may be half way.
            self.certain = false;
        }
    }

    /// The visitor lets it go on, or try again at once.
    pub fn resume(&mut self) {
        if matches!(self.state, State::Paused | State::Interrupted | State::Refused(Refusal::Backend(_))) {
            self.state = State::Waiting;
            self.failures = 0;
        }
    }

    /// How long it will still take, roughly.
    pub fn left(&self) -> Option<Span> {
        let rate = self.rate.filter(|rate| *rate > 1.0 && self.state == State::Sending)?;
        #[expect(clippy::cast_precision_loss, reason = "shown roughly")]
        let seconds = (self.size - self.sent) as f64 / rate;
        #[expect(clippy::cast_possible_truncation, reason = "a float's cast saturates")]
        Some(Span::seconds(seconds.ceil() as i64))
    }

    /// How much arrived, 0 to 100.
    pub fn percent(&self) -> u64 {
        (self.sent.saturating_mul(100)).checked_div(self.size).unwrap_or(100)
    }

    fn finish(&mut self) {
        if self.certain && !self.to_bind && self.sent == self.size {
            self.state = State::Sent;
        }
    }
}

/// Whether the backend says that it doesn't have what was asked for.
pub fn says_gone(error: &ApiError) -> bool {
    matches!(error, ApiError::Problem(problem) if problem.problem_type == ProblemType::NotFound)
}

#[cfg(test)]
mod tests {
    use aftercare_contract::Problem;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    const MEGABYTE: u64 = 1024 * 1024;

    fn announced(size: u64) -> Transfer {
        let mut transfer = Transfer::new("a.log".to_owned(), size);
        assert_eq!(transfer.next(), Some(Task::Create));
        transfer.begin();
        transfer.created("u1".into());
        transfer
    }

    fn sent_range(transfer: &Transfer) -> Range<u64> {
        match transfer.next() {
            Some(Task::Send(range)) => range,
            other => panic!("{other:?} instead of a chunk"),
        }
    }

    /// Sends chunks until it ends; how many there were.
    fn send_all(transfer: &mut Transfer, took: Duration) -> u32 {
        let mut chunks = 0;
        while transfer.state != State::Sent {
            let range = sent_range(transfer);
            assert_eq!(range.start, transfer.sent);
            assert!(range.end > range.start && range.end <= transfer.size);
            transfer.sent_chunk(range.end, took);
            chunks += 1;
        }
        chunks
    }

    #[wasm_bindgen_test]
    fn every_byte_is_sent_once_in_order() {
        let mut transfer = announced(20 * MEGABYTE + 1);
        send_all(&mut transfer, Duration::from_millis(300));
        assert_eq!((transfer.sent, transfer.percent(), transfer.next()), (20 * MEGABYTE + 1, 100, None));
    }

    #[wasm_bindgen_test]
    fn an_empty_file_is_sent_by_announcing_it() {
        assert_eq!(announced(0).state, State::Sent);
    }

    #[wasm_bindgen_test]
    fn chunks_grow_on_a_fast_network_and_shrink_on_a_slow_one() {
        let mut fast = announced(200 * MEGABYTE);
        let many = send_all(&mut fast, Duration::from_millis(100));
        assert!(many < 60, "{many} chunks");
        let mut slow = announced(200 * MEGABYTE);
        slow.sent_chunk(SMALLEST_CHUNK, Duration::from_secs(8));
        let range = sent_range(&slow);
        assert_eq!(range.end - range.start, SMALLEST_CHUNK);
        assert_eq!(slow.left().map(Span::as_seconds), Some(12_792));
    }

    #[wasm_bindgen_test]
    fn after_a_cut_the_backend_is_asked_before_anything_is_sent() {
        let mut transfer = announced(MEGABYTE);
        transfer.sent_chunk(1000, Duration::from_secs(1));
        transfer.failed(ApiError::Offline);
        assert_eq!((&transfer.state, transfer.next()), (&State::Interrupted, Some(Task::Ask)));
        transfer.begin();
        transfer.arrived(777);
        assert_eq!(sent_range(&transfer).start, 777);
    }

    #[wasm_bindgen_test]
    fn a_paused_file_rests_until_the_visitor_goes_on() {
        let mut transfer = announced(MEGABYTE);
        transfer.pause();
        assert_eq!((&transfer.state, transfer.next()), (&State::Paused, None));
        transfer.resume();
        assert_eq!(transfer.next(), Some(Task::Ask));
    }

    #[wasm_bindgen_test]
    fn what_the_backend_refuses_is_not_tried_again_by_itself() {
        let mut transfer = announced(MEGABYTE);
        let error = ApiError::Problem(Box::new(Problem::new(ProblemType::UnsupportedType)));
        transfer.failed(error.clone());
        assert_eq!((&transfer.state, transfer.next()), (&State::Refused(Refusal::Backend(error)), None));
    }

    #[wasm_bindgen_test]
    fn an_upload_that_the_backend_lost_begins_again() {
        let mut transfer = announced(MEGABYTE);
        transfer.gone();
        assert_eq!((transfer.sent, transfer.next()), (0, Some(Task::Create)));
    }

    #[wasm_bindgen_test]
    fn a_file_that_came_after_its_ticket_is_bound_before_it_counts_as_sent() {
        let mut transfer = Transfer::new("a.log".to_owned(), 0);
        transfer.to_bind = true;
        transfer.begin();
        transfer.created("u1".into());
        assert_eq!((&transfer.state, transfer.next()), (&State::Sending, Some(Task::Bind)));
        transfer.bound();
        assert_eq!(transfer.state, State::Sent);
    }
}
