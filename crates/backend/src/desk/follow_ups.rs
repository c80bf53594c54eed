//! The desk's side of low marks: who waits to hear what came of them, and telling them.

use aftercare_contract::{list::Page, survey::FollowUpId};
use axum::{
    Router,
    extract::State,
    routing::{get, post},
};
use rusqlite::{Connection, Transaction};
use serde::Deserialize;

use super::{
    By,
    body::prose,
    store::{self, DeskFollowUp},
};
use crate::{
    App,
    http::{ApiError, Json, Path, Query},
    survey::follow_up::{self, Shown},
    ticket::Record,
};

/// The calls of this module.
pub fn router() -> Router<App> {
    Router::new().route("/follow-ups", get(follow_ups)).route("/follow-ups/{id}/answer", post(answer))
}

#[derive(Debug, Deserialize)]
struct Filter {
    state: Option<String>,
}

/// What came of a low mark.
#[derive(Debug, Deserialize)]
struct Told {
    #[serde(default)]
    text: String,
    language: Option<String>,
}

async fn follow_ups(
    State(app): State<App>,
    Query(Filter { state }): Query<Filter>,
) -> Result<Json<Page<DeskFollowUp>>, ApiError> {
    let now = app.clock.now();
    let shown = if state.as_deref() == Some("all") { Shown::All } else { Shown::Open };
    let read = move |conn: &Connection| {
        let surveys = follow_up::list(conn, shown, now)?;
        surveys.into_iter().map(|survey| store::follow_up(conn, survey)).collect::<Result<Vec<_>, _>>()
    };
    let items = app.db.read(read).await?;
    Ok(Json(Page { total: items.len() as u64, items, next_cursor: None }))
}

async fn answer(
    State(app): State<App>,
    Path(id): Path<FollowUpId>,
    Query(by): Query<By>,
    Json(told): Json<Told>,
) -> Result<Json<DeskFollowUp>, ApiError> {
    let now = app.clock.now();
    let words = prose("/text", &told.text, told.language)?;
    let work = move |tx: &Transaction<'_>| {
        let survey = follow_up::survey_of(tx, &id, now)?.survey;
        let actor = by.actor(tx, &Record::load(tx, &survey.sr_number)?)?;
        follow_up::answer(tx, now, &id, actor, words)?;
        store::follow_up(tx, follow_up::survey_of(tx, &id, now)?)
    };
    app.db.write(work).await.map(Json)
}
