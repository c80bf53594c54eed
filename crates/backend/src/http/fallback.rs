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

#[cfg(test)]
mod tests {
    use axum::{
        Router,
        body::{Body, to_bytes},
        http::Request,
        routing::get,
    };
    use tower::ServiceExt;
    use tower_http::catch_panic::CatchPanicLayer;

    use super::*;

    #[tokio::test]
    async fn a_panic_is_a_problem_that_tells_nothing() {
        let router: Router = Router::new()
            .route("/", get(async || -> &'static str { panic!("the password is {}", "secret") }))
            .layer(CatchPanicLayer::custom(panicked));
        let response = router.oneshot(Request::new(Body::empty())).await.unwrap();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let body = to_bytes(response.into_body(), 1000).await.unwrap();
        let problem: Problem = serde_json::from_slice(&body).unwrap();
        assert_eq!((problem.problem_type, problem.detail), (ProblemType::Internal, None));
    }
}
