//! A promise of the contract as it counts on from what the backend said.

use aftercare_contract::{
    Localized, Span, Timestamp,
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

/// What a row of `.clocks` is read against: when the clocks were told, now, and the contract's zone (IANA).
#[derive(Clone, Debug, PartialEq)]
pub struct Reading<'a> {
    /// When the clocks were told.
    pub as_of: Timestamp,
    /// Now.
    pub now: Timestamp,
    /// In which zone the hours of the contract are meant, where there is one.
    pub zone: Option<&'a str>,
}

/// How much of a promise is used, in a row of `.clocks`, with what a miss `means`.
pub fn clock_row(i18n: I18n, clock: &Clock, reading: &Reading, means: Option<&Localized>) -> impl IntoView + use<> {
    let used = elapsed(clock, reading.as_of, reading.now);
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
    let note = notes(i18n, clock, reading, used).join(" · ");
    let means = means.filter(|_| late).map(|means| {
        let (means, lang) = i18n.localized(means);
        view! {
            <span class="clock__note" lang=lang>
                {means}
            </span>
        }
    });
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
            {means}
        </li>
    }
}

/// How much is used, how much is left or over, and what the clock waits for.
fn notes(i18n: I18n, clock: &Clock, reading: &Reading, used: Span) -> Vec<String> {
    let Reading { now, zone, .. } = *reading;
    let left = Span::seconds(clock.target.as_seconds() - used.as_seconds());
    let over = (left < Span::default()).then(|| i18n.ticket_over(&i18n.span(left)));
    let rest = over.or_else(|| (clock.state != ClockState::Stopped).then(|| i18n.ticket_left(&i18n.span(left))));
    let why = match (&clock.state, clock.pauses.last()) {
        (ClockState::Paused, Some(pause)) => {
            Some(i18n.ticket_paused_since(&i18n.moment(pause.since, now), &i18n.pause_reason(&pause.reason)))
        }
        (ClockState::OutsideHours, _) => Some(match clock.hours_change_at {
            Some(until) => i18n.ticket_outside_until(&contract_time(i18n, until, zone, now)),
            None => i18n.ticket_outside_hours(),
        }),
        (ClockState::Running, _) => clock.due.map(|due| i18n.ticket_update_by(&i18n.moment(due, now))),
        _ => None,
    };
    let stood = clock.pauses.iter().filter_map(|pause| Some(pause.until?.since(pause.since).as_seconds())).sum();
    let stood = (stood > 0).then(|| i18n.ticket_clock_stood(&i18n.span(Span::seconds(stood))));
    let always = clock.around_the_clock.then(|| i18n.ticket_clock_always());
    let progress = i18n.ticket_clock_progress(&i18n.span(used), &i18n.span(clock.target));
    [Some(progress), rest, why, stood, always].into_iter().flatten().collect()
}

/// A time by the contract's clocks, and by the viewer's where theirs show another.
pub fn contract_time(i18n: I18n, time: Timestamp, zone: Option<&str>, now: Timestamp) -> String {
    let own = i18n.moment(time, now);
    match zone.and_then(|zone| i18n.time_elsewhere(time, zone)) {
        Some(there) => i18n.ticket_clock_both(&there, &own),
        None => own,
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
                around_the_clock: false,
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
