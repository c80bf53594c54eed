//! Times as people type them: in the zone of their browser, or in that of the place that they mean.

use aftercare_contract::Timestamp;
use js_sys::Date;
use wasm_bindgen::JsValue;

use super::zone;

/// How long a time is that is told to the minute.
const MINUTE: usize = "2026-11-20T12:55".len();

/// The time in a `datetime-local` control (`2026-11-20T12:55`).
pub fn parse(text: &str) -> Option<Timestamp> {
    let millis = Date::new(&JsValue::from_str(text)).get_time();
    #[expect(clippy::cast_possible_truncation, reason = "a date is a whole number of milliseconds, far below 2^53")]
    let whole = millis as i64;
    // What is no date is not a number, not the year 1970.
    if millis.is_nan() { None } else { Timestamp::from_unix_millis(whole) }
}

/// The time in a `datetime-local` control by the clocks in the zone `zone` (IANA).
pub fn parse_in(text: &str, zone: &str) -> Option<Timestamp> {
    let shown: Timestamp = [text.get(..MINUTE)?, ":00Z"].concat().parse().ok()?;
    // Near a change of the clocks the offset at the time itself may be another one than at what they show.
    let near = shown - zone::offset_in(shown, zone)?;
    Some(shown - zone::offset_in(near, zone)?)
}

/// A time as a `datetime-local` control has it, by the clocks in the zone `zone` (IANA).
pub fn text_in(time: Timestamp, zone: &str) -> Option<String> {
    (time + zone::offset_in(time, zone)?).to_string().get(..MINUTE).map(str::to_owned)
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

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn a_time_is_meant_by_the_clocks_of_its_place() {
        for (text, zone, time) in [
            ("2026-11-20T01:30", "Asia/Shanghai", "2026-11-19T17:30:00Z"),
            ("2026-11-20T01:30", "UTC", "2026-11-20T01:30:00Z"),
            // The clocks were set forward at 2 and back at 3.
            ("2026-03-29T03:30", "Europe/Berlin", "2026-03-29T01:30:00Z"),
            ("2026-03-29T01:30", "Europe/Berlin", "2026-03-29T00:30:00Z"),
            ("2026-10-25T03:30", "Europe/Berlin", "2026-10-25T02:30:00Z"),
        ] {
            let parsed = parse_in(text, zone);
            assert_eq!(parsed, time.parse().ok(), "{text} in {zone}");
            assert_eq!(parsed.and_then(|time| text_in(time, zone)).as_deref(), Some(text), "{zone}");
        }
        assert_eq!(parse_in("2026-11-20T01:30", "Atlantis/Poseidonis"), None);
        assert_eq!(parse_in("", "UTC"), None);
    }
}
