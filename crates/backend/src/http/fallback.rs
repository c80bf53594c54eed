//! Answers for what no handler takes: unknown paths, other methods, panics.

use std::any::Any;

use aftercare_contract::{Problem, ProblemType};
use axum::{
    http::{Method, StatusCode, Uri},
    response::{IntoResponse, Response},
};

use super::ApiError;

/// No such path.
pub async fn not_found(uri: Uri) -> ApiError {
    Problem::new(ProblemType::NotFound).with_detail(format!("{} doesn't exist", uri.path())).into()
}

/// The path doesn't take this method.
pub async fn method_not_allowed(method: Method) -> ApiError {
    ApiError::plain(StatusCode::METHOD_NOT_ALLOWED, format!("{method} isn't taken here"))
}

/// A handler has panicked; only this one call fails.
pub fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let text = panic
        .downcast::<String>()
        .map_or_else(|panic| panic.downcast_ref::<&str>().copied().unwrap_or("without words").to_owned(), |text| *text);
    ApiError::internal(format!("panic: {text}")).into_response()
}
