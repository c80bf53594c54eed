//! What the demo's devices have told in two years: trends, seasons, weekends, chance, and faults; and the reports that
//! the rules make of it, month by month, as they would have been made then.
//!
//! The draw has a seed of its own for each device and quantity, so that another device changes nothing of the others.

use std::{
    collections::BTreeMap,
    f64::consts::TAU,
    hash::{DefaultHasher, Hash, Hasher},
};

use aftercare_contract::{
    Prose, Timestamp,
    asset::{Day, DeviceFamily, DeviceId},
    report::{FindingId, ReportId},
};
use chrono::{Datelike, Months, NaiveDate, TimeDelta};
use fastrand::Rng;
use rusqlite::{OptionalExtension, Transaction};
use serde::Deserialize;

use super::{assets::Company, read};
use crate::{
    http::ApiError,
    report::{
        publish,
        rules::RULES,
        schedule, store,
        telemetry::{self, Measured, Month, Snapshot},
    },
};

const TOLD: &str = include_str!("telemetry.json");
/// For how many months there are reports.
const REPORTS: u32 = 24;
/// The same of a small demo, which starts faster.
const FEW_REPORTS: u32 = 12;
/// From how many tickets on a demo isn't small.
const NOT_SMALL: usize = 100;
/// How many months the first reports are about.
const BEFORE: u32 = 3;
/// How long ago the last ones were made.
const LAST_REPORTS: TimeDelta = TimeDelta::days(6);
/// How often a device's set-up is looked at.
const SNAPSHOTS: TimeDelta = TimeDelta::days(45);
/// Any number: another one gives another past.
const SEED: u64 = 0x7e1e;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    families: BTreeMap<DeviceFamily, BTreeMap<String, Profile>>,
    faults: Vec<Fault>,
    accepted: Vec<Accepted>,
}

/// How a quantity usually goes. All but `base` and `most` are shares of it; where models have limits of their own, `base`
/// is a share of that.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Profile {
    base: f64,
    /// How much it grows in a month.
    #[serde(default)]
    growth: f64,
    /// How much higher it is on the day of the year when it is highest.
    #[serde(default)]
    season: f64,
    #[serde(default)]
    peak_day: u32,
    /// How much lower it is on weekends.
    #[serde(default)]
    weekend: f64,
    #[serde(default)]
    noise: f64,
    /// How far the lowest and highest values of a day are from the 95th percentile.
    #[serde(default)]
    spread: f64,
    /// How much devices differ.
    #[serde(default)]
    differ: f64,
    /// What it can't pass.
    #[serde(default = "no_limit")]
    most: f64,
}

fn no_limit() -> f64 {
    f64::INFINITY
}

/// Something that went wrong, in days counted from the day of seeding.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fault {
    device: DeviceId,
    metric: String,
    days: (i64, i64),
    /// The lowest value was this.
    low: Option<f32>,
    /// The highest value was this.
    high: Option<f32>,
    /// Everything was so many times as high.
    times: Option<f32>,
    /// It rose by so much until the last day.
    rise: Option<f32>,
}

/// A risk that somebody has accepted.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Accepted {
    device: String,
    rule: String,
    by: String,
    days_ago: i64,
    for_days: i64,
    language: String,
    reason: String,
}

