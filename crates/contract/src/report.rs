//! Reports on the health of devices and on operations, what they found, and what becomes of that.
//!
//! All texts that the backend makes of its rules come in several languages; all figures come with their unit, the range
//! in which they are normal and the limit that they may not pass, so that the portal has no figure of its own.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    FieldCode, FieldError, Localized, Prose, Timestamp,
    asset::{Day, DeviceId, SiteId, TicketRef},
    history::Actor,
    knowledge::ArticleId,
    list::Page,
    review::Review,
    ticket::{DeviceRef, SrNumber},
    validate::{Invalid, MAX_PROSE, check_language, check_prose},
};

ids! {
    /// A report; also its number, e.g. `HC-2026Q4-0071`.
    ReportId;
    /// A finding, unique in its report, e.g. `F1`.
    FindingId;
    /// A quantity that is measured, e.g. `cpu`.
    MetricId;
    /// A finding with its report, in one word: `HC-2026Q4-0071/F1`.
    FindingRef;
}

impl FindingRef {
    /// The finding of this report.
    pub fn new(report: &ReportId, finding: &FindingId) -> Self {
        Self(format!("{report}/{finding}"))
    }

    /// The report and the finding, where it has the form.
    pub fn parts(&self) -> Option<(ReportId, FindingId)> {
        self.0.split_once('/').map(|(report, finding)| (report.into(), finding.into()))
    }
}

open_enum! {
    /// What a report is.
    ReportKind {
        /// The state of devices, graded, with findings.
        HealthCheck = "healthCheck",
        /// Faults, use of resources and forecast of a month.
        OperationAnalysisMonthly = "operationAnalysisMonthly",
        /// The same of a quarter.
        OperationAnalysisQuarterly = "operationAnalysisQuarterly",
        /// What was promised against what was kept, of a quarter.
        ServiceReview = "serviceReview",
        /// What a year says about what to change.
        YearlyOptimisation = "yearlyOptimisation",
        /// Somebody was at the site and looked.
        Inspection = "inspection",
        /// Why something happened, and what was done so that it doesn't again.
        RootCause = "rootCause",
    }
}

open_enum! {
    /// Whether a report can be read.
    ReportState {
        /// It is being made; `progress` says how far it is.
        Making = "making",
        /// It is published.
        Ready = "ready",
    }
}

open_enum! {
    /// What reports are ordered by; `-` means descending.
    ReportSort {
        /// Those published last first; those that are being made before them.
        Published = "-published",
        /// Those published first first.
        Oldest = "published",
        /// The worst grade first; those without one last.
        Worst = "-grade",
    }
}

open_enum! {
    /// A part of what is looked at.
    HealthArea {
        /// Fans, power, temperature, disks, RAID.
        Hardware = "hardware",
        /// CPU, memory, bandwidth, disk I/O, and how long they will do.
        Performance = "performance",
        /// Versions and their vulnerabilities.
        Firmware = "firmware",
        /// Configuration against the rules.
        Compliance = "compliance",
        /// Backup and restore drills.
        Backup = "backup",
    }
}

open_enum! {
    /// How grave a finding is.
    FindingGrade {
        /// Act soon.
        High = "high",
        /// Plan to act.
        Medium = "medium",
        /// Keep an eye on it.
        Low = "low",
    }
}

open_enum! {
    /// What became of something since the last report.
    Change {
        /// Wasn't there.
        New = "new",
        /// Was there, and got worse.
        Worse = "worse",
        /// Was there, as now.
        Unchanged = "unchanged",
        /// Was there, and got better.
        Better = "better",
        /// Was there, and is gone.
        Resolved = "resolved",
    }
}

open_enum! {
    /// What the customer has decided about a finding.
    DecisionState {
        /// Nothing yet, or an acceptance has run out.
        Open = "open",
        /// A request was made of it.
        Requested = "requested",
        /// The risk is accepted for a time.
        Accepted = "accepted",
    }
}

