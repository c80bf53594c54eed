//! The service review: what was promised and what was done in a month, a quarter or a year.
//!
//! Every figure is counted from tickets, and names them: [`Figure::tickets`] is a query of the ticket list.

use core::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    FieldError, Localized, Prose, Span,
    asset::{Contract, Day},
    history::Side,
    survey::DimensionId,
    ticket::{DeviceRef, Promise, TicketType, Verdict},
    validate::{Invalid, MAX_PROSE, check_language, check_prose},
};

ids! {
    /// An improvement that was agreed.
    ImprovementId;
}

/// A month, a quarter or a year: `2026-09`, `2026-Q3`, `2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReviewPeriod {
    year: i32,
    /// Its first month, 1 to 12.
    month: u32,
    /// How many months it has: 1, 3 or 12.
    months: u32,
}

impl ReviewPeriod {
    /// The quarter in which a month lies.
    pub fn quarter_of(year: i32, month: u32) -> Self {
        Self { year, month: (month.clamp(1, 12) - 1) / 3 * 3 + 1, months: 3 }
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.year
    }

    /// Its first month, 1 to 12.
    pub fn month(self) -> u32 {
        self.month
    }

    /// How many months it has: 1, 3 or 12.
    pub fn months(self) -> u32 {
        self.months
    }

    /// The one of the same length right after it.
    #[must_use]
    pub fn next(self) -> Self {
        match self.month + self.months {
            month @ 1..=12 => Self { month, ..self },
            _ => Self { year: self.year.saturating_add(1), month: 1, ..self },
        }
    }

    /// The one of the same length right before it.
    #[must_use]
    pub fn previous(self) -> Self {
        match self.month.checked_sub(self.months) {
            Some(month @ 1..) => Self { month, ..self },
            _ => Self { year: self.year.saturating_sub(1), month: 13 - self.months, ..self },
        }
    }
}

impl fmt::Display for ReviewPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.months {
            12 => write!(f, "{:04}", self.year),
            3 => write!(f, "{:04}-Q{}", self.year, self.month / 3 + 1),
            _ => write!(f, "{:04}-{:02}", self.year, self.month),
        }
    }
}

/// The text names no month, quarter or year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAPeriod;

impl fmt::Display for NotAPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a month, quarter or year")
    }
}

impl core::error::Error for NotAPeriod {}

impl FromStr for ReviewPeriod {
    type Err = NotAPeriod;

    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        let (year, part) = text.split_once('-').map_or((text, None), |(year, part)| (year, Some(part)));
        let number = |digits: &str, count: usize| {
            let plain = digits.len() == count && digits.bytes().all(|byte| byte.is_ascii_digit());
            digits.parse::<u32>().ok().filter(|_| plain).ok_or(NotAPeriod)
        };
        let year = i32::try_from(number(year, 4)?).map_err(|_| NotAPeriod)?;
        let (month, months) = match part {
            None => (1, 12),
            Some(part) => match part.strip_prefix('Q') {
                Some(quarter) => (number(quarter, 1)?.checked_sub(1).ok_or(NotAPeriod)? * 3 + 1, 3),
                None => (number(part, 2)?, 1),
            },
        };
        if (1..=12).contains(&month) { Ok(Self { year, month, months }) } else { Err(NotAPeriod) }
    }
}

impl Serialize for ReviewPeriod {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ReviewPeriod {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "openapi")]
impl schemars::JsonSchema for ReviewPeriod {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ReviewPeriod".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[0-9]{4}(-(Q[1-4]|[0-9]{2}))?$" })
    }
}

/// A number of tickets, with the query of the ticket list that shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Figure {
    /// How many.
    pub count: u64,
    /// Query string of the ticket list, without `?`.
    pub tickets: String,
}

