//! Publishing: from what was found to a report that customers read, beside the one before.
//!
//! A report may be announced as being made first ([`begin`], [`advance`]); live streams tell of each step.

use std::collections::HashMap;

use aftercare_contract::{
    Localized, Prose, Timestamp,
    account::{OrganisationId, PersonId},
    asset::{Day, DeviceId},
    list::Page,
    live::News,
    report::{
        Change, FindingChange, FindingId, Period, Report, ReportId, ReportKind, ReportRef, ReportState, ReportSummary,
    },
    ticket::SrNumber,
};
use chrono::Datelike;
use rusqlite::{Connection, OptionalExtension, Transaction, named_params};

use super::{
    rules::RULES,
    store::{self, Known, MOST_CHANGES, NewFinding, change_since, rank},
};
use crate::{
    db::{At, Json},
    http::ApiError,
    live,
};

/// What a report is about.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Whose report it is.
    pub organisation: OrganisationId,
    /// What it is.
    pub kind: ReportKind,
    /// Reports of one kind about the same are compared with each other.
    pub about: String,
    /// What it is about, in a few words.
    pub title: Localized,
    /// The time that it is about.
    pub period: Period,
    /// The devices that it is about; those that the company hasn't are left out.
    pub devices: Vec<DeviceId>,
    /// The ticket that it is about.
    pub ticket: Option<SrNumber>,
}

/// What is to be published.
#[derive(Clone, Debug)]
pub struct Draft {
    /// All of it but what the subject and the findings tell. Where it names a finding, it is by its key.
    pub report: Report,
    /// What was found.
    pub findings: Vec<NewFinding>,
    /// The grade of each device that has one from now on.
    pub grades: Vec<(DeviceId, String)>,
}

/// A report that nothing is known of yet.
pub fn blank(kind: ReportKind, title: Localized, period: Period) -> Report {
    Report {
        summary: ReportSummary {
            id: ReportId(String::new()),
            kind,
            title,
            lead: Localized::default(),
            period,
            devices: Vec::new(),
            device_count: 0,
            sites: Vec::new(),
            ticket: None,
            grade: None,
            previous_grade: None,
            published: None,
            state: ReportState::Making,
            progress: None,
            findings: aftercare_contract::report::FindingCounts::default(),
            files: Vec::new(),
        },
        devices: Vec::new(),
        inspected: None,
        inspector: None,
        previous: None,
        grades: Vec::new(),
        subscores: Vec::new(),
        changes: Vec::new(),
        findings: Page { items: Vec::new(), next_cursor: None, total: 0 },
        latest_acceptance: None,
        hardware: Vec::new(),
        metrics: Vec::new(),
        versions: Vec::new(),
        compliance: Vec::new(),
        vulnerabilities: Vec::new(),
        drills: Vec::new(),
        forecasts: Vec::new(),
        faults: None,
        passages: Vec::new(),
        review: None,
        basis: Localized::default(),
        next_due: None,
    }
}

/// Announces a report that is being made.
pub fn begin(tx: &Transaction, now: Timestamp, subject: &Subject) -> Result<ReportId, ApiError> {
    let id = next_id(tx, subject)?;
    insert(tx, &id, subject)?;
    tell(tx, now, &id)?;
    Ok(id)
}

/// Says how far a report is that is being made, in percent.
pub fn advance(tx: &Transaction, now: Timestamp, id: &ReportId, percent: u8) -> Result<(), ApiError> {
    let changed = tx
        .prepare_cached("UPDATE report SET progress = ?2 WHERE id = ?1 AND published IS NULL")?
        .execute((id.as_str(), percent.min(100)))?;
    if changed == 0 { Err(ApiError::not_found()) } else { tell(tx, now, id) }
}

/// What a report is about that is being made; nothing for others.
pub fn being_made(conn: &Connection, id: &ReportId) -> rusqlite::Result<Option<Subject>> {
    let making: Option<bool> = conn
        .prepare_cached("SELECT published IS NULL FROM report WHERE id = ?1")?
        .query_row([id.as_str()], |row| row.get(0))
        .optional()?;
    if making == Some(true) { subject(conn, id) } else { Ok(None) }
}

