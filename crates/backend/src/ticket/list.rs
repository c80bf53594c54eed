//! The list of tickets: filters, order, pages.

use aftercare_contract::{
    Timestamp,
    list::{Page, Scope, StateFilter, TicketQuery, TicketSort},
    ticket::{DeviceRef, TicketSummary},
};
use rusqlite::{Connection, Row, ToSql};

use super::{
    access::{Access, VISIBLE},
    record::Record,
    view::{self, TermsOfList},
};
use crate::{
    db::Json,
    http::{ApiError, cursor},
    session::Viewer,
};

const USUAL_LIMIT: u16 = 50;
const LARGEST_LIMIT: u16 = 200;
/// Words of a search beyond these are ignored.
const MOST_WORDS: usize = 8;

/// How many entries a page has that was asked for with `limit`.
pub fn page_size(limit: Option<u16>) -> usize {
    usize::from(limit.unwrap_or(USUAL_LIMIT).clamp(1, LARGEST_LIMIT))
}

/// The words of a search, lower case.
pub fn words(text: &str) -> Vec<String> {
    text.to_lowercase().split_whitespace().take(MOST_WORDS).map(str::to_owned).collect()
}

/// One page of the tickets that the viewer may see and that fit the query. The organisation's tickets are, for those
/// who are not its admins, all that they may see.
pub fn list(
    conn: &Connection,
    viewer: &Viewer,
    query: &TicketQuery,
    now: Timestamp,
) -> Result<Page<TicketSummary>, ApiError> {
    let access = Access::of(viewer);
    let mut filter = Filter::of(&access);
    filter.scope(query);
    filter.fields(query);
    filter.text(&query.text);
    let total = conn
        .prepare_cached(&format!("SELECT count(*) FROM ticket t WHERE {}", filter.sql))?
        .query_row(&*filter.bound(), |row| row.get(0))?;

    let order = Order::of(&query.sort);
    if let Some(cursor) = &query.cursor {
        filter.from(&order, cursor::decode(cursor)?)?;
    }
    let size = page_size(query.limit);
    let mut rows = select(conn, &filter, &order, size + 1)?;
    let more = rows.len() > size;
    rows.truncate(size);
    let last = rows.last().filter(|_| more);
    let next_cursor = last.map(|last| cursor::encode(&(order.name, last.key, last.record.sr.as_str()))).transpose()?;

    let mut terms = TermsOfList::default();
    let summaries = rows.into_iter().map(|row| {
        let clocks = terms.clocks(conn, &row.record, now)?;
        Ok(view::summary(&row.record, &clocks, row.device, row.site))
    });
    Ok(Page { items: summaries.collect::<rusqlite::Result<_>>()?, next_cursor, total })
}

struct ListRow {
    key: i64,
    record: Record,
    device: Option<DeviceRef>,
    site: Option<String>,
}

fn select(conn: &Connection, filter: &Filter, order: &Order, limit: usize) -> rusqlite::Result<Vec<ListRow>> {
    let Order { key, direction, .. } = order;
    // The inner query needs nothing but the index; only the rows of this page are read.
    let sql = format!(
        "SELECT page.key, t.record, s.name, d.id, d.name, d.model, d.serial_number
         FROM (SELECT t.sr, {key} AS key FROM ticket t WHERE {} ORDER BY key {direction}, t.sr DESC LIMIT {limit}) page
         JOIN ticket t ON t.sr = page.sr
         LEFT JOIN device d ON d.id = t.device_id LEFT JOIN site s ON s.id = t.site_id
         ORDER BY page.key {direction}, t.sr DESC",
        filter.sql
    );
    conn.prepare_cached(&sql)?.query_map(&*filter.bound(), read)?.collect()
}

fn read(row: &Row) -> rusqlite::Result<ListRow> {
    Ok(ListRow {
        key: row.get(0)?,
        record: row.get::<_, Json<Record>>(1)?.0,
        device: view::device_ref(row, 3)?,
        site: row.get(2)?,
    })
}

