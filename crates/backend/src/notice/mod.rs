//! Notices: early warnings, life cycle, maintenance, releases.
//!
//! - [`raise`] and [`settle`]: the way in which they come and go, from [`report::warn`](crate::report::warn), the desk and
//!   `life_cycle`;
//! - `store`: what is kept of them and of their readers; `feed`: their dates for calendars.

mod api;
mod feed;
mod life_cycle;
mod raise;
mod store;

pub use api::router;
pub use life_cycle::{bring_up_to_date, sweep};
pub use raise::{Told, Warning, raise, settle, settle_others};
