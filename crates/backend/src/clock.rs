//! The only reader of the time. Tests and the demo's seed turn a clock of their own by hand.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use aftercare_contract::{Span, Timestamp};

/// Where the time comes from.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Hand(Hand),
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still until its hand is moved.
    pub fn by_hand(start: Timestamp) -> (Self, Hand) {
        let hand = Hand(Arc::new(AtomicI64::new(start.unix_millis())));
        (Self(Source::Hand(hand.clone())), hand)
    }

    /// The time now, in whole milliseconds, which is what the database keeps.
    pub fn now(&self) -> Timestamp {
        let millis = match &self.0 {
            Source::System => chrono::Utc::now().timestamp_millis(),
            Source::Hand(Hand(millis)) => millis.load(Ordering::SeqCst),
        };
        Timestamp::from_unix_millis(millis).unwrap_or(Timestamp(chrono::DateTime::UNIX_EPOCH))
    }
}

/// Moves a [`Clock::by_hand`].
#[derive(Clone, Debug)]
pub struct Hand(Arc<AtomicI64>);

impl Hand {
    /// Sets the time.
    pub fn set(&self, time: Timestamp) {
        self.0.store(time.unix_millis(), Ordering::SeqCst);
    }

    /// Moves the time on (or back, if negative).
    pub fn advance(&self, span: Span) {
        self.0.fetch_add(span.as_seconds().saturating_mul(1000), Ordering::SeqCst);
    }
}
