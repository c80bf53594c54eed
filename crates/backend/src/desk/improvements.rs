//! The desk's side of improvements: they are agreed, and go on.

use aftercare_contract::{
    FieldCode, FieldError,
    account::OrganisationId,
    asset::Day,
    history::Side,
    review::{Improvement, ImprovementId, ImprovementState},
};
use axum::{Router, extract::State, http::StatusCode, routing::post};
use rusqlite::Transaction;
use serde::Deserialize;

use super::body::prose;
use crate::{
    App,
    http::{ApiError, Json, Path},
    review::improvement::{self, Agreed, Progress},
};

/// The calls of this module.
pub fn router() -> Router<App> {
    Router::new().route("/improvements", post(agree)).route("/improvements/{id}", post(change))
}

#[derive(Debug, Deserialize)]
struct NewImprovement {
    organisation: OrganisationId,
    #[serde(default)]
    title: String,
    measure: Option<String>,
    language: Option<String>,
    side: Side,
    owner: String,
    due: Day,
}

#[derive(Debug, Deserialize)]
struct Change {
    state: Option<ImprovementState>,
    due: Option<Day>,
    owner: Option<String>,
    text: Option<String>,
    language: Option<String>,
    #[serde(default)]
    by: String,
}

async fn agree(
    State(app): State<App>,
    Json(new): Json<NewImprovement>,
) -> Result<(StatusCode, Json<Improvement>), ApiError> {
    let now = app.clock.now();
    let measure = new.measure.map(|measure| prose("/measure", &measure, new.language.clone())).transpose()?;
    let agreed = Agreed {
        title: prose("/title", &new.title, new.language)?,
        measure,
        organisation: new.organisation,
        side: new.side,
        owner: new.owner,
        due: new.due,
    };
    let work = move |tx: &Transaction<'_>| {
        let known: bool = tx
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM organisation WHERE id = ?1)")?
            .query_row([agreed.organisation.as_str()], |row| row.get(0))?;
        if !known {
            return Err(vec![FieldError::new("/organisation", FieldCode::NotFound)].into());
        }
        let id = improvement::agree(tx, now, &agreed)?;
        improvement::one(tx, &id, now).map(|(improvement, _)| improvement)
    };
    Ok((StatusCode::CREATED, Json(app.db.write(work).await?)))
}

async fn change(
    State(app): State<App>,
    Path(id): Path<ImprovementId>,
    Json(new): Json<Change>,
) -> Result<Json<Improvement>, ApiError> {
    let now = app.clock.now();
    if new.state.as_ref().is_some_and(|state| !state.is_known()) {
        return Err(vec![FieldError::new("/state", FieldCode::NotOffered)].into());
    }
    let words = new.text.map(|text| prose("/text", &text, new.language)).transpose()?;
    let progress =
        Progress { state: new.state, due: new.due, owner: new.owner, remark: words.map(|words| (new.by, words)) };
    let work = move |tx: &Transaction<'_>| {
        improvement::change(tx, now, &id, progress)?;
        improvement::one(tx, &id, now).map(|(improvement, _)| improvement)
    };
    app.db.write(work).await.map(Json)
}
