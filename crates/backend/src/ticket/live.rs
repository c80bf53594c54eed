//! What live streams tell of tickets.

use std::collections::{HashMap, hash_map::Entry};

use aftercare_contract::{
    Timestamp,
    history::Event,
    live::LiveEvent,
    ticket::{SrNumber, Ticket},
};
use rusqlite::{Connection, ToSql};

use super::{
    access::{Access, VISIBLE},
    record::Record,
    view,
};
use crate::{db::Json, http::ApiError, session::Viewer};

/// The first `limit` events after `after` and up to `up_to` that the viewer may see, each with its ticket as it is now.
/// If there are fewer than `limit`, there is nothing more up to `up_to`.
pub fn after(
    conn: &Connection,
    viewer: &Viewer,
    after: u64,
    up_to: u64,
    limit: usize,
    now: Timestamp,
) -> Result<Vec<LiveEvent>, ApiError> {
    let access = Access::of(viewer);
    let [organisation, person, admin, on_site] = access.parameters();
    let range: [(&str, &dyn ToSql); 3] = [(":after", &after), (":up_to", &up_to), (":limit", &limit)];
    let [after, up_to, limit] = range;
    let rows = conn
        .prepare_cached(&format!(
            "SELECT e.id, e.data, t.sr FROM event e JOIN ticket t ON t.sr = e.sr
             WHERE e.id > :after AND e.id <= :up_to AND ({VISIBLE}) ORDER BY e.id LIMIT :limit"
        ))?
        .query_map(&[organisation, person, admin, on_site, after, up_to, limit], |row| {
            Ok((row.get::<_, u64>(0)?, row.get::<_, Json<Event>>(1)?.0, SrNumber(row.get(2)?)))
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;

    let mut tickets: HashMap<SrNumber, Ticket> = HashMap::new();
    let told = rows.into_iter().map(|(id, event, sr)| {
        let ticket = match tickets.entry(sr) {
            Entry::Occupied(shown) => shown.get().clone(),
            Entry::Vacant(free) => {
                let record = Record::load(conn, free.key())?;
                free.insert(view::ticket(conn, record, Some(viewer), now)?).clone()
            }
        };
        Ok(LiveEvent { id, event, ticket })
    });
    told.collect()
}
