//! The live stream as such; what it tells of tickets is tested with them.

use std::time::Duration;

use crate::common::{Backend, Browser, HE, LIN, header_of};
use aftercare_backend::config::STREAMS;
use aftercare_contract::{
    live::{BEAT, Beat, HELLO, RESET},
    routes::{path, to},
};
use reqwest::{Method, Response};

/// A stream that is read event by event.
struct Stream {
    answer: Response,
    read: String,
}

impl Stream {
    async fn open(browser: &Browser, query: &str) -> Self {
        let answer = browser.get(&format!("{}{query}", to(path::LIVE, &[]))).await;
        assert_eq!(header_of(&answer, "content-type"), "text/event-stream");
        assert_eq!(header_of(&answer, "cache-control"), "no-store");
        Self { answer, read: String::new() }
    }

    /// Name, id and data of the next event; `None` at the end of the stream.
    async fn next(&mut self) -> Option<(String, String, String)> {
        loop {
            if let Some((event, rest)) = self.read.split_once("\n\n") {
                let field = |name: &str| {
                    let line = event.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
                    line.unwrap_or_default().to_owned()
                };
                let event = (field("event"), field("id"), field("data"));
                self.read = String::from(rest);
                return Some(event);
            }
            let chunk = tokio::time::timeout(Duration::from_secs(10), self.answer.chunk()).await.unwrap();
            self.read.push_str(core::str::from_utf8(&chunk.unwrap()?).unwrap());
        }
    }

    async fn name(&mut self) -> String {
        self.next().await.unwrap().0
    }

    /// Whether it is open and says nothing.
    async fn is_quiet(&mut self) -> bool {
        tokio::time::timeout(Duration::from_millis(1), self.answer.chunk()).await.is_err()
    }
}

#[tokio::test]
async fn it_greets_beats_and_tells_the_time() {
    let backend = Backend::start_with(|config| config.live_beat = Duration::from_millis(20)).await;
    let mut stream = Stream::open(&backend.browser(LIN).await, "").await;
    let (name, id, data) = stream.next().await.unwrap();
    assert_eq!((name.as_str(), id.as_str()), (HELLO, "0"));
    assert_eq!(serde_json::from_str::<Beat>(&data).unwrap().server_time, backend.app.clock.now());
    assert_eq!(stream.name().await, BEAT);
    assert_eq!(stream.name().await, BEAT);
}

#[tokio::test]
async fn who_comes_from_elsewhere_starts_anew() {
    let backend = Backend::start().await;
    let lin = backend.browser(LIN).await;
    for unknown in ["?lastEventId=7", "?lastEventId=x", "?lastEventId="] {
        let mut stream = Stream::open(&lin, unknown).await;
        assert_eq!(stream.next().await.map(|(name, id, _)| (name, id)), Some((RESET.to_owned(), "0".to_owned())));
        assert_eq!(stream.name().await, HELLO);
    }
    assert_eq!(Stream::open(&lin, "?lastEventId=0").await.name().await, HELLO, "nothing was missed");
}

#[tokio::test]
async fn it_ends_with_the_session_and_with_the_server() {
    let backend = Backend::start_with(|config| config.live_beat = Duration::from_millis(20)).await;
    let (lin, other) = (backend.browser(LIN).await, backend.browser(LIN).await);
    let (mut stream, mut others) = (Stream::open(&lin, "").await, Stream::open(&other, "").await);
    lin.request(Method::DELETE, &to(path::SESSION, &[])).send().await.unwrap();
    while stream.next().await.is_some() {}

    assert_eq!(others.name().await, HELLO);
    let stopped = tokio::spawn(backend.stop());
    while others.next().await.is_some() {}
    tokio::time::timeout(Duration::from_secs(5), stopped).await.unwrap().unwrap();
}

#[tokio::test]
async fn guests_hear_nothing() {
    let backend = Backend::start().await;
    assert_eq!(backend.guest().get(&to(path::LIVE, &[])).await.status(), 401);
}

#[tokio::test]
async fn one_stream_too_many_ends_the_oldest() {
    let backend = Backend::start().await;
    let (lin, he) = (backend.browser(LIN).await, backend.browser(HE).await);
    let mut others = Stream::open(&he, "").await;
    let mut streams = Vec::new();
    for _ in 0..=STREAMS {
        streams.push(Stream::open(&lin, "").await);
    }
    let mut streams = streams.iter_mut();
    let oldest = streams.next().unwrap();
    assert_eq!(oldest.name().await, HELLO);
    assert_eq!(oldest.next().await, None);
    for stream in streams.chain([&mut others]) {
        assert_eq!(stream.name().await, HELLO);
        assert!(stream.is_quiet().await);
    }
}
