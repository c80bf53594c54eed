//! What a contract says about the promises on a ticket, beside their clocks: when they count, which are still to come,
//! and what follows when one is missed.

use serde::{Deserialize, Serialize};

use crate::{
    Localized, Timestamp,
    claim::ClaimTerms,
    ticket::{Promise, PromiseTarget},
};

/// The terms of a contract, as far as they concern one ticket now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ContractTerms {
    /// When its clocks count.
    pub hours: CountingHours,
    /// The promises whose clocks have not begun, in the order of the process.
    #[serde(default)]
    pub to_come: Vec<PromiseTarget>,
    /// What a missed promise means.
    #[serde(default)]
    pub on_breach: Vec<BreachTerm>,
    /// What it says about claims, where there can be any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims: Option<ClaimTerms>,
}

impl ContractTerms {
    /// What it means that this promise is missed, where the contract says so.
    pub fn meaning_of_breach(&self, promise: &Promise) -> Option<&Localized> {
        self.on_breach.iter().find(|term| term.promises.contains(promise)).map(|term| &term.means)
    }
}

/// What it means that one of some promises is missed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BreachTerm {
    /// Which promises.
    pub promises: Vec<Promise>,
    /// What it means for the customer, in a sentence or two.
    pub means: Localized,
}

/// The hours in which the clocks of a contract count, and whether it is one of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CountingHours {
    /// IANA name of the zone in which they are meant.
    pub time_zone: String,
    /// The hours of each weekday, Monday first: `["09:00-12:00", "13:30-18:00"]`; none where nothing counts.
    pub week: [Vec<String>; 7],
    /// Whether some days have hours of their own: holidays, weekends that are worked.
    #[serde(default)]
    pub has_special_days: bool,
    /// Whether time counts now.
    pub open: bool,
    /// When that changes next; absent where it never does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes_at: Option<Timestamp>,
}

impl CountingHours {
    /// Whether they are all hours of all days.
    pub fn is_around_the_clock(&self) -> bool {
        !self.has_special_days && self.week.iter().all(|day| matches!(&day[..], [all] if all == "00:00-24:00"))
    }

    /// The weekdays with the same hours one after the other, Monday is 0: first, last, hours.
    pub fn runs(&self) -> Vec<(usize, usize, &[String])> {
        let mut runs: Vec<(usize, usize, &[String])> = Vec::new();
        for (day, hours) in self.week.iter().enumerate() {
            match runs.last_mut() {
                Some((_, last, same)) if *same == &hours[..] => *last = day,
                _ => runs.push((day, day, hours)),
            }
        }
        runs.retain(|(_, _, hours)| !hours.is_empty());
        runs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekdays_of_the_same_hours_are_told_together() {
        let office = || vec!["09:00-12:00".to_owned(), "13:30-18:00".to_owned()];
        let hours = CountingHours {
            time_zone: "Asia/Shanghai".to_owned(),
            week: [office(), office(), Vec::new(), office(), office(), Vec::new(), Vec::new()],
            has_special_days: false,
            open: true,
            changes_at: None,
        };
        let runs: Vec<_> = hours.runs().into_iter().map(|(first, last, hours)| (first, last, hours.len())).collect();
        assert_eq!(runs, [(0, 1, 2), (3, 4, 2)]);
        assert!(!hours.is_around_the_clock());
        let always = CountingHours { week: core::array::from_fn(|_| vec!["00:00-24:00".to_owned()]), ..hours };
        assert!(always.is_around_the_clock());
        assert_eq!(always.runs().len(), 1);
    }
}
