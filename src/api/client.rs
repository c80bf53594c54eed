//! The one function that sends, and the verbs on it.

use std::time::Duration;

use aftercare_contract::routes::{self, BASE, IDEMPOTENCY_KEY, WRITE_HEADER, WRITE_HEADER_VALUE};
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, RequestInit, Response};

use super::{ApiError, Gate};
use crate::platform::{boot, json, random, timer::Timer};

/// How long an answer may take to arrive whole.
const PATIENCE: Duration = Duration::from_secs(20);
/// What an aborted call is rejected with when it took too long.
const TOO_LATE: &str = "too late";

/// The client of the API.
#[derive(Clone, Copy)]
pub struct Api {
    /// Where the API begins, without a slash at the end.
    base: StoredValue<String>,
    gate: Gate,
}

/// A URL of the API; only the files of this module make one.
pub(super) struct Endpoint(String);

impl Endpoint {
    /// A path of [`routes::path`] with its parameters filled in.
    pub(super) fn new(path: &str, parameters: &[&str]) -> Self {
        Self(routes::to(path, parameters))
    }

    /// The same with a query string, if it isn't empty.
    pub(super) fn with_query(mut self, query: &str) -> Self {
        if !query.is_empty() {
            self.0.push('?');
            self.0.push_str(query);
        }
        self
    }

    /// The same with one parameter in the query string.
    pub(super) fn with_parameter(self, name: &str, value: &str) -> Self {
        let value: String = js_sys::encode_uri_component(value).into();
        self.with_query(&[name, &value].join("="))
    }
}

/// Makes a repeated POST harmless: the backend answers a second one with the same key like the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// A key that nobody has used yet.
    pub fn fresh() -> Self {
        Self(random::uuid())
    }

    /// A key that was kept, e.g. with a draft.
    pub fn kept(key: String) -> Self {
        Self(key)
    }

    /// The key, to be kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One call, before it is sent.
pub(super) struct Call {
    method: &'static str,
    url: String,
    headers: Vec<(&'static str, String)>,
    body: Option<JsValue>,
}

impl Call {
    /// A call without headers and body.
    pub(super) fn new(method: &'static str, url: String) -> Self {
        Self { method, url, headers: Vec::new(), body: None }
    }

    /// The same with a header.
    pub(super) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// The same with a body (a text or an `ArrayBuffer`) of this media type.
    pub(super) fn with_body(self, media_type: &str, body: &JsValue) -> Self {
        Self { body: Some(body.clone()), ..self.with("content-type", media_type) }
    }

    fn with_json<B: Serialize>(self, body: &B) -> Result<Self, ApiError> {
        let json = serde_json::to_string(body).map_err(|_| ApiError::Decode)?;
        Ok(self.with_body("application/json", &JsValue::from_str(&json)))
    }
}

/// A complete answer.
pub(super) struct Answer {
    status: u16,
    headers: Headers,
    /// A JavaScript string.
    body: JsValue,
}

impl Answer {
    /// A header, if it is there.
    pub(super) fn header(&self, name: &str) -> Option<String> {
        self.headers.get(name).ok().flatten()
    }
}

/// Aborts the call when whoever waits for it goes; after the answer that does nothing.
struct Abort(AbortController);

impl Drop for Abort {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Api {
    /// A client of the API at `base` (`/api/v1`).
    pub fn new(base: &str) -> Self {
        Self { base: StoredValue::new(base.trim_end_matches('/').to_owned()), gate: Gate::new() }
    }

    /// Where calls wait while the visitor signs in again.
    pub fn gate(self) -> Gate {
        self.gate
    }

    /// The URL of an endpoint at this backend.
    pub(super) fn url(self, endpoint: &Endpoint) -> String {
        let path = endpoint.0.strip_prefix(BASE).unwrap_or(&endpoint.0);
        self.base.with_value(|base| [base, path].concat())
    }

    /// Where the live stream is, resuming after the event `last`.
    pub fn live_url(self, last: Option<&str>) -> String {
        let resume = last.map(|last| format!("lastEventId={last}")).unwrap_or_default();
        self.url(&Endpoint::new(routes::path::LIVE, &[]).with_query(&resume))
    }

