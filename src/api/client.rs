//! The one function that sends, and the verbs on it.

use std::{cell::Cell, rc::Rc, time::Duration};

use aftercare_contract::{
    Span, Timestamp,
    routes::{self, BASE, IDEMPOTENCY_KEY, WRITE_HEADER, WRITE_HEADER_VALUE},
};
use gloo_net::http::{Method, RequestBuilder};
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers};

use super::{ApiError, Gate};
use crate::platform::{boot, json, local_time, random, timer::Timer};

/// How long an answer may take to arrive whole.
const PATIENCE: Duration = Duration::from_secs(20);
/// The status of an answer that has no body, and needs none.
const NO_CONTENT: u16 = 204;

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
        self.with_query(&parameter(name, value))
    }
}

/// `name=value` for a query string.
pub(super) fn parameter(name: &str, value: &str) -> String {
    let value: String = js_sys::encode_uri_component(value).into();
    [name, &value].join("=")
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
    method: Method,
    url: String,
    headers: Vec<(&'static str, String)>,
    body: Option<JsValue>,
}

impl Call {
    /// A call without headers and body.
    pub(super) fn new(method: Method, url: String) -> Self {
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

    /// The same with a body in JSON.
    pub(super) fn with_json<B: Serialize>(self, body: &B) -> Result<Self, ApiError> {
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

    /// The body, a JavaScript string.
    pub(super) fn text(&self) -> &JsValue {
        &self.body
    }

    /// From when on it may be tried again, by the backend's clock: after so many seconds, or a date.
    fn retry_after(&self) -> Option<Timestamp> {
        let after = self.header("retry-after")?;
        match after.parse() {
            Ok(seconds) => Some(local_time::parse(&self.header("date")?)? + Span::seconds(seconds)),
            Err(_) => local_time::parse(&after),
        }
    }
}

/// Aborts the call when whoever waits for it goes; after the answer that does nothing.
pub(super) struct Abort(pub(super) AbortController);

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
        decode(&self.perform(Call::new(Method::GET, self.url(&endpoint))).await?)
    }

    /// Creates or acts. With a key, the same body is done once, however often it is sent.
    pub(super) async fn post<B: Serialize, T: DeserializeOwned>(
        self,
        endpoint: Endpoint,
        body: &B,
        key: Option<&IdempotencyKey>,
    ) -> Result<T, ApiError> {
        let mut call = Call::new(Method::POST, self.url(&endpoint)).with_json(body)?;
        if let Some(key) = key {
            call = call.with(IDEMPOTENCY_KEY, &key.0);
        }
        decode(&self.write(call).await?)
    }

    /// Creates or acts on what is still at `version`; [`ApiError::Stale`] where it isn't.
    pub(super) async fn post_at<B: Serialize, T: DeserializeOwned>(
        self,
        endpoint: Endpoint,
        body: &B,
        key: &IdempotencyKey,
        version: u64,
    ) -> Result<T, ApiError> {
        let call = Call::new(Method::POST, self.url(&endpoint)).with_json(body)?;
        let call = call.with(IDEMPOTENCY_KEY, &key.0).with("if-match", &format!("\"{version}\""));
        decode(&self.write(call).await?)
    }

    /// Changes what is still at `version`, where it has versions; [`ApiError::Stale`] where it isn't.
    pub(super) async fn patch<B: Serialize, T: DeserializeOwned>(
        self,
        endpoint: Endpoint,
        body: &B,
        version: Option<u64>,
    ) -> Result<T, ApiError> {
        let mut call = Call::new(Method::PATCH, self.url(&endpoint));
        if let Some(version) = version {
            call = call.with("if-match", &format!("\"{version}\""));
        }
        decode(&self.write(call.with_json(body)?).await?)
    }

    /// Makes anew what there is one of.
    pub(super) async fn put<T: DeserializeOwned>(self, endpoint: Endpoint) -> Result<T, ApiError> {
        decode(&self.write(Call::new(Method::PUT, self.url(&endpoint))).await?)
    }

    pub(super) async fn delete(self, endpoint: Endpoint) -> Result<(), ApiError> {
        self.write(Call::new(Method::DELETE, self.url(&endpoint))).await.map(drop)
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
            let error = ApiError::from_answer(answer.status, json::read(&answer.body), answer.retry_after());
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
    let early = if call.method == Method::GET { boot::take_early(&call.url) } else { None };
    let controller = AbortController::new().map_err(|_| ApiError::Offline)?;
    let (alarm, late) = (controller.clone(), Rc::new(Cell::new(false)));
    let _timer = Timer::after(PATIENCE, {
        let late = Rc::clone(&late);
        move || {
            late.set(true);
            alarm.abort();
        }
    });
    let abort = Abort(controller);
    let unreachable = || if late.get() { ApiError::Timeout } else { ApiError::Offline };
    let response: web_sys::Response = if let Some(early) = early {
        JsFuture::from(early).await.map_err(|_| unreachable())?.unchecked_into()
    } else {
        let request = RequestBuilder::new(&call.url).method(call.method.clone()).abort_signal(Some(&abort.0.signal()));
        let request = call.headers.iter().fold(request, |request, (name, value)| request.header(name, value));
        let request = match &call.body {
            Some(body) => request.body(body.clone()),
            None => request.build(),
        };
        request.map_err(|_| ApiError::Offline)?.send().await.map_err(|_| unreachable())?.into()
    };
    let body = if response.status() == NO_CONTENT {
        JsValue::from_str("null")
    } else {
        // As the browser's own string: its parser reads it, so it needn't be copied over here.
        let text = response.text().map_err(|_| unreachable())?;
        JsFuture::from(text).await.map_err(|_| unreachable())?
    };
    Ok(Answer { status: response.status(), headers: response.headers(), body })
}
