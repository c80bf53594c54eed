//! The page of a report: the newest health check that found something.

use aftercare_contract::{
    list::Page,
    report::{Report, ReportKind, ReportQuery, ReportSummary},
    routes::{path, to},
};

use crate::{
    cold::Cold,
    visitor::{Speed, Visitor},
};

/// The newest health check with findings.
pub async fn newest(visitor: &Visitor) -> Report {
    let query = ReportQuery { kind: Some(ReportKind::HealthCheck), ..ReportQuery::default() };
    let list: Page<ReportSummary> =
        visitor.customer.load(&format!("{}?{}", to(path::REPORTS, &[]), query.print())).await;
    let found = list.items.into_iter().find(|report| report.published.is_some() && report.findings.total > 0);
    let id = found.expect("the demo has a health check with findings").id;
    visitor.customer.load(&to(path::REPORT, &[id.as_str()])).await
}

/// Opens it in a browser that has never seen the portal, until its first finding is on the screen.
pub async fn open(visitor: &Visitor, report: &Report, speed: Speed) -> Cold {
    let first = report.findings.items.first().expect("it has findings");
    let (_, title) = first.title.in_language(&visitor.language);
    Cold::at(visitor, &format!("/reports/{}", report.summary.id), title, speed).await
}
