//! The browser's own knowledge of languages (`Intl`), one formatter of each kind per language.

use std::cell::{OnceCell, RefCell};

use js_sys::{Array, Object, Reflect};
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
    #[wasm_bindgen(method, js_name = formatRange)]
    fn format_range(this: &DateTimeFormat, from: f64, to: f64) -> String;
    #[wasm_bindgen(method, js_name = formatToParts)]
    fn format_to_parts(this: &DateTimeFormat, millis: f64) -> Array;

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

/// Writes days one like the other.
pub(super) struct Days(Option<DateTimeFormat>);

impl Days {
    /// The day that begins at `millis` in UTC.
    pub(super) fn say(&self, millis: i64) -> String {
        self.0.as_ref().map(|format| format.format(date_value(millis))).unwrap_or_default()
    }
}

/// The formatters of one language.
pub(super) struct Formats {
    tag: &'static str,
    kept: SendWrapper<Kept>,
}

/// Made once, and when it is needed first: making one costs more than a thousand uses of it.
#[derive(Default)]
struct Kept {
    number: OnceCell<NumberFormat>,
    relative: OnceCell<RelativeTimeFormat>,
    plural: OnceCell<PluralRules>,
    dates: [OnceCell<DateTimeFormat>; 4],
    units: RefCell<Vec<(&'static str, NumberFormat)>>,
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
}

impl Style {
    /// The options of `Intl` for it.
    const fn options(self) -> &'static [(&'static str, &'static str)] {
        const HOUR: (&str, &str) = ("hour", "2-digit");
        const MINUTE: (&str, &str) = ("minute", "2-digit");
        const CYCLE: (&str, &str) = ("hourCycle", "h23");
        const WEEKDAY: (&str, &str) = ("weekday", "short");
        const DAY: (&str, &str) = ("day", "numeric");
        const MONTH: (&str, &str) = ("month", "short");
        const YEAR: (&str, &str) = ("year", "numeric");
        match self {
            Self::Clock => &[HOUR, MINUTE, CYCLE],
            Self::Day => &[WEEKDAY, MONTH, DAY],
            Self::DayOfYear => &[YEAR, MONTH, DAY],
            Self::Full => &[WEEKDAY, YEAR, MONTH, DAY, HOUR, MINUTE, CYCLE, ("timeZoneName", "short")],
        }
    }
}

impl Formats {
    pub(super) fn new(tag: &'static str) -> Self {
        Self { tag, kept: SendWrapper::new(Kept::default()) }
    }

    pub(super) fn is_one(&self, count: u64) -> bool {
        self.kept.plural.get_or_init(|| PluralRules::new(self.tag)).select(float(count)) == "one"
    }

    pub(super) fn number(&self, number: u64) -> String {
        self.kept.number.get_or_init(|| NumberFormat::new(self.tag, &JsValue::UNDEFINED)).format(float(number))
    }

    /// A number with at most three digits after the point.
    pub(super) fn decimal(&self, number: f64) -> String {
        self.kept.number.get_or_init(|| NumberFormat::new(self.tag, &JsValue::UNDEFINED)).format(number)
    }

    /// A way to write days, to be kept by who writes many.
    pub(super) fn days(&self, options: &[(&str, &str)]) -> Days {
        let options: Vec<_> = options.iter().copied().chain([("timeZone", "UTC")]).collect();
        Days(DateTimeFormat::new(self.tag, &object(&options)).ok())
    }

    /// A number with a unit of `Intl` (`megabyte`, `minute` …), of at most so many `digits` after the point.
    pub(super) fn unit(&self, number: f64, unit: &'static str, digits: &str) -> String {
        let mut units = self.kept.units.borrow_mut();
        if let Some((_, format)) = units.iter().find(|(of, _)| *of == unit) {
            return format.format(number);
        }
        let options = object(&[("style", "unit"), ("unit", unit), ("unitDisplay", "short")]);
        set(&options, "maximumFractionDigits", digits);
        let format = NumberFormat::new(self.tag, &options);
        let said = format.format(number);
        units.push((unit, format));
        said
    }

    pub(super) fn relative(&self, count: i64, unit: &str) -> String {
        let options = [("numeric", "auto"), ("style", "long")];
        let format = self.kept.relative.get_or_init(|| RelativeTimeFormat::new(self.tag, &object(&options)));
        #[expect(clippy::cast_precision_loss, reason = "nobody counts 2^53 days")]
        format.format(count as f64, unit)
    }

    pub(super) fn time(&self, millis: i64, style: Style) -> String {
        let make = || {
            // These locales and options are as old as Intl itself: a browser that ran WebAssembly knows them.
            DateTimeFormat::new(self.tag, &object(style.options()))
                .unwrap_or_else(|error| wasm_bindgen::throw_val(error))
        };
        let [clock, day, day_of_year, full] = &self.kept.dates;
        let kept = match style {
            Style::Clock => clock,
            Style::Day => day,
            Style::DayOfYear => day_of_year,
            Style::Full => full,
        };
        kept.get_or_init(make).format(date_value(millis))
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

    /// What a zone (IANA) is called in summer and winter; `None` where the browser doesn't know it.
    pub(super) fn zone_name(&self, zone: &str) -> Option<String> {
        let options = object(&[("timeZone", zone), ("timeZoneName", "longGeneric")]);
        let parts = DateTimeFormat::new(self.tag, &options).ok()?.format_to_parts(0.0);
        let member = |part: &JsValue, name: &str| Reflect::get(part, &JsValue::from_str(name)).ok()?.as_string();
        let name = parts.iter().find(|part| member(part, "type").as_deref() == Some("timeZoneName"))?;
        member(&name, "value")
    }

    /// Mon: the weekday of a time in UTC.
    pub(super) fn weekday(&self, millis: i64) -> Option<String> {
        let options = object(&[("weekday", "short"), ("timeZone", "UTC")]);
        DateTimeFormat::new(self.tag, &options).ok().map(|format| format.format(date_value(millis)))
    }

    /// From one time to another, not before it, in a zone (IANA) or the viewer's; `None` where the browser doesn't
    /// know the zone.
    pub(super) fn range_in_zone(&self, from: i64, to: i64, zone: Option<&str>) -> Option<String> {
        let day = Style::Day.options().iter().chain(Style::Clock.options()).copied();
        let options: Vec<_> = day.chain(zone.map(|zone| ("timeZone", zone))).collect();
        let format = DateTimeFormat::new(self.tag, &object(&options)).ok()?;
        Some(format.format_range(date_value(from), date_value(to)))
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
