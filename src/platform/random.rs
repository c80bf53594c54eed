//! Randomness.

use leptos::prelude::window;

/// A fresh random identifier (UUID version 4).
#[expect(clippy::disallowed_methods, reason = "the source of chance")]
pub fn uuid() -> String {
    let weaker = || format!("{:x}", fraction().to_bits());
    window().crypto().map_or_else(|_| weaker(), |crypto| crypto.random_uuid())
}

/// A number from 0 up to, but not including, 1.
#[expect(clippy::disallowed_methods, reason = "the source of chance")]
pub fn fraction() -> f64 {
    js_sys::Math::random()
}
