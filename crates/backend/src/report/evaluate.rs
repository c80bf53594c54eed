//! What the rules find at one device.

use std::collections::BTreeMap;

use aftercare_contract::{
    Localized,
    asset::{Day, DeviceFamily, DeviceId},
    history::{Actor, Side},
    report::{Baseline, Expected, HealthArea, Period, Point},
};
use chrono::{Datelike, Days, Months, NaiveDate, TimeDelta};
use rusqlite::Connection;

use super::{
    forecast::{crossing, forecast},
    rules::{Advisory, Condition, Kept, Metric, RULES, Rule, Warns, compare_versions},
    store::{NewFinding, Told},
    telemetry::{self, Measured, Peak, Series, Snapshot},
    words::{Fill, fill, list},
};

/// How many months back a forecast looks.
const HISTORY: Months = Months::new(24);
/// From how many days on a month's peak is known.
const WHOLE_MONTH: u32 = 20;
/// How many months ahead.
pub const AHEAD: usize = 12;

/// A device, as the rules look at it.
#[derive(Clone, Debug)]
pub struct Examined {
    /// Which.
    pub id: DeviceId,
    /// What the customer calls it.
    pub name: String,
    /// The model.
    pub model: String,
    /// What it is.
    pub family: DeviceFamily,
    /// The firmware that the vendor recommends.
    pub recommended: Option<String>,
    /// Who of the customer sees to it.
    pub owner: Option<String>,
    /// What was measured in the period and in one as long before it.
    pub series: BTreeMap<String, Series>,
    /// The peaks of each month of two years.
    pub peaks: BTreeMap<String, Vec<Peak>>,
    /// How it was set up at the end.
    pub snapshot: Option<(NaiveDate, Snapshot)>,
    /// The time that is looked at.
    pub period: Period,
}

impl Examined {
    /// Reads what is known of a device in a period, as far as it belongs to some areas.
    pub fn read(
        conn: &Connection,
        id: &DeviceId,
        period: Period,
        owner: Option<String>,
        areas: &[HealthArea],
    ) -> rusqlite::Result<Option<Self>> {
        let mut statement = conn.prepare_cached(
            "SELECT d.name, d.model, m.family, m.firmware FROM device d LEFT JOIN model m ON m.name = d.model
             WHERE d.id = ?1",
        )?;
        let mut rows = statement.query([id.as_str()])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let Period { from: Day(from), to: Day(to) } = period;
        let before = from - (to - from) - TimeDelta::days(1);
        let history = to.checked_sub_months(HISTORY).unwrap_or(to);
        let metrics = RULES.metrics.iter().filter(|metric| areas.contains(&metric.area));
        let ahead: Vec<_> = metrics.clone().filter(|it| it.forecast).map(|it| it.id.as_str()).collect();
        let metrics: Vec<_> = metrics.map(|metric| metric.id.as_str()).collect();
        Ok(Some(Self {
            id: id.clone(),
            name: row.get(0)?,
            model: row.get(1)?,
            family: DeviceFamily::from(row.get::<_, Option<String>>(2)?.unwrap_or_default().as_str()),
            recommended: row.get(3)?,
            owner,
            series: telemetry::read(conn, id, (before, to), &metrics)?,
            peaks: telemetry::peaks(conn, id, (history, to), &ahead)?,
            snapshot: telemetry::snapshot(conn, id, to)?,
            period,
        }))
    }

