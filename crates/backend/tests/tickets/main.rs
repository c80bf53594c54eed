//! Tickets as customers and the desk notice them: a real server, over HTTP, with a clock that is turned by hand.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "the rest of it is for the tests of the frame")]
#[path = "../frame/common.rs"]
mod common;

mod actions;
mod claims;
mod devices;
mod files;
mod filing;
mod isolation;
mod lists;
mod live;
mod machine;
mod moves;
mod people;
mod plans;
mod policies;
mod promises;
mod related;
mod remote;
mod rma;
mod states;
mod verification;
mod visits;
mod world;
