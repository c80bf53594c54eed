//! Reports: found, read, compared and printed; a finding becomes a request, or its risk is accepted for a time.

use std::time::Instant;

use aftercare_contract::{
    list::Page,
    report::{
        DecisionState, Finding, FindingId, FindingQuery, Report, ReportId, ReportKind, ReportQuery, ReportSummary,
    },
    routes::{path, to},
};
use aftercare_tests::{
    Browser, Customer,
    backend::INGRID,
    browser::{
        Key,
        target::{button, dialog, field, group, heading, link, listitem, radio, region, status},
    },
    sample::health_check,
    wait::{self, PATIENCE},
};
use reqwest::Method;
use serde_json::json;

use crate::{pages, scene::Scene};

/// The newest health check of which a report before is known and in which something is still open.
pub async fn a_health_check(customer: &Customer) -> Report {
    let query = ReportQuery { kind: Some(ReportKind::HealthCheck), limit: Some(200), ..ReportQuery::default() };
    let list: Page<ReportSummary> = customer.load(&format!("{}?{}", to(path::REPORTS, &[]), query.print())).await;
    for summary in list.items.into_iter().filter(|report| report.findings.open > 1 && report.published.is_some()) {
        let report: Report = customer.load(&to(path::REPORT, &[summary.id.as_str()])).await;
        if report.previous.is_some() && !report.metrics.is_empty() {
            return report;
        }
    }
    panic!("the demo has a health check with open findings and one before it");
}

async fn finding(customer: &Customer, report: &ReportId, finding: &FindingId) -> Finding {
    customer.load(&to(path::FINDING, &[report.as_str(), finding.as_str()])).await
}

/// One that may be decided about.
async fn an_open_finding(customer: &Customer, report: &ReportId) -> Finding {
    let query = FindingQuery { decision: Some(DecisionState::Open), ..FindingQuery::default() };
    let place = format!("{}?{}", to(path::FINDINGS, &[report.as_str()]), query.print());
    let list: Page<Finding> = customer.load(&place).await;
    list.items.into_iter().next().expect("something is open")
}

fn english(words: &aftercare_contract::Localized) -> &str {
    words.in_language("en").1
}

async fn choose(browser: &Browser, id: &str, value: &str) {
    let set = "const control = document.getElementById(arguments[0]); control.value = arguments[1];
        control.dispatchEvent(new Event('change', { bubbles: true }))";
    browser.script(set, vec![json!(id), json!(value)]).await;
}

/// Filters stand in the URL and Back undoes them; a report is opened, its parts are read, and it is printed whole.
pub async fn a_report_is_found_and_read(scene: &mut Scene) {
    let browser = &scene.browser;
    let customer = scene.backend.customer(INGRID).await;
    let report = a_health_check(&customer).await;
    let id = report.summary.id.as_str();
    pages::sign_in(scene, "/reports", INGRID).await;
    browser.find(&heading("Reports").exactly()).await;
    browser.find(&listitem(id)).await;
    browser.axe().await;
    choose(browser, "reports-kind", ReportKind::Inspection.as_str()).await;
    browser.at("the kind", |at| at == "/reports?kind=inspection").await;
    choose(browser, "reports-kind", ReportKind::HealthCheck.as_str()).await;
    browser.at("the other kind", |at| at == "/reports?kind=healthCheck").await;
    browser.fill(&field("Title, number or device"), id).await;
    browser.press(Key::Enter).await;
    browser.at("the words", |at| at.contains("kind=healthCheck") && at.contains(&format!("q={id}"))).await;
    browser.sees("1 of 1 reports").await;
    browser.fill(&field("Title, number or device"), "xyzzy").await;
    browser.press(Key::Enter).await;
    browser.find(&heading("No report fits.")).await;
    browser.driver().back().await.expect("there is a page before");
    browser.sees("1 of 1 reports").await;

    browser.click(&link(english(&report.summary.title))).await;
    browser.find(&heading(english(&report.summary.title))).await;
    for part in ["Findings and advice", "Hardware", "Performance against the baseline"] {
        browser.find(&heading(part)).await;
    }
    browser.axe().await;
    // A chart is drawn, described, and told once more in a table.
    let chart = "const svg = document.querySelector('.chart__svg'); const name = svg.getAttribute('aria-labelledby');
        return name.split(' ').every((id) => document.getElementById(id).textContent.length > 0)
            && svg.querySelectorAll('path.chart__line').length === 1
            && document.querySelectorAll('.chart__data tbody tr').length > 0";
    assert_eq!(browser.script(chart, Vec::new()).await, true);
    // A link in a table leads to the finding, which has the keyboard's place then.
    let first = report.findings.items.first().expect("the report has findings");
    browser.goto(&scene.url(&format!("/reports/{id}#finding-{}", first.id))).await;
    wait::until("the finding", PATIENCE, async || {
        let focused = browser.script("return document.activeElement.id", Vec::new()).await;
        if focused == format!("finding-{}", first.id) { Ok(()) } else { Err(focused.to_string()) }
    })
    .await;
}

