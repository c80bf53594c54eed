//! The customers' portal, rendered in the browser.
//!
//! Imports point one way: `app → features → {ui, server_state, session, route, i18n} → {api, live, uploads, platform} →
//! contract`; `tests/layers.rs` holds this.

pub mod api;
mod app;
mod chunks;
mod features;
pub mod i18n;
mod live;
pub mod platform;
pub mod route;
pub mod server_state;
mod session;
mod shell;
mod ui;
pub mod uploads;

pub use app::start;

#[cfg(test)]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
