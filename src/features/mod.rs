//! The pages, by area, and what is told to who isn't looking at one. They never import each other.

pub mod account;
pub mod devices;
pub mod home;
#[cfg(debug_assertions)]
pub mod kit;
pub mod knowledge;
pub mod more;
pub mod new_ticket;
pub mod not_found;
pub mod notes;
pub mod notices;
pub mod reports;
pub mod review;
pub mod sign_in;
pub mod ticket;
pub mod tickets;
