//! Randomness.

use leptos::prelude::window;

/// A fresh random identifier (UUID version 4).
pub fn uuid() -> String {
    let weaker = || format!("{:x}", js_sys::Math::random().to_bits());
    window().crypto().map_or_else(|_| weaker(), |crypto| crypto.random_uuid())
}

/// A whole number below `limit`.
pub fn below(limit: u32) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and `limit`")]
    let number = (js_sys::Math::random() * f64::from(limit)) as u32;
    number
}

/// A number from 0 up to, but not including, 1.
pub fn fraction() -> f64 {
    js_sys::Math::random()
}
