//! A backend of its own for each test: in this process, on free ports, with a clock that the test turns.

use std::path::Path;

use aftercare_backend::{App, Clock, Config, Server, clock::Hand, session};
use aftercare_contract::{
    Problem, Timestamp,
    account::SignIn,
    routes::{IDEMPOTENCY_KEY, WRITE_HEADER, WRITE_HEADER_VALUE, path, to},
};
use reqwest::{Client, Method, RequestBuilder, Response, header};
use serde::de::DeserializeOwned;
use tempfile::TempDir;
use tokio::{sync::oneshot, task::JoinHandle};

/// The password of everybody.
pub const PASSWORD: &str = "correct horse";
/// A requester of the company `huadong`.
pub const LIN: &str = "lin@example.cn";
/// Its admin.
pub const HE: &str = "he@example.cn";
/// A requester of the company `northwind`.
pub const AMARA: &str = "amara@example.com";

/// When every test begins: a Friday.
pub fn start_of_test() -> Timestamp {
    "2026-11-20T06:00:00Z".parse().unwrap()
}

/// A running backend; it goes with the value.
pub struct Backend {
    pub app: App,
    pub hand: Hand,
    pub desk: String,
    pub desk_token: String,
    pub folder: TempDir,
    pub origin: String,
    stop: Option<oneshot::Sender<()>>,
    running: JoinHandle<()>,
}

impl Backend {
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        Self::start_in(tempfile::tempdir().unwrap(), start_of_test(), change).await
    }

    async fn start_in(folder: TempDir, now: Timestamp, change: impl FnOnce(&mut Config)) -> Self {
        let (clock, hand) = Clock::by_hand(now);
        let any = "127.0.0.1:0".parse().unwrap();
        let mut config = Config { listen: any, desk_listen: any, clock, ..Config::new(folder.path()) };
        change(&mut config);
        let server = Server::bind(config).await.unwrap();
        people(server.app()).await;
        let app = server.app().clone();
        let origin = format!("http://{}", server.address());
        let desk = format!("http://{}/desk/v1", server.desk_address());
        let desk_token = server.desk_token().to_owned();
        let (stop, stopped) = oneshot::channel::<()>();
        let running = tokio::spawn(async move {
            let stopped = async { stopped.await.unwrap_or_default() };
            server.run(stopped).await.unwrap();
        });
        Self { app, hand, desk, desk_token, folder, origin, stop: Some(stop), running }
    }

    /// Stops it in good order and starts it again on the same files, with the time going on.
    pub async fn restart(mut self) -> Self {
        drop(self.stop.take());
        (&mut self.running).await.unwrap();
        let now = self.app.clock.now();
        Self::start_in(self.folder, now, |_| {}).await
    }

    /// Tells it to stop and waits until it has.
    pub async fn stop(mut self) {
        drop(self.stop.take());
        self.running.await.unwrap();
    }

    /// Somebody who hasn't signed in.
    pub fn guest(&self) -> Browser {
        Browser { http: Client::new(), origin: self.origin.clone(), cookie: String::new() }
    }

    /// Somebody who has signed in.
    pub async fn browser(&self, user_name: &str) -> Browser {
        self.signed_in(user_name, PASSWORD).await
    }

    /// Somebody who has signed in with a password of their own.
    pub async fn signed_in(&self, user_name: &str, password: &str) -> Browser {
        let mut browser = self.guest();
        let answer = browser.sign_in(user_name, password).await;
        assert_eq!(answer.status(), 200, "{user_name} signs in");
        browser.keep(&answer);
        browser
    }
}

/// Two companies with people, and the hotline.
async fn people(app: &App) {
    let hash = session::hash(PASSWORD).unwrap();
    app.db
        .write(move |tx| -> rusqlite::Result<()> {
            if tx.query_row("SELECT EXISTS (SELECT 1 FROM organisation)", [], |row| row.get(0))? {
                return Ok(());
            }
            let calendar = serde_json::to_string(&aftercare_backend::sla::Calendar::always()).unwrap();
            tx.execute("INSERT INTO hotline VALUES (1, '400-000-0123', '{\"en\":\"24 hours\"}', ?)", [calendar])?;
            for (id, name) in [("huadong", "华东云商"), ("northwind", "Northwind Logistics")] {
                tx.execute("INSERT INTO organisation (id, name) VALUES (?, ?)", (id, name))?;
            }
            for (id, organisation, user_name, name, role) in [
                ("lin", "huadong", LIN, "林晓峰", "requester"),
                ("he", "huadong", HE, "何倩", "organisationAdmin"),
                ("amara", "northwind", AMARA, "Amara", "requester"),
            ] {
                tx.execute(
                    "INSERT INTO person (id, organisation_id, user_name, password_hash, name, email, role)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?3, ?6)",
                    (id, organisation, user_name, &hash, name, role),
                )?;
            }
            Ok(())
        })
        .await
        .unwrap();
}

/// A browser with one cookie.
#[derive(Clone)]
pub struct Browser {
    pub http: Client,
    pub origin: String,
    pub cookie: String,
}

impl Browser {
    /// A request to a path of the API (made with `routes::to`) or of the bundle, as the portal's script sends it.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let safe = method.is_safe();
        let request = self.http.request(method, format!("{}{path}", self.origin));
        let request = if self.cookie.is_empty() { request } else { request.header(header::COOKIE, &self.cookie) };
        if safe {
            return request;
        }
        request.header(WRITE_HEADER, WRITE_HEADER_VALUE).header(header::ORIGIN, &self.origin)
    }

    pub async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.unwrap()
    }

    /// A POST under an idempotency key.
    pub fn post(&self, path: &str, key: &str) -> RequestBuilder {
        self.request(Method::POST, path).header(IDEMPOTENCY_KEY, key)
    }

    pub async fn sign_in(&self, user_name: &str, password: &str) -> Response {
        let body = SignIn { user_name: user_name.to_owned(), password: password.to_owned() };
        self.request(Method::POST, &to(path::SESSION, &[])).json(&body).send().await.unwrap()
    }

    /// Keeps the cookie that an answer sets, as a browser does.
    pub fn keep(&mut self, answer: &Response) {
        if let Some(cookie) = answer.headers().get(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            cookie.split(';').next().unwrap().clone_into(&mut self.cookie);
        }
    }
}

/// The body of a good answer.
pub async fn json<T: DeserializeOwned>(answer: Response) -> T {
    let status = answer.status();
    let text = answer.text().await.unwrap();
    assert!(status.is_success(), "{status}: {text}");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {text}"))
}

/// The problem of a bad one, whose media type is checked.
pub async fn problem(answer: Response) -> Problem {
    assert_eq!(header_of(&answer, "content-type"), "application/problem+json");
    let status = answer.status().as_u16();
    let problem: Problem = answer.json().await.unwrap();
    assert_eq!(problem.status, status);
    problem
}

/// A header as text; empty if it isn't there.
pub fn header_of(answer: &Response, name: &str) -> String {
    answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

/// Writes a file with its folders.
pub fn write(folder: &Path, name: &str, content: &[u8]) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, content).unwrap();
}

/// Waits until something holds; fails if it doesn't within ten seconds.
pub async fn eventually(holds: impl AsyncFn() -> bool) {
    let wait = async {
        while !holds().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), wait).await.expect("it comes to hold");
}
