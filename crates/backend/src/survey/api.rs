//! The portal's calls on surveys.

use aftercare_contract::{
    ProblemType, Timestamp,
    account::Role,
    routes::path,
    survey::{AnswerSurvey, OpenSurvey, SurveyAnswer, SurveyForm, SurveyId, SurveyScores, Surveys, check_token},
    ticket::SrNumber,
};
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    routing::{get, post},
};
use chrono_tz::Tz;
use rusqlite::{Connection, Transaction};
use serde::Deserialize;

use super::{
    TERMS, scores,
    store::{self, Stored, Wanted},
};
use crate::{
    App,
    http::{Answer, ApiError, Json, Network, Once, Path, Posted, Query},
    session::{Viewer, hotline, person},
};

/// The calls of this module.
pub fn router() -> Router<App> {
    Router::new()
        .route(path::SURVEYS, get(surveys))
        .route(path::SURVEY, get(own))
        .route(path::SURVEY_OPEN, post(open))
        .route(path::SURVEY_ANSWER, post(answer))
        .route(path::SURVEY_ONE_ANSWER, post(answer_own))
        .route(path::SURVEY_SCORES, get(company_scores))
}

#[derive(Debug, Deserialize)]
struct Filter {
    ticket: Option<SrNumber>,
    open: Option<String>,
}

async fn surveys(
    State(app): State<App>,
    viewer: Viewer,
    Query(Filter { ticket, open }): Query<Filter>,
) -> Result<Json<Surveys>, ApiError> {
    let now = app.clock.now();
    let wanted = Wanted { ticket, open: open.as_deref() == Some("true") };
    let (items, total) = app.db.read(move |conn| store::list(conn, &viewer, &wanted, now)).await?;
    Ok(Json(Surveys { items, total, questionnaire: TERMS.asked.clone(), server_time: now }))
}

async fn own(State(app): State<App>, viewer: Viewer, Path(id): Path<SurveyId>) -> Result<Json<SurveyForm>, ApiError> {
    let now = app.clock.now();
    app.db.read(move |conn| form(conn, load_own(conn, &id, &viewer, now)?, now)).await.map(Json)
}

async fn open(
    State(app): State<App>,
    network: Network,
    Json(OpenSurvey { token }): Json<OpenSurvey>,
) -> Result<Json<SurveyForm>, ApiError> {
    let now = app.clock.now();
    let survey = find(&app, network, token, now).await?;
    survey.check_open(now)?;
    app.db.read(move |conn| form(conn, survey, now)).await.map(Json)
}

/// The survey of a token. What is wrong with one that opens nothing is told without any word on what it is about.
async fn find(app: &App, network: Network, token: String, now: Timestamp) -> Result<Stored, ApiError> {
    check_token(&token)?;
    let Some(found) = app.db.read(move |conn| store::by_token(conn, &token, now)).await? else {
        app.openings.unknown(network, now)?;
        return Err(ApiError::not_found());
    };
    app.openings.known(&found.survey.id, now)?;
    Ok(found)
}

async fn answer(State(app): State<App>, network: Network, posted: Posted<AnswerSurvey>) -> Result<Answer, ApiError> {
    let now = app.clock.now();
    let found = find(&app, network, posted.body.token.clone(), now).await?;
    let once = posted.by(&app, &found.respondent)?;
    let id = found.survey.id;
    let work = move |tx: &Transaction<'_>| {
        let survey = store::load(tx, &id, now)?;
        keep(tx, &survey, once.body.validate(&TERMS.asked)?, now)
    };
    once.call.run(&app, work).await
}

async fn answer_own(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<SurveyId>,
    once: Once<SurveyAnswer>,
) -> Result<Answer, ApiError> {
    let now = app.clock.now();
    let work = move |tx: &Transaction<'_>| {
        let survey = load_own(tx, &id, &viewer, now)?;
        keep(tx, &survey, once.body.validate(&TERMS.asked)?, now)
    };
    once.call.run(&app, work).await
}

/// A survey that the viewer was asked to answer.
fn load_own(conn: &Connection, id: &SurveyId, viewer: &Viewer, now: Timestamp) -> Result<Stored, ApiError> {
    let survey = store::load(conn, id, now)?;
    if survey.respondent == viewer.person_id { Ok(survey) } else { Err(ApiError::not_found()) }
}

fn keep(tx: &Transaction, survey: &Stored, answer: SurveyAnswer, now: Timestamp) -> Result<Answer, ApiError> {
    store::answer(tx, now, survey, answer)?;
    let survey = store::load(tx, &survey.survey.id, now)?;
    Answer::json(StatusCode::OK, &form(tx, survey, now)?)
}

fn form(conn: &Connection, stored: Stored, now: Timestamp) -> Result<SurveyForm, ApiError> {
    Ok(SurveyForm {
        language: person(conn, &stored.respondent)?.language,
        survey: stored.survey,
        questionnaire: TERMS.asked.clone(),
        hotline: hotline(conn, now)?,
        server_time: now,
    })
}

#[derive(Debug, Deserialize)]
struct Months {
    zone: Option<String>,
}

async fn company_scores(
    State(app): State<App>,
    viewer: Viewer,
    Query(Months { zone }): Query<Months>,
) -> Result<Json<SurveyScores>, ApiError> {
    if viewer.role != Role::OrganisationAdmin {
        return Err(ProblemType::NotAllowed.into());
    }
    let now = app.clock.now();
    let zone = zone.and_then(|zone| zone.parse().ok()).unwrap_or(Tz::UTC);
    app.db.read(move |conn| scores::scores(conn, &viewer.organisation_id, zone, now)).await.map(Json)
}
