//! The viewer's time zone.

use aftercare_contract::{Span, Timestamp, asset::Day};
use js_sys::{Array, Date, Intl::DateTimeFormat, Object, Reflect};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = Date)]
    type Moment;
    #[wasm_bindgen(constructor, js_class = "Date")]
    fn new(millis: f64) -> Moment;
    #[wasm_bindgen(method, js_name = toLocaleString, catch)]
    fn to_locale_string(this: &Moment, locale: &str, options: &JsValue) -> Result<String, JsValue>;
}

const DAY_MILLIS: i64 = 86_400_000;

/// How far the viewer's clock is ahead of UTC at `time`.
pub fn utc_offset(time: Timestamp) -> Span {
    #[expect(clippy::cast_possible_truncation, reason = "an offset is a whole number of minutes, less than a day")]
    Span::minutes(-date(time).get_timezone_offset() as i64)
}

/// How far the clocks in the zone `zone` (IANA) are ahead of UTC at `time`; `None` where the browser doesn't know it.
pub fn offset_in(time: Timestamp, zone: &str) -> Option<Span> {
    let options = Object::new();
    Reflect::set(&options, &"timeZone".into(), &zone.into()).ok()?;
    // In Swedish a time is written as in ISO 8601: 2026-11-20 14:02:00
    let shown = Moment::new(millis(time)).to_locale_string("sv-SE", &options).ok()?;
    let shown: Timestamp = [&*shown.replace(' ', "T"), "Z"].concat().parse().ok()?;
    Some(shown.since(time))
}

/// The day of `time`, counted from the first of January 1970.
pub fn day(time: Timestamp) -> i64 {
    (time + utc_offset(time)).unix_millis().div_euclid(DAY_MILLIS)
}

/// The year of `time`.
pub fn year(time: Timestamp) -> u32 {
    date(time).get_full_year()
}

/// Noon of a day in UTC, which is in the same day everywhere but at the date line.
pub fn noon(day: Day) -> Option<Timestamp> {
    Timestamp::from_unix_millis(day.0.and_hms_opt(12, 0, 0)?.and_utc().timestamp_millis())
}

/// The day that it is at `time` where the viewer is.
pub fn day_of(time: Timestamp) -> Day {
    Day((time + utc_offset(time)).0.date_naive())
}

/// So many days before a day.
pub fn earlier(day: Day, days: i64) -> Day {
    noon(day).map_or(day, |noon| Day((noon - Span::hours(24 * days)).0.date_naive()))
}

/// The quarter of the year of `time`, 1 to 4.
pub fn quarter(time: Timestamp) -> u32 {
    date(time).get_month() / 3 + 1
}

fn date(time: Timestamp) -> Date {
    Date::new(&millis(time).into())
}

#[expect(clippy::cast_precision_loss, reason = "dates stay far below 2^53 milliseconds")]
fn millis(time: Timestamp) -> f64 {
    time.unix_millis() as f64
}

/// The IANA name of the viewer's zone.
pub fn own() -> Option<String> {
    let options = DateTimeFormat::new(&Array::new(), &Object::new()).resolved_options();
    Reflect::get(&options, &"timeZone".into()).ok()?.as_string()
}
