//! Times as people type them: in the zone of their browser.

use aftercare_contract::Timestamp;
use js_sys::Date;
use wasm_bindgen::JsValue;

/// The time in a `datetime-local` control (`2026-11-20T12:55`).
pub fn parse(text: &str) -> Option<Timestamp> {
    let millis = Date::new(&JsValue::from_str(text)).get_time();
    #[expect(clippy::cast_possible_truncation, reason = "a date is a whole number of milliseconds, far below 2^53")]
    let whole = millis as i64;
    // What is no date is not a number, not the year 1970.
    if millis.is_nan() { None } else { Timestamp::from_unix_millis(whole) }
}
