//! Reports and findings as the database keeps them, and as the portal is told of them.

use std::collections::{HashMap, HashSet};

use aftercare_contract::{
    Localized, Timestamp,
    account::{OrganisationId, Role},
    asset::{Day, DeviceId, SiteId, TicketRef},
    history::Actor,
    knowledge::ArticleId,
    list::Page,
    report::{
        ArticleRef, Change, Comparison, Decision, DecisionState, Finding, FindingAction, FindingChange, FindingCounts,
        FindingGrade, FindingId, FindingQuery, FindingRef, HealthArea, Metric, MetricChange, Report, ReportId,
        ReportKind, ReportQuery, ReportSort, ReportState, ReportSummary, SiteRef, Subscore,
    },
    ticket::{DeviceRef, SrNumber},
};
use rusqlite::{Connection, OptionalExtension, Row, ToSql, Transaction, named_params};
use serde::{Deserialize, Serialize};

use super::{file, rules::RULES};
use crate::{
    db::{At, Json, Text},
    http::{ApiError, cursor},
    session::Viewer,
    ticket::{
        access::{Access, VISIBLE},
        list::{page_size, words},
        view::device_ref,
    },
};

/// How many findings a report brings along.
const FIRST_FINDINGS: u16 = 50;
/// How many changes of findings are told.
pub const MOST_CHANGES: usize = 100;
/// How many devices a summary names.
const DEVICES_OF_SUMMARY: usize = 3;
/// Later than every time that a report was published.
const NOT_YET: i64 = i64::MAX;

/// What is decided about `f`, a row of `finding`, on the day `:today`; `ft` is its ticket.
const DECISION: &str = "CASE WHEN ft.sr IS NOT NULL AND ft.status <> 'cancelled' THEN 'requested'
    WHEN f.accepted_until >= :today THEN 'accepted' ELSE 'open' END";
/// Findings with their tickets.
const FINDINGS: &str = "finding f LEFT JOIN ticket ft ON ft.sr = f.ticket_sr LEFT JOIN device d ON d.id = f.device_id";

/// What a finding says, besides what is asked for by column.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Told {
    /// What is wrong.
    pub title: Localized,
    /// How that is known.
    pub evidence: Localized,
    /// What it may lead to.
    pub impact: Localized,
    /// What to do.
    pub advice: Localized,
    /// Who should see to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Actor>,
    /// By when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Day>,
    /// What helps with it.
    #[serde(default)]
    pub articles: Vec<ArticleId>,
}

/// A finding that is to be published.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewFinding {
    /// The same in later reports about the same, as long as it isn't resolved.
    pub key: String,
    /// A figure that is the higher the worse it is, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measured: Option<f64>,
    /// What it belongs to.
    pub area: HealthArea,
    /// How grave.
    pub grade: FindingGrade,
    /// The device that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    /// What it says.
    #[serde(flatten)]
    pub told: Told,
}

/// The place of a grade, the gravest first; one of a newer rule comes last.
pub fn rank(grade: &FindingGrade) -> usize {
    FindingGrade::KNOWN.iter().position(|known| known == grade).unwrap_or(FindingGrade::KNOWN.len())
}

/// The number of the finding in this place.
pub fn number(position: u64) -> FindingId {
    FindingId(format!("F{position}"))
}

/// The place of the finding with this number.
pub fn position(id: &FindingId) -> Option<u64> {
    id.as_str().strip_prefix('F')?.parse().ok()
}

/// The day on which decisions are looked at. Which zone it is in matters to nobody for whom a risk is accepted for
/// weeks.
pub fn today(now: Timestamp) -> String {
    now.0.date_naive().to_string()
}

/// The devices of a company with these ids, in their order; those that it hasn't aren't there.
pub fn devices(
    conn: &Connection,
    organisation: &OrganisationId,
    ids: &[DeviceId],
) -> rusqlite::Result<(Vec<DeviceRef>, Vec<SiteRef>)> {
    let mut statement = conn.prepare_cached(
        "SELECT d.id, d.name, d.model, d.serial_number, s.id, s.name
         FROM json_each(:ids) wanted JOIN device d ON d.id = wanted.value LEFT JOIN site s ON s.id = d.site_id
         WHERE d.organisation_id = :organisation ORDER BY wanted.key",
    )?;
    let mut rows = statement.query(named_params! { ":ids": Json(ids), ":organisation": organisation.as_str() })?;
    let (mut devices, mut sites): (Vec<DeviceRef>, Vec<SiteRef>) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        devices.extend(device_ref(row, 0)?);
        if let Some(id) = row.get::<_, Option<String>>(4)? {
            let site = SiteRef { id: id.as_str().into(), name: row.get(5)? };
            if !sites.contains(&site) {
                sites.push(site);
            }
        }
    }
    Ok((devices, sites))
}

