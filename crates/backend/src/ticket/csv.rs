//! Lists as tables for spreadsheets. What stands there for people to read is in `csv.json`: a file is read without the
//! portal, so its words have to come with it.

use std::{
    collections::{BTreeMap, HashMap},
    io,
    sync::{Arc, LazyLock},
};

use aftercare_contract::{
    Localized, Timestamp,
    list::TicketQuery,
    ticket::{DeviceRef, Severity},
};
use axum::{
    body::Body,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use chrono::DateTime;
use chrono_tz::Tz;
use futures_util::{StreamExt, stream};
use rusqlite::{Connection, Row, named_params};
use serde::Deserialize;

use super::{
    access::{Access, VISIBLE},
    list,
    record::Record,
    view,
};
use crate::{
    App, catalogue,
    db::Json,
    http::{
        ApiError,
        table::{self, BYTE_ORDER_MARK, table},
    },
    session::Viewer,
};

/// How many tickets are read at once. Between two reads the database is free, however slowly the file is taken.
const AT_ONCE: usize = 500;
/// The words of `csv.json`.
#[derive(Deserialize)]
struct Words {
    file: Localized,
    columns: Vec<Localized>,
    times: Vec<Localized>,
    codes: BTreeMap<String, Localized>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the file is part of the program; a test reads it")]
    serde_json::from_str(include_str!("csv.json")).expect("csv.json holds the words")
});

/// In which form the table is wanted.
#[derive(Debug, Default, Deserialize)]
pub struct Form {
    /// BCP 47 tag.
    lang: Option<String>,
    /// IANA name of a time zone.
    zone: Option<String>,
}

/// For whom the table is: their language and their zone.
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    language: &'static str,
    zone: Tz,
}

impl Reader {
    /// As was asked for, else in the first known language of `Accept-Language`, in UTC.
    pub fn new(form: &Form, headers: &HeaderMap) -> Self {
        let language = table::language(form.lang.as_deref(), headers, &WORDS.file);
        let zone = form.zone.as_deref().and_then(|zone| zone.parse().ok()).unwrap_or(Tz::UTC);
        Self { language, zone }
    }

    fn say(self, text: &Localized) -> String {
        text.in_language(self.language).1.to_owned()
    }

    /// The word for a code; the code where there is none.
    fn word(self, code: &str) -> String {
        WORDS.codes.get(code).map_or_else(|| code.to_owned(), |word| self.say(word))
    }

    fn local(self, time: Timestamp) -> DateTime<Tz> {
        time.0.with_timezone(&self.zone)
    }

    /// As spreadsheets of every language read a date; the column's name tells the zone.
    fn time(self, time: Timestamp) -> String {
        self.local(time).format("%Y-%m-%d %H:%M").to_string()
    }

    fn severity(self, severity: &Severity) -> String {
        [&*severity.code, &*self.say(&severity.name)].join(" ")
    }

    fn header(self) -> Vec<String> {
        let times = WORDS.times.iter().map(|name| format!("{} ({})", self.say(name), self.zone));
        WORDS.columns.iter().map(|name| self.say(name)).chain(times).collect()
    }
}

/// All tickets of the query that the viewer may see, as a table that is made while it is read. If that fails, the
/// connection is cut, so that nobody takes a part for the whole.
pub async fn export(app: &App, viewer: Viewer, query: TicketQuery, reader: Reader) -> Result<Response, ApiError> {
    let asker = viewer.clone();
    // The numbers are fixed at first: tickets that change meanwhile would move out of the pages' way, or into it.
    let now = app.clock.now();
    let (kinds, numbers) = app
        .db
        .read(move |conn| Ok::<_, ApiError>((kinds(conn, reader)?, list::numbers(conn, &asker, &query, now)?)))
        .await?;
    let parts: Vec<Vec<String>> = numbers.chunks(AT_ONCE).map(<[_]>::to_vec).collect();
    let begin = table(vec![reader.header()])?;
    let begin = [BYTE_ORDER_MARK.as_bytes(), &*begin].concat();
    let source = (app.clone(), viewer, Arc::new(kinds), parts.into_iter());
    let rows = stream::try_unfold(source, move |(app, viewer, kinds, mut parts)| async move {
        let Some(part) = parts.next() else { return Ok(None) };
        let (asker, names) = (viewer.clone(), Arc::clone(&kinds));
        let rows = app.db.read(move |conn| rows(conn, &asker, &part, &names, reader)).await.and_then(table);
        let rows = rows.inspect_err(|error| tracing::warn!(%error, "table not finished")).map_err(io::Error::other)?;
        Ok(Some((rows, (app, viewer, kinds, parts))))
    });
    let body = stream::iter([Ok::<_, io::Error>(begin)]).chain(rows);
    let day = reader.local(app.clock.now()).format("%Y-%m-%d");
    let name = format!("{}-{day}.csv", reader.say(&WORDS.file));
    Ok((table::headers(&name, reader.language), Body::from_stream(body)).into_response())
}

