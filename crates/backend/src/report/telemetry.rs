//! What devices tell of themselves: values of each day, and what was seen of their set-up.

use std::collections::BTreeMap;

use aftercare_contract::asset::{Day, DeviceId};
use chrono::{Datelike, NaiveDate};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};

use crate::db::{Json, Text};

/// Days of the longest month.
const DAYS: usize = 31;
/// Values of a day.
const VALUES: usize = 3;
const FLOAT: usize = size_of::<f32>();

/// What was measured on a day.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// The lowest value.
    pub low: f32,
    /// The 95th percentile.
    pub p95: f32,
    /// The highest value.
    pub high: f32,
}

/// A month of one quantity, as a row keeps it.
#[derive(Clone, Debug)]
pub struct Month(Vec<u8>);

impl Default for Month {
    fn default() -> Self {
        Self(f32::NAN.to_le_bytes().repeat(DAYS * VALUES))
    }
}

impl Month {
    /// Notes what was measured on a day of it, 1 to 31.
    pub fn set(&mut self, day: u32, measured: Measured) {
        let values = [measured.low, measured.p95, measured.high];
        let start = day.saturating_sub(1) as usize * VALUES * FLOAT;
        if let Some(place) = self.0.get_mut(start..start + VALUES * FLOAT) {
            for (place, value) in place.chunks_exact_mut(FLOAT).zip(values) {
                place.copy_from_slice(&value.to_le_bytes());
            }
        }
    }

    /// The days of the month with what was measured on them.
    fn days(&self) -> impl Iterator<Item = (u32, Measured)> {
        let values = self.0.chunks_exact(FLOAT).map(|bytes| bytes.try_into().map(f32::from_le_bytes));
        let values: Vec<f32> = values.map(|value| value.unwrap_or(f32::NAN)).collect();
        let days: Vec<_> = values
            .chunks_exact(VALUES)
            .zip(1..)
            .filter_map(|(values, day)| match *values {
                [low, p95, high] if p95.is_finite() => Some((day, Measured { low, p95, high })),
                _ => None,
            })
            .collect();
        days.into_iter()
    }
}

/// The days of one quantity on which something was measured.
pub type Series = BTreeMap<NaiveDate, Measured>;

/// Everything that was measured at a device from one day to another, both of them in it, by quantity.
pub fn read(
    conn: &Connection,
    device: &DeviceId,
    from: NaiveDate,
    to: NaiveDate,
) -> rusqlite::Result<BTreeMap<String, Series>> {
    let mut statement = conn.prepare_cached(
        "SELECT metric, month, days FROM telemetry WHERE device_id = ?1 AND month BETWEEN ?2 AND ?3",
    )?;
    let mut rows = statement.query((device.as_str(), month_of(from), month_of(to)))?;
    let mut all: BTreeMap<String, Series> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let Text(first) = row.get::<_, Text<FirstDay>>(1)?;
        let days = Month(row.get(2)?).days().collect::<Vec<_>>();
        let series = all.entry(row.get(0)?).or_default();
        let dated = days.into_iter().filter_map(|(day, measured)| Some((first.0.with_day(day)?, measured)));
        series.extend(dated.filter(|(day, _)| (from..=to).contains(day)));
    }
    Ok(all)
}

/// The first day of a month that is written `2026-11`.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct FirstDay(NaiveDate);

impl TryFrom<String> for FirstDay {
    type Error = chrono::ParseError;

    fn try_from(month: String) -> Result<Self, Self::Error> {
        format!("{month}-01").parse().map(Self)
    }
}

fn month_of(day: NaiveDate) -> String {
    day.format("%Y-%m").to_string()
}

/// Writes a whole month of one quantity, instead of what was there.
pub fn put_month(
    tx: &Transaction,
    device: &DeviceId,
    metric: &str,
    month: NaiveDate,
    days: &Month,
) -> rusqlite::Result<()> {
    tx.prepare_cached("INSERT OR REPLACE INTO telemetry (device_id, month, metric, days) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![device.as_str(), month_of(month), metric, days.0])
        .map(drop)
}

/// Writes what was measured on a day, instead of what was there.
pub fn put(
    tx: &Transaction,
    device: &DeviceId,
    metric: &str,
    day: NaiveDate,
    measured: Measured,
) -> rusqlite::Result<()> {
    let stored = tx
        .prepare_cached("SELECT days FROM telemetry WHERE device_id = ?1 AND month = ?2 AND metric = ?3")?
        .query_row((device.as_str(), month_of(day), metric), |row| row.get(0).map(Month))
        .optional()?;
    let mut month = stored.unwrap_or_default();
    month.set(day.day(), measured);
    put_month(tx, device, metric, day, &month)
}

/// What was seen of a device's set-up on a day.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Snapshot {
    /// The version of its firmware or software.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub firmware: Option<String>,
    /// Versions of what else is installed, by the id that the rules give it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub drivers: BTreeMap<String, String>,
    /// The codes of the rules from which its configuration deviates.
    #[serde(default)]
    pub deviating: Vec<String>,
    /// When it was last backed up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup: Option<Day>,
    /// When a backup was last restored, to see whether it can be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drill: Option<Day>,
    /// Whether that went well.
    #[serde(default)]
    pub drill_failed: bool,
}

/// The last snapshot of a device until a day, and when it was made.
pub fn snapshot(
    conn: &Connection,
    device: &DeviceId,
    until: NaiveDate,
) -> rusqlite::Result<Option<(NaiveDate, Snapshot)>> {
    conn.prepare_cached(
        "SELECT day, data FROM device_snapshot WHERE device_id = ?1 AND day <= ?2 ORDER BY day DESC LIMIT 1",
    )?
    .query_row((device.as_str(), until.to_string()), |row| {
        let (Text(Day(day)), Json(data)) = (row.get(0)?, row.get(1)?);
        Ok((day, data))
    })
    .optional()
}

/// Writes what was seen of a device's set-up on a day, instead of what was there.
pub fn put_snapshot(
    tx: &Transaction,
    device: &DeviceId,
    day: NaiveDate,
    snapshot: &Snapshot,
) -> rusqlite::Result<()> {
    tx.prepare_cached("INSERT OR REPLACE INTO device_snapshot (device_id, day, data) VALUES (?1, ?2, ?3)")?
        .execute((device.as_str(), day.to_string(), Json(snapshot)))
        .map(drop)
}
