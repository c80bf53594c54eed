//! Reports as readers and the desk notice them: a real server, over HTTP.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "the rest of it is for the tests of the frame")]
#[path = "../frame/common.rs"]
mod common;
#[expect(dead_code, reason = "the rest of it is for the tests of the knowledge base")]
#[path = "../kb/world.rs"]
mod world;

use aftercare_backend::http::ApiError;
use aftercare_contract::{
    account::{Capability, Me},
    list::Page,
    live::News,
    report::{
        Change, Comparison, DecisionState, Finding, FindingAction, FindingGrade, FindingId, FindingQuery, Report,
        ReportId, ReportKind, ReportQuery, ReportState, ReportSummary, Verdict,
    },
    routes::{IDEMPOTENCY_KEY, path, to},
    ticket::Ticket,
};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::{
    common::problem,
    world::{Reader, World},
};

const HE: &str = "he@example.cn";
const LIN: &str = "lin@example.cn";
const INGRID: &str = "ingrid@example.net";
/// A device with telemetry, of a site that nothing else is asked about.
const SERIAL: &str = "ADX64-2209-03157";

async fn list(reader: &Reader, query: &ReportQuery) -> Page<ReportSummary> {
    reader.read(&format!("{}?{}", to(path::REPORTS, &[]), query.print())).await
}

async fn findings(reader: &Reader, report: &ReportId, query: &FindingQuery) -> Page<Finding> {
    reader.read(&format!("{}?{}", to(path::FINDINGS, &[report.as_str()]), query.print())).await
}

async fn published(world: &World, report: &Value) -> ReportSummary {
    let answer = world.desk(Method::POST, "/reports", report).await;
    let status = answer.status();
    let text = answer.text().await.unwrap();
    assert_eq!(status, StatusCode::CREATED, "{text}");
    serde_json::from_str(&text).unwrap()
}

async fn decide(reader: &Reader, finding: &Finding, key: &str, version: u64, decision: &Value) -> Response {
    let url = to(path::FINDING_DECISION, &[finding.report.as_str(), finding.id.as_str()]);
    let call = reader.request(Method::POST, &url).header(IDEMPOTENCY_KEY, key);
    call.header("if-match", format!("\"{version}\"")).json(decision).send().await.unwrap()
}

/// What the news of the log say of reports, oldest first.
async fn told(world: &World) -> Vec<(ReportId, ReportState, Option<u8>)> {
    let read = |conn: &rusqlite::Connection| {
        conn.prepare("SELECT data FROM news ORDER BY id")?
            .query_map([], |row| row.get::<_, String>(0))?
            .collect::<rusqlite::Result<Vec<_>>>()
            .map_err(ApiError::from)
    };
    let news = world.backend.app.db.read(read).await.unwrap();
    let reports = news.iter().filter_map(|news| serde_json::from_str::<News>(news).unwrap().report);
    reports.map(|report| (report.id, report.state, report.progress)).collect()
}

/// One world for all, as it takes its time.
#[tokio::test]
async fn reports_are_derived_read_decided_about_and_announced() {
    let world = World::new().await;
    what_the_demo_has(&world).await;
    rules_find_what_was_measured(&world).await;
    risks_are_accepted_and_requests_made(&world).await;
    ten_thousand_findings_come_in_pages(&world).await;
    a_report_is_announced_while_it_is_made(&world).await;
}

