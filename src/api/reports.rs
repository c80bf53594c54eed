//! Reports, and what becomes of their findings.

use aftercare_contract::{
    list::Page,
    report::{
        Comparison, DecideFinding, Finding, FindingId, FindingQuery, Report, ReportId, ReportQuery, ReportSummary,
    },
    routes::path,
};

use super::{Api, ApiError, IdempotencyKey, client::Endpoint};

impl Api {
    /// A page of reports.
    pub async fn reports(self, query: &ReportQuery) -> Result<Page<ReportSummary>, ApiError> {
        self.get(Endpoint::new(path::REPORTS, &[]).with_query(&query.print())).await
    }

    /// One report.
    pub async fn report(self, id: &ReportId) -> Result<Report, ApiError> {
        self.get(Endpoint::new(path::REPORT, &[id.as_str()])).await
    }

    /// Two reports of the same kind, one beside the other.
    pub async fn comparison(self, one: &ReportId, other: &ReportId) -> Result<Comparison, ApiError> {
        self.get(Endpoint::new(path::REPORT_COMPARISON, &[one.as_str(), other.as_str()])).await
    }

    /// A page of a report's findings.
    pub async fn findings(self, id: &ReportId, query: &FindingQuery) -> Result<Page<Finding>, ApiError> {
        self.get(Endpoint::new(path::FINDINGS, &[id.as_str()]).with_query(&query.print())).await
    }

    /// One finding.
    pub async fn finding(self, id: &ReportId, finding: &FindingId) -> Result<Finding, ApiError> {
        self.get(Endpoint::new(path::FINDING, &[id.as_str(), finding.as_str()])).await
    }

    /// Accepts the risk of a finding, or takes that back; [`ApiError::Stale`] where somebody has decided meanwhile.
    pub async fn decide(
        self,
        finding: &Finding,
        decision: &DecideFinding,
        key: &IdempotencyKey,
    ) -> Result<Finding, ApiError> {
        let place = Endpoint::new(path::FINDING_DECISION, &[finding.report.as_str(), finding.id.as_str()]);
        self.post_at(place, decision, key, finding.version).await
    }
}
