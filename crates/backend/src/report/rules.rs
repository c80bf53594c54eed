//! The rules, which are data: what is measured, what is normal, what is a finding, and what is said of it.

use std::{cmp::Ordering, collections::BTreeMap, sync::LazyLock};

use aftercare_contract::{
    Localized,
    asset::{Day, DeviceFamily},
    knowledge::ArticleId,
    notice::NoticeKind,
    report::{FindingGrade, HealthArea, Limit, Range, ReportKind},
    ticket::TicketType,
};
use chrono::{Days, NaiveDate};
use serde::Deserialize;

/// Those of `rules.json`.
pub static RULES: LazyLock<Rules> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the file is part of the program; a test reads it")]
    serde_json::from_str(include_str!("rules.json")).expect("rules.json holds the rules")
});

/// All of them.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rules {
    /// The grades, best first.
    pub grades: Vec<String>,
    /// How many grades a finding costs its area.
    points: BTreeMap<String, usize>,
    /// For how many days a risk can be accepted at the most.
    acceptance_days: u64,
    /// By which share of itself a figure has to differ to be worse or better.
    pub noticeable: f64,
    /// How many charts a report has at the most.
    pub charts: usize,
    /// How many readings of parts a report has at the most, beside those that aren't normal.
    pub readings: usize,
    /// Which reports contracts ask for, and how often.
    pub schedule: Vec<Due>,
    /// How the numbers of reports begin, by kind.
    prefixes: BTreeMap<String, String>,
    /// What is said of whole reports.
    pub words: Words,
    /// What early warnings say beside what their rules do.
    pub warnings: Warnings,
    /// What is measured.
    pub metrics: Vec<Metric>,
    /// The states of a RAID, by the figure that stands for them.
    pub raid_states: Vec<Localized>,
    /// What else than firmware is installed on devices of a family.
    pub drivers: Vec<Driver>,
    /// Known vulnerabilities.
    pub advisories: Vec<Advisory>,
    /// The rules of configurations.
    pub compliance: Vec<Group>,
    /// What is a finding. Of several with the same key only the first that applies is told.
    pub findings: Vec<Rule>,
}

/// A report that contracts of some policies ask for.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Due {
    /// Which.
    pub kind: ReportKind,
    /// Contracts of these policies.
    pub policies: Vec<String>,
    /// Every so many months.
    pub months: u32,
}

/// Wordings of whole reports.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Words {
    /// Titles, by kind.
    pub titles: BTreeMap<String, Localized>,
    /// Which contract asks for a report, and how often.
    pub basis: BTreeMap<String, Localized>,
    /// What a health check says, if there is something to act on soon, to plan, or nothing.
    pub lead_high: Localized,
    /// See above.
    pub lead_other: Localized,
    /// See above.
    pub lead_none: Localized,
    /// What an operation analysis says.
    pub lead_faults: Localized,
    /// What is added where a limit comes near.
    pub lead_forecast: Localized,
    /// What a service review says.
    pub lead_review: Localized,
    /// What a yearly report says.
    pub lead_yearly: Localized,
    /// How points of a week are made.
    pub weekly: Localized,
    /// How points of a month are made.
    pub monthly: Localized,
    /// How a forecast is made.
    pub method: Localized,
    /// What a forecast says where the limit comes near, and where it doesn't.
    pub forecast_near: Localized,
    /// See above.
    pub forecast_far: Localized,
    /// What is said of a quantity that has left its baseline.
    pub above_baseline: Localized,
    /// What a firmware is called.
    pub firmware: Localized,
    /// Drills, by what was done.
    pub backup: Localized,
    /// See above.
    pub drill: Localized,
    /// What came of them.
    pub done: Localized,
    /// See above.
    pub failed: Localized,
    /// See above.
    pub never: Localized,
    /// Faults that say nothing of what is affected.
    pub other_faults: Localized,
    /// Faults without a severity.
    pub ungraded: Localized,
    /// What comes back, in a yearly report.
    pub repeated: Localized,
    /// The title of what caused a fault.
    pub cause: Localized,
    /// The title of what was done about it.
    pub fix: Localized,
}

