//! The live stream: who is connected hears of each commit that they may see, in order, once.
//!
//! The log is the table `event`, whose `id` grows with the commits. A stream remembers up to which id it has told,
//! and reads on from there whenever the hub says that there is more: a slow reader only reads later.

mod hub;

use rusqlite::Connection;

pub use hub::Hub;

/// The newest id of the log; 0 if it is empty.
pub fn newest(connection: &Connection) -> rusqlite::Result<u64> {
    connection.prepare_cached("SELECT coalesce(max(id), 0) FROM event")?.query_row([], |row| row.get(0))
}
