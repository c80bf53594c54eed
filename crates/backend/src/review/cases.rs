//! The tickets of a review with their clocks, and the bounds of its period.

use aftercare_contract::{
    Timestamp,
    account::OrganisationId,
    asset::{ContractId, Day},
    review::ReviewPeriod,
    ticket::{Clock, SrNumber, TicketType},
};
use chrono::{NaiveDate, NaiveTime, TimeZone};
use chrono_tz::Tz;
use rusqlite::{Connection, named_params};

use crate::{
    db::{At, Json},
    http::ApiError,
    ticket::{Record, view::TermsOfList},
};

/// Whose tickets a review is about.
pub struct Subject {
    pub organisation: OrganisationId,
    /// Only under this contract.
    pub contract: Option<ContractId>,
    /// In which its days begin.
    pub zone: Tz,
}

/// From the first instant of a period to the first one after it.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    pub start: Timestamp,
    pub end: Timestamp,
}

impl Bounds {
    pub fn of(period: ReviewPeriod, zone: Tz) -> Result<Self, ApiError> {
        Ok(Self { start: midnight(first_day(period)?, zone)?, end: midnight(first_day(period.next())?, zone)? })
    }

    pub fn has(self, at: Timestamp) -> bool {
        self.start <= at && at < self.end
    }
}

/// The first day of a period.
pub fn first_day(period: ReviewPeriod) -> Result<NaiveDate, ApiError> {
    NaiveDate::from_ymd_opt(period.year(), period.month(), 1).ok_or_else(|| ApiError::malformed("no such period"))
}

/// The last day of a period.
pub fn last_day(period: ReviewPeriod) -> Result<Day, ApiError> {
    first_day(period.next())?.pred_opt().map(Day).ok_or_else(|| ApiError::malformed("no such period"))
}

fn midnight(day: NaiveDate, zone: Tz) -> Result<Timestamp, ApiError> {
    let local = zone.from_local_datetime(&day.and_time(NaiveTime::MIN)).earliest();
    local.map(|time| Timestamp(time.to_utc())).ok_or_else(|| ApiError::malformed("no such day in the zone"))
}

/// A ticket with its clocks.
pub struct Case {
    pub record: Record,
    pub clocks: Vec<Clock>,
}

impl Case {
    pub fn sr(&self) -> &SrNumber {
        &self.record.sr
    }

    pub fn is_fault(&self) -> bool {
        self.record.request.ticket_type == TicketType::Fault
    }
}

/// The tickets that were filed from `from` on and before `to`, oldest first, as they are at `now`.
pub fn load(
    conn: &Connection,
    subject: &Subject,
    from: Timestamp,
    to: Timestamp,
    now: Timestamp,
) -> rusqlite::Result<Vec<Case>> {
    let mut terms = TermsOfList::default();
    let mut statement = conn.prepare_cached(
        "SELECT record FROM ticket WHERE organisation_id = :organisation AND created >= :from AND created < :to
             AND (:contract IS NULL OR contract_id = :contract) ORDER BY created, sr",
    )?;
    let records = statement.query_map(
        named_params! {
            ":organisation": subject.organisation.as_str(),
            ":contract": subject.contract.as_ref().map(ContractId::as_str),
            ":from": At(from),
            ":to": At(to),
        },
        |row| row.get::<_, Json<Record>>(0),
    )?;
    let mut cases = Vec::new();
    for record in records {
        let Json(record) = record?;
        let clocks = terms.clocks(conn, &record, now)?;
        cases.push(Case { record, clocks });
    }
    Ok(cases)
}
