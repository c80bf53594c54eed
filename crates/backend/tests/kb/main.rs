//! The knowledge base as readers and the desk notice it: a real server, over HTTP.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "the rest of it is for the tests of the frame")]
#[path = "../frame/common.rs"]
mod common;

mod articles;
mod labelled;
mod pictures;
mod suggestions;
mod world;