open_enum! {
    /// What can be done about a finding.
    FindingAction {
        /// File a request that names it.
        Request = "request",
        /// Accept the risk, with a reason and until a day; also to change them.
        AcceptRisk = "acceptRisk",
        /// Take the acceptance back.
        WithdrawAcceptance = "withdrawAcceptance",
    }
}

open_enum! {
    /// How a value compares with what is normal.
    Verdict {
        /// As it should be.
        Normal = "normal",
        /// Within its range, but worth an eye.
        Watch = "watch",
        /// Outside of its range.
        Abnormal = "abnormal",
        /// Doesn't apply here.
        NotApplicable = "notApplicable",
    }
}

open_enum! {
    /// The form of a file.
    FileFormat {
        /// For people and printers.
        Pdf = "pdf",
        /// For spreadsheets.
        Csv = "csv",
    }
}

/// A time from one day to another, both of them in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Period {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
}

/// A site, named in passing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SiteRef {
    /// Its id.
    pub id: SiteId,
    /// What the customer calls it.
    pub name: String,
}

/// What lists show of a report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReportSummary {
    /// Its id, which is its number.
    pub id: ReportId,
    /// What it is.
    pub kind: ReportKind,
    /// What it is about, in a few words.
    pub title: Localized,
    /// What it says, in a sentence or two; empty while it is being made.
    pub lead: Localized,
    /// The time that it is about.
    pub period: Period,
    /// The devices that it is about; of many, the first few. [`Report::devices`] has all.
    pub devices: Vec<DeviceRef>,
    /// How many devices there are.
    pub device_count: u64,
    /// Where they stand.
    pub sites: Vec<SiteRef>,
    /// The ticket that it is about, if it is about one that the viewer may see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<SrNumber>,
    /// Overall grade, `A` (best) to `E`, where the kind has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
    /// That of the report before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_grade: Option<String>,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Timestamp>,
    /// Whether it can be read.
    pub state: ReportState,
    /// How far it is, in percent, while it is being made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<u8>,
    /// How many findings there are.
    pub findings: FindingCounts,
    /// Its files, as far as there are any.
    #[serde(default)]
    pub files: Vec<ReportFile>,
}

/// How many findings of a report are what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct FindingCounts {
    /// All.
    pub total: u64,
    /// Of grade high.
    pub high: u64,
    /// Of grade medium.
    pub medium: u64,
    /// Of grade low.
    pub low: u64,
    /// Nobody has decided about yet.
    pub open: u64,
    /// A request was made of.
    pub requested: u64,
    /// Whose risk is accepted.
    pub accepted: u64,
    /// Not in the report before.
    pub new: u64,
    /// Worse than in the report before.
    pub worse: u64,
    /// As in the report before.
    pub unchanged: u64,
    /// Better than in the report before.
    pub better: u64,
    /// In the report before, and gone: they aren't in `total`.
    pub resolved: u64,
}

/// A report as a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReportFile {
    /// Its form.
    pub format: FileFormat,
    /// BCP 47 tag of the language that it is in.
    pub language: String,
    /// Whether it can be downloaded.
    pub state: ReportState,
    /// How large it is, in bytes, once it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Its SHA-256 in hexadecimal, once it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

