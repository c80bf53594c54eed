//! What happens to tickets by the passing of time alone: promises are missed, verified tickets close.

use aftercare_contract::ticket::SrNumber;

use super::change::{self, Change};
use crate::{App, db::At, http::ApiError};

/// How many tickets one transaction takes on, so that it doesn't hold up others.
const AT_ONCE: usize = 100;

/// Brings every ticket that is due up to now.
pub async fn sweep(app: &App) -> Result<(), ApiError> {
    loop {
        let now = app.clock.now();
        let due = app
            .db
            .read(move |conn| {
                conn.prepare_cached("SELECT sr FROM ticket WHERE next_deadline <= ?1 ORDER BY next_deadline LIMIT ?2")?
                    .query_map((At(now), AT_ONCE), |row| row.get(0).map(SrNumber))?
                    .collect::<rusqlite::Result<Vec<_>>>()
            })
            .await?;
        if due.is_empty() {
            return Ok(());
        }
        app.db
            .write(move |tx| {
                due.iter().try_for_each(|sr| change::apply(tx, now, sr, change::system(), Change::Time).map(drop))
            })
            .await?;
    }
}