/// What a report is about.
pub fn subject(conn: &Connection, id: &ReportId) -> rusqlite::Result<Option<Subject>> {
    conn.prepare_cached(
        "SELECT organisation_id, subject, ticket_sr, data -> '$.summary', (
             SELECT json_group_array(device_id) FROM report_device WHERE report_id = report.id)
         FROM report WHERE id = ?1",
    )?
    .query_row([id.as_str()], |row| {
        let Json(summary) = row.get::<_, Json<ReportSummary>>(3)?;
        Ok(Subject {
            organisation: OrganisationId(row.get(0)?),
            kind: summary.kind,
            about: row.get(1)?,
            title: summary.title,
            period: summary.period,
            devices: row.get::<_, Json<_>>(4)?.0,
            ticket: row.get::<_, Option<String>>(2)?.map(SrNumber),
        })
    })
    .optional()
}

/// Publishes a report at once.
pub fn publish(tx: &Transaction, now: Timestamp, subject: &Subject, draft: Draft) -> Result<ReportId, ApiError> {
    let id = next_id(tx, subject)?;
    insert(tx, &id, subject)?;
    finish(tx, now, subject, &id, draft)?;
    Ok(id)
}

/// Publishes a report that was being made.
pub fn finish(
    tx: &Transaction,
    now: Timestamp,
    subject: &Subject,
    id: &ReportId,
    Draft { mut report, mut findings, grades }: Draft,
) -> Result<(), ApiError> {
    let previous = previous(tx, subject)?;
    let before = match &previous {
        Some((reference, _)) => store::known(tx, &reference.id)?,
        None => Vec::new(),
    };
    let formers = store::by_key(&before);
    findings.sort_by_key(|finding| rank(&finding.grade));
    let mut changes = Vec::new();
    let mut numbers = HashMap::new();
    for (finding, position) in findings.iter().zip(1..) {
        let former = formers.get(finding.key.as_str()).copied();
        let change = match &previous {
            Some(_) => change_since(former, rank(&finding.grade), finding.measured),
            None => Change::New,
        };
        numbers.insert(finding.key.clone(), store::number(position));
        insert_finding(tx, id, position, finding, &change)?;
        if let Some((previous, _)) = &previous {
            let told = FindingChange {
                change,
                title: finding.told.title.clone(),
                device: None,
                finding: Some(store::number(position)),
                earlier: former.map(Known::number),
            };
            changes.push((told, finding.device.clone()));
            carry_decision(tx, now, (&previous.id, former), (id, position))?;
        }
    }
    let keys = findings.iter().map(|finding| finding.key.as_str()).collect();
    let gone = store::resolved(&before, &keys);
    report.summary.findings.resolved = gone.len() as u64;
    changes.truncate(MOST_CHANGES);
    report.changes = with_devices(tx, subject, changes)?.into_iter().chain(gone).take(MOST_CHANGES).collect();

    name_findings(&mut report, &numbers);
    report.summary.previous_grade = previous.as_ref().and_then(|(_, former)| former.summary.grade.clone());
    let graded = |area| previous.as_ref().and_then(|(_, former)| former.subscores.iter().find(|it| it.area == area));
    report.subscores = core::mem::take(&mut report.subscores)
        .into_iter()
        .map(|it| store::compared(it.area.clone(), graded(it.area).map(|before| before.now.clone()), it.now))
        .collect();
    report.previous = previous.map(|(reference, _)| reference);
    about(tx, subject, &mut report)?;
    tx.prepare_cached(
        "UPDATE report SET published = :published, progress = 100, grade = :grade, previous_id = :previous, data = :data
         WHERE id = :id",
    )?
    .execute(named_params! {
        ":published": At(now),
        ":grade": report.summary.grade,
        ":previous": report.previous.as_ref().map(|previous| previous.id.as_str()),
        ":data": Json(&report),
        ":id": id.as_str(),
    })?;
    for (device, grade) in grades {
        tx.prepare_cached("UPDATE device SET health_grade = ?2 WHERE id = ?1")?.execute((device.as_str(), grade))?;
    }
    tell(tx, now, id)
}

/// The report that this one is compared with.
fn previous(tx: &Transaction, subject: &Subject) -> rusqlite::Result<Option<(ReportRef, Report)>> {
    tx.prepare_cached(
        "SELECT id, published, data FROM report WHERE organisation_id = :organisation AND kind = :kind
             AND subject = :about AND published IS NOT NULL ORDER BY published DESC, id DESC LIMIT 1",
    )?
    .query_row(
        named_params! {
            ":organisation": subject.organisation.as_str(),
            ":kind": subject.kind.as_str(),
            ":about": subject.about,
        },
        |row| {
            let (id, At(published), Json(report)) = (ReportId(row.get(0)?), row.get(1)?, row.get(2)?);
            Ok((ReportRef { id, published }, report))
        },
    )
    .optional()
}