    /// What was measured in the period.
    pub fn now(&self, metric: &str) -> impl DoubleEndedIterator<Item = (NaiveDate, Measured)> + '_ {
        self.between(metric, self.period.from.0, self.period.to.0)
    }

    /// What was measured in a time as long before it.
    fn before(&self, metric: &str) -> impl DoubleEndedIterator<Item = (NaiveDate, Measured)> + '_ {
        let Period { from: Day(from), to: Day(to) } = self.period;
        self.between(metric, from - (to - from) - TimeDelta::days(1), from - TimeDelta::days(1))
    }

    fn between(
        &self,
        metric: &str,
        from: NaiveDate,
        to: NaiveDate,
    ) -> impl DoubleEndedIterator<Item = (NaiveDate, Measured)> + '_ {
        let series = self.series.get(metric).into_iter().flatten();
        series.filter(move |(day, _)| (from..=to).contains(day)).copied()
    }

    /// A point for each week of the period that has begun within it: the median of the days' 95th percentiles.
    pub fn weeks(&self, metric: &str) -> Vec<Point> {
        weekly(self.now(metric))
    }

    /// What was usual in the period before.
    pub fn baseline(&self, metric: &str) -> Option<Baseline> {
        let mut weeks: Vec<f64> = self.before(metric).map(|(_, day)| f64::from(day.p95)).collect();
        weeks.sort_by(f64::total_cmp);
        let at = |percent: usize| weeks.get((weeks.len().saturating_sub(1)) * percent / 100).copied();
        Some(Baseline { p10: at(10)?, median: at(50)?, p90: at(90)? })
    }

    /// A point for each month that is over or nearly so: the highest of the days' 95th percentiles.
    pub fn months(&self, metric: &str) -> Vec<Point> {
        let peaks = self.peaks.get(metric).into_iter().flatten();
        // A month of which little is known says little about its peak.
        let whole = peaks.filter(|(_, _, measured)| *measured >= WHOLE_MONTH);
        whole.map(|(month, peak, _)| Point { from: Day(*month), value: round(*peak) }).collect()
    }

    /// What is expected of the months to come.
    pub fn expected(&self, metric: &Metric) -> Vec<Expected> {
        let months = forecast(&self.months(&metric.id), AHEAD);
        let rounded = months.into_iter().map(|month| Expected {
            from: month.from,
            low: round(month.low.max(0.0)),
            expected: round(month.expected.max(0.0)),
            high: round(month.high.max(0.0)),
        });
        rounded.collect()
    }

    /// The vulnerabilities of its firmware that were known by the end of the period, the worst first, each with the
    /// version that frees it.
    pub fn advisories(&self) -> Vec<(&'static Advisory, &'static str)> {
        let Some(firmware) = self.firmware() else { return Vec::new() };
        let of_it = |it: &'static Advisory| Some((it, it.fix(&self.family, firmware, self.period.to.0)?));
        let mut all: Vec<_> = RULES.advisories.iter().filter_map(of_it).collect();
        all.sort_by(|(one, _), (other, _)| other.cvss.total_cmp(&one.cvss));
        all
    }

    /// The firmware that was installed at the end.
    pub fn firmware(&self) -> Option<&str> {
        self.snapshot.as_ref()?.1.firmware.as_deref()
    }

    /// Whether its firmware is older than the one that is recommended.
    pub fn is_behind(&self) -> bool {
        self.firmware().zip(self.recommended.as_deref()).is_some_and(|(it, other)| compare_versions(it, other).is_lt())
    }

    /// The rules from which its configuration deviates.
    pub fn deviating(&self) -> Vec<&'static Kept> {
        let Some((_, snapshot)) = &self.snapshot else { return Vec::new() };
        let rules = RULES.compliance.iter().flat_map(|group| &group.rules);
        rules.filter(|rule| snapshot.deviating.contains(&rule.code)).collect()
    }

    /// What the rules of these areas find.
    pub fn findings(&self, areas: &[HealthArea]) -> Vec<NewFinding> {
        let mut found: Vec<NewFinding> = Vec::new();
        for rule in RULES.findings.iter().filter(|rule| areas.contains(&rule.area)) {
            for finding in self.apply(rule) {
                if found.iter().all(|earlier| earlier.key != finding.key) {
                    found.push(finding);
                }
            }
        }
        found
    }

    /// What the rules find of which people are told at once, each looking back as far as it does for that.
    pub fn warnings(mut self) -> Vec<(&'static Warns, NewFinding)> {
        let mut found: Vec<(&Warns, NewFinding)> = Vec::new();
        for rule in &RULES.findings {
            let Some(warns) = &rule.warns else { continue };
            self.period.from = Day(self.period.to.0 - Days::new(warns.days));
            for finding in self.apply(rule) {
                if found.iter().all(|(_, earlier)| earlier.key != finding.key) {
                    found.push((warns, finding));
                }
            }
        }
        found
    }

    fn apply(&self, rule: &Rule) -> Vec<NewFinding> {
        let each = |metrics: &[String], apply: &dyn Fn(&Metric) -> Option<Gaps>| -> Vec<NewFinding> {
            let measured = RULES.metrics.iter().filter(|metric| metrics.contains(&metric.id));
            let applied = measured.filter_map(|metric| {
                let mut gaps = apply(metric)?;
                gaps.list.push(("part", (&metric.name).into()));
                gaps.list.push(("unit", (&metric.unit).into()));
                Some(self.finding(rule, &metric.id, gaps))
            });
            applied.collect()
        };
        let one = |gaps: Option<Gaps>| gaps.map(|gaps| self.finding(rule, "", gaps)).into_iter().collect();
        match &rule.when {
            Condition::Above { metrics, value, days } => {
                each(metrics, &|metric| self.beyond(metric, *value, *days, |day| f64::from(day.high)))
            }
            Condition::Below { metrics, value, days } => each(metrics, &|metric| {
                let gaps = self.beyond(metric, -value, *days, |day| -f64::from(day.low))?;
                let lowest = -gaps.measured;
                Some(gaps.and("value", lowest.into()).and("limit", (*value).into()))
            }),
            Condition::Rises { metrics, by } => each(metrics, &|metric| self.rises(metric, *by)),
            Condition::AboveBaseline { metrics, share, weeks } => {
                each(metrics, &|metric| self.above_baseline(metric, *share, *weeks))
            }
            Condition::NearLimit { metrics, months } => each(metrics, &|metric| self.near_limit(metric, *months)),
            Condition::Behind => one(self.is_behind().then(|| self.versions(Gaps::of(1.0)))),
            Condition::Vulnerable { cvss } => one(self.vulnerable(*cvss)),
            Condition::Deviates { rules } => {
                let deviating = self.deviating();
                let names: Vec<&Localized> = deviating.iter().map(|rule| &rule.name).collect();
                let gaps = Gaps::of(u32::try_from(deviating.len()).unwrap_or_default());
                let gaps = gaps.and("count", deviating.len().into()).and("rules", (&list(&names)).into());
                one((deviating.len() >= *rules && *rules > 0).then_some(gaps))
            }
            Condition::BackupOlder { days } => one(self.backup_older(*days)),
            Condition::DrillFailed => {
                let failed = self.snapshot.as_ref().filter(|(_, seen)| seen.drill_failed);
                let day = failed.and_then(|(_, seen)| seen.drill);
                one(day.map(|Day(day)| Gaps::of(1.0).and("date", day.to_string().into())))
            }
            Condition::DrillOlder { days } => {
                let drill = self.snapshot.as_ref().and_then(|(_, seen)| seen.drill);
                let old = drill.filter(|Day(day)| (self.period.to.0 - *day).num_days() > *days);
                one(old.map(|Day(day)| Gaps::of(1.0).and("date", day.to_string().into())))
            }
        }
    }

    /// On how many days a value was beyond another, if on enough of them.
    fn beyond(&self, metric: &Metric, limit: f64, days: usize, value: impl Fn(&Measured) -> f64) -> Option<Gaps> {
        let beyond: Vec<_> =
            self.now(&metric.id).map(|(day, it)| (day, value(&it))).filter(|(_, it)| *it > limit).collect();
        let worst = beyond.iter().map(|(_, it)| *it).max_by(f64::total_cmp)?;
        let (last, _) = beyond.last().filter(|_| beyond.len() >= days)?;
        let gaps = Gaps::of(worst).and("days", beyond.len().into()).and("date", last.to_string().into());
        Some(gaps.and("value", worst.into()).and("limit", limit.into()))
    }

    fn rises(&self, metric: &Metric, by: f64) -> Option<Gaps> {
        let before = f64::from(self.before(&metric.id).next_back()?.1.high);
        let now = f64::from(self.now(&metric.id).next_back()?.1.high);
        let gaps = Gaps::of(now).and("before", before.into()).and("value", now.into());
        (now - before >= by).then_some(gaps)
    }

    fn above_baseline(&self, metric: &Metric, share: f64, weeks: usize) -> Option<Gaps> {
        let baseline = self.baseline(&metric.id)?;
        let points = self.weeks(&metric.id);
        let above = points.iter().rev().take_while(|point| point.value > baseline.p90 * (1.0 + share)).count();
        let last = points.last().filter(|_| above >= weeks)?.value;
        let gaps = Gaps::of(last).and("weeks", above.into()).and("value", last.into());
        Some(gaps.and("before", baseline.median.into()).and("limit", baseline.p90.into()))
    }

    fn near_limit(&self, metric: &Metric, within: usize) -> Option<Gaps> {
        let limit = metric.limit_of(&self.model)?;
        let last = self.months(&metric.id).last()?.value;
        let months = self.expected(metric);
        let (earliest, likeliest) = crossing(months.get(..within.min(months.len()))?, limit.value);
        let (month, earliest) = (likeliest?, earliest?);
        let gaps = Gaps::of(last).and("value", last.into()).and("limit", limit.value.into());
        Some(gaps.and("month", month_name(month).into()).and("earliest", month_name(earliest).into()))
    }

    fn versions(&self, gaps: Gaps) -> Gaps {
        let recommended = self.recommended.clone().unwrap_or_default();
        gaps.and("version", self.firmware().unwrap_or_default().into()).and("recommended", recommended.into())
    }

    fn vulnerable(&self, cvss: f64) -> Option<Gaps> {
        let (worst, fix) = *self.advisories().first()?;
        let gaps = Gaps::of(worst.cvss).and("advisory", worst.id.as_str().into()).and("cvss", worst.cvss.into());
        let gaps = gaps.and("about", (&worst.title).into()).and("fixed", fix.into());
        (worst.cvss >= cvss).then(|| self.versions(gaps))
    }

    fn backup_older(&self, days: i64) -> Option<Gaps> {
        let (seen, Day(backup)) = self.snapshot.as_ref().and_then(|(seen, it)| Some((*seen, it.backup?)))?;
        let age = (seen - backup).num_days();
        let gaps = Gaps::of(i32::try_from(age).unwrap_or(i32::MAX)).and("days", age.to_string().into());
        (age > days).then(|| gaps.and("date", backup.to_string().into()))
    }

    fn finding(&self, rule: &Rule, metric: &str, Gaps { measured, mut list }: Gaps) -> NewFinding {
        list.push(("device", self.name.as_str().into()));
        let told = |wording: &Localized| fill(wording, &list);
        let side = if rule.vendor { Side::Vendor } else { Side::Customer };
        let name = self.owner.clone().filter(|_| !rule.vendor).unwrap_or_default();
        let due = self.period.to.0.checked_add_days(Days::new(rule.due_days)).unwrap_or(self.period.to.0);
        NewFinding {
            key: format!("{}:{}:{metric}", self.id, rule.key),
            measured: Some(measured),
            area: rule.area.clone(),
            grade: rule.grade.clone(),
            device: Some(self.id.clone()),
            told: Told {
                title: told(&rule.title),
                evidence: told(&rule.evidence),
                impact: told(&rule.impact),
                advice: told(&rule.advice),
                owner: Some(Actor { side, name, tier: None }),
                due: Some(Day(due)),
                articles: rule.articles.clone(),
            },
        }
    }
}

