//! A running server with two companies, and those who talk to it.

use std::sync::atomic::{AtomicU32, Ordering};

use aftercare_backend::{App, Clock, Config, Server, clock::Hand, session};
use aftercare_contract::{
    Problem, Timestamp,
    history::Event,
    list::Page,
    routes::{self, path},
    ticket::{SrNumber, Ticket},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, header};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{sync::oneshot, task::JoinHandle};

/// When the story begins: a Friday, at ten in Shanghai.
pub const START: &str = "2026-11-20T02:00:00Z";

/// A server that runs.
pub struct World {
    folder: TempDir,
    pub hand: Hand,
    pub app: App,
    pub base: String,
    desk: String,
    token: String,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl World {
    pub async fn new() -> Self {
        Self::start(tempfile::tempdir().unwrap(), Clock::by_hand(time(START)), true).await
    }

    async fn start(folder: TempDir, (clock, hand): (Clock, Hand), empty: bool) -> Self {
        let any = "127.0.0.1:0".parse().unwrap();
        let config = Config { listen: any, desk_listen: any, clock, ..Config::new(folder.path()) };
        let server = Server::bind(config).await.unwrap();
        let app = server.app().clone();
        if empty {
            seed(&app).await;
        }
        let base = format!("http://{}", server.address());
        let desk = format!("http://{}/desk/v1", server.desk_address());
        let token = server.desk_token().to_owned();
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(async move {
            server.run(async { drop(stopped.await) }).await.unwrap();
        });
        Self { folder, hand, app, base, desk, token, stop: Some(stop), task }
    }

    /// Stops the server in good order and starts it again on the same database.
    pub async fn restart(mut self) -> Self {
        self.stop.take().unwrap().send(()).unwrap();
        self.task.await.unwrap();
        let clock = (self.app.clock.clone(), self.hand);
        Self::start(self.folder, clock, false).await
    }

    /// Signs somebody in.
    pub async fn customer(&self, name: &str) -> Customer {
        let guest = Customer { http: Client::new(), base: self.base.clone(), cookie: String::new() };
        let body = json!({ "userName": format!("{name}@example.com"), "password": "pass" });
        let answer = guest.write(Method::POST, &routes::to(path::SESSION, &[])).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap();
        Customer { cookie: cookie.split(';').next().unwrap().to_owned(), ..guest }
    }

    /// A call of the desk.
    pub async fn desk(&self, method: Method, path: &str, body: &Value) -> Answer {
        let request = Client::new().request(method, format!("{}{path}", self.desk)).bearer_auth(&self.token);
        Answer::of(request.json(body)).await
    }

    /// A call to the desk by somebody else.
    pub async fn desk_without_token(&self, path: &str) -> Answer {
        Answer::of(Client::new().get(format!("{}{path}", self.desk)).bearer_auth("guess")).await
    }

    /// The desk does something to a ticket.
    pub async fn act(&self, sr: &SrNumber, what: &str, body: &Value) -> Ticket {
        let answer = self.desk(Method::POST, &format!("/tickets/{sr}/{what}"), body).await;
        assert!(answer.status.is_success(), "{what} {body}: {}", answer.text());
        serde_json::from_value(answer.json::<Value>()["ticket"].clone()).unwrap()
    }

    /// The desk sends a file.
    pub async fn send_file(&self, sr: &SrNumber, name: &str, content: &'static [u8]) -> Answer {
        let name = utf8_percent_encode(name, NON_ALPHANUMERIC);
        let url = format!("{}/tickets/{sr}/attachments?name={name}", self.desk);
        Answer::of(Client::new().post(url).bearer_auth(&self.token).body(content)).await
    }

    /// Somebody of the company follows a ticket.
    pub async fn watch(&self, sr: &SrNumber, person: &'static str) {
        let sr = sr.clone();
        let watch = move |tx: &rusqlite::Transaction<'_>| aftercare_backend::ticket::watch(tx, &sr, &person.into());
        self.app.db.write(watch).await.unwrap();
    }
}

/// An answer that was read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: header::HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        Self { status, headers, body: response.bytes().await.unwrap().to_vec() }
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    /// The status with the pointers of the wrong fields and their codes.
    pub fn problem(&self) -> (u16, Vec<String>) {
        let problem: Problem = self.json();
        let errors = problem.errors.iter().map(|error| format!("{} {}", error.pointer, error.code));
        (problem.status, errors.collect())
    }
}

