//! The calls of the review.

use aftercare_contract::{
    ProblemType,
    account::Role,
    asset::ContractId,
    review::{AnswerImprovement, ImprovementId, Review},
    routes::path,
};
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    routing::{get, post},
};
use rusqlite::Transaction;
use serde::Deserialize;

use super::{figures, improvement};
use crate::{
    App,
    http::{Answer, ApiError, Json, Once, Path, Query},
    session::Viewer,
};

/// The calls of this module.
pub fn router() -> Router<App> {
    Router::new().route(path::REVIEW, get(review)).route(path::IMPROVEMENT_ANSWER, post(answer))
}

#[derive(Debug, Deserialize)]
struct Wanted {
    period: Option<String>,
    contract: Option<ContractId>,
}

async fn review(
    State(app): State<App>,
    viewer: Viewer,
    Query(Wanted { period, contract }): Query<Wanted>,
) -> Result<Json<Review>, ApiError> {
    if viewer.role != Role::OrganisationAdmin {
        return Err(ProblemType::NotAllowed.into());
    }
    let now = app.clock.now();
    let period = period.map(|period| period.parse()).transpose();
    let period = period.map_err(|_| ApiError::malformed("period is `2026-Q3`, `2026-09` or `2026`"))?;
    app.db.read(move |conn| figures::review(conn, &viewer.organisation_id, period, contract, now)).await.map(Json)
}

async fn answer(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<ImprovementId>,
    once: Once<AnswerImprovement>,
) -> Result<Answer, ApiError> {
    let now = app.clock.now();
    let Once { body, call } = once;
    let work =
        move |tx: &Transaction<'_>| Answer::json(StatusCode::OK, &improvement::answer(tx, now, &viewer, &id, &body)?);
    call.run(&app, work).await
}
