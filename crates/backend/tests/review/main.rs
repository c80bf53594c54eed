//! The service review: recomputed from what the API tells of single tickets, and its improvements.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "the rest of it is for the tests of the frame")]
#[path = "../frame/common.rs"]
mod common;
#[expect(dead_code, reason = "the rest of it is for the tests of tickets")]
#[path = "../tickets/world.rs"]
mod world;

mod improvements;
mod recomputed;
