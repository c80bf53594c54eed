//! The browser's own knowledge of languages (`Intl`), one formatter of each kind per language.

use js_sys::{Object, Reflect};
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Intl)]
    type DateTimeFormat;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locale: &str, options: &JsValue) -> Result<DateTimeFormat, JsValue>;
    #[wasm_bindgen(method)]
    fn format(this: &DateTimeFormat, millis: f64) -> String;

    #[wasm_bindgen(js_namespace = Intl)]
    type NumberFormat;
    #[wasm_bindgen(constructor, js_namespace = Intl)]
    fn new(locale: &str, options: &JsValue) -> NumberFormat;
    #[wasm_bindgen(method)]
    fn format(this: &NumberFormat, number: f64) -> String;

    #[wasm_bindgen(js_namespace = Intl)]
    type RelativeTimeFormat;
    #[wasm_bindgen(constructor, js_namespace = Intl)]
    fn new(locale: &str, options: &JsValue) -> RelativeTimeFormat;
    #[wasm_bindgen(method)]
    fn format(this: &RelativeTimeFormat, count: f64, unit: &str) -> String;

    #[wasm_bindgen(js_namespace = Intl)]
    type PluralRules;
    #[wasm_bindgen(constructor, js_namespace = Intl)]
    fn new(locale: &str) -> PluralRules;
    #[wasm_bindgen(method)]
    fn select(this: &PluralRules, number: f64) -> String;
}

/// The formatters of one language.
pub(super) struct Formats {
    tag: &'static str,
    kept: SendWrapper<Kept>,
}

/// Made once: making one costs more than a thousand uses of it.
struct Kept {
    number: NumberFormat,
    relative: RelativeTimeFormat,
    plural: PluralRules,
    clock: DateTimeFormat,
    day: DateTimeFormat,
    day_of_year: DateTimeFormat,
    full: DateTimeFormat,
    iso_day: DateTimeFormat,
}

/// How a point in time is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// 14:02
    Clock,
    /// Wed, 25 Nov
    Day,
    /// 25 Nov 2027
    DayOfYear,
    /// Wed, 25 Nov 2026, 14:02 CST
    Full,
    /// 2026-11-25, to compare days of the viewer's zone.
    IsoDay,
}

impl Formats {
    pub(super) fn new(tag: &'static str) -> Self {
        let date = |locale, options: &[(&str, &str)]| DateTimeFormat::new(locale, &object(options));
        let clock = [("hour", "2-digit"), ("minute", "2-digit"), ("hourCycle", "h23")];
        let day = [("weekday", "short"), ("month", "short"), ("day", "numeric")];
        let day_of_year = [("year", "numeric"), ("month", "short"), ("day", "numeric")];
        let full = [day.as_slice(), &[("year", "numeric"), ("timeZoneName", "short")], &clock].concat();
        // These locales and options are as old as Intl itself: a browser that ran WebAssembly knows them.
        let date = |locale, options: &[(&str, &str)]| {
            date(locale, options).unwrap_or_else(|error| wasm_bindgen::throw_val(error))
        };
        Self {
            tag,
            kept: SendWrapper::new(Kept {
                number: NumberFormat::new(tag, &JsValue::UNDEFINED),
                relative: RelativeTimeFormat::new(tag, &object(&[("numeric", "auto"), ("style", "long")])),
                plural: PluralRules::new(tag),
                clock: date(tag, &clock),
                day: date(tag, &day),
                day_of_year: date(tag, &day_of_year),
                full: date(tag, &full),
                iso_day: date("sv-SE", &[]),
            }),
        }
    }

    pub(super) fn is_one(&self, count: u64) -> bool {
        self.kept.plural.select(float(count)) == "one"
    }

    pub(super) fn number(&self, number: u64) -> String {
        self.kept.number.format(float(number))
    }

    /// A number with a unit of `Intl` (`megabyte`, `minute` …).
    pub(super) fn unit(&self, number: f64, unit: &str, digits: &str) -> String {
        let options = object(&[("style", "unit"), ("unit", unit), ("unitDisplay", "short")]);
        set(&options, "maximumFractionDigits", digits);
        NumberFormat::new(self.tag, &options).format(number)
    }

    pub(super) fn relative(&self, count: i64, unit: &str) -> String {
        #[expect(clippy::cast_precision_loss, reason = "nobody counts 2^53 days")]
        self.kept.relative.format(count as f64, unit)
    }

    pub(super) fn time(&self, millis: i64, style: Style) -> String {
        self.date(style).format(date_value(millis))
    }

    /// In another zone (IANA); `None` where the browser doesn't know it.
    pub(super) fn time_in_zone(&self, millis: i64, zone: &str) -> Option<String> {
        let options = object(&[
            ("weekday", "short"),
            ("hour", "2-digit"),
            ("minute", "2-digit"),
            ("hourCycle", "h23"),
            ("timeZoneName", "short"),
            ("timeZone", zone),
        ]);
        DateTimeFormat::new(self.tag, &options).ok().map(|format| format.format(date_value(millis)))
    }

    fn date(&self, style: Style) -> &DateTimeFormat {
        match style {
            Style::Clock => &self.kept.clock,
            Style::Day => &self.kept.day,
            Style::DayOfYear => &self.kept.day_of_year,
            Style::Full => &self.kept.full,
            Style::IsoDay => &self.kept.iso_day,
        }
    }
}

fn object(members: &[(&str, &str)]) -> JsValue {
    let object = Object::new().into();
    for (name, value) in members {
        set(&object, name, value);
    }
    object
}

fn set(object: &JsValue, name: &str, value: &str) {
    // A fresh object takes every member.
    let _ = Reflect::set(object, &JsValue::from_str(name), &JsValue::from_str(value));
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn float(count: u64) -> f64 {
    count as f64
}

#[expect(clippy::cast_precision_loss, reason = "JavaScript's own limit of dates is below 2^53")]
fn date_value(millis: i64) -> f64 {
    millis as f64
}
