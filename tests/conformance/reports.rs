//! Reports: lists, findings and decisions about them, requests made of them, and news while they are made.

use std::time::Duration;

use aftercare_contract::{
    ProblemType,
    list::Page,
    live::{HELLO, NEWS, News},
    report::{
        Comparison, DecisionState, Finding, FindingAction, FindingQuery, FindingRef, Report, ReportKind, ReportQuery,
        ReportState, ReportSummary,
    },
    routes::{IDEMPOTENCY_KEY, path, to},
    ticket::{NewTicket, Ticket},
};
use aftercare_tests::{Answer, Customer, Live, api::new_key, sample::fault};
use reqwest::Method;
use serde_json::{Value, json};

use crate::subject::Subject;

async fn list(who: &Customer, query: &ReportQuery) -> Page<ReportSummary> {
    who.load(&format!("{}?{}", to(path::REPORTS, &[]), query.print())).await
}

async fn checks(who: &Customer) -> Vec<ReportSummary> {
    list(who, &ReportQuery { kind: Some(ReportKind::HealthCheck), ..ReportQuery::default() }).await.items
}

/// A finding of the stranger, who speaks for their company, about which something can be decided.
async fn undecided(admin: &Customer) -> Finding {
    for report in checks(admin).await {
        let query = FindingQuery { decision: Some(DecisionState::Open), ..FindingQuery::default() };
        let url = format!("{}?{}", to(path::FINDINGS, &[report.id.as_str()]), query.print());
        let page: Page<Finding> = admin.load(&url).await;
        if let Some(finding) = page.items.into_iter().find(|it| it.actions.contains(&FindingAction::AcceptRisk)) {
            return finding;
        }
    }
    panic!("the demo has findings that wait for a decision");
}

async fn decide(who: &Customer, finding: &Finding, version: Option<u64>, decision: &Value) -> Answer {
    let url = to(path::FINDING_DECISION, &[finding.report.as_str(), finding.id.as_str()]);
    let mut call = who.write(Method::POST, &url).header(IDEMPOTENCY_KEY, new_key());
    if let Some(version) = version {
        call = call.header("if-match", format!("\"{version}\""));
    }
    Answer::of(call.json(decision)).await
}

pub async fn lists_come_in_pages_and_keep_to_their_filters(subject: &Subject) {
    let all = list(&subject.customer, &ReportQuery { limit: Some(200), ..ReportQuery::default() }).await;
    assert!(all.items.is_sorted_by(|one, other| {
        let published = |report: &ReportSummary| (report.published.is_none(), report.published);
        published(one) >= published(other)
    }));
    let first = list(&subject.customer, &ReportQuery { limit: Some(1), ..ReportQuery::default() }).await;
    let query = ReportQuery { limit: Some(1), cursor: first.next_cursor.clone(), ..ReportQuery::default() };
    let second = list(&subject.customer, &query).await;
    assert_ne!(first.items[0].id, second.items[0].id, "nothing twice");
    let checks = checks(&subject.customer).await;
    assert!(!checks.is_empty() && checks.iter().all(|report| report.kind == ReportKind::HealthCheck));
    let device = checks[0].devices[0].id.clone();
    let of_device = list(&subject.customer, &ReportQuery { device: Some(device), ..ReportQuery::default() }).await;
    assert!(of_device.items.iter().any(|report| report.id == checks[0].id));
}

pub async fn a_report_has_its_findings_and_stands_beside_another(subject: &Subject) {
    let checks = checks(&subject.customer).await;
    let report: Report = subject.customer.load(&to(path::REPORT, &[checks[0].id.as_str()])).await;
    assert_eq!(report.findings.total, report.summary.findings.total);
    for area in &report.subscores {
        assert!(report.grades.contains(&area.now), "{area:?}");
    }
    let Some(previous) = report.previous else { return };
    let url = to(path::REPORT_COMPARISON, &[report.summary.id.as_str(), previous.id.as_str()]);
    let comparison: Comparison = subject.customer.load(&url).await;
    assert_eq!((comparison.earlier.id, comparison.later.id), (previous.id, report.summary.id));
}

