//! What has happened to a ticket, as far as its clocks depend on it.

use std::collections::BTreeMap;

use aftercare_contract::{
    Span, Timestamp,
    ticket::{Pause, PauseReason, Tier},
};
use serde::{Deserialize, Serialize};

/// A point of the service process that starts or ends clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Milestone {
    /// Filed.
    Created,
    /// Somebody has answered.
    Responded,
    /// An engineer works on it.
    Handled,
    /// The cause is known.
    Diagnosed,
    /// There is a plan.
    Planned,
    /// Somebody, or the part, is at the site.
    Arrived,
    /// The business runs again.
    Restored,
    /// The cause is removed.
    Resolved,
    /// The customer has confirmed, or their time to do so has run out.
    Closed,
}

impl Milestone {
    /// What must lie behind a ticket that has come this far, even if nobody said so at the time.
    fn implied(self) -> &'static [Self] {
        use Milestone::{Arrived, Closed, Created, Diagnosed, Handled, Planned, Resolved, Responded, Restored};
        match self {
            Created | Responded => &[],
            Handled => &[Responded],
            Diagnosed | Arrived => &[Responded, Handled],
            Planned => &[Responded, Handled, Diagnosed],
            Restored => &[Responded, Handled, Diagnosed, Planned],
            Resolved => &[Responded, Handled, Diagnosed, Planned, Restored],
            Closed => &[Responded, Handled, Diagnosed, Planned, Restored, Resolved],
        }
    }
}

/// The instants from which all clocks of a ticket are computed. Calls are made in the order in which things happen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Facts {
    milestones: BTreeMap<Milestone, Timestamp>,
    /// The deepest tier that has looked for the solution.
    tier: Tier,
    /// Oldest first, without overlap; only the last may be open.
    pauses: Vec<Pause>,
    /// Oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    former_grades: Vec<FormerGrade>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    withdrawn: Option<Timestamp>,
    /// By how much longer the customer wants to verify.
    #[serde(default)]
    kept_open: Span,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct FormerGrade {
    code: Option<String>,
    until: Timestamp,
}

impl Facts {
    /// Of a ticket filed at `created`.
    pub fn new(created: Timestamp) -> Self {
        Self {
            milestones: [(Milestone::Created, created)].into(),
            tier: Tier::L1,
            pauses: Vec::new(),
            former_grades: Vec::new(),
            withdrawn: None,
            kept_open: Span::default(),
        }
    }

    /// When `milestone` was reached.
    pub fn at(&self, milestone: Milestone) -> Option<Timestamp> {
        self.milestones.get(&milestone).copied()
    }

    /// When a clock that runs until `milestone` ended. Once the business runs, nobody needs to arrive any more.
    pub fn ended(&self, milestone: Milestone) -> Option<Timestamp> {
        let moot = (milestone == Milestone::Arrived).then(|| self.at(Milestone::Restored)).flatten();
        self.at(milestone).into_iter().chain(moot).min()
    }

    /// The grade, by its code, that held at `at`, where `now` is the grade that holds now.
    pub fn grade_at<'a>(&'a self, at: Timestamp, now: Option<&'a str>) -> Option<&'a str> {
        let former = self.former_grades.iter().find(|former| at < former.until);
        former.map_or(now, |former| former.code.as_deref())
    }

    /// When the ticket was withdrawn.
    pub fn withdrawn(&self) -> Option<Timestamp> {
        self.withdrawn
    }

    /// By how much longer the customer wants to verify than was promised.
    pub fn kept_open(&self) -> Span {
        self.kept_open
    }

    /// Gives the customer so much more time to verify.
    pub fn keep_open(&mut self, longer: Span) {
        self.kept_open = Span::seconds(self.kept_open.as_seconds() + longer.as_seconds());
    }

    /// The deepest tier that has looked for the solution: L1 if nobody has yet.
    pub fn deepest_tier(&self) -> &Tier {
        &self.tier
    }

    /// All stretches in which clocks stood still.
    pub fn pauses(&self) -> &[Pause] {
        &self.pauses
    }

    /// The pause that lasts.
    pub fn open_pause(&self) -> Option<&Pause> {
        self.pauses.last().filter(|pause| pause.until.is_none())
    }

    /// Notes that `milestone` and all that lies before it is reached; what was reached before keeps its time.
    /// A ticket that is fixed or closed isn't paused any more.
    pub fn reach(&mut self, milestone: Milestone, at: Timestamp) {
        for reached in milestone.implied().iter().chain([&milestone]) {
            self.milestones.entry(*reached).or_insert(at);
        }
        if matches!(milestone, Milestone::Resolved | Milestone::Closed) {
            self.resume(at);
        }
    }

    /// Notes that `milestone` wasn't reached after all.
    pub fn revoke(&mut self, milestone: Milestone) {
        self.milestones.remove(&milestone);
    }

    /// Notes that `tier` works on it. It counts as long as a solution is looked for: who carries it out doesn't
    /// change how long the search may take. The field isn't deeper than any tier.
    pub fn handled_by(&mut self, tier: &Tier) {
        let searching = self.at(Milestone::Planned).is_none();
        if searching && *tier != Tier::Field && tier.is_known() && *tier > self.tier {
            self.tier = tier.clone();
        }
    }

    /// Notes that the grade `former` held until `at`.
    pub fn regrade(&mut self, former: Option<String>, at: Timestamp) {
        self.former_grades.push(FormerGrade { code: former, until: at });
    }

    /// Stops the clocks that stop for `reason`; a pause for another reason ends.
    pub fn pause(&mut self, reason: PauseReason, at: Timestamp) {
        if self.open_pause().is_none_or(|open| open.reason != reason) {
            self.resume(at);
            self.pauses.push(Pause { since: at, until: None, reason });
        }
    }

    /// Lets the clocks count again.
    pub fn resume(&mut self, at: Timestamp) {
        if let Some(open) = self.pauses.last_mut().filter(|pause| pause.until.is_none()) {
            open.until = Some(at.max(open.since));
        }
    }

    /// The fix doesn't hold, unless the business `runs` and only something else is left: what it ended goes on, and the
    /// time of verifying counts as a pause.
    pub fn reopen(&mut self, at: Timestamp, runs: bool) {
        self.kept_open = Span::default();
        self.milestones.remove(&Milestone::Closed);
        let restored = if runs { None } else { self.milestones.remove(&Milestone::Restored) };
        if let Some(resolved) = self.milestones.remove(&Milestone::Resolved).or(restored) {
            self.pauses.push(Pause { since: resolved, until: Some(at), reason: PauseReason::Verification });
        }
    }

    /// Ends all clocks, whatever they have come to.
    pub fn withdraw(&mut self, at: Timestamp) {
        self.resume(at);
        self.withdrawn = Some(at);
    }
}
