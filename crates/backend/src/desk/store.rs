//! What only the desk reads: engineers, the queue over all companies, internal notes.

use aftercare_contract::{
    Timestamp,
    account::{Organisation, OrganisationId, Person, PersonId},
    list::Page,
    survey::Survey,
    ticket::{Engineer, SrNumber, Ticket, TicketSummary, Tier},
};
use rusqlite::{Connection, OptionalExtension, Row, Transaction};
use serde::{Deserialize, Serialize};

use crate::{
    db::{At, Json},
    http::{ApiError, cursor},
    session,
    survey::store::Stored,
    ticket::{
        Record,
        list::page_size,
        view::{self, TermsOfList},
    },
};

/// An engineer, as the desk names them.
#[derive(Debug, Serialize)]
pub struct DeskEngineer {
    id: String,
    #[serde(flatten)]
    engineer: Engineer,
}

/// A ticket with what the customer never sees.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeskTicket {
    /// As the portal shows it.
    pub ticket: Ticket,
    /// Whose.
    pub organisation: Organisation,
    /// Who filed it, or for whom it was filed.
    pub requester: Person,
    /// Internal notes, oldest first.
    pub notes: Vec<Note>,
}

/// A ticket in the queue.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Queued {
    summary: TicketSummary,
    organisation: Organisation,
}

/// An internal note.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Note {
    author: String,
    written: Timestamp,
    text: String,
}

/// Which part of the queue.
#[derive(Debug, Deserialize)]
pub struct QueueQuery {
    cursor: Option<String>,
    limit: Option<u16>,
}

const ENGINEER: &str = "SELECT name, tier, certificates, experience_years, languages, phone, id FROM engineer";

fn read_engineer(row: &Row) -> rusqlite::Result<Engineer> {
    Ok(Engineer {
        name: row.get(0)?,
        tier: Tier::from(row.get_ref(1)?.as_str()?),
        certificates: row.get::<_, Json<_>>(2)?.0,
        experience_years: row.get(3)?,
        languages: row.get::<_, Json<_>>(4)?.0,
        phone: row.get(5)?,
        since: None,
    })
}

/// The engineer with this id.
pub fn engineer(conn: &Connection, id: &str) -> rusqlite::Result<Option<Engineer>> {
    conn.prepare_cached(&format!("{ENGINEER} WHERE id = ?1"))?.query_row([id], read_engineer).optional()
}

/// Everybody, by tier.
pub fn engineers(conn: &Connection) -> rusqlite::Result<Vec<DeskEngineer>> {
    conn.prepare_cached(&format!("{ENGINEER} ORDER BY tier, name"))?
        .query_map([], |row| Ok(DeskEngineer { id: row.get(6)?, engineer: read_engineer(row)? }))?
        .collect()
}

/// The customer's person with this user name, and their company.
pub fn requester(conn: &Connection, user_name: &str) -> rusqlite::Result<Option<(PersonId, OrganisationId, String)>> {
    conn.prepare_cached("SELECT id, organisation_id, name FROM person WHERE user_name = ?1")?
        .query_row([user_name], |row| Ok((PersonId(row.get(0)?), OrganisationId(row.get(1)?), row.get(2)?)))
        .optional()
}

/// The ticket, with what the customer never sees.
pub fn ticket(conn: &Connection, sr: &SrNumber, now: Timestamp) -> Result<DeskTicket, ApiError> {
    let record = Record::load(conn, sr)?;
    let organisation = organisation(conn, &record.organisation)?;
    let requester = session::person(conn, &record.requester)?;
    let ticket = view::ticket(conn, record, None, now)?;
    Ok(DeskTicket { ticket, organisation, requester, notes: notes(conn, sr)? })
}

fn organisation(conn: &Connection, id: &OrganisationId) -> rusqlite::Result<Organisation> {
    conn.prepare_cached("SELECT name FROM organisation WHERE id = ?1")?
        .query_row([id.as_str()], |row| Ok(Organisation { id: id.clone(), name: row.get(0)? }))
}

/// A low mark that is looked into: the survey with its answer, and whose it is.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeskFollowUp {
    survey: Survey,
    organisation: Organisation,
    respondent: Person,
}

/// The follow-up of a survey, as the desk sees it.
pub fn follow_up(conn: &Connection, stored: Stored) -> Result<DeskFollowUp, ApiError> {
    Ok(DeskFollowUp {
        organisation: organisation(conn, &stored.organisation)?,
        respondent: session::person(conn, &stored.respondent)?,
        survey: stored.survey,
    })
}

/// The open tickets of all companies, those first of which a promise falls due next.
pub fn queue(conn: &Connection, query: &QueueQuery, now: Timestamp) -> Result<Page<Queued>, ApiError> {
    const OPEN: &str = "t.status NOT IN ('closed', 'cancelled')";
    const DUE: &str = "ifnull(t.next_deadline, 9007199254740991)";
    let total =
        conn.prepare_cached(&format!("SELECT count(*) FROM ticket t WHERE {OPEN}"))?.query_row([], |row| row.get(0))?;
    let start: Option<(i64, String)> = query.cursor.as_deref().map(cursor::decode).transpose()?;
    let (due, sr) = start.unwrap_or((i64::MIN, String::new()));
    let size = page_size(query.limit);
    let mut rows = conn
        .prepare_cached(&format!(
            "SELECT {DUE}, t.record, o.name, d.id, d.name, d.model, d.serial_number, s.name FROM ticket t
             JOIN organisation o ON o.id = t.organisation_id
             LEFT JOIN device d ON d.id = t.device_id LEFT JOIN site s ON s.id = t.site_id
             WHERE {OPEN} AND ({DUE}, t.sr) > (?1, ?2) ORDER BY {DUE}, t.sr LIMIT ?3"
        ))?
        .query_map((due, sr, size + 1), |row| {
            let Json(record): Json<Record> = row.get(1)?;
            Ok((row.get::<_, i64>(0)?, record, row.get::<_, String>(2)?, view::device_ref(row, 3)?, row.get(7)?))
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let more = rows.len() > size;
    rows.truncate(size);
    let last = rows.last().filter(|_| more);
    let next_cursor = last.map(|(due, record, ..)| cursor::encode(&(due, record.sr.as_str()))).transpose()?;
    let mut terms = TermsOfList::default();
    let items = rows.into_iter().map(|(_, record, name, device, site)| {
        let clocks = terms.clocks(conn, &record, now)?;
        let summary = view::summary(&record, &clocks, device, site);
        Ok(Queued { summary, organisation: Organisation { id: record.organisation, name } })
    });
    Ok(Page { items: items.collect::<rusqlite::Result<_>>()?, next_cursor, total })
}

/// Writes an internal note.
pub fn add_note(tx: &Transaction, sr: &SrNumber, author: &str, text: &str, now: Timestamp) -> rusqlite::Result<()> {
    tx.prepare_cached("INSERT INTO note (sr, author, written, text) VALUES (?1, ?2, ?3, ?4)")?
        .execute((sr.as_str(), author, At(now), text))
        .map(drop)
}

fn notes(conn: &Connection, sr: &SrNumber) -> rusqlite::Result<Vec<Note>> {
    conn.prepare_cached("SELECT author, written, text FROM note WHERE sr = ?1 ORDER BY id")?
        .query_map([sr.as_str()], |row| {
            Ok(Note { author: row.get(0)?, written: row.get::<_, At>(1)?.0, text: row.get(2)? })
        })?
        .collect()
}
