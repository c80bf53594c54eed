//! What every call has in common.

mod archive;
pub mod cursor;
mod error;
pub mod etag;
mod extract;
pub mod fallback;
mod file;
pub mod guard;
pub mod headers;
pub mod idempotency;
mod lasting;
pub mod statics;
pub mod table;
mod tally;

pub use archive::{Packed, archive};
pub use error::ApiError;
pub use extract::{Json, Path, Query};
pub use file::{Download, disposition, file_response, no_such_part};
pub use idempotency::{Answer, Once, Posted};
pub use lasting::{Lasting, Place};
pub use tally::{Network, Tally};
