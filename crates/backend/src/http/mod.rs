//! What every call has in common.

pub mod cursor;
mod error;
pub mod etag;
mod extract;
mod file;
pub mod guard;
pub mod idempotency;

pub use error::ApiError;
pub use extract::{Json, Path, Query};
pub use file::{Download, file_response};
pub use idempotency::{Answer, Once};
