//! The committed document is what the types say. Renew it with `cargo xtask openapi`.
#![cfg(feature = "openapi")]

#[test]
fn the_committed_document_is_current() {
    let committed = include_str!("../openapi.json");
    assert!(committed == aftercare_contract::openapi::document(), "stale: run `cargo xtask openapi`");
}