/// Printed, a report has all its findings and the figures behind its charts, and none of its tools.
pub async fn a_report_is_printed_whole(scene: &mut Scene) {
    let browser = &scene.browser;
    let customer = scene.backend.customer(INGRID).await;
    let report = a_health_check(&customer).await;
    pages::sign_in(scene, &format!("/reports/{}", report.summary.id), INGRID).await;
    browser.find(&heading("Findings and advice")).await;
    browser
        .script("window.print = () => { window.printed = document.querySelectorAll('.finding').length }", Vec::new())
        .await;
    browser.click(&button("Print").exactly()).await;
    wait::until("the printing", PATIENCE, async || {
        let printed = browser.script("return window.printed ?? null", Vec::new()).await;
        if printed == report.findings.total { Ok(()) } else { Err(format!("{printed} findings")) }
    })
    .await;
    let paper = json!({ "media": "print" });
    browser
        .driver()
        .cdp()
        .send_raw("Emulation.setEmulatedMedia", paper)
        .await
        .expect("Chromium can show it as printed");
    let seen = "const seen = (selector) => Array.from(document.querySelectorAll(selector))
            .filter((element) => element.getClientRects().length > 0).length;
        return [seen('.chart__table tbody tr') > 0, seen('.picker'), seen('.finding__actions'), seen('.page-header__tools')]";
    assert_eq!(browser.script(seen, Vec::new()).await, json!([true, 0, 0, 0]));
}

/// The risk of a finding is accepted: not without a reason and a day; what is typed survives; it is taken back.
pub async fn a_risk_is_accepted_and_taken_back(scene: &mut Scene) {
    let browser = &scene.browser;
    let customer = scene.backend.customer(INGRID).await;
    let report = a_health_check(&customer).await;
    let open = an_open_finding(&customer, &report.summary.id).await;
    let place = format!("/reports/{}?decision=open", report.summary.id);
    pages::sign_in(scene, &place, INGRID).await;
    let accept = button(&format!("Accept the risk of {}…", open.id));
    browser.click(&accept).await;
    browser.find(&dialog("Accept the risk of")).await;
    browser.click(&button("Accept the risk").exactly()).await;
    browser.find(&link("Why the risk is acceptable: Please fill this in.")).await;
    browser.find(&link("Until: Please fill this in.")).await;
    browser.axe().await;
    browser.fill(&field("Why the risk is acceptable"), "A spare stands in the rack").await;
    browser.reload().await;
    browser.click(&accept).await;
    assert_eq!(browser.value(&field("Why the risk is acceptable")).await, "A spare stands in the rack");
    let set = "const control = document.getElementById('risk-until'); control.value = control.max;
        control.dispatchEvent(new InputEvent('input', { bubbles: true }))";
    browser.script(set, Vec::new()).await;
    browser.click(&button("Accept the risk").exactly()).await;
    browser.find(&status("The risk is accepted until")).await;
    browser.sees("A spare stands in the rack").await;
    let decided = finding(&customer, &report.summary.id, &open.id).await.decision;
    assert_eq!(decided.state, DecisionState::Accepted);
    assert_eq!(decided.until, report.latest_acceptance);
    browser.axe().await;

    browser.click(&button(&format!("Withdraw the acceptance of {}", open.id))).await;
    browser.find(&status("The finding is open again")).await;
    browser.find(&accept).await;
    assert_eq!(finding(&customer, &report.summary.id, &open.id).await.decision.state, DecisionState::Open);
}