/// What a rule has found: a figure that is the higher the worse it is, and what its wordings leave gaps for.
struct Gaps {
    measured: f64,
    list: Vec<(&'static str, Fill)>,
}

impl Gaps {
    fn of(measured: impl Into<f64>) -> Self {
        Self { measured: measured.into(), list: Vec::new() }
    }

    /// The same with another one, instead of what was there.
    fn and(mut self, name: &'static str, fill: Fill) -> Self {
        self.list.retain(|(known, _)| *known != name);
        self.list.push((name, fill));
        self
    }
}

/// The median of each week's 95th percentiles; weeks begin on Monday, and those of which little is known are left out.
fn weekly(days: impl Iterator<Item = (NaiveDate, Measured)>) -> Vec<Point> {
    let mut weeks: BTreeMap<NaiveDate, Vec<f64>> = BTreeMap::new();
    for (day, measured) in days {
        let monday = day - Days::new(day.weekday().num_days_from_monday().into());
        weeks.entry(monday).or_default().push(measured.p95.into());
    }
    let median = |(monday, mut values): (NaiveDate, Vec<f64>)| {
        values.sort_by(f64::total_cmp);
        let value = round(values.get(values.len() / 2).copied()?);
        (values.len() >= 4).then_some(Point { from: Day(monday), value })
    };
    weeks.into_iter().filter_map(median).collect()
}

/// To four digits: nothing is measured more exactly.
pub fn round(value: f64) -> f64 {
    let digits = if value.abs() < 1000.0 { 100.0 } else { 1.0 };
    (value * digits).round() / digits
}

/// A month as it stands in texts.
pub fn month_name(month: NaiveDate) -> String {
    month.format("%Y-%m").to_string()
}