/// Early warnings: findings of which people are told at once.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Warnings {
    /// How one is settled that its rule finds no more.
    pub over: Localized,
    /// The requests that follow from them.
    pub requests: BTreeMap<NoticeKind, Asked>,
}

/// The request that follows from an early warning; the finding says what it is about.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Asked {
    /// Its kind.
    pub ticket_type: TicketType,
    /// What its button says.
    pub action: Localized,
}

/// What is measured.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Metric {
    /// Its id, as telemetry names it.
    pub id: String,
    /// What it belongs to.
    pub area: HealthArea,
    /// What it is called.
    pub name: Localized,
    /// Its unit.
    #[serde(default)]
    pub unit: Localized,
    /// What is normal; nothing for what is judged by its baseline.
    #[serde(default)]
    pub normal: Option<Range>,
    /// Whether low values are bad, and not high ones.
    #[serde(default)]
    pub low_is_bad: bool,
    /// What it may not pass.
    #[serde(default)]
    pub limit: Option<Limit>,
    /// The same for some models.
    #[serde(default)]
    pub limits: BTreeMap<String, f64>,
    /// Whether it is looked ahead of.
    #[serde(default)]
    pub forecast: bool,
}

impl Metric {
    /// What devices of this model may not pass.
    pub fn limit_of(&self, model: &str) -> Option<Limit> {
        let limit = self.limit.as_ref()?;
        Some(Limit { value: self.limits.get(model).copied().unwrap_or(limit.value), name: limit.name.clone() })
    }
}

/// Something that is installed beside the firmware.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Driver {
    /// Its id, as snapshots name it.
    pub id: String,
    /// On devices of this family.
    pub family: DeviceFamily,
    /// What it is called.
    pub name: Localized,
    /// The version that the vendor recommends.
    pub recommended: String,
}

/// A known vulnerability of a firmware.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Advisory {
    /// Its id.
    pub id: String,
    /// Of devices of this family.
    pub family: DeviceFamily,
    /// The versions that have it.
    pub affected: Vec<Affected>,
    /// When it became known.
    pub published: Day,
    /// CVSS base score.
    pub cvss: f64,
    /// What it is.
    pub title: Localized,
}

/// A line of versions that have a vulnerability.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Affected {
    /// The first one; older ones have it as well where there is none.
    #[serde(default)]
    pub since: Option<String>,
    /// The version of this line that hasn't got it any more.
    pub fixed_in: String,
}

impl Advisory {
    /// The version that frees a device of this family from it; `None` where its firmware hasn't got it, as far as it was
    /// known on a day.
    pub fn fix(&self, family: &DeviceFamily, firmware: &str, day: NaiveDate) -> Option<&str> {
        let older = |than: &str| compare_versions(firmware, than) == Ordering::Less;
        let known = *family == self.family && self.published.0 <= day;
        let has_it = |line: &&Affected| older(&line.fixed_in) && !line.since.as_deref().is_some_and(older);
        Some(&self.affected.iter().filter(|_| known).find(has_it)?.fixed_in)
    }
}

/// Rules of configurations of the same kind.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Group {
    /// What they are about.
    pub name: Localized,
    /// The rules.
    pub rules: Vec<Kept>,
}

/// A rule of a configuration.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Kept {
    /// Its code, as snapshots name it.
    pub code: String,
    /// What it asks for.
    pub name: Localized,
    /// For devices of these families; for all of them if there is none.
    #[serde(default)]
    pub families: Vec<DeviceFamily>,
}

