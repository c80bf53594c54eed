//! Downloads of files that somebody uploaded: never shown by the browser as a page of ours.

use std::path::PathBuf;

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use headers::{ETag, HeaderMapExt, IfRange};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use tower_http::services::ServeFile;

use super::{ApiError, etag};

/// A file to be downloaded.
#[derive(Clone, Debug)]
pub struct Download {
    /// Where it lies.
    pub path: PathBuf,
    /// What the person who saves it sees.
    pub name: String,
    /// Its media type, by its content.
    pub media_type: String,
    /// SHA-256 of its content, lower-case hexadecimal.
    pub sha256: String,
}

/// The file as an answer to a GET or HEAD with these headers: `Range` (one), `If-Range`, `If-None-Match`.
pub async fn file_response(download: &Download, request: &HeaderMap) -> Result<Response, ApiError> {
    let tag = format!("\"{}\"", download.sha256);
    if etag::is_known(request, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    // The conditions are ours, by digest; `ServeFile` only gets what is left of them.
    let mut inner = Request::builder().method(Method::GET).body(Body::empty()).map_err(ApiError::internal)?;
    let parsed: Option<ETag> = tag.parse().ok();
    let unchanged = request.typed_get::<IfRange>().is_none_or(|range| !range.is_modified(parsed.as_ref(), None));
    if let Some(range) = request.get(header::RANGE).filter(|_| unchanged) {
        inner.headers_mut().insert(header::RANGE, range.clone());
    }
    let mut response =
        ServeFile::new(&download.path).ignore_multi_range_requests(true).try_call(inner).await?.map(Body::new);
    if response.status() == StatusCode::RANGE_NOT_SATISFIABLE {
        return Ok(no_such_part(&response));
    }
    let headers = response.headers_mut();
    headers.remove(header::LAST_MODIFIED);
    headers.insert(header::ETAG, value(tag)?);
    headers.insert("repr-digest", value(repr_digest(&download.sha256))?);
    headers.insert(header::CONTENT_TYPE, value(download.media_type.clone())?);
    headers.insert(header::CONTENT_DISPOSITION, value(disposition(&download.name))?);
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    Ok(response)
}

/// The problem in place of an answer of tower's to a `Range` beyond the end.
pub fn no_such_part<B>(answer: &Response<B>) -> Response {
    let mut problem = ApiError::plain(StatusCode::RANGE_NOT_SATISFIABLE, "the file has no such part").into_response();
    let size = answer.headers().get(header::CONTENT_RANGE).cloned();
    problem.headers_mut().extend(size.map(|size| (header::CONTENT_RANGE, size)));
    problem
}

fn value(text: String) -> Result<HeaderValue, ApiError> {
    HeaderValue::try_from(text).map_err(ApiError::internal)
}

/// RFC 9530: the digest as a structured field.
fn repr_digest(hex: &str) -> String {
    let pairs = hex.as_bytes().chunks_exact(2);
    let bytes: Vec<u8> =
        pairs.filter_map(|pair| u8::from_str_radix(core::str::from_utf8(pair).ok()?, 16).ok()).collect();
    format!("sha-256=:{}:", STANDARD.encode(bytes))
}

/// RFC 6266 and 8187: saved under its name, with a fallback in ASCII for clients that know no other.
pub fn disposition(name: &str) -> String {
    /// What RFC 8187 leaves as it is.
    const ATTRIBUTE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ') { c } else { '_' };
    let fallback: String = name.chars().map(plain).collect();
    format!("attachment; filename=\"{fallback}\"; filename*=UTF-8''{}", utf8_percent_encode(name, ATTRIBUTE))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderName;

    use super::*;

    #[test]
    fn a_name_can_neither_break_out_nor_get_lost() {
        assert_eq!(
            disposition("日志\"\r\n.log"),
            "attachment; filename=\"_____.log\"; filename*=UTF-8''%E6%97%A5%E5%BF%97%22%0D%0A.log"
        );
    }

    #[test]
    fn a_digest_is_a_structured_field() {
        assert_eq!(repr_digest("00ff10"), "sha-256=:AP8Q:");
    }

    async fn answer(headers: &[(HeaderName, &str)]) -> (u16, HeaderMap, String) {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "0123456789").unwrap();
        let download = Download {
            path: file.path().to_owned(),
            name: "日志.log".to_owned(),
            media_type: "text/plain".to_owned(),
            sha256: "ab".repeat(32),
        };
        let headers = headers.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect();
        let (parts, body) = file_response(&download, &headers).await.unwrap().into_parts();
        let body = axum::body::to_bytes(body, 1000).await.unwrap();
        (parts.status.as_u16(), parts.headers, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn a_download_is_whole_and_closed_up() {
        let (status, headers, body) = answer(&[]).await;
        assert_eq!((status, body.as_str()), (200, "0123456789"));
        assert_eq!(headers[header::ETAG], format!("\"{}\"", "ab".repeat(32)));
        assert_eq!(headers[header::ACCEPT_RANGES], "bytes");
        assert!(headers["repr-digest"].to_str().unwrap().starts_with("sha-256=:q6ur"));
        assert!(headers[header::CONTENT_DISPOSITION].to_str().unwrap().starts_with("attachment;"));
        assert!(headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().starts_with("sandbox;"));
    }

    #[tokio::test]
    async fn parts_are_of_the_file_that_was_begun() {
        let tag = format!("\"{}\"", "ab".repeat(32));
        let range = |value| (header::RANGE, value);
        let (status, headers, body) = answer(&[range("bytes=3-5")]).await;
        assert_eq!((status, body.as_str()), (206, "345"));
        assert_eq!(headers[header::CONTENT_RANGE], "bytes 3-5/10");
        assert_eq!(answer(&[range("bytes=-2")]).await.2, "89");
        assert_eq!(answer(&[range("bytes=8-"), (header::IF_RANGE, &tag)]).await.2, "89");
        assert_eq!(answer(&[range("bytes=8-"), (header::IF_RANGE, "\"other\"")]).await.0, 200);
        let (status, headers, body) = answer(&[range("bytes=10-")]).await;
        assert_eq!(status, 416, "{body}");
        assert_eq!(headers[header::CONTENT_TYPE], "application/problem+json");
        assert_eq!(headers[header::CONTENT_RANGE], "bytes */10");
        assert_eq!(answer(&[(header::IF_NONE_MATCH, &tag)]).await.0, 304);
    }
}
