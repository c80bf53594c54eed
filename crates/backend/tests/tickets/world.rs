//! A running server with two companies, and those who talk to it.

use std::sync::atomic::{AtomicU32, Ordering};

use aftercare_backend::demo;
use aftercare_contract::{
    Problem,
    history::Event,
    list::Page,
    routes::{self, path},
    ticket::{SrNumber, Ticket},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, header};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::common::{Backend, Browser, PASSWORD};

/// A backend whose companies have devices and contracts.
pub struct World {
    pub backend: Backend,
    /// Of everybody.
    password: &'static str,
}

impl World {
    pub async fn new() -> Self {
        Self::of(Backend::start().await).await
    }

    /// The same of a backend that was started otherwise.
    pub async fn of(backend: Backend) -> Self {
        seed(&backend).await;
        Self { backend, password: PASSWORD }
    }

    /// That of the demo, whose desk does nothing by itself: one contract under each of the policies.
    pub async fn demo() -> Self {
        let quiet = demo::Settings { tickets: 0, speed: 0 };
        Self::with_password(Backend::start_with(|config| config.demo = Some(quiet)).await, demo::PASSWORD)
    }

    /// That of a backend that has its data, where everybody has this password.
    pub fn with_password(backend: Backend, password: &'static str) -> Self {
        Self { backend, password }
    }

    /// Stops the server in good order and starts it again on the same database.
    pub async fn restart(self) -> Self {
        Self { backend: self.backend.restart().await, password: self.password }
    }

    /// Signs somebody in.
    pub async fn customer(&self, name: &str) -> Customer {
        Customer { browser: self.backend.signed_in(&format!("{name}@example.cn"), self.password).await }
    }

    /// A call of the desk.
    pub async fn desk(&self, method: Method, path: &str, body: &Value) -> Answer {
        Answer::of(self.at_desk(method, path).bearer_auth(&self.backend.desk_token).json(body)).await
    }

    /// A call to the desk by somebody else.
    pub async fn desk_without_token(&self, path: &str) -> Answer {
        Answer::of(self.at_desk(Method::GET, path).bearer_auth("guess")).await
    }

    fn at_desk(&self, method: Method, path: &str) -> RequestBuilder {
        Client::new().request(method, format!("{}{path}", self.backend.desk))
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
        let request = self.at_desk(Method::POST, &format!("/tickets/{sr}/attachments?name={name}"));
        Answer::of(request.bearer_auth(&self.backend.desk_token).body(content)).await
    }

    /// Somebody of the company follows a ticket.
    pub async fn watch(&self, sr: &SrNumber, person: &'static str) {
        let sr = sr.clone();
        let watch = move |tx: &rusqlite::Transaction<'_>| aftercare_backend::ticket::watch(tx, &sr, &person.into());
        self.backend.app.db.write(watch).await.unwrap();
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
    browser: Browser,
}

impl Customer {
    /// A call that only reads.
    pub fn read(&self, path: &str) -> RequestBuilder {
        self.browser.request(Method::GET, path)
    }