/// The review of a period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Review {
    /// The period.
    pub period: ReviewPeriod,
    /// Its first day, in `time_zone`.
    pub first_day: Day,
    /// Its last day.
    pub last_day: Day,
    /// Whether it isn't over, so that all figures are those so far.
    pub running: bool,
    /// IANA name of the zone in which its days begin.
    pub time_zone: String,
    /// The periods of the same length for which there are tickets, oldest first.
    pub periods: Vec<ReviewPeriod>,
    /// The contract that it is about; absent where it is about all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<Contract>,
    /// The contracts that can be chosen among.
    pub contracts: Vec<Contract>,
    /// Fewer cases than this are too few for a percentile and a verdict.
    pub few_below: u64,
    /// Which percentile is meant, e.g. 90.
    pub percentile: u8,
    /// The tickets that were filed in the period.
    pub tickets: Figure,
    /// How many were filed in the period before.
    pub tickets_before: u64,
    /// How many devices are covered.
    pub devices: u64,
    /// Times against target, in the order of the process; one row for each target.
    pub promises: Vec<PromiseFigures>,
    /// The tickets of which a promise was missed.
    pub missed_tickets: Figure,
    /// The worst of the promises that were missed, those that were missed by most first.
    pub missed: Vec<MissedPromise>,
    /// Availability; one row for each contract that covers devices.
    pub availability: Vec<Availability>,
    /// Mean time to repair.
    pub repair: Repair,
    /// Faults that came back.
    pub repeats: Repeats,
    /// Tickets by kind, the most frequent first.
    pub kinds: Vec<KindShare>,
    /// Faults by grade of severity, gravest first.
    pub severities: Vec<SeverityShare>,
    /// The devices with most faults.
    pub faulty_devices: Vec<DeviceShare>,
    /// What people said of the service.
    pub satisfaction: Satisfaction,
    /// The measures of this period and those before it, oldest first.
    pub trend: Vec<TrendPoint>,
    /// Improvements that were agreed: those that are open, and those that were done since the period began.
    pub improvements: Vec<Improvement>,
}

/// How one promise was kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PromiseFigures {
    /// Which.
    pub promise: Promise,
    /// Within which time.
    pub target: Span,
    /// How many have a verdict.
    pub judged: Figure,
    /// How many of them were kept.
    pub met: Figure,
    /// How many weren't.
    pub missed: Figure,
    /// The median of the time that it took, as the clock counts it.
    pub median: Span,
    /// The time within which so many per cent were done; absent where they are few.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percentile: Option<Span>,
    /// Whether that is within the target; absent where they are few.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// Whether they are few.
    pub few: bool,
    /// The same in the period before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<PromiseBefore>,
}

/// How a promise was kept in the period before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PromiseBefore {
    /// How many had a verdict.
    pub judged: u64,
    /// How many of them were kept.
    pub met: u64,
    /// The median.
    pub median: Span,
}

/// One promise that was missed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct MissedPromise {
    /// Of which ticket.
    pub ticket: crate::asset::TicketRef,
    /// Which.
    pub promise: Promise,
    /// Within which time it was promised.
    pub target: Span,
    /// By how much it was late, or is by now.
    pub late: Span,
    /// How far a claim for it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<crate::claim::ClaimState>,
}

/// How long the devices of a contract were available.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Availability {
    /// The contract's number.
    pub contract: String,
    /// How many devices it covers.
    pub devices: u64,
    /// Per cent of their time.
    pub percent: f64,
    /// For how long some of them weren't, added up.
    pub downtime: Span,
    /// The per cent that the contract promises.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<f64>,
    /// Whether it was kept, where something is promised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// The faults that interrupted the business.
    pub faults: Figure,
}

/// How long repairs took.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Repair {
    /// The faults of the period that were fixed.
    pub faults: Figure,
    /// The mean time from the filing to the fix, day and night; absent without any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean: Option<Span>,
    /// The same in the period before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Span>,
    /// Whether they are few.
    pub few: bool,
}

/// Faults that came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Repeats {
    /// Faults of a device on which another one had been filed shortly before.
    pub faults: Figure,
    /// How shortly.
    pub within: Span,
    /// Of how many faults.
    pub of: Figure,
    /// How many came back in the period before.
    pub before: u64,
}

/// How many tickets are of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct KindShare {
    /// Which.
    pub ticket_type: TicketType,
    /// How many.
    pub tickets: Figure,
    /// How many in the period before.
    pub before: u64,
}

/// How many faults are of a grade.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SeverityShare {
    /// The rank, 1 is the gravest; absent for faults without a grade.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<u8>,
    /// What the policies call it.
    pub names: Vec<Localized>,
    /// How many.
    pub faults: Figure,
    /// How many in the period before.
    pub before: u64,
}

/// How many faults a device had.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct DeviceShare {
    /// Which.
    pub device: DeviceRef,
    /// How many.
    pub faults: Figure,
    /// How many in the period before.
    pub before: u64,
}

/// What people said of the service that ended in the period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Satisfaction {
    /// How many were asked.
    pub asked: u64,
    /// Those that answered.
    pub answered: Figure,
    /// The weighted mean, 1 to 5; absent without answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// The same in the period before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<f64>,
    /// Whether the answers are few.
    pub few: bool,
    /// By what was asked.
    pub dimensions: Vec<DimensionScore>,
    /// How many were asked whether they would recommend the service, and said so.
    pub recommend_asked: u64,
    /// How many gave 9 or 10.
    pub promoters: u64,
    /// How many gave 6 or less.
    pub detractors: u64,
    /// Promoters less detractors in per cent; absent where they are few.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nps: Option<f64>,
}

