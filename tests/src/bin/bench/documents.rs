//! Documents of reports: how long the backend takes to make one, how large it is, and how much memory that takes.

use std::time::Instant;

use aftercare_contract::{
    list::Page,
    report::{ReportQuery, ReportState, ReportSummary},
    routes::{path, to},
};
use aftercare_tests::{Backend, Customer, backend::HE, sample::health_check};
use reqwest::Method;

/// Findings of a large report.
pub const LARGE: usize = 10_000;

/// A document that has been made.
pub struct Made {
    /// Milliseconds until all of it was there.
    pub time: f64,
    /// In bytes.
    pub size: f64,
}

/// What was measured.
pub struct Documents {
    /// Of the reports of the demo.
    pub usual: Vec<Made>,
    /// The most memory that the backend had until then, in bytes.
    pub before: Option<u64>,
    /// Of [`LARGE`] findings.
    pub large: Made,
    /// The most memory that it had in the end.
    pub after: Option<u64>,
}

/// Has a fresh backend make documents that nobody has asked for yet.
pub async fn make(language: &str) -> Documents {
    let backend = Backend::start().await;
    let customer = backend.customer(HE).await;
    let list = format!("{}?{}", to(path::REPORTS, &[]), ReportQuery::default().print());
    let list: Page<ReportSummary> = customer.load(&list).await;
    let mut usual = Vec::new();
    for report in list.items.iter().filter(|report| report.state == ReportState::Ready) {
        usual.push(made(&customer, report, language).await);
    }
    let before = backend.peak_memory();
    let device = &list.items.iter().find_map(|report| report.devices.first()).expect("reports are about devices");
    let report = health_check(&device.serial_number, LARGE);
    let report: ReportSummary = backend.desk().call(Method::POST, "/reports", Some(&report)).await.expect(201).json();
    // The report itself has come in one piece, and isn't what is measured.
    let before = before.max(backend.peak_memory());
    let large = made(&customer, &report, language).await;
    Documents { usual, before, large, after: backend.peak_memory() }
}

async fn made(customer: &Customer, report: &ReportSummary, language: &str) -> Made {
    let asked = Instant::now();
    let document = to(path::REPORT_FILE, &[report.id.as_str(), &format!("{language}.pdf")]);
    let document = customer.get(&document).await.expect(200).body;
    #[expect(clippy::cast_precision_loss, reason = "some megabytes")]
    let size = document.len() as f64;
    Made { time: asked.elapsed().as_secs_f64() * 1000.0, size }
}
