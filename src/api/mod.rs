//! The only speaker of HTTP: one client, endpoints that only this module makes, one file per resource.

mod client;
mod error;
mod gate;
mod remote;

mod catalogue;
mod devices;
mod downloads;
mod knowledge;
mod me;
mod notices;
mod reports;
mod review;
mod session;
mod surveys;
mod tickets;
mod uploads;

pub use client::{Api, IdempotencyKey, use_api};
pub use downloads::{Partial, Progress};
pub use error::{ApiError, Remedy};
pub use gate::Gate;
pub use remote::{Good, Phase, Remote};
