//! What all calls have in common, against a running backend.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod common;
mod idempotency;
mod live;
mod sessions;
mod slow;
mod statics;
mod uploads;