/// A report. Which parts it has depends on its kind; a part that is empty isn't shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// What lists show of it.
    pub summary: ReportSummary,
    /// All devices that it is about.
    #[serde(default)]
    pub devices: Vec<DeviceRef>,
    /// When it was looked, where somebody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inspected: Option<Period>,
    /// Who looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inspector: Option<Actor>,
    /// The report with which it is compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<ReportRef>,
    /// The grades that there are, best first.
    #[serde(default)]
    pub grades: Vec<String>,
    /// The grade of each area.
    #[serde(default)]
    pub subscores: Vec<Subscore>,
    /// What became of the findings of the last report and which are new, the gravest first; of very many, the first few.
    #[serde(default)]
    pub changes: Vec<FindingChange>,
    /// The first findings, the gravest first; [`crate::routes::path::FINDINGS`] has all.
    pub findings: Page<Finding>,
    /// Until when a risk can be accepted at the most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest_acceptance: Option<Day>,
    /// What the hardware's sensors and disks say.
    #[serde(default)]
    pub hardware: Vec<Reading>,
    /// What was measured over time.
    #[serde(default)]
    pub metrics: Vec<Metric>,
    /// Installed versions against those recommended.
    #[serde(default)]
    pub versions: Vec<InstalledVersion>,
    /// The configuration against the rules, in groups.
    #[serde(default)]
    pub compliance: Vec<RuleGroup>,
    /// Known vulnerabilities of what is installed.
    #[serde(default)]
    pub vulnerabilities: Vec<Vulnerability>,
    /// Backups and restore drills.
    #[serde(default)]
    pub drills: Vec<Drill>,
    /// What is to be expected.
    #[serde(default)]
    pub forecasts: Vec<Forecast>,
    /// The faults of the period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub faults: Option<Faults>,
    /// What else there is to say: causes, cases of optimisation, what was seen at the site.
    #[serde(default)]
    pub passages: Vec<Passage>,
    /// The figures of a service review, as they were when it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<Box<Review>>,
    /// Which contract asks for it, and how often.
    #[serde(default)]
    pub basis: Localized,
    /// When the next one is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_due: Option<Day>,
}

/// A report, named in passing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReportRef {
    /// Its id.
    pub id: ReportId,
    /// When it was published.
    pub published: Timestamp,
}

/// The grade of an area.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Subscore {
    /// Which.
    pub area: HealthArea,
    /// The grade in the report before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// The grade now.
    pub now: String,
    /// What became of it.
    pub change: Change,
}

/// What became of a finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct FindingChange {
    /// What.
    pub change: Change,
    /// What was found.
    pub title: Localized,
    /// The device that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceRef>,
    /// Its number in the later report, unless it is resolved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<FindingId>,
    /// Its number in the earlier report, unless it is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier: Option<FindingId>,
}

/// Something that isn't as it should be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// The report that it is in.
    pub report: ReportId,
    /// Its number there.
    pub id: FindingId,
    /// Grows with every decision about it.
    pub version: u64,
    /// What it belongs to.
    pub area: HealthArea,
    /// How grave.
    pub grade: FindingGrade,
    /// What became of it since the last report.
    pub change: Change,
    /// What is wrong.
    pub title: Localized,
    /// How that is known.
    pub evidence: Localized,
    /// What it may lead to.
    pub impact: Localized,
    /// What to do.
    pub advice: Localized,
    /// The device that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceRef>,
    /// Who should see to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Actor>,
    /// By when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Day>,
    /// What was decided about it.
    pub decision: Decision,
    /// What the viewer may do about it now.
    #[serde(default)]
    pub actions: Vec<FindingAction>,
    /// What helps with it.
    #[serde(default)]
    pub articles: Vec<ArticleRef>,
}

/// What was decided about a finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Decision {
    /// What.
    pub state: DecisionState,
    /// The ticket that was made of it, if the viewer may see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketRef>,
    /// The name of who decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// The last day on which the risk is accepted; then it is open again. Also of an acceptance that has run out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
    /// Why it is accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Prose>,
}

/// An article, named in passing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ArticleRef {
    /// Its id.
    pub id: ArticleId,
    /// Its title, in the languages that it is in.
    pub title: Localized,
}

/// A range of values.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Range {
    /// The least.
    pub low: f64,
    /// The most.
    pub high: f64,
}

