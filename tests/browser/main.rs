//! Tests that need a browser; `cargo xtask test wasm` runs them in Chromium.
#![cfg(target_arch = "wasm32")]

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