/// Somebody who is signed in.
#[derive(Clone)]
pub struct Customer {
    http: Client,
    base: String,
    cookie: String,
}

impl Customer {
    /// A call that only reads.
    pub fn read(&self, path: &str) -> RequestBuilder {
        self.http.get(format!("{}{path}", self.base)).header(header::COOKIE, &self.cookie)
    }

    /// A call that writes, under a key of its own.
    pub fn write(&self, method: Method, path: &str) -> RequestBuilder {
        static KEYS: AtomicU32 = AtomicU32::new(0);
        self.http
            .request(method, format!("{}{path}", self.base))
            .header(header::COOKIE, &self.cookie)
            .header(header::ORIGIN, &self.base)
            .header(routes::WRITE_HEADER, routes::WRITE_HEADER_VALUE)
            .header(routes::IDEMPOTENCY_KEY, format!("key-{}", KEYS.fetch_add(1, Ordering::Relaxed)))
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.read(path)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        Answer::of(self.write(Method::POST, path).json(body)).await
    }

    /// Files a request, which has to succeed.
    pub async fn file(&self, request: &Value) -> Ticket {
        let answer = self.post(&routes::to(path::TICKETS, &[]), request).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()
    }

    pub async fn ticket(&self, sr: &SrNumber) -> Ticket {
        self.get(&at(path::TICKET, sr)).await.json()
    }

    /// All events of a ticket, oldest first.
    pub async fn history(&self, sr: &SrNumber) -> Vec<Event> {
        let page: Page<Event> = self.get(&format!("{}?after=0&limit=200", at(path::HISTORY, sr))).await.json();
        page.items
    }

    /// What happened, in words.
    pub async fn story(&self, sr: &SrNumber) -> Vec<String> {
        self.history(sr).await.iter().map(|event| event.event_type.as_str().to_owned()).collect()
    }

    pub async fn say(&self, sr: &SrNumber, text: &str) -> Answer {
        self.post(&at(path::MESSAGES, sr), &json!({ "text": text })).await
    }

    pub async fn act(&self, sr: &SrNumber, action: &str, reason: Option<&str>) -> Answer {
        self.post(&at(path::ACTIONS, sr), &json!({ "action": action, "reason": reason })).await
    }

    /// The live stream, from after this event on.
    pub async fn live(&self, last: Option<u64>) -> Live {
        let mut request = self.read(&routes::to(path::LIVE, &[]));
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        Live { response: request.send().await.unwrap(), buffer: String::new() }
    }
}

/// A live stream.
pub struct Live {
    response: Response,
    buffer: String,
}

