//! A promise of the contract as it counts on from what the backend said.

use aftercare_contract::{
    Span, Timestamp,
    ticket::{Clock, ClockState, Verdict},
};
use leptos::prelude::*;

use super::Icon;
use crate::i18n::I18n;

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

/// How much of a promise is used, in a row of `.clocks`.
pub fn clock_row(i18n: I18n, clock: &Clock, as_of: Timestamp, now: Timestamp) -> impl IntoView + use<> {
    let used = elapsed(clock, as_of, now);
    let late = clock.verdict == Some(Verdict::Breached) || used > clock.target;
    let (look, icon, word) = match &clock.state {
        _ if late => ("state state--late", "st-late", i18n.ticket_breached()),
        ClockState::Stopped if clock.verdict == Some(Verdict::Met) => ("state state--good", "check", i18n.ticket_met()),
        ClockState::Stopped => ("state state--closed", "st-closed", i18n.ticket_ended()),
        ClockState::Paused => ("state state--paused", "st-paused", i18n.ticket_paused()),
        ClockState::OutsideHours => ("state state--received", "st-paused", i18n.ticket_paused()),
        ClockState::Running => ("state state--working", "st-working", i18n.ticket_running()),
        ClockState::Other(word) => ("state", "info", word.clone()),
    };
    let fill = match &clock.state {
        _ if late => "clock__bar clock__bar--late",
        ClockState::Stopped => "clock__bar clock__bar--over",
        ClockState::Paused | ClockState::OutsideHours => "clock__bar clock__bar--paused",
        _ => "clock__bar",
    };
    let progress = i18n.ticket_clock_progress(&i18n.span(used), &i18n.span(clock.target));
    let why = match (&clock.state, clock.pauses.last()) {
        (ClockState::Paused, Some(pause)) => Some(i18n.pause_reason(&pause.reason)),
        (ClockState::OutsideHours, _) => Some(i18n.ticket_outside_hours()),
        (ClockState::Running, _) => clock.due.map(|due| i18n.ticket_update_by(&i18n.moment(due, now))),
        _ => None,
    };
    let note = [Some(progress), why].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let name = i18n.promise(&clock.promise);
    let seconds = |span: Span| span.as_seconds().max(0).to_string();
    let label = [&*name, ": ", &note].concat();
    view! {
        <li class="clock">
            <span class="clock__name">{name}</span>
            <span class=["clock__state ", look].concat()>
                <Icon name=icon />
                {word}
            </span>
            <meter
                class=fill
                min="0"
                max=seconds(clock.target)
                value=seconds(used.min(clock.target))
                aria-label=label
            ></meter>
            <span class="clock__note num">{note}</span>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use aftercare_contract::ticket::Promise;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[wasm_bindgen_test]
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
