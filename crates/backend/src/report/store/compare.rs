//! Two reports about the same: what is new, worse, better or gone.

use std::collections::{HashMap, HashSet};

use aftercare_contract::{
    Localized, Timestamp,
    report::{
        Change, Comparison, FindingChange, FindingGrade, FindingId, HealthArea, Metric, MetricChange, Report, ReportId,
        Subscore,
    },
    ticket::DeviceRef,
};
use rusqlite::Connection;

use super::{super::rules::RULES, number, rank, report};
use crate::{db::Json, http::ApiError, session::Viewer, ticket::view::device_ref};

/// How many changes of findings are told.
pub const MOST_CHANGES: usize = 100;

/// Two reports of the viewer's company, which have to be of one kind.
pub fn compare(
    conn: &Connection,
    viewer: &Viewer,
    (one, other): (&ReportId, &ReportId),
    now: Timestamp,
) -> Result<Comparison, ApiError> {
    let mut both = [report(conn, viewer, one, now)?, report(conn, viewer, other, now)?];
    both.sort_by_key(|report| report.summary.published);
    let [earlier, later] = both;
    if earlier.summary.kind != later.summary.kind || earlier.summary.id == later.summary.id {
        return Err(ApiError::not_found());
    }
    let (before, now_found) = (known(conn, &earlier.summary.id)?, known(conn, &later.summary.id)?);
    let (mut changes, mut counts) = (Vec::new(), later.summary.findings);
    [counts.new, counts.worse, counts.unchanged, counts.better] = [0; 4];
    let formers = by_key(&before);
    for found in &now_found {
        let former = formers.get(found.key.as_str()).copied();
        let change = change_since(former, rank(&found.grade), found.measured);
        match change {
            Change::New => counts.new += 1,
            Change::Worse => counts.worse += 1,
            Change::Better => counts.better += 1,
            _ => counts.unchanged += 1,
        }
        changes.push(told_change(change, found, Some(found.number()), former));
    }
    let keys = now_found.iter().map(|found| found.key.as_str()).collect();
    let gone = resolved(&before, &keys);
    counts.resolved = gone.len() as u64;
    changes.extend(gone);
    changes.truncate(MOST_CHANGES);
    let subscores = later.subscores.iter().map(|subscore| {
        let before = earlier.subscores.iter().find(|before| before.area == subscore.area);
        compared(subscore.area.clone(), before.map(|before| before.now.clone()), subscore.now.clone())
    });
    Ok(Comparison {
        subscores: subscores.collect(),
        metrics: later.metrics.iter().filter_map(|metric| metric_change(metric, &earlier, &later)).collect(),
        changes,
        counts,
        earlier: earlier.summary,
        later: later.summary,
    })
}

fn metric_change(metric: &Metric, earlier: &Report, later: &Report) -> Option<MetricChange> {
    let same = |other: &&Metric| (&other.metric, &other.device) == (&metric.metric, &metric.device);
    let before = earlier.metrics.iter().find(same)?.points.last()?.value;
    let of = |device: &&DeviceRef| Some(&device.id) == metric.device.as_ref();
    Some(MetricChange {
        metric: metric.metric.clone(),
        name: metric.name.clone(),
        unit: metric.unit.clone(),
        device: later.devices.iter().find(of).cloned(),
        before,
        now: metric.points.last()?.value,
    })
}

/// The grade of an area beside the one before.
pub fn compared(area: HealthArea, before: Option<String>, now: String) -> Subscore {
    let change = match before.as_ref().map(|before| now.cmp(before)) {
        None => Change::New,
        Some(core::cmp::Ordering::Greater) => Change::Worse,
        Some(core::cmp::Ordering::Equal) => Change::Unchanged,
        Some(core::cmp::Ordering::Less) => Change::Better,
    };
    Subscore { area, before, now, change }
}

/// A finding, as later reports and comparisons know it.
pub struct Known {
    /// What is the same in later reports.
    pub key: String,
    /// Its place.
    pub position: u64,
    grade: FindingGrade,
    measured: Option<f64>,
    title: Localized,
    device: Option<DeviceRef>,
}

impl Known {
    /// Its number.
    pub fn number(&self) -> FindingId {
        number(self.position)
    }
}

/// The findings of a report, the gravest first.
pub fn known(conn: &Connection, report: &ReportId) -> rusqlite::Result<Vec<Known>> {
    conn.prepare_cached(
        "SELECT f.key, f.position, f.grade, f.measured, f.data -> '$.title', d.id, d.name, d.model, d.serial_number
         FROM finding f LEFT JOIN device d ON d.id = f.device_id WHERE f.report_id = ?1 ORDER BY f.position",
    )?
    .query_map([report.as_str()], |row| {
        Ok(Known {
            key: row.get(0)?,
            position: row.get(1)?,
            grade: FindingGrade::from(row.get_ref(2)?.as_str()?),
            measured: row.get(3)?,
            title: row.get::<_, Json<_>>(4)?.0,
            device: device_ref(row, 5)?,
        })
    })?
    .collect()
}

/// What became of a finding of this grade and figure since `former`.
pub fn change_since(former: Option<&Known>, now: usize, measured: Option<f64>) -> Change {
    let Some(former) = former else { return Change::New };
    let grade = now.cmp(&rank(&former.grade)).reverse();
    let figure = former.measured.zip(measured).map_or(core::cmp::Ordering::Equal, |(before, now)| {
        let noticeable = before.abs() * RULES.noticeable;
        if (now - before).abs() <= noticeable { core::cmp::Ordering::Equal } else { now.total_cmp(&before) }
    });
    match grade.then(figure) {
        core::cmp::Ordering::Less => Change::Better,
        core::cmp::Ordering::Equal => Change::Unchanged,
        core::cmp::Ordering::Greater => Change::Worse,
    }
}

fn told_change(change: Change, told: &Known, finding: Option<FindingId>, former: Option<&Known>) -> FindingChange {
    let earlier = former.map(Known::number);
    FindingChange { change, title: told.title.clone(), device: told.device.clone(), finding, earlier }
}

/// What of the findings of the report before isn't there any more.
pub fn resolved(before: &[Known], keys: &HashSet<&str>) -> Vec<FindingChange> {
    let gone = before.iter().filter(|former| !keys.contains(former.key.as_str()));
    gone.map(|former| told_change(Change::Resolved, former, None, Some(former))).collect()
}

/// The findings of a report, to be found by what is the same in later ones.
pub fn by_key(findings: &[Known]) -> HashMap<&str, &Known> {
    findings.iter().map(|known| (known.key.as_str(), known)).collect()
}
