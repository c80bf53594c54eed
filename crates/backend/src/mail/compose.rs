//! A letter as the message that a mail reader gets: the same content as plain text and as HTML.

use aftercare_contract::{Prose, survey};
use lettre::{
    Message,
    message::{
        Mailbox, MultiPart, SinglePart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};

use super::{
    letter::Letter,
    queue::Due,
    words::{Reader, WORDS, Wording},
};
use crate::http::ApiError;

/// From whom e-mails come, and where their links lead.
#[derive(Clone, Copy, Debug)]
pub struct Letterhead<'a> {
    pub sender: &'a Mailbox,
    pub origin: &'a str,
    pub hotline: &'a str,
}

/// A piece of a letter.
enum Block {
    Line(String),
    /// Somebody's own words, with the tag of their language.
    Quote(Prose),
    /// What the reader is to do.
    Button(Link),
    /// A row of choices.
    Choices(Vec<Link>),
    /// Something beside the point.
    Small(Link),
    SmallLine(String),
}

struct Link {
    label: String,
    url: String,
}

/// The message of a letter.
pub fn compose(due: &Due, head: Letterhead) -> Result<Message, ApiError> {
    let letter = &due.letter;
    let reader = Reader { language: &letter.language, zone: letter.zone };
    let wording = WORDS
        .of(&letter.kind, letter.news.decide)
        .ok_or_else(|| ApiError::internal("a kind of e-mail without words"))?;
    let until = letter.news.until.map(|time| reader.time(time)).unwrap_or_default();
    let subject =
        reader.say(&wording.subject, &[("sr", letter.sr.as_str()), ("title", &letter.title), ("until", &until)]);
    let blocks = blocks(due, reader, wording, head);
    let domain = head.sender.email.domain();
    let thread = format!("<{}@{domain}>", letter.sr);
    let id = format!("<{}@{domain}>", due.local_id);
    let recipient = Mailbox::new(Some(letter.name.clone()), letter.address.parse().map_err(ApiError::internal)?);
    let mut message = Message::builder()
        .from(head.sender.clone())
        .to(recipient)
        .date(due.queued.0.into())
        .subject(subject.replace(char::is_control, " "));
    // All letters on a ticket are one conversation, which its first one begins.
    if id != thread {
        message = message.in_reply_to(thread.clone()).references(thread);
    }
    // Says to other programs that nobody waits for an answer (RFC 3834), and to readers where to choose (RFC 2369).
    message
        .message_id(Some(id))
        .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()))
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("List-Unsubscribe"),
            format!("<{}>", choose_url(head)),
        ))
        .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Content-Language"), letter.language.clone()))
        .multipart(
            MultiPart::alternative()
                .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(text(&blocks)))
                .singlepart(SinglePart::builder().header(ContentType::TEXT_HTML).body(html(
                    &blocks,
                    &letter.language,
                    &subject,
                ))),
        )
        .map_err(ApiError::internal)
}

fn choose_url(head: Letterhead) -> String {
    format!("{}/account", head.origin)
}

