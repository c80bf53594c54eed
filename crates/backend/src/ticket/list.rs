//! Lists of tickets: filters, order, pages; and what waits for the viewer.

use aftercare_contract::{
    Timestamp,
    list::{Page, Scope, StateFilter, TicketQuery, TicketSort},
    ticket::{DeviceRef, Task, TicketSummary, Turn, TurnOf},
    todo::Todo,
};
use rusqlite::{Connection, Row, ToSql};

use super::{
    access::{Access, VISIBLE},
    actions, history,
    record::Record,
    view::{self, TermsOfList},
};
use crate::{
    db::{At, Json},
    http::{ApiError, cursor},
    review,
    session::Viewer,
};

const USUAL_LIMIT: u16 = 50;
const LARGEST_LIMIT: u16 = 200;
/// How many of the tickets that wait for somebody are told in full.
const MOST_TODOS: usize = 50;
/// Words of a search beyond these are ignored.
const MOST_WORDS: usize = 8;

/// How many entries a page has that was asked for with `limit`.
pub fn page_size(limit: Option<u16>) -> usize {
    usize::from(limit.unwrap_or(USUAL_LIMIT).clamp(1, LARGEST_LIMIT))
}

/// The words of a search, lower case.
pub fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    words.take(MOST_WORDS).map(str::to_owned).collect()
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
    let mut filter = Filter::of(&access, query);
    filter.figure(conn, viewer, query, now)?;
    let total = filter.count(conn)?;
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

/// The numbers of all tickets that [`list`] gives on its pages, in its order.
pub fn numbers(
    conn: &Connection,
    viewer: &Viewer,
    query: &TicketQuery,
    now: Timestamp,
) -> Result<Vec<String>, ApiError> {
    let access = Access::of(viewer);
    let mut filter = Filter::of(&access, query);
    filter.figure(conn, viewer, query, now)?;
    let Order { key, direction, .. } = Order::of(&query.sort);
    let sql = format!("SELECT t.sr FROM ticket t WHERE {} ORDER BY {key} {direction}, t.sr DESC", filter.sql);
    let numbers = conn.prepare_cached(&sql)?.query_map(&*filter.bound(), |row| row.get(0))?.collect::<Result<_, _>>();
    Ok(numbers?)
}

/// The viewer's own tickets that wait for them, what falls due first first: [`MOST_TODOS`] of those that have waited
/// longest, and how many there are. To the company's admins, also claims that wait for a decision, whoever filed the
/// ticket.
pub fn todos(conn: &Connection, viewer: &Viewer, now: Timestamp) -> Result<Page<Todo>, ApiError> {
    let access = Access::of(viewer);
    let sort = TicketSort::Unchanged;
    let filter = Filter::of(&access, &TicketQuery { state: StateFilter::YourTurn, ..TicketQuery::default() });
    let mut total = filter.count(conn)?;
    let mut terms = TermsOfList::default();
    let mut items = Vec::new();
    for row in select(conn, &filter, &Order::of(&sort), MOST_TODOS)? {
        let clocks = terms.clocks(conn, &row.record, now)?;
        items.push(Todo {
            said: history::last_words(conn, &row.record.sr)?,
            actions: actions::allowed(&row.record, viewer, now),
            ticket: view::summary(&row.record, &clocks, row.device, row.site),
        });
    }
    if actions::speaks_for_company(viewer) {
        let query = TicketQuery { scope: Scope::Organisation, state: StateFilter::All, ..TicketQuery::default() };
        let mut filter = Filter::of(&access, &query);
        // Worded like the condition of the index.
        filter.and("t.record ->> '$.claim.state' = 'noticed'");
        for row in select(conn, &filter, &Order::of(&sort), MOST_TODOS)? {
            // One thing after the other, where the ticket itself waits for them, too.
            if items.iter().any(|todo: &Todo| todo.ticket.sr_number == row.record.sr) {
                continue;
            }
            let clocks = terms.clocks(conn, &row.record, now)?;
            let by = row.record.claim.as_ref().and_then(|claim| claim.notice.as_ref()?.appeal_by);
            let ticket = view::summary(&row.record, &clocks, row.device, row.site);
            items.push(Todo {
                said: history::claim_notice(conn, &row.record.sr)?,
                actions: actions::allowed(&row.record, viewer, now),
                ticket: TicketSummary { turn: Turn { who: TurnOf::Customer, task: Task::DecideClaim, by }, ..ticket },
            });
            total += 1;
        }
    }
    items.sort_by_key(|todo| (todo.ticket.turn.by.is_none(), todo.ticket.turn.by));
    Ok(Page { items, next_cursor: None, total })
}

