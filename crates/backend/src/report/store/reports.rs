//! The list of reports and each of them, with what depends on the viewer and the day.

use aftercare_contract::{
    Timestamp,
    asset::{Day, DeviceId, SiteId},
    list::Page,
    report::{
        FindingCounts, FindingQuery, Report, ReportId, ReportKind, ReportQuery, ReportSort, ReportState, ReportSummary,
    },
};
use rusqlite::{Connection, OptionalExtension, Row, ToSql, named_params};

use super::{
    super::{file, rules::RULES},
    DECISION, FINDINGS, findings, today, visible_ticket,
};
use crate::{
    db::{At, Json},
    http::{ApiError, cursor},
    session::Viewer,
    ticket::{
        access::{Access, VISIBLE},
        list::{page_size, words},
    },
};

/// How many findings a report brings along.
const FIRST_FINDINGS: u16 = 50;
/// How many devices a summary names.
const DEVICES_OF_SUMMARY: usize = 3;
/// Later than every time that a report was published.
const NOT_YET: i64 = i64::MAX;
/// What a list of reports reads of `r`.
const SUMMARY: &str = "r.id, r.data -> '$.summary', r.published, r.progress, r.ticket_sr";

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

/// Condition on `r`, a row of `report`: the viewer may read it. All of the company's are for all of its people, but for
/// those about a ticket, which say what it says, and for service reviews, which are for admins. Takes the parameters of [`Access::parameters`].
fn readable() -> String {
    format!(
        "r.organisation_id = :organisation AND (r.kind <> 'serviceReview' OR :admin) AND (r.ticket_sr IS NULL
         OR EXISTS (SELECT 1 FROM ticket t WHERE t.sr = r.ticket_sr AND ({VISIBLE})))"
    )
}

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
