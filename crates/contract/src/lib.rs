//! The API between the portal and any backend.
//!
//! Types and rules only: nothing here reads a clock, a file or a socket, and everything compiles for the
//! browser as well. Both sides validate with the functions of this crate, so they can't disagree about what
//! is acceptable. What a backend may send is open: unknown fields are ignored, unknown words of an
//! [`open_enum`](macro@crate::open_enum) keep their text, so an older portal survives a newer backend.

#[macro_use]
mod macros;

pub mod account;
pub mod asset;
pub mod backoff;
pub mod catalogue;
pub mod claim;
pub mod conclusion;
pub mod fleet;
pub mod history;
pub mod knowledge;
pub mod list;
pub mod live;
pub mod mail;
pub mod notice;
#[cfg(feature = "openapi")]
pub mod openapi;
pub mod plan;
pub mod problem;
pub mod remote;
pub mod report;
pub mod review;
pub mod rma;
pub mod routes;
pub mod special;
pub mod survey;
pub mod terms;
pub mod text;
pub mod ticket;
pub mod time;
pub mod todo;
pub mod upload;
pub mod validate;
pub mod visit;

pub use problem::{FieldCode, FieldError, Problem, ProblemType};
pub use text::{Localized, Prose};
pub use time::{Span, Timestamp};