fn blocks(due: &Due, reader: Reader, wording: &Wording, head: Letterhead) -> Vec<Block> {
    let Letter { name, sr, title, news, .. } = &due.letter;
    let time = |time: Option<_>| time.map(|time| reader.time(time)).unwrap_or_default();
    let until = time(news.until);
    let your_site = reader.say(&WORDS.your_site, &[]);
    let ticket = format!("{}/tickets/{sr}", head.origin);
    let values = [
        ("sr", sr.as_str()),
        ("until", &until),
        ("engineer", news.engineer.as_deref().unwrap_or_default()),
        ("site", news.site.as_deref().unwrap_or(&your_site)),
    ];
    let link = |label: &_, url: &str| Link { label: reader.say(label, &[]), url: url.to_owned() };

    let mut blocks = vec![
        Block::Line(reader.say(&WORDS.greeting, &[("name", name)])),
        Block::Line(reader.say(&wording.lead, &values)),
    ];
    if let Some(said) = &news.said {
        blocks.extend([Block::Line(reader.say(&WORDS.said, &[])), Block::Quote(said.clone())]);
        blocks.push(Block::Line(reader.say(&WORDS.did, &[])));
    }
    blocks.extend(news.words.clone().map(Block::Quote));
    if let (Some(earliest), Some(latest)) = (news.earliest, news.latest) {
        let range = [("earliest", &*time(Some(earliest))), ("latest", &*time(Some(latest)))];
        blocks.push(Block::Line(reader.say(&WORDS.range, &range)));
    }
    if let Some(next) = news.next_update {
        blocks.push(Block::Line(reader.say(&WORDS.next_update, &[("next", &reader.time(next))])));
    }
    let survey = |mark| due.token.as_ref().map(|token| format!("{}{}", head.origin, survey::link(token, mark)));
    if let Some(whole) = survey(None) {
        let marks = WORDS.marks.iter().zip(1..).filter_map(|(name, mark)| Some(link(name, &survey(Some(mark))?)));
        blocks.push(Block::Choices(marks.collect()));
        blocks.push(Block::Small(link(&wording.action, &whole)));
    }
    if let Some(words) = wording.until.as_ref().filter(|_| news.until.is_some()) {
        blocks.push(Block::Line(reader.say(words, &values)));
    }
    blocks.push(if due.token.is_some() {
        Block::Small(link(&WORDS.reopen, &ticket))
    } else {
        Block::Button(link(&wording.action, &ticket))
    });
    blocks.extend([
        Block::SmallLine(reader.say(&WORDS.ticket, &[("sr", sr.as_str()), ("title", title)])),
        Block::SmallLine(reader.say(&WORDS.hotline, &[("hotline", head.hotline)])),
        Block::SmallLine(reader.say(&WORDS.automatic, &[])),
        Block::Small(link(&WORDS.choose, &choose_url(head))),
    ]);
    blocks
}

fn text(blocks: &[Block]) -> String {
    let written = |Link { label, url }: &Link| format!("{label}: {url}");
    let paragraphs = blocks.iter().map(|block| match block {
        Block::Line(words) | Block::SmallLine(words) => words.clone(),
        Block::Quote(prose) => prose.text.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n"),
        Block::Button(link) | Block::Small(link) => written(link),
        Block::Choices(links) => links.iter().map(written).collect::<Vec<_>>().join("\n"),
    });
    paragraphs.collect::<Vec<_>>().join("\n\n") + "\n"
}

/// No colours but the reader's own, so that it suits light and dark; no pictures, which would be fetched when it is
/// read. Styles stand at the elements because many mail readers drop all others.
fn html(blocks: &[Block], language: &str, subject: &str) -> String {
    const BUTTON: &str = "display:inline-block;padding:12px 16px;border:1px solid;border-radius:6px;\
                          text-decoration:none;margin:0 8px 8px 0";
    let anchor = |Link { label, url }: &Link, style: &str| {
        format!("<a href=\"{}\" style=\"{style}\">{}</a>", escape(url), escape(label))
    };
    let body: String = blocks
        .iter()
        .map(|block| match block {
            Block::Line(words) => format!("<p>{}</p>\n", escape(words)),
            Block::Quote(Prose { text, language }) => {
                let language = language.as_ref().map(|tag| format!(" lang=\"{}\"", escape(tag))).unwrap_or_default();
                let text = escape(text).replace('\n', "<br>\n");
                format!("<blockquote{language} style=\"margin:0 0 16px;padding-left:12px;border-left:3px solid\">{text}</blockquote>\n")
            }
            Block::Button(link) => format!("<p>{}</p>\n", anchor(link, BUTTON)),
            Block::Choices(links) => {
                format!("<p>{}</p>\n", links.iter().map(|link| anchor(link, BUTTON)).collect::<String>())
            }
            Block::Small(link) => format!("<p style=\"font-size:14px\">{}</p>\n", anchor(link, "")),
            Block::SmallLine(words) => format!("<p style=\"font-size:14px\">{}</p>\n", escape(words)),
        })
        .collect();
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>{}</title>\n</head>\n\
         <body style=\"font-family:system-ui,sans-serif;font-size:16px;line-height:1.5;max-width:600px;margin:0 auto;padding:16px\">\n\
         {body}</body>\n</html>\n",
        escape(language),
        escape(subject),
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
