//! Serving the portal with demo data: `start` and `dev`.

use std::{
    env,
    ffi::OsString,
    fs,
    io::ErrorKind,
    net::{Ipv4Addr, TcpListener},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;

use crate::{
    bundle,
    command::{Took, command, native, step},
    places,
};

/// How to serve.
pub struct Options {
    port: u16,
    /// Below the target folder: demo data of another size lies in a folder of its own.
    data: String,
    /// Options of the backend, handed on as they are.
    demo: Vec<OsString>,
}

impl Options {
    /// Reads `--port`, `--demo-tickets` and `--demo-speed`.
    pub fn parse(mut arguments: lexopt::Parser) -> Result<Self> {
        let mut options = Self { port: 8080, data: "demo".to_owned(), demo: Vec::new() };
        while let Some(argument) = arguments.next()? {
            match argument {
                Long("port") => options.port = arguments.value()?.parse()?,
                Long("demo-tickets") => {
                    let tickets = arguments.value()?.string()?;
                    options.data = format!("demo-{tickets}");
                    options.demo.extend(["--demo-tickets".into(), tickets.into()]);
                }
                Long("demo-speed") => options.demo.extend(["--demo-speed".into(), arguments.value()?]),
                other => return Err(other.unexpected().into()),
            }
        }
        Ok(options)
    }

    /// # Errors
    /// Somebody else listens on the port.
    fn check_port(&self) -> Result<()> {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, self.port)) {
            Err(error) if error.kind() == ErrorKind::AddrInUse => {
                bail!("port {} is taken: stop what listens there, or name another one with --port", self.port)
            }
            other => other.map(drop).with_context(|| format!("port {} can't be used", self.port)),
        }
    }

    fn backend(&self, program: &Path, bundle: &Path) -> Result<Command> {
        let data = places::target()?.join(&self.data);
        fs::create_dir_all(&data)?;
        let mut backend = command(program)?;
        let address = |port| format!("{}:{port}", Ipv4Addr::LOCALHOST);
        backend.arg("--listen").arg(address(self.port));
        backend.arg("--desk-listen").arg(address(self.port.saturating_add(1)));
        backend.arg("--database").arg(data.join("aftercare.sqlite"));
        backend.arg("--demo").args(&self.demo).arg("--static").arg(bundle);
        if env::var_os("RUST_LOG").is_none() {
            // A line per request would push the address and the sign-ins off the screen.
            backend.env("RUST_LOG", "warn");
        }
        Ok(backend)
    }
}

/// Builds what isn't up to date, then turns into the backend that serves it.
pub fn start(options: &Options) -> Result<()> {
    let started = Instant::now();
    options.check_port()?;
    bundle::build()?;
    let mut backend = options.backend(&build(BACKEND, Build::Release)?, &places::dist())?;
    println!("Ready after {}: http://127.0.0.1:{} (Ctrl+C stops it)", Took(started.elapsed()), options.port);
    Err(backend.exec()).context("the backend can't be started")
}

/// Serves a debug build that is made anew with every change.
pub fn dev(options: &Options) -> Result<()> {
    options.check_port()?;
    bundle::prepare()?;
    let backend = build(BACKEND, Build::Debug)?;
    let bundle = places::scratch()?.join("dev");
    fs::create_dir_all(&bundle)?;
    let mut backend = options.backend(&backend, &bundle)?.spawn()?;
    println!("Once it is built: http://127.0.0.1:{}, and anew with every change (Ctrl+C stops it)", options.port);
    let watched = bundle::trunk()?.arg("watch").arg("--dist").arg(&bundle).status();
    backend.kill()?;
    backend.wait()?;
    if !watched?.success() {
        bail!("trunk has stopped, as told above");
    }
    Ok(())
}

/// How the backend is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Build {
    /// Soon, for those who change it and for tests.
    Debug,
    /// To be used, and measured.
    Release,
}

/// The backend's program.
pub const BACKEND: &str = "aftercare-backend";

/// Builds one of our programs.
pub fn build(program: &str, build: Build) -> Result<PathBuf> {
    let (option, folder) = match build {
        Build::Debug => (None, "debug"),
        Build::Release => (Some("--release"), "release"),
    };
    step(&format!("building {program}"), native("build")?.args(["--bin", program]).args(option))?;
    Ok(places::target()?.join(folder).join(program))
}
