//! Handing an e-mail over: to an SMTP server, or into a folder.

use std::{
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    time::Duration,
};

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::Mailbox,
    transport::smtp::{
        Error as SmtpError,
        response::{Category, Severity},
    },
};
use tokio::{
    fs::{self, File, OpenOptions},
    io::AsyncWriteExt,
};

/// Longest wait for a connection.
const CONNECTING: Duration = Duration::from_secs(30);
/// Longest time for all of one e-mail. Long, as RFC 5321 asks for: a server that looks through it before it answers
/// has perhaps taken it, and would get it twice from somebody impatient.
const HANDING_OVER: Duration = Duration::from_mins(10);

/// Where e-mails go.
#[derive(Clone, Debug)]
pub enum Delivery {
    /// To this server.
    Smtp(Box<AsyncSmtpTransport<Tokio1Executor>>),
    /// Into this folder, one `.eml` file each.
    Folder(PathBuf),
}

/// What has become of a try.
#[derive(Debug)]
pub enum Outcome {
    /// The other side has taken it.
    Taken,
    /// It may be taken another time; why not now.
    Later(String),
    /// It won't be taken; why.
    Refused(String),
}

impl Delivery {
    /// To the SMTP server of this URL, as `smtps://user:password@mail.example.com`.
    pub fn smtp(url: &str) -> Result<Self, SmtpError> {
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)?;
        Ok(Self::Smtp(Box::new(server.timeout(Some(CONNECTING)).build())))
    }

    /// Hands over an e-mail. `name` is its own, the same for every try.
    pub async fn hand_over(&self, name: &str, message: Message) -> Outcome {
        match self {
            Self::Smtp(server) => match tokio::time::timeout(HANDING_OVER, server.send(message)).await {
                Ok(Ok(_)) => Outcome::Taken,
                Ok(Err(error)) if is_final(&error) => Outcome::Refused(error.to_string()),
                Ok(Err(error)) => Outcome::Later(error.to_string()),
                Err(_) => Outcome::Later("the server took too long".to_owned()),
            },
            Self::Folder(folder) => match write(folder, name, &message.formatted()).await {
                Ok(()) => Outcome::Taken,
                Err(error) => Outcome::Later(error.to_string()),
            },
        }
    }
}

/// Whether the server refuses this very e-mail or its recipient (55x). Other refusals are of us, and an operator can
/// mend their cause: a password, for one.
fn is_final(error: &SmtpError) -> bool {
    error.status().is_some_and(|code| {
        code.severity == Severity::PermanentNegativeCompletion && code.category == Category::MailSystem
    })
}

/// Writes the file at once or not at all. One that is there already was written by an earlier try, and stays.
async fn write(folder: &Path, name: &str, content: &[u8]) -> std::io::Result<()> {
    let whole = folder.join(format!("{name}.eml"));
    if fs::try_exists(&whole).await? {
        return Ok(());
    }
    let part = folder.join(format!("{name}.part"));
    // It holds links that work without signing in.
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    let mut file = OpenOptions::from(options).open(&part).await?;
    file.write_all(content).await?;
    file.sync_all().await?;
    fs::rename(&part, &whole).await?;
    // The name, too, has to survive a power cut before the queue forgets the letter.
    File::open(folder).await?.sync_all().await
}

/// The sender of e-mails, as `Support <support@example.com>`.
pub fn parse_sender(text: &str) -> Result<Mailbox, String> {
    text.parse().map_err(|error: lettre::address::AddressError| error.to_string())
}
