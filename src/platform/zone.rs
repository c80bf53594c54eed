//! The viewer's time zone.

use aftercare_contract::{Span, Timestamp};
use js_sys::{Array, Date, Intl::DateTimeFormat, Object, Reflect};

const DAY_MILLIS: i64 = 86_400_000;

/// How far the viewer's clock is ahead of UTC at `time`.
pub fn utc_offset(time: Timestamp) -> Span {
    #[expect(clippy::cast_possible_truncation, reason = "an offset is a whole number of minutes, less than a day")]
    Span::minutes(-date(time).get_timezone_offset() as i64)
}

/// The day of `time`, counted from the first of January 1970.
pub fn day(time: Timestamp) -> i64 {
    (time + utc_offset(time)).unix_millis().div_euclid(DAY_MILLIS)
}

/// The year of `time`.
pub fn year(time: Timestamp) -> u32 {
    date(time).get_full_year()
}

fn date(time: Timestamp) -> Date {
    #[expect(clippy::cast_precision_loss, reason = "dates stay far below 2^53 milliseconds")]
    Date::new(&(time.unix_millis() as f64).into())
}

/// The IANA name of the viewer's zone.
pub fn own() -> Option<String> {
    let options = DateTimeFormat::new(&Array::new(), &Object::new()).resolved_options();
    Reflect::get(&options, &"timeZone".into()).ok()?.as_string()
}
