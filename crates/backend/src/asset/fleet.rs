//! The list of devices, with its filters and orders, and what the fleet is made of.

use aftercare_contract::{
    asset::{ContractId, Device, SiteId},
    fleet::{DeviceQuery, DeviceSort, EndFilter, Fleet, Horizon, ShareOfFleet},
    list::Page,
};
use rusqlite::{Connection, Row, ToSql, named_params};

use super::{
    life::Today,
    store::{COLUMNS, TABLES, complete, read_device},
};
use crate::{
    http::{ApiError, cursor},
    session::Viewer,
    ticket::{
        access::{Access, VISIBLE},
        list::{page_size, words},
    },
};

/// Warranty or contract is over.
const OVER: &str = "(d.warranty_end < :today OR c.valid_to < :today)";
/// Warranty or contract ends soon.
const SOON: &str = "(d.warranty_end BETWEEN :today AND :soon OR c.valid_to BETWEEN :today AND :soon)";
/// No longer repaired, or soon not.
const SERVICE: &str = "m.end_of_service_life <= :service";

/// One page of the company's devices that fit the query.
pub fn devices(
    conn: &Connection,
    viewer: &Viewer,
    query: &DeviceQuery,
    today: &Today,
) -> Result<Page<Device>, ApiError> {
    let filter = Filter::of(viewer, query, today);
    let total = conn
        .prepare_cached(&format!("SELECT count(*) FROM {TABLES} WHERE {}", Filter::sql()))?
        .query_row(&*filter.bound(), |row| row.get(0))?;
    let size = page_size(query.limit);
    let mut rows = filter.rows(conn, viewer, query, Some(size + 1))?;
    let more = rows.len() > size;
    rows.truncate(size);
    let last = rows.last().filter(|_| more);
    let next_cursor =
        last.map(|(key, device)| cursor::encode(&(query.sort.as_str(), key, &device.name, &device.id))).transpose()?;
    let mut items: Vec<_> = rows.into_iter().map(|(_, device)| device).collect();
    complete(conn, viewer, today, &mut items)?;
    Ok(Page { items, next_cursor, total })
}

/// All devices that fit the query, in its order.
pub fn all(conn: &Connection, viewer: &Viewer, query: &DeviceQuery, today: &Today) -> Result<Vec<Device>, ApiError> {
    let query = DeviceQuery { cursor: None, ..query.clone() };
    let rows = Filter::of(viewer, &query, today).rows(conn, viewer, &query, None)?;
    let mut devices: Vec<_> = rows.into_iter().map(|(_, device)| device).collect();
    complete(conn, viewer, today, &mut devices)?;
    Ok(devices)
}

/// What the company's fleet is made of.
pub fn fleet(conn: &Connection, viewer: &Viewer, today: &Today) -> rusqlite::Result<Fleet> {
    let organisation = viewer.organisation_id.as_str();
    let shares = |of: &str| {
        let sql = format!(
            "SELECT {of}, count(*) FROM device WHERE organisation_id = ?1 AND {of} IS NOT NULL GROUP BY 1 ORDER BY 1"
        );
        conn.prepare_cached(&sql)?
            .query_map([organisation], |row| Ok(ShareOfFleet { name: row.get(0)?, devices: row.get(1)? }))?
            .collect::<rusqlite::Result<Vec<_>>>()
    };
    let (models, grades) = (shares("model")?, shares("health_grade")?);
    let (soon, service) = (today.horizons.soon, today.horizons.service);
    let sql = format!(
        "SELECT count(*), count(*) FILTER (WHERE d.health_grade IS NULL), count(*) FILTER (WHERE {OVER}),
             count(*) FILTER (WHERE {SOON}), count(*) FILTER (WHERE {SERVICE})
         FROM {TABLES} WHERE d.organisation_id = :organisation"
    );
    let parameters = named_params! {
        ":organisation": organisation,
        ":today": today.after(0).0.to_string(),
        ":soon": today.after(soon).0.to_string(),
        ":service": today.after(service).0.to_string(),
    };
    conn.prepare_cached(&sql)?.query_row(parameters, |row| {
        Ok(Fleet {
            devices: row.get(0)?,
            models,
            grades,
            unchecked: row.get(1)?,
            over: row.get(2)?,
            soon: Horizon { days: soon, devices: row.get(3)? },
            service: Horizon { days: service, devices: row.get(4)? },
        })
    })
}

