//! The portal's calls on the knowledge base.

use aftercare_contract::{
    Timestamp,
    asset::Day,
    knowledge::{
        Article, ArticleId, ArticleQuery, ArticleSummary, Draft, Findings, KnowledgeBase, NewComment, NewVote,
    },
    list::Page,
    routes::path,
    ticket::SrNumber,
};
use axum::{
    Router,
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::{get, post},
};
use serde::Deserialize;

use super::{picture, search, store};
use crate::{
    App,
    http::{Answer, ApiError, Json, Once, Path, Query},
    session::Viewer,
    ticket::Record,
};

/// The calls of this module.
pub fn router() -> Router<App> {
    Router::new()
        .route(path::KNOWLEDGE, get(knowledge_base))
        .route(path::ARTICLES, get(articles))
        .route(path::ARTICLE, get(article))
        .route(path::ARTICLE_PICTURE, get(one_picture))
        .route(path::ARTICLE_VOTE, post(vote))
        .route(path::ARTICLE_COMMENTS, post(comment))
        .route(path::SUGGESTIONS, post(suggestions))
        .route(path::TICKET_ARTICLES, get(for_ticket))
}

/// The language that is asked for.
#[derive(Debug, Deserialize)]
struct Language {
    language: Option<String>,
}

fn today(now: Timestamp) -> Day {
    Day(now.0.date_naive())
}

fn page(items: Vec<ArticleSummary>) -> Json<Page<ArticleSummary>> {
    Json(Page { total: items.len() as u64, items, next_cursor: None })
}

async fn knowledge_base(State(app): State<App>, viewer: Viewer) -> Result<Json<KnowledgeBase>, ApiError> {
    app.db.read(move |conn| store::knowledge_base(conn, &viewer.organisation_id)).await.map(Json)
}

async fn articles(
    State(app): State<App>,
    viewer: Viewer,
    RawQuery(query): RawQuery,
) -> Result<Json<Findings>, ApiError> {
    let query = ArticleQuery::parse(query.as_deref().unwrap_or_default());
    let today = today(app.clock.now());
    app.db.read(move |conn| search::find(conn, &viewer.organisation_id, &query, today)).await.map(Json)
}

async fn article(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<ArticleId>,
    Query(Language { language }): Query<Language>,
) -> Result<Json<Article>, ApiError> {
    app.db.read(move |conn| store::article(conn, &viewer, &id, language.as_deref())).await.map(Json)
}

async fn one_picture(
    State(app): State<App>,
    viewer: Viewer,
    Path((id, name)): Path<(ArticleId, String)>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let work = move |conn: &rusqlite::Connection| picture::picture(conn, &viewer.organisation_id, &id, &name);
    Ok(app.db.read(work).await?.respond(&headers))
}

async fn vote(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<ArticleId>,
    once: Once<NewVote>,
) -> Result<Answer, ApiError> {
    let now = app.clock.now();
    let work = move |tx: &rusqlite::Transaction<'_>| {
        let votes = store::vote(tx, &viewer, &id, &once.body.validate()?, now)?;
        Answer::json(StatusCode::OK, &votes)
    };
    once.call.run(&app, work).await
}

async fn comment(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<ArticleId>,
    once: Once<NewComment>,
) -> Result<Answer, ApiError> {
    let now = app.clock.now();
    let work = move |tx: &rusqlite::Transaction<'_>| {
        store::comment(tx, &viewer, &id, &once.body.validate()?, now)?;
        Ok(Answer::empty(StatusCode::NO_CONTENT))
    };
    once.call.run(&app, work).await
}

async fn suggestions(
    State(app): State<App>,
    viewer: Viewer,
    Json(draft): Json<Draft>,
) -> Result<Json<Page<ArticleSummary>>, ApiError> {
    let draft = draft.validate()?;
    let today = today(app.clock.now());
    let work = move |conn: &rusqlite::Connection| search::suggest(conn, &viewer.organisation_id, &draft, today);
    app.db.read(work).await.map(page)
}

async fn for_ticket(
    State(app): State<App>,
    viewer: Viewer,
    Path(sr): Path<SrNumber>,
    Query(Language { language }): Query<Language>,
) -> Result<Json<Page<ArticleSummary>>, ApiError> {
    let today = today(app.clock.now());
    let work = move |conn: &rusqlite::Connection| {
        let Record { request, .. } = Record::visible(conn, &sr, &viewer)?;
        let draft = Draft {
            title: request.name,
            description: request.description,
            device: request.device,
            language: language.or(request.language),
        };
        search::for_ticket(conn, &viewer.organisation_id, &store::linked(conn, &sr)?, &draft, today)
    };
    app.db.read(work).await.map(page)
}
