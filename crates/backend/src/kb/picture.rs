//! Pictures of articles: seen by whoever may read the article, and by nobody else.

use aftercare_contract::{Problem, ProblemType, account::OrganisationId, knowledge::ArticleId};
use axum::{
    http::{HeaderMap, header},
    response::Response,
};
use rusqlite::{Connection, OptionalExtension, Transaction, named_params};
use sha2::{Digest, Sha256};

use super::{drawing, store::READABLE};
use crate::http::{ApiError, etag};

/// Longest name, in bytes.
const LONGEST_NAME: usize = 80;
/// Who opens a picture by its address gets a page of our origin: nothing runs there, and it fetches nothing.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// A picture of an article.
#[derive(Clone, Debug)]
pub struct Picture {
    media_type: String,
    sha256: String,
    content: Vec<u8>,
}

impl Picture {
    /// The answer to a request with these headers.
    pub fn respond(self, request: &HeaderMap) -> Response {
        let headers = [(header::CONTENT_TYPE, self.media_type), (header::CONTENT_SECURITY_POLICY, POLICY.to_owned())];
        etag::respond(request, format!("\"{}\"", self.sha256), (headers, self.content))
    }
}

/// A picture of an article that the company may read.
pub fn picture(
    conn: &Connection,
    organisation: &OrganisationId,
    id: &ArticleId,
    name: &str,
) -> Result<Picture, ApiError> {
    let found = conn
        .prepare_cached(&format!(
            "SELECT p.media_type, p.sha256, p.content FROM article_picture p JOIN article a ON a.id = p.article_id
             WHERE a.id = :id AND p.name = :name AND {READABLE}"
        ))?
        .query_row(named_params! { ":id": id.as_str(), ":name": name, ":organisation": organisation.as_str() }, |row| {
            Ok(Picture { media_type: row.get(0)?, sha256: row.get(1)?, content: row.get(2)? })
        })
        .optional()?;
    found.ok_or_else(ApiError::not_found)
}

/// Keeps a picture of an article, in place of the one that had this name. Problems: no such article; a name that isn't
/// plain; a content that is neither PNG, JPEG, WebP nor an SVG that only draws.
pub fn put_picture(tx: &Transaction, id: &ArticleId, name: &str, content: &[u8]) -> Result<(), ApiError> {
    if !is_plain(name) {
        return Err(ApiError::malformed("the name of a picture has letters, digits, `.`, `-` and `_` of ASCII"));
    }
    let media_type = media_type(content)?;
    let sha256 = Sha256::digest(content).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    let kept = tx
        .prepare_cached(
            "INSERT OR REPLACE INTO article_picture (article_id, name, media_type, sha256, content)
             SELECT id, ?2, ?3, ?4, ?5 FROM article WHERE id = ?1",
        )?
        .execute((id.as_str(), name, media_type, sha256, content))?;
    if kept == 0 { Err(ApiError::not_found()) } else { Ok(()) }
}

/// Takes a picture away; whether there was one.
pub fn remove_picture(tx: &Transaction, id: &ArticleId, name: &str) -> rusqlite::Result<bool> {
    let removed = tx
        .prepare_cached("DELETE FROM article_picture WHERE article_id = ?1 AND name = ?2")?
        .execute((id.as_str(), name))?;
    Ok(removed > 0)
}

/// Whether a name needs no encoding in the Markdown that refers to it.
fn is_plain(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    (1..=LONGEST_NAME).contains(&name.len()) && !name.starts_with('.') && name.bytes().all(plain)
}

/// By the content; the name says nothing.
fn media_type(content: &[u8]) -> Result<&'static str, ApiError> {
    match infer::get(content).map(|found| found.mime_type()) {
        Some(found @ ("image/png" | "image/jpeg" | "image/webp")) => Ok(found),
        _ => match drawing::check(content) {
            Ok(()) => Ok("image/svg+xml"),
            Err(wrong) => Err(Problem::new(ProblemType::UnsupportedType).with_detail(wrong).into()),
        },
    }
}
