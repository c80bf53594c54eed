//! POSTs that can be repeated without harm.
//!
//! The answer is stored in the transaction that has the effect: after a crash there are both or neither. What is in
//! flight is only known to the running process, so a crash locks no key.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use aftercare_contract::{ProblemType, account::PersonId, routes::IDEMPOTENCY_KEY};
use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderName, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use rusqlite::{OptionalExtension, Transaction};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

use super::{ApiError, Json};
use crate::{App, config::IDEMPOTENCY_KEPT, db::At, session::Viewer};

/// Longest key that is taken.
const LONGEST_KEY: usize = 255;

/// A stored answer: what the first call was told, and each repetition of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    status: StatusCode,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Answer {
    /// A JSON answer.
    pub fn json(status: StatusCode, body: &impl Serialize) -> Result<Self, ApiError> {
        let answer = Self { status, headers: Vec::new(), body: serde_json::to_vec(body)? };
        Ok(answer.with(&header::CONTENT_TYPE, "application/json"))
    }

    /// An answer without a body.
    pub fn empty(status: StatusCode) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new() }
    }

    /// The same with a header.
    #[must_use]
    pub fn with(mut self, name: &HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name.as_str().to_owned(), value.into()));
        self
    }

    /// A problem, unless it may be gone the next time: a fault of our own, or too much at once.
    fn problem(error: ApiError) -> Result<Self, ApiError> {
        match error {
            ApiError::Problem(problem) if problem.status < 500 && problem.problem_type != ProblemType::TooMany => {
                let status = StatusCode::from_u16(problem.status).map_err(ApiError::internal)?;
                let answer = Self { status, headers: Vec::new(), body: serde_json::to_vec(&problem)? };
                Ok(answer.with(&header::CONTENT_TYPE, "application/problem+json"))
            }
            error => Err(error),
        }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = Response::builder().status(self.status);
        for (name, value) in self.headers {
            response = response.header(name, value);
        }
        response.body(Body::from(self.body)).map_err(ApiError::internal).into_response()
    }
}

/// The keys that are being worked on.
#[derive(Clone, Debug, Default)]
pub struct InFlight(Arc<Mutex<HashSet<(PersonId, String)>>>);

impl InFlight {
    fn enter(&self, person: PersonId, key: String) -> Result<Hold, ApiError> {
        let entry = (person, key);
        if !self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(entry.clone()) {
            return Err(ProblemType::InFlight.into());
        }
        Ok(Hold { entry, all: self.clone() })
    }
}

/// One key that is being worked on, until it is dropped.
#[derive(Debug)]
struct Hold {
    entry: (PersonId, String),
    all: InFlight,
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.all.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.entry);
    }
}

/// One call under an idempotency key.
#[derive(Debug)]
pub struct Keyed {
    hold: Hold,
    print: Vec<u8>,
}

impl Keyed {
    /// The call of a person that `parts` and `content` describe; another content under the same key is refused.
    pub fn new(app: &App, person: &PersonId, parts: &Parts, content: &[u8]) -> Result<Self, ApiError> {
        let key = parts.headers.get(IDEMPOTENCY_KEY).ok_or(ProblemType::KeyMissing)?;
        let key = key.to_str().ok().filter(|key| !key.is_empty() && key.len() <= LONGEST_KEY);
        let key = key.ok_or_else(|| ApiError::malformed("Idempotency-Key must be 1 to 255 characters of ASCII"))?;
        let print = Sha256::new()
            .chain_update(parts.method.as_str())
            .chain_update([0])
            .chain_update(parts.uri.path())
            .chain_update([0])
            .chain_update(content)
            .finalize()
            .to_vec();
        Ok(Self { hold: app.in_flight.enter(person.clone(), key.to_owned())?, print })
    }

    /// Does `work` in a transaction and stores its answer there, or repeats the stored one. A problem below 500 is an
    /// answer too; what `work` had written before it is undone.
    pub async fn run(
        self,
        app: &App,
        work: impl FnOnce(&Transaction) -> Result<Answer, ApiError> + Send + 'static,
    ) -> Result<Answer, ApiError> {
        let now = app.clock.now();
        app.db
            .write(move |tx| {
                let Self { hold, print } = self;
                let (person, key) = &hold.entry;
                if let Some(stored) = stored(tx, person, key, &print)? {
                    return Ok(stored);
                }
                tx.execute_batch("SAVEPOINT work")?;
                let answer = work(tx).or_else(|error| {
                    tx.execute_batch("ROLLBACK TO work")?;
                    Answer::problem(error)
                })?;
                tx.prepare_cached("INSERT INTO idempotency VALUES (?, ?, ?, ?, ?, ?, ?)")?.execute((
                    person.as_str(),
                    key,
                    &print,
                    answer.status.as_u16(),
                    serde_json::to_string(&answer.headers)?,
                    &answer.body,
                    At(now),
                ))?;
                Ok::<_, ApiError>(answer)
            })
            .await
    }
}

fn stored(tx: &Transaction, person: &PersonId, key: &str, print: &[u8]) -> Result<Option<Answer>, ApiError> {
    let row = tx
        .prepare_cached("SELECT print, status, headers, body FROM idempotency WHERE person_id = ? AND key = ?")?
        .query_row((person.as_str(), key), |row| {
            Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, u16>(1)?, row.get::<_, String>(2)?, row.get(3)?))
        })
        .optional()?;
    let Some((first_print, status, headers, body)) = row else { return Ok(None) };
    if first_print != print {
        return Err(ProblemType::KeyReused.into());
    }
    let status = StatusCode::from_u16(status).map_err(ApiError::internal)?;
    Ok(Some(Answer { status, headers: serde_json::from_str(&headers)?, body }))
}

/// Forgets answers that nobody will ask for again.
pub async fn sweep(app: &App) -> Result<(), ApiError> {
    let now = app.clock.now();
    let oldest = At(now - IDEMPOTENCY_KEPT);
    app.db.write(move |tx| tx.execute("DELETE FROM idempotency WHERE created < ?", [oldest]).map(drop)).await
}

/// The JSON body of a POST that creates or acts, with its idempotency key.
#[derive(Debug)]
pub struct Once<T> {
    /// What was sent.
    pub body: T,
    /// Does the work once.
    pub call: Keyed,
}

impl<T: DeserializeOwned> FromRequest<App> for Once<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiError> {
        let (mut parts, body) = request.into_parts();
        let viewer = Viewer::from_request_parts(&mut parts, app).await?;
        Posted::from_request(Request::from_parts(parts, body), app).await?.by(app, &viewer.person_id)
    }
}

/// The JSON body of such a POST by somebody who isn't signed in: who acts has to be found in the body.
#[derive(Debug)]
pub struct Posted<T> {
    /// What was sent.
    pub body: T,
    parts: Parts,
    content: Bytes,
}

impl<T> Posted<T> {
    /// The same, as a call of this person.
    pub fn by(self, app: &App, person: &PersonId) -> Result<Once<T>, ApiError> {
        let call = Keyed::new(app, person, &self.parts, &self.content)?;
        Ok(Once { body: self.body, call })
    }
}

impl<T: DeserializeOwned> FromRequest<App> for Posted<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        let content = Bytes::from_request(Request::from_parts(parts.clone(), body), app).await?;
        let whole = Request::from_parts(parts.clone(), Body::from(content.clone()));
        let Json(body) = Json::from_request(whole, app).await?;
        Ok(Self { body, parts, content })
    }
}
