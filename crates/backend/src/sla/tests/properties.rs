use aftercare_contract::{
    Span, Timestamp,
    asset::Day,
    ticket::{ClockState, PauseReason, Promise, Verdict},
};
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::Tz;
use proptest::{
    collection::{btree_map, vec},
    prelude::*,
    sample::select,
    test_runner::RngSeed,
};

use super::{FAULT, policy};
use crate::sla::{Calendar, Facts, Hours, Milestone, clocks};

/// As far as the references look ahead, in minutes.
const HORIZON: i64 = 12 * 1440;

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, rng_seed: RngSeed::Fixed(2026), ..ProptestConfig::default() }
}

/// Sorted pairs of different minutes are openings without overlap.
fn hours() -> impl Strategy<Value = Hours> {
    let minute = prop_oneof![Just(0), Just(1440), 0_u32..=1440];
    vec(minute, 0..=6).prop_map(|mut minutes| {
        minutes.sort_unstable();
        minutes.dedup();
        let clock = |minutes: u32| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let openings = minutes.chunks_exact(2).map(|pair| format!("{}-{}", clock(pair[0]), clock(pair[1])));
        Hours::try_from(openings.collect::<Vec<_>>()).unwrap()
    })
}

/// A calendar, and an instant near one of its zone's changes of the clocks, or of 2026 where it has none.
fn calendar_and_start() -> impl Strategy<Value = (Calendar, Timestamp)> {
    let changes = [
        (Tz::America__New_York, "2026-03-08T07:00:00Z"),
        (Tz::America__New_York, "2026-11-01T06:00:00Z"),
        (Tz::Europe__Berlin, "2026-03-29T01:00:00Z"),
        (Tz::Europe__Berlin, "2026-10-25T01:00:00Z"),
        (Tz::Australia__Lord_Howe, "2026-04-04T15:00:00Z"),
        (Tz::Australia__Lord_Howe, "2026-10-03T15:30:00Z"),
        // A whole day was left out.
        (Tz::Pacific__Apia, "2011-12-30T10:00:00Z"),
        (Tz::Asia__Shanghai, "2026-10-08T00:00:00Z"),
    ];
    let week = vec(prop_oneof![3 => hours(), 1 => Just(Hours::all_day())], 7);
    (select(changes.to_vec()), week, btree_map(-10_i64..10, hours(), 0..4), -4 * 1440_i64..1440).prop_map(
        |((time_zone, change), week, special, minutes)| {
            let change: Timestamp = change.parse().unwrap();
            let day = |days| Day(change.0.date_naive() + TimeDelta::days(days));
            let special_days = special.into_iter().map(|(days, hours)| (day(days), hours)).collect();
            let calendar = Calendar { time_zone, week: week.try_into().unwrap(), special_days };
            (calendar, change + Span::minutes(minutes))
        },
    )
}

/// Whether the minute that begins at `minute` counts: its local time is looked up in the hours of its local day.
fn counts(calendar: &Calendar, minute: Timestamp) -> bool {
    let local = calendar.time_zone.from_utc_datetime(&minute.0.naive_utc());
    let day: NaiveDate = local.date_naive();
    let week_day = day.weekday().num_days_from_monday() as usize;
    let hours: Vec<String> = calendar.special_days.get(&Day(day)).unwrap_or(&calendar.week[week_day]).clone().into();
    let clock = format!("{:02}:{:02}", local.hour(), local.minute());
    hours.iter().any(|opening| {
        let (from, to) = opening.split_once('-').unwrap();
        from <= clock.as_str() && clock.as_str() < to
    })
}

