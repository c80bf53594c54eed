//! The live stream: who is connected hears of each commit that they may see, in order, once.
//!
//! The log is the table `event`, whose `id` grows with the commits. A stream remembers up to which id it has told,
//! and reads on from there whenever the hub says that there is more: a slow reader only reads later.

mod hub;
mod stream;

use aftercare_contract::routes::path;
use axum::{
    Router,
    extract::State,
    http::{HeaderMap, HeaderName, header},
    response::{IntoResponse, Sse},
    routing::get,
};
use rusqlite::Connection;
use serde::Deserialize;

pub use hub::Hub;

use crate::{
    App,
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

/// The newest id of the log; 0 if it is empty.
pub fn newest(connection: &Connection) -> rusqlite::Result<u64> {
    connection.prepare_cached("SELECT coalesce(max(id), 0) FROM event")?.query_row([], |row| row.get(0))
}