/// What a part says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Reading {
    /// The part and what is read there ("Power supply 2 input").
    pub part: Localized,
    /// Of which device.
    pub device: DeviceId,
    /// The worst value of the period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worst: Option<f64>,
    /// Its unit; empty for counts.
    #[serde(default)]
    pub unit: Localized,
    /// What is normal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub normal: Option<Range>,
    /// The state in words, where it is no figure ("degraded").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<Localized>,
    /// How it compares.
    pub verdict: Verdict,
    /// The finding about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<FindingId>,
}

/// A quantity over time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Metric {
    /// Which.
    pub metric: MetricId,
    /// What it is called.
    pub name: Localized,
    /// Its unit; empty for counts.
    #[serde(default)]
    pub unit: Localized,
    /// How the points were made of what was measured ("95th percentile of each week").
    pub measure: Localized,
    /// Of which device; of all of the report where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    /// One point a week.
    pub points: Vec<Point>,
    /// What was usual in the period before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Baseline>,
    /// What it may not pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
    /// What is to be said of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<Localized>,
    /// How it compares with the baseline and the limit.
    pub verdict: Verdict,
    /// The finding about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<FindingId>,
}

/// A value at a time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Point {
    /// The first day of the week or month.
    pub from: Day,
    /// The value.
    pub value: f64,
}

/// What was usual.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Baseline {
    /// 10th percentile.
    pub p10: f64,
    /// Median.
    pub median: f64,
    /// 90th percentile.
    pub p90: f64,
}

/// What a value may not pass.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Limit {
    /// The value.
    pub value: f64,
    /// What it is ("Alarm line", "Licence").
    pub name: Localized,
}

/// A version that is installed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct InstalledVersion {
    /// On which device.
    pub device: DeviceId,
    /// Of what ("Firmware", "Network driver").
    pub component: Localized,
    /// The version.
    pub installed: String,
    /// The one that the vendor recommends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recommended: Option<String>,
    /// How it compares.
    pub verdict: Verdict,
    /// The finding about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<FindingId>,
}

/// Rules of the same kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RuleGroup {
    /// What they are about.
    pub name: Localized,
    /// The rules.
    pub rules: Vec<CheckedRule>,
}

/// A rule of the configuration, and whether it is kept: [`Verdict::Normal`] if it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CheckedRule {
    /// Its code.
    pub code: String,
    /// What it asks for.
    pub name: Localized,
    /// Whether it is kept by all devices.
    pub verdict: Verdict,
    /// The devices that deviate.
    #[serde(default)]
    pub devices: Vec<DeviceId>,
    /// The finding about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<FindingId>,
}

/// A known vulnerability.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Vulnerability {
    /// The id of the vendor's advisory.
    pub advisory: String,
    /// CVSS base score, 0 to 10.
    pub cvss: f64,
    /// What it is.
    pub title: Localized,
    /// The devices that have it.
    pub devices: Vec<DeviceId>,
    /// The version that hasn't.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixed_in: Option<String>,
    /// The finding about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<FindingId>,
}

/// A backup, or a drill that restored one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Drill {
    /// Of which device.
    pub device: DeviceId,
    /// What was done.
    pub name: Localized,
    /// When last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Day>,
    /// What came of it.
    pub outcome: Localized,
    /// Whether that is as it should be.
    pub verdict: Verdict,
    /// The finding about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<FindingId>,
}

/// What is to be expected of a quantity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Forecast {
    /// Which.
    pub metric: MetricId,
    /// What it is called.
    pub name: Localized,
    /// Its unit; empty for counts.
    #[serde(default)]
    pub unit: Localized,
    /// How the points were made of what was measured.
    pub measure: Localized,
    /// Of which device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    /// What was measured, a point a month.
    pub history: Vec<Point>,
    /// What is expected, month by month.
    pub months: Vec<Expected>,
    /// In how many cases of 100 the value should lie between `low` and `high`.
    pub confidence: u8,
    /// What it may not pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
    /// The first month in which the limit may be passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earliest: Option<Day>,
    /// The first month in which it is expected to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub likeliest: Option<Day>,
    /// How it was calculated, and what it leaves out.
    pub method: Localized,
    /// What it says, and what to do by when.
    #[serde(default)]
    pub advice: Localized,
}

