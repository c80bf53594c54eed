//! Points in time (RFC 3339) and lengths of time (ISO 8601).

use core::{fmt, str::FromStr};

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// A point in time, sent as RFC 3339 with an offset; kept in UTC, since the viewer's zone and the site's are
/// applied only when it is shown. RFC 3339 has four digits for the year, so what lies outside the years 0 to 9999 in
/// UTC could be written and never read again: it is refused. The default is 1970-01-01T00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub DateTime<Utc>);

/// 0000-01-01T00:00:00Z, in seconds since 1970.
const FIRST: i64 = -62_167_219_200;
/// 9999-12-31T23:59:59Z, in seconds since 1970.
const LAST: i64 = 253_402_300_799;

impl Timestamp {
    /// Milliseconds since 1970-01-01T00:00Z, the unit of JavaScript's `Date`.
    pub fn unix_millis(self) -> i64 {
        self.0.timestamp_millis()
    }

    /// From milliseconds since 1970-01-01T00:00Z; `None` outside the years 0 to 9999.
    pub fn from_unix_millis(millis: i64) -> Option<Self> {
        DateTime::from_timestamp_millis(millis).and_then(Self::within)
    }

    fn within(time: DateTime<Utc>) -> Option<Self> {
        (FIRST..=LAST).contains(&time.timestamp()).then_some(Self(time))
    }

    /// How long after `earlier` this is; negative if it is before.
    pub fn since(self, earlier: Self) -> Span {
        Span::seconds((self.0 - earlier.0).num_seconds())
    }
}

impl core::ops::Add<Span> for Timestamp {
    type Output = Self;

    /// Stops at the first and the last second of the years 0 to 9999 instead of panicking.
    fn add(self, span: Span) -> Self {
        let end = DateTime::from_timestamp(if span.0 < 0 { FIRST } else { LAST }, 0);
        let sum = TimeDelta::try_seconds(span.0).and_then(|delta| self.0.checked_add_signed(delta));
        sum.and_then(Self::within).or(end.map(Self)).unwrap_or(self)
    }
}

impl core::ops::Sub<Span> for Timestamp {
    type Output = Self;

    /// Stops at the ends as the addition does.
    #[expect(clippy::suspicious_arithmetic_impl, reason = "the addition of the negative span holds the bounds")]
    fn sub(self, span: Span) -> Self {
        self + Span(span.0.saturating_neg())
    }
}

/// The text was no RFC 3339 time of the years 0 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotATime;

impl fmt::Display for NotATime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an RFC 3339 time")
    }
}

impl core::error::Error for NotATime {}

impl FromStr for Timestamp {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Self, NotATime> {
        let time = DateTime::parse_from_rfc3339(text).ok().map(|time| time.to_utc());
        time.and_then(Self::within).ok_or(NotATime)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// A length of time in whole seconds, sent as an ISO 8601 duration of days, hours, minutes and seconds (`PT15M`).
/// A day is 24 hours: months and years have no fixed length and are refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(i64);

impl Span {
    /// `count` seconds.
    pub const fn seconds(count: i64) -> Self {
        Self(count)
    }

    /// `count` minutes.
    pub const fn minutes(count: i64) -> Self {
        Self(count.saturating_mul(60))
    }

    /// `count` hours.
    pub const fn hours(count: i64) -> Self {
        Self(count.saturating_mul(3600))
    }

    /// The length in seconds.
    pub const fn as_seconds(self) -> i64 {
        self.0
    }
}

/// The text was no ISO 8601 duration of days, hours, minutes and seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotASpan;

impl fmt::Display for NotASpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an ISO 8601 duration")
    }
}

impl core::error::Error for NotASpan {}

impl FromStr for Span {
    type Err = NotASpan;

