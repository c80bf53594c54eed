//! Articles as rows, for those who may read them; votes and comments.

use aftercare_contract::{
    Timestamp,
    account::OrganisationId,
    asset::Day,
    knowledge::{
        Article, ArticleId, ArticleKind, ArticleSummary, Category, CategoryId, Helpful, KnowledgeBase, NewComment,
        NewVote, Product, ProductId, Translation, Votes,
    },
    ticket::SrNumber,
};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params};
use serde::Serialize;

use super::publish::NewCategory;
use crate::{
    db::{At, Json, Text},
    http::ApiError,
    session::Viewer,
};

/// Condition on `a`, a row of `article`: everybody may read it, or the company is in its audience. Takes
/// `:organisation`.
pub const READABLE: &str = "(NOT a.restricted OR EXISTS (
    SELECT 1 FROM article_audience x WHERE x.article_id = a.id AND x.organisation_id = :organisation))";

/// The text `t` of an article `a`: in the language `:prefer` if there is one, else in English, else in any.
pub const PREFERRED: &str = "t.id = (SELECT p.id FROM article_text p WHERE p.article_id = a.id
    ORDER BY p.language = :prefer DESC, p.language = 'en' DESC, p.language LIMIT 1)";

/// Columns of a summary.
const SUMMARY: &str = "SELECT a.id, t.language, t.title, t.summary, a.kind, a.category_id,
        (SELECT json_group_array(product_id) FROM article_product WHERE article_id = a.id), a.versions, t.updated,
        (SELECT count(*) FROM article_vote v WHERE v.article_id = a.id AND v.helpful = 'yes'),
        (SELECT count(*) FROM article_vote v WHERE v.article_id = a.id AND v.helpful = 'partly'),
        (SELECT count(*) FROM article_vote v WHERE v.article_id = a.id AND v.helpful = 'no'),
        t.markdown, t.revision, a.published, a.error_codes, a.related
    FROM article a JOIN article_text t ON t.article_id = a.id";

fn read_summary(row: &Row) -> rusqlite::Result<ArticleSummary> {
    Ok(ArticleSummary {
        id: ArticleId(row.get(0)?),
        language: row.get(1)?,
        title: row.get(2)?,
        summary: row.get(3)?,
        kind: ArticleKind::from(row.get_ref(4)?.as_str()?),
        category: CategoryId(row.get(5)?),
        products: row.get::<_, Json<Vec<ProductId>>>(6)?.0,
        versions: row.get(7)?,
        updated: row.get::<_, Text<Day>>(8)?.0,
        votes: Votes { yes: row.get(9)?, partly: row.get(10)?, no: row.get(11)? },
    })
}

/// The summary of the text with this id, whoever asks.
pub fn summary(conn: &Connection, text: i64) -> rusqlite::Result<ArticleSummary> {
    conn.prepare_cached(&format!("{SUMMARY} WHERE t.id = ?1"))?.query_row([text], read_summary)
}

/// The readable ones of these articles, in the order of the ids.
pub fn summaries(
    conn: &Connection,
    organisation: &OrganisationId,
    ids: &[ArticleId],
    prefer: Option<&str>,
) -> rusqlite::Result<Vec<ArticleSummary>> {
    let mut statement = conn.prepare_cached(&format!(
        "{SUMMARY} JOIN json_each(:ids) i ON i.value = a.id WHERE {PREFERRED} AND {READABLE} ORDER BY i.key"
    ))?;
    let ids = Json(ids);
    statement
        .query_map(
            named_params! { ":ids": ids, ":prefer": prefer, ":organisation": organisation.as_str() },
            read_summary,
        )?
        .collect()
}