/// When something is a finding. Metrics are those of [`Rules::metrics`], by id.
#[derive(Debug, Deserialize)]
#[serde(tag = "is", rename_all = "camelCase", deny_unknown_fields)]
pub enum Condition {
    /// The highest value of the day was above, on so many days of the period.
    Above {
        /// What.
        metrics: Vec<String>,
        /// Above this.
        value: f64,
        /// On so many days.
        days: usize,
    },
    /// The lowest value of the day was below, on so many days of the period.
    Below {
        /// What.
        metrics: Vec<String>,
        /// Below this.
        value: f64,
        /// On so many days.
        days: usize,
    },
    /// The highest value was so much higher than at the end of the period before.
    Rises {
        /// What.
        metrics: Vec<String>,
        /// By so much.
        by: f64,
    },
    /// The values of the last weeks were above the 90th percentile of the period before.
    AboveBaseline {
        /// What.
        metrics: Vec<String>,
        /// By more than this share of it.
        share: f64,
        /// For so many weeks.
        weeks: usize,
    },
    /// The limit is expected to be passed within so many months.
    NearLimit {
        /// What.
        metrics: Vec<String>,
        /// Within so many months.
        months: usize,
    },
    /// The firmware is older than the one that is recommended.
    Behind,
    /// The firmware has a known vulnerability of this score or more.
    Vulnerable {
        /// The score.
        cvss: f64,
    },
    /// The configuration deviates from so many rules.
    Deviates {
        /// So many.
        rules: usize,
    },
    /// There is no newer backup.
    BackupOlder {
        /// Than so many days.
        days: i64,
    },
    /// Restoring a backup has failed.
    DrillFailed,
    /// No backup was restored for so long.
    DrillOlder {
        /// For so many days.
        days: i64,
    },
}

/// What is a finding, and what is said of it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rule {
    /// What it is about; with device and metric, what a finding is known by in later reports.
    pub key: String,
    /// What it belongs to.
    pub area: HealthArea,
    /// When it applies.
    pub when: Condition,
    /// How grave it is.
    pub grade: FindingGrade,
    /// Within how many days something should be done.
    pub due_days: u64,
    /// The early warning that it gives; none where the next report is soon enough.
    #[serde(default)]
    pub warns: Option<Warns>,
    /// Whether the vendor sees to it, and not the customer.
    #[serde(default)]
    pub vendor: bool,
    /// What is wrong.
    pub title: Localized,
    /// How that is known.
    pub evidence: Localized,
    /// What it may lead to.
    pub impact: Localized,
    /// What to do.
    pub advice: Localized,
    /// What helps with it, as far as the knowledge base has it.
    #[serde(default)]
    pub articles: Vec<ArticleId>,
}

/// The early warning that a rule gives.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Warns {
    /// Its kind.
    pub kind: NoticeKind,
    /// How many days back it looks; what was measured before is over.
    #[serde(default)]
    pub days: u64,
}

impl Rules {
    /// The last day until which a risk can be accepted.
    pub fn latest_acceptance(&self, today: NaiveDate) -> NaiveDate {
        today.checked_add_days(Days::new(self.acceptance_days)).unwrap_or(today)
    }

    /// How the numbers of reports of this kind begin.
    pub fn prefix(&self, kind: &ReportKind) -> &str {
        self.prefixes.get(kind.as_str()).map_or("RP", String::as_str)
    }

    /// The grade of something with these findings.
    pub fn grade<'a>(&self, findings: impl Iterator<Item = &'a FindingGrade>) -> usize {
        let points = findings.filter_map(|grade| self.points.get(grade.as_str())).sum::<usize>();
        points.min(self.grades.len().saturating_sub(1))
    }

    /// The grade of a whole whose parts have these: their mean, but at most one better than the worst.
    pub fn overall(parts: &[usize]) -> usize {
        let worst = parts.iter().max().copied().unwrap_or_default();
        let mean = (2 * parts.iter().sum::<usize>() + parts.len()) / (2 * parts.len()).max(1);
        mean.max(worst.saturating_sub(1))
    }

    /// What a grade is called.
    pub fn grade_name(&self, grade: usize) -> String {
        self.grades.get(grade).or(self.grades.last()).cloned().unwrap_or_default()
    }
}