/// Writes what was measured, and the reports that were made of it, for a demo of so many tickets.
pub fn insert(tx: &Transaction, now: Timestamp, companies: &[Company], tickets: usize) -> Result<(), ApiError> {
    let told: Told = read(TOLD)?;
    let months = if tickets < NOT_SMALL { FEW_REPORTS } else { REPORTS };
    let today = now.0.date_naive();
    let start = (today - LAST_REPORTS).checked_sub_months(Months::new(months + BEFORE)).unwrap_or(today);
    for device in companies.iter().flat_map(|company| &company.devices) {
        let id = DeviceId::from(device.id.as_str());
        let family: Option<String> = tx
            .prepare_cached("SELECT m.family FROM model m WHERE m.name = ?1")?
            .query_row([&device.model], |row| row.get(0))
            .optional()?;
        let family = DeviceFamily::from(family.unwrap_or_default().as_str());
        let Some(profiles) = told.families.get(&family) else { continue };
        for (metric, profile) in profiles {
            let limited = RULES.metrics.iter().find(|it| it.id == *metric && !it.limits.is_empty());
            let limit = limited.and_then(|it| it.limit_of(&device.model)).map_or(1.0, |limit| limit.value);
            let profile = &Profile { base: profile.base * limit, ..profile.clone() };
            let faults: Vec<_> =
                told.faults.iter().filter(|fault| fault.device == id && fault.metric == *metric).collect();
            measure(tx, &id, (metric, profile), &faults, (start, today))?;
        }
        look(tx, &id, &family, device.firmware.as_deref(), (start, today))?;
    }
    for month in (0..=months).rev() {
        let day = (now.0 - LAST_REPORTS).checked_sub_months(Months::new(month)).unwrap_or(now.0);
        schedule::make_due(tx, Timestamp(day))?;
    }
    decide(tx, now, &told.accepted)?;
    // Nobody listened then.
    tx.execute("DELETE FROM news", []).map(drop)?;
    Ok(())
}

fn draw(device: &DeviceId, what: &str) -> Rng {
    let mut hasher = DefaultHasher::new();
    (SEED, device.as_str(), what).hash(&mut hasher);
    Rng::with_seed(hasher.finish())
}

/// Writes one quantity of a device.
fn measure(
    tx: &Transaction,
    device: &DeviceId,
    (metric, profile): (&str, &Profile),
    faults: &[&Fault],
    (start, today): (NaiveDate, NaiveDate),
) -> rusqlite::Result<()> {
    let mut rng = draw(device, metric);
    let around = |rng: &mut Rng, share: f64| 1.0 + share * (2.0 * rng.f64() - 1.0);
    let base = profile.base * around(&mut rng, profile.differ);
    let growth = profile.growth * around(&mut rng, 0.8);
    let (mut days, mut written) = (Month::default(), None);
    for day in start.iter_days().take_while(|day| *day <= today) {
        let month = f64::from(i32::try_from((day - start).num_days()).unwrap_or_default()) / 30.4;
        let ahead = (f64::from(day.ordinal()) - f64::from(profile.peak_day)) / 365.25;
        let season = 1.0 + profile.season * (TAU * ahead).cos();
        let weekend = if day.weekday().number_from_monday() > 5 { 1.0 - profile.weekend } else { 1.0 };
        let value = base * (1.0 + growth * month) * season * weekend * around(&mut rng, profile.noise);
        let [low, high] =
            [1.0 - profile.spread * rng.f64(), 1.0 + profile.spread * rng.f64()].map(|share| value * share);
        #[expect(clippy::cast_possible_truncation, reason = "nothing is measured more exactly")]
        let [low, p95, high] = [low, value, high].map(|value| value.min(profile.most) as f32);
        let mut measured = Measured { low, p95, high };
        for fault in faults {
            fault.befall(&mut measured, (day - today).num_days(), profile);
        }
        if written.is_some_and(|month: NaiveDate| month.month() != day.month()) {
            telemetry::put_month(tx, device, metric, written.unwrap_or(day), &core::mem::take(&mut days))?;
        }
        days.set(day.day(), measured);
        written = Some(day);
    }
    telemetry::put_month(tx, device, metric, today, &days)
}

impl Fault {
    /// What it makes of a day so many days from the day of seeding.
    fn befall(&self, measured: &mut Measured, day: i64, profile: &Profile) {
        let (from, to) = self.days;
        if day < from || day > to {
            return;
        }
        #[expect(clippy::cast_possible_truncation, reason = "nothing is measured more exactly")]
        let most = profile.most as f32;
        #[expect(clippy::cast_precision_loss, reason = "days are few")]
        let share = (day - from) as f32 / (to - from).max(1) as f32;
        let rise = (self.rise.unwrap_or_default() * share).floor();
        let times = self.times.unwrap_or(1.0);
        for value in [&mut measured.low, &mut measured.p95, &mut measured.high] {
            *value = (*value * times + rise).min(most);
        }
        measured.low = self.low.unwrap_or(measured.low);
        measured.high = self.high.unwrap_or(measured.high);
    }
}