/// What the kinds of requests are called.
fn kinds(conn: &Connection, reader: Reader) -> rusqlite::Result<HashMap<String, String>> {
    let kinds = catalogue::kinds(conn)?.into_iter();
    Ok(kinds.map(|kind| (kind.ticket_type.to_string(), reader.say(&kind.name))).collect())
}

/// The rows of these tickets, in this order.
fn rows(
    conn: &Connection,
    viewer: &Viewer,
    numbers: &[String],
    kinds: &HashMap<String, String>,
    reader: Reader,
) -> rusqlite::Result<Vec<Vec<String>>> {
    // CROSS JOIN keeps SQLite from going through all tickets for each number.
    let sql = format!(
        "SELECT t.record, p.name, s.name, d.id, d.name, d.model, d.serial_number
         FROM json_each(:numbers) n CROSS JOIN ticket t ON t.sr = n.value JOIN person p ON p.id = t.requester_id
         LEFT JOIN device d ON d.id = t.device_id LEFT JOIN site s ON s.id = t.site_id
         WHERE {VISIBLE} ORDER BY n.key"
    );
    let (access, numbers) = (Access::of(viewer), Json(numbers));
    let mut parameters = named_params! { ":numbers": numbers }.to_vec();
    parameters.extend(access.parameters());
    conn.prepare_cached(&sql)?.query_map(&*parameters, |row| cells(row, kinds, reader))?.collect()
}

fn cells(row: &Row, kinds: &HashMap<String, String>, reader: Reader) -> rusqlite::Result<Vec<String>> {
    let Json(record) = row.get::<_, Json<Record>>(0)?;
    let kind = record.request.ticket_type.as_str();
    // Clocks only say by when; whose turn it is doesn't follow from them.
    let turn = record.turn(&[]).who;
    let expected = record.etas.last().map(|eta| eta.window.expected_resolution_date);
    let resolved = record.resolved();
    let (created, changed) = (record.created(), record.changed);
    let device = view::device_ref(row, 3)?;
    let of_device = |field: fn(DeviceRef) -> String| device.clone().map(field).unwrap_or_default();
    let time = |time: Option<Timestamp>| time.map(|time| reader.time(time)).unwrap_or_default();
    Ok(vec![
        record.sr.to_string(),
        record.request.external_identifier.unwrap_or_default(),
        record.request.name,
        kinds.get(kind).cloned().unwrap_or_else(|| kind.to_owned()),
        record.severity.map(|severity| reader.severity(&severity)).unwrap_or_default(),
        reader.word(record.status.as_str()),
        reader.word(turn.as_str()),
        of_device(|device| device.name),
        of_device(|device| device.model),
        of_device(|device| device.serial_number),
        row.get::<_, Option<String>>(2)?.unwrap_or_default(),
        row.get(1)?,
        record.engineer.map(|engineer| engineer.name).unwrap_or_default(),
        reader.word(record.channel.as_str()),
        time(Some(created)),
        time(Some(changed)),
        time(expected),
        time(resolved),
    ])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use aftercare_contract::ticket::{Channel, Status, TurnOf};
    use axum::http::header;

    use super::*;

    #[test]
    fn every_word_is_there_in_every_language() {
        let Words { file, columns, times, codes: words } = &*WORDS;
        for text in [file].into_iter().chain(columns).chain(times).chain(words.values()) {
            assert_eq!(text.tags().collect::<BTreeSet<_>>(), ["en", "ja", "zh-CN"].into(), "{text:?}");
        }
        let codes = Status::KNOWN.iter().map(Status::as_str).chain(Channel::KNOWN.iter().map(Channel::as_str));
        for code in codes.chain(TurnOf::KNOWN.iter().map(TurnOf::as_str)) {
            assert!(words.contains_key(code), "{code}");
        }
    }

    #[test]
    fn the_language_is_the_one_that_was_asked_for() {
        let of = |lang: Option<&str>, accept: &'static str| {
            let headers = [(header::ACCEPT_LANGUAGE, accept.parse().unwrap())].into_iter().collect();
            Reader::new(&Form { lang: lang.map(str::to_owned), zone: None }, &headers).language
        };
        assert_eq!(of(Some("ja"), "zh-CN"), "ja");
        assert_eq!(of(None, "de-DE, zh-TW;q=0.8, en;q=0.5"), "zh-CN");
        assert_eq!(of(Some("tlh"), "*"), "en");
    }
}
