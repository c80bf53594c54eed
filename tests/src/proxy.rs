//! A bad network: a TCP proxy whose connections a test cuts, and whose answers it spoils.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
    task::JoinHandle,
};

/// What the network does.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Line {
    Up,
    /// Open connections were cut, new ones are cut at once.
    Down,
}

/// An answer in place of the backend's.
#[derive(Clone, Debug)]
struct Spoilt {
    /// How the request begins: `GET /api/v1/tickets`.
    request: String,
    /// Head and body, as they go over the line.
    answer: String,
    /// Whether the connection stays open afterwards, without another word.
    hangs: bool,
}

/// Forwards connections to a backend until they are cut.
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

struct Shared {
    upstream: Mutex<Option<SocketAddr>>,
    line: watch::Sender<Line>,
    spoilt: watch::Sender<Option<Spoilt>>,
    /// The first lines of all requests.
    requests: Mutex<Vec<String>>,
    /// Bytes that clients may still send before the line goes down by itself.
    allowance: AtomicU64,
    /// The same of what they get.
    answers: AtomicU64,
}

impl Proxy {
    /// A proxy on a free port. Until [`Proxy::forward_to`] it cuts what comes.
    pub async fn listen() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("there is a free port");
        let address = listener.local_addr().expect("a bound port is known");
        let shared = Arc::new(Shared {
            upstream: Mutex::new(None),
            line: watch::Sender::new(Line::Up),
            spoilt: watch::Sender::new(None),
            requests: Mutex::default(),
            allowance: AtomicU64::new(u64::MAX),
            answers: AtomicU64::new(u64::MAX),
        });
        let accepting = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Self { address, shared, accepting }
    }

    /// Where it listens, as an origin.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Forwards new connections to `upstream`.
    pub fn forward_to(&self, upstream: SocketAddr) {
        *self.shared.upstream.lock().expect("nobody panics with the lock") = Some(upstream);
    }

    /// Gives requests that begin so (`GET /api/v1/tickets`) this answer, and closes the connection, until
    /// [`Proxy::mend`].
    pub fn spoil(&self, request: &str, answer: &str) {
        self.spoil_as(request, answer, false);
    }

    /// The same, but leaves the connection open, without another word.
    pub fn spoil_and_hang(&self, request: &str, answer: &str) {
        self.spoil_as(request, answer, true);
    }

    fn spoil_as(&self, request: &str, answer: &str, hangs: bool) {
        let spoilt = Spoilt { request: request.to_owned(), answer: answer.to_owned(), hangs };
        self.shared.spoilt.send_replace(Some(spoilt));
    }

    /// The first lines of the requests so far that begin so.
    pub fn requests(&self, beginning: &str) -> Vec<String> {
        let requests = self.shared.requests.lock().expect("nobody panics with the lock");
        requests.iter().filter(|request| request.starts_with(beginning)).cloned().collect()
    }

    /// Cuts every connection, and each new one, until [`Proxy::mend`].
    pub fn cut(&self) {
        self.shared.line.send_replace(Line::Down);
    }

    /// Cuts the line as soon as clients have sent so many more bytes.
    pub fn cut_after(&self, bytes: u64) {
        self.shared.allowance.store(bytes, Ordering::SeqCst);
    }

    /// Cuts the line as soon as clients have got so many more bytes.
    pub fn cut_after_answers(&self, bytes: u64) {
        self.shared.answers.store(bytes, Ordering::SeqCst);
    }

    /// Waits until [`Proxy::cut_after`] or [`Proxy::cut_after_answers`] has cut.
    pub async fn is_cut(&self) {
        let mut line = self.shared.line.subscribe();
        let cut = line.wait_for(|line| *line == Line::Down);
        tokio::time::timeout(crate::wait::PATIENCE, cut)
            .await
            .expect("clients send enough for the line to be cut")
            .expect("the sender lives as long as the proxy");
    }

    /// The network is back.
    pub fn mend(&self) {
        self.shared.allowance.store(u64::MAX, Ordering::SeqCst);
        self.shared.answers.store(u64::MAX, Ordering::SeqCst);
        self.shared.spoilt.send_replace(None);
        self.shared.line.send_replace(Line::Up);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.cut();
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((client, _)) = listener.accept().await {
        let upstream = *shared.upstream.lock().expect("nobody panics with the lock");
        let Some(upstream) = upstream.filter(|_| *shared.line.borrow() == Line::Up) else { continue };
        tokio::spawn(forward(client, upstream, Arc::clone(&shared)));
    }
}

async fn forward(client: TcpStream, upstream: SocketAddr, shared: Arc<Shared>) {
    let Ok(server) = TcpStream::connect(upstream).await else { return };
    let (mut line, mut spoiling) = (shared.line.subscribe(), shared.spoilt.subscribe());
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    // Whichever ends first ends both connections.
    let spoilt = tokio::select! {
        spoilt = requests(&mut from_client, &mut to_server, &shared) => spoilt,
        () = answers(&mut from_server, &mut to_client, &shared) => None,
        _ = line.wait_for(|line| *line == Line::Down) => None,
    };
    let Some(Spoilt { answer, hangs, .. }) = spoilt else { return };
    if to_client.write_all(answer.as_bytes()).await.is_ok() {
        if hangs {
            let mended = spoiling.wait_for(Option::is_none);
            tokio::select! {
                _ = mended => {}
                _ = line.wait_for(|line| *line == Line::Down) => {}
            }
        }
        // The end of the answer; what the client still sends is taken, or it might not read it.
        let _ = to_client.shutdown().await;
        let _ = tokio::io::copy(&mut from_client, &mut tokio::io::sink()).await;
    }
}

impl Shared {
    /// Takes so many bytes off the allowance; where that isn't enough, the line goes down.
    fn passes(&self, allowance: &AtomicU64, bytes: u64) -> bool {
        let left = allowance.load(Ordering::SeqCst);
        if left < bytes {
            self.line.send_replace(Line::Down);
            return false;
        }
        if left != u64::MAX {
            allowance.fetch_sub(bytes, Ordering::SeqCst);
        }
        true
    }
}

/// Passes on what the server sends until its end, as much as the allowance.
async fn answers(from: &mut OwnedReadHalf, to: &mut OwnedWriteHalf, shared: &Shared) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        if !shared.passes(&shared.answers, count as u64) || to.write_all(&buffer[..count]).await.is_err() {
            return;
        }
    }
}

/// Passes on what a client sends until its end, as much as the allowance, or until a request is to be spoilt.
async fn requests(from: &mut OwnedReadHalf, to: &mut OwnedWriteHalf, shared: &Shared) -> Option<Spoilt> {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        if let Some(request) = first_line(&buffer[..count]) {
            shared.requests.lock().expect("nobody panics with the lock").push(request.clone());
            let spoilt = shared.spoilt.borrow().clone().filter(|spoilt| request.starts_with(&spoilt.request));
            if spoilt.is_some() {
                return spoilt;
            }
        }
        if !shared.passes(&shared.allowance, count as u64) {
            return None;
        }
        if to.write_all(&buffer[..count]).await.is_err() {
            return None;
        }
    }
    None
}

/// The first line of a request, where one begins here; browsers send the next only after the answer.
fn first_line(bytes: &[u8]) -> Option<String> {
    let line = bytes.split(|byte| *byte == b'\r').next()?;
    let line = std::str::from_utf8(line).ok()?;
    line.ends_with(" HTTP/1.1").then(|| line.to_owned())
}
