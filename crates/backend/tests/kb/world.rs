//! A running demo with its knowledge base, and those who read it.

use aftercare_backend::demo;
use aftercare_contract::{
    knowledge::{Article, ArticleQuery, Findings},
    routes::{self, path},
};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::common::{Backend, Browser};

/// A backend with demo data, of which the fewest tickets.
pub struct World {
    pub backend: Backend,
}

impl World {
    pub async fn new() -> Self {
        let settings = demo::Settings { tickets: 0, speed: 0 };
        let backend = Backend::start_with(|config| config.demo = Some(settings)).await;
        Self { backend }
    }

    /// Signs somebody of the demo in.
    pub async fn reader(&self, user_name: &str) -> Reader {
        let mut browser = self.backend.guest();
        let answer = browser.sign_in(user_name, demo::PASSWORD).await;
        assert_eq!(answer.status(), 200, "{user_name} signs in");
        browser.keep(&answer);
        Reader { browser }
    }

    /// A call of the desk.
    pub async fn desk(&self, method: Method, path: &str, body: &Value) -> Response {
        self.desk_call(method, path).json(body).send().await.unwrap()
    }

    /// A call of the desk with a file as its body.
    pub async fn desk_file(&self, method: Method, path: &str, content: &[u8]) -> Response {
        self.desk_call(method, path).body(content.to_vec()).send().await.unwrap()
    }

    fn desk_call(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.backend.desk);
        Client::new().request(method, url).bearer_auth(&self.backend.desk_token)
    }
}

/// Somebody who is signed in.
pub struct Reader {
    browser: Browser,
}

impl Reader {
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.browser.request(method, path)
    }

    pub async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.unwrap()
    }

    pub async fn read<T: DeserializeOwned>(&self, path: &str) -> T {
        let answer = self.get(path).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.json().await.unwrap()
    }

    /// A write under a key.
    pub async fn post(&self, path: &str, key: &str, body: &Value) -> Response {
        let call = self.request(Method::POST, path).header(routes::IDEMPOTENCY_KEY, key);
        call.json(body).send().await.unwrap()
    }

    pub async fn find(&self, query: &ArticleQuery) -> Findings {
        self.read(&format!("{}?{}", routes::to(path::ARTICLES, &[]), query.print())).await
    }

    /// What is found for these words, by somebody who reads this language.
    pub async fn search(&self, text: &str, prefer: &str) -> Findings {
        let (text, prefer) = (text.to_owned(), Some(prefer.to_owned()));
        self.find(&ArticleQuery { text, prefer, ..ArticleQuery::default() }).await
    }

    pub async fn article(&self, id: &str, language: &str) -> Article {
        self.read(&format!("{}?language={language}", routes::to(path::ARTICLE, &[id]))).await
    }
}

/// The ids of what was found, in order.
pub fn ids(findings: &Findings) -> Vec<&str> {
    findings.items.iter().map(|found| found.article.id.as_str()).collect()
}
