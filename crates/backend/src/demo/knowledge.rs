//! The vendor's knowledge base: the articles of `content/kb`, one folder each.

use std::{collections::BTreeMap, io::Read};

use aftercare_contract::{Timestamp, asset::Day, knowledge::ArticleId};
use chrono::TimeDelta;
use flate2::read::GzDecoder;
use rusqlite::Transaction;
use serde::Deserialize;

use super::read;
use crate::{
    http::ApiError,
    kb::{self, NewArticle, NewCategory, NewProduct},
};

/// All of the folder, packed by the build script.
static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/kb.json.gz"));

#[derive(Deserialize)]
struct Content {
    categories: Vec<NewCategory>,
    products: Vec<NewProduct>,
    articles: Vec<Told>,
}

/// An article. All days are counted from the day of seeding.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    id: ArticleId,
    published_days: i64,
    updated_days: i64,
    /// The languages that were last changed on another day.
    #[serde(default)]
    updated_days_of: BTreeMap<String, i64>,
    /// Drawings by name.
    pictures: BTreeMap<String, String>,
    #[serde(flatten)]
    article: NewArticle,
}

/// Writes the knowledge base.
pub fn insert(tx: &Transaction, now: Timestamp) -> Result<(), ApiError> {
    let mut json = String::new();
    GzDecoder::new(PACKED).read_to_string(&mut json)?;
    let Content { categories, products, articles } = read(&json)?;
    kb::set_up(tx, &categories, &products)?;
    let day = |days: i64| Day(now.0.date_naive() + TimeDelta::days(days));
    for Told { id, published_days, updated_days, updated_days_of, pictures, mut article } in articles {
        article.published = Some(day(published_days));
        for (language, text) in &mut article.texts {
            text.updated = Some(day(updated_days_of.get(language).copied().unwrap_or(updated_days)));
        }
        kb::publish(tx, &id, &article, day(0))?;
        for (name, drawing) in &pictures {
            kb::put_picture(tx, &id, name, drawing.as_bytes())?;
        }
    }
    Ok(())
}
