//! A bad network: a TCP proxy whose connections a test cuts.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
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

/// Forwards connections to a backend until they are cut.
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

struct Shared {
    upstream: Mutex<Option<SocketAddr>>,
    line: watch::Sender<Line>,
    /// Bytes that clients may still send before the line goes down by itself.
    allowance: AtomicU64,
}

impl Proxy {
    /// A proxy on a free port. Until [`Proxy::forward_to`] it cuts what comes.
    pub async fn listen() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("there is a free port");
        let address = listener.local_addr().expect("a bound port is known");
        let shared = Arc::new(Shared {
            upstream: Mutex::new(None),
            line: watch::Sender::new(Line::Up),
            allowance: AtomicU64::new(u64::MAX),
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

    /// Cuts every connection, and each new one, until [`Proxy::mend`].
    pub fn cut(&self) {
        self.shared.line.send_replace(Line::Down);
    }

    /// Cuts the line as soon as clients have sent so many more bytes.
    pub fn cut_after(&self, bytes: u64) {
        self.shared.allowance.store(bytes, Ordering::SeqCst);
    }

    /// Waits until [`Proxy::cut_after`] has cut.
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
    let mut line = shared.line.subscribe();
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    // Whichever ends first drops both connections.
    tokio::select! {
        () = pump(from_client, to_server, Some(&shared)) => {}
        () = pump(from_server, to_client, None) => {}
        _ = line.wait_for(|line| *line == Line::Down) => {}
    }
}

/// Copies until an end; with `metered`, only as much as its allowance.
async fn pump(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, metered: Option<&Shared>) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        if let Some(shared) = metered {
            let count = count as u64;
            let left = shared.allowance.load(Ordering::SeqCst);
            if left < count {
                shared.line.send_replace(Line::Down);
                return;
            }
            if left != u64::MAX {
                shared.allowance.fetch_sub(count, Ordering::SeqCst);
            }
        }
        if to.write_all(&buffer[..count]).await.is_err() {
            return;
        }
    }
}
