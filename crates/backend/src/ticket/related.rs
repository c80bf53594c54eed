//! Other tickets that have to do with one.

use aftercare_contract::{
    Span, Timestamp,
    asset::DeviceId,
    list::Page,
    ticket::{RelatedTicket, Relationship},
};
use rusqlite::{Connection, ToSql};

use super::{
    access::{Access, VISIBLE},
    record::Record,
    view::{self, TermsOfList},
};
use crate::{
    db::{At, Json},
    session::Viewer,
};

/// How many are worth showing.
const MOST: usize = 5;
/// The same kind of request about the same device counts as a repeat within this time.
const REPEATS_WITHIN: Span = Span::hours(90 * 24);
/// What the numbers of tickets begin with.
const NUMBER_PREFIX: &str = "SR-";

/// The tickets that the viewer may see and that name this one, are named by it, or are about the same device; the
/// nearest first, and among equals the newest.
pub fn page(
    conn: &Connection,
    viewer: &Viewer,
    record: &Record,
    now: Timestamp,
) -> rusqlite::Result<Page<RelatedTicket>> {
    let sql = format!(
        "WITH near (sr, rank) AS (
             SELECT x.sr, 1 FROM ticket_text x
             WHERE x.id IN (SELECT rowid FROM ticket_trigram WHERE ticket_trigram MATCH :quoted)
             UNION ALL SELECT value, 2 FROM json_each(:named)
             UNION ALL SELECT o.sr, iif(o.ticket_type = :ticket_type AND o.created BETWEEN :from AND :to, 3, 4)
             FROM ticket o WHERE o.device_id = :device
         )
         SELECT min(near.rank), t.record, s.name, d.id, d.name, d.model, d.serial_number, count(*) OVER ()
         FROM near JOIN ticket t ON t.sr = near.sr
         LEFT JOIN device d ON d.id = t.device_id LEFT JOIN site s ON s.id = t.site_id
         WHERE t.sr <> :sr AND ({VISIBLE})
         GROUP BY t.sr ORDER BY min(near.rank), t.created DESC LIMIT {MOST}"
    );
    let access = Access::of(viewer);
    let (sr, device) = (record.sr.as_str(), record.request.device.as_ref().map(DeviceId::as_str));
    let (quoted, named) = (format!("\"{}\"", sr.to_lowercase()), Json(numbers_in(record)));
    let (from, to) = (At(record.created() - REPEATS_WITHIN), At(record.created() + REPEATS_WITHIN));
    let own: [(&str, &dyn ToSql); 7] = [
        (":sr", &sr),
        (":quoted", &quoted),
        (":named", &named),
        (":ticket_type", &record.request.ticket_type.as_str()),
        (":from", &from),
        (":to", &to),
        (":device", &device),
    ];
    let parameters: Vec<_> = access.parameters().into_iter().chain(own).collect();
    let (mut terms, mut total) = (TermsOfList::default(), 0);
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(&*parameters, |row| {
        total = row.get(7)?;
        let record = row.get::<_, Json<Record>>(1)?.0;
        let clocks = terms.clocks(conn, &record, now)?;
        Ok(RelatedTicket {
            relationship_type: match row.get(0)? {
                1 => Relationship::FollowUp,
                2 => Relationship::Origin,
                3 => Relationship::Repeat,
                _ => Relationship::SameDevice,
            },
            ticket: view::summary(&record, &clocks, view::device_ref(row, 3)?, row.get(2)?),
        })
    })?;
    let items = rows.collect::<rusqlite::Result<_>>()?;
    Ok(Page { items, next_cursor: None, total })
}

/// What looks like the number of a ticket in the texts of the request.
fn numbers_in(record: &Record) -> Vec<String> {
    let request = &record.request;
    let texts = [Some(&request.name), Some(&request.description), request.tried.as_ref()];
    let words = texts.into_iter().flatten().flat_map(|text| {
        // Chinese and Japanese put no space around a number.
        text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
    });
    words.map(str::to_uppercase).filter(|word| word.starts_with(NUMBER_PREFIX)).collect()
}
