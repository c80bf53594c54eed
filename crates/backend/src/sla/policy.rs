//! What a policy promises, as data.

use std::collections::BTreeMap;

use aftercare_contract::{
    Localized, Span, Timestamp,
    asset::GradePromises,
    catalogue::{Policy, SeverityRule},
    claim::ClaimTerms,
    terms::BreachTerm,
    ticket::{PauseReason, Promise, PromiseTarget, Severity, TicketType, Tier},
};
use serde::{Deserialize, Serialize};

use super::{Calendar, Facts, Hours, Milestone};

/// One policy, as the database keeps it: its grades, how they follow from facts, and its terms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PolicyData {
    /// Its id, as contracts name it.
    pub id: String,
    /// What it is called.
    pub name: Localized,
    /// Its grades, gravest first.
    pub grades: Vec<Severity>,
    /// How the grade follows from the facts: the first rule that fits decides; the last one always fits.
    pub rules: Vec<SeverityRule>,
    /// Whether a device is lent while the customer's is repaired.
    #[serde(default)]
    pub loaner: bool,
    /// How long the customer may think a fix over.
    #[serde(default)]
    pub after_fix: AfterFix,
    /// What a missed promise means for the customer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on_breach: Vec<BreachTerm>,
    /// What can be claimed then, and how.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims: Option<ClaimPolicy>,
    /// What is promised of the service as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality: Option<Quality>,
    /// What is promised. Of several terms for one promise the first that fits the case holds.
    pub terms: Vec<Term>,
}

/// What is promised of the service as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Quality {
    /// For how many per cent of the time each device is available.
    pub availability: f64,
}

/// What can be claimed when a promise is missed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClaimPolicy {
    /// As the contract tells it.
    #[serde(flatten)]
    pub terms: ClaimTerms,
    /// The hours of working days, Monday first, where those of the contract say nothing about them because they are all
    /// hours; zone and special days are the contract's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<[Hours; 7]>,
}

impl ClaimPolicy {
    /// The end of the working day that is so many of them after that of `at`.
    pub fn working_days_after(&self, contract: &Calendar, at: Timestamp, days: u32) -> Option<Timestamp> {
        let office = |week: &[Hours; 7]| Calendar { week: week.clone(), ..contract.clone() };
        self.office.as_ref().map_or_else(|| contract.clone(), office).working_days_after(at, days)
    }
}

/// How long the customer may think a fix over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AfterFix {
    /// By how much longer a ticket stays open each time that the customer asks for it.
    pub keep_open: Span,
    /// How often they can.
    pub keep_open_times: u32,
    /// How long after its end a ticket can be reopened.
    pub reopen_within: Span,
}

/// Where a policy says nothing, or there is none.
impl Default for AfterFix {
    fn default() -> Self {
        Self { keep_open: Span::hours(24), keep_open_times: 2, reopen_within: Span::hours(14 * 24) }
    }
}

/// One promise with all that its clock needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Term {
    /// What is promised.
    pub promise: Promise,
    /// Within which time.
    pub target: Span,
    /// Where the time counts.
    #[serde(default)]
    pub hours: CountedHours,
    /// What starts its clock.
    pub from: Milestone,
    /// What ends it.
    pub until: Milestone,
    /// The reasons for which it stands still, besides the customer's verifying; it goes on counting through pauses
    /// for any other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paused_by: Vec<PauseReason>,
    /// The cases for which it is made; for all, if it says nothing.
    #[serde(default, rename = "if")]
    pub condition: Condition,
}

/// Which hours a promise counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CountedHours {
    /// Those of the contract.
    #[default]
    Contract,
    /// All, 7×24.
    Always,
}

/// A condition on the case; what isn't named doesn't matter, and all that is named must hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Condition {
    /// Of one of these grades, by code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grades: Option<Vec<String>>,
    /// Of one of these kinds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub types: Option<Vec<TicketType>>,
    /// One of these is the deepest tier that looked for the solution.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tiers: Option<Vec<Tier>>,
    /// Somebody, or a part, goes to the site, or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_site: Option<bool>,
    /// The site is in the city of a depot, or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_city: Option<bool>,
    /// Fields of the kind's own that have one of these values.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, Vec<String>>,
}

/// What a ticket is, as far as promises depend on it.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// Its kind.
    pub ticket_type: &'a TicketType,
    /// The code of its grade; `None` for kinds that have none.
    pub severity: Option<&'a str>,
    /// Whether somebody is to come to the site.
    pub visit_wanted: bool,
    /// Whether its site is in the city of a depot.
    pub same_city: bool,
    /// The fields of the kind's own.
    pub fields: &'a BTreeMap<String, String>,
}

impl Condition {
    fn holds(&self, case: Case<'_>, facts: Option<&Facts>) -> bool {
        let tier = facts.map_or(&Tier::L1, Facts::deepest_tier);
        let on_site = case.visit_wanted || facts.is_some_and(|facts| facts.at(Milestone::Arrived).is_some());
        let code = |code: &String| case.severity == Some(code);
        self.grades.as_ref().is_none_or(|grades| grades.iter().any(code))
            && self.types.as_ref().is_none_or(|types| types.contains(case.ticket_type))
            && self.tiers.as_ref().is_none_or(|tiers| tiers.contains(tier))
            && self.on_site.is_none_or(|asked| asked == on_site)
            && self.same_city.is_none_or(|asked| asked == case.same_city)
            && self.fields.iter().all(|(key, taken)| case.fields.get(key).is_some_and(|value| taken.contains(value)))
    }
}

impl PolicyData {
    /// The terms that hold for `case`, one for each promise, in the order of the process. Without `facts` those of a
    /// ticket that has just been filed.
    pub fn terms(&self, case: Case<'_>, facts: Option<&Facts>) -> impl Iterator<Item = &Term> {
        let holds = |term: &&Term| {
            // Another grade doesn't judge anew what has ended before.
            let ended = facts.and_then(|facts| Some((facts, facts.ended(term.until)?)));
            let severity = ended.map_or(case.severity, |(facts, ended)| facts.grade_at(ended, case.severity));
            term.condition.holds(Case { severity, ..case }, facts)
        };
        let mut holding = BTreeMap::new();
        for term in self.terms.iter().filter(holds) {
            holding.entry(&term.promise).or_insert(term);
        }
        holding.into_values()
    }

    /// What the catalogue says of it: each grade with what is promised for a fault that is solved from afar.
    pub fn catalogue(&self) -> Policy {
        let promises = |grade: &Severity| {
            let case = Case {
                ticket_type: &TicketType::Fault,
                severity: Some(&grade.code),
                visit_wanted: false,
                same_city: false,
                fields: &BTreeMap::new(),
            };
            let target = |term: &Term| PromiseTarget { promise: term.promise.clone(), target: term.target };
            self.terms(case, None).map(target).collect()
        };
        Policy {
            id: self.id.clone(),
            name: self.name.clone(),
            grades: self
                .grades
                .iter()
                .map(|grade| GradePromises { grade: grade.clone(), promises: promises(grade) })
                .collect(),
            rules: self.rules.clone(),
        }
    }
}