/// What the list is ordered by; among equals the newer number comes first.
struct Order {
    name: &'static str,
    key: &'static str,
    direction: &'static str,
    /// How the key of a later entry compares to an earlier one's.
    after: &'static str,
}

impl Order {
    fn of(sort: &TicketSort) -> Self {
        let ascending = |name, key| Self { name, key, direction: "ASC", after: ">" };
        let descending = |name, key| Self { name, key, direction: "DESC", after: "<" };
        match sort {
            TicketSort::Created => descending("created", "t.created"),
            TicketSort::Severity => ascending("severity", "ifnull(t.severity_rank, 256)"),
            TicketSort::Expected => ascending("expected", "ifnull(t.expected, 9007199254740991)"),
            TicketSort::Changed | TicketSort::Other(_) => descending("changed", "t.changed"),
        }
    }
}

/// Conditions with their parameters.
struct Filter<'a> {
    sql: String,
    parameters: Vec<(String, Box<dyn ToSql + 'a>)>,
}

impl<'a> Filter<'a> {
    fn of(access: &'a Access<'a>) -> Self {
        let own = |(name, value): (&str, &'a dyn ToSql)| (name.to_owned(), Box::new(value) as Box<dyn ToSql>);
        Self { sql: format!("({VISIBLE})"), parameters: access.parameters().map(own).into() }
    }

    fn and(&mut self, condition: &str) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
    }

    fn and_with(&mut self, condition: &str, name: &str, value: impl ToSql + 'a) {
        self.and(condition);
        self.parameters.push((name.to_owned(), Box::new(value)));
    }

    fn bound(&self) -> Vec<(&str, &dyn ToSql)> {
        self.parameters.iter().map(|(name, value)| (name.as_str(), &**value as &dyn ToSql)).collect()
    }

    fn scope(&mut self, query: &TicketQuery) {
        match query.scope {
            Scope::Shared => self.and(
                "t.requester_id <> :person AND (:on_site OR EXISTS
                     (SELECT 1 FROM watcher w WHERE w.sr = t.sr AND w.person_id = :person))",
            ),
            Scope::Organisation => {}
            Scope::Mine | Scope::Other(_) => self.and("t.requester_id = :person"),
        }
        match query.state {
            StateFilter::Open => self.and("t.status NOT IN ('closed', 'cancelled')"),
            StateFilter::YourTurn => self.and("t.status NOT IN ('closed', 'cancelled') AND t.customers_turn"),
            StateFilter::ToVerify => self.and("t.status = 'resolved'"),
            StateFilter::Ended => self.and("t.status IN ('closed', 'cancelled')"),
            StateFilter::All | StateFilter::Other(_) => {}
        }
    }

    fn fields(&mut self, query: &TicketQuery) {
        let ticket_type = query.ticket_type.as_ref().map(|ticket_type| ticket_type.as_str().to_owned());
        for (condition, name, value) in [
            ("t.ticket_type = :ticket_type", ":ticket_type", ticket_type),
            ("t.device_id = :device", ":device", query.device.clone()),
            ("t.site_id = :site", ":site", query.site.clone()),
            ("t.channel = :channel", ":channel", query.channel.clone()),
        ] {
            if let Some(value) = value {
                self.and_with(condition, name, value);
            }
        }
        if let Some(rank) = query.severity_rank {
            self.and_with("t.severity_rank = :severity_rank", ":severity_rank", rank);
        }
    }

    /// Every word has to occur somewhere.
    fn text(&mut self, text: &str) {
        for (index, word) in words(text).into_iter().enumerate() {
            let name = format!(":word{index}");
            self.and_with(&format!("instr(t.search, {name})"), &name, word);
        }
    }

    /// Entries after a position; one of another order is none of ours.
    fn from(&mut self, order: &Order, (name, key, sr): (String, i64, String)) -> Result<(), ApiError> {
        if name != order.name {
            return Err(ApiError::malformed("the cursor is of another order"));
        }
        let Order { key: column, after, .. } = order;
        self.and_with(&format!("{column} {after}= :key"), ":key", key);
        self.and_with(&format!("({column} {after} :key OR t.sr < :sr)"), ":sr", sr);
        Ok(())
    }
}