async fn what_the_demo_has(world: &World) {
    let (he, ingrid) = (world.reader(HE).await, world.reader(INGRID).await);
    assert!(he.read::<Me>(&to(path::ME, &[])).await.capabilities.contains(&Capability::Reports));
    let all = list(&he, &ReportQuery { limit: Some(200), ..ReportQuery::default() }).await;
    assert_eq!(all.items.len() as u64, all.total);
    assert!(all.items.is_sorted_by(|one, other| one.published >= other.published), "newest first");
    let worst = list(&he, &ReportQuery { sort: "-grade".into(), limit: Some(5), ..ReportQuery::default() }).await;
    assert!(worst.items.is_sorted_by(|one, other| one.grade >= other.grade));

    // Pages leave nothing out and have nothing twice.
    let mut query = ReportQuery { limit: Some(7), ..ReportQuery::default() };
    let mut paged = Vec::new();
    loop {
        let page = list(&he, &query).await;
        paged.extend(page.items.into_iter().map(|report| report.id));
        query.cursor = page.next_cursor;
        if query.cursor.is_none() {
            break;
        }
    }
    assert_eq!(paged, all.items.iter().map(|report| report.id.clone()).collect::<Vec<_>>());

    for kind in [ReportKind::HealthCheck, ReportKind::Inspection, ReportKind::OperationAnalysisMonthly] {
        let of_kind = list(&he, &ReportQuery { kind: Some(kind.clone()), ..ReportQuery::default() }).await;
        assert!(of_kind.total > 0 && of_kind.items.iter().all(|report| report.kind == kind), "{kind}");
    }
    let device =
        ReportQuery { device: Some("adx-sh-01".into()), site: Some("pudong".into()), ..ReportQuery::default() };
    let of_device = list(&he, &device).await;
    assert!(0 < of_device.total && of_device.total < all.total);
    assert_eq!(list(&he, &ReportQuery { from: Some(day("2027-01-01")), ..ReportQuery::default() }).await.total, 0);

    // Two checks of the same, one beside the other.
    let checks = ReportQuery { kind: Some(ReportKind::HealthCheck), ..device };
    let checks = list(&he, &checks).await.items;
    let (later, earlier) = (&checks[0], &checks[1]);
    let report: Report = he.read(&to(path::REPORT, &[later.id.as_str()])).await;
    assert_eq!(report.previous.map(|previous| previous.id), Some(earlier.id.clone()));
    assert_eq!(report.summary.previous_grade, earlier.grade);
    assert!(!report.hardware.is_empty() && !report.metrics.is_empty() && !report.forecasts.is_empty());
    let url = to(path::REPORT_COMPARISON, &[later.id.as_str(), earlier.id.as_str()]);
    let comparison: Comparison = he.read(&url).await;
    assert_eq!((&comparison.earlier.id, &comparison.later.id), (&earlier.id, &later.id));
    assert_eq!(comparison.counts.new, report.summary.findings.new, "the same as in the report");
    assert_eq!(comparison.counts.resolved, report.summary.findings.resolved);

    // To strangers none of it exists.
    let finding = [later.id.as_str(), "F1"];
    for url in [
        to(path::REPORT, &[later.id.as_str()]),
        to(path::FINDINGS, &[later.id.as_str()]),
        to(path::FINDING, &finding),
        url,
    ] {
        assert_eq!(ingrid.get(&url).await.status(), 404, "{url}");
    }
    let mut foreign = findings(&he, &later.id, &FindingQuery::default()).await.items;
    let answer = decide(&ingrid, &foreign.remove(0), "k", 1, &json!({ "action": "withdrawAcceptance" })).await;
    assert_eq!(answer.status(), 404);
}

fn day(day: &str) -> aftercare_contract::asset::Day {
    aftercare_contract::asset::Day(day.parse().unwrap())
}

fn check(about: &str, from: &str, to: &str) -> Value {
    let period = json!({ "from": from, "to": to });
    json!({ "kind": "healthCheck", "devices": [SERIAL], "period": period, "about": about })
}

