//! Findings of a report, and what may be done about each.

use aftercare_contract::{
    Localized, Timestamp,
    account::{OrganisationId, Role},
    asset::{Day, DeviceId},
    knowledge::ArticleId,
    list::Page,
    report::{
        ArticleRef, Change, Decision, DecisionState, Finding, FindingAction, FindingGrade, FindingId, FindingQuery,
        FindingRef, HealthArea, ReportId,
    },
    ticket::SrNumber,
};
use rusqlite::{Connection, OptionalExtension, Row, ToSql, Transaction, named_params};

use super::{DECISION, FINDINGS, Told, number, position, today, visible_ticket};
use crate::{
    db::{At, Json, Text},
    http::{ApiError, cursor},
    session::Viewer,
    ticket::{
        list::{page_size, words},
        view::device_ref,
    },
};

const COLUMNS: &str =
    "f.position, f.version, f.area, f.grade, f.change, d.id, d.name, d.model, d.serial_number, f.data,
    f.ticket_sr, f.accepted_by, f.accepted_at, f.accepted_until, f.reason";

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
