//! Reading the history of a ticket.

use aftercare_contract::{history::Event, list::Page, ticket::SrNumber};
use rusqlite::{Connection, OptionalExtension};
use serde::Deserialize;

use super::list::page_size;
use crate::{
    db::Json,
    http::{ApiError, cursor},
};

/// Which part of the history.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct HistoryQuery {
    /// Events after this one, oldest first; all, newest first, if absent.
    pub after: Option<u64>,
    /// Where the page starts.
    pub cursor: Option<String>,
    /// How many at most.
    pub limit: Option<u16>,
}

/// One page of the ticket's events; `last` is the number of its newest one.
pub fn page(conn: &Connection, sr: &SrNumber, last: u64, query: &HistoryQuery) -> Result<Page<Event>, ApiError> {
    let start: Option<u64> = query.cursor.as_deref().map(cursor::decode).transpose()?;
    // Numbers have no gaps, so a page is a range of them.
    let size = page_size(query.limit) as u64;
    let (range, more) = if let Some(after) = query.after {
        let from = start.unwrap_or(after).max(after).min(last);
        let to = last.min(from + size);
        (from + 1..=to, (to < last).then_some(to))
    } else {
        let to = start.unwrap_or(last).min(last);
        let from = to.saturating_sub(size);
        (from + 1..=to, (from > 0).then_some(from))
    };
    let mut items = conn
        .prepare_cached("SELECT data FROM event WHERE sr = ?1 AND number BETWEEN ?2 AND ?3 ORDER BY number")?
        .query_map((sr.as_str(), range.start(), range.end()), |row| {
            row.get::<_, Json<Event>>(0).map(|Json(event)| event)
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    if query.after.is_none() {
        items.reverse();
    }
    let next_cursor = more.map(|position| cursor::encode(&position)).transpose()?;
    let total = last - query.after.unwrap_or(0).min(last);
    Ok(Page { items, next_cursor, total })
}

/// What the vendor has last told about the claim that the customer is to decide about.
pub fn claim_notice(conn: &Connection, sr: &SrNumber) -> rusqlite::Result<Option<Event>> {
    conn.prepare_cached(
        "SELECT data FROM event WHERE sr = ?1 AND data ->> '$.eventType' = 'claimChanged'
             AND data ->> '$.claim.state' = 'noticed' ORDER BY number DESC LIMIT 1",
    )?
    .query_row([sr.as_str()], |row| row.get::<_, Json<Event>>(0).map(|Json(event)| event))
    .optional()
}

/// What the vendor said last to the customer: a message, the reason for a status, or a plan.
pub fn last_words(conn: &Connection, sr: &SrNumber) -> rusqlite::Result<Option<Event>> {
    conn.prepare_cached(
        "SELECT data FROM event WHERE sr = ?1 AND data ->> '$.actor.side' = 'vendor'
             AND (data ->> '$.eventType' IN ('message', 'planProposed', 'planChanged', 'accessRequested', 'visitProposed')
                 OR data ->> '$.eventType' = 'statusChanged' AND data -> '$.reason' IS NOT NULL)
         ORDER BY number DESC LIMIT 1",
    )?
    .query_row([sr.as_str()], |row| row.get::<_, Json<Event>>(0).map(|Json(event)| event))
    .optional()
}