/// The conditions of a query; all of them are always bound.
struct Filter([(&'static str, Option<String>); 11]);

impl Filter {
    fn sql() -> String {
        format!(
            "d.organisation_id = :organisation AND (:serial IS NULL OR d.serial_number = :serial)
             AND (:site IS NULL OR d.site_id = :site) AND (:contract IS NULL OR d.contract_id = :contract)
             AND (:model IS NULL OR d.model = :model)
             AND (:grades = '[]' OR ifnull(d.health_grade, 'none') IN (SELECT value FROM json_each(:grades)))
             AND CASE :end WHEN 'over' THEN {OVER} WHEN 'soon' THEN {SOON} WHEN 'service' THEN {SERVICE} ELSE true END
             AND NOT EXISTS (SELECT 1 FROM json_each(:words) WHERE instr(lower(
                 d.name || char(10) || d.model || char(10) || d.serial_number || char(10) || ifnull(s.name, '')), value) = 0)"
        )
    }

    fn of(viewer: &Viewer, query: &DeviceQuery, today: &Today) -> Self {
        let text = |text: Option<&str>| text.map(str::to_owned);
        let json = |list: &[String]| Some(serde_json::json!(list).to_string());
        let day = |days: u32| Some(today.after(days).0.to_string());
        Self([
            (":organisation", text(Some(viewer.organisation_id.as_str()))),
            (":serial", text(query.serial_number.as_deref().map(str::trim))),
            (":site", text(query.site.as_ref().map(SiteId::as_str))),
            (":contract", text(query.contract.as_ref().map(ContractId::as_str))),
            (":model", text(query.model.as_deref())),
            (":grades", json(&query.grades)),
            (":end", text(query.end.as_ref().map(EndFilter::as_str))),
            (":words", json(&words(&query.text))),
            (":today", day(0)),
            (":soon", day(today.horizons.soon)),
            (":service", day(today.horizons.service)),
        ])
    }

    fn bound(&self) -> Vec<(&str, &dyn ToSql)> {
        self.0.iter().map(|(name, value)| (*name, value as &dyn ToSql)).collect()
    }

    /// The rows from the query's cursor on, with what they are ordered by.
    fn rows(
        &self,
        conn: &Connection,
        viewer: &Viewer,
        query: &DeviceQuery,
        limit: Option<usize>,
    ) -> Result<Vec<(String, Device)>, ApiError> {
        let Order { key, descending } = Order::of(&query.sort);
        let (direction, after) = if descending { ("DESC", "<") } else { ("ASC", ">") };
        let position: Option<(String, String, String, String)> =
            query.cursor.as_deref().map(cursor::decode).transpose()?;
        let (key_of, name, id) = match position {
            Some((sort, key, name, id)) if sort == query.sort.as_str() => (Some(key), name, id),
            Some(_) => return Err(ApiError::malformed("the cursor is of another order")),
            None => Default::default(),
        };
        // SQLite takes a negative limit for none.
        let limit = limit.and_then(|limit| i64::try_from(limit).ok()).unwrap_or(-1);
        let sql = format!(
            "SELECT {COLUMNS}, {key} AS key FROM {TABLES} WHERE {fits}
                 AND (:key IS NULL OR {key} {after} :key OR {key} = :key AND (d.name, d.id) > (:name, :id))
             ORDER BY key {direction}, d.name, d.id LIMIT :limit",
            fits = Self::sql()
        );
        let mut bound = self.bound();
        bound.extend([(":key", &key_of as &dyn ToSql), (":name", &name), (":id", &id), (":limit", &limit)]);
        let access = Access::of(viewer);
        if query.sort == DeviceSort::Tickets {
            let [_, person, admin, on_site] = access.parameters();
            bound.extend([person, admin, on_site]);
        }
        let read = |row: &Row| Ok((row.get("key")?, read_device(row)?));
        Ok(conn.prepare_cached(&sql)?.query_map(&*bound, read)?.collect::<rusqlite::Result<_>>()?)
    }
}

/// What the list is ordered by, as a text that sorts; equals are ordered by name.
struct Order {
    key: String,
    descending: bool,
}

impl Order {
    fn of(sort: &DeviceSort) -> Self {
        let ascending = |key: &str| Self { key: key.to_owned(), descending: false };
        match sort {
            DeviceSort::Model => ascending("d.model"),
            DeviceSort::Worst => Self { key: "ifnull(d.health_grade, '')".to_owned(), descending: true },
            DeviceSort::Warranty => ascending("ifnull(d.warranty_end, '9999')"),
            DeviceSort::Service => ascending("ifnull(m.end_of_service_life, '9999')"),
            DeviceSort::Tickets => {
                let count = format!(
                    "(SELECT printf('%08d', count(*)) FROM ticket t WHERE t.device_id = d.id
                        AND t.status NOT IN ('closed', 'cancelled') AND ({VISIBLE}))"
                );
                Self { key: count, descending: true }
            }
            DeviceSort::Name | DeviceSort::Other(_) => ascending("''"),
        }
    }
}
