//! Tests that need a browser; `cargo xtask test wasm` runs them in Chromium.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod api;
mod i18n;
mod query;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// Runs JavaScript, to prepare what a page finds.
fn script(source: &str) {
    js_sys::eval(source).unwrap();
}

/// A reactive owner for the rest of the test.
fn owner() -> leptos::prelude::Owner {
    // A second test finds it started.
    let _ = any_spawner::Executor::init_wasm_bindgen();
    let owner = leptos::prelude::Owner::new();
    owner.set();
    owner
}
