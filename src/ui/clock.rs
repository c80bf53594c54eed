//! A promise of the contract as it counts on from what the backend said.

use aftercare_contract::{
    Span, Timestamp,
    ticket::{Clock, ClockState},
};

/// How much of `clock` has counted by `now`, when `clock` was told at `as_of`. Counts up to the next change of hours;
/// beyond it the backend has to be asked.
pub fn elapsed(clock: &Clock, as_of: Timestamp, now: Timestamp) -> Span {
    let counted = match (&clock.state, clock.hours_change_at) {
        (ClockState::Running, None) => now.since(as_of),
        (ClockState::Running, Some(pauses)) => now.min(pauses).since(as_of),
        (ClockState::OutsideHours, Some(resumes)) => now.since(resumes),
        _ => Span::default(),
    };
    Span::seconds(clock.elapsed.as_seconds() + counted.as_seconds().max(0))
}

#[cfg(test)]
mod tests {
    use aftercare_contract::ticket::Promise;

    use super::*;

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_clock_counts_only_while_it_runs() {
        let as_of = time("2026-11-20T17:00:00Z");
        let six = time("2026-11-20T18:00:00Z");
        let now = time("2026-11-20T18:30:00Z");
        for (state, hours_change_at, minutes) in [
            (ClockState::Running, None, 100),
            (ClockState::Running, Some(six), 70),
            (ClockState::OutsideHours, Some(six), 40),
            (ClockState::OutsideHours, Some(now + Span::hours(1)), 10),
            (ClockState::Paused, None, 10),
            (ClockState::Stopped, None, 10),
        ] {
            let clock = Clock {
                promise: Promise::Restoration,
                target: Span::hours(4),
                start: as_of,
                state: state.clone(),
                elapsed: Span::minutes(10),
                due: None,
                stopped: None,
                verdict: None,
                pauses: Vec::new(),
                hours_change_at,
            };
            assert_eq!(elapsed(&clock, as_of, now), Span::minutes(minutes), "{state} {hours_change_at:?}");
            assert_eq!(elapsed(&clock, as_of, as_of), Span::minutes(10), "{state}");
        }
    }
}