/// Condition on `r`, a row of `report`: the viewer may read it. All of the company's are for all of its people, but for
/// those about a ticket, which say what it says, and for service reviews, which are for admins. Takes the parameters of [`Access::parameters`].
fn readable() -> String {
    format!(
        "r.organisation_id = :organisation AND (r.kind <> 'serviceReview' OR :admin) AND (r.ticket_sr IS NULL
         OR EXISTS (SELECT 1 FROM ticket t WHERE t.sr = r.ticket_sr AND ({VISIBLE})))"
    )
}

/// What a list of reports reads of `r`.
const SUMMARY: &str = "r.id, r.data -> '$.summary', r.published, r.progress, r.ticket_sr";

/// A row of [`SUMMARY`], with what depends on the viewer and the day.
fn complete(conn: &Connection, viewer: Option<&Viewer>, row: &Row, now: Timestamp) -> rusqlite::Result<ReportSummary> {
    let Json(mut summary) = row.get::<_, Json<ReportSummary>>(1)?;
    summary.id = ReportId(row.get(0)?);
    complete_summary(conn, viewer, &mut summary, (row.get(2)?, row.get(3)?), row.get(4)?, now)?;
    Ok(summary)
}

fn complete_summary(
    conn: &Connection,
    viewer: Option<&Viewer>,
    summary: &mut ReportSummary,
    (published, progress): (Option<At>, u8),
    ticket: Option<String>,
    now: Timestamp,
) -> rusqlite::Result<()> {
    summary.published = published.map(|At(time)| time);
    summary.state = if summary.published.is_some() { ReportState::Ready } else { ReportState::Making };
    summary.progress = Some(progress).filter(|_| summary.published.is_none());
    summary.ticket = match (viewer, ticket) {
        (Some(viewer), Some(sr)) => visible_ticket(conn, viewer, &sr)?.map(|ticket| ticket.sr_number),
        _ => None,
    };
    if summary.published.is_some() {
        summary.files = file::listed(conn, &summary.id)?;
    }
    summary.devices.truncate(DEVICES_OF_SUMMARY);
    let resolved = summary.findings.resolved;
    summary.findings = FindingCounts { resolved, ..count(conn, &summary.id, now)? };
    Ok(())
}

fn count(conn: &Connection, report: &ReportId, now: Timestamp) -> rusqlite::Result<FindingCounts> {
    conn.prepare_cached(&format!(
        "SELECT count(*), total(grade = 'high'), total(grade = 'medium'), total(grade = 'low'),
             total(decision = 'open'), total(decision = 'requested'), total(decision = 'accepted'),
             total(change = 'new'), total(change = 'worse'), total(change = 'unchanged'), total(change = 'better')
         FROM (SELECT f.grade, f.change, {DECISION} AS decision FROM {FINDINGS} WHERE f.report_id = :report)"
    ))?
    .query_row(named_params! { ":report": report.as_str(), ":today": today(now) }, |row| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of rows, as a float")]
        let count = |column| row.get::<_, f64>(column).map(|count| count as u64);
        Ok(FindingCounts {
            total: row.get(0)?,
            high: count(1)?,
            medium: count(2)?,
            low: count(3)?,
            open: count(4)?,
            requested: count(5)?,
            accepted: count(6)?,
            new: count(7)?,
            worse: count(8)?,
            unchanged: count(9)?,
            better: count(10)?,
            resolved: 0,
        })
    })
}

/// The ticket, if the viewer may see it.
fn visible_ticket(conn: &Connection, viewer: &Viewer, sr: &str) -> rusqlite::Result<Option<TicketRef>> {
    let access = Access::of(viewer);
    let [organisation, person, admin, on_site] = access.parameters();
    conn.prepare_cached(&format!(
        "SELECT t.sr, t.record ->> '$.request.name' FROM ticket t WHERE t.sr = :sr AND ({VISIBLE})"
    ))?
    .query_row(&[organisation, person, admin, on_site, (":sr", &sr)], |row| {
        Ok(TicketRef { sr_number: SrNumber(row.get(0)?), name: row.get(1)? })
    })
    .optional()
}

