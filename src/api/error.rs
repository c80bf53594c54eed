//! What can go wrong with a call, and what the visitor can do about it.

use aftercare_contract::{FieldError, Problem, ProblemType, Timestamp};

/// A call that failed.
#[derive(Clone, Debug, PartialEq)]
pub enum ApiError {
    /// The backend can't be reached.
    Offline,
    /// No answer in time.
    Timeout,
    /// Not signed in.
    SignedOut,
    /// Changed by somebody else meanwhile.
    Stale {
        /// The version now.
        current: Option<u64>,
    },
    /// Too many tries.
    TooMany {
        /// The earliest time to try again.
        retry_after: Option<Timestamp>,
    },
    /// The backend is broken or overloaded.
    Server {
        /// The HTTP status.
        status: u16,
    },
    /// The backend says what is wrong.
    Problem(Box<Problem>),
    /// The answer isn't what the contract says.
    Decode,
}

/// What the visitor can do about a failed call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Try again.
    Retry,
    /// Sign in.
    SignIn,
    /// Look at what is there now.
    Reload,
    /// Correct the form.
    FixForm,
    /// Go somewhere else.
    GoBack,
    /// Call the vendor.
    ContactUs,
}

impl ApiError {
    /// Judges an answer that is no success; `problem` is what it says, if it says anything readable, and `retry_after`
    /// what its header does.
    pub fn from_answer(status: u16, problem: Option<Problem>, retry_after: Option<Timestamp>) -> Self {
        match problem {
            Some(problem) => Self::from_problem(problem, retry_after),
            None => match status {
                401 => Self::SignedOut,
                // A HEAD is answered without a body.
                404 => Self::Problem(Box::new(Problem::new(ProblemType::NotFound))),
                429 => Self::TooMany { retry_after },
                500.. => Self::Server { status },
                _ => Self::Decode,
            },
        }
    }

    fn from_problem(problem: Problem, retry_after: Option<Timestamp>) -> Self {
        match problem.problem_type {
            ProblemType::SignInNeeded => Self::SignedOut,
            ProblemType::Stale => Self::Stale { current: problem.current_version },
            ProblemType::TooMany => Self::TooMany { retry_after: problem.retry_after.or(retry_after) },
            ProblemType::Internal | ProblemType::Unavailable => Self::Server { status: problem.status },
            _ => Self::Problem(Box::new(problem)),
        }
    }

    /// What the visitor can do about it.
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::Offline | Self::Timeout | Self::TooMany { .. } | Self::Server { .. } => Remedy::Retry,
            Self::SignedOut => Remedy::SignIn,
            Self::Stale { .. } => Remedy::Reload,
            Self::Decode => Remedy::ContactUs,
            Self::Problem(problem) => match problem.problem_type {
                ProblemType::Invalid
                | ProblemType::WrongCredentials
                | ProblemType::TooLarge
                | ProblemType::UnsupportedType => Remedy::FixForm,
                ProblemType::NotFound | ProblemType::NotAllowed => Remedy::GoBack,
                ProblemType::ActionNotAllowed => Remedy::Reload,
                ProblemType::InFlight | ProblemType::OffsetMismatch | ProblemType::ChecksumMismatch => Remedy::Retry,
                _ => Remedy::ContactUs,
            },
        }
    }

    /// Whether it may be different if it is simply tried again.
    pub fn is_passing(&self) -> bool {
        self.remedy() == Remedy::Retry
    }

    /// The wrong fields, where the backend named some.
    pub fn fields(&self) -> &[FieldError] {
        match self {
            Self::Problem(problem) => &problem.errors,
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn answer(problem: &Problem) -> ApiError {
        ApiError::from_answer(problem.status, Some(problem.clone()), None)
    }

    #[wasm_bindgen_test]
    fn each_answer_has_its_remedy() {
        for (problem_type, remedy) in [
            (ProblemType::SignInNeeded, Remedy::SignIn),
            (ProblemType::WrongCredentials, Remedy::FixForm),
            (ProblemType::Stale, Remedy::Reload),
            (ProblemType::NotFound, Remedy::GoBack),
            (ProblemType::TooMany, Remedy::Retry),
            (ProblemType::Unavailable, Remedy::Retry),
            ("urn:x:new".into(), Remedy::ContactUs),
        ] {
            let error = answer(&Problem::new(problem_type));
            assert_eq!(error.remedy(), remedy, "{error:?}");
        }
    }

    #[wasm_bindgen_test]
    fn what_is_no_problem_document_is_judged_by_its_status() {
        assert_eq!(ApiError::from_answer(502, None, None), ApiError::Server { status: 502 });
        assert_eq!(ApiError::from_answer(401, None, None), ApiError::SignedOut);
        assert_eq!(ApiError::from_answer(404, None, None).remedy(), Remedy::GoBack);
        assert_eq!(ApiError::from_answer(403, None, None), ApiError::Decode);
        let retry_after = Some(Timestamp::default());
        assert_eq!(ApiError::from_answer(429, None, retry_after), ApiError::TooMany { retry_after });
    }

    #[wasm_bindgen_test]
    fn wrong_fields_are_kept() {
        let errors = vec![FieldError::new("/name", aftercare_contract::FieldCode::Required)];
        assert_eq!(answer(&Problem::from(errors.clone())).fields(), errors);
    }
}
