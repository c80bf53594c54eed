//! The viewer's choice among e-mails.

use aftercare_contract::{mail::MailChoices, routes::path};
use axum::{Router, extract::State, routing::get};

use super::choice;
use crate::{
    App,
    http::{ApiError, Json},
    session::Viewer,
};

/// The calls of this module.
pub fn router() -> Router<App> {
    Router::new().route(path::MAILS, get(choices).patch(choose))
}

async fn choices(State(app): State<App>, viewer: Viewer) -> Result<Json<MailChoices>, ApiError> {
    app.db.read(move |conn| choice::choices(conn, &viewer.person_id)).await.map(Json)
}

async fn choose(
    State(app): State<App>,
    viewer: Viewer,
    Json(chosen): Json<MailChoices>,
) -> Result<Json<MailChoices>, ApiError> {
    chosen.validate()?;
    let work = move |tx: &rusqlite::Transaction<'_>| {
        choice::choose(tx, &viewer.person_id, &chosen)?;
        choice::choices(tx, &viewer.person_id)
    };
    app.db.write(work).await.map(Json)
}