/// What is expected of a month.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Expected {
    /// Its first day.
    pub from: Day,
    /// The lower end of the range.
    pub low: f64,
    /// The likeliest value.
    pub expected: f64,
    /// The upper end of the range.
    pub high: f64,
}

/// The faults of a period, as its tickets tell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Faults {
    /// How many.
    pub total: u64,
    /// How many in the period before.
    pub before: u64,
    /// By what is affected, most first.
    pub by_kind: Vec<FaultCount>,
    /// By severity, the gravest first.
    pub by_severity: Vec<FaultCount>,
}

/// How many faults have a property.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct FaultCount {
    /// What they have in common.
    pub name: Localized,
    /// How many.
    pub count: u64,
    /// How many in the period before.
    pub before: u64,
}

/// A piece of text under a title.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Passage {
    /// What it is about.
    pub title: Localized,
    /// What it says; plain text, paragraphs are parted by line breaks.
    pub text: Localized,
}

/// Two reports of the same kind, one beside the other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// The one published first.
    pub earlier: ReportSummary,
    /// The other.
    pub later: ReportSummary,
    /// The grade of each area then and now.
    pub subscores: Vec<Subscore>,
    /// What became of the findings, the gravest first; of very many, the first few.
    pub changes: Vec<FindingChange>,
    /// How many there are of what, over all findings; what isn't about changes is that of the later report.
    pub counts: FindingCounts,
    /// What was measured then and now.
    pub metrics: Vec<MetricChange>,
}

/// What became of a quantity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct MetricChange {
    /// Which.
    pub metric: MetricId,
    /// What it is called.
    pub name: Localized,
    /// Its unit; empty for counts.
    #[serde(default)]
    pub unit: Localized,
    /// Of which device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceRef>,
    /// The last point of the earlier report.
    pub before: f64,
    /// The last point of the later one.
    pub now: f64,
}

/// What a viewer decides about a finding. The version of it that they saw is in `If-Match`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct DecideFinding {
    /// What is done: [`FindingAction::AcceptRisk`] or [`FindingAction::WithdrawAcceptance`]. A request is a ticket.
    pub action: FindingAction,
    /// Why the risk is accepted; due then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// BCP 47 tag of the reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The last day on which it is accepted; due then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
}

/// A decision in which nothing is wrong.
#[derive(Clone, Debug, PartialEq)]
pub enum ValidDecision {
    /// The risk is accepted until the end of the day.
    Accept {
        /// Why.
        reason: Prose,
        /// The last day.
        until: Day,
    },
    /// The acceptance is taken back.
    Withdraw,
}

impl DecideFinding {
    /// Checks against the day today and the last one that is taken. That it is allowed now is for the backend to see.
    pub fn validate(&self, today: NaiveDate, latest: NaiveDate) -> Result<ValidDecision, Vec<FieldError>> {
        let mut invalid = Invalid::default();
        match self.action {
            FindingAction::WithdrawAcceptance => Ok(ValidDecision::Withdraw),
            FindingAction::AcceptRisk => {
                let text = self.reason.as_deref().unwrap_or_default();
                let text = check_prose(&mut invalid, "/reason", text, 1, MAX_PROSE);
                check_language(&mut invalid, "/language", self.language.as_deref());
                let until = self.until.map(|until| until.0);
                match until {
                    None => invalid.add("/until", FieldCode::Required),
                    Some(until) if until < today => invalid.add("/until", FieldCode::InPast),
                    Some(until) if until > latest => invalid.add("/until", FieldCode::NotOffered),
                    Some(_) => {}
                }
                let reason = Prose { text, language: self.language.clone() };
                invalid.into_result(ValidDecision::Accept { reason, until: Day(until.unwrap_or(today)) })
            }
            FindingAction::Request | FindingAction::Other(_) => {
                invalid.add("/action", FieldCode::NotOffered);
                invalid.into_result(ValidDecision::Withdraw)
            }
        }
    }
}

