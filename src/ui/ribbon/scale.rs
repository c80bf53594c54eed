//! The course of a ticket in time, and where each moment of it lies between left and right.

use std::collections::BTreeMap;

use aftercare_contract::{
    Span, Timestamp,
    ticket::{Clock, EtaWindow, Pause, Promise, Ticket, TicketSummary, Verdict},
};

/// What a ribbon shows of a ticket.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// When it was filed.
    pub filed: Timestamp,
    /// When the work ended.
    pub ended: Option<Timestamp>,
    /// The stretches in which its clocks stood still.
    pub pauses: Vec<Pause>,
    /// When it is expected to be done.
    pub eta: Option<EtaWindow>,
    /// When the customer hears again at the latest.
    pub next_update: Option<Timestamp>,
    /// The contract's deadline; absent while its clock stands still.
    pub due: Option<Timestamp>,
    /// Whether the deadline was missed.
    pub late: bool,
}

/// The promise by which the whole work is judged: the last of the process before the customer's own confirmation.
pub fn deadline(clocks: &[Clock]) -> Option<&Clock> {
    clocks.iter().rfind(|clock| clock.promise != Promise::Confirmation)
}

/// Every stretch in which clocks stood still, oldest first: a clock knows only of those after its own start.
fn pauses(clocks: &[Clock]) -> Vec<Pause> {
    let by_start: BTreeMap<Timestamp, &Pause> =
        clocks.iter().flat_map(|clock| &clock.pauses).map(|pause| (pause.since, pause)).collect();
    by_start.into_values().cloned().collect()
}

impl Course {
    /// Of a ticket's page.
    pub fn of_ticket(ticket: &Ticket) -> Self {
        let eta = ticket.eta.as_ref();
        Self {
            eta: eta.map(|eta| eta.window.clone()),
            next_update: eta.and_then(|eta| eta.next_update_by),
            pauses: pauses(&ticket.clocks),
            ..Self::new(&ticket.summary, deadline(&ticket.clocks))
        }
    }

    /// Of a row in a list, which knows only the promise that falls due next.
    pub fn of_summary(summary: &TicketSummary) -> Self {
        Self { eta: summary.eta.clone(), ..Self::new(summary, summary.next_clock.as_ref()) }
    }

    fn new(summary: &TicketSummary, clock: Option<&Clock>) -> Self {
        let over = summary.status.is_final().then_some(summary.last_update);
        Self {
            filed: summary.creation_date,
            ended: summary.resolution_date.or(over),
            pauses: clock.map(|clock| clock.pauses.clone()).unwrap_or_default(),
            eta: None,
            next_update: None,
            due: clock.and_then(|clock| clock.due),
            late: clock.is_some_and(|clock| clock.verdict == Some(Verdict::Breached)),
        }
    }

    /// Up to where it has come.
    pub fn reached(&self, now: Timestamp) -> Timestamp {
        self.ended.unwrap_or(now).max(self.filed)
    }

    /// The scale on which all of it has its place.
    pub fn scale(&self, now: Timestamp, utc_offset: Span) -> Scale {
        let eta = self.eta.iter().filter(|_| self.ended.is_none());
        let last = eta
            .map(|eta| eta.latest.unwrap_or(eta.expected_resolution_date))
            .chain(self.next_update.filter(|_| self.ended.is_none()))
            .chain(self.due)
            .fold(self.reached(now), Timestamp::max);
        Scale::over(self.filed, last, utc_offset)
    }
}

/// Distances between two marks of a scale, in seconds.
const STEPS: [i64; 16] = {
    const MINUTE: i64 = 60;
    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;
    [
        5 * MINUTE,
        10 * MINUTE,
        15 * MINUTE,
        30 * MINUTE,
        HOUR,
        2 * HOUR,
        3 * HOUR,
        6 * HOUR,
        12 * HOUR,
        DAY,
        2 * DAY,
        7 * DAY,
        14 * DAY,
        30 * DAY,
        90 * DAY,
        365 * DAY,
    ]
};
/// Most stretches between two marks.
const MOST_STEPS: i64 = 10;

