//! The clocks of a ticket.

use std::sync::LazyLock;

use aftercare_contract::{
    Span, Timestamp,
    ticket::{Clock, ClockState, Pause, PauseReason, Promise, PromiseTarget, Verdict},
};
use chrono::TimeDelta;

use super::{Calendar, Case, CountedHours, Facts, Milestone, PolicyData, Term};

static ALWAYS: LazyLock<Calendar> = LazyLock::new(Calendar::always);

/// The clocks of a ticket as they are at `now`, in the order of the process: one for each promise that has begun
/// to count. `calendar` is the contract's.
///
/// A grade or a tier that changes brings its own target to the clocks that run. A promise is missed as
/// soon as its due time has passed, and met when it ended by then.
pub fn clocks(policy: &PolicyData, calendar: &Calendar, case: Case<'_>, facts: &Facts, now: Timestamp) -> Vec<Clock> {
    let clock = |term: &Term| {
        let calendar = match term.hours {
            CountedHours::Contract => calendar,
            CountedHours::Always => &ALWAYS,
        };
        clock(term, calendar, facts, now)
    };
    policy.terms(case, Some(facts)).filter_map(clock).collect()
}

/// The promises of a ticket whose clocks have not begun at `now`, in the order of the process; none once it is over.
pub fn to_come(policy: &PolicyData, case: Case<'_>, facts: &Facts, now: Timestamp) -> Vec<PromiseTarget> {
    let over = facts.withdrawn().is_some() || facts.at(Milestone::Closed).is_some();
    let open = |term: &&Term| !over && facts.at(term.from).is_none_or(|start| start > now);
    let target = |term: &Term| PromiseTarget { promise: term.promise.clone(), target: term.target };
    policy.terms(case, Some(facts)).filter(open).map(target).collect()
}

/// The first due time that is still to come: nothing is missed before it.
pub fn next_deadline(clocks: &[Clock]) -> Option<Timestamp> {
    let open = |clock: &&Clock| clock.verdict.is_none() && clock.state != ClockState::Stopped;
    clocks.iter().filter(open).filter_map(|clock| clock.due).min()
}

fn clock(term: &Term, calendar: &Calendar, facts: &Facts, now: Timestamp) -> Option<Clock> {
    let start = facts.at(term.from).filter(|start| *start <= now)?;
    let ended = facts.ended(term.until).map(|ended| (ended, true));
    let withdrawn = facts.withdrawn().map(|withdrawn| (withdrawn, false));
    let (stopped, kept) = ended.or(withdrawn).filter(|(stopped, _)| *stopped <= now).unzip();
    let stopped = stopped.map(|stopped| stopped.max(start));
    let end = stopped.unwrap_or(now);

    let more = if term.promise == Promise::Confirmation { facts.kept_open() } else { Span::default() };
    let target = Span::seconds(term.target.as_seconds() + more.as_seconds());
    let pauses = pauses(term, facts, start, stopped, now);
    let stands_still = pauses.last().is_some_and(|pause| pause.until.is_none());
    let walk = walk(calendar, start, &pauses, end, target);
    let late = walk.due.is_some_and(|due| end > due);

    let state = if stopped.is_some() {
        ClockState::Stopped
    } else if stands_still {
        ClockState::Paused
    } else if calendar.is_open(now) {
        ClockState::Running
    } else {
        ClockState::OutsideHours
    };
    let counting = matches!(state, ClockState::Running | ClockState::OutsideHours);
    Some(Clock {
        promise: term.promise.clone(),
        target,
        start,
        state,
        elapsed: Span::seconds(walk.elapsed.num_seconds()),
        around_the_clock: term.hours == CountedHours::Always,
        due: walk.due,
        stopped,
        verdict: if late { Some(Verdict::Breached) } else { kept.filter(|kept| *kept).map(|_| Verdict::Met) },
        pauses,
        hours_change_at: counting.then(|| calendar.next_change(now)).flatten(),
    })
}

/// The pauses that stop the term's clock, clipped to the time in which it counts; a stopped clock has no open one.
fn pauses(term: &Term, facts: &Facts, start: Timestamp, stopped: Option<Timestamp>, now: Timestamp) -> Vec<Pause> {
    let within = |pause: &&Pause| {
        (pause.reason == PauseReason::Verification || term.paused_by.contains(&pause.reason))
            && pause.until.is_none_or(|until| until > start)
            && stopped.map_or(pause.since <= now, |stopped| pause.since < stopped)
    };
    let clip = |pause: &Pause| Pause {
        since: pause.since.max(start),
        until: match stopped {
            Some(stopped) => Some(pause.until.map_or(stopped, |until| until.min(stopped))),
            None => pause.until.filter(|until| *until <= now),
        },
        reason: pause.reason.clone(),
    };
    facts.pauses().iter().filter(within).map(clip).collect()
}

struct Walk {
    /// How much counted up to `end`.
    elapsed: TimeDelta,
    /// When the target is counted, if the clock goes on; `None` if it is paused before.
    due: Option<Timestamp>,
}

/// Goes along the stretches between the pauses.
fn walk(calendar: &Calendar, start: Timestamp, pauses: &[Pause], end: Timestamp, target: Span) -> Walk {
    let target = TimeDelta::try_seconds(target.as_seconds()).unwrap_or(TimeDelta::MAX).max(TimeDelta::zero());
    let mut walk = Walk { elapsed: TimeDelta::zero(), due: None };
    let mut from = Some(start);
    for pause in pauses {
        if let Some(from) = from {
            walk.count(calendar, from, Some(pause.since), end, target);
        }
        from = pause.until;
    }
    if let Some(from) = from {
        walk.count(calendar, from, None, end, target);
    }
    walk
}

impl Walk {
    /// Counts the stretch from `from` to `to`, or on and on.
    fn count(
        &mut self,
        calendar: &Calendar,
        from: Timestamp,
        to: Option<Timestamp>,
        end: Timestamp,
        target: TimeDelta,
    ) {
        let reached = || calendar.reach(from, target - self.elapsed).filter(|due| to.is_none_or(|to| *due < to));
        self.due = self.due.or_else(reached);
        self.elapsed += calendar.counted(from, to.unwrap_or(end));
    }
}