/// Which reports, and in which order. Parsed from and printed to a query string; what isn't said stays away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportQuery {
    /// Only of this kind.
    pub kind: Option<ReportKind>,
    /// Only about this device.
    pub device: Option<DeviceId>,
    /// Only about devices at this site.
    pub site: Option<SiteId>,
    /// Only about a time of which some is on this day or later.
    pub from: Option<Day>,
    /// Only about a time of which some is on this day or earlier.
    pub to: Option<Day>,
    /// Words to be found in number, title, or name and serial number of a device.
    pub text: String,
    /// Ordered by.
    pub sort: ReportSort,
    /// Where to start; absent for the first page.
    pub cursor: Option<String>,
    /// How many at most, 1 to 200; the backend has its own default.
    pub limit: Option<u16>,
}

impl Default for ReportQuery {
    fn default() -> Self {
        Self {
            kind: None,
            device: None,
            site: None,
            from: None,
            to: None,
            text: String::new(),
            sort: ReportSort::Published,
            cursor: None,
            limit: None,
        }
    }
}

impl ReportQuery {
    /// Reads a query string (without `?`). Unknown names and unreadable values are left out.
    pub fn parse(query: &str) -> Self {
        let mut parsed = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = &*value;
            match &*name {
                "kind" => parsed.kind = Some(value.into()),
                "device" => parsed.device = Some(value.into()),
                "site" => parsed.site = Some(value.into()),
                "from" => parsed.from = value.parse().map(Day).ok(),
                "to" => parsed.to = value.parse().map(Day).ok(),
                "q" => value.clone_into(&mut parsed.text),
                "sort" => parsed.sort = value.into(),
                "cursor" => parsed.cursor = Some(value.to_owned()),
                "limit" => parsed.limit = value.parse().ok(),
                _ => {}
            }
        }
        parsed
    }

    /// The query string, without `?`; what is as by default is left out.
    pub fn print(&self) -> String {
        print([
            ("kind", self.kind.as_ref().map(ToString::to_string)),
            ("device", self.device.as_ref().map(ToString::to_string)),
            ("site", self.site.as_ref().map(ToString::to_string)),
            ("from", self.from.map(|day| day.0.to_string())),
            ("to", self.to.map(|day| day.0.to_string())),
            ("q", Some(self.text.clone()).filter(|text| !text.is_empty())),
            ("sort", Some(self.sort.to_string()).filter(|_| self.sort != ReportSort::Published)),
            ("cursor", self.cursor.clone()),
            ("limit", self.limit.map(|limit| limit.to_string())),
        ])
    }
}

/// Which findings of a report, the gravest first. Parsed from and printed to a query string.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FindingQuery {
    /// Only of this grade.
    pub grade: Option<FindingGrade>,
    /// Only those about which this was decided.
    pub decision: Option<DecisionState>,
    /// Only those of which this became.
    pub change: Option<Change>,
    /// Only of this area.
    pub area: Option<HealthArea>,
    /// Only about this device.
    pub device: Option<DeviceId>,
    /// Words to be found in title, evidence, or name and serial number of the device.
    pub text: String,
    /// Where to start; absent for the first page.
    pub cursor: Option<String>,
    /// How many at most, 1 to 200; the backend has its own default.
    pub limit: Option<u16>,
}