async fn rules_find_what_was_measured(world: &World) {
    let he = world.reader(HE).await;
    let found = async |report: &ReportSummary, rule: &str| {
        let text = FindingQuery { text: rule.to_owned(), ..FindingQuery::default() };
        findings(&he, &report.id, &text).await.items
    };
    // A time from which the demo has nothing: what is found is what is written here.
    let before = published(world, &check("rules", "2023-01-01", "2023-03-31")).await;
    assert_eq!((before.findings.total, before.grade.as_deref()), (0, Some("A")));

    let metric = |metric: &str, days: Value| json!({ "metric": metric, "days": days });
    let volts = |day: &str, low: f32| json!({ "day": day, "low": low, "p95": 221.0, "high": 223.0 });
    let url = format!("/devices/{SERIAL}/telemetry");
    let days = json!([volts("2023-05-02", 158.0), volts("2023-05-03", 219.0)]);
    assert_eq!(world.desk(Method::POST, &url, &metric("psu2Voltage", days)).await.status(), 204);
    let snapshot = json!({ "deviating": ["RED-01", "ACL-02", "LOG-02"], "backup": "2023-06-20" });
    let seen = format!("/devices/{SERIAL}/snapshots/2023-06-21");
    assert_eq!(world.desk(Method::PUT, &seen, &snapshot).await.status(), 204);

    let after = published(world, &check("rules", "2023-04-01", "2023-06-30")).await;
    let power = found(&after, "158 V").await;
    assert_eq!((power.len(), &power[0].grade, &power[0].change), (1, &FindingGrade::High, &Change::New));
    assert_eq!(power[0].title.in_language("ja").0, "ja");
    assert!(power[0].articles.iter().any(|article| article.id.as_str() == "KB-1204"));
    let configuration = found(&after, "rules of configuration").await;
    assert_eq!((configuration.len(), &configuration[0].grade), (1, &FindingGrade::Medium), "three deviate");
    let report: Report = he.read(&to(path::REPORT, &[after.id.as_str()])).await;
    let reading = report.hardware.iter().find(|it| it.verdict == Verdict::Abnormal).unwrap();
    assert_eq!((reading.worst, reading.finding.as_ref()), (Some(158.0), Some(&power[0].id)));
    assert_eq!(report.summary.grade.as_deref(), Some("B"), "one better than the worst area");

    // Next time the power is mended and the configuration isn't.
    let next = published(world, &check("rules", "2023-07-01", "2023-09-30")).await;
    assert_eq!((next.findings.unchanged, next.findings.resolved), (1, 1));
    let report: Report = he.read(&to(path::REPORT, &[next.id.as_str()])).await;
    assert!(report.changes.iter().any(|it| it.change == Change::Resolved && it.earlier == Some(power[0].id.clone())));
}

async fn risks_are_accepted_and_requests_made(world: &World) {
    let (he, lin) = (world.reader(HE).await, world.reader(LIN).await);
    let query =
        ReportQuery { kind: Some(ReportKind::HealthCheck), device: Some("adx-sh-03".into()), ..ReportQuery::default() };
    let latest = list(&he, &query).await.items.remove(0);
    let open = FindingQuery { decision: Some(DecisionState::Open), ..FindingQuery::default() };
    let finding = findings(&he, &latest.id, &open).await.items.remove(0);
    assert_eq!(finding.actions, [FindingAction::Request, FindingAction::AcceptRisk]);

    let accept = json!({ "action": "acceptRisk", "reason": "RAID 1", "until": "2026-12-31" });
    let empty = decide(&he, &finding, "k0", finding.version, &json!({ "action": "acceptRisk" })).await;
    let errors = problem(empty).await.errors;
    assert_eq!(errors.iter().map(|error| error.pointer.as_str()).collect::<Vec<_>>(), ["/reason", "/until"]);
    assert_eq!(decide(&lin, &finding, "k1", finding.version, &accept).await.status(), 403, "no admin");
    let stale = problem(decide(&he, &finding, "k2", finding.version + 7, &accept).await).await;
    assert_eq!((stale.status, stale.current_version), (412, Some(finding.version)));

    let accepted: Finding = decide(&he, &finding, "k3", finding.version, &accept).await.json().await.unwrap();
    assert_eq!((&accepted.decision.state, accepted.version), (&DecisionState::Accepted, finding.version + 1));
    assert_eq!(accepted.decision.by.as_deref(), Some("何倩"));
    let again: Finding = decide(&he, &finding, "k3", finding.version, &accept).await.json().await.unwrap();
    assert_eq!(again, accepted, "the first answer again");
    let withdraw = json!({ "action": "withdrawAcceptance" });
    let open: Finding = decide(&he, &finding, "k4", accepted.version, &withdraw).await.json().await.unwrap();
    assert_eq!(open.decision.state, DecisionState::Open);

    // A request that names it is tied to it both ways; of another company's finding nothing is known.
    let named = format!("{}/{}", finding.report, finding.id);
    let request = json!({
        "ticketType": "question", "name": "What about this finding?", "description": "See the report",
        "finding": named, "contact": { "name": "Lin" }, "remoteAccess": "no", "window": "anytime"
    });
    let foreign = world.reader(INGRID).await.post(&to(path::TICKETS, &[]), "t", &request).await;
    assert_eq!(problem(foreign).await.errors[0].pointer, "/finding");
    let answer = lin.post(&to(path::TICKETS, &[]), "t", &request).await;
    assert_eq!(answer.status(), 201);
    let ticket: Ticket = answer.json().await.unwrap();
    assert_eq!(ticket.finding.map(|finding| finding.0), Some(named));
    let url = to(path::FINDING, &[finding.report.as_str(), finding.id.as_str()]);
    let requested: Finding = he.read(&url).await;
    assert_eq!((&requested.decision.state, requested.actions.len()), (&DecisionState::Requested, 0));
    assert_eq!(requested.decision.ticket.map(|ticket| ticket.sr_number), Some(ticket.summary.sr_number));
    assert_eq!(decide(&he, &finding, "k5", requested.version, &accept).await.status(), 409);
}

