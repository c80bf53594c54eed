//! A sentence for every call that failed.

use aftercare_contract::{Problem, ProblemType};

use super::I18n;
use crate::api::ApiError;

impl I18n {
    /// What happened, and what it means.
    pub fn api_error(self, error: &ApiError) -> String {
        match error {
            ApiError::Offline => self.error_offline(),
            ApiError::Timeout => self.error_timeout(),
            ApiError::SignedOut => self.error_signed_out(),
            ApiError::Stale { .. } => self.error_stale(),
            ApiError::TooMany { retry_after: Some(time) } => self.error_too_many_until(&self.clock_time(*time)),
            ApiError::TooMany { retry_after: None } => self.error_too_many(),
            ApiError::Server { .. } => self.error_server(),
            ApiError::Decode => self.error_decode(),
            ApiError::Problem(problem) => self.problem(problem),
        }
    }

    fn problem(self, problem: &Problem) -> String {
        match &problem.problem_type {
            ProblemType::Invalid => self.error_invalid(),
            ProblemType::WrongCredentials => self.error_wrong_credentials(),
            ProblemType::NotAllowed => self.error_not_allowed(),
            ProblemType::NotFound => self.error_not_found(),
            ProblemType::ActionNotAllowed => self.error_action_not_allowed(),
            ProblemType::InFlight => self.error_in_flight(),
            ProblemType::TooLarge => self.error_too_large(),
            ProblemType::UnsupportedType => self.error_unsupported_type(),
            ProblemType::OffsetMismatch | ProblemType::ChecksumMismatch => self.error_upload(),
            ProblemType::Other(_) => problem.detail.clone().unwrap_or_else(|| self.error_decode()),
            _ => self.error_decode(),
        }
    }
}
