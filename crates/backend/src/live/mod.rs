//! The live stream: who is connected hears of each commit that they may see, in order, once.
//!
//! The log is the table `event`, whose `id` grows with the commits, and beside it the table `news` for what isn't about
//! tickets, whose ids are of the same sequence ([`tell`]). A stream remembers up to which id it has told, and reads on
//! from there whenever the hub says that there is more: a slow reader only reads later.

mod hub;
mod stream;

use aftercare_contract::{
    account::{OrganisationId, PersonId},
    live::News,
    routes::path,
};
use axum::{
    Router,
    extract::State,
    http::{HeaderMap, HeaderName, header},
    response::{IntoResponse, Sse},
    routing::get,
};
use rusqlite::{Connection, Transaction, named_params};
use serde::Deserialize;

pub use hub::Hub;

use crate::{
    App,
    config::LIVE_REPLAY,
    db::Json,
    http::{ApiError, Query},
    session::Viewer,
};

/// The calls of this module.
pub fn router() -> Router<App> {
    Router::new().route(path::LIVE, get(live))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Resume {
    last_event_id: Option<String>,
}

async fn live(
    State(app): State<App>,
    viewer: Viewer,
    Query(resume): Query<Resume>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, ApiError> {
    // The header is the newer one: the browser sets it when it reconnects by itself to the same address.
    let header = headers.get("last-event-id").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let stream = stream::open(app, viewer, header.or(resume.last_event_id))?;
    // Proxies of nginx's kind would keep events back to fill a buffer.
    let headers = [(header::CACHE_CONTROL, "no-store"), (HeaderName::from_static("x-accel-buffering"), "no")];
    Ok((headers, Sse::new(stream)))
}

/// The newest id of the log; 0 if it is empty. It is that of the sequence, from which `news` draws as well.
pub fn newest(connection: &Connection) -> rusqlite::Result<u64> {
    connection
        .prepare_cached("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'event'")?
        .query_row([], |row| row.get(0))
}

/// Tells the streams of a company's people, or of one of them, of something that isn't about a ticket, as soon as the
/// transaction is committed. Whatever has such news adds a member to [`News`] for it.
pub fn tell(
    tx: &Transaction,
    organisation: &OrganisationId,
    person: Option<&PersonId>,
    news: &News,
) -> rusqlite::Result<()> {
    let id = newest(tx)? + 1;
    let drawn = tx.prepare_cached("UPDATE sqlite_sequence SET seq = ?1 WHERE name = 'event'")?.execute([id])?;
    if drawn == 0 {
        tx.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('event', ?1)", [id])?;
    }
    tx.prepare_cached(
        "INSERT INTO news (id, organisation_id, person_id, data) VALUES (:id, :organisation, :person, :data)",
    )?
    .execute(named_params! {
        ":id": id,
        ":organisation": organisation.as_str(),
        ":person": person.map(PersonId::as_str),
        ":data": Json(news),
    })
    .map(drop)
}

/// Removes news that no stream can be resumed at any more.
pub async fn sweep(app: &App) -> Result<(), ApiError> {
    let sweep = |tx: &Transaction<'_>| {
        let oldest = newest(tx)?.saturating_sub(LIVE_REPLAY);
        tx.execute("DELETE FROM news WHERE id < ?1", [oldest]).map(drop)
    };
    app.db.write(sweep).await
}