/// A stretch of time from the left edge to the right one, beginning and ending at a round time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    from: Timestamp,
    to: Timestamp,
    step: Span,
}

impl Scale {
    /// The shortest scale that holds both; `utc_offset` is that of the zone in which its marks are round.
    pub fn over(first: Timestamp, last: Timestamp, utc_offset: Span) -> Self {
        let offset = utc_offset.as_seconds();
        let [first, last] = [first, last.max(first)].map(|time| time.unix_millis().div_euclid(1000) + offset);
        let bounds = |step: i64| {
            let from = first.div_euclid(step) * step;
            // The end lies behind the last moment, so that nothing stands at the very edge.
            (from, (last.div_euclid(step) + 1) * step)
        };
        let fits = |step: &i64| {
            let (from, to) = bounds(*step);
            to - from <= MOST_STEPS * step
        };
        let step = STEPS.into_iter().find(fits).unwrap_or(last - first + 1);
        let (from, to) = bounds(step);
        let time = |seconds: i64| Timestamp::default() + Span::seconds(seconds - offset);
        Self { from: time(from), to: time(to), step: Span::seconds(step) }
    }

    /// How far from the left edge, 0 to 1.
    pub fn place(&self, time: Timestamp) -> f64 {
        let seconds = |span: Span| i32::try_from(span.as_seconds()).map_or(f64::from(i32::MAX), f64::from);
        (seconds(time.since(self.from)) / seconds(self.to.since(self.from))).clamp(0.0, 1.0)
    }

    /// The round times, from the left edge to the right one.
    pub fn marks(&self) -> impl Iterator<Item = Timestamp> {
        let (to, step) = (self.to, self.step);
        std::iter::successors(Some(self.from), move |mark| Some(*mark + step)).take_while(move |mark| *mark <= to)
    }

    /// Whether its marks are whole days.
    pub fn in_days(&self) -> bool {
        self.step >= Span::hours(24)
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[wasm_bindgen_test]
    fn a_working_day_has_hours() {
        let beijing = Span::hours(8);
        let scale = Scale::over(time("2026-11-20T09:12:00+08:00"), time("2026-11-20T18:08:00+08:00"), beijing);
        let marks: Vec<_> = scale.marks().collect();
        assert_eq!(marks.first(), Some(&time("2026-11-20T09:00:00+08:00")));
        assert_eq!(marks.last(), Some(&time("2026-11-20T19:00:00+08:00")));
        assert_eq!(marks.len(), 11);
        assert!((scale.place(time("2026-11-20T14:00:00+08:00")) - 0.5).abs() < 1e-9);
    }

    #[wasm_bindgen_test]
    fn days_begin_at_midnight_of_the_zone() {
        let scale = Scale::over(time("2026-11-20T22:00:00Z"), time("2026-11-26T03:00:00Z"), Span::hours(-5));
        assert!(scale.in_days());
        assert_eq!(scale.marks().next(), Some(time("2026-11-20T05:00:00Z")));
    }

    #[wasm_bindgen_test]
    fn any_two_moments_lie_on_their_scale() {
        let start = time("2026-11-20T09:12:34Z");
        for exponent in 0..30 {
            let end = start + Span::seconds(1 << exponent);
            let scale = Scale::over(start, end, Span::minutes(345));
            let marks = scale.marks().count();
            assert!((2..=12).contains(&marks), "{marks} marks over 2^{exponent} s");
            assert!((0.0..1.0).contains(&scale.place(start)) && scale.place(end) < 1.0, "2^{exponent} s");
        }
        let scale = Scale::over(start, start + Span::hours(-3), Span::default());
        assert!(scale.place(start) < 1.0, "an end before its start");
    }
}
