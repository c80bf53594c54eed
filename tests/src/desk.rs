//! The vendor's side: the desk API of the bundled backend.

use aftercare_contract::{Timestamp, ticket::SrNumber};
use reqwest::{Client, Method};
use serde_json::{Value, json};

use crate::{Answer, api::encode};

/// Somebody at the vendor's desk.
#[derive(Clone)]
pub struct Desk {
    http: Client,
    origin: String,
    token: String,
}

impl Desk {
    /// The desk at this origin, with its token.
    pub fn new(origin: &str, token: &str) -> Self {
        Self { http: Client::new(), origin: origin.to_owned(), token: token.to_owned() }
    }

    /// The same desk for somebody who has another token.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: token.to_owned(), ..self.clone() }
    }

    /// The same desk, looked for at another origin.
    #[must_use]
    pub fn at(&self, origin: &str) -> Self {
        Self { origin: origin.to_owned(), ..self.clone() }
    }

    /// The answer to a call below `/desk/v1`.
    pub async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let request = self.http.request(method, format!("{}/desk/v1{path}", self.origin)).bearer_auth(&self.token);
        Answer::of(match body {
            Some(body) => request.json(body),
            None => request,
        })
        .await
    }

    /// Does something to a ticket; panics where the desk refuses.
    pub async fn act(&self, sr: &SrNumber, what: &str, body: Value) -> Answer {
        let answer = self.call(Method::POST, &format!("/tickets/{sr}/{what}"), Some(&body)).await;
        assert!(answer.status.is_success(), "desk: {what} {body} on {sr}: {} {}", answer.status, answer.text());
        answer
    }

    /// Everybody at the desk.
    pub async fn engineers(&self) -> Vec<Value> {
        let answer = self.call(Method::GET, "/engineers", None).await.expect(200);
        let list: Value = answer.json();
        list.get("items").unwrap_or(&list).as_array().expect("the desk lists its engineers").clone()
    }

    /// The id and name of somebody of this tier.
    pub async fn engineer(&self, tier: &str) -> (String, String) {
        let engineers = self.engineers().await;
        let engineer = engineers
            .iter()
            .find(|engineer| engineer["tier"] == tier)
            .unwrap_or_else(|| panic!("nobody of {tier} among {engineers:?}"));
        let text = |key: &str| engineer[key].as_str().unwrap_or_else(|| panic!("{key} of {engineer}")).to_owned();
        (text("id"), text("name"))
    }

    /// Takes a ticket over with somebody of the first line, whose name it returns.
    pub async fn take(&self, sr: &SrNumber) -> String {
        let (id, name) = self.engineer("L1").await;
        self.act(sr, "take", json!({ "engineer": id })).await;
        name
    }

    /// Says when it will be done, and why.
    pub async fn expect_by(&self, sr: &SrNumber, expected: Timestamp, reason: &str) {
        self.act(sr, "eta", json!({ "expected": expected, "reason": reason })).await;
    }

    /// Writes to the customer.
    pub async fn say(&self, sr: &SrNumber, text: &str) {
        self.act(sr, "messages", json!({ "text": text, "language": "en" })).await;
    }

    /// Sends a file to the customer.
    pub async fn send_file(&self, sr: &SrNumber, name: &str, content: &[u8]) {
        let url = format!("{}/desk/v1/tickets/{sr}/attachments?name={}", self.origin, encode(name));
        let answer = Answer::of(self.http.post(url).bearer_auth(&self.token).body(content.to_vec())).await;
        assert!(answer.status.is_success(), "desk: file for {sr}: {} {}", answer.status, answer.text());
    }

    /// Puts a file in its place (`/reports/…/files/en.pdf`).
    pub async fn put_file(&self, path: &str, content: &[u8]) -> Answer {
        let url = format!("{}/desk/v1{path}", self.origin);
        Answer::of(self.http.put(url).bearer_auth(&self.token).body(content.to_vec())).await
    }

    /// Says that it is fixed.
    pub async fn resolve(&self, sr: &SrNumber, text: &str) {
        self.act(sr, "resolve", json!({ "text": text, "language": "en" })).await;
    }
}