impl Live {
    /// The next event: name, id, data.
    pub async fn next(&mut self) -> Option<(String, u64, Value)> {
        loop {
            if let Some((block, rest)) = self.buffer.split_once("\n\n") {
                let field = |name: &str| {
                    let line = block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
                    line.map(|value| value.trim().to_owned()).unwrap_or_default()
                };
                let event =
                    (field("event"), field("id").parse().unwrap(), serde_json::from_str(&field("data")).unwrap());
                self.buffer.drain(..self.buffer.len() - rest.len());
                return Some(event);
            }
            let chunk = self.response.chunk().await.ok()??;
            self.buffer.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }
}

/// The path of something of a ticket.
pub fn at(path: &str, sr: &SrNumber) -> String {
    routes::to(path, &[sr.as_str()])
}

pub fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A fault of a device with this title; grade P1 by its facts.
pub fn fault(name: &str, device: &str) -> Value {
    json!({
        "ticketType": "fault",
        "name": name,
        "description": "校验和不符: checksum mismatch, retry 3/3",
        "language": "en",
        "device": device,
        "impact": {
            "interruption": "yes", "dataAtRisk": "no", "coreSystem": true, "affectedUsers": "some", "workaround": false
        },
        "contact": { "name": "Lin", "channels": ["web"] },
        "remoteAccess": "onRequest",
        "window": "anytime"
    })
}

/// Two companies: "acme" with lin and mei, who file requests, zhao, who looks after site A, and he, its admin; "globex"
/// with eve. Devices a1 (site A, under contract) and a2 are acme's, x1 is globex's.
async fn seed(app: &App) {
    let hash = session::hash("pass").unwrap();
    let policy = json!({
        "id": "test",
        "name": { "en": "Test" },
        "grades": [
            { "code": "P1", "rank": 1, "name": { "en": "Grave" } },
            { "code": "P2", "rank": 2, "name": { "en": "Slight" } }
        ],
        "rules": [{ "grade": "P1", "interruption": ["yes"] }, { "grade": "P2" }],
        "terms": [
            { "promise": "response", "target": "PT15M", "from": "created", "until": "responded" },
            {
                "promise": "resolution", "target": "PT4H", "from": "created", "until": "resolved",
                "pausedBy": ["waitingForCustomer", "verification"]
            },
            { "promise": "confirmation", "target": "P1D", "from": "resolved", "until": "closed" }
        ]
    });
    let calendar = aftercare_backend::sla::Calendar::always();
    let kind = |ticket_type: &str, need: &str| {
        json!({ "ticketType": ticket_type, "name": {}, "hint": {}, "device": need, "impact": need }).to_string()
    };
    let script = format!(
        "INSERT INTO organisation VALUES ('acme', 'Acme', 'Xu', NULL, NULL), ('globex', 'Globex', NULL, NULL, NULL);
         INSERT INTO person (id, organisation_id, user_name, password_hash, name, email, role) VALUES
             ('lin', 'acme', 'lin@example.com', '{hash}', 'Lin', 'lin@example.com', 'requester'),
             ('mei', 'acme', 'mei@example.com', '{hash}', 'Mei', 'mei@example.com', 'requester'),
             ('zhao', 'acme', 'zhao@example.com', '{hash}', 'Zhao', 'zhao@example.com', 'onSiteContact'),
             ('he', 'acme', 'he@example.com', '{hash}', 'He', 'he@example.com', 'organisationAdmin'),
             ('eve', 'globex', 'eve@example.com', '{hash}', 'Eve', 'eve@example.com', 'organisationAdmin');
         INSERT INTO hotline VALUES (1, '400-000-0123', '{{}}', '{calendar}');
         INSERT INTO policy VALUES ('test', '{policy}');
         INSERT INTO contract VALUES
             ('ca', 'acme', 'test', 'C-1', '{{}}', '{{}}', '{calendar}', 'UTC', '2026-01-01', '2026-12-31'),
             ('cx', 'globex', 'test', 'C-2', '{{}}', '{{}}', '{calendar}', 'UTC', '2026-01-01', '2026-12-31');
         INSERT INTO site VALUES
             ('sa', 'acme', 'Site A', 'Shanghai', NULL, 'Asia/Shanghai'),
             ('sx', 'globex', 'Site X', 'Berlin', NULL, 'Europe/Berlin');
         INSERT INTO site_contact VALUES ('zhao', 'sa');
         INSERT INTO device (id, organisation_id, site_id, contract_id, name, model, serial_number) VALUES
             ('a1', 'acme', 'sa', 'ca', 'adx-a-01', 'ADX-6400', 'ADX64-2209-03157'),
             ('a2', 'acme', NULL, NULL, 'adx-a-02', 'ADX-6400', 'ADX64-2209-03158'),
             ('x1', 'globex', 'sx', 'cx', 'adx-x-01', 'ADX-6400', 'ADX64-2209-09999');
         INSERT INTO engineer VALUES ('zhou', 'Zhou Min', 'L1', '[]', 4, '[\"zh-CN\"]'),
             ('chen', 'Chen Lixing', 'L2', '[\"CISSP\"]', 9, '[\"zh-CN\", \"en\"]');
         INSERT INTO request_kind VALUES ('fault', 1, '{}'), ('question', 2, '{}');
         INSERT INTO channel VALUES ('web', 1), ('email', 2);",
        kind("fault", "required"),
        kind("question", "optional"),
        calendar = serde_json::to_string(&calendar).unwrap(),
    );
    app.db.write(move |tx| tx.execute_batch(&script)).await.unwrap();
}
