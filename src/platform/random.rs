//! Randomness.

use leptos::prelude::window;

/// A fresh random identifier (UUID version 4).
pub fn uuid() -> String {
    let weaker = || format!("{:x}", js_sys::Math::random().to_bits());
    window().crypto().map_or_else(|_| weaker(), |crypto| crypto.random_uuid())
}

/// A number from 0 up to, but not including, 1.
pub fn fraction() -> f64 {
    js_sys::Math::random()
}
