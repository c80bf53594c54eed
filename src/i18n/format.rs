//! Times, spans, numbers and sizes, as the visitor's language writes them, in the visitor's zone.

use aftercare_contract::{Span, Timestamp, asset::Day, ticket::EtaWindow};

use super::{I18n, intl::Style};
use crate::platform::zone;

impl I18n {
    /// 1,284
    pub fn number(self, number: u64) -> String {
        self.catalogue().formats.number(number)
    }

    /// 14:02
    pub fn clock_time(self, time: Timestamp) -> String {
        self.time(time, Style::Clock)
    }

    /// Wed, 25 Nov 2026, 14:02 CST
    pub fn full_time(self, time: Timestamp) -> String {
        self.time(time, Style::Full)
    }

    /// Today 14:02; tomorrow 14:02; Wed, 25 Nov 14:02; 25 Nov 2027 14:02
    pub fn day_time(self, time: Timestamp, now: Timestamp) -> String {
        [self.day(time, now), self.clock_time(time)].join(" ")
    }

    /// Today; tomorrow; Wed, 25 Nov; 25 Nov 2027
    pub fn day(self, time: Timestamp, now: Timestamp) -> String {
        self.near_day(time, now).unwrap_or_else(|| self.far_day(time, now))
    }

    /// Today, Wed, 25 Nov; Wed, 18 Nov; 25 Nov 2027
    pub fn long_day(self, time: Timestamp, now: Timestamp) -> String {
        let date = self.far_day(time, now);
        match self.near_day(time, now) {
            Some(near) => [near, self.event_comma(), date].concat(),
            None => date,
        }
    }

    fn near_day(self, time: Timestamp, now: Timestamp) -> Option<String> {
        let days = zone::day(time) - zone::day(now);
        (-1..=1).contains(&days).then(|| self.relative_unit(days, "day"))
    }

    fn far_day(self, time: Timestamp, now: Timestamp) -> String {
        self.time(time, if zone::year(time) == zone::year(now) { Style::Day } else { Style::DayOfYear })
    }

    /// Today 15:30–16:30
    pub fn time_range(self, from: Timestamp, to: Timestamp, now: Timestamp) -> String {
        if same_day(from, to) {
            [self.day(from, now), self.clock_range(from, to)].join(" ")
        } else {
            [self.day_time(from, now), self.day_time(to, now)].join(" – ")
        }
    }

    /// 14:02 today, else with its day: tomorrow 14:02
    pub fn moment(self, time: Timestamp, now: Timestamp) -> String {
        if same_day(time, now) { self.clock_time(time) } else { self.day_time(time, now) }
    }

    /// 15:30–16:30 today, else with its day; one time where no range is told.
    pub fn window(self, window: &EtaWindow, now: Timestamp) -> String {
        match (window.earliest, window.latest) {
            (Some(from), Some(to)) if from < to && same_day(from, now) && same_day(to, now) => {
                self.clock_range(from, to)
            }
            (Some(from), Some(to)) if from < to => self.time_range(from, to, now),
            _ => self.moment(window.expected_resolution_date, now),
        }
    }

    /// 5 minutes ago; in 2 hours; yesterday
    pub fn relative(self, time: Timestamp, now: Timestamp) -> String {
        let seconds = time.since(now).as_seconds();
        let (count, unit) = match seconds.unsigned_abs() {
            0..60 => (0, "minute"),
            60..3_600 => (seconds / 60, "minute"),
            3_600..86_400 => (seconds / 3_600, "hour"),
            _ => (seconds / 86_400, "day"),
        };
        if count == 0 { self.relative_unit(0, "second") } else { self.relative_unit(count, unit) }
    }

    /// 1 h 52 min; 52 min; 12 s
    pub fn span(self, span: Span) -> String {
        let seconds = span.as_seconds().unsigned_abs();
        let parts = [(seconds / 86_400, "day"), (seconds / 3_600 % 24, "hour"), (seconds / 60 % 60, "minute")];
        let said: Vec<String> = parts
            .into_iter()
            .skip_while(|(count, _)| *count == 0)
            .take(2)
            .filter(|(count, _)| *count > 0)
            .map(|(count, unit)| self.unit(count, unit))
            .collect();
        if said.is_empty() { self.unit(seconds, "second") } else { said.join(" ") }
    }

    /// 18.4 MB
    pub fn size(self, bytes: u64) -> String {
        let (unit, divisor, digits) = match bytes {
            0..1_000 => ("byte", 1.0, "0"),
            1_000..1_000_000 => ("kilobyte", 1e3, "0"),
            1_000_000..1_000_000_000 => ("megabyte", 1e6, "1"),
            _ => ("gigabyte", 1e9, "1"),
        };
        #[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
        let number = bytes as f64 / divisor;
        self.catalogue().formats.unit(number, unit, digits)
    }

    /// 31 Mar 2028
    pub fn date(self, day: Day) -> String {
        zone::noon(day).map(|noon| self.time(noon, Style::DayOfYear)).unwrap_or_default()
    }

    /// Wed 14:02 GMT+8, at a site in the zone `zone` (IANA).
    pub fn time_in_zone(self, time: Timestamp, zone: &str) -> Option<String> {
        self.catalogue().formats.time_in_zone(time.unix_millis(), zone)
    }

    /// The time in the zone `zone` (IANA), where its clocks show another one than the viewer's.
    pub fn time_elsewhere(self, time: Timestamp, zone: &str) -> Option<String> {
        let there = self.time_in_zone(time, zone)?;
        (self.time_in_zone(time, &zone::own()?)? != there).then_some(there)
    }

    /// China Time; the zone's own name (IANA) where the browser has no better one.
    pub fn zone_name(self, zone: &str) -> String {
        self.catalogue().formats.zone_name(zone).unwrap_or_else(|| zone.to_owned())
    }

    /// Mon; Monday is 0.
    pub fn weekday(self, day: usize) -> String {
        /// Noon of 1970-01-05, a Monday, in UTC.
        const MONDAY: i64 = (4 * 24 + 12) * 3_600_000;
        let day = i64::try_from(day).unwrap_or_default();
        self.catalogue().formats.weekday(MONDAY + day * 86_400_000).unwrap_or_default()
    }

    /// Wed, 25 Nov, 15:30 – 16:30, in a zone (IANA) or the viewer's; `None` where the browser doesn't know the zone.
    pub fn range_in_zone(self, from: Timestamp, to: Timestamp, zone: Option<&str>) -> Option<String> {
        self.catalogue().formats.range_in_zone(from.unix_millis(), to.max(from).unix_millis(), zone)
    }

    fn clock_range(self, from: Timestamp, to: Timestamp) -> String {
        [self.clock_time(from), self.clock_time(to)].join("–")
    }

    fn time(self, time: Timestamp, style: Style) -> String {
        self.catalogue().formats.time(time.unix_millis(), style)
    }

    fn relative_unit(self, count: i64, unit: &str) -> String {
        self.catalogue().formats.relative(count, unit)
    }

    fn unit(self, count: u64, unit: &'static str) -> String {
        #[expect(clippy::cast_precision_loss, reason = "counts of hours and minutes are small")]
        self.catalogue().formats.unit(count as f64, unit, "0")
    }
}

fn same_day(one: Timestamp, other: Timestamp) -> bool {
    zone::day(one) == zone::day(other)
}