    pub(super) async fn get<T: DeserializeOwned>(self, endpoint: Endpoint) -> Result<T, ApiError> {
        decode(&self.perform(Call::new("GET", self.url(&endpoint))).await?)
    }

    /// Creates or acts. With a key, the same body is done once, however often it is sent.
    pub(super) async fn post<B: Serialize, T: DeserializeOwned>(
        self,
        endpoint: Endpoint,
        body: &B,
        key: Option<&IdempotencyKey>,
    ) -> Result<T, ApiError> {
        let mut call = Call::new("POST", self.url(&endpoint)).with_json(body)?;
        if let Some(key) = key {
            call = call.with(IDEMPOTENCY_KEY, &key.0);
        }
        decode(&self.write(call).await?)
    }

    /// Changes what is still at `version`; [`ApiError::Stale`] where it isn't.
    pub(super) async fn patch<B: Serialize, T: DeserializeOwned>(
        self,
        endpoint: Endpoint,
        body: &B,
        version: u64,
    ) -> Result<T, ApiError> {
        let call = Call::new("PATCH", self.url(&endpoint)).with("if-match", &format!("\"{version}\""));
        decode(&self.write(call.with_json(body)?).await?)
    }

    pub(super) async fn delete(self, endpoint: Endpoint) -> Result<(), ApiError> {
        self.write(Call::new("DELETE", self.url(&endpoint))).await.map(drop)
    }

    /// Sends a call that changes something.
    pub(super) async fn write(self, call: Call) -> Result<Answer, ApiError> {
        self.perform(call.with(WRITE_HEADER, WRITE_HEADER_VALUE)).await
    }

    /// Sends, and where the session has ended sends again after the visitor has signed in.
    pub(super) async fn perform(self, call: Call) -> Result<Answer, ApiError> {
        loop {
            let answer = send(&call).await?;
            if (200..300).contains(&answer.status) {
                return Ok(answer);
            }
            let error = ApiError::from_answer(answer.status, json::read(&answer.body));
            if error != ApiError::SignedOut || !self.gate.pass().await {
                return Err(error);
            }
        }
    }
}

/// The client of the portal.
pub fn use_api() -> Api {
    use_context().unwrap_or_else(|| Api::new(BASE))
}

fn decode<T: DeserializeOwned>(answer: &Answer) -> Result<T, ApiError> {
    json::read(&answer.body).ok_or(ApiError::Decode)
}

/// Speaks HTTP. Dropping the future aborts the call.
async fn send(call: &Call) -> Result<Answer, ApiError> {
    let early = if call.method == "GET" { boot::take_early(&call.url) } else { None };
    let controller = AbortController::new().map_err(|_| ApiError::Offline)?;
    let alarm = controller.clone();
    let _timer = Timer::after(PATIENCE, move || alarm.abort_with_reason(&JsValue::from_str(TOO_LATE)));
    let abort = Abort(controller);
    let response = if let Some(early) = early {
        early
    } else {
        let headers = Headers::new().map_err(|_| ApiError::Offline)?;
        for (name, value) in &call.headers {
            headers.set(name, value).map_err(|_| ApiError::Decode)?;
        }
        let init = RequestInit::new();
        init.set_method(call.method);
        init.set_headers(&headers);
        init.set_signal(Some(&abort.0.signal()));
        if let Some(body) = &call.body {
            init.set_body(body);
        }
        window().fetch_with_str_and_init(&call.url, &init)
    };
    let response: Response = JsFuture::from(response).await.map_err(|error| unreachable(&error))?.unchecked_into();
    let text = response.text().map_err(|error| unreachable(&error))?;
    let body = JsFuture::from(text).await.map_err(|error| unreachable(&error))?;
    Ok(Answer { status: response.status(), headers: response.headers(), body })
}

fn unreachable(error: &JsValue) -> ApiError {
    if error.as_string().as_deref() == Some(TOO_LATE) { ApiError::Timeout } else { ApiError::Offline }
}
