//! A customer's way to the portal's API, without a browser.

use std::sync::Arc;

use aftercare_contract::{
    Problem,
    account::{Me, SignIn},
    asset::Device,
    catalogue::Catalogue,
    history::{Event, NewMessage},
    list::{Page, TicketQuery},
    routes::{IDEMPOTENCY_KEY, WRITE_HEADER, WRITE_HEADER_VALUE, path, to},
    ticket::{Action, NewTicket, SrNumber, TakeAction, Ticket, TicketSummary},
    upload::{CHUNK_TYPE, TUS_VERSION, UploadId},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use reqwest::{Client, Method, RequestBuilder, StatusCode, cookie::Jar, header::HeaderMap};
use serde::{Serialize, de::DeserializeOwned};

/// An answer with all of its body.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// Sends a request and reads all of its answer.
    pub async fn of(request: RequestBuilder) -> Self {
        let answer = request.send().await.expect("the backend answers");
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = answer.bytes().await.expect("the answer is whole").to_vec();
        Self { status, headers, body }
    }

    /// The same, if it has this status.
    #[expect(clippy::return_self_not_must_use, reason = "often the status is all that matters")]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "with the body {}", self.text());
        self
    }

    /// The body as text, for messages.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON of a type of the contract.
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error} in {} {}", self.status, self.text()))
    }

    /// A header, if it is there.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The problem that it is. Its status, media type and JSON must agree.
    pub fn problem(&self) -> Problem {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "of {} {}", self.status, self.text());
        let problem: Problem = self.json();
        assert_eq!(problem.status, self.status, "the problem repeats the status");
        problem
    }
}

/// Somebody with a browser's cookies: signed in, or not yet.
#[derive(Clone)]
pub struct Customer {
    http: Client,
    cookies: Arc<Jar>,
    origin: String,
}

impl Customer {
    /// Somebody who isn't signed in, at the backend with this origin.
    pub fn guest(origin: &str) -> Self {
        let cookies = Arc::new(Jar::default());
        let http = Client::builder().cookie_provider(Arc::clone(&cookies)).build().expect("a client can be made");
        Self { http, cookies, origin: origin.to_owned() }
    }

    /// Signs in.
    pub async fn sign_in(origin: &str, user_name: &str, password: &str) -> Self {
        let customer = Self::guest(origin);
        customer.try_sign_in(user_name, password).await.expect(200);
        customer
    }

    /// The answer to an attempt to sign in.
    pub async fn try_sign_in(&self, user_name: &str, password: &str) -> Answer {
        let body = SignIn { user_name: user_name.to_owned(), password: password.to_owned() };
        Answer::of(self.write(Method::POST, &to(path::SESSION, &[])).json(&body)).await
    }

    /// The backend's origin.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The value of the `Cookie` header for the backend, if there are cookies.
    pub fn cookie(&self) -> Option<String> {
        use reqwest::cookie::CookieStore;
        let url = self.origin.parse().expect("the origin is a URL");
        Some(self.cookies.cookies(&url)?.to_str().expect("cookies are ASCII").to_owned())
    }

    /// A request as it stands: no header that a write needs.
    pub fn bare(&self, method: Method, url: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{url}", self.origin))
    }

    /// A GET.
    pub fn read(&self, url: &str) -> RequestBuilder {
        self.bare(Method::GET, url)
    }

    /// A write with the headers that each needs, and an idempotency key of its own.
    pub fn write(&self, method: Method, url: &str) -> RequestBuilder {
        self.bare(method, url)
            .header("origin", &self.origin)
            .header(WRITE_HEADER, WRITE_HEADER_VALUE)
            .header(IDEMPOTENCY_KEY, new_key())
    }

    /// The answer to a GET.
    pub async fn get(&self, url: &str) -> Answer {
        Answer::of(self.read(url)).await
    }

    /// The answer to a POST.
    pub async fn post(&self, url: &str, body: &impl Serialize) -> Answer {
        Answer::of(self.write(Method::POST, url).json(body)).await
    }

    /// The answer to a POST with this idempotency key.
    pub async fn post_with_key(&self, url: &str, key: &str, body: &impl Serialize) -> Answer {
        let request = self
            .bare(Method::POST, url)
            .header("origin", &self.origin)
            .header(WRITE_HEADER, WRITE_HEADER_VALUE)
            .header(IDEMPOTENCY_KEY, key);
        Answer::of(request.json(body)).await
    }

    /// What a GET must find.
    pub async fn load<T: DeserializeOwned>(&self, url: &str) -> T {
        self.get(url).await.expect(200).json()
    }

    /// Who is signed in.
    pub async fn me(&self) -> Me {
        self.load(&to(path::ME, &[])).await
    }