pub async fn a_strangers_report_is_not_found_by_any_call(subject: &Subject) {
    let finding = undecided(&subject.stranger).await;
    let (report, id) = (finding.report.as_str(), finding.id.as_str());
    for url in [
        to(path::REPORT, &[report]),
        to(path::REPORT_COMPARISON, &[report, report]),
        to(path::FINDINGS, &[report]),
        to(path::FINDING, &[report, id]),
    ] {
        subject.customer.get(&url).await.expect(404);
    }
    let accept = json!({ "action": "acceptRisk", "reason": "Theirs", "until": "2100-01-01" });
    decide(&subject.customer, &finding, Some(finding.version), &accept).await.expect(404);
    let named = Some(FindingRef::new(&finding.report, &finding.id));
    let request = NewTicket { finding: named, ..fault(&subject.device, "Of a strange finding") };
    let problem = subject.customer.post(&to(path::TICKETS, &[]), &request).await.expect(422).problem();
    assert_eq!(problem.errors[0].pointer, "/finding");
}

pub async fn a_risk_is_accepted_for_a_time_and_taken_back(subject: &Subject) {
    let admin = &subject.stranger;
    let finding = undecided(admin).await;
    let report: Report = admin.load(&to(path::REPORT, &[finding.report.as_str()])).await;
    let until = report.latest_acceptance.expect("it says until when");
    let accept = json!({ "action": "acceptRisk", "reason": "A spare is there", "until": until });
    let problem = decide(admin, &finding, None, &accept).await.expect(428).problem();
    assert_eq!(problem.problem_type, ProblemType::PreconditionMissing);
    let problem = decide(admin, &finding, Some(finding.version + 1), &accept).await.expect(412).problem();
    assert_eq!(problem.current_version, Some(finding.version));
    let accepted: Finding = decide(admin, &finding, Some(finding.version), &accept).await.expect(200).json();
    assert_eq!((accepted.decision.state, accepted.decision.until), (DecisionState::Accepted, Some(until)));
    let back = json!({ "action": "withdrawAcceptance" });
    let open: Finding = decide(admin, &finding, Some(accepted.version), &back).await.expect(200).json();
    assert_eq!(open.decision.state, DecisionState::Open);
}

pub async fn a_finding_becomes_a_request_once(subject: &Subject) {
    let admin = &subject.stranger;
    let finding = undecided(admin).await;
    let named = FindingRef::new(&finding.report, &finding.id);
    let device = finding.device.as_ref().map_or(&subject.strange_device, |device| &device.id);
    let request = NewTicket { finding: Some(named.clone()), ..fault(device, "Made of a finding") };
    let ticket: Ticket = admin.post(&to(path::TICKETS, &[]), &request).await.expect(201).json();
    assert_eq!(ticket.finding, Some(named));
    let url = to(path::FINDING, &[finding.report.as_str(), finding.id.as_str()]);
    let requested: Finding = admin.load(&url).await;
    assert_eq!(requested.decision.ticket.map(|ticket| ticket.sr_number), Some(ticket.summary.sr_number));
    assert_eq!(requested.actions, []);
}

pub async fn a_report_that_is_made_is_told_live(subject: &Subject) {
    let device = subject.customer.devices().await.into_iter().find(|device| device.id == subject.device);
    let serial = device.expect("it is one of theirs").serial_number;
    let mut live = Live::open(&subject.customer, None, false).await;
    live.next_named(HELLO).await;
    let mut strange = Live::open(&subject.stranger, None, false).await;
    let greeting = strange.next_named(HELLO).await.id;
    let new = json!({
        "kind": "healthCheck", "devices": [serial], "about": new_key(), "making": true,
        "period": { "from": "2026-01-01", "to": "2026-03-31" }
    });
    let begun: ReportSummary = subject.desk().call(Method::POST, "/reports", Some(&new)).await.expect(201).json();
    let finish = format!("/reports/{}/publish", begun.id);
    subject.desk().call(Method::POST, &finish, Some(&json!({}))).await.expect(200);
    for state in [ReportState::Making, ReportState::Ready] {
        let news = live.next_named(NEWS).await;
        let report = serde_json::from_str::<News>(&news.data).expect("news").report.expect("of a report");
        assert_eq!((report.id, report.state), (begun.id.clone(), state));
    }
    let mut resumed = Live::open(&subject.stranger, Some(&greeting), false).await;
    while let Some(event) = resumed.next_within(Duration::from_millis(300)).await {
        assert_ne!(event.event, NEWS, "not for strangers");
    }
}