/// Compares versions number by number ("BMC 3.18" is newer than "BMC 3.9").
pub fn compare_versions(one: &str, other: &str) -> Ordering {
    let numbers = |version: &str| -> Vec<u64> {
        version.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect()
    };
    numbers(one).cmp(&numbers(other))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use aftercare_contract::notice::NoticeGroup;

    use super::*;
    use crate::report::words::LANGUAGES;

    #[test]
    fn rules_speak_three_languages_of_what_is_measured() {
        let metrics: BTreeSet<_> = RULES.metrics.iter().map(|metric| metric.id.as_str()).collect();
        for rule in &RULES.findings {
            let named = match &rule.when {
                Condition::Above { metrics, .. }
                | Condition::Below { metrics, .. }
                | Condition::Rises { metrics, .. }
                | Condition::AboveBaseline { metrics, .. }
                | Condition::NearLimit { metrics, .. } => metrics.as_slice(),
                _ => &[],
            };
            assert!(named.iter().all(|metric| metrics.contains(metric.as_str())), "{}: {named:?}", rule.key);
            for wording in [&rule.title, &rule.evidence, &rule.impact, &rule.advice] {
                assert_eq!(wording.tags().collect::<BTreeSet<_>>(), LANGUAGES.into(), "{wording:?}");
            }
        }
    }

    /// As KB-1604 tells: 8.2.0–8.2.11 and 8.4.0–8.4.5 are affected.
    #[test]
    fn each_line_of_versions_has_a_fix_of_its_own() {
        let advisory = RULES.advisories.iter().find(|it| it.id == "AS-2026-014").expect("it is known");
        let fix = |firmware| advisory.fix(&DeviceFamily::LoadBalancer, firmware, advisory.published.0);
        let fixes = ["7.9.9", "8.2.11", "8.2.12", "8.4.5", "8.4.6"].map(fix);
        assert_eq!(fixes, [None, Some("8.2.12"), None, Some("8.4.6"), None]);
        let before = advisory.published.0.pred_opt().expect("there is a day before");
        assert_eq!(advisory.fix(&DeviceFamily::LoadBalancer, "8.4.5", before), None);
        assert_eq!(advisory.fix(&DeviceFamily::Server, "8.4.5", advisory.published.0), None);
    }

    #[test]
    fn every_kind_of_early_warning_has_a_rule_and_a_request_in_three_languages() {
        let warned: BTreeSet<_> = RULES.findings.iter().filter_map(|rule| Some(&rule.warns.as_ref()?.kind)).collect();
        let early = NoticeKind::KNOWN.iter().filter(|kind| kind.group() == Some(NoticeGroup::EarlyWarning));
        assert_eq!(warned, early.collect());
        let Warnings { over, requests } = &RULES.warnings;
        assert_eq!(requests.keys().collect::<BTreeSet<_>>(), warned);
        for wording in requests.values().map(|request| &request.action).chain([over]) {
            assert_eq!(wording.tags().collect::<BTreeSet<_>>(), LANGUAGES.into(), "{wording:?}");
        }
    }

    #[test]
    fn a_whole_is_at_most_one_grade_better_than_its_worst_part() {
        assert_eq!([&[2, 1, 2, 1, 0][..], &[4, 0, 0, 0, 0], &[0, 0], &[]].map(Rules::overall), [1, 3, 0, 0]);
    }

    #[test]
    fn versions_are_compared_by_their_numbers() {
        assert_eq!(compare_versions("BMC 3.18", "BMC 3.9"), Ordering::Greater);
        assert_eq!(compare_versions("8.4.2", "8.4.5"), Ordering::Less);
        assert_eq!(compare_versions("R5.4", "R5.4"), Ordering::Equal);
    }
}
