//! A mail server on the loopback interface that takes, refuses or keeps waiting, as it is told.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};

/// What the server does with an e-mail.
#[derive(Clone, Copy, Debug)]
pub enum Treatment {
    /// Takes it.
    Take,
    /// Answers its recipient with this line.
    Refuse(&'static str),
    /// Reads it and never says whether it has taken it.
    Hold,
}

/// An e-mail that was handed over.
#[derive(Clone, Debug)]
pub struct Handed {
    /// The address that it is for.
    pub recipient: String,
    /// The e-mail as it came.
    pub content: Vec<u8>,
    /// Whether the server has said that it takes it.
    pub taken: bool,
}

#[derive(Default)]
struct State {
    treatments: VecDeque<Treatment>,
    handed: Vec<Handed>,
}

/// A running server; it ends with the value.
pub struct Smtp {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    news: watch::Sender<usize>,
    _serving: JoinSet<()>,
}

impl Smtp {
    /// Starts one that takes everything.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("there is a free port");
        let address = listener.local_addr().expect("a listener has an address");
        let (state, news) = (Arc::<Mutex<State>>::default(), watch::Sender::new(0));
        let mut serving = JoinSet::new();
        let (kept, told) = (Arc::clone(&state), news.clone());
        serving.spawn(async move {
            let mut talks = JoinSet::new();
            while let Ok((caller, _)) = listener.accept().await {
                let (state, news) = (Arc::clone(&kept), told.clone());
                talks.spawn(async move { drop(talk(caller, state, news).await) });
            }
        });
        Self { address, state, news, _serving: serving }
    }

    /// Its URL.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// What it does with the next e-mails, one after the other; it takes those after them.
    pub fn treat(&self, treatments: impl IntoIterator<Item = Treatment>) {
        lock(&self.state).treatments.extend(treatments);
    }

    /// Everything that was handed over so far.
    pub fn handed(&self) -> Vec<Handed> {
        lock(&self.state).handed.clone()
    }

    /// Waits until so many e-mails were handed over.
    pub async fn wait_for(&self, count: usize) -> Vec<Handed> {
        let mut news = self.news.subscribe();
        news.wait_for(|handed| *handed >= count).await.expect("the server runs");
        self.handed()
    }
}

fn lock(state: &Mutex<State>) -> std::sync::MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One caller's commands, up to their end.
async fn talk(mut caller: TcpStream, state: Arc<Mutex<State>>, news: watch::Sender<usize>) -> std::io::Result<()> {
    let (read, mut write) = caller.split();
    let mut lines = BufReader::new(read).split(b'\n');
    write.write_all(b"220 loopback\r\n").await?;
    let mut recipient = String::new();
    let mut treatment = Treatment::Take;
    while let Some(line) = lines.next_segment().await? {
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let reply = match verb.as_str() {
            "MAIL" => {
                treatment = lock(&state).treatments.pop_front().unwrap_or(Treatment::Take);
                "250 ok"
            }
            "RCPT" => {
                recipient = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                if let Treatment::Refuse(reply) = treatment { reply } else { "250 ok" }
            }
            "DATA" => {
                write.write_all(b"354 go on\r\n").await?;
                let mut content = Vec::new();
                while let Some(mut line) = lines.next_segment().await? {
                    if line == b".\r" {
                        break;
                    }
                    if line.starts_with(b".") {
                        line.remove(0);
                    }
                    content.extend_from_slice(&line);
                    content.push(b'\n');
                }
                let taken = !matches!(treatment, Treatment::Hold);
                if taken {
                    // Counted only once the caller could know: what it hasn't heard of isn't taken.
                    write.write_all(b"250 taken\r\n").await?;
                }
                let count = {
                    let mut state = lock(&state);
                    state.handed.push(Handed { recipient: recipient.clone(), content, taken });
                    state.handed.len()
                };
                news.send_replace(count);
                if taken {
                    continue;
                }
                return std::future::pending().await;
            }
            "QUIT" => {
                write.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            _ => "250 ok",
        };
        write.write_all(format!("{reply}\r\n").as_bytes()).await?;
    }
    Ok(())
}
