//! The table `mail`.

use aftercare_contract::{Span, Timestamp, survey::SurveyId};
use rusqlite::{Connection, OptionalExtension, Transaction};

use super::letter::Letter;
use crate::{
    App,
    db::{At, Json},
    http::ApiError,
    survey,
};

/// The wait after the first try; each further one is twice as long.
const FIRST_WAIT: Span = Span::minutes(1);
/// The longest wait.
const LONGEST_WAIT: Span = Span::hours(2);
/// A letter that nobody has taken by then is given up.
const GIVEN_UP_AFTER: Span = Span::hours(3 * 24);
/// What was given up is kept for the operator for so long.
const KEPT: Span = Span::hours(30 * 24);

/// A letter that is to be handed over now.
pub struct Due {
    /// Its row.
    pub id: i64,
    /// The Message-ID before its @.
    pub local_id: String,
    /// What it says.
    pub letter: Letter,
    /// When it was queued, which is the date that it bears.
    pub queued: Timestamp,
    /// The token of its survey's link, made for this try.
    pub token: Option<String>,
}

/// Queues a letter.
pub fn add(tx: &Transaction, now: Timestamp, local_id: &str, letter: &Letter) -> rusqlite::Result<()> {
    tx.prepare_cached("INSERT INTO mail (local_id, letter, queued, next_try) VALUES (?1, ?2, ?3, ?3)")?
        .execute((local_id, Json(letter), At(now)))
        .map(drop)
}

/// Whether there is anything to send.
pub fn is_due(conn: &Connection, now: Timestamp) -> rusqlite::Result<bool> {
    conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM mail WHERE state = 'queued' AND next_try <= ?1)")?
        .query_row([At(now)], |row| row.get(0))
}

/// Takes the letter that has waited longest, and notes that it is being handed over.
pub fn take(tx: &Transaction, now: Timestamp) -> Result<Option<Due>, ApiError> {
    let found = tx
        .prepare_cached(
            "UPDATE mail SET state = 'sending', tries = tries + 1 WHERE id =
                 (SELECT id FROM mail WHERE state = 'queued' AND next_try <= ?1 ORDER BY next_try, id LIMIT 1)
             RETURNING id, local_id, letter, queued",
        )?
        .query_row([At(now)], |row| {
            let (Json(letter), At(queued)) = (row.get(2)?, row.get(3)?);
            Ok(Due { id: row.get(0)?, local_id: row.get(1)?, letter, queued, token: None })
        })
        .optional()?;
    let Some(due) = found else { return Ok(None) };
    let new_token = |survey: &SurveyId| survey::store::new_token(tx, survey);
    let token = due.letter.news.survey.as_ref().map(new_token).transpose()?;
    Ok(Some(Due { token, ..due }))
}

/// The other side has taken it.
pub fn sent(tx: &Transaction, id: i64) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM mail WHERE id = ?1")?.execute([id]).map(drop)
}

/// The other side hasn't taken it, and won't.
pub fn give_up(tx: &Transaction, id: i64) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE mail SET state = 'failed' WHERE id = ?1")?.execute([id]).map(drop)
}

/// The other side hasn't taken it this time. Tells whether it is tried again.
pub fn later(tx: &Transaction, id: i64, now: Timestamp) -> rusqlite::Result<bool> {
    let (tries, At(queued)): (u32, At) = tx
        .prepare_cached("SELECT tries, queued FROM mail WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if now >= queued + GIVEN_UP_AFTER {
        return give_up(tx, id).map(|()| false);
    }
    tx.prepare_cached("UPDATE mail SET state = 'queued', next_try = ?2 WHERE id = ?1")?
        .execute((id, At(now + wait(tries))))
        .map(|_| true)
}

/// How long to wait after so many tries.
fn wait(tries: u32) -> Span {
    let doubled = FIRST_WAIT.as_seconds().saturating_mul(1 << tries.saturating_sub(1).min(20));
    Span::seconds(doubled.min(LONGEST_WAIT.as_seconds()))
}

/// Puts back what an earlier process was handing over when it ended.
pub async fn recover(app: &App) -> Result<(), ApiError> {
    let now = app.clock.now();
    let sql = "UPDATE mail SET state = 'queued', next_try = ?1 WHERE state = 'sending'";
    let again = app.db.write(move |tx| tx.execute(sql, [At(now)])).await?;
    if again > 0 {
        tracing::warn!(again, "e-mails were under way when the server ended: sent again under the same Message-ID");
    }
    Ok(())
}

/// Forgets what was given up long ago.
pub async fn sweep(app: &App) -> Result<(), ApiError> {
    let oldest = At(app.clock.now() - KEPT);
    app.db
        .write(move |tx| tx.execute("DELETE FROM mail WHERE state = 'failed' AND queued < ?1", [oldest]).map(drop))
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest() {
        assert_eq!([1, 2, 3, 7].map(wait), [1, 2, 4, 64].map(Span::minutes));
        assert_eq!([8, u32::MAX].map(wait), [LONGEST_WAIT; 2]);
    }
}