/// An article in the language asked for or, where there is none, in another.
pub fn article(
    conn: &Connection,
    viewer: &Viewer,
    id: &ArticleId,
    language: Option<&str>,
) -> Result<Article, ApiError> {
    let organisation = &viewer.organisation_id;
    let found = conn
        .prepare_cached(&format!("{SUMMARY} WHERE a.id = :id AND {PREFERRED} AND {READABLE}"))?
        .query_row(
            named_params! { ":id": id.as_str(), ":prefer": language, ":organisation": organisation.as_str() },
            |row| {
                let article = Article {
                    summary: read_summary(row)?,
                    markdown: row.get(12)?,
                    revision: row.get(13)?,
                    published: row.get::<_, Text<Day>>(14)?.0,
                    error_codes: row.get::<_, Json<_>>(15)?.0,
                    translations: Vec::new(),
                    related: Vec::new(),
                    own_vote: None,
                };
                Ok((article, row.get::<_, Json<Vec<ArticleId>>>(16)?.0))
            },
        )
        .optional()?;
    let (article, related) = found.ok_or_else(ApiError::not_found)?;
    let own_vote = conn
        .prepare_cached("SELECT helpful FROM article_vote WHERE article_id = ?1 AND person_id = ?2")?
        .query_row([id.as_str(), viewer.person_id.as_str()], |row| Ok(Helpful::from(row.get_ref(0)?.as_str()?)))
        .optional()?;
    Ok(Article {
        translations: translations(conn, id)?,
        related: summaries(conn, organisation, &related, language)?,
        own_vote,
        ..article
    })
}

fn translations(conn: &Connection, id: &ArticleId) -> rusqlite::Result<Vec<Translation>> {
    conn.prepare_cached("SELECT language, title, updated FROM article_text WHERE article_id = ?1 ORDER BY language")?
        .query_map([id.as_str()], |row| {
            Ok(Translation { language: row.get(0)?, title: row.get(1)?, updated: row.get::<_, Text<Day>>(2)?.0 })
        })?
        .collect()
}

