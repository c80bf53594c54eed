//! Visits as entries of calendars (RFC 5545). A calendar that has the entry updates it by its UID and SEQUENCE, and takes
//! it away when the time doesn't hold any more. What stands there for people to read is in `calendar.json`.

use std::sync::LazyLock;

use aftercare_contract::{
    Localized, Timestamp,
    plan::MaintenanceWindow,
    ticket::SrNumber,
    visit::{Visit, VisitHost},
};
use axum::{
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};
use lettre::message::Mailbox;
use rusqlite::Connection;
use serde::Deserialize;

use super::record::Record;
use crate::{
    App, asset,
    http::{ApiError, disposition, table},
    session::Viewer,
};

/// Who made the file.
const PRODUCT: &str = "-//Aftercare//Field visits//EN";

/// The words of `calendar.json`.
#[derive(Deserialize)]
struct Words {
    file: Localized,
    visit: Localized,
    engineer: Localized,
    host: Localized,
    rules: Localized,
    ticket: Localized,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the file is part of the program; a test reads it")]
    serde_json::from_str(include_str!("calendar.json")).expect("calendar.json holds the words")
});

/// In which form the entry is wanted.
#[derive(Debug, Default, Deserialize)]
pub struct Form {
    /// BCP 47 tag.
    lang: Option<String>,
}

/// What an entry says.
struct Entry {
    visit: Visit,
    sr: SrNumber,
    title: String,
    /// Name and address.
    place: Option<String>,
    rules: Vec<String>,
    link: String,
}

/// The entry for the ticket's visit. There is none until a time was agreed.
pub async fn entry(
    app: &App,
    viewer: Viewer,
    sr: SrNumber,
    form: &Form,
    headers: &HeaderMap,
) -> Result<Response, ApiError> {
    let now = app.clock.now();
    let origin = app.config.origins.first().cloned().unwrap_or_default();
    let entry = app.db.read(move |conn| Entry::load(conn, &viewer, &sr, &origin)).await?;
    let language = table::language(form.lang.as_deref(), headers, &WORDS.file);
    let (method, calendar) = entry.calendar(language, &app.config.mail_from, now).ok_or_else(ApiError::not_found)?;
    let name = format!("{}-{}.ics", say(&WORDS.file, language), entry.sr);
    let headers = [
        (header::CONTENT_TYPE, format!("text/calendar; charset=utf-8; method={method}")),
        (header::CONTENT_DISPOSITION, disposition(&name)),
        (header::CONTENT_LANGUAGE, language.to_owned()),
    ];
    Ok((headers, calendar.to_string()).into_response())
}

fn say<'a>(words: &'a Localized, language: &str) -> &'a str {
    words.in_language(language).1
}

impl Entry {
    fn load(conn: &Connection, viewer: &Viewer, sr: &SrNumber, origin: &str) -> Result<Self, ApiError> {
        let record = Record::visible(conn, sr, viewer)?;
        let site = record.site.as_ref().map(|site| asset::site(conn, site)).transpose()?.flatten();
        let place = site.as_ref().map(|site| {
            let parts = [Some(site.name.as_str()), site.address.as_deref()];
            parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
        });
        Ok(Self {
            visit: record.visit.ok_or_else(ApiError::not_found)?,
            sr: record.sr,
            title: record.request.name,
            place,
            rules: site.into_iter().flat_map(|site| site.visitor_rules).map(|rule| rule.text).collect(),
            link: format!("{origin}/tickets/{sr}"),
        })
    }

    /// The entry with its method: published as it is agreed, or cancelled; none if no time was ever agreed.
    fn calendar(&self, language: &str, sender: &Mailbox, now: Timestamp) -> Option<(&'static str, Calendar)> {
        let (method, status, time) = match (self.visit.time, self.visit.former_time) {
            (Some(time), _) => ("PUBLISH", EventStatus::Confirmed, time),
            (None, Some(former)) => ("CANCEL", EventStatus::Cancelled, former),
            (None, None) => return None,
        };
        let mut calendar = Calendar::empty();
        for (name, value) in [("VERSION", "2.0"), ("PRODID", PRODUCT), ("CALSCALE", "GREGORIAN"), ("METHOD", method)] {
            calendar.append_property(Property::new(name, value));
        }
        calendar.push(self.event(status, time, language, sender, now));
        Some((method, calendar))
    }

    fn event(
        &self,
        status: EventStatus,
        MaintenanceWindow { start, end }: MaintenanceWindow,
        language: &str,
        sender: &Mailbox,
        now: Timestamp,
    ) -> Event {
        let mut event = Event::new();
        // In UTC: every calendar shows it by its own clock, and none has to know the rules of the site's zone.
        event.uid(self.visit.id.as_str()).sequence(self.visit.revision).timestamp(now.0.to_utc());
        event.starts(start.0.to_utc()).ends(end.0.to_utc()).status(status);
        event.summary(&plain(&format!("{}{}", say(&WORDS.visit, language), self.title)));
        event.description(&plain(&self.description(language))).url(&self.link);
        if let Some(place) = &self.place {
            event.location(&plain(place));
        }
        // Calendars heed a cancellation only by who has sent the entry.
        let mut organizer = Property::new("ORGANIZER", format!("mailto:{}", sender.email));
        if let Some(name) = &sender.name {
            organizer.add_parameter("CN", &name.replace(|c: char| c.is_control() || c == '"', " "));
        }
        event.append_property(organizer.done());
        event.done()
    }

    fn description(&self, language: &str) -> String {
        let line = |words, text: &str| [say(words, language), text].concat();
        let engineer = &self.visit.engineer;
        let mut lines = vec![
            self.visit.purpose.text.clone(),
            line(&WORDS.engineer, &reached(&engineer.name, engineer.phone.as_deref())),
        ];
        if let Some(VisitHost { name, phone }) = &self.visit.host {
            lines.push(line(&WORDS.host, &reached(name, phone.as_deref())));
        }
        if !self.rules.is_empty() {
            lines.push(line(&WORDS.rules, ""));
            lines.extend(self.rules.iter().map(|rule| format!("- {rule}")));
        }
        lines.push(line(&WORDS.ticket, &self.link));
        lines.join("\n")
    }
}

/// Somebody with their number.
fn reached(name: &str, phone: Option<&str>) -> String {
    [name].into_iter().chain(phone).collect::<Vec<_>>().join(", ")
}

/// Without characters that no line of such a file may have.
pub fn plain(text: &str) -> String {
    text.replace(|c: char| c.is_control() && c != '\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_there_in_three_languages() {
        let Words { file, visit, engineer, host, rules, ticket } = &*WORDS;
        for words in [file, visit, engineer, host, rules, ticket] {
            let said: std::collections::BTreeSet<_> = ["en", "zh-CN", "ja"].map(|tag| say(words, tag)).into();
            assert_eq!(said.len(), 3, "{said:?}");
        }
    }

    #[test]
    fn no_character_of_a_text_begins_another_line() {
        assert_eq!(plain("A\r\nBEGIN:VALARM\u{0}\u{85}B"), "A \nBEGIN:VALARM  B");
    }
}
