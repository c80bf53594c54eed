//! The portal's bundle: files with hashed names for ever, everything else asked for again, `survey.html` for the link of
//! a closure e-mail, and `index.html` for the portal's own addresses.

use std::{collections::HashMap, ffi::OsStr, path::Path};

use axum::{
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use tower::ServiceExt;
use tower_http::services::ServeDir;

use super::{ApiError, fallback, headers::DOCUMENT, no_such_part};
use crate::App;

const INDEX: &str = "/index.html";
/// The survey, which is a page of its own, and its address.
const SURVEY: (&str, &str) = ("/survey", "/survey.html");

/// A file of the bundle, or the portal's page. What belongs to an API never falls back to a page.
pub async fn serve(State(app): State<App>, request: Request) -> Result<Response, ApiError> {
    let path = request.uri().path().to_owned();
    let Some(folder) = app.config.static_dir.as_deref().filter(|_| !is_api(&path)) else {
        return Err(fallback::not_found(request.uri().clone()).await);
    };
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Err(fallback::method_not_allowed(request.method().clone()).await);
    }
    let path = if is_page(&path) { page(&path).to_owned() } else { path };
    let mut response = file(folder, &path, request).await?;
    if response.status() == StatusCode::RANGE_NOT_SATISFIABLE {
        return Ok(no_such_part(&response));
    }
    let hashed = is_hashed(&path);
    let kept = if hashed { "public, max-age=31536000, immutable" } else { "no-cache" };
    let policy = match Path::new(&path).extension().and_then(OsStr::to_str) {
        Some("html") => Some(policy(&inline_hashes(folder, &path).await)),
        _ => None,
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    // The tag says it better, and nobody asks for parts.
    headers.remove(header::LAST_MODIFIED);
    headers.remove(header::ACCEPT_RANGES);
    if hashed {
        // It is never asked for again.
        headers.remove(header::ETAG);
    }
    if policy.is_some() {
        headers.extend(DOCUMENT.map(|(name, value)| (name, HeaderValue::from_static(value))));
    }
    if let Some(policy) = policy {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::try_from(policy).map_err(ApiError::internal)?);
    }
    Ok(response)
}

async fn file(folder: &Path, path: &str, mut request: Request) -> Result<Response, ApiError> {
    *request.uri_mut() = path.parse::<Uri>().map_err(ApiError::internal)?;
    let files = ServeDir::new(folder)
        .append_index_html_on_directories(false)
        .ignore_multi_range_requests(true)
        .precompressed_br()
        .precompressed_gzip();
    let response = files.oneshot(request).await.map_err(ApiError::internal)?;
    match response.status() {
        StatusCode::NOT_FOUND => Err(ApiError::not_found()),
        status if status.is_server_error() => Err(ApiError::internal(format!("{path} can't be read"))),
        _ => Ok(response.into_response()),
    }
}

fn is_api(path: &str) -> bool {
    ["/api", "/desk"]
        .iter()
        .any(|base| path.strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// Pages of the portal have no dot in their last segment; files have.
fn is_page(path: &str) -> bool {
    path.rsplit('/').next().is_none_or(|last| !last.contains('.'))
}

/// The file of a page.
fn page(path: &str) -> &'static str {
    let (address, file) = SURVEY;
    if path == address { file } else { INDEX }
}

/// Whether the file's name holds a hash of its content: 8 or more hexadecimal digits between separators.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let is_hash = |part: &str| {
        part.len() >= 8
            && part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
            && part.bytes().any(|byte| byte.is_ascii_digit())
    };
    name.split(['.', '-', '_']).any(is_hash)
}

/// Hashes of what stands inline in a page, written beside it by the build.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Hashes {
    script: Vec<String>,
    style: Vec<String>,
}

/// Read for each page, so that a new build needs no restart.
async fn inline_hashes(folder: &Path, page: &str) -> Hashes {
    let json = tokio::fs::read(folder.join("csp.json")).await.unwrap_or_default();
    let mut pages: HashMap<String, Hashes> = serde_json::from_slice(&json).unwrap_or_default();
    pages.remove(page.trim_start_matches('/')).unwrap_or_default()
}

fn policy(hashes: &Hashes) -> String {
    let quoted = |hashes: &[String]| hashes.iter().fold(String::new(), |all, hash| all + " '" + hash + "'");
    let (script, style) = (quoted(&hashes.script), quoted(&hashes.style));
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{script}; style-src 'self'{style}; \
         img-src 'self' data: blob:; connect-src 'self'; \
         base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_content_hashes_are_kept_for_ever() {
        for hashed in
            ["/aftercare.0f3e5a7b9c1d2e3f.js", "/chunks/home-0f3e5a7b.wasm", "/aftercare-0f3e5a7b9c1d2e3f_bg.wasm"]
        {
            assert!(is_hashed(hashed), "{hashed}");
        }
        for plain in ["/index.html", "/config.json", "/deadbeef.js", "/0f3e5a7b/sw.js", "/icon-512.png"] {
            assert!(!is_hashed(plain), "{plain}");
        }
    }

    #[test]
    fn apis_are_no_pages() {
        assert!(is_api("/api/v1/x") && is_api("/api") && is_api("/desk/v1"));
        assert!(!is_api("/apiary") && !is_api("/"));
        assert!(is_page("/") && is_page("/tickets/SR-2026-118042") && !is_page("/missing.js"));
    }

    #[test]
    fn the_survey_is_a_page_of_its_own() {
        assert_eq!(page("/survey"), "/survey.html");
        assert_eq!(page("/surveys"), "/index.html");
    }
}
