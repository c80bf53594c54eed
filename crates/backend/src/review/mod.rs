//! The service review: figures of a period, counted from tickets, clocks and surveys, and the improvements agreed.

mod api;
mod cases;
mod figures;
pub mod improvement;
mod measures;

pub use api::router;
pub use figures::{review, tickets_of};

use std::sync::LazyLock;

use aftercare_contract::Span;
use serde::Deserialize;

/// What the review goes by.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Terms {
    /// Fewer cases than this are too few for a percentile and a verdict.
    few_below: usize,
    /// Which percentile is told.
    percentile: u8,
    /// A fault that follows another one of the same device so soon has come back.
    repeat_within: Span,
    /// How many periods the trend has, this one among them.
    trend: usize,
    /// How many of the missed promises, and of the faulty devices, are named.
    worst: usize,
    /// How many periods can be chosen among.
    periods: usize,
}

static TERMS: LazyLock<Terms> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the file is part of the program; a test reads it")]
    serde_json::from_str(include_str!("review.json")).expect("review.json holds the terms")
});

#[cfg(test)]
mod tests {
    #[test]
    fn the_terms_can_be_read() {
        assert!(super::TERMS.percentile < 100 && super::TERMS.few_below > 1);
    }
}