impl FindingQuery {
    /// Reads a query string (without `?`). Unknown names and unreadable values are left out.
    pub fn parse(query: &str) -> Self {
        let mut parsed = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = &*value;
            match &*name {
                "grade" => parsed.grade = Some(value.into()),
                "decision" => parsed.decision = Some(value.into()),
                "change" => parsed.change = Some(value.into()),
                "area" => parsed.area = Some(value.into()),
                "device" => parsed.device = Some(value.into()),
                "q" => value.clone_into(&mut parsed.text),
                "cursor" => parsed.cursor = Some(value.to_owned()),
                "limit" => parsed.limit = value.parse().ok(),
                _ => {}
            }
        }
        parsed
    }

    /// The query string, without `?`; what isn't said is left out.
    pub fn print(&self) -> String {
        print([
            ("grade", self.grade.as_ref().map(ToString::to_string)),
            ("decision", self.decision.as_ref().map(ToString::to_string)),
            ("change", self.change.as_ref().map(ToString::to_string)),
            ("area", self.area.as_ref().map(ToString::to_string)),
            ("device", self.device.as_ref().map(ToString::to_string)),
            ("q", Some(self.text.clone()).filter(|text| !text.is_empty())),
            ("cursor", self.cursor.clone()),
            ("limit", self.limit.map(|limit| limit.to_string())),
        ])
    }
}

fn print<const N: usize>(said: [(&str, Option<String>); N]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(said.into_iter().filter_map(|(name, value)| Some((name, value?))));
    query.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_survive_their_urls() {
        let query = ReportQuery {
            kind: Some(ReportKind::HealthCheck),
            device: Some("adc-1".into()),
            from: "2026-01-01".parse().map(Day).ok(),
            text: "双机 & 3%".to_owned(),
            sort: ReportSort::Worst,
            limit: Some(20),
            ..ReportQuery::default()
        };
        assert_eq!(ReportQuery::parse(&query.print()), query);
        assert_eq!(ReportQuery::default().print(), "");
        assert_eq!(ReportQuery::parse("from=soon&limit=many&x"), ReportQuery::default());
        let findings = FindingQuery {
            grade: Some(FindingGrade::High),
            decision: Some(DecisionState::Open),
            text: "fan".to_owned(),
            ..FindingQuery::default()
        };
        assert_eq!(FindingQuery::parse(&findings.print()), findings);
    }

    #[test]
    fn a_finding_is_named_in_one_word() {
        let (report, finding) = (ReportId::from("HC-2026Q4-0071"), FindingId::from("F1"));
        let named = FindingRef::new(&report, &finding);
        assert_eq!(named.as_str(), "HC-2026Q4-0071/F1");
        assert_eq!(named.parts(), Some((report, finding)));
        assert_eq!(FindingRef::from("F1").parts(), None);
    }

    #[test]
    fn a_risk_is_accepted_for_a_reason_and_a_time() {
        let day = |day: &str| day.parse::<NaiveDate>().unwrap();
        let wrong = |decision: DecideFinding| -> Vec<String> {
            let errors = decision.validate(day("2026-11-20"), day("2027-11-20")).err().unwrap_or_default();
            errors.into_iter().map(|error| format!("{} {}", error.pointer, error.code)).collect()
        };
        let accept = |reason: &str, until: Option<&str>| DecideFinding {
            action: FindingAction::AcceptRisk,
            reason: Some(reason.to_owned()),
            language: None,
            until: until.map(|until| Day(day(until))),
        };
        assert_eq!(wrong(accept(" ", None)), ["/reason required", "/until required"]);
        assert_eq!(wrong(accept("RAID 1", Some("2026-11-19"))), ["/until inPast"]);
        assert_eq!(wrong(accept("RAID 1", Some("2027-11-21"))), ["/until notOffered"]);
        assert_eq!(wrong(accept("RAID 1", Some("2026-11-20"))), [""; 0]);
        let withdraw = DecideFinding { action: FindingAction::WithdrawAcceptance, ..accept("", None) };
        assert_eq!(wrong(withdraw), [""; 0]);
        let request = DecideFinding { action: FindingAction::Request, ..accept("", None) };
        assert_eq!(wrong(request), ["/action notOffered"]);
    }
}