/// Writes how a device was set up.
fn look(
    tx: &Transaction,
    device: &DeviceId,
    family: &DeviceFamily,
    firmware: Option<&str>,
    (start, today): (NaiveDate, NaiveDate),
) -> rusqlite::Result<()> {
    let mut rng = draw(device, "set-up");
    let age = |rng: &mut Rng| TimeDelta::days(rng.i64(30..700));
    let upgraded = today - age(&mut rng);
    // Each deviation has its time: from one day until somebody corrected it.
    let rules = RULES.compliance.iter().flat_map(|group| &group.rules);
    let applies = |families: &[DeviceFamily]| families.is_empty() || families.contains(family);
    let deviations: Vec<_> = rules
        .filter(|rule| applies(&rule.families))
        .filter_map(|rule| {
            let from = today - age(&mut rng);
            (rng.u8(..100) < 11).then(|| (rule.code.clone(), from, from + age(&mut rng)))
        })
        .collect();
    let drivers = RULES.drivers.iter().filter(|driver| driver.family == *family);
    let drivers: BTreeMap<_, _> = drivers
        .map(|driver| {
            let version = if rng.u8(..100) < 70 { driver.recommended.clone() } else { former(&driver.recommended) };
            (driver.id.clone(), version)
        })
        .collect();
    let mut day = today;
    while day >= start {
        let drill = day - TimeDelta::days(rng.i64(20..480));
        let late = rng.u8(..100) < 7;
        let snapshot = Snapshot {
            firmware: firmware.map(|version| if day < upgraded { former(version) } else { version.to_owned() }),
            drivers: drivers.clone(),
            deviating: deviations
                .iter()
                .filter(|(_, from, to)| (*from..*to).contains(&day))
                .map(|it| it.0.clone())
                .collect(),
            backup: Some(Day(day - TimeDelta::days(if late { rng.i64(12..40) } else { rng.i64(0..7) }))),
            drill: Some(Day(drill)),
            drill_failed: rng.u8(..100) < 4,
        };
        telemetry::put_snapshot(tx, device, day, &snapshot)?;
        day -= SNAPSHOTS;
    }
    Ok(())
}

/// The version before this one, as far as its last number tells.
fn former(version: &str) -> String {
    let digits = version.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (head, last) = version.split_at(digits);
    format!("{head}{}", last.parse::<u32>().unwrap_or_default().saturating_sub(1))
}

/// What was decided about findings of the last checks: some risks are accepted, and of some requests were made.
fn decide(tx: &Transaction, now: Timestamp, accepted: &[Accepted]) -> Result<(), ApiError> {
    const LATEST: &str = "SELECT f.report_id, f.position FROM finding f JOIN report r ON r.id = f.report_id
        WHERE r.kind = 'healthCheck'
            AND NOT EXISTS (SELECT 1 FROM report later WHERE later.previous_id = r.id)";
    for risk in accepted {
        let key = format!("{}:{}:", risk.device, risk.rule);
        let found = tx
            .prepare_cached(&format!("{LATEST} AND substr(f.key, 1, length(?1)) = ?1"))?
            .query_row([&key], |row| Ok((ReportId(row.get(0)?), store::number(row.get(1)?))))
            .optional()?;
        let Some((report, finding)): Option<(ReportId, FindingId)> = found else { continue };
        let at = Timestamp(now.0 - TimeDelta::days(risk.days_ago));
        let until = Day(now.0.date_naive() + TimeDelta::days(risk.for_days));
        let reason = Prose { text: risk.reason.clone(), language: Some(risk.language.clone()) };
        publish::decide(tx, &report, &finding, Some((&risk.by, at, until, &reason)))?;
    }
    // A fault that is being worked on at the device is what the finding of its hardware or load is about.
    tx.execute(
        &format!(
            "UPDATE finding SET version = version + 1, ticket_sr = (SELECT max(t.sr) FROM ticket t
                 WHERE t.device_id = finding.device_id AND t.ticket_type = 'fault' AND t.status NOT IN ('closed', 'cancelled'))
             WHERE area IN ('hardware', 'performance') AND accepted_by IS NULL
                 AND (report_id, position) IN ({LATEST} GROUP BY f.device_id HAVING f.position = min(f.position))"
        ),
        [],
    )?;
    Ok(())
}