/// `count` minutes from `start` on.
fn minutes(start: Timestamp, count: i64) -> impl Iterator<Item = Timestamp> {
    (0..count).map(move |minute| start + Span::minutes(minute))
}

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn counted_time_is_the_minutes_that_count((calendar, start) in calendar_and_start(), length in 0..HORIZON) {
        let slow = minutes(start, length).filter(|minute| counts(&calendar, *minute)).count();
        let fast = calendar.counted(start, start + Span::minutes(length));
        prop_assert_eq!(fast, TimeDelta::minutes(i64::try_from(slow).unwrap()));
    }

    #[test]
    fn a_length_is_reached_at_the_end_of_its_last_minute((calendar, start) in calendar_and_start(), length in 1..3000_i64) {
        let slow = minutes(start, HORIZON).filter(|minute| counts(&calendar, *minute)).nth(usize::try_from(length - 1).unwrap());
        let fast = calendar.reach(start, TimeDelta::minutes(length));
        match slow {
            Some(last) => prop_assert_eq!(fast, Some(last + Span::minutes(1))),
            None => prop_assert!(fast.is_none_or(|reached| reached > start + Span::minutes(HORIZON))),
        }
    }

    #[test]
    fn the_next_change_is_the_first_minute_that_differs((calendar, start) in calendar_and_start()) {
        let now = counts(&calendar, start);
        prop_assert_eq!(calendar.is_open(start), now);
        let slow = minutes(start, HORIZON).find(|minute| counts(&calendar, *minute) != now);
        let fast = calendar.next_change(start);
        match slow {
            Some(change) => prop_assert_eq!(fast, Some(change)),
            None => prop_assert!(fast.is_none_or(|change| change >= start + Span::minutes(HORIZON))),
        }
    }

    #[test]
    fn lengths_add_up_to_the_millisecond(
        (calendar, start) in calendar_and_start(),
        first in 0..1_000_000_000_i64,
        second in 0..1_000_000_000_i64,
        length in 1..500_000_000_i64,
    ) {
        let later = |from: Timestamp, millis| Timestamp(from.0 + TimeDelta::milliseconds(millis));
        let (middle, end) = (later(start, first), later(start, first + second));
        prop_assert_eq!(
            calendar.counted(start, end),
            calendar.counted(start, middle) + calendar.counted(middle, end)
        );
        let length = TimeDelta::milliseconds(length);
        if let Some(reached) = calendar.reach(middle, length) {
            prop_assert_eq!(calendar.counted(middle, reached), length);
            prop_assert!(calendar.counted(middle, later(reached, -1)) < length);
        }
    }

    #[test]
    fn a_clock_counts_the_minutes_that_no_pause_takes_out(
        (calendar, start) in calendar_and_start(),
        target in 0..2000_i64,
        // Minutes from the end of one pause to the next, its length, and whether it stops this clock.
        pauses in vec((0..600_i64, 1..600_i64, any::<bool>()), 0..5),
        last_is_open: bool,
        stopped in proptest::option::of(1..5000_i64),
        now in 0..6000_i64,
    ) {
        let policy = policy(&serde_json::json!([{
            "promise": "resolution", "target": Span::minutes(target), "from": "created", "until": "resolved",
            "pausedBy": ["waitingForCustomer"],
        }]));
        let mut facts = Facts::new(start);
        let mut stretches = Vec::new();
        let mut minute = 0;
        let end = stopped.unwrap_or(i64::MAX);
        for (index, (wait, length, stops)) in pauses.iter().enumerate() {
            let since = minute + wait;
            minute = since + length;
            if since >= end {
                break;
            }
            let open = last_is_open && index + 1 == pauses.len();
            let reason = if *stops { PauseReason::WaitingForCustomer } else { PauseReason::Agreed };
            facts.pause(reason, start + Span::minutes(since));
            if !open && minute <= end {
                facts.resume(start + Span::minutes(minute));
            }
            if *stops {
                stretches.push((since, if open { i64::MAX } else { minute }));
            }
            if minute >= end {
                break;
            }
        }
        if let Some(stopped) = stopped {
            facts.reach(Milestone::Resolved, start + Span::minutes(stopped));
        }

        let ended = stopped.is_some_and(|stopped| stopped <= now);
        let ran_to = now.min(end);
        // What is known now: pauses that have begun; one that hasn't ended lasts, unless the clock has stopped.
        let paused = |minute: i64| {
            stretches.iter().filter(|(from, _)| *from <= ran_to).any(|(from, to)| {
                let to = if *to <= ran_to { *to } else if ended { end } else { i64::MAX };
                *from <= minute && minute < to
            })
        };
        let mut elapsed = 0;
        let mut due = None;
        for minute in 0..HORIZON {
            if paused(minute) {
                continue;
            }
            if elapsed == target {
                due.get_or_insert(minute);
            }
            if counts(&calendar, start + Span::minutes(minute)) {
                elapsed += 1;
                if elapsed == target && !paused(minute + 1) {
                    due.get_or_insert(minute + 1);
                }
            }
        }
        let counted = (0..ran_to).filter(|minute| !paused(*minute) && counts(&calendar, start + Span::minutes(*minute))).count();

        let now_at = start + Span::minutes(now);
        let clocks = clocks(&policy, &calendar, FAULT, &facts, now_at);
        let [clock] = clocks.as_slice() else { panic!("one promise, one clock") };
        prop_assert_eq!(&clock.promise, &Promise::Resolution);
        prop_assert_eq!(clock.elapsed, Span::minutes(i64::try_from(counted).unwrap()));
        match due {
            Some(due) => prop_assert_eq!(clock.due, Some(start + Span::minutes(due))),
            None => prop_assert!(clock.due.is_none_or(|due| due >= start + Span::minutes(HORIZON))),
        }
        let late = due.is_some_and(|due| ran_to > due);
        let verdict = if late { Some(Verdict::Breached) } else if ended { Some(Verdict::Met) } else { None };
        prop_assert_eq!(&clock.verdict, &verdict);
        prop_assert_eq!(clock.state == ClockState::Paused, !ended && paused(now));
    }
}

proptest! {
    // Each walks through more than two centuries.
    #![proptest_config(config(4))]

    #[test]
    fn no_instant_and_no_length_is_too_much((calendar, _) in calendar_and_start(), a: i64, b: i64, length: i64) {
        let instant = |seconds: i64| Timestamp(DateTime::<Utc>::UNIX_EPOCH) + Span::seconds(seconds);
        for (a, b) in [(instant(a), instant(b)), (instant(i64::MIN), instant(i64::MAX))] {
            calendar.counted(a, b);
            calendar.next_change(a);
            calendar.is_open(b);
            calendar.reach(a, TimeDelta::try_milliseconds(length).unwrap_or(TimeDelta::MAX));
        }
    }
}
