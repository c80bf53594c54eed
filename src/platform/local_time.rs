//! Times as people type them: in the zone of their browser.

use aftercare_contract::Timestamp;
use js_sys::Date;
use wasm_bindgen::JsValue;

use super::zone;

/// The time in a `datetime-local` control (`2026-11-20T12:55`).
pub fn parse(text: &str) -> Option<Timestamp> {
    let millis = Date::new(&JsValue::from_str(text)).get_time();
    #[expect(clippy::cast_possible_truncation, reason = "a date is a whole number of milliseconds, far below 2^53")]
    let whole = millis as i64;
    // What is no date is not a number, not the year 1970.
    if millis.is_nan() { None } else { Timestamp::from_unix_millis(whole) }
}

/// The first moment of the day in a `date` control (`2026-11-20`).
pub fn day_start(day: &str) -> Option<Timestamp> {
    parse(&[day, "T00:00"].concat())
}

/// The moment when the day in a `date` control is over.
pub fn day_end(day: &str) -> Option<Timestamp> {
    parse(&[day, "T24:00"].concat())
}

/// The day of a time, as a `date` control has it.
pub fn day_of(time: Timestamp) -> String {
    let text = (time + zone::utc_offset(time)).to_string();
    text.get(.."2026-11-20".len()).unwrap_or_default().to_owned()
}