/// What was decided about the finding before holds on: a ticket that isn't done, a risk that is still accepted.
fn carry_decision(
    tx: &Transaction,
    now: Timestamp,
    (previous, former): (&ReportId, Option<&Known>),
    (report, position): (&ReportId, u64),
) -> rusqlite::Result<()> {
    let Some(former) = former else { return Ok(()) };
    tx.prepare_cached(
        "UPDATE finding SET (ticket_sr, accepted_by, accepted_at, accepted_until, reason) = (
             SELECT CASE WHEN t.status NOT IN ('closed', 'cancelled') THEN f.ticket_sr END,
                 f.accepted_by, f.accepted_at, f.accepted_until, f.reason
             FROM finding f LEFT JOIN ticket t ON t.sr = f.ticket_sr
             WHERE f.report_id = :previous AND f.position = :former)
         WHERE report_id = :report AND position = :position AND EXISTS (
             SELECT 1 FROM finding f LEFT JOIN ticket t ON t.sr = f.ticket_sr
             WHERE f.report_id = :previous AND f.position = :former
                 AND (t.status NOT IN ('closed', 'cancelled') OR f.accepted_until >= :today))",
    )?
    .execute(named_params! {
        ":previous": previous.as_str(),
        ":former": former.position,
        ":report": report.as_str(),
        ":position": position,
        ":today": store::today(now),
    })
    .map(drop)
}

fn with_devices(
    tx: &Transaction,
    subject: &Subject,
    changes: Vec<(FindingChange, Option<DeviceId>)>,
) -> rusqlite::Result<Vec<FindingChange>> {
    let ids: Vec<_> = changes.iter().filter_map(|(_, device)| device.clone()).collect();
    let (devices, _) = store::devices(tx, &subject.organisation, &ids)?;
    let named = |id: Option<DeviceId>| devices.iter().find(|device| Some(&device.id) == id.as_ref()).cloned();
    Ok(changes.into_iter().map(|(change, device)| FindingChange { device: named(device), ..change }).collect())
}

/// Where the report names findings by their keys, it names them by their numbers from now on.
fn name_findings(report: &mut Report, numbers: &HashMap<String, FindingId>) {
    let rules = report.compliance.iter_mut().flat_map(|group| &mut group.rules).map(|rule| &mut rule.finding);
    let named = rules
        .chain(report.hardware.iter_mut().map(|reading| &mut reading.finding))
        .chain(report.metrics.iter_mut().map(|metric| &mut metric.finding))
        .chain(report.versions.iter_mut().map(|version| &mut version.finding))
        .chain(report.vulnerabilities.iter_mut().map(|vulnerability| &mut vulnerability.finding))
        .chain(report.drills.iter_mut().map(|drill| &mut drill.finding));
    for finding in named {
        *finding = finding.as_ref().and_then(|key| numbers.get(key.as_str()).cloned());
    }
}

/// Fills in what the subject tells.
fn about(tx: &Transaction, subject: &Subject, report: &mut Report) -> rusqlite::Result<()> {
    let (devices, sites) = store::devices(tx, &subject.organisation, &subject.devices)?;
    report.summary.device_count = devices.len() as u64;
    report.summary.devices.clone_from(&devices);
    report.summary.sites = sites;
    report.devices = devices;
    report.summary.title = subject.title.clone();
    report.summary.kind = subject.kind.clone();
    report.summary.period = subject.period;
    Ok(())
}

/// Writes a report that is being made.
fn insert(tx: &Transaction, id: &ReportId, subject: &Subject) -> Result<(), ApiError> {
    let mut report = blank(subject.kind.clone(), subject.title.clone(), subject.period);
    about(tx, subject, &mut report)?;
    let devices = report.devices.iter().flat_map(|device| [device.name.as_str(), &device.serial_number]);
    let titles = subject.title.tags().map(|tag| subject.title.in_language(tag).1);
    let search = [id.as_str()].into_iter().chain(titles).chain(devices).collect::<Vec<_>>().join("\n").to_lowercase();
    let day = |Day(day): Day| day.to_string();
    tx.prepare_cached(
        "INSERT INTO report (id, organisation_id, kind, subject, period_from, period_to, ticket_sr, search, data)
         VALUES (:id, :organisation, :kind, :about, :from, :to, :ticket, :search, :data)",
    )?
    .execute(named_params! {
        ":id": id.as_str(),
        ":organisation": subject.organisation.as_str(),
        ":kind": subject.kind.as_str(),
        ":about": subject.about,
        ":from": day(subject.period.from),
        ":to": day(subject.period.to),
        ":ticket": subject.ticket.as_ref().map(SrNumber::as_str),
        ":search": search,
        ":data": Json(&report),
    })?;
    let mut insert = tx.prepare_cached("INSERT OR IGNORE INTO report_device (report_id, device_id) VALUES (?1, ?2)")?;
    for device in &report.devices {
        insert.execute((id.as_str(), device.id.as_str()))?;
    }
    Ok(())
}