    /// A call that writes, under a key of its own.
    pub fn write(&self, method: Method, path: &str) -> RequestBuilder {
        static KEYS: AtomicU32 = AtomicU32::new(0);
        let key = format!("key-{}", KEYS.fetch_add(1, Ordering::Relaxed));
        self.browser.request(method, path).header(routes::IDEMPOTENCY_KEY, key)
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

/// To the company huadong, with lin and mei, who file requests, zhao, who looks after site A, and he, its admin: the
/// devices a1 (at site A, under contract) and a2. To northwind, whose admin is eve: the device x1.
async fn seed(backend: &Backend) {
    let policy = json!({
        "id": "test",
        "name": { "en": "Test" },
        "loaner": true,
        "grades": [
            { "code": "P1", "rank": 1, "name": { "en": "Grave" } },
            { "code": "P2", "rank": 2, "name": { "en": "Slight" } }
        ],
        "rules": [{ "grade": "P1", "interruption": ["yes"] }, { "grade": "P2" }],
        "onBreach": [{ "promises": ["response", "resolution"], "means": { "en": "You are compensated" } }],
        "claims": {
            "currency": "CNY", "grades": [{ "code": "C", "from": 0, "workingDays": 3 }], "appealWorkingDays": 15
        },
        "terms": [
            {
                "promise": "arrival", "target": "PT4H", "from": "diagnosed", "until": "arrived",
                "if": { "onSite": true }
            },
            { "promise": "response", "target": "PT15M", "from": "created", "until": "responded" },
            {
                "promise": "resolution", "target": "PT4H", "from": "created", "until": "resolved",
                "pausedBy": ["waitingForCustomer", "waitingForWindow", "verification"]
            },
            { "promise": "confirmation", "target": "P1D", "from": "resolved", "until": "closed" }
        ]
    });
    let calendar = aftercare_backend::sla::Calendar::always();
    let kind = |ticket_type: &str, need: &str, fields: Value| {
        json!({
            "ticketType": ticket_type, "name": {}, "hint": {}, "device": need, "impact": need, "fields": fields
        })
        .to_string()
    };
    let own = json!([
        { "key": "people", "label": {}, "required": true, "input": "number", "maxLength": 3, "min": 1, "max": 50 },
        { "key": "by", "label": {}, "required": false, "input": "date", "maxLength": 10 }
    ]);
    let script = format!(
        "UPDATE organisation SET csm_name = '许静宜' WHERE id = 'huadong';
         INSERT INTO person (id, organisation_id, user_name, password_hash, name, email, role)
             SELECT p.id, p.organisation, p.id || '@example.cn', l.password_hash, p.name, '', p.role FROM person l
             JOIN (SELECT 'mei' id, 'huadong' organisation, '梅岭' name, 'requester' role
                   UNION ALL SELECT 'zhao', 'huadong', '赵启明', 'onSiteContact'
                   UNION ALL SELECT 'eve', 'northwind', 'Eve', 'organisationAdmin') p
             WHERE l.id = 'lin';
         INSERT INTO policy VALUES ('test', '{policy}');
         INSERT INTO contract VALUES
             ('ca', 'huadong', 'test', 'C-1', '{{}}', '{{}}', '{calendar}', 'UTC', '2026-01-01', '2029-12-31'),
             ('cx', 'northwind', 'test', 'C-2', '{{}}', '{{}}', '{calendar}', 'UTC', '2026-01-01', '2029-12-31');
         INSERT INTO site VALUES
             ('sa', 'huadong', 'Site A', 'Shanghai', NULL, 'Asia/Shanghai',
                 '[{{\"text\": \"Steel-toed boots, please; no photos\", \"language\": \"en\"}}]'),
             ('sx', 'northwind', 'Site X', 'Berlin', NULL, 'Europe/Berlin', '[]');
         INSERT INTO site_contact VALUES ('zhao', 'sa');
         INSERT INTO device (id, organisation_id, site_id, contract_id, name, model, serial_number) VALUES
             ('a1', 'huadong', 'sa', 'ca', 'adx-a-01', 'ADX-6400', 'ADX64-2209-03157'),
             ('a2', 'huadong', NULL, NULL, 'adx-a-02', 'ADX-6400', 'ADX64-2209-03158'),
             ('x1', 'northwind', 'sx', 'cx', 'adx-x-01', 'ADX-6400', 'ADX64-2209-09999');
         INSERT INTO engineer VALUES ('zhou', 'Zhou Min', 'L1', '[]', 4, '[\"zh-CN\"]', '+86 21 0000 0111'),
             ('chen', 'Chen Lixing', 'L2', '[\"CISSP\"]', 9, '[\"zh-CN\", \"en\"]', NULL);
         INSERT INTO request_kind VALUES ('fault', 1, '{}'), ('question', 2, '{}');
         INSERT INTO channel VALUES ('web', 1), ('email', 2);",
        kind("fault", "required", json!([])),
        kind("question", "optional", own),
        calendar = serde_json::to_string(&calendar).unwrap(),
    );
    backend.app.db.write(move |tx| tx.execute_batch(&script)).await.unwrap();
}