    /// The catalogue.
    pub async fn catalogue(&self) -> Catalogue {
        self.load(&to(path::CATALOGUE, &[])).await
    }

    /// Devices, as many as come in one page.
    pub async fn devices(&self) -> Vec<Device> {
        self.load::<Page<Device>>(&to(path::DEVICES, &[])).await.items
    }

    /// A page of tickets.
    pub async fn tickets(&self, query: &TicketQuery) -> Page<TicketSummary> {
        self.load(&format!("{}?{}", to(path::TICKETS, &[]), query.print())).await
    }

    /// A ticket.
    pub async fn ticket(&self, sr: &SrNumber) -> Ticket {
        self.load(&to(path::TICKET, &[sr.as_str()])).await
    }

    /// Files a request.
    pub async fn file(&self, ticket: &NewTicket) -> Ticket {
        self.post(&to(path::TICKETS, &[]), ticket).await.expect(201).json()
    }

    /// The whole history of a ticket, oldest first.
    pub async fn history(&self, sr: &SrNumber) -> Vec<Event> {
        let url = to(path::HISTORY, &[sr.as_str()]);
        let mut events: Vec<Event> = Vec::new();
        let mut cursor = None;
        loop {
            let query = cursor.map_or_else(String::new, |cursor: String| format!("?cursor={}", encode(&cursor)));
            let page: Page<Event> = self.load(&format!("{url}{query}")).await;
            events.extend(page.items);
            cursor = page.next_cursor;
            if cursor.is_none() {
                events.reverse();
                return events;
            }
        }
    }

    /// Writes a message.
    pub async fn say(&self, sr: &SrNumber, text: &str, uploads: &[UploadId]) -> Event {
        let message = NewMessage { text: text.to_owned(), language: Some("en".to_owned()), uploads: uploads.to_vec() };
        self.post(&to(path::MESSAGES, &[sr.as_str()]), &message).await.expect(201).json()
    }

    /// Takes an action that is allowed.
    pub async fn act(&self, sr: &SrNumber, action: Action, reason: Option<&str>) -> Ticket {
        self.try_act(sr, action, reason).await.expect(200).json()
    }

    /// The answer to an action.
    pub async fn try_act(&self, sr: &SrNumber, action: Action, reason: Option<&str>) -> Answer {
        let body = TakeAction { reason: reason.map(str::to_owned), ..action.into() };
        self.post(&to(path::ACTIONS, &[sr.as_str()]), &body).await
    }

    /// Uploads a file in one chunk.
    pub async fn upload(&self, name: &str, content: &[u8]) -> UploadId {
        let url = self.begin_upload(name, content.len()).await;
        Answer::of(self.chunk(&url, 0).body(content.to_vec())).await.expect(204);
        upload_id(&url)
    }

    /// Creates an upload and returns its URL on this origin.
    pub async fn begin_upload(&self, name: &str, size: usize) -> String {
        let answer = self.try_begin_upload(name, size as u64).await.expect(201);
        let location = answer.header("location").expect("a new upload has a Location");
        location.strip_prefix(&self.origin).unwrap_or(location).to_owned()
    }

    /// The answer to the creation of an upload.
    pub async fn try_begin_upload(&self, name: &str, size: u64) -> Answer {
        let request = self
            .write(Method::POST, &to(path::UPLOADS, &[]))
            .header("tus-resumable", TUS_VERSION)
            .header("upload-length", size)
            .header("upload-metadata", format!("filename {}", BASE64_STANDARD.encode(name)));
        Answer::of(request).await
    }

    /// A chunk of an upload, without its body.
    pub fn chunk(&self, upload: &str, offset: usize) -> RequestBuilder {
        self.write(Method::PATCH, upload)
            .header("tus-resumable", TUS_VERSION)
            .header("content-type", CHUNK_TYPE)
            .header("upload-offset", offset)
    }

    /// How much of an upload has arrived.
    pub async fn offset(&self, upload: &str) -> u64 {
        let answer = Answer::of(self.bare(Method::HEAD, upload).header("tus-resumable", TUS_VERSION)).await;
        assert_eq!(answer.status, 200, "of HEAD {upload}");
        answer.header("upload-offset").and_then(|offset| offset.parse().ok()).expect("HEAD tells Upload-Offset")
    }
}

/// The id in the URL of an upload.
pub fn upload_id(url: &str) -> UploadId {
    url.rsplit('/').next().expect("a URL has a last part").into()
}

/// An idempotency key that nobody has used.
pub fn new_key() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// A value for a query string.
pub fn encode(value: &str) -> String {
    percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC).to_string()
}
