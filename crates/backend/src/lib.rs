//! The bundled backend of the portal: an ordinary server on one SQLite file and one folder of uploads.
//!
//! - [`config`], [`state`], [`server`]: what it is started with, what handlers share, how it runs and stops;
//! - [`clock`]: the only reader of the time; [`random`]: the only source of ids and secrets;
//! - [`db`]: SQLite with one writer and many readers, migrations as numbered files;
//! - [`http`]: what every call has in common (problems, guard, idempotency, versions, cursors, files);
//! - [`session`], [`upload`], [`live`]: signing in, tus uploads, the event stream;
//! - [`asset`], [`catalogue`], [`ticket`]: what the portal shows; [`sla`]: the clocks of promises;
//! - [`kb`]: the knowledge base, and its search; [`report`]: telemetry, rules, and the reports made of them;
//! - [`document`] makes PDF;
//! - [`review`]: what was promised and what was done, by period;
//! - [`notice`]: early warnings, life cycle, maintenance, releases;
//! - [`survey`]: what customers say of the service; [`mail`]: e-mails to them, from a queue;
//! - [`desk`]: the vendor's side, on a listener of its own; [`demo`]: data to look at.
//!
//! A call's way: router → session ([`session::Viewer`]) → handler → [`db::Db::read`] or [`db::Db::write`].
//! A write commits its effect, its history, its live events and its idempotency entry in one transaction.

pub mod asset;
pub mod catalogue;
pub mod clock;
pub mod config;
pub mod db;
pub mod demo;
pub mod desk;
pub mod document;
pub mod http;
pub mod kb;
pub mod live;
pub mod mail;
pub mod notice;
pub mod random;
pub mod report;
pub mod review;
pub mod server;
pub mod session;
pub mod sla;
pub mod state;
pub mod survey;
pub mod ticket;
pub mod upload;

pub use clock::Clock;
pub use config::Config;
pub use server::Server;
pub use state::App;
