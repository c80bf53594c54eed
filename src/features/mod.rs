//! The pages, by area. They never import each other.

pub mod account;
pub mod home;
#[cfg(debug_assertions)]
pub mod kit;
pub mod knowledge;
pub mod new_ticket;
pub mod not_found;
pub mod sign_in;
pub mod ticket;
pub mod tickets;
