//! Reports: what devices tell of themselves, what rules make of it, and what becomes of that.
//!
//! - [`telemetry`]: values of each day and snapshots of the set-up, as the vendor's collectors bring them;
//! - [`rules`]: what is measured, what is normal, what is a finding and what is said of it: data (`rules.json`);
//! - `evaluate`: the findings of one device; `forecast`: what is to be expected; [`derive`]: reports of both;
//! - [`warn`]: what is found of which people are told at once;
//! - [`schedule`]: what is due by contract; [`publish`]: from a draft to a report beside the one before, told to live streams;
//! - [`store`]: reading, and what is decided about findings;
//! - [`file`]: reports as documents (`pdf`) and tables (`table`), in the words of `document.json`.

mod api;
pub mod derive;
mod evaluate;
pub mod file;
mod forecast;
mod pdf;
pub mod publish;
pub mod rules;
pub mod schedule;
pub(crate) mod store;
mod table;
pub mod telemetry;
pub mod warn;
mod wording;
mod words;

pub use api::router;
