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

#[wasm_bindgen_test]
async fn answers_are_read_as_the_contract_says() {
    let _owner = owner();
    let api = Api::new("/early");
    // A null where something may be absent, members that nobody knows, words of a newer backend.
    answer(
        200,
        &r#"{"user":{"id":"p1","name":"林","email":"lin@example.cn","language":null,"x":[1,{"y":2.5}]},
            "organisation":{"id":"o1","name":"Example"},"role":"auditor","capabilities":["uploads","teleport"],
            "plan":null,"csm":{"name":"Chen","email":"c@example.cn"},
            "hotline":{"number":"400","hours":{"en":"24 h","zh-CN":"全天"},"openNow":true},
            "serverTime":"2026-11-20T06:05:00Z"}"#
            .replace('\n', ""),
    );
    let me = api.me().await.unwrap();
    assert_eq!((me.user.name.as_str(), me.role.as_str()), ("林", "auditor"));
    assert_eq!(me.hotline.hours.in_language("zh-CN"), ("zh-CN", "全天"));
    assert!(me.hotline.open_now && me.csm.is_some());
}
