//! Who may write: no foreign page in its user's name, and at the desk only those who know its token.

use std::sync::Arc;

use aftercare_contract::{
    ProblemType,
    routes::{WRITE_HEADER, WRITE_HEADER_VALUE},
};
use axum::{
    extract::{Request, State},
    http::header,
    middleware::Next,
    response::Response,
};
use headers::{Authorization, HeaderMapExt, authorization::Bearer};
use subtle::ConstantTimeEq;

use super::ApiError;
use crate::App;

/// Lets unsafe methods through only with the write header, which a foreign page can't set without being asked first
/// (CORS preflight, which is never granted), and with an `Origin` of ours, which no script can forge.
pub async fn guard(State(app): State<App>, request: Request, next: Next) -> Result<Response, ApiError> {
    let headers = request.headers();
    let marked = headers.get(WRITE_HEADER).is_some_and(|value| value == WRITE_HEADER_VALUE);
    let origin = headers.get(header::ORIGIN);
    let ours = origin.is_some_and(|origin| app.config.origins.iter().any(|known| origin == known.as_str()));
    if request.method().is_safe() || (marked && ours) {
        Ok(next.run(request).await)
    } else {
        Err(ProblemType::ForeignOrigin.into())
    }
}

/// Lets only those to the desk who know its token.
pub async fn desk(State(token): State<Arc<str>>, request: Request, next: Next) -> Result<Response, ApiError> {
    let bearer = request.headers().typed_get::<Authorization<Bearer>>();
    let known = bearer.is_some_and(|bearer| bearer.token().as_bytes().ct_eq(token.as_bytes()).into());
    if known { Ok(next.run(request).await) } else { Err(ProblemType::SignInNeeded.into()) }
}
