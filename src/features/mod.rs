//! The pages, by area, and what is told to who isn't looking at one. They never import each other.

pub mod account;
pub mod home;
#[cfg(debug_assertions)]
pub mod kit;
pub mod knowledge;
pub mod new_ticket;
pub mod not_found;
pub mod notices;
pub mod sign_in;
pub mod ticket;
pub mod tickets;
