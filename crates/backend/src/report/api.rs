//! The portal's calls on reports.

use aftercare_contract::{
    ProblemType,
    account::Role,
    list::Page,
    report::{
        Comparison, DecideFinding, Finding, FindingId, FindingQuery, Report, ReportId, ReportQuery, ReportSummary,
        ValidDecision,
    },
    routes::path,
};
use axum::{
    Router,
    extract::{RawQuery, State},
    http::{StatusCode, header},
    response::IntoResponse,
    routing::{get, post},
};

use super::{file, publish, rules::RULES, store};
use crate::{
    App,
    http::{Answer, ApiError, Json, Once, Path, etag},
    session::Viewer,
};

/// The calls of this module.
pub fn router() -> Router<App> {
    Router::new()
        .route(path::REPORTS, get(reports))
        .route(path::REPORT, get(one))
        .route(path::REPORT_COMPARISON, get(comparison))
        .route(path::FINDINGS, get(findings))
        .route(path::FINDING, get(finding))
        .route(path::FINDING_DECISION, post(decide))
        .merge(file::router())
}

async fn reports(
    State(app): State<App>,
    viewer: Viewer,
    RawQuery(query): RawQuery,
) -> Result<Json<Page<ReportSummary>>, ApiError> {
    let query = ReportQuery::parse(query.as_deref().unwrap_or_default());
    let now = app.clock.now();
    app.db.read(move |conn| store::list(conn, &viewer, &query, now)).await.map(Json)
}

async fn one(State(app): State<App>, viewer: Viewer, Path(id): Path<ReportId>) -> Result<Json<Report>, ApiError> {
    let now = app.clock.now();
    app.db.read(move |conn| store::report(conn, &viewer, &id, now)).await.map(Json)
}

async fn comparison(
    State(app): State<App>,
    viewer: Viewer,
    Path((id, other)): Path<(ReportId, ReportId)>,
) -> Result<Json<Comparison>, ApiError> {
    let now = app.clock.now();
    app.db.read(move |conn| store::compare(conn, &viewer, (&id, &other), now)).await.map(Json)
}

async fn findings(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<ReportId>,
    RawQuery(query): RawQuery,
) -> Result<Json<Page<Finding>>, ApiError> {
    let query = FindingQuery::parse(query.as_deref().unwrap_or_default());
    let now = app.clock.now();
    app.db.read(move |conn| store::findings(conn, &viewer, &id, &query, now)).await.map(Json)
}

async fn finding(
    State(app): State<App>,
    viewer: Viewer,
    Path((report, id)): Path<(ReportId, FindingId)>,
) -> Result<impl IntoResponse, ApiError> {
    let now = app.clock.now();
    let finding = app.db.read(move |conn| store::finding(conn, &viewer, &report, &id, now)).await?;
    Ok(([(header::ETAG, etag::of_version(finding.version))], Json(finding)))
}

async fn decide(
    State(app): State<App>,
    viewer: Viewer,
    Path((report, id)): Path<(ReportId, FindingId)>,
    if_match: etag::IfMatch,
    once: Once<DecideFinding>,
) -> Result<Answer, ApiError> {
    let now = app.clock.now();
    let work = move |tx: &rusqlite::Transaction<'_>| {
        let found = store::finding(tx, &viewer, &report, &id, now)?;
        if viewer.role != Role::OrganisationAdmin {
            return Err(ProblemType::NotAllowed.into());
        }
        if_match.check(found.version)?;
        let today = now.0.date_naive();
        let decision = once.body.validate(today, RULES.latest_acceptance(today))?;
        if !found.actions.contains(&once.body.action) {
            return Err(ProblemType::ActionNotAllowed.into());
        }
        let accepted = match &decision {
            ValidDecision::Accept { reason, until } => Some((viewer.name.as_str(), now, *until, reason)),
            ValidDecision::Withdraw => None,
        };
        publish::decide(tx, &report, &id, accepted)?;
        let finding = store::finding(tx, &viewer, &report, &id, now)?;
        Ok(Answer::json(StatusCode::OK, &finding)?.with(&header::ETAG, etag::of_version(finding.version)))
    };
    once.call.run(&app, work).await
}
