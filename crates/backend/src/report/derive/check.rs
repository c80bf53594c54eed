//! Health checks and inspections.

use aftercare_contract::{
    Localized,
    asset::{Day, DeviceId},
    history::{Actor, Side},
    report::{Change, FindingGrade, HealthArea, Period, Report, ReportKind, Subscore},
    ticket::Tier,
};
use rusqlite::{Connection, OptionalExtension};

use super::{
    super::{
        evaluate::Examined,
        publish::{Draft, Subject, blank},
        rules::{self, RULES, Rules},
        store::NewFinding,
        words::fill,
    },
    basis,
    parts::{compliance, drills, hardware, versions, vulnerabilities},
    read_all,
    trends::{charts, forecasts},
};
use crate::{db::Json, http::ApiError};

/// Health check or inspection: what the rules of some areas say of each device.
pub(super) fn check(conn: &Connection, subject: &Subject, areas: &[HealthArea]) -> Result<Draft, ApiError> {
    let examined = read_all(conn, subject, areas)?;
    let findings: Vec<NewFinding> = examined.iter().flat_map(|device| device.findings(areas)).collect();
    let score = |device: &DeviceId, area: &HealthArea| {
        let of = findings.iter().filter(|it| it.device.as_ref() == Some(device) && it.area == *area);
        RULES.grade(of.map(|finding| &finding.grade))
    };
    let area_grades: Vec<(HealthArea, usize)> = areas
        .iter()
        .map(|area| {
            let each: Vec<_> = examined.iter().map(|device| score(&device.id, area)).collect();
            (area.clone(), Rules::overall(&each))
        })
        .collect();
    let mut report = blank(subject.kind.clone(), subject.title.clone(), subject.period);
    let overall: Vec<_> = area_grades.iter().map(|(_, grade)| *grade).collect();
    report.summary.grade = Some(RULES.grade_name(Rules::overall(&overall)));
    report.summary.lead = lead(&findings, examined.len());
    report.subscores = area_grades
        .into_iter()
        .map(|(area, grade)| Subscore { area, before: None, now: RULES.grade_name(grade), change: Change::New })
        .collect();
    report.inspected = Some(Period { from: subject.period.to, to: subject.period.to });
    report.inspector = inspector(conn, subject)?;
    report.hardware = hardware(&examined, &findings);
    if subject.kind == ReportKind::HealthCheck {
        report.metrics = charts(&examined, &findings);
        report.versions = versions(&examined, &findings);
        report.compliance = compliance(&examined, &findings);
        report.vulnerabilities = vulnerabilities(&examined, &findings);
        report.drills = drills(&examined, &findings);
        report.forecasts = forecasts(&examined);
    }
    by_contract(conn, subject, &mut report)?;
    let whole = subject.kind == ReportKind::HealthCheck;
    let grade = |device: &Examined| {
        let areas: Vec<_> = areas.iter().map(|area| score(&device.id, area)).collect();
        (device.id.clone(), RULES.grade_name(Rules::overall(&areas)))
    };
    let grades = examined.iter().filter(|_| whole).map(grade).collect();
    Ok(Draft { report, findings, grades })
}

fn lead(findings: &[NewFinding], devices: usize) -> Localized {
    let count = |grade: FindingGrade| findings.iter().filter(|finding| finding.grade == grade).count();
    let [high, medium, low] = [FindingGrade::High, FindingGrade::Medium, FindingGrade::Low].map(count);
    let due = findings.iter().filter(|finding| finding.grade == FindingGrade::High).filter_map(|it| it.told.due).min();
    let words = match (high, findings.is_empty()) {
        (0, true) => &RULES.words.lead_none,
        (0, false) => &RULES.words.lead_other,
        _ => &RULES.words.lead_high,
    };
    let due = due.map(|Day(day)| day.to_string()).unwrap_or_default();
    let gaps = [("high", high.into()), ("medium", medium.into()), ("low", low.into()), ("devices", devices.into())];
    fill(words, &[&gaps[..], &[("due", due.into())]].concat())
}

/// Who looked: at the site a field engineer, else somebody of the second line; always the same for the same subject.
fn inspector(conn: &Connection, subject: &Subject) -> rusqlite::Result<Option<Actor>> {
    let tier = if subject.kind == ReportKind::Inspection { Tier::Field } else { Tier::L2 };
    let name: Option<String> = conn
        .prepare_cached("SELECT name FROM engineer WHERE tier = ?1 ORDER BY id LIMIT 1")?
        .query_row([tier.as_str()], |row| row.get(0))
        .optional()?;
    Ok(name.map(|name| Actor { side: Side::Vendor, name, tier: Some(tier) }))
}

/// Which contract asks for it, and when the next one is due.
fn by_contract(conn: &Connection, subject: &Subject, report: &mut Report) -> rusqlite::Result<()> {
    let contract = subject.devices.first().map(|device| {
        conn.prepare_cached(
            "SELECT c.number, c.plan, c.policy_id FROM device d JOIN contract c ON c.id = d.contract_id WHERE d.id = ?1",
        )?
        .query_row([device.as_str()], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, Json<Localized>>(1)?.0, row.get::<_, String>(2)?))
        })
        .optional()
    });
    let Some((number, plan, policy)) = contract.transpose()?.flatten() else { return Ok(()) };
    let asks = |due: &&rules::Due| due.kind == subject.kind && due.policies.contains(&policy);
    if let Some(due) = RULES.schedule.iter().find(asks) {
        let gaps = [("contract", number.into()), ("plan", (&plan).into()), ("months", due.months.to_string().into())];
        report.basis = basis(&subject.kind, &gaps);
        report.next_due = subject.period.to.0.checked_add_months(chrono::Months::new(due.months)).map(Day);
    }
    Ok(())
}