struct ListRow {
    key: i64,
    record: Record,
    device: Option<DeviceRef>,
    site: Option<String>,
}

fn select(conn: &Connection, filter: &Filter, order: &Order, limit: usize) -> rusqlite::Result<Vec<ListRow>> {
    conn.prepare_cached(&page_sql(filter, order, limit))?.query_map(&*filter.bound(), read)?.collect()
}

/// The inner query needs nothing but the index; only the rows of this page are read.
fn page_sql(filter: &Filter, Order { key, direction, .. }: &Order, limit: usize) -> String {
    format!(
        "SELECT page.key, t.record, s.name, d.id, d.name, d.model, d.serial_number
         FROM (SELECT t.sr, {key} AS key FROM ticket t WHERE {} ORDER BY key {direction}, t.sr DESC LIMIT {limit}) page
         JOIN ticket t ON t.sr = page.sr
         LEFT JOIN device d ON d.id = t.device_id LEFT JOIN site s ON s.id = t.site_id
         ORDER BY page.key {direction}, t.sr DESC",
        filter.sql
    )
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
            TicketSort::Oldest => ascending("oldest", "t.created"),
            TicketSort::Severity => ascending("severity", "ifnull(t.severity_rank, 256)"),
            TicketSort::LeastSevere => descending("leastSevere", "ifnull(t.severity_rank, -1)"),
            TicketSort::Expected => ascending("expected", "ifnull(t.expected, 9007199254740991)"),
            TicketSort::ExpectedLast => descending("expectedLast", "ifnull(t.expected, -9007199254740991)"),
            TicketSort::Unchanged => ascending("unchanged", "t.changed"),
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
    /// What the query asks for of what may be seen.
    fn of(access: &'a Access<'a>, query: &TicketQuery) -> Self {
        let own = |(name, value): (&str, &'a dyn ToSql)| (name.to_owned(), Box::new(value) as Box<dyn ToSql>);
        let mut filter = Self { sql: format!("({VISIBLE})"), parameters: access.parameters().map(own).into() };
        filter.scope(query);
        filter.fields(query);
        filter.text(&query.text);
        filter
    }

    /// How many tickets fit.
    fn count(&self, conn: &Connection) -> rusqlite::Result<u64> {
        let sql = format!("SELECT count(*) FROM ticket t WHERE {}", self.sql);
        conn.prepare_cached(&sql)?.query_row(&*self.bound(), |row| row.get(0))
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
            StateFilter::OthersTurn => self.and("t.status NOT IN ('closed', 'cancelled') AND NOT t.customers_turn"),
            StateFilter::ToVerify => self.and("t.status = 'resolved'"),
            StateFilter::Ended => self.and("t.status IN ('closed', 'cancelled')"),
            StateFilter::All | StateFilter::Other(_) => {}
        }
    }

    fn fields(&mut self, query: &TicketQuery) {
        for (condition, name, value) in [
            ("t.device_id = :device", ":device", query.device.clone()),
            ("t.site_id = :site", ":site", query.site.clone()),
            ("t.channel = :channel", ":channel", query.channel.clone()),
        ] {
            if let Some(value) = value {
                self.and_with(condition, name, value);
            }
        }
        if !query.ticket_types.is_empty() {
            let condition = "t.ticket_type IN (SELECT value FROM json_each(:ticket_types))";
            self.and_with(condition, ":ticket_types", Json(query.ticket_types.clone()));
        }
        if !query.severity_ranks.is_empty() {
            let condition = "t.severity_rank IN (SELECT value FROM json_each(:severity_ranks))";
            self.and_with(condition, ":severity_ranks", Json(query.severity_ranks.clone()));
        }
        if let Some(from) = query.created_from {
            self.and_with("t.created >= :created_from", ":created_from", At(from));
        }
        if let Some(before) = query.created_before {
            self.and_with("t.created < :created_before", ":created_before", At(before));
        }
    }

    /// Only the tickets that a service review has counted.
    fn figure(
        &mut self,
        conn: &Connection,
        viewer: &Viewer,
        query: &TicketQuery,
        now: Timestamp,
    ) -> Result<(), ApiError> {
        if let Some(figure) = &query.figure {
            let counted = review::tickets_of(conn, viewer, figure, now)?;
            self.and_with("t.sr IN (SELECT value FROM json_each(:figure))", ":figure", Json(counted));
        }
        Ok(())
    }

    /// Every word has to occur somewhere. The index knows runs of three characters; shorter words are looked for in
    /// the texts that it leaves.
    fn text(&mut self, text: &str) {
        let (indexed, short): (Vec<_>, Vec<_>) =
            words(text).into_iter().partition(|word| word.chars().nth(2).is_some());
        if indexed.is_empty() && short.is_empty() {
            return;
        }
        self.and("t.sr IN (SELECT x.sr FROM ticket_text x WHERE true");
        if !indexed.is_empty() {
            let quoted = indexed.iter().map(|word| format!("\"{}\"", word.replace('"', "\"\"")));
            let words = quoted.collect::<Vec<_>>().join(" ");
            let found = "x.id IN (SELECT rowid FROM ticket_trigram WHERE ticket_trigram MATCH :indexed)";
            self.and_with(found, ":indexed", words);
        }
        for (index, word) in short.into_iter().enumerate() {
            let name = format!(":word{index}");
            self.and_with(&format!("instr(x.search, {name})"), &name, word);
        }
        self.sql.push(')');
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

#[cfg(test)]
mod tests {
    use aftercare_contract::{account::Role, ticket::TicketType};

    use super::*;
    use crate::{db::Db, live::Hub};

    /// How SQLite goes about a page of this query: what it reads, in order.
    fn plan(conn: &Connection, role: &Role, query: &TicketQuery) -> String {
        let viewer = Viewer {
            person_id: "lin".into(),
            name: String::new(),
            organisation_id: "huadong".into(),
            role: role.clone(),
            session_id: "s".into(),
        };
        let access = Access::of(&viewer);
        let filter = Filter::of(&access, query);
        let sql = format!("EXPLAIN QUERY PLAN {}", page_sql(&filter, &Order::of(&query.sort), 50));
        let mut statement = conn.prepare(&sql).unwrap();
        let steps = statement.query_map(&*filter.bound(), |row| row.get::<_, String>(3)).unwrap();
        steps.map(Result::unwrap).collect::<Vec<_>>().join("\n")
    }

    #[tokio::test]
    async fn no_list_reads_tickets_that_it_does_not_show() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("a.sqlite"), Hub::default()).unwrap();
        let queries = TicketSort::KNOWN.iter().map(|sort| TicketQuery { sort: sort.clone(), ..TicketQuery::default() });
        let queries = queries.chain([
            TicketQuery { device: Some("a1".to_owned()), site: Some("sa".to_owned()), ..TicketQuery::default() },
            TicketQuery {
                ticket_types: vec![TicketType::Fault],
                severity_ranks: vec![1, 2],
                channel: Some("phone".to_owned()),
                ..TicketQuery::default()
            },
            TicketQuery { created_from: Some(Timestamp::default()), ..TicketQuery::default() },
            TicketQuery { text: "checksum 磁盘".to_owned(), ..TicketQuery::default() },
        ]);
        let queries: Vec<_> = queries.collect();
        let plans = db.read(move |conn| {
            let plans = Role::KNOWN.iter().flat_map(|role| queries.iter().map(|query| plan(conn, role, query)));
            Ok::<_, rusqlite::Error>(plans.collect::<Vec<_>>())
        });
        for plan in plans.await.unwrap() {
            assert!(plan.contains("SEARCH t USING COVERING INDEX ticket_in_lists (organisation_id=?"), "{plan}");
            assert!(!plan.lines().any(|step| ["SCAN t", "SCAN x"].contains(&step)), "{plan}");
        }
    }
}
