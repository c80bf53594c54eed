//! What forms are built from.

use aftercare_contract::{
    catalogue::{Catalogue, Policy, RequestKind},
    routes::path,
    ticket::{Channel, TicketType},
};
use axum::{
    Router,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
    routing::get,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};

use crate::{
    App,
    db::Json,
    http::{ApiError, etag},
    session::Viewer,
    sla::PolicyData,
};

/// The calls of this module.
pub fn router() -> Router<App> {
    Router::new().route(path::CATALOGUE, get(catalogue))
}

async fn catalogue(State(app): State<App>, viewer: Viewer, headers: HeaderMap) -> Result<Response, ApiError> {
    let uploads = app.config.upload_limits.clone();
    let catalogue = app
        .db
        .read(move |conn| {
            let (kinds, channels) = (kinds(conn)?, channels(conn)?);
            Ok::<_, rusqlite::Error>(Catalogue { kinds, policies: policies(conn, &viewer)?, channels, uploads })
        })
        .await?;
    let body = serde_json::to_vec(&catalogue)?;
    let tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(Sha256::digest(&body)));
    Ok(etag::respond(&headers, tag, ([(header::CONTENT_TYPE, "application/json")], body).into_response()))
}

/// The kind of request, if it is offered.
pub fn kind(conn: &Connection, ticket_type: &TicketType) -> rusqlite::Result<Option<RequestKind>> {
    conn.prepare_cached("SELECT data FROM request_kind WHERE ticket_type = ?1")?
        .query_row([ticket_type.as_str()], |row| row.get::<_, Json<RequestKind>>(0))
        .optional()
        .map(|kind| kind.map(|Json(kind)| kind))
}

/// The kinds of requests that are offered, in their order.
pub fn kinds(conn: &Connection) -> rusqlite::Result<Vec<RequestKind>> {
    conn.prepare_cached("SELECT data FROM request_kind ORDER BY position")?
        .query_map([], |row| row.get::<_, Json<_>>(0).map(|Json(kind)| kind))?
        .collect()
}

/// The channels by which an answer can be wished.
pub fn channels(conn: &Connection) -> rusqlite::Result<Vec<Channel>> {
    conn.prepare_cached("SELECT name FROM channel ORDER BY position")?
        .query_map([], |row| row.get::<_, String>(0).map(|name| Channel::from(name.as_str())))?
        .collect()
}

/// Those of the company's contracts.
fn policies(conn: &Connection, viewer: &Viewer) -> rusqlite::Result<Vec<Policy>> {
    conn.prepare_cached(
        "SELECT data FROM policy WHERE id IN (SELECT policy_id FROM contract WHERE organisation_id = ?1) ORDER BY id",
    )?
    .query_map([viewer.organisation_id.as_str()], |row| row.get::<_, Json<PolicyData>>(0))?
    .map(|policy| policy.map(|Json(policy)| policy.catalogue()))
    .collect()
}
