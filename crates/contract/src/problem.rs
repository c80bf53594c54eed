//! What a backend answers when it can't do what was asked: RFC 9457 problem details.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

open_enum! {
    /// The stable `type` of a problem. The portal has a sentence and a remedy for each.
    ProblemType {
        /// 400: the request isn't well-formed (JSON, header, query).
        Malformed = "urn:aftercare:problem:malformed",
        /// 422: fields are wrong; `errors` says which.
        Invalid = "urn:aftercare:problem:invalid",
        /// 401: not signed in, or the session has ended.
        SignInNeeded = "urn:aftercare:problem:sign-in-needed",
        /// 401 at sign-in: user name or password is wrong.
        WrongCredentials = "urn:aftercare:problem:wrong-credentials",
        /// 403: the write header or the `Origin` is missing or foreign.
        ForeignOrigin = "urn:aftercare:problem:foreign-origin",
        /// 403: one's own company's, but not for one's role.
        NotAllowed = "urn:aftercare:problem:not-allowed",
        /// 404: doesn't exist, or belongs to another company.
        NotFound = "urn:aftercare:problem:not-found",
        /// 409: the action isn't among those that are allowed now.
        ActionNotAllowed = "urn:aftercare:problem:action-not-allowed",
        /// 409: the same idempotency key is being worked on.
        InFlight = "urn:aftercare:problem:in-flight",
        /// 409: the upload's offset is another one.
        OffsetMismatch = "urn:aftercare:problem:offset-mismatch",
        /// 400: a POST that creates or acts came without `Idempotency-Key`.
        KeyMissing = "urn:aftercare:problem:idempotency-key-missing",
        /// 422: the same idempotency key with another body.
        KeyReused = "urn:aftercare:problem:idempotency-key-reused",
        /// 410: it was there, and its time is over.
        Expired = "urn:aftercare:problem:expired",
        /// 412: changed since it was read; `currentVersion` tells the version now.
        Stale = "urn:aftercare:problem:stale",
        /// 428: a write to something versioned came without `If-Match`.
        PreconditionMissing = "urn:aftercare:problem:precondition-missing",
        /// 413: larger than the announced limit.
        TooLarge = "urn:aftercare:problem:too-large",
        /// 415: a content type that isn't taken, or content that isn't what it says.
        UnsupportedType = "urn:aftercare:problem:unsupported-type",
        /// 460 (tus): a chunk's checksum doesn't fit.
        ChecksumMismatch = "urn:aftercare:problem:checksum-mismatch",
        /// 429: too many tries, or too much begun and not finished; `retryAfter` tells when to come back, where it is
        /// a matter of time.
        TooMany = "urn:aftercare:problem:too-many",
        /// 500.
        Internal = "urn:aftercare:problem:internal",
        /// 503: starting, stopping or overloaded.
        Unavailable = "urn:aftercare:problem:unavailable",
    }
}

/// RFC 9457 problem details, sent as `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// What kind of problem it is.
    #[serde(rename = "type")]
    pub problem_type: ProblemType,
    /// The HTTP status.
    pub status: u16,
    /// English summary of the type, for logs.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// English text on this occurrence; shown only where the type is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The fields that are wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// The earliest time to try again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<Timestamp>,
    /// The version now, for [`ProblemType::Stale`]; of a plan, its revision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_version: Option<u64>,
}

impl Problem {
    /// A problem of `problem_type` with its usual status and nothing else.
    pub fn new(problem_type: ProblemType) -> Self {
        let (status, title) = match &problem_type {
            ProblemType::Malformed => (400, "Malformed request"),
            ProblemType::KeyMissing => (400, "Idempotency-Key is missing"),
            ProblemType::SignInNeeded => (401, "Sign-in needed"),
            ProblemType::WrongCredentials => (401, "User name or password is wrong"),
            ProblemType::ForeignOrigin => (403, "Not from this origin"),
            ProblemType::NotAllowed => (403, "Not allowed for this role"),
            ProblemType::NotFound => (404, "Not found"),
            ProblemType::ActionNotAllowed => (409, "Not possible now"),
            ProblemType::InFlight => (409, "Already being worked on"),
            ProblemType::OffsetMismatch => (409, "Other upload offset"),
            ProblemType::Expired => (410, "Its time is over"),
            ProblemType::Stale => (412, "Changed meanwhile"),
            ProblemType::TooLarge => (413, "Too large"),
            ProblemType::UnsupportedType => (415, "Type not taken"),
            ProblemType::Invalid => (422, "Fields are wrong"),
            ProblemType::KeyReused => (422, "Idempotency-Key used for another body"),
            ProblemType::PreconditionMissing => (428, "If-Match is missing"),
            ProblemType::TooMany => (429, "Too many tries"),
            ProblemType::ChecksumMismatch => (460, "Checksum mismatch"),
            ProblemType::Internal | ProblemType::Other(_) => (500, "Internal error"),
            ProblemType::Unavailable => (503, "Unavailable"),
        };
        Self {
            problem_type,
            status,
            title: title.to_owned(),
            detail: None,
            errors: Vec::new(),
            retry_after: None,
            current_version: None,
        }
    }

    /// The same with `detail`.
    #[must_use]
    pub fn with_detail(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }
}

impl From<Vec<FieldError>> for Problem {
    fn from(errors: Vec<FieldError>) -> Self {
        Self { errors, ..Self::new(ProblemType::Invalid) }
    }
}

open_enum! {
    /// What is wrong with a field.
    FieldCode {
        /// Nothing was given.
        Required = "required",
        /// Fewer characters than `min`.
        TooShort = "tooShort",
        /// More characters, or a larger number, than `max`.
        TooLong = "tooLong",
        /// More entries than `max`.
        TooMany = "tooMany",
        /// Not one of the values that are offered.
        NotOffered = "notOffered",
        /// Not in the form it should have (phone number, time, …).
        BadFormat = "badFormat",
        /// A time that hasn't come yet.
        InFuture = "inFuture",
        /// A time that is over.
        InPast = "inPast",
        /// Less time than `min`, in minutes.
        TooBrief = "tooBrief",
        /// A time for which something else is agreed.
        Overlaps = "overlaps",
        /// Control characters that no keyboard types.
        BadCharacters = "badCharacters",
        /// Something that doesn't exist (any more) or isn't one's own.
        NotFound = "notFound",
    }
}

/// One wrong field: where, what, and the figures that the sentence about it needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct FieldError {
    /// JSON pointer (RFC 6901) into the body that was sent.
    pub pointer: String,
    /// What is wrong.
    pub code: FieldCode,
    /// English text, shown only where the code is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The least that is taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u64>,
    /// The most that is taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u64>,
    /// What was given, in the unit of `min` and `max`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual: Option<u64>,
}

impl FieldError {
    /// An error without figures.
    pub fn new(pointer: impl Into<String>, code: FieldCode) -> Self {
        Self { pointer: pointer.into(), code, detail: None, min: None, max: None, actual: None }
    }
}
