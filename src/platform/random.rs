//! Randomness.

use leptos::prelude::window;

/// A fresh random identifier (UUID version 4).
pub fn uuid() -> String {
    window().crypto().map(|crypto| crypto.random_uuid()).unwrap_or_else(|_| format!("{:x}", js_sys::Math::random().to_bits()))
}

/// A number from 0 up to, but not including, 1.
pub fn fraction() -> f64 {
    js_sys::Math::random()
}
