//! Tickets as customers and the desk notice them: a real server, over HTTP, with a clock that is turned by hand.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod actions;
mod files;
mod filing;
mod isolation;
mod lists;
mod live;
mod promises;
mod world;