/// Categories with the number of articles that the company may read, and products with the number of its devices.
pub fn knowledge_base(conn: &Connection, organisation: &OrganisationId) -> rusqlite::Result<KnowledgeBase> {
    let categories = conn
        .prepare_cached(&format!(
            "SELECT c.data, (SELECT count(*) FROM article a WHERE a.category_id = c.id AND {READABLE})
             FROM article_category c ORDER BY c.position"
        ))?
        .query_map(named_params! { ":organisation": organisation.as_str() }, |row| {
            let Json(NewCategory { id, name, description }) = row.get(0)?;
            Ok(Category { id, name, description, articles: row.get(1)? })
        })?
        .collect::<rusqlite::Result<_>>()?;
    let products = conn
        .prepare_cached(
            "SELECT p.id, p.name, (SELECT json_group_array(model) FROM product_model WHERE product_id = p.id),
                 (SELECT count(*) FROM device d JOIN product_model m ON m.model = d.model
                  WHERE m.product_id = p.id AND d.organisation_id = ?1)
             FROM product p ORDER BY p.position",
        )?
        .query_map([organisation.as_str()], |row| {
            Ok(Product {
                id: ProductId(row.get(0)?),
                name: row.get::<_, Json<_>>(1)?.0,
                models: row.get::<_, Json<_>>(2)?.0,
                devices: row.get(3)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(KnowledgeBase { categories, products })
}

/// Fails unless the company may read the article.
fn check_readable(conn: &Connection, organisation: &OrganisationId, id: &ArticleId) -> Result<(), ApiError> {
    let readable = conn
        .prepare_cached(&format!("SELECT EXISTS (SELECT 1 FROM article a WHERE a.id = :id AND {READABLE})"))?
        .query_row(named_params! { ":id": id.as_str(), ":organisation": organisation.as_str() }, |row| row.get(0))?;
    if readable { Ok(()) } else { Err(ApiError::not_found()) }
}

/// Notes what the viewer says of an article, and tells what all say.
pub fn vote(
    tx: &Transaction,
    viewer: &Viewer,
    id: &ArticleId,
    vote: &NewVote,
    now: Timestamp,
) -> Result<Votes, ApiError> {
    check_readable(tx, &viewer.organisation_id, id)?;
    tx.prepare_cached("INSERT OR REPLACE INTO article_vote VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?.execute((
        id.as_str(),
        viewer.person_id.as_str(),
        &vote.language,
        vote.helpful.as_str(),
        vote.read_at.as_str(),
        &vote.reason,
        At(now),
    ))?;
    let count = |helpful: Helpful| {
        tx.prepare_cached("SELECT count(*) FROM article_vote WHERE article_id = ?1 AND helpful = ?2")?
            .query_row([id.as_str(), helpful.as_str()], |row| row.get(0))
    };
    Ok(Votes { yes: count(Helpful::Yes)?, partly: count(Helpful::Partly)?, no: count(Helpful::No)? })
}

/// Keeps a comment for the author.
pub fn comment(
    tx: &Transaction,
    viewer: &Viewer,
    id: &ArticleId,
    comment: &NewComment,
    now: Timestamp,
) -> Result<(), ApiError> {
    check_readable(tx, &viewer.organisation_id, id)?;
    tx.prepare_cached(
        "INSERT INTO article_comment (article_id, person_id, language, text, written) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute((id.as_str(), viewer.person_id.as_str(), &comment.language, &comment.text, At(now)))?;
    Ok(())
}

/// What a reader wrote to the author: a comment, or the reason of a vote.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Comment {
    article: ArticleId,
    language: String,
    author: String,
    organisation: String,
    written: Timestamp,
    /// What the vote was, if it came with one.
    helpful: Option<Helpful>,
    text: String,
}

/// What readers wrote to the authors, newest first, at most 200.
pub fn comments(conn: &Connection) -> rusqlite::Result<Vec<Comment>> {
    conn.prepare_cached(
        "SELECT c.article_id, c.language, p.name, o.name, c.written, c.helpful, c.text FROM (
             SELECT article_id, person_id, language, written, NULL AS helpful, text FROM article_comment
             UNION ALL
             SELECT article_id, person_id, language, voted, helpful, reason FROM article_vote WHERE reason IS NOT NULL
         ) c JOIN person p ON p.id = c.person_id JOIN organisation o ON o.id = p.organisation_id
         ORDER BY c.written DESC LIMIT 200",
    )?
    .query_map([], |row| {
        Ok(Comment {
            article: ArticleId(row.get(0)?),
            language: row.get(1)?,
            author: row.get(2)?,
            organisation: row.get(3)?,
            written: row.get::<_, At>(4)?.0,
            helpful: row.get::<_, Option<String>>(5)?.as_deref().map(Helpful::from),
            text: row.get(6)?,
        })
    })?
    .collect()
}

/// Links a ticket to exactly these articles, in this order; fails with "not found" for one that doesn't exist.
pub fn link(tx: &Transaction, sr: &SrNumber, articles: &[ArticleId]) -> Result<(), ApiError> {
    tx.prepare_cached("DELETE FROM ticket_article WHERE sr = ?1")?.execute([sr.as_str()])?;
    let mut insert = tx.prepare_cached(
        "INSERT INTO ticket_article (sr, position, article_id) SELECT ?1, ?2, id FROM article WHERE id = ?3",
    )?;
    for (position, article) in articles.iter().enumerate() {
        if insert.execute((sr.as_str(), position, article.as_str()))? == 0 {
            return Err(ApiError::not_found());
        }
    }
    Ok(())
}

/// The articles that the desk has linked to a ticket.
pub fn linked(conn: &Connection, sr: &SrNumber) -> rusqlite::Result<Vec<ArticleId>> {
    conn.prepare_cached("SELECT article_id FROM ticket_article WHERE sr = ?1 ORDER BY position")?
        .query_map([sr.as_str()], |row| row.get(0).map(ArticleId))?
        .collect()
}