/// What people said of one side of the service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct DimensionScore {
    /// Which.
    pub dimension: DimensionId,
    /// What it is called.
    pub name: Localized,
    /// Its weight, per cent.
    pub weight: u32,
    /// How many marks were given.
    pub marks: u64,
    /// Their mean; absent without any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean: Option<f64>,
    /// The mean in the period before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<f64>,
    /// Marks of 1 or 2.
    pub low: Figure,
}

/// The measures of one period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TrendPoint {
    /// Which.
    pub period: ReviewPeriod,
    /// How many tickets were filed.
    pub tickets: u64,
    /// Per cent of the promises that were kept; absent without any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<f64>,
    /// The mean time to repair.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repair: Option<Span>,
    /// The weighted mean of the marks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
}

open_enum! {
    /// How far an improvement is.
    ImprovementState {
        /// Agreed, and not begun.
        Agreed = "agreed",
        /// Under way.
        UnderWay = "underWay",
        /// Its owner says that it is done; the other side confirms.
        Done = "done",
        /// The customer has confirmed it.
        Confirmed = "confirmed",
        /// Given up by agreement.
        Dropped = "dropped",
    }
}

/// An improvement that customer and vendor have agreed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Improvement {
    /// Its id.
    pub id: ImprovementId,
    /// Grows with every change.
    pub version: u64,
    /// What is to become better.
    pub title: Prose,
    /// By what it is measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<Prose>,
    /// Which side does it.
    pub side: Side,
    /// Who of it.
    pub owner: String,
    /// By when.
    pub due: Day,
    /// How far it is.
    pub state: ImprovementState,
    /// Whether it is open and its day is over.
    pub late: bool,
    /// On which day it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<Day>,
    /// What was said about it, oldest first.
    #[serde(default)]
    pub remarks: Vec<Remark>,
    /// Whether the viewer can confirm it now.
    pub may_confirm: bool,
}

/// What somebody said about an improvement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Remark {
    /// Of which side.
    pub side: Side,
    /// Who.
    pub by: String,
    /// When.
    pub at: crate::Timestamp,
    /// What.
    pub words: Prose,
}

/// What a customer says about an improvement, or confirms.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AnswerImprovement {
    /// The version that was seen.
    pub version: u64,
    /// Whether it is done, also for the customer.
    #[serde(default)]
    pub confirm: bool,
    /// A remark; due where nothing is confirmed.
    #[serde(default)]
    pub text: String,
    /// BCP 47 tag of the remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

impl AnswerImprovement {
    /// The remark, trimmed, if there is one.
    pub fn validate(&self) -> Result<Option<Prose>, Vec<FieldError>> {
        let mut invalid = Invalid::default();
        let text = check_prose(&mut invalid, "/text", &self.text, usize::from(!self.confirm), MAX_PROSE);
        check_language(&mut invalid, "/language", self.language.as_deref());
        invalid.into_result((!text.is_empty()).then(|| Prose { text, language: self.language.clone() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_a_month_a_quarter_or_a_year_and_has_neighbours() {
        let period = |text: &str| text.parse::<ReviewPeriod>();
        for text in ["2026", "2026-Q1", "2026-Q4", "2026-01", "2026-12"] {
            assert_eq!(period(text).map(|period| period.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "26", "2026-Q5", "2026-Q0", "2026-13", "2026-00", "2026-1", "2026-Q", "2026-q1", "+026"] {
            assert_eq!(period(text), Err(NotAPeriod), "{text}");
        }
        for (before, after) in
            [("2025", "2026"), ("2025-Q4", "2026-Q1"), ("2026-Q2", "2026-Q3"), ("2025-12", "2026-01")]
        {
            let (before, after) = (period(before).unwrap(), period(after).unwrap());
            assert_eq!((before.next(), after.previous()), (after, before));
        }
        assert_eq!(ReviewPeriod::quarter_of(2026, 11).to_string(), "2026-Q4");
    }

    #[test]
    fn whoever_confirms_nothing_says_something() {
        let said = |confirm, text: &str| {
            let answer = AnswerImprovement { confirm, text: text.to_owned(), ..AnswerImprovement::default() };
            answer.validate().map(|prose| prose.map(|prose| prose.text))
        };
        assert_eq!(said(true, " "), Ok(None));
        assert_eq!(said(true, " good "), Ok(Some("good".to_owned())));
        assert!(said(false, "").is_err());
    }
}
