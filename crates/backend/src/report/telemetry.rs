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
    fn days(&self) -> Vec<(u32, Measured)> {
        let (values, _) = self.0.as_chunks::<FLOAT>();
        let (days, _) = values.as_chunks::<VALUES>();
        let mut measured = Vec::with_capacity(DAYS);
        for (values, day) in days.iter().zip(1..) {
            let [low, p95, high] = values.map(f32::from_le_bytes);
            if p95.is_finite() {
                measured.push((day, Measured { low, p95, high }));
            }
        }
        measured
    }
}

/// The days of one quantity on which something was measured, in their order.
pub type Series = Vec<(NaiveDate, Measured)>;

/// What was measured at a device from one day to another, both of them in it, of these quantities.
pub fn read(
    conn: &Connection,
    device: &DeviceId,
    (from, to): (NaiveDate, NaiveDate),
    metrics: &[&str],
) -> rusqlite::Result<BTreeMap<String, Series>> {
    let mut statement = conn.prepare_cached(
        "SELECT metric, month, days FROM telemetry
         WHERE device_id = ?1 AND metric IN (SELECT value FROM json_each(?4)) AND month BETWEEN ?2 AND ?3 ORDER BY month",
    )?;
    let mut rows = statement.query((device.as_str(), month_of(from), month_of(to), Json(metrics)))?;
    let mut all: BTreeMap<String, Series> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let Some(first) = first_day(row.get(1)?) else { continue };
        let series = all.entry(row.get(0)?).or_default();
        let days = Month(row.get(2)?).days();
        let dated = days.into_iter().filter_map(|(day, measured)| Some((first.with_day(day)?, measured)));
        series.extend(dated.filter(|(day, _)| (from..=to).contains(day)));
    }
    Ok(all)
}

/// A month of one quantity: its first day, the highest 95th percentile of its days, and how many days are known.
pub type Peak = (NaiveDate, f64, u32);

/// The peaks of the months from one to another, of these quantities.
pub fn peaks(
    conn: &Connection,
    device: &DeviceId,
    (from, to): (NaiveDate, NaiveDate),
    metrics: &[&str],
) -> rusqlite::Result<BTreeMap<String, Vec<Peak>>> {
    let mut statement = conn.prepare_cached(
        "SELECT metric, month, peak, measured FROM telemetry
         WHERE device_id = ?1 AND metric IN (SELECT value FROM json_each(?4)) AND month BETWEEN ?2 AND ?3 ORDER BY month",
    )?;
    let mut rows = statement.query((device.as_str(), month_of(from), month_of(to), Json(metrics)))?;
    let mut all: BTreeMap<String, Vec<Peak>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let Some(first) = first_day(row.get(1)?) else { continue };
        all.entry(row.get(0)?).or_default().push((first, row.get(2)?, row.get(3)?));
    }
    Ok(all)
}

/// The first day of a month as the database keeps it: `202611`.
fn first_day(month: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(month / 100, u32::try_from(month % 100).ok()?, 1)
}

/// The month of a day as the database keeps it.
pub fn month_of(day: NaiveDate) -> i32 {
    day.year() * 100 + day.month0().cast_signed() + 1
}

/// Writes a whole month of one quantity, instead of what was there.
pub fn put_month(
    tx: &Transaction,
    device: &DeviceId,
    metric: &str,
    month: NaiveDate,
    days: &Month,
) -> rusqlite::Result<()> {
    let measured = days.days();
    let peak = measured.iter().map(|(_, day)| f64::from(day.p95)).fold(f64::MIN, f64::max);
    tx.prepare_cached(
        "INSERT OR REPLACE INTO telemetry (device_id, month, metric, days, peak, measured)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![device.as_str(), month_of(month), metric, days.0, peak, measured.len()])
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
pub fn put_snapshot(tx: &Transaction, device: &DeviceId, day: NaiveDate, snapshot: &Snapshot) -> rusqlite::Result<()> {
    tx.prepare_cached("INSERT OR REPLACE INTO device_snapshot (device_id, day, data) VALUES (?1, ?2, ?3)")?
        .execute((device.as_str(), day.to_string(), Json(snapshot)))
        .map(drop)
}
