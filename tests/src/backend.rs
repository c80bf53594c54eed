//! The bundled backend, running for one test or one suite.

use std::{
    env, fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Command,
};

use aftercare_contract::ticket::SrNumber;
use tempfile::TempDir;
use tokio::sync::OnceCell;

use crate::{
    Customer, Desk, Mail, Proxy,
    process::Process,
    wait::{self, PATIENCE},
};

/// Password of every demo sign-in.
pub const PASSWORD: &str = "aftercare-demo";
/// A requester of the first demo company.
pub const LIN: &str = "lin@example.cn";
/// An admin of the first demo company.
pub const HE: &str = "he@example.cn";
/// A requester of the first demo company who reads English.
pub const AMARA: &str = "amara@example.com";
/// An admin of the second demo company.
pub const INGRID: &str = "ingrid@example.net";

/// Only the tickets that are told word by word.
const FEWEST: usize = 0;

/// A running backend with demo data, its database and its files. All of it goes when the value is dropped.
pub struct Backend {
    process: Option<Process>,
    folder: TempDir,
    origin: String,
    listen: SocketAddr,
    desk: Desk,
    /// Options beside the usual ones.
    options: Vec<String>,
    starts: u32,
}

impl Backend {
    /// Starts one on free ports, with the portal's bundle where `AFTERCARE_DIST` says that there is one.
    pub async fn start() -> Self {
        Self::start_as(None, FEWEST, &[]).await
    }

    /// Starts one of a customer with about so many tickets, two years of them.
    pub async fn with_tickets(count: usize) -> Self {
        Self::start_as(None, count, &[]).await
    }

    /// Starts one with more options on its command line.
    pub async fn with_options(options: &[&str]) -> Self {
        Self::start_as(None, FEWEST, options).await
    }

    /// Starts one that browsers reach through `proxy`.
    pub async fn behind(proxy: &Proxy) -> Self {
        let backend = Self::start_as(Some(proxy.origin()), FEWEST, &[]).await;
        proxy.forward_to(backend.listen);
        backend
    }

    async fn start_as(origin: Option<String>, tickets: usize, options: &[&str]) -> Self {
        let folder = new_folder();
        if tickets == FEWEST {
            for (path, content) in demo().await {
                let path = folder.path().join(path);
                fs::create_dir_all(path.parent().unwrap_or(&path)).expect("there is room for a folder");
                fs::write(path, content).expect("there is room for the demo data");
            }
        }
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let demo = ["--demo-tickets".to_owned(), tickets.to_string()];
        let options: Vec<String> = demo.into_iter().chain(options.iter().map(ToString::to_string)).collect();
        let (process, listen, desk) = launch(folder.path(), any, any, origin.as_deref(), &options, 1).await;
        Self {
            process: Some(process),
            origin: origin.unwrap_or_else(|| format!("http://{listen}")),
            listen,
            desk,
            options,
            folder,
            starts: 1,
        }
    }

    /// Where browsers and customers find it.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The vendor's side.
    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// Signs in somebody of the demo data.
    pub async fn customer(&self, user_name: &str) -> Customer {
        Customer::sign_in(&self.origin, user_name, PASSWORD).await
    }

    /// Ends it in good order (SIGTERM); the database stays.
    pub async fn stop(&mut self) {
        self.process.take().expect("it runs").stop().await;
    }

    /// Ends it as a power cut does (SIGKILL); the database stays.
    pub fn kill(&mut self) {
        drop(self.process.take().expect("it runs"));
    }

    /// Where its e-mails are written, unless it was told to send them.
    pub fn outbox(&self) -> PathBuf {
        self.folder.path().join("outbox")
    }

    /// Waits for the e-mail of this kind on a ticket, in [`Self::outbox`].
    pub async fn mail(&self, sr: &SrNumber, kind: &str) -> Mail {
        let outbox = self.outbox();
        wait::until(&format!("e-mail {kind} on {sr}"), PATIENCE, async || {
            let mails = if outbox.is_dir() { Mail::in_folder(&outbox) } else { Vec::new() };
            let found = mails.into_iter().find(|mail| mail.id.starts_with(sr.as_str()) && mail.is(kind));
            found.ok_or_else(|| "it isn't in the outbox".to_owned())
        })
        .await
    }

