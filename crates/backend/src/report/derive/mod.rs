//! Reports made of what is known: telemetry, snapshots and tickets.
//!
//! - `check`: health checks and inspections, of which `parts` are what each device's rules look at;
//! - `operation`: operation analyses; `yearly`: what came back within a year; `faults`: how many were filed;
//! - `service_review`: the figures of a quarter;
//! - `trends`: charts and forecasts, which several kinds have;
//! - `root_cause`: what came of one fault.

mod check;
mod faults;
mod operation;
mod parts;
mod root_cause;
mod service_review;
mod trends;
mod yearly;

use aftercare_contract::{
    FieldCode, FieldError, Localized, Timestamp,
    asset::{Day, DeviceId},
    report::{FindingGrade, FindingId, HealthArea, Period, ReportKind, Verdict},
    review::ReviewPeriod,
};
use chrono::Datelike;
use rusqlite::{Connection, OptionalExtension};

use super::{
    evaluate::{Examined, month_name},
    publish::{Draft, Subject},
    rules::RULES,
    store::NewFinding,
    words::{Fill, fill},
};
use crate::http::ApiError;

use check::check;
use operation::operation;
use root_cause::root_cause;
use service_review::service_review;
use yearly::yearly;

/// Up to so many devices every one is shown with all that was read.
const FEW: usize = 2;

/// The report of a subject, made of what is known of it. Of kinds that aren't made of data there is none.
pub fn draft(conn: &Connection, subject: &Subject, now: Timestamp) -> Result<Draft, ApiError> {
    match subject.kind {
        ReportKind::HealthCheck => check(conn, subject, HealthArea::KNOWN),
        ReportKind::Inspection => check(conn, subject, &[HealthArea::Hardware]),
        ReportKind::OperationAnalysisMonthly | ReportKind::OperationAnalysisQuarterly => operation(conn, subject),
        ReportKind::ServiceReview => service_review(conn, subject, now),
        ReportKind::YearlyOptimisation => yearly(conn, subject),
        ReportKind::RootCause => root_cause(conn, subject),
        ReportKind::Other(_) => Err(vec![FieldError::new("/kind", FieldCode::NotOffered)].into()),
    }
}

/// The title of a report about `about`.
pub fn title(kind: &ReportKind, about: impl Into<Fill>, period: Period) -> Localized {
    let Day(last) = period.to;
    let time = match kind {
        ReportKind::YearlyOptimisation => last.format("%Y").to_string(),
        ReportKind::ServiceReview => quarter(period).to_string(),
        ReportKind::OperationAnalysisQuarterly => format!("{}–{}", month_name(period.from.0), month_name(last)),
        _ => month_name(last),
    };
    let words = RULES.words.titles.get(kind.as_str());
    words.map(|title| fill(title, &[("about", about.into()), ("period", time.into())])).unwrap_or_default()
}

/// The quarter that a service review is about.
fn quarter(Period { from: Day(first), .. }: Period) -> ReviewPeriod {
    ReviewPeriod::quarter_of(first.year(), first.month())
}

fn basis(kind: &ReportKind, gaps: &[(&str, Fill)]) -> Localized {
    RULES.words.basis.get(kind.as_str()).map(|basis| fill(basis, gaps)).unwrap_or_default()
}

fn read_all(conn: &Connection, subject: &Subject, areas: &[HealthArea]) -> rusqlite::Result<Vec<Examined>> {
    let mut all = Vec::with_capacity(subject.devices.len());
    for id in &subject.devices {
        all.extend(Examined::read(conn, id, subject.period, owner(conn, id)?, areas)?);
    }
    Ok(all)
}

/// Who of the customer looks after a device: its site's contact, else who speaks for the company.
fn owner(conn: &Connection, device: &DeviceId) -> rusqlite::Result<Option<String>> {
    conn.prepare_cached(
        "SELECT p.name FROM device d JOIN person p ON p.organisation_id = d.organisation_id
             LEFT JOIN site_contact c ON c.site_id = d.site_id AND c.person_id = p.id
         WHERE d.id = ?1 AND (c.person_id IS NOT NULL OR p.role = 'organisationAdmin')
         ORDER BY c.person_id IS NULL, p.id LIMIT 1",
    )?
    .query_row([device.as_str()], |row| row.get(0))
    .optional()
}

/// The finding about something of a device, by its key until it has a number, and how grave it is.
fn about<'a>(findings: &'a [NewFinding], device: &DeviceId, what: &str) -> Option<&'a NewFinding> {
    let begins = format!("{device}:");
    findings.iter().find(|finding| {
        finding.key.strip_prefix(&begins).is_some_and(|rest| {
            rest.split_once(':').is_some_and(|(key, metric)| {
                if what.contains(':') { rest == what } else { key == what || metric == what }
            })
        })
    })
}

fn key(finding: Option<&NewFinding>) -> Option<FindingId> {
    finding.map(|finding| FindingId(finding.key.clone()))
}

fn verdict(finding: Option<&NewFinding>, normal: bool) -> Verdict {
    match finding.map(|finding| &finding.grade) {
        Some(FindingGrade::High | FindingGrade::Medium) => Verdict::Abnormal,
        None if normal => Verdict::Normal,
        Some(_) | None => Verdict::Watch,
    }
}
