//! The bundle: compression, caching, headers, and what falls back to the page.

use crate::common::{Backend, header_of, problem, write};
use reqwest::{Method, Response, StatusCode};
use tempfile::tempdir;

const SCRIPT: &str = "/aftercare.0f3e5a7b9c1d2e3f.js";

/// A backend with a small bundle.
async fn with_bundle() -> (Backend, tempfile::TempDir) {
    let bundle = tempdir().unwrap();
    write(bundle.path(), "index.html", b"<!doctype html><title>Aftercare</title>");
    write(bundle.path(), "config.json", b"{}");
    write(bundle.path(), SCRIPT.trim_start_matches('/'), b"export {}");
    write(bundle.path(), &format!("{}.br", SCRIPT.trim_start_matches('/')), b"brotli");
    write(bundle.path(), &format!("{}.gz", SCRIPT.trim_start_matches('/')), b"gzip");
    write(bundle.path(), "survey.html", b"<!doctype html><title>Survey</title>");
    let hashes =
        r#"{"index.html":{"script":["sha256-AAAA"],"style":["sha256-BBBB"]},"survey.html":{"script":["sha256-CCCC"]}}"#;
    write(bundle.path(), "csp.json", hashes.as_bytes());
    let folder = bundle.path().to_owned();
    (Backend::start_with(|config| config.static_dir = Some(folder)).await, bundle)
}

async fn get(backend: &Backend, path: &str, encodings: &str) -> Response {
    backend.guest().request(Method::GET, path).header("accept-encoding", encodings).send().await.unwrap()
}

#[tokio::test]
async fn hashed_files_are_compressed_and_kept_for_ever() {
    let (backend, _bundle) = with_bundle().await;
    for (encodings, encoding, body) in [("gzip, br", "br", "brotli"), ("gzip", "gzip", "gzip"), ("", "", "export {}")] {
        let answer = get(&backend, SCRIPT, encodings).await;
        assert_eq!(header_of(&answer, "content-encoding"), encoding);
        assert_eq!(header_of(&answer, "content-type"), "text/javascript");
        assert_eq!(header_of(&answer, "cache-control"), "public, max-age=31536000, immutable");
        assert!(header_of(&answer, "vary").contains("accept-encoding"));
        assert_eq!(answer.text().await.unwrap(), body);
    }
}

#[tokio::test]
async fn pages_are_the_page_and_missing_files_are_missing() {
    let (backend, _bundle) = with_bundle().await;
    for page in ["/", "/tickets", "/tickets/SR-2026-118042?tab=files"] {
        let answer = get(&backend, page, "").await;
        assert_eq!(header_of(&answer, "cache-control"), "no-cache", "{page}");
        assert!(header_of(&answer, "content-type").starts_with("text/html"));
        let policy = header_of(&answer, "content-security-policy");
        assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval' 'sha256-AAAA';"), "{policy}");
        assert!(policy.contains("style-src 'self' 'sha256-BBBB';"), "{policy}");
        assert!(!policy.contains("unsafe-inline") && policy.contains("frame-ancestors 'none'"));
        assert!(answer.text().await.unwrap().contains("<title>Aftercare"));
    }
    let survey = get(&backend, "/survey", "").await;
    let policy = header_of(&survey, "content-security-policy");
    assert!(
        policy.contains("'wasm-unsafe-eval' 'sha256-CCCC';") && !policy.contains("AAAA"),
        "its own alone: {policy}"
    );
    assert!(survey.text().await.unwrap().contains("<title>Survey"));
    assert_eq!(header_of(&get(&backend, "/config.json", "").await, "cache-control"), "no-cache");
    for missing in ["/gone.0f3e5a7b9c1d2e3f.js", "/api/v1/pages", "/api", "/desk/v1/tickets", "/../../etc/passwd.txt"] {
        let answer = get(&backend, missing, "").await;
        assert!(!header_of(&answer, "cache-control").contains("immutable"));
        assert_eq!(problem(answer).await.status, 404, "{missing}");
    }
    let posted = backend.guest().request(Method::POST, "/tickets").send().await.unwrap();
    assert_eq!(problem(posted).await.status, 405);
}

#[tokio::test]
async fn an_unchanged_page_is_not_sent_again() {
    let (backend, _bundle) = with_bundle().await;
    let tag = header_of(&get(&backend, "/", "").await, "etag");
    let again = backend.guest().request(Method::GET, "/").header("if-none-match", tag).send().await.unwrap();
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    assert!(header_of(&again, "content-security-policy").contains("sha256-AAAA"));
}

#[tokio::test]
async fn every_answer_is_closed_up() {
    let (backend, _bundle) = with_bundle().await;
    for path in ["/", SCRIPT, "/api/v1/health", "/api/v1/me", "/gone.js"] {
        let answer = get(&backend, path, "").await;
        for (name, value) in [("x-content-type-options", "nosniff"), ("cross-origin-resource-policy", "same-origin")] {
            assert_eq!(header_of(&answer, name), value, "{name} of {path}");
        }
        // A script is no page, wherever it is opened.
        let policy = header_of(&answer, "content-security-policy");
        assert_eq!(policy.starts_with("default-src 'none'"), path != SCRIPT, "{path}: {policy}");
        assert_eq!(header_of(&answer, "strict-transport-security"), "", "plain http");
    }
    let page = get(&backend, "/", "").await;
    assert_eq!(header_of(&page, "referrer-policy"), "same-origin");
    assert_eq!(header_of(&page, "cross-origin-opener-policy"), "same-origin");
    assert!(header_of(&page, "permissions-policy").contains("camera=(self)"));
}
