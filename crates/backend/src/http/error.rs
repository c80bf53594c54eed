//! Why a call failed, and how that is told: RFC 9457 problem details.

use core::fmt;

use aftercare_contract::{FieldError, Problem, ProblemType, Timestamp};
use axum::{
    extract::rejection::{BytesRejection, JsonRejection, PathRejection, QueryRejection},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use headers::{HeaderMapExt, RetryAfter};

/// Why a call failed. With `?`, problems become answers and faults of our own an unexplained 500 with a log line.
#[derive(Debug)]
pub enum ApiError {
    /// Something that the caller is told.
    Problem(Box<Problem>),
    /// Something that went wrong on our side; its text is only logged.
    Internal(Box<dyn core::error::Error + Send + Sync>),
}

impl ApiError {
    /// A fault of our own.
    pub fn internal(cause: impl Into<Box<dyn core::error::Error + Send + Sync>>) -> Self {
        Self::Internal(cause.into())
    }

    /// It doesn't exist, or belongs to somebody else.
    pub fn not_found() -> Self {
        ProblemType::NotFound.into()
    }

    /// The request isn't well-formed.
    pub fn malformed(detail: impl Into<String>) -> Self {
        Problem::new(ProblemType::Malformed).with_detail(detail).into()
    }

    /// A problem without a type of our own, told by its status alone.
    pub fn plain(status: StatusCode, detail: impl Into<String>) -> Self {
        let problem = Problem::new(ProblemType::Other("about:blank".to_owned()));
        let title = status.canonical_reason().unwrap_or_default().to_owned();
        Problem { status: status.as_u16(), title, detail: Some(detail.into()), ..problem }.into()
    }

    /// Changed since it was read; `current` is the version now.
    pub fn stale(current: u64) -> Self {
        Problem { current_version: Some(current), ..Problem::new(ProblemType::Stale) }.into()
    }

    /// Too many tries; `retry_after` tells when to come back.
    pub fn too_many(retry_after: Timestamp) -> Self {
        Problem { retry_after: Some(retry_after), ..Problem::new(ProblemType::TooMany) }.into()
    }

    /// What the caller is told. Faults of our own are logged here and not explained.
    pub fn into_problem(self) -> Problem {
        match self {
            Self::Problem(problem) => *problem,
            Self::Internal(cause) => {
                tracing::error!(%cause, "internal error");
                Problem::new(ProblemType::Internal)
            }
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Problem(problem) => f.write_str(problem.detail.as_ref().unwrap_or(&problem.title)),
            Self::Internal(cause) => cause.fmt(f),
        }
    }
}

impl core::error::Error for ApiError {}

impl From<Problem> for ApiError {
    fn from(problem: Problem) -> Self {
        Self::Problem(Box::new(problem))
    }
}

impl From<ProblemType> for ApiError {
    fn from(problem_type: ProblemType) -> Self {
        Problem::new(problem_type).into()
    }
}

impl From<Vec<FieldError>> for ApiError {
    fn from(errors: Vec<FieldError>) -> Self {
        Problem::from(errors).into()
    }
}

impl From<rusqlite::Error> for ApiError {
    fn from(error: rusqlite::Error) -> Self {
        Self::internal(error)
    }
}

impl From<serde_json::Error> for ApiError {
    fn from(error: serde_json::Error) -> Self {
        Self::internal(error)
    }
}

impl From<std::io::Error> for ApiError {
    fn from(error: std::io::Error) -> Self {
        Self::internal(error)
    }
}

impl From<getrandom::Error> for ApiError {
    fn from(error: getrandom::Error) -> Self {
        Self::internal(error)
    }
}

impl From<PathRejection> for ApiError {
    fn from(rejection: PathRejection) -> Self {
        Self::malformed(rejection.body_text())
    }
}

impl From<QueryRejection> for ApiError {
    fn from(rejection: QueryRejection) -> Self {
        Self::malformed(rejection.body_text())
    }
}

impl From<BytesRejection> for ApiError {
    fn from(rejection: BytesRejection) -> Self {
        match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => ProblemType::TooLarge.into(),
            _ => Self::malformed(rejection.body_text()),
        }
    }
}

impl From<JsonRejection> for ApiError {
    fn from(rejection: JsonRejection) -> Self {
        match rejection {
            JsonRejection::MissingJsonContentType(_) => ProblemType::UnsupportedType.into(),
            JsonRejection::BytesRejection(rejection) => rejection.into(),
            // Also for JSON of another shape: fields are judged by the contract's validation, not by serde.
            rejection => Self::malformed(rejection.body_text()),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let problem = self.into_problem();
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response();
        if let Some(time) = problem.retry_after {
            response.headers_mut().typed_insert(RetryAfter::date(time.0.into()));
        }
        response
    }
}
