//! When the hours of a contract count: weekly hours in a time zone, and days that differ.

use core::{fmt, str::FromStr};
use std::collections::BTreeMap;

use aftercare_contract::{Timestamp, asset::Day, terms::CountingHours};
use chrono::{DateTime, NaiveDate, Offset, TimeDelta, TimeZone};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

// Inside this module time is in milliseconds since 1970-01-01T00:00Z, `Timestamp`'s own precision.
const MINUTE: i64 = 60_000;
const DAY: i64 = 1440 * MINUTE;
/// 1970-01-01 in chrono's count of days.
const EPOCH_DAY: i64 = 719_163;
/// Nothing counts before 1970 or after 2199, which bounds every walk through a calendar.
const FIRST: i64 = 0;
const LAST: i64 = 7_258_118_400_000;

/// The hours in which time counts, as read on a clock at `time_zone`; what has counted is real elapsed time, so a
/// night in which the clocks are changed is an hour longer or shorter. Years outside 1970–2199 don't count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Calendar {
    /// The zone in which all hours and days are meant.
    pub time_zone: Tz,
    /// The hours of each weekday, Monday first.
    pub week: [Hours; 7],
    /// Days with hours of their own instead of the week's: none on a holiday, some on a weekend that is worked.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub special_days: BTreeMap<Day, Hours>,
}

impl Calendar {
    /// 7×24.
    pub fn always() -> Self {
        Self { time_zone: Tz::UTC, week: core::array::from_fn(|_| Hours::all_day()), special_days: BTreeMap::new() }
    }

    /// Whether time counts at `at`.
    pub fn is_open(&self, at: Timestamp) -> bool {
        let at = at.unix_millis();
        self.openings(at, at.saturating_add(1)).next().is_some()
    }

    /// The weekly hours as they are told, and whether time counts at `now`.
    pub fn told(&self, now: Timestamp) -> CountingHours {
        CountingHours {
            time_zone: self.time_zone.name().to_owned(),
            week: self.week.clone().map(Vec::from),
            has_special_days: !self.special_days.is_empty(),
            open: self.is_open(now),
            changes_at: self.next_change(now),
        }
    }

    /// When counting next begins or ends after `at`; `None` if it never does.
    pub fn next_change(&self, at: Timestamp) -> Option<Timestamp> {
        if self.is_always() {
            return None;
        }
        let at = at.unix_millis().clamp(FIRST, LAST);
        let mut closes = None;
        for (start, end) in self.openings(at, LAST) {
            match closes {
                None if start > at => return Timestamp::from_unix_millis(start),
                // Hours that adjoin (as over midnight) are one stretch.
                Some(closes) if start > closes => return Timestamp::from_unix_millis(closes),
                _ => closes = Some(end),
            }
        }
        closes.filter(|closes| *closes < LAST).and_then(Timestamp::from_unix_millis)
    }

    /// How much has counted from `from` to `to`; nothing if `to` is before `from`.
    pub fn counted(&self, from: Timestamp, to: Timestamp) -> TimeDelta {
        let (from, to) = (from.unix_millis(), to.unix_millis());
        TimeDelta::milliseconds(self.openings(from, to).map(|(start, end)| end - start).sum())
    }

    /// The first instant from `start` on at which `length` has counted; `None` if it isn't before the year 2200.
    pub fn reach(&self, start: Timestamp, length: TimeDelta) -> Option<Timestamp> {
        let mut rest = length.num_milliseconds();
        if rest <= 0 {
            return Some(start);
        }
        for (start, end) in self.openings(start.unix_millis(), LAST) {
            if rest <= end - start {
                return Timestamp::from_unix_millis(start + rest);
            }
            rest -= end - start;
        }
        None
    }

    /// When the hours of a working day end, that many of them after the day of `at`; `None` if that isn't before the
    /// year 2200. A working day is one on which time counts.
    pub fn working_days_after(&self, at: Timestamp, days: u32) -> Option<Timestamp> {
        let local_day = |at: i64| (at + self.offset(at)).div_euclid(DAY);
        let (mut day, mut ends, mut left) = (local_day(at.unix_millis()), at.unix_millis(), days);
        for (start, end) in self.openings(at.unix_millis(), LAST) {
            if local_day(start) != day {
                if left == 0 {
                    return Timestamp::from_unix_millis(ends);
                }
                (day, left) = (local_day(start), left - 1);
            }
            ends = end;
        }
        None
    }

    fn is_always(&self) -> bool {
        self.week.iter().chain(self.special_days.values()).all(|hours| hours.0 == [Opening::ALL_DAY])
    }

