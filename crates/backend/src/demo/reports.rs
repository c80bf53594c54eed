//! A running demo makes a report now and then: one more health check of devices that were checked before. How far it is
//! is kept in the report alone, so that a restart goes on where it was.

use aftercare_contract::{
    Span, Timestamp,
    asset::Day,
    report::{Period, ReportId},
};
use rusqlite::{OptionalExtension, Transaction};

use crate::{
    db::At,
    http::ApiError,
    report::{derive, publish},
};

/// How long after the last report the next one is begun.
const EVERY: Span = Span::minutes(20);
/// How much further one is each time, in percent.
const STEP: u8 = 5;
const DONE: u8 = 100;

/// Does the next bit of work on the report that is being made, or begins one where it is time for it.
pub fn work(tx: &Transaction, now: Timestamp) -> Result<(), ApiError> {
    let making: Option<(String, u8)> = tx
        .prepare_cached("SELECT id, progress FROM report WHERE published IS NULL ORDER BY id LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((id, progress)) = making else { return begin(tx, now) };
    let id = ReportId(id);
    if progress + STEP < DONE {
        return publish::advance(tx, now, &id, progress + STEP);
    }
    let Some(subject) = publish::being_made(tx, &id)? else { return Ok(()) };
    let draft = derive::draft(tx, &subject, now)?;
    publish::finish(tx, now, &subject, &id, draft)
}

/// Begins a check of what was checked longest ago, of the time since a quarter ago.
fn begin(tx: &Transaction, now: Timestamp) -> Result<(), ApiError> {
    let oldest: Option<String> = tx
        .prepare_cached(
            "SELECT r.id FROM report r WHERE r.kind = 'healthCheck'
                 AND NOT EXISTS (SELECT 1 FROM report later WHERE later.previous_id = r.id)
                 AND NOT EXISTS (SELECT 1 FROM report WHERE published > ?1 AND ticket_sr IS NULL)
             ORDER BY r.published, r.id LIMIT 1",
        )?
        .query_row([At(now - EVERY)], |row| row.get(0))
        .optional()?;
    let Some(former) = oldest else { return Ok(()) };
    let Some(mut subject) = publish::subject(tx, &ReportId(former))? else { return Ok(()) };
    let to = now.0.date_naive();
    let from = to.checked_sub_months(chrono::Months::new(3)).unwrap_or(to);
    subject.period = Period { from: Day(from), to: Day(to) };
    publish::begin(tx, now, &subject).map(drop)
}
