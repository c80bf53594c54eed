//! Figures that were measured, and the days at a chart's axis.

use aftercare_contract::{Localized, asset::Day};

use super::{I18n, intl::Days};
use crate::platform::zone;

/// Writes the days of an axis or a table, one like the other.
pub struct DayWriter(Days);

impl DayWriter {
    /// One day.
    pub fn say(&self, day: Day) -> String {
        zone::noon(day).map(|noon| self.0.say(noon.unix_millis())).unwrap_or_default()
    }
}

impl I18n {
    /// 3.82; 24.5; 6,840: a measured value with three digits, or as many as it has before the point.
    pub fn figure(self, value: f64) -> String {
        let digits = match value.abs() {
            100.0.. => 1.0,
            10.0.. => 10.0,
            _ => 100.0,
        };
        // Zero has no sign.
        self.catalogue().formats.decimal((value * digits).round() / digits + 0.0)
    }

    /// 61%; 24.5 °C: the same with its unit.
    pub fn measured(self, value: f64, unit: &Localized) -> String {
        let (figure, unit) = (self.figure(value), self.localized(unit).0);
        match &*unit {
            "" => figure,
            "%" => [figure, unit].concat(),
            _ => [&*figure, &*unit].join("\u{a0}"),
        }
    }

    /// Nov 9: the days of weeks.
    pub fn week_days(self) -> DayWriter {
        self.days(&[("month", "short"), ("day", "numeric")])
    }

    /// Nov 2026: months.
    pub fn months(self) -> DayWriter {
        self.days(&[("year", "numeric"), ("month", "short")])
    }

    fn days(self, options: &[(&str, &str)]) -> DayWriter {
        DayWriter(self.catalogue().formats.days(options))
    }
}
