//! Tickets as customers and the desk notice them: a real server, over HTTP, with a clock that is turned by hand.

mod actions;
mod files;
mod filing;
mod isolation;
mod lists;
mod live;
mod promises;
mod world;
