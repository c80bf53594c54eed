//! What happens to tickets by the passing of time alone: promises are missed, verified tickets close.

use aftercare_contract::ticket::SrNumber;
use rusqlite::Transaction;

use super::change::{self, Change};
use crate::{App, db::At, http::ApiError};

/// How many tickets one sweep takes on.
const AT_ONCE: usize = 200;

/// Brings the tickets that are due up to now; called often, so that a verdict is told soon after its time.
pub async fn sweep(app: &App) -> Result<(), ApiError> {
    let now = app.clock.now();
    let due = app
        .db
        .read(move |conn| {
            conn.prepare_cached("SELECT sr FROM ticket WHERE next_deadline <= ?1 ORDER BY next_deadline LIMIT ?2")?
                .query_map((At(now), AT_ONCE), |row| row.get(0).map(SrNumber))?
                .collect::<rusqlite::Result<Vec<_>>>()
        })
        .await?;
    // A transaction for each: they don't hold up others for long, and one that fails doesn't stop the rest.
    for sr in due {
        let number = sr.clone();
        let work =
            move |tx: &Transaction<'_>| change::apply(tx, now, &number, change::system(), Change::Time).map(drop);
        if let Err(error) = app.db.write(work).await {
            tracing::error!(?error, %sr, "timers of a ticket");
        }
    }
    Ok(())
}
