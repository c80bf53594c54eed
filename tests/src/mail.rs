//! E-mails as a mail reader sees them.

use std::{fs, path::Path};

use mail_parser::{MessageParser, MimeHeaders};

/// An e-mail that was taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// `Message-ID`, without its angle brackets.
    pub id: String,
    /// The address that it is for.
    pub to: String,
    /// The subject, decoded.
    pub subject: String,
    /// The part in plain text.
    pub text: String,
    /// The part in HTML.
    pub html: String,
    /// The media types of all parts, from the outside in.
    pub parts: Vec<String>,
    /// As it came.
    pub raw: String,
}

impl Mail {
    /// Takes an e-mail apart. Panics where a mail reader would be at a loss.
    pub fn read(content: &[u8]) -> Self {
        let message = MessageParser::default().parse(content).expect("it is an e-mail");
        let own = |text: Option<std::borrow::Cow<'_, str>>| text.expect("it has both parts").into_owned();
        let recipient = message.to().and_then(|to| to.first()).and_then(|to| to.address());
        let parts = message.parts.iter().filter_map(|part| {
            let kind = part.content_type()?;
            Some(format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()))
        });
        Self {
            id: message.message_id().expect("it has an id").to_owned(),
            to: recipient.expect("it is for somebody").to_owned(),
            subject: message.subject().expect("it has a subject").to_owned(),
            text: own(message.body_text(0)).replace("\r\n", "\n"),
            html: own(message.body_html(0)).replace("\r\n", "\n"),
            parts: parts.collect(),
            raw: String::from_utf8(content.to_vec()).expect("it travels as ASCII"),
        }
    }

    /// All that lie in a folder as `.eml` files, by their names.
    pub fn in_folder(folder: &Path) -> Vec<Self> {
        let entries = fs::read_dir(folder).expect("the folder can be read");
        let paths = entries.map(|entry| entry.expect("the folder can be read").path());
        let mut paths: Vec<_> = paths.filter(|path| path.extension().is_some_and(|it| it == "eml")).collect();
        paths.sort();
        paths.iter().map(|path| Self::read(&fs::read(path).expect("it was written as a whole"))).collect()
    }

    /// A header as it stands there.
    pub fn header(&self, name: &str) -> Option<String> {
        let message = MessageParser::default().parse(self.raw.as_bytes())?;
        let value = message.header_raw(name)?.trim().to_owned();
        Some(value)
    }

    /// Whether it is of this kind; the first one on a ticket has no kind in its id.
    pub fn is(&self, kind: &str) -> bool {
        let (local, _) = self.id.split_once('@').expect("an id names a domain");
        local.split('.').nth(1).map_or(kind == "received", |named| named == kind)
    }

    /// Where all of its links lead.
    pub fn links(&self) -> Vec<String> {
        let hrefs = self.html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        hrefs.map(|href| href.replace("&amp;", "&")).collect()
    }

    /// The token of the survey's link.
    pub fn token(&self) -> Option<String> {
        let links = self.links();
        let fragment = links.iter().find_map(|link| link.split_once("/survey#"))?.1;
        fragment.split('/').next().map(str::to_owned)
    }
}
