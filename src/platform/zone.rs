//! The viewer's time zone.

use aftercare_contract::{Span, Timestamp};
use js_sys::{Array, Date, Intl::DateTimeFormat, Object, Reflect};

/// How far the viewer's clock is ahead of UTC at `time`.
pub fn utc_offset(time: Timestamp) -> Span {
    #[expect(clippy::cast_precision_loss, reason = "dates stay far below 2^53 milliseconds")]
    let date = Date::new(&(time.unix_millis() as f64).into());
    #[expect(clippy::cast_possible_truncation, reason = "an offset is a whole number of minutes, less than a day")]
    Span::minutes(-date.get_timezone_offset() as i64)
}

/// The IANA name of the viewer's zone.
pub fn own() -> Option<String> {
    let options = DateTimeFormat::new(&Array::new(), &Object::new()).resolved_options();
    Reflect::get(&options, &"timeZone".into()).ok()?.as_string()
}