    /// The stretches between `from` and `to` in which time counts, in order; some of them may adjoin.
    fn openings(&self, from: i64, to: i64) -> impl Iterator<Item = (i64, i64)> {
        let (mut next, to) = (from.clamp(FIRST, LAST), to.clamp(FIRST, LAST));
        let pieces = core::iter::from_fn(move || {
            let start = next;
            (start < to).then(|| {
                let piece = self.piece(start);
                next = piece.end;
                (start, piece)
            })
        });
        pieces.flat_map(move |(start, piece)| {
            let end = piece.end.min(to);
            piece.hours.iter().filter_map(move |opening| {
                let opens = (piece.midnight + i64::from(opening.from) * MINUTE).max(start);
                let closes = (piece.midnight + i64::from(opening.to) * MINUTE).min(end);
                (opens < closes).then_some((opens, closes))
            })
        })
    }

    /// The rest of the local day from `at` on, as far as the zone's offset from UTC stays the same: in it, local
    /// time and UTC run in parallel, so gaps and repeated hours need no thought.
    fn piece(&self, at: i64) -> Piece<'_> {
        let offset = self.offset(at);
        let day = (at + offset).div_euclid(DAY);
        let midnight = day * DAY - offset;
        let mut end = midnight + DAY;
        if self.offset(end - 1) != offset {
            // Zones don't change twice within a day, so halving finds the change.
            let mut before = at;
            while end - before > 1 {
                let middle = before + (end - before) / 2;
                if self.offset(middle) == offset { before = middle } else { end = middle }
            }
        }
        Piece { midnight, end, hours: self.hours(day) }
    }

    /// The hours of a day, counted from 1970-01-01.
    fn hours(&self, day: i64) -> &[Opening] {
        let special = i32::try_from(day + EPOCH_DAY).ok().and_then(NaiveDate::from_num_days_from_ce_opt);
        // 1970-01-01 was a Thursday.
        let weekday = usize::try_from((day + 3).rem_euclid(7)).unwrap_or_default();
        let hours = special.and_then(|date| self.special_days.get(&Day(date))).or_else(|| self.week.get(weekday));
        hours.map_or(&[], |hours| &hours.0)
    }

    /// The zone's offset from UTC.
    fn offset(&self, at: i64) -> i64 {
        let at = DateTime::from_timestamp_millis(at).unwrap_or_default().naive_utc();
        i64::from(self.time_zone.offset_from_utc_datetime(&at).fix().local_minus_utc()) * 1000
    }
}

struct Piece<'a> {
    /// Where the local day begins, or would if the offset had been the same.
    midnight: i64,
    end: i64,
    hours: &'a [Opening],
}

/// The hours of one day, in order, without overlap; written as `["09:00-12:00", "13:30-24:00"]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct Hours(Vec<Opening>);

impl Hours {
    /// From midnight to midnight.
    pub fn all_day() -> Self {
        Self(vec![Opening::ALL_DAY])
    }
}

/// Minutes since midnight, half-open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Opening {
    from: u16,
    to: u16,
}

impl Opening {
    const ALL_DAY: Self = Self { from: 0, to: 1440 };
}

/// Hours that aren't written as `09:00-18:00`, end before they begin, overlap, or aren't in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadHours(String);

impl fmt::Display for BadHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not the hours of a day: {}", self.0)
    }
}

impl core::error::Error for BadHours {}

impl FromStr for Opening {
    type Err = BadHours;

    fn from_str(text: &str) -> Result<Self, BadHours> {
        let minutes = |clock: &str| {
            let (hour, minute) = clock.split_once(':')?;
            let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
            (minute < 60 && hour <= 24).then_some(hour * 60 + minute)
        };
        let opening = text.split_once('-').and_then(|(from, to)| Some(Self { from: minutes(from)?, to: minutes(to)? }));
        opening
            .filter(|opening| opening.from < opening.to && opening.to <= Self::ALL_DAY.to)
            .ok_or_else(|| BadHours(text.to_owned()))
    }
}

impl TryFrom<Vec<String>> for Hours {
    type Error = BadHours;

    fn try_from(texts: Vec<String>) -> Result<Self, BadHours> {
        let openings = texts.iter().map(|text| text.parse()).collect::<Result<Vec<Opening>, _>>()?;
        if openings.windows(2).all(|pair| matches!(pair, [first, second] if first.to <= second.from)) {
            Ok(Self(openings))
        } else {
            Err(BadHours(texts.join(", ")))
        }
    }
}

impl From<Hours> for Vec<String> {
    fn from(hours: Hours) -> Self {
        let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        hours.0.iter().map(|opening| format!("{}-{}", clock(opening.from), clock(opening.to))).collect()
    }
}
