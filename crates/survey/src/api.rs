//! The few calls of the page.

use std::time::Duration;

use aftercare_contract::{
    routes::{self, BASE, IDEMPOTENCY_KEY, WRITE_HEADER, WRITE_HEADER_VALUE, path},
    survey::{AnswerSurvey, OpenSurvey, SurveyAnswer, SurveyForm},
};
use aftercare_json as json;
use js_sys::{Promise, Reflect};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers, RequestInit, Response};

use crate::{dom::window, source::Source, trouble::Trouble};

/// How long an answer may take to arrive, in milliseconds.
const PATIENCE: u32 = 20_000;

/// What of the operator's settings concerns this page. What is left out is as by default.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Config {
    /// The vendor's name.
    pub brand: String,
    /// Hue of the accent colour in OKLCH, 0 to 360.
    pub accent_hue: Option<u16>,
    /// Where the API begins on this origin.
    pub api_base: String,
    /// Telephone number for those who have no survey before them.
    pub hotline: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self { brand: "Aftercare".to_owned(), accent_hue: None, api_base: BASE.to_owned(), hotline: None }
    }
}

impl Config {
    /// Loads it; without a readable one, everything is as by default.
    pub async fn load() -> Self {
        let answer = Answer::of(fetch("/config.json", &RequestInit::new())).await;
        answer.ok().and_then(|answer| json::read(&answer.body)).unwrap_or_default()
    }
}

/// Why a call has failed.
pub enum Failure {
    /// It may succeed later, but not before so long, where that is told.
    Passing(Option<Duration>),
    /// It won't.
    Lasting(Trouble),
}

/// Opens the survey, which records nothing.
pub async fn open(base: &str, source: &Source) -> Result<SurveyForm, Failure> {
    match source {
        Source::Link(token) => {
            let url = endpoint(base, path::SURVEY_OPEN, &[]);
            post(&url, &OpenSurvey { token: token.clone() }, None).await
        }
        Source::Own(id) => form(fetch(&endpoint(base, path::SURVEY, &[id.as_str()]), &RequestInit::new())).await,
    }
}

/// Answers the survey, or corrects the answer. The same `key` with the same answer does it once, however often it is sent.
pub async fn answer(base: &str, source: &Source, answer: &SurveyAnswer, key: &str) -> Result<SurveyForm, Failure> {
    let (answer, key) = (answer.clone(), Some(key));
    match source {
        Source::Link(token) => {
            let url = endpoint(base, path::SURVEY_ANSWER, &[]);
            post(&url, &AnswerSurvey { token: token.clone(), answer }, key).await
        }
        Source::Own(id) => post(&endpoint(base, path::SURVEY_ONE_ANSWER, &[id.as_str()]), &answer, key).await,
    }
}

/// The URL of a path of [`path`] at this backend.
fn endpoint(base: &str, path: &str, parameters: &[&str]) -> String {
    let url = routes::to(path, parameters);
    [base.trim_end_matches('/'), url.strip_prefix(BASE).unwrap_or(&url)].concat()
}

async fn post(url: &str, body: &impl Serialize, key: Option<&str>) -> Result<SurveyForm, Failure> {
    let refused = |_| Failure::Lasting(Trouble::Refused);
    let body = serde_json::to_string(body).map_err(|_| Failure::Lasting(Trouble::Refused))?;
    let headers = Headers::new().map_err(refused)?;
    headers.set("content-type", "application/json").map_err(refused)?;
    headers.set(WRITE_HEADER, WRITE_HEADER_VALUE).map_err(refused)?;
    if let Some(key) = key {
        headers.set(IDEMPOTENCY_KEY, key).map_err(refused)?;
    }
    let request = RequestInit::new();
    request.set_method("POST");
    request.set_headers_headers(&headers);
    request.set_body_opt_str(Some(&body));
    form(fetch(url, &request)).await
}

/// Sends a request, unless the page's first script has sent it already. What that has got can be taken once: kept for
/// later it would be an old answer.
fn fetch(url: &str, request: &RequestInit) -> Promise {
    let name = JsValue::from_str(url);
    let early =
        Reflect::get(&window(), &"aftercare".into()).and_then(|prepared| Reflect::get(&prepared, &"early".into()));
    let begun = early.as_ref().ok().and_then(|early| Reflect::get(early, &name).ok()?.dyn_into().ok());
    if let (Ok(early), Some(begun)) = (early, begun) {
        let _ = Reflect::set(&early, &name, &JsValue::UNDEFINED);
        return begun;
    }
    request.set_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE)));
    window().fetch_with_str_and_init(url, request)
}

/// The survey in an answer.
async fn form(response: Promise) -> Result<SurveyForm, Failure> {
    // Whatever has cut it off, the network may be back later.
    let Answer { status, retry_after, body } = Answer::of(response).await.map_err(|_| Failure::Passing(None))?;
    Err(match status {
        200 => return json::read(&body).ok_or(Failure::Lasting(Trouble::Refused)),
        401 => Failure::Lasting(Trouble::SignedOut),
        404 => Failure::Lasting(Trouble::Unknown),
        410 => Failure::Lasting(Trouble::Expired),
        // Being worked on, too many, or the backend isn't there.
        408 | 409 | 429 | 500.. => Failure::Passing(retry_after),
        _ => Failure::Lasting(Trouble::Refused),
    })
}

/// A complete answer.
struct Answer {
    status: u16,
    retry_after: Option<Duration>,
    /// A JavaScript string.
    body: JsValue,
}

impl Answer {
    async fn of(response: Promise) -> Result<Self, JsValue> {
        let response: Response = JsFuture::from(response).await?.unchecked_into();
        let retry_after = response.headers().get("retry-after")?.and_then(|seconds| seconds.parse().ok());
        let body = JsFuture::from(response.text()?).await?;
        Ok(Self { status: response.status(), retry_after: retry_after.map(Duration::from_secs), body })
    }
}