    /// Starts it again on the same port and with the same database.
    pub async fn start_again(&mut self) {
        self.starts += 1;
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let (folder, origin) = (self.folder.path(), Some(self.origin.as_str()));
        let (process, _, desk) = launch(folder, self.listen, any, origin, &self.options, self.starts).await;
        self.process = Some(process);
        self.desk = desk;
    }

    /// The most memory that it has had at once since it was started last, in bytes; as Linux tells it.
    pub fn peak_memory(&self) -> Option<u64> {
        self.process.as_ref().and_then(Process::peak_memory)
    }

    /// What it has logged since it was started last.
    pub fn log(&self) -> String {
        self.process.as_ref().map(Process::output).unwrap_or_default()
    }
}

fn new_folder() -> TempDir {
    tempfile::Builder::new().prefix("aftercare-").tempdir().expect("there is room for a folder")
}

/// The database and the files of a backend that has just made its demo data, by their paths in its folder: making it
/// takes a debug build two seconds, which is much for each of some hundred stories.
async fn demo() -> &'static [(PathBuf, Vec<u8>)] {
    static DEMO: OnceCell<Vec<(PathBuf, Vec<u8>)>> = OnceCell::const_new();
    DEMO.get_or_init(async || {
        let folder = new_folder();
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let fewest = ["--demo-tickets".to_owned(), FEWEST.to_string()];
        let (process, ..) = launch(folder.path(), any, any, None, &fewest, 1).await;
        process.stop().await;
        let mut files = Vec::new();
        let mut folders = vec![folder.path().to_owned()];
        while let Some(next) = folders.pop() {
            for entry in fs::read_dir(next).expect("the backend's folder can be read") {
                let path = entry.expect("the backend's folder can be read").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let content = fs::read(&path).expect("the backend's files can be read");
                    let path = path.strip_prefix(&folder).expect("it is in the folder").to_owned();
                    files.push((path, content));
                }
            }
        }
        files
    })
    .await
}

async fn launch(
    folder: &Path,
    listen: SocketAddr,
    desk_listen: SocketAddr,
    origin: Option<&str>,
    options: &[String],
    start: u32,
) -> (Process, SocketAddr, Desk) {
    let token_file = folder.join("desk-token");
    let mut command = Command::new(program());
    command
        .arg("--listen")
        .arg(listen.to_string())
        .arg("--desk-listen")
        .arg(desk_listen.to_string())
        .arg("--database")
        .arg(folder.join("aftercare.sqlite"))
        .arg("--desk-token-file")
        .arg(&token_file)
        // The tests play the desk themselves.
        .args(["--demo", "--demo-speed", "0"])
        .args(options)
        // Its log is read for addresses.
        .env("NO_COLOR", "1");
    if let Some(origin) = origin {
        command.args(["--origin", origin]);
    }
    if let Some(bundle) = env::var_os("AFTERCARE_DIST") {
        command.arg("--static").arg(bundle);
    }
    let mut process = Process::start(&mut command, &folder.join(format!("backend-{start}.log")));
    let listen = process.wait_for("address", |line| address(line, "Aftercare listens on ")).await;
    let desk: SocketAddr = process.wait_for("desk address", |line| address(line, "The desk listens on ")).await;
    let token = fs::read_to_string(&token_file).expect("the backend has written the desk's token");
    (process, listen, Desk::new(&format!("http://{desk}"), token.trim()))
}

/// The address after `label` in a line of the log.
fn address(line: &str, label: &str) -> Option<SocketAddr> {
    let (_, url) = line.split_once(label)?;
    url.split_whitespace().next()?.strip_prefix("http://")?.trim_end_matches('/').parse().ok()
}

/// The backend's binary: `AFTERCARE_BACKEND`, or what cargo has built beside this test.
fn program() -> PathBuf {
    if let Some(program) = env::var_os("AFTERCARE_BACKEND") {
        return program.into();
    }
    let test = env::current_exe().expect("a program knows its path");
    let built = test.ancestors().map(|folder| folder.join("aftercare-backend")).find(|program| program.is_file());
    built.expect("the backend must be built first: cargo build -p aftercare-backend")
}