/// One page of the company's reports.
pub fn list(
    conn: &Connection,
    viewer: &Viewer,
    query: &ReportQuery,
    now: Timestamp,
) -> Result<Page<ReportSummary>, ApiError> {
    const FITS: &str = "(:kind IS NULL OR r.kind = :kind)
        AND (:from IS NULL OR r.period_to >= :from) AND (:to IS NULL OR r.period_from <= :to)
        AND (:device IS NULL OR EXISTS (
            SELECT 1 FROM report_device rd WHERE rd.report_id = r.id AND rd.device_id = :device))
        AND (:site IS NULL OR EXISTS (SELECT 1 FROM report_device rd JOIN device d ON d.id = rd.device_id
            WHERE rd.report_id = r.id AND d.site_id = :site))
        AND NOT EXISTS (SELECT 1 FROM json_each(:words) WHERE instr(r.search, value) = 0)";
    let day = |day: Option<Day>| day.map(|day| day.0.to_string());
    let words = Json(words(&query.text));
    let kind = query.kind.as_ref().map(ReportKind::as_str);
    let (device, place) = (query.device.as_ref().map(DeviceId::as_str), query.site.as_ref().map(SiteId::as_str));
    let (from, to) = (day(query.from), day(query.to));
    let access = Access::of(viewer);
    let [organisation, person, admin, on_site] = access.parameters();
    let fits: [(&str, &dyn ToSql); 10] = [
        organisation,
        person,
        admin,
        on_site,
        (":kind", &kind),
        (":from", &from),
        (":to", &to),
        (":device", &device),
        (":site", &place),
        (":words", &words),
    ];
    let readable = readable();
    let total = conn
        .prepare_cached(&format!("SELECT count(*) FROM report r WHERE {readable} AND {FITS}"))?
        .query_row(&fits[..], |row| row.get(0))?;

    let published = format!("ifnull(r.published, {NOT_YET})");
    let (first, sign, order) = match query.sort {
        ReportSort::Oldest => ("''", ">", "ASC"),
        ReportSort::Worst => ("ifnull(r.grade, '')", "<", "DESC"),
        ReportSort::Published | ReportSort::Other(_) => ("''", "<", "DESC"),
    };
    let after: Option<(String, i64, String)> = query.cursor.as_deref().map(cursor::decode).transpose()?;
    let size = page_size(query.limit);
    let limit = size + 1;
    let (after_first, after_published, after_id) = after
        .as_ref()
        .map(|(a, b, c)| (a, b, c))
        .map_or_else(|| (None, None, None), |(first, published, id)| (Some(first), Some(published), Some(id)));
    let mut parameters = fits.to_vec();
    parameters.extend::<[(&str, &dyn ToSql); 4]>([
        (":first", &after_first),
        (":published", &after_published),
        (":id", &after_id),
        (":limit", &limit),
    ]);
    let mut rows = conn
        .prepare_cached(&format!(
            "SELECT {SUMMARY}, {first}, {published} FROM report r WHERE {readable} AND {FITS}
                 AND (:id IS NULL OR ({first}, {published}, r.id) {sign} (:first, :published, :id))
             ORDER BY {first} {order}, {published} {order}, r.id {order} LIMIT :limit"
        ))?
        .query_map(&parameters[..], |row| {
            let summary = complete(conn, Some(viewer), row, now)?;
            let key: (String, i64, String) = (row.get(5)?, row.get(6)?, summary.id.to_string());
            Ok((summary, key))
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let more = rows.len() > size;
    rows.truncate(size);
    let next_cursor = rows.last().filter(|_| more).map(|(_, key)| cursor::encode(key)).transpose()?;
    Ok(Page { items: rows.into_iter().map(|(summary, _)| summary).collect(), next_cursor, total })
}

/// The summary of a report, as everybody of the company may know it.
pub fn summary(conn: &Connection, id: &ReportId, now: Timestamp) -> rusqlite::Result<ReportSummary> {
    conn.prepare_cached(&format!("SELECT {SUMMARY} FROM report r WHERE r.id = ?1"))?
        .query_row([id.as_str()], |row| complete(conn, None, row, now))
}

/// A report of the viewer's company.
pub fn report(conn: &Connection, viewer: &Viewer, id: &ReportId, now: Timestamp) -> Result<Report, ApiError> {
    let access = Access::of(viewer);
    let [organisation, person, admin, on_site] = access.parameters();
    let found = conn
        .prepare_cached(&format!(
            "SELECT r.data, r.published, r.progress, r.ticket_sr FROM report r WHERE r.id = :id AND {}",
            readable()
        ))?
        .query_row(&[organisation, person, admin, on_site, (":id", &id.as_str())], |row| {
            Ok((row.get::<_, Json<Report>>(0)?.0, (row.get(1)?, row.get(2)?), row.get(3)?))
        })
        .optional()?;
    let (mut report, state, ticket) = found.ok_or_else(ApiError::not_found)?;
    report.summary.id = id.clone();
    complete_summary(conn, Some(viewer), &mut report.summary, state, ticket, now)?;
    report.grades.clone_from(&RULES.grades);
    report.latest_acceptance = Some(Day(RULES.latest_acceptance(now.0.date_naive())));
    let first = FindingQuery { limit: Some(FIRST_FINDINGS), ..FindingQuery::default() };
    report.findings = findings(conn, viewer, id, &first, now)?;
    Ok(report)
}

/// One page of the findings of a report of the viewer's company.
pub fn findings(
    conn: &Connection,
    viewer: &Viewer,
    report: &ReportId,
    query: &FindingQuery,
    now: Timestamp,
) -> Result<Page<Finding>, ApiError> {
    const FITS: &str = "f.report_id = :report AND (:grade IS NULL OR f.grade = :grade)
        AND (:change IS NULL OR f.change = :change) AND (:area IS NULL OR f.area = :area)
        AND (:device IS NULL OR f.device_id = :device)
        AND NOT EXISTS (SELECT 1 FROM json_each(:words) WHERE instr(f.search, value) = 0)";
    let latest = is_latest(conn, viewer, report)?;
    let (today, words) = (today(now), Json(words(&query.text)));
    let grade = query.grade.as_ref().map(FindingGrade::as_str);
    let change = query.change.as_ref().map(Change::as_str);
    let area = query.area.as_ref().map(HealthArea::as_str);
    let device = query.device.as_ref().map(DeviceId::as_str);
    let decision = query.decision.as_ref().map(DecisionState::as_str);
    let report_id = report.as_str();
    let fits: [(&str, &dyn ToSql); 8] = [
        (":report", &report_id),
        (":grade", &grade),
        (":change", &change),
        (":area", &area),
        (":device", &device),
        (":words", &words),
        (":decision", &decision),
        (":today", &today),
    ];
    let fits_all = format!("{FITS} AND (:decision IS NULL OR {DECISION} = :decision)");
    let total = conn
        .prepare_cached(&format!("SELECT count(*) FROM {FINDINGS} WHERE {fits_all}"))?
        .query_row(&fits[..], |row| row.get(0))?;
    let after: u64 = query.cursor.as_deref().map(cursor::decode).transpose()?.unwrap_or_default();
    let size = page_size(query.limit);
    let limit = size + 1;
    let mut parameters = fits.to_vec();
    parameters.extend::<[(&str, &dyn ToSql); 2]>([(":after", &after), (":limit", &limit)]);
    let mut rows = conn
        .prepare_cached(&format!(
            "SELECT {COLUMNS}, {DECISION} FROM {FINDINGS} WHERE {fits_all} AND f.position > :after ORDER BY f.position LIMIT :limit"
        ))?
        .query_map(&parameters[..], |row| {
            Ok((row.get::<_, u64>(0)?, read_finding(conn, viewer, report, latest, row)?))
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let more = rows.len() > size;
    rows.truncate(size);
    let next_cursor = rows.last().filter(|_| more).map(|(position, _)| cursor::encode(position)).transpose()?;
    Ok(Page { items: rows.into_iter().map(|(_, finding)| finding).collect(), next_cursor, total })
}

/// One finding of a report of the viewer's company.
pub fn finding(
    conn: &Connection,
    viewer: &Viewer,
    report: &ReportId,
    id: &FindingId,
    now: Timestamp,
) -> Result<Finding, ApiError> {
    let latest = is_latest(conn, viewer, report)?;
    let position = position(id).ok_or_else(ApiError::not_found)?;
    let found = conn
        .prepare_cached(&format!(
            "SELECT {COLUMNS}, {DECISION} FROM {FINDINGS} WHERE f.report_id = :report AND f.position = :position"
        ))?
        .query_row(named_params! { ":report": report.as_str(), ":position": position, ":today": today(now) }, |row| {
            read_finding(conn, viewer, report, latest, row)
        })
        .optional()?;
    found.ok_or_else(ApiError::not_found)
}

/// Whether no later report is about the same, so that decisions are made on this one. Another company's isn't found.
fn is_latest(conn: &Connection, viewer: &Viewer, report: &ReportId) -> Result<bool, ApiError> {
    let found = conn
        .prepare_cached(
            "SELECT NOT EXISTS (SELECT 1 FROM report later WHERE later.previous_id = r.id AND later.published IS NOT NULL)
             FROM report r WHERE r.id = ?1 AND r.organisation_id = ?2",
        )?
        .query_row([report.as_str(), viewer.organisation_id.as_str()], |row| row.get(0))
        .optional()?;
    found.ok_or_else(ApiError::not_found)
}

const COLUMNS: &str =
    "f.position, f.version, f.area, f.grade, f.change, d.id, d.name, d.model, d.serial_number, f.data,
    f.ticket_sr, f.accepted_by, f.accepted_at, f.accepted_until, f.reason";

/// A row of [`COLUMNS`].
fn read_finding(
    conn: &Connection,
    viewer: &Viewer,
    report: &ReportId,
    latest: bool,
    row: &Row,
) -> rusqlite::Result<Finding> {
    let word = |column: usize| row.get_ref(column).and_then(|word| Ok(word.as_str()?.to_owned()));
    let Json(told) = row.get::<_, Json<Told>>(9)?;
    let state = DecisionState::from(word(15)?.as_str());
    let ticket = row.get::<_, Option<String>>(10)?.filter(|_| state == DecisionState::Requested);
    let accepted = state != DecisionState::Requested;
    let decision = Decision {
        ticket: ticket.map(|sr| visible_ticket(conn, viewer, &sr)).transpose()?.flatten(),
        by: row.get::<_, Option<String>>(11)?.filter(|_| accepted),
        at: row.get::<_, Option<At>>(12)?.filter(|_| accepted).map(|At(time)| time),
        until: row.get::<_, Option<Text<Day>>>(13)?.filter(|_| accepted).map(|Text(day)| day),
        reason: row.get::<_, Option<Json<_>>>(14)?.filter(|_| accepted).map(|Json(reason)| reason),
        state,
    };
    Ok(Finding {
        report: report.clone(),
        id: number(row.get(0)?),
        version: row.get(1)?,
        area: HealthArea::from(word(2)?.as_str()),
        grade: FindingGrade::from(word(3)?.as_str()),
        change: Change::from(word(4)?.as_str()),
        title: told.title,
        evidence: told.evidence,
        impact: told.impact,
        advice: told.advice,
        device: device_ref(row, 5)?,
        owner: told.owner,
        due: told.due,
        actions: if latest { actions(viewer, &decision.state) } else { Vec::new() },
        decision,
        articles: told.articles.iter().filter_map(|id| article(conn, id).transpose()).collect::<Result<_, _>>()?,
    })
}

/// The article, if everybody may read it.
fn article(conn: &Connection, id: &ArticleId) -> rusqlite::Result<Option<ArticleRef>> {
    let title: Localized = conn
        .prepare_cached(
            "SELECT t.language, t.title FROM article_text t JOIN article a ON a.id = t.article_id
             WHERE a.id = ?1 AND NOT a.restricted",
        )?
        .query_map([id.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let is_readable = title.tags().next().is_some();
    Ok(is_readable.then(|| ArticleRef { id: id.clone(), title }))
}

/// What the viewer may do about a finding of the latest report. Whoever speaks for the company answers for its risks.
pub fn actions(viewer: &Viewer, state: &DecisionState) -> Vec<FindingAction> {
    use FindingAction::{AcceptRisk, Request, WithdrawAcceptance};
    let all: &[_] = match state {
        DecisionState::Open => &[Request, AcceptRisk],
        DecisionState::Accepted => &[Request, AcceptRisk, WithdrawAcceptance],
        DecisionState::Requested | DecisionState::Other(_) => &[],
    };
    let admin = viewer.role == Role::OrganisationAdmin;
    all.iter().filter(|action| admin || **action == Request).cloned().collect()
}

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

/// Ties a ticket to the finding that it was made of; `false` for what the company hasn't. A second ticket says what it
/// was made of as well, but the finding keeps the first one as long as that isn't withdrawn.
pub fn request(
    tx: &Transaction,
    organisation: &OrganisationId,
    finding: &FindingRef,
    sr: &SrNumber,
) -> rusqlite::Result<bool> {
    let Some((report, position)) = finding.parts().and_then(|(report, id)| Some((report, position(&id)?))) else {
        return Ok(false);
    };
    let exists = tx
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM finding f JOIN report r ON r.id = f.report_id
             WHERE f.report_id = ?1 AND f.position = ?2 AND r.organisation_id = ?3)",
        )?
        .query_row((report.as_str(), position, organisation.as_str()), |row| row.get(0))?;
    if exists {
        tx.prepare_cached(
            "UPDATE finding SET ticket_sr = ?3, version = version + 1 WHERE report_id = ?1 AND position = ?2
                 AND NOT EXISTS (SELECT 1 FROM ticket t WHERE t.sr = finding.ticket_sr AND t.status <> 'cancelled')",
        )?
        .execute((report.as_str(), position, sr.as_str()))?;
    }
    Ok(exists)
}
