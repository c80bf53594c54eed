//! What the client makes of answers.

use aftercare::api::{Api, ApiError, Remedy};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{owner, script};

/// The next GET of `/early/me` is answered like this.
fn answer(status: u16, body: &str) {
    script(&format!(
        "globalThis.aftercare = {{ early: {{ '/early/me': Promise.resolve(new Response('{body}', {{ status: {status} }})) }} }}"
    ));
}

#[wasm_bindgen_test]
async fn problems_come_with_their_remedy() {
    let _owner = owner();
    let api = Api::new("/early");
    answer(429, r#"{"type":"urn:aftercare:problem:too-many","status":429,"retryAfter":"2026-11-20T06:05:00Z"}"#);
    let retry_after = Some("2026-11-20T06:05:00Z".parse().unwrap());
    assert_eq!(api.me().await, Err(ApiError::TooMany { retry_after }));

    answer(401, "");
    assert_eq!(api.me().await, Err(ApiError::SignedOut));

    answer(418, r#"{"type":"urn:new","status":418,"detail":"a newer backend"}"#);
    let error = api.me().await.unwrap_err();
    assert_eq!(error.remedy(), Remedy::ContactUs);

    answer(200, r#"{"no":"body of the contract"}"#);
    assert_eq!(api.me().await, Err(ApiError::Decode));
}

#[wasm_bindgen_test]
async fn an_early_answer_is_taken_once() {
    let _owner = owner();
    let api = Api::new("/early");
    answer(503, "");
    assert_eq!(api.me().await, Err(ApiError::Server { status: 503 }));
    // The test server knows nothing of this path.
    assert_eq!(api.me().await.unwrap_err().remedy(), Remedy::GoBack);
}

#[wasm_bindgen_test]
async fn a_backend_that_is_not_there_is_offline() {
    let _owner = owner();
    assert_eq!(Api::new("http://127.0.0.1:9").me().await, Err(ApiError::Offline));
}