fn insert_finding(
    tx: &Transaction,
    report: &ReportId,
    position: u64,
    finding: &NewFinding,
    change: &Change,
) -> Result<(), ApiError> {
    let told = &finding.told;
    let texts = [&told.title, &told.evidence].into_iter();
    let mut search: Vec<_> = texts.flat_map(|text| text.tags().map(|tag| text.in_language(tag).1.to_owned())).collect();
    if let Some(device) = &finding.device {
        let named = tx
            .prepare_cached("SELECT name || char(10) || serial_number FROM device WHERE id = ?1")?
            .query_row([device.as_str()], |row| row.get(0))
            .optional()?;
        search.extend(named);
    }
    tx.prepare_cached(
        "INSERT INTO finding (report_id, position, version, key, measured, area, grade, change, device_id, search, data)
         VALUES (:report, :position, 1, :key, :measured, :area, :grade, :change, :device, :search, :data)",
    )?
    .execute(named_params! {
        ":report": report.as_str(),
        ":position": position,
        ":key": finding.key,
        ":measured": finding.measured,
        ":area": finding.area.as_str(),
        ":grade": finding.grade.as_str(),
        ":change": change.as_str(),
        ":device": finding.device.as_ref().map(DeviceId::as_str),
        ":search": search.join("\n").to_lowercase(),
        ":data": Json(told),
    })?;
    Ok(())
}

/// Tells the live streams of those who may read the report; of one about a ticket those tell who follow that.
fn tell(tx: &Transaction, now: Timestamp, id: &ReportId) -> Result<(), ApiError> {
    let readers = tx
        .prepare_cached(
            "SELECT r.organisation_id, p.id FROM report r
                 LEFT JOIN person p ON r.kind = 'serviceReview' AND p.organisation_id = r.organisation_id
                     AND p.role = 'organisationAdmin'
             WHERE r.id = ?1 AND r.ticket_sr IS NULL AND (r.kind <> 'serviceReview' OR p.id IS NOT NULL)",
        )?
        .query_map([id.as_str()], |row| Ok((OrganisationId(row.get(0)?), row.get::<_, Option<String>>(1)?)))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    if readers.is_empty() {
        return Ok(());
    }
    let news = News { report: Some(Box::new(store::summary(tx, id, now)?)), ..News::default() };
    for (organisation, person) in readers {
        live::tell(tx, &organisation, person.map(PersonId).as_ref(), &news)?;
    }
    Ok(())
}

/// `HC-2026Q4-0071`: kind and time for people, the number for uniqueness.
fn next_id(tx: &Transaction, subject: &Subject) -> rusqlite::Result<ReportId> {
    let number: u64 = tx
        .prepare_cached("UPDATE report_number SET last = last + 1 RETURNING last")?
        .query_row([], |row| row.get(0))?;
    let Day(last) = subject.period.to;
    let time = match subject.kind {
        ReportKind::OperationAnalysisMonthly => last.format("%Y-%m").to_string(),
        ReportKind::YearlyOptimisation | ReportKind::Inspection | ReportKind::RootCause => last.year().to_string(),
        _ => format!("{}Q{}", last.year(), last.month0() / 3 + 1),
    };
    Ok(ReportId(format!("{}-{time}-{number:04}", RULES.prefix(&subject.kind))))
}

/// Writes that the risk of a finding is accepted, or that it isn't any more.
pub fn decide(
    tx: &Transaction,
    report: &ReportId,
    finding: &FindingId,
    accepted: Option<(&str, Timestamp, Day, &Prose)>,
) -> Result<(), ApiError> {
    let (by, at, until, reason) = match accepted {
        Some((by, at, until, reason)) => (Some(by), Some(At(at)), Some(until.0.to_string()), Some(Json(reason))),
        None => (None, None, None, None),
    };
    tx.prepare_cached(
        "UPDATE finding SET version = version + 1, accepted_by = :by, accepted_at = :at, accepted_until = :until,
             reason = :reason WHERE report_id = :report AND position = :position",
    )?
    .execute(named_params! {
        ":by": by,
        ":at": at,
        ":until": until,
        ":reason": reason,
        ":report": report.as_str(),
        ":position": store::position(finding),
    })?;
    Ok(())
}
