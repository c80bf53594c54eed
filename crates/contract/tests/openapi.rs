//! The committed document is what the types say. Renew it with `cargo xtask openapi`.
#![cfg(feature = "openapi")]

#[test]
fn the_committed_document_is_current() {
    // As JSON, not as text: in what order objects list their fields depends on what else is built along.
    let read = |document: &str| serde_json::from_str::<serde_json::Value>(document).unwrap();
    let committed = read(include_str!("../openapi.json"));
    assert!(committed == read(&aftercare_contract::openapi::document()), "stale: run `cargo xtask openapi`");
}