async fn ten_thousand_findings_come_in_pages(world: &World) {
    let he = world.reader(HE).await;
    let both = |en: String| json!({ "en": en.clone(), "zh-CN": en.clone(), "ja": en });
    let finding = |number: usize| {
        json!({
            "key": format!("rule-{number}"), "area": "compliance", "grade": if number.is_multiple_of(100) { "high" } else { "low" },
            "title": both(format!("Rule {number} isn't kept")), "evidence": both("Seen".to_owned()),
            "impact": both("None".to_owned()), "advice": both("Keep it".to_owned())
        })
    };
    let content = json!({
        "lead": both("Many".to_owned()), "grade": "D", "findings": (0..10_000).map(finding).collect::<Vec<_>>()
    });
    let mut report = check("many", "2026-10-01", "2026-10-31");
    report["content"] = content;
    let summary = published(world, &report).await;
    assert_eq!((summary.findings.total, summary.findings.high), (10_000, 100));
    let whole: Report = he.read(&to(path::REPORT, &[summary.id.as_str()])).await;
    assert_eq!((whole.findings.items.len(), whole.findings.total), (50, 10_000), "the report brings the first ones");
    assert!(whole.findings.items.iter().all(|finding| finding.grade == FindingGrade::High), "the gravest first");
    let mut query = FindingQuery { limit: Some(200), ..FindingQuery::default() };
    let mut numbers: Vec<FindingId> = Vec::new();
    for _ in 0..3 {
        let page = findings(&he, &summary.id, &query).await;
        numbers.extend(page.items.into_iter().map(|finding| finding.id));
        query.cursor = page.next_cursor;
    }
    assert_eq!((numbers.len(), numbers[0].as_str(), numbers[599].as_str()), (600, "F1", "F600"));
    let one = FindingQuery { text: "rule 9900".to_owned(), ..FindingQuery::default() };
    assert_eq!(findings(&he, &summary.id, &one).await.total, 1);
}

async fn a_report_is_announced_while_it_is_made(world: &World) {
    let (he, before) = (world.reader(HE).await, told(world).await.len());
    let mut report = check("made", "2026-08-01", "2026-10-31");
    report["making"] = json!(true);
    let id = published(world, &report).await.id;
    let shown: Report = he.read(&to(path::REPORT, &[id.as_str()])).await;
    assert_eq!((shown.summary.state, shown.summary.progress), (ReportState::Making, Some(0)));
    assert_eq!(list(&he, &ReportQuery::default()).await.items[0].id, id, "before those that are published");
    world.desk(Method::POST, &format!("/reports/{id}/progress"), &json!({ "percent": 40 })).await;
    world.desk(Method::POST, &format!("/reports/{id}/publish"), &json!({})).await;
    let again = world.desk(Method::POST, &format!("/reports/{id}/publish"), &json!({})).await;
    assert_eq!(again.status(), 404, "it is published");
    let told = told(world).await.split_off(before);
    let expected = [(ReportState::Making, Some(0)), (ReportState::Making, Some(40)), (ReportState::Ready, None)];
    assert_eq!(told, expected.map(|(state, progress)| (id.clone(), state, progress)));
}