/// One tap makes a filled-in request of a finding; filed, each leads to the other.
pub async fn a_finding_becomes_a_request(scene: &mut Scene) {
    let browser = &scene.browser;
    let customer = scene.backend.customer(INGRID).await;
    let report = a_health_check(&customer).await;
    let open = an_open_finding(&customer, &report.summary.id).await;
    pages::sign_in(scene, &format!("/reports/{}?decision=open", report.summary.id), INGRID).await;
    browser.click(&link(&format!("Make a request of {}", open.id))).await;
    browser.find(&status(&format!("made of finding {}", open.id))).await;
    assert_eq!(browser.value(&field("In one line")).await, english(&open.title));
    let told = browser.value(&field("What you see, and what you expected")).await;
    assert!(told.contains(english(&open.advice)), "{told}");
    browser.axe().await;
    for (question, answer) in [
        ("Is the business interrupted?", "No"),
        ("Is data at risk or lost?", "No"),
        ("Is it a core system?", "Yes"),
        ("Who notices it?", "Nobody yet"),
        ("Is there a workaround?", "No"),
    ] {
        browser.click_in(&group(question), &radio(answer).exactly()).await;
    }
    let sr = pages::send(browser).await;
    browser.click(&link(&format!("Finding {} of report", open.id))).await;
    browser.find(&link(sr.as_str())).await;
    let decided = finding(&customer, &report.summary.id, &open.id).await.decision;
    assert_eq!(decided.ticket.map(|ticket| ticket.sr_number), Some(sr));
}

/// A report leads to the comparison with the one before; a link to that comparison works by itself.
pub async fn two_reports_are_compared(scene: &mut Scene) {
    let browser = &scene.browser;
    let customer = scene.backend.customer(INGRID).await;
    let report = a_health_check(&customer).await;
    let before = report.previous.clone().expect("there is one before").id;
    pages::sign_in(scene, &format!("/reports/{}", report.summary.id), INGRID).await;
    browser.click(&link("Compare with")).await;
    let place = browser.at("the comparison", |at| at.contains("against=")).await;
    assert_eq!(place, format!("/reports/{}?against={before}", report.summary.id));
    browser.reload().await;
    browser.find(&heading(&format!("Comparison: {before} and {}", report.summary.id))).await;
    browser.sees("Grades by area").await;
    browser.find(&region("Measured values")).await;
    browser.axe().await;
}

/// Ten thousand findings come a page at a time; filters ask the backend, and each step stays quick.
pub async fn ten_thousand_findings_stay_usable(scene: &mut Scene) {
    let browser = &scene.browser;
    let device = scene.backend.customer(INGRID).await.devices().await.swap_remove(0);
    let new = health_check(&device.serial_number, 10_000);
    let report: ReportSummary =
        scene.backend.desk().call(Method::POST, "/reports", Some(&new)).await.expect(201).json();
    pages::sign_in(scene, &format!("/reports/{}", report.id), INGRID).await;
    browser.sees("100 of 10,000 findings").await;
    for pages in 2..=4 {
        let started = Instant::now();
        browser.script("document.querySelector('.findings__foot button').click()", Vec::new()).await;
        browser.sees(&format!("{pages}00 of 10,000 findings")).await;
        assert!(started.elapsed().as_secs() < 5, "a page more takes {:?}", started.elapsed());
    }
    let unique = "return new Set(Array.from(document.querySelectorAll('.finding'), (finding) => finding.id)).size";
    assert_eq!(browser.script(unique, Vec::new()).await, 400);
    let started = Instant::now();
    choose(browser, "findings-grade", "high").await;
    browser.at("the filter", |at| at.contains("grade=high")).await;
    browser.sees("100 of 1,000 findings").await;
    assert!(started.elapsed().as_secs() < 5, "a filter takes {:?}", started.elapsed());
}
