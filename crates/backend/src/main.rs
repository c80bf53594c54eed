//! Runs the bundled backend until it is told to stop.

use std::{
    io::{IsTerminal, Write},
    net::SocketAddr,
    path::PathBuf,
    process::ExitCode,
};

use aftercare_backend::{
    Config, Server,
    config::{SENDER, STREAMS},
    demo,
    mail::{Delivery, parse_sender},
};
use axum::http::{Uri, uri::PathAndQuery};
use clap::Parser;
use lettre::message::Mailbox;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// The bundled backend of the portal.
///
/// Its log goes to the standard error output; `RUST_LOG` says how much of it (`info` if it doesn't).
#[derive(Parser)]
#[command(version)]
struct Options {
    /// Where the portal is served.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The SQLite file; made when missing.
    #[arg(long, value_name = "PATH", default_value = "aftercare.db")]
    database: PathBuf,
    /// The folder of uploaded files [default: beside the database].
    #[arg(long, value_name = "FOLDER")]
    uploads: Option<PathBuf>,
    /// The portal's bundle; without it only the API is served.
    #[arg(long = "static", value_name = "FOLDER")]
    static_dir: Option<PathBuf>,
    /// Under which origin browsers see the portal, e.g. `https://support.example.com`; can be given several times
    /// [default: the loopback address and localhost, with the port of --listen].
    #[arg(long = "origin", value_name = "ORIGIN", value_parser = origin)]
    origins: Vec<String>,
    /// The SMTP server that takes e-mails: `smtps://user:password@host`, `smtp://user:password@host?tls=required` for
    /// STARTTLS, `smtp://host` for one on this machine. The variable keeps a password out of the list of processes.
    #[arg(long, value_name = "URL", env = "AFTERCARE_SMTP", hide_env_values = true)]
    smtp: Option<String>,
    /// The folder of e-mails, one `.eml` file each, where no SMTP server takes them [default: beside the database].
    #[arg(long, value_name = "FOLDER", conflicts_with = "smtp")]
    outbox: Option<PathBuf>,
    /// From whom e-mails come.
    #[arg(long, value_name = "SENDER", default_value = SENDER, value_parser = parse_sender)]
    mail_from: Mailbox,
    /// Where the vendor's desk is served; keep it on the loopback interface.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8081")]
    desk_listen: SocketAddr,
    /// The file with the desk's token; made when missing [default: beside the database].
    #[arg(long, value_name = "PATH")]
    desk_token_file: Option<PathBuf>,
    /// So many live streams of one person are open at a time; one more ends the oldest.
    #[arg(long, value_name = "COUNT", default_value_t = STREAMS)]
    streams: usize,
    /// Fills an empty database with demo data, and plays the vendor's people on what is filed or answered.
    #[arg(long)]
    demo: bool,
    /// How many tickets the demo data has: 10000 for a large customer, the fewest there are for 0.
    #[arg(long, value_name = "COUNT", requires = "demo", default_value_t = demo::Settings::default().tickets)]
    demo_tickets: usize,
    /// How many times faster than people the vendor's people of the demo work: 1 for hours as in life, 0 for nobody.
    #[arg(long, value_name = "FACTOR", requires = "demo", default_value_t = demo::Settings::default().speed)]
    demo_speed: u32,
}

/// An origin as browsers send it; one with a path would never fit, and all writing would be refused.
fn origin(text: &str) -> Result<String, &'static str> {
    let uri: Uri = text.parse().map_err(|_| "not a URL")?;
    match (uri.scheme_str(), uri.authority(), uri.path_and_query().map(PathAndQuery::as_str)) {
        (Some(scheme @ ("http" | "https")), Some(authority), None | Some("/")) => {
            Ok(format!("{scheme}://{authority}").to_ascii_lowercase())
        }
        _ => Err("must be http:// or https:// with a host, perhaps a port, and nothing else"),
    }
}

impl TryFrom<Options> for Config {
    type Error = String;

    /// The URL is looked at here and not where options are parsed: errors there repeat it, with its password.
    fn try_from(options: Options) -> Result<Self, String> {
        let data = options.database.parent().map(PathBuf::from).unwrap_or_default();
        let defaults = Self::new(data);
        let mail = match &options.smtp {
            Some(url) => Delivery::smtp(url).map_err(|error| format!("--smtp names no SMTP server: {error}"))?,
            None => options.outbox.map_or(defaults.mail, Delivery::Folder),
        };
        Ok(Self {
            listen: options.listen,
            desk_listen: options.desk_listen,
            database: options.database,
            uploads: options.uploads.unwrap_or(defaults.uploads),
            static_dir: options.static_dir,
            origins: options.origins,
            mail,
            mail_from: options.mail_from,
            desk_token_file: options.desk_token_file.unwrap_or(defaults.desk_token_file),
            demo: options.demo.then_some(demo::Settings { tickets: options.demo_tickets, speed: options.demo_speed }),
            clock: defaults.clock,
            live_beat: defaults.live_beat,
            streams: options.streams,
            patience: defaults.patience,
            upload_limits: defaults.upload_limits,
        })
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let colours = std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colours).init();
    let started = async { run(Options::parse().try_into()?).await };
    match started.await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("aftercare-backend: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(config: Config) -> Result<(), Box<dyn core::error::Error>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let sign_ins = if config.demo.is_some() { demo::sign_ins()? } else { Vec::new() };
    let server = Server::bind(config).await?;
    let mut out = std::io::stdout();
    writeln!(out, "Aftercare listens on http://{}", server.address())?;
    writeln!(out, "The desk listens on http://{}", server.desk_address())?;
    if !sign_ins.is_empty() {
        writeln!(out, "Sign in with the password {} as", demo::PASSWORD)?;
    }
    for person in sign_ins {
        writeln!(out, "  {:<20} {}, {}", person.user_name, person.name, person.organisation)?;
    }
    out.flush()?;
    let shutdown = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    server.run(shutdown).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_taken_as_browsers_send_it() {
        assert_eq!(origin("https://Support.example.com/").as_deref(), Ok("https://support.example.com"));
        assert_eq!(origin("http://127.0.0.1:8080").as_deref(), Ok("http://127.0.0.1:8080"));
        for wrong in ["support.example.com", "ftp://example.com", "https://example.com/portal", "https://", ""] {
            assert!(origin(wrong).is_err(), "{wrong}");
        }
    }
}
