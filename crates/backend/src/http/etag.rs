//! Entity tags: reads of what hasn't changed answer 304, writes to another version answer 412.

use aftercare_contract::ProblemType;
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use headers::{ETag, HeaderMapExt, IfNoneMatch};

use super::ApiError;

/// The tag of a version.
pub fn of_version(version: u64) -> String {
    format!("\"{version}\"")
}

/// `body` under its tag, or 304 where the caller has it already.
pub fn respond(request: &HeaderMap, tag: String, body: impl IntoResponse) -> Response {
    let known = is_known(request, &tag);
    let tag = [(header::ETAG, tag)];
    if known { (StatusCode::NOT_MODIFIED, tag).into_response() } else { (tag, body).into_response() }
}

/// Whether `If-None-Match` names the tag.
pub fn is_known(request: &HeaderMap, tag: &str) -> bool {
    let tag: Option<ETag> = tag.parse().ok();
    let known: Option<IfNoneMatch> = request.typed_get();
    known.zip(tag).is_some_and(|(known, tag)| !known.precondition_passes(&tag))
}

/// The `If-Match` that writes to something versioned must carry.
#[derive(Debug)]
pub struct IfMatch(headers::IfMatch);

impl IfMatch {
    /// Whether `version`, which is the one now, is the one that the caller has read.
    pub fn check(&self, version: u64) -> Result<(), ApiError> {
        let tag: Option<ETag> = of_version(version).parse().ok();
        if tag.is_some_and(|tag| self.0.precondition_passes(&tag)) { Ok(()) } else { Err(ApiError::stale(version)) }
    }
}

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        match parts.headers.typed_try_get() {
            Ok(Some(tags)) => Ok(Self(tags)),
            Ok(None) => Err(ProblemType::PreconditionMissing.into()),
            Err(_) => Err(ApiError::malformed("If-Match can't be read")),
        }
    }
}
