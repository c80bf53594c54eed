//! The desk's side of the knowledge base: articles from Markdown and their pictures, what readers wrote, articles linked to tickets.

use aftercare_contract::{asset::Day, knowledge::ArticleId, list::Page, ticket::SrNumber};
use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State, rejection::BytesRejection},
    http::StatusCode,
    routing::{get, put},
};
use serde::Deserialize;

use crate::{
    App,
    http::{ApiError, Json, Path},
    kb::{self, Comment, NewArticle},
    ticket::Record,
};

/// Largest picture of an article, in bytes: it is read on phones.
const LARGEST_PICTURE: usize = 1 << 20;

/// The calls of this module.
pub fn router() -> Router<App> {
    Router::new()
        .route("/kb/articles/{id}", put(publish).delete(withdraw))
        .route(
            "/kb/articles/{id}/pictures/{name}",
            put(put_picture).delete(remove_picture).layer(DefaultBodyLimit::max(LARGEST_PICTURE)),
        )
        .route("/kb/comments", get(comments))
        .route("/tickets/{sr}/articles", put(link))
}

/// The articles of a ticket, the best first.
#[derive(Debug, Deserialize)]
struct Links {
    articles: Vec<ArticleId>,
}

async fn publish(
    State(app): State<App>,
    Path(id): Path<ArticleId>,
    Json(article): Json<NewArticle>,
) -> Result<StatusCode, ApiError> {
    let today = Day(app.clock.now().0.date_naive());
    app.db.write(move |tx| kb::publish(tx, &id, &article, today)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn withdraw(State(app): State<App>, Path(id): Path<ArticleId>) -> Result<StatusCode, ApiError> {
    let existed = app.db.write(move |tx| kb::withdraw(tx, &id)).await?;
    if existed { Ok(StatusCode::NO_CONTENT) } else { Err(ApiError::not_found()) }
}

async fn put_picture(
    State(app): State<App>,
    Path((id, name)): Path<(ArticleId, String)>,
    content: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, ApiError> {
    let content = content?;
    app.db.write(move |tx| kb::put_picture(tx, &id, &name, &content)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove_picture(
    State(app): State<App>,
    Path((id, name)): Path<(ArticleId, String)>,
) -> Result<StatusCode, ApiError> {
    let existed = app.db.write(move |tx| kb::remove_picture(tx, &id, &name)).await?;
    if existed { Ok(StatusCode::NO_CONTENT) } else { Err(ApiError::not_found()) }
}

async fn comments(State(app): State<App>) -> Result<Json<Page<Comment>>, ApiError> {
    let items = app.db.read(kb::comments).await?;
    Ok(Json(Page { total: items.len() as u64, items, next_cursor: None }))
}

async fn link(
    State(app): State<App>,
    Path(sr): Path<SrNumber>,
    Json(links): Json<Links>,
) -> Result<StatusCode, ApiError> {
    let work = move |tx: &rusqlite::Transaction<'_>| kb::link(tx, &Record::load(tx, &sr)?.sr, &links.articles);
    app.db.write(work).await?;
    Ok(StatusCode::NO_CONTENT)
}
