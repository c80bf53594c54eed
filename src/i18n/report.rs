//! The words of reports; a word that this version doesn't know is shown as it came.

use aftercare_contract::report::{Change, DecisionState, FindingGrade, HealthArea, Period, ReportKind, Verdict};

use super::I18n;

impl I18n {
    /// What a report is.
    pub fn report_kind(self, word: &ReportKind) -> String {
        match word {
            ReportKind::HealthCheck => self.report_health_check(),
            ReportKind::OperationAnalysisMonthly => self.report_analysis_monthly(),
            ReportKind::OperationAnalysisQuarterly => self.report_analysis_quarterly(),
            ReportKind::ServiceReview => self.report_service_review(),
            ReportKind::YearlyOptimisation => self.report_yearly(),
            ReportKind::Inspection => self.report_inspection(),
            ReportKind::RootCause => self.report_root_cause(),
            ReportKind::Other(word) => word.clone(),
        }
    }

    /// What is looked at.
    pub fn health_area(self, word: &HealthArea) -> String {
        match word {
            HealthArea::Hardware => self.report_hardware(),
            HealthArea::Performance => self.report_performance(),
            HealthArea::Firmware => self.report_firmware(),
            HealthArea::Compliance => self.report_compliance(),
            HealthArea::Backup => self.report_backup(),
            HealthArea::Other(word) => word.clone(),
        }
    }

    /// How grave a finding is.
    pub fn finding_grade(self, word: &FindingGrade) -> String {
        match word {
            FindingGrade::High => self.grade_high(),
            FindingGrade::Medium => self.grade_medium(),
            FindingGrade::Low => self.grade_low(),
            FindingGrade::Other(word) => word.clone(),
        }
    }

    /// What became of something.
    pub fn change(self, word: &Change) -> String {
        match word {
            Change::New => self.change_new(),
            Change::Worse => self.change_worse(),
            Change::Unchanged => self.change_unchanged(),
            Change::Better => self.change_better(),
            Change::Resolved => self.change_resolved(),
            Change::Other(word) => word.clone(),
        }
    }

    /// What was decided about a finding.
    pub fn decision_state(self, word: &DecisionState) -> String {
        match word {
            DecisionState::Open => self.decision_open(),
            DecisionState::Requested => self.decision_requested(),
            DecisionState::Accepted => self.decision_accepted(),
            DecisionState::Other(word) => word.clone(),
        }
    }

    /// How a value compares with what is normal.
    pub fn verdict(self, word: &Verdict) -> String {
        match word {
            Verdict::Normal => self.verdict_normal(),
            Verdict::Watch => self.verdict_watch(),
            Verdict::Abnormal => self.verdict_abnormal(),
            Verdict::NotApplicable => self.verdict_not_applicable(),
            Verdict::Other(word) => word.clone(),
        }
    }

    /// 1 Oct 2026 to 31 Dec 2026.
    pub fn period(self, period: Period) -> String {
        if period.from == period.to {
            self.date(period.from)
        } else {
            self.report_period(&self.date(period.from), &self.date(period.to))
        }
    }
}