    fn from_str(text: &str) -> Result<Self, NotASpan> {
        let (sign, rest) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let rest = rest.strip_prefix('P').ok_or(NotASpan)?;
        let (days, clock) = rest.split_once('T').unwrap_or((rest, ""));
        if rest.is_empty() || rest.ends_with('T') {
            return Err(NotASpan);
        }
        let mut total: i64 = 0;
        for (part, units) in [(days, [('D', 86_400)].as_slice()), (clock, &[('H', 3600), ('M', 60), ('S', 1)])] {
            let mut rest = part;
            let mut units = units.iter();
            while !rest.is_empty() {
                let end = rest.find(|c: char| !c.is_ascii_digit()).ok_or(NotASpan)?;
                let (digits, tail) = rest.split_at(end);
                let count: i64 = digits.parse().map_err(|_| NotASpan)?;
                let letter = tail.chars().next().ok_or(NotASpan)?;
                // `units` only moves on, so a unit can neither repeat nor come before a larger one.
                let (_, seconds) = units.find(|(unit, _)| *unit == letter).ok_or(NotASpan)?;
                total = count.checked_mul(*seconds).and_then(|part| total.checked_add(part)).ok_or(NotASpan)?;
                rest = tail.get(1..).unwrap_or_default();
            }
        }
        Ok(Self(sign * total))
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = self.0.unsigned_abs();
        if self.0 < 0 {
            f.write_str("-")?;
        }
        f.write_str("P")?;
        let (days, rest) = (total / 86_400, total % 86_400);
        if days > 0 {
            write!(f, "{days}D")?;
        }
        if rest > 0 || total == 0 {
            f.write_str("T")?;
        }
        for (count, unit) in [(rest / 3600, 'H'), (rest / 60 % 60, 'M')] {
            if count > 0 {
                write!(f, "{count}{unit}")?;
            }
        }
        if rest % 60 > 0 || total == 0 {
            write!(f, "{}S", rest % 60)?;
        }
        Ok(())
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(feature = "openapi")]
mod schema {
    use super::{Span, Timestamp};

    impl schemars::JsonSchema for Timestamp {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            "Timestamp".into()
        }
        fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
            schemars::json_schema!({ "type": "string", "format": "date-time" })
        }
    }

    impl schemars::JsonSchema for Span {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            "Span".into()
        }
        fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
            schemars::json_schema!({ "type": "string", "format": "duration" })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_print_and_parse() {
        for (text, seconds) in
            [("PT0S", 0), ("PT15M", 900), ("PT4H", 14_400), ("P1D", 86_400), ("P1DT1H1M1S", 90_061), ("-PT5M", -300)]
        {
            assert_eq!(text.parse(), Ok(Span::seconds(seconds)), "{text}");
            assert_eq!(Span::seconds(seconds).to_string(), text);
        }
        assert_eq!("PT90M".parse(), Ok(Span::minutes(90)));
    }

    #[test]
    fn what_is_no_span_is_refused() {
        for text in [
            "",
            "P",
            "PT",
            "P1",
            "PT1",
            "1H",
            "PT1M1H",
            "PT1M1M",
            "P1Y",
            "P1M",
            "PT1.5H",
            "PT99999999999999999999S",
            "P1DT",
            "PTé",
        ] {
            assert_eq!(text.parse::<Span>(), Err(NotASpan), "{text}");
        }
    }

    #[test]
    fn times_keep_the_instant_and_never_overflow() {
        let time: Timestamp = "2026-11-20T15:30:00+08:00".parse().unwrap();
        assert_eq!(time.to_string(), "2026-11-20T07:30:00Z");
        assert_eq!((time + Span::hours(2)).since(time), Span::hours(2));
        assert!(time + Span::seconds(i64::MAX) > time);
        assert!(time + Span::seconds(i64::MIN) < time);
        assert_eq!(time + Span::hours(2) - Span::hours(2), time);
        assert!(time - Span::seconds(i64::MIN) > time);
    }

    #[test]
    fn what_is_written_can_be_read_again() {
        for text in ["0000-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-11-20", ""] {
            assert_eq!(text.parse::<Timestamp>(), Err(NotATime), "{text}");
        }
        for text in ["0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z", "2016-12-31T23:59:60Z"] {
            let time: Timestamp = text.parse().unwrap();
            assert_eq!(time.to_string().parse(), Ok(time), "{text}");
            for far in [time + Span::seconds(i64::MAX), time + Span::hours(24), time - Span::hours(24)] {
                assert_eq!(far.to_string().parse(), Ok(far), "{far}");
            }
        }
        assert_eq!(Timestamp::from_unix_millis(i64::MAX), None);
        assert_eq!(Timestamp::from_unix_millis(253_402_300_800_000), None);
    }
}
