//! The dates of notices for calendars (RFC 5545): as a file, and as a feed to which programs subscribe.
//!
//! Calendar programs send nothing but the address, so the feed's token stands in it, against the rule for all others. It
//! opens nothing but these dates, is 256 bits of randomness, is kept as its SHA-256 and told once, can be revoked, and
//! is in the query, which isn't logged.

use std::sync::LazyLock;

use aftercare_contract::{
    Localized, Timestamp,
    account::{OrganisationId, PersonId},
    notice::CalendarFeed,
    routes::{path, to},
};
use axum::{
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use icalendar::{Calendar, Component, Event, EventLike, Property};
use rusqlite::{Connection, OptionalExtension, Transaction};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{life_cycle, store};
use crate::{
    App,
    db::At,
    http::{ApiError, disposition, table::language},
    random,
    session::Viewer,
    ticket::calendar::plain,
};

/// Who made the file.
const PRODUCT: &str = "-//Aftercare//Notices//EN";
/// How often programs are to look for news.
const REFRESHED: &str = "PT12H";

/// The words of `feed.json`.
#[derive(Deserialize)]
struct Words {
    file: Localized,
    calendar: Localized,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the file is part of the program; a test reads it")]
    serde_json::from_str(include_str!("feed.json")).expect("feed.json holds the words")
});

/// The dates as a file.
pub async fn download(
    app: &App,
    viewer: Viewer,
    lang: Option<&str>,
    headers: &HeaderMap,
) -> Result<Response, ApiError> {
    answer(app, viewer.organisation_id, language(lang, headers, &WORDS.file)).await
}

/// The dates for whoever has this token.
pub async fn subscribed(
    app: &App,
    token: String,
    lang: Option<&str>,
    headers: &HeaderMap,
) -> Result<Response, ApiError> {
    let now = app.clock.now();
    let work = move |tx: &Transaction<'_>| {
        let found = tx
            .prepare_cached(
                "UPDATE calendar_feed SET last_used = ?2 WHERE hash = ?1
                 RETURNING (SELECT organisation_id FROM person WHERE id = person_id)",
            )?
            .query_row((digest(&token), At(now)), |row| row.get(0).map(OrganisationId))
            .optional()?;
        found.ok_or_else(ApiError::not_found)
    };
    let organisation = app.db.write(work).await?;
    answer(app, organisation, language(lang, headers, &WORDS.file)).await
}

async fn answer(app: &App, organisation: OrganisationId, language: &'static str) -> Result<Response, ApiError> {
    let now = app.clock.now();
    let origin = app.config.origins.first().cloned().unwrap_or_default();
    let domain = app.config.mail_from.email.domain().to_owned();
    let calendar =
        app.db.read(move |conn| calendar(conn, &organisation, language, &origin, &domain, now)).await?.to_string();
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, disposition(&format!("{}.ics", say(&WORDS.file, language)))),
        (header::CONTENT_LANGUAGE, language.to_owned()),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, calendar).into_response())
}

fn say<'a>(words: &'a Localized, language: &str) -> &'a str {
    words.in_language(language).1
}

fn calendar(
    conn: &Connection,
    organisation: &OrganisationId,
    language: &str,
    origin: &str,
    domain: &str,
    now: Timestamp,
) -> rusqlite::Result<Calendar> {
    let mut calendar = Calendar::empty();
    let name = say(&WORDS.calendar, language);
    for (property, value) in
        [("VERSION", "2.0"), ("PRODID", PRODUCT), ("CALSCALE", "GREGORIAN"), ("NAME", name), ("X-WR-CALNAME", name)]
    {
        calendar.append_property(Property::new(property, value));
    }
    calendar.append_property(Property::new("REFRESH-INTERVAL", REFRESHED).add_parameter("VALUE", "DURATION").done());
    let url = format!("{origin}/notices");
    for ending in life_cycle::endings(conn, organisation)? {
        let (Some(title), Some(text)) = (ending.title(), ending.text()) else { continue };
        let mut event = Event::new();
        // The same in every fetch, so that programs change an entry instead of adding another.
        event.uid(&format!("{}@{domain}", plain(&ending.key).replace(' ', "-"))).timestamp(now.0.to_utc());
        event.all_day(ending.day.0).summary(&plain(say(&title, language))).url(&url);
        event.description(&plain(&text.each_ref().map(|text| say(text, language)).join("\n")));
        calendar.push(event.done());
    }
    for (id, published, told) in store::dated(conn, organisation)? {
        let Some(window) = told.window else { continue };
        let mut event = Event::new();
        event.uid(&format!("{id}@{domain}")).timestamp(published.0.to_utc());
        event.starts(window.start.0.to_utc()).ends(window.end.0.to_utc());
        event.summary(&plain(say(&told.title, language))).description(&plain(say(&told.text, language))).url(&url);
        calendar.push(event.done());
    }
    Ok(calendar)
}

/// Whether there is an address; it itself is known to nobody any more.
pub fn address(conn: &Connection, person: &PersonId) -> rusqlite::Result<CalendarFeed> {
    let found = conn
        .prepare_cached("SELECT created, last_used FROM calendar_feed WHERE person_id = ?1")?
        .query_row([person.as_str()], |row| {
            Ok((row.get::<_, At>(0)?.0, row.get::<_, Option<At>>(1)?.map(|At(time)| time)))
        })
        .optional()?;
    let (created, last_used) = found.unzip();
    Ok(CalendarFeed { created, last_used: last_used.flatten(), url: None })
}

/// Makes a new address; the one before opens nothing any more.
pub fn new_address(
    tx: &Transaction,
    person: &PersonId,
    origin: &str,
    now: Timestamp,
) -> Result<CalendarFeed, ApiError> {
    let token = random::secret()?;
    tx.prepare_cached("INSERT OR REPLACE INTO calendar_feed (person_id, hash, created) VALUES (?1, ?2, ?3)")?
        .execute((person.as_str(), digest(&token), At(now)))?;
    let url = format!("{origin}{}?token={token}", to(path::CALENDAR, &[]));
    Ok(CalendarFeed { created: Some(now), last_used: None, url: Some(url) })
}

/// Revokes the address.
pub fn revoke(tx: &Transaction, person: &PersonId) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM calendar_feed WHERE person_id = ?1")?.execute([person.as_str()]).map(drop)
}

fn digest(token: &str) -> Vec<u8> {
    Sha256::digest(token).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_there_in_three_languages() {
        for words in [&WORDS.file, &WORDS.calendar] {
            assert_eq!(words.tags().collect::<Vec<_>>(), ["en", "zh-CN", "ja"]);
        }
    }
}
