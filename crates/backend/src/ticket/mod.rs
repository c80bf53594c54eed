//! Tickets: their state, their history, their files, what can be done to them.
//!
//! - [`Record`]: the state and its row; [`change`]: the one way in which it changes; [`create`]: how it begins;
//! - [`sweep`]: changes by the passing of time;
//! - [`access`] and `actions`: who sees what, and who may do what;
//! - [`view`], [`list`], [`history`], [`live`]: what is shown; [`mod@file`]: files; `csv`: lists for spreadsheets;
//!   `calendar`: its visit for calendars; `plan`: its resolution plan; `related`: other tickets that have to do with one.

pub mod access;
mod actions;
mod api;
pub mod calendar;
pub mod change;
pub mod create;
mod csv;
pub mod file;
pub mod history;
pub mod list;
pub mod live;
pub mod plan;
mod record;
mod related;
mod timers;
pub mod view;

pub use api::router;
pub use file::upload_completed;
pub use record::{Record, Terms};
pub use timers::sweep;

use aftercare_contract::{account::PersonId, ticket::SrNumber};
use rusqlite::Transaction;

/// Lets a person of the same company follow a ticket.
pub fn watch(tx: &Transaction, sr: &SrNumber, person: &PersonId) -> rusqlite::Result<()> {
    tx.execute("INSERT OR IGNORE INTO watcher VALUES (?1, ?2)", (sr.as_str(), person.as_str())).map(drop)
}

/// Somebody follows it no more.
fn unwatch(tx: &Transaction, sr: &SrNumber, person: &PersonId) -> rusqlite::Result<()> {
    tx.execute("DELETE FROM watcher WHERE sr = ?1 AND person_id = ?2", (sr.as_str(), person.as_str())).map(drop)
}
