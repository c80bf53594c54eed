//! The calls on notices and on the calendar of their dates.

use aftercare_contract::{
    notice::{
        CalendarFeed, Notice, NoticeChoices, NoticeId, NoticeQuery, Notices, ReadNotices, TakeNoticeAction,
        UnreadNotices,
    },
    routes::path,
};
use axum::{
    Router,
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::{get, post},
};
use rusqlite::Transaction;
use serde::Deserialize;

use super::{feed, store};
use crate::{
    App,
    http::{Answer, ApiError, Json, Once, Path, Query},
    session::Viewer,
};

/// The calls of this module.
pub fn router() -> Router<App> {
    Router::new()
        .route(path::NOTICES, get(list))
        .route(path::NOTICES_UNREAD, get(unread))
        .route(path::NOTICES_READ, post(mark_read))
        .route(path::NOTICES_CALENDAR, get(download))
        .route(path::NOTICE, get(one))
        .route(path::NOTICE_ACTIONS, post(act))
        .route(path::NOTICE_CHOICES, get(choices).patch(choose))
        .route(path::CALENDAR_FEED, get(address).put(new_address).delete(revoke))
        .route(path::CALENDAR, get(subscribed))
}

async fn list(State(app): State<App>, viewer: Viewer, RawQuery(query): RawQuery) -> Result<Json<Notices>, ApiError> {
    let now = app.clock.now();
    let query = NoticeQuery::parse(&query.unwrap_or_default());
    app.db.read(move |conn| store::list(conn, &viewer, &query, now)).await.map(Json)
}

async fn one(State(app): State<App>, viewer: Viewer, Path(id): Path<NoticeId>) -> Result<Json<Notice>, ApiError> {
    let now = app.clock.now();
    app.db.read(move |conn| store::one(conn, &viewer, &id, now)).await.map(Json)
}

async fn unread(State(app): State<App>, viewer: Viewer) -> Result<Json<UnreadNotices>, ApiError> {
    let now = app.clock.now();
    app.db.read(move |conn| store::unread(conn, &viewer.organisation_id, &viewer.person_id, now)).await.map(Json)
}

async fn mark_read(State(app): State<App>, viewer: Viewer, once: Once<ReadNotices>) -> Result<Answer, ApiError> {
    let now = app.clock.now();
    let Once { body, call } = once;
    let work = move |tx: &Transaction<'_>| {
        body.validate()?;
        store::mark_read(tx, &viewer, &body.ids, now)?;
        Answer::json(StatusCode::OK, &store::unread(tx, &viewer.organisation_id, &viewer.person_id, now)?)
    };
    call.run(&app, work).await
}

async fn act(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<NoticeId>,
    once: Once<TakeNoticeAction>,
) -> Result<Answer, ApiError> {
    let now = app.clock.now();
    let Once { body, call } = once;
    let work = move |tx: &Transaction<'_>| {
        body.validate(now)?;
        Answer::json(StatusCode::OK, &store::act(tx, &viewer, &id, &body, now)?)
    };
    call.run(&app, work).await
}

async fn choices(State(app): State<App>, viewer: Viewer) -> Result<Json<NoticeChoices>, ApiError> {
    app.db.read(move |conn| store::choices(conn, &viewer.person_id)).await.map(Json)
}

async fn choose(
    State(app): State<App>,
    viewer: Viewer,
    Json(chosen): Json<NoticeChoices>,
) -> Result<Json<NoticeChoices>, ApiError> {
    chosen.validate()?;
    let now = app.clock.now();
    let work = move |tx: &Transaction<'_>| {
        store::choose(tx, &viewer, &chosen, now)?;
        store::choices(tx, &viewer.person_id)
    };
    app.db.write(work).await.map(Json)
}

#[derive(Debug, Deserialize)]
struct Words {
    lang: Option<String>,
}

async fn download(
    State(app): State<App>,
    viewer: Viewer,
    Query(Words { lang }): Query<Words>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    feed::download(&app, viewer, lang.as_deref(), &headers).await
}

async fn address(State(app): State<App>, viewer: Viewer) -> Result<Json<CalendarFeed>, ApiError> {
    app.db.read(move |conn| feed::address(conn, &viewer.person_id)).await.map(Json)
}

/// A PUT, and no POST under a key: the address is told once and kept nowhere, so the answer can't be repeated.
async fn new_address(State(app): State<App>, viewer: Viewer) -> Result<Json<CalendarFeed>, ApiError> {
    let now = app.clock.now();
    let origin = app.config.origins.first().cloned().unwrap_or_default();
    app.db.write(move |tx| feed::new_address(tx, &viewer.person_id, &origin, now)).await.map(Json)
}

async fn revoke(State(app): State<App>, viewer: Viewer) -> Result<StatusCode, ApiError> {
    app.db.write(move |tx| feed::revoke(tx, &viewer.person_id)).await.map(|()| StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize)]
struct Subscription {
    #[serde(default)]
    token: String,
    lang: Option<String>,
}

async fn subscribed(
    State(app): State<App>,
    Query(Subscription { token, lang }): Query<Subscription>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    feed::subscribed(&app, token, lang.as_deref(), &headers).await
}
