//! What the server is started with.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use aftercare_contract::{Span, catalogue::UploadLimits, live::BEAT_SECONDS, validate::MAX_FILES};
use lettre::message::Mailbox;

use crate::{Clock, demo, mail::Delivery};

/// What the server is started with. [`Config::new`] has the usual values; change the fields that differ.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the portal's API and the static files are served.
    pub listen: SocketAddr,
    /// Where the desk's API is served; should stay on the loopback interface.
    pub desk_listen: SocketAddr,
    /// The SQLite file; made when missing.
    pub database: PathBuf,
    /// The folder of uploaded files; made when missing.
    pub uploads: PathBuf,
    /// The portal's bundle; without it only the API is served.
    pub static_dir: Option<PathBuf>,
    /// Origins (`https://support.example.com`) under which browsers see the portal. If none is given, those of
    /// the loopback address.
    pub origins: Vec<String>,
    /// Where e-mails go. The links in them lead to the first of the origins.
    pub mail: Delivery,
    /// From whom e-mails come.
    pub mail_from: Mailbox,
    /// The file with the desk's token; made when missing.
    pub desk_token_file: PathBuf,
    /// Fills an empty database with demo data and lets a desk play the vendor's people.
    pub demo: Option<demo::Settings>,
    /// Where the time comes from.
    pub clock: Clock,
    /// Longest silence of a live stream.
    pub live_beat: Duration,
    /// So many live streams of one person are open at a time; one more ends the oldest.
    pub streams: usize,
    /// Longest time that a connection may be idle or take for the head of a request, and longest silence in the middle
    /// of a body. Longer than proxies keep idle connections (60 s, usually): else they would send on closed ones.
    pub patience: Duration,
    /// What may be uploaded.
    pub upload_limits: UploadLimits,
}

/// A session that isn't used for so long ends.
pub const SESSION_IDLE: Span = Span::hours(12);
/// A session ends after so long, however busy.
pub const SESSION_LONGEST: Span = Span::hours(30 * 24);
/// A session's secret is replaced so often.
pub const SESSION_ROTATION: Span = Span::hours(1);
/// An answer is repeated for the same idempotency key for so long.
pub const IDEMPOTENCY_KEPT: Span = Span::hours(31 * 24);
/// An upload that isn't finished by then is removed.
pub const UPLOAD_KEPT: Span = Span::hours(7 * 24);
/// So many uploads of one person may be unfinished or not bound to a ticket at a time.
pub const LOOSE_UPLOADS: u64 = 200;
/// The most that these may have in bytes, all together.
pub const LOOSE_BYTES: u64 = 20 << 30;
/// What [`Config::mail_from`] usually is.
pub const SENDER: &str = "Aftercare <aftercare@localhost>";
/// What [`Config::streams`] usually is: tabs share a stream, so this is many browsers.
pub const STREAMS: usize = 32;
/// So many archives of one person are packed at a time; one more ends the oldest.
pub const ARCHIVES: usize = 4;
/// A live stream that has missed more events than this starts anew: reloading is quicker than telling them all.
pub const LIVE_REPLAY: u64 = 10_000;

impl Config {
    /// The usual values, with everything that is stored in the folder `data`.
    pub fn new(data: impl Into<PathBuf>) -> Self {
        let data = data.into();
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            desk_listen: SocketAddr::from(([127, 0, 0, 1], 8081)),
            database: data.join("aftercare.db"),
            uploads: data.join("uploads"),
            static_dir: None,
            origins: Vec::new(),
            mail: Delivery::Folder(data.join("outbox")),
            mail_from: usual_sender(),
            desk_token_file: data.join("desk-token"),
            demo: None,
            clock: Clock::system(),
            live_beat: Duration::from_secs(BEAT_SECONDS),
            streams: STREAMS,
            patience: Duration::from_secs(75),
            upload_limits: upload_limits(),
        }
    }

    /// Whether browsers reach the portal by https: what is then sent over plain http is a mistake.
    pub fn is_https(&self) -> bool {
        self.origins.iter().any(|origin| origin.starts_with("https://"))
    }
}

#[expect(clippy::expect_used, reason = "a constant that every test reads")]
fn usual_sender() -> Mailbox {
    SENDER.parse().expect("the usual sender is an address")
}

/// Logs, captures, archives, documents and pictures; nothing that a browser or a shell would run.
fn upload_limits() -> UploadLimits {
    let extensions = "7z bin bmp bz2 cap cfg conf core csv dmp doc docx evtx gif gz har heic ini jpeg jpg json log md \
                      mov mp4 out pcap pcapng pdf png ppt pptx rar sql tar tgz tif tiff toml trace tsv txt webm webp \
                      xls xlsx xml xz yaml yml zip zst";
    UploadLimits {
        max_size: 2 << 30,
        max_files: u32::try_from(MAX_FILES).unwrap_or(u32::MAX),
        extensions: extensions.split_whitespace().map(str::to_owned).collect(),
    }
}
