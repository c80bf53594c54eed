//! Headers that every answer carries, unless its handler knows better.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use crate::App;

const EVERYWHERE: [(HeaderName, &str); 3] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    // What is somebody's own stays in their browser and is asked for again each time.
    (header::CACHE_CONTROL, "private, no-cache"),
];

/// For whatever a browser could show as a page.
const NOTHING_RUNS: &str = "default-src 'none'; frame-ancestors 'none'";
/// What no browser shows as a page: a policy there would be heeded by nobody, and is 69 bytes.
const NO_PAGES: [&str; 3] = ["text/css", "text/javascript", "application/wasm"];

/// What browsers heed in documents only: elsewhere it would be 250 bytes of every answer.
pub const DOCUMENT: [(HeaderName, &str); 3] = [
    (header::REFERRER_POLICY, "same-origin"),
    // The camera photographs labels and serial numbers; nothing else is ever asked for.
    (HeaderName::from_static("permissions-policy"), "camera=(self), microphone=(), geolocation=(), payment=(), usb=()"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// Adds what is missing.
pub async fn add(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in EVERYWHERE {
        missing(headers, name, value);
    }
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !NO_PAGES.contains(&kind) {
        missing(headers, header::CONTENT_SECURITY_POLICY, NOTHING_RUNS);
    }
    if app.config.is_https() {
        missing(headers, header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    response
}

fn missing(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}
