//! Starts the driver of a browser and a session in it.

use std::{
    env,
    net::TcpListener,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use serde_json::{Value, json};
use thirtyfour::{Capabilities, WebDriver};

use super::Engine;
use crate::{
    process::Process,
    wait::{self, PATIENCE},
};

/// So often is a driver started that meets a port which is taken.
const MOST_STARTS: u32 = 5;

/// How a browser is set up.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The language that it asks pages for, BCP 47.
    pub language: String,
    /// Width and height of its window in CSS pixels.
    pub window: (u32, u32),
    /// Whether the events of the `DevTools` protocol are kept for reading (Chromium only).
    pub performance_log: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self { language: "en-US".to_owned(), window: (1280, 900), performance_log: false }
    }
}

/// A session, and the programs that it needs to live.
pub(super) struct Launched {
    pub driver: WebDriver,
    pub programs: Vec<Process>,
}

/// Starts `engine` with a fresh profile, its logs and downloads in `folder`.
pub(super) async fn launch(engine: Engine, setup: &Setup, folder: &Path) -> Launched {
    let downloads = folder.join("downloads");
    std::fs::create_dir_all(&downloads).expect("there is room for downloads");
    let log = folder.join("driver.log");
    match engine {
        Engine::Chromium => {
            let (program, port) = chromedriver(&log).await;
            connect(port, chromium(setup, &downloads), vec![program]).await
        }
        Engine::Firefox => {
            let mut command = Command::new(tool("geckodriver"));
            let mut program = Process::start(command.args(["--port", "0", "--websocket-port", "0"]), &log);
            let port = program.wait_for("port", |line| number_after(line, "Listening on 127.0.0.1:")).await;
            connect(port, firefox(setup, &downloads), vec![program]).await
        }
        Engine::WebKit => {
            let mut screen = Process::start(
                Command::new("Xvfb").args(["-displayfd", "1", "-screen", "0", "1920x1200x24", "-nolisten", "tcp"]),
                &folder.join("screen.log"),
            );
            let display: u16 = screen.wait_for("display", |line| line.trim().parse().ok()).await;
            let port = free_port();
            let mut command = Command::new("WebKitWebDriver");
            command
                .arg("--host=127.0.0.1")
                .arg(format!("--port={port}"))
                .env("DISPLAY", format!(":{display}"))
                // WebKitGTK takes its languages from the locale; C.UTF-8 exists everywhere.
                .env("LC_ALL", "C.UTF-8")
                .env("LANGUAGE", setup.language.replace('-', "_"))
                .env_remove("WAYLAND_DISPLAY");
            let program = Process::start(&mut command, &log);
            wait::until("WebKitWebDriver", PATIENCE, async || {
                tokio::net::TcpStream::connect(("127.0.0.1", port)).await.map(drop).map_err(|error| error.to_string())
            })
            .await;
            connect(port, webkit(), vec![program, screen]).await
        }
    }
}

/// Asked for any port, chromedriver takes one that is free for IPv6, and ends if just that is taken for IPv4: with 900
/// sockets open on the machine, 5 times of 60.
async fn chromedriver(log: &Path) -> (Process, u16) {
    for _ in 0..MOST_STARTS {
        let mut program = Process::start(Command::new("chromedriver").arg("--port=0"), log);
        let port = |line: &str| number_after(line, "started successfully on port ");
        match program.wait_for_or_end("port", port).await {
            Some(port) => return (program, port),
            None => assert!(program.output().contains("port not available"), "no chromedriver: {}", program.output()),
        }
    }
    panic!("chromedriver finds no port in {MOST_STARTS} starts")
}

async fn connect(port: u16, capabilities: Value, programs: Vec<Process>) -> Launched {
    let Value::Object(capabilities) = capabilities else { unreachable!("capabilities are an object") };
    let server = format!("http://127.0.0.1:{port}");
    let session = WebDriver::builder(server, Capabilities::from(capabilities)).request_timeout(Duration::from_secs(90));
    match session.await {
        Ok(driver) => Launched { driver, programs },
        Err(error) => {
            let logs: String = programs.iter().map(Process::output).collect();
            panic!("no browser: {error}\n{logs}")
        }
    }
}

fn chromium(setup: &Setup, downloads: &Path) -> Value {
    let (width, height) = setup.window;
    let mut capabilities = json!({
        "browserName": "chrome",
        "goog:chromeOptions": {
            "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic",
                "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                // Chromium's own pages, which would be loaded while ours is measured.
                "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup",
                format!("--lang={}", setup.language), format!("--window-size={width},{height}"),
            ],
            "prefs": {
                "intl.accept_languages": setup.language,
                "download.default_directory": downloads,
                "download.prompt_for_download": false,
            },
        },
    });
    if setup.performance_log {
        capabilities["goog:loggingPrefs"] = json!({ "performance": "ALL" });
        capabilities["goog:chromeOptions"]["perfLoggingPrefs"] = json!({ "enableNetwork": true, "enablePage": false });
    } else {
        capabilities["goog:loggingPrefs"] = json!({ "browser": "ALL" });
    }
    capabilities
}

fn firefox(setup: &Setup, downloads: &Path) -> Value {
    let (width, height) = setup.window;
    json!({
        "browserName": "firefox",
        "moz:firefoxOptions": {
            "args": ["-headless", format!("--width={width}"), format!("--height={height}")],
            "prefs": {
                "intl.accept_languages": setup.language,
                "browser.download.folderList": 2,
                "browser.download.dir": downloads,
                "browser.download.alwaysOpenPanel": false,
            },
        },
    })
}

fn webkit() -> Value {
    json!({ "webkitgtk:browserOptions": { "binary": mini_browser(), "args": ["--automation"] } })
}

/// WebKitGTK's small browser, which lies in the library's folder of the machine's architecture.
fn mini_browser() -> PathBuf {
    let browser = Path::new("/usr/lib").join(format!("{}-linux-gnu/webkit2gtk-4.1/MiniBrowser", env::consts::ARCH));
    assert!(browser.is_file(), "no {}; install webkit2gtk-driver", browser.display());
    browser
}

/// A program or file among the tools of the house (`AFTERCARE_TOOLS`), else by its plain name, to be found on `PATH`.
pub fn tool(name: &str) -> PathBuf {
    let of_house = env::var_os("AFTERCARE_TOOLS").map(|folder| Path::new(&folder).join(name));
    of_house.filter(|tool| tool.exists()).unwrap_or_else(|| name.into())
}

/// A port that was free a moment ago, for a driver that can't choose one itself.
fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("there is a free port");
    listener.local_addr().expect("a bound port is known").port()
}

fn number_after(line: &str, label: &str) -> Option<u16> {
    let (_, rest) = line.split_once(label)?;
    rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}
