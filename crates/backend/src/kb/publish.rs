//! Takes articles in: from Markdown to rows and terms.

use std::collections::{BTreeMap, BTreeSet};

use aftercare_contract::{
    FieldCode, Localized,
    account::OrganisationId,
    asset::Day,
    knowledge::{ArticleId, ArticleKind, CategoryId, ProductId},
    validate::{Invalid, check_language},
};
use pulldown_cmark::{Event, Options, Parser, TagEnd};
use rusqlite::Transaction;
use serde::{Deserialize, Serialize};

use super::terms::{Term, indexed, terms};
use crate::{db::Json, http::ApiError};

/// A category, as the desk sets it up.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct NewCategory {
    /// Its id.
    pub id: CategoryId,
    /// What it is called.
    pub name: Localized,
    /// What is found there, in a few words.
    pub description: Localized,
}

/// A product, as the desk sets it up.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct NewProduct {
    /// Its id.
    pub id: ProductId,
    /// What it is called.
    pub name: Localized,
    /// The models of devices that are this product.
    pub models: Vec<String>,
}

/// An article with all its languages, as the desk publishes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewArticle {
    /// What it is.
    pub kind: ArticleKind,
    /// Where it goes.
    pub category: CategoryId,
    /// What it is about.
    #[serde(default)]
    pub products: Vec<ProductId>,
    /// The versions that it is about, in words.
    #[serde(default)]
    pub versions: Option<String>,
    /// Codes of errors that it is about.
    #[serde(default)]
    pub error_codes: Vec<String>,
    /// Articles that are read with it.
    #[serde(default)]
    pub related: Vec<ArticleId>,
    /// The only companies that may read it; everybody if there are none.
    #[serde(default)]
    pub audience: Vec<OrganisationId>,
    /// When it was first published; on the day of the call if not said.
    #[serde(default)]
    pub published: Option<Day>,
    /// Its texts by language (BCP 47); a language that isn't here any more is withdrawn.
    pub texts: BTreeMap<String, NewText>,
}

/// An article in one language.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewText {
    /// Begins with the title (`# …`) and a paragraph that sums up.
    pub markdown: String,
    /// When it was changed; on the day of the call if not said.
    #[serde(default)]
    pub updated: Option<Day>,
}

/// The parts of an article's Markdown.
struct Parts<'a> {
    title: &'a str,
    summary: String,
    body: &'a str,
}

/// Writes the categories and products, in this order.
pub fn set_up(tx: &Transaction, categories: &[NewCategory], products: &[NewProduct]) -> rusqlite::Result<()> {
    let mut insert = tx.prepare("INSERT INTO article_category (id, position, data) VALUES (?1, ?2, ?3)")?;
    for (position, category) in categories.iter().enumerate() {
        insert.execute((category.id.as_str(), position, Json(category)))?;
    }
    let mut insert = tx.prepare("INSERT INTO product (id, position, name) VALUES (?1, ?2, ?3)")?;
    let mut insert_model = tx.prepare("INSERT INTO product_model (model, product_id) VALUES (?1, ?2)")?;
    for (position, product) in products.iter().enumerate() {
        insert.execute((product.id.as_str(), position, Json(&product.name)))?;
        for model in &product.models {
            insert_model.execute((model, product.id.as_str()))?;
        }
    }
    Ok(())
}

/// Publishes an article, or its new state. Votes and comments stay. Errors name the fields that are wrong.
pub fn publish(tx: &Transaction, id: &ArticleId, article: &NewArticle, today: Day) -> Result<(), ApiError> {
    let texts = check(tx, article)?;
    remove_terms(tx, id)?;
    tx.prepare_cached(
        "INSERT INTO article (id, kind, category_id, versions, error_codes, related, published, restricted)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (id) DO UPDATE SET kind = ?2, category_id = ?3, versions = ?4, error_codes = ?5, related = ?6,
             restricted = ?8",
    )?
    .execute((
        id.as_str(),
        article.kind.as_str(),
        article.category.as_str(),
        &article.versions,
        Json(&article.error_codes),
        Json(&article.related),
        article.published.unwrap_or(today).0.to_string(),
        !article.audience.is_empty(),
    ))?;
    for part in ["article_product", "article_audience"] {
        tx.prepare_cached(&format!("DELETE FROM {part} WHERE article_id = ?1"))?.execute([id.as_str()])?;
    }
    for (position, product) in article.products.iter().enumerate() {
        tx.prepare_cached("INSERT INTO article_product (article_id, position, product_id) VALUES (?1, ?2, ?3)")?
            .execute((id.as_str(), position, product.as_str()))?;
    }
    for organisation in &article.audience {
        tx.prepare_cached("INSERT INTO article_audience (article_id, organisation_id) VALUES (?1, ?2)")?
            .execute((id.as_str(), organisation.as_str()))?;
    }
    let languages = Json(article.texts.keys().collect::<Vec<_>>());
    tx.prepare_cached(
        "DELETE FROM article_text WHERE article_id = ?1 AND language NOT IN (SELECT value FROM json_each(?2))",
    )?
    .execute((id.as_str(), languages))?;
    for (language, (parts, updated)) in texts {
        write_text(tx, id, language, &parts, updated.unwrap_or(today))?;
    }
    add_terms(tx, id)
}

/// Takes an article away, with its votes and comments; whether there was one.
pub fn withdraw(tx: &Transaction, id: &ArticleId) -> Result<bool, ApiError> {
    remove_terms(tx, id)?;
    Ok(tx.prepare_cached("DELETE FROM article WHERE id = ?1")?.execute([id.as_str()])? > 0)
}

type Texts<'a> = BTreeMap<&'a str, (Parts<'a>, Option<Day>)>;

fn check<'a>(tx: &Transaction, article: &'a NewArticle) -> Result<Texts<'a>, ApiError> {
    let mut invalid = Invalid::default();
    if !article.kind.is_known() {
        invalid.add("/kind", FieldCode::NotOffered);
    }
    let exists = |table: &str, id: &str| {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM {table} WHERE id = ?1)");
        tx.prepare_cached(&sql)?.query_row([id], |row| row.get::<_, bool>(0))
    };
    if !exists("article_category", article.category.as_str())? {
        invalid.add("/category", FieldCode::NotFound);
    }
    for (index, product) in article.products.iter().enumerate() {
        if !exists("product", product.as_str())? {
            invalid.add(format!("/products/{index}"), FieldCode::NotFound);
        }
    }
    for (index, organisation) in article.audience.iter().enumerate() {
        if !exists("organisation", organisation.as_str())? {
            invalid.add(format!("/audience/{index}"), FieldCode::NotFound);
        }
    }
    if article.texts.is_empty() {
        invalid.add("/texts", FieldCode::Required);
    }
    let mut texts = Texts::new();
    for (language, text) in &article.texts {
        check_language(&mut invalid, &format!("/texts/{language}"), Some(language));
        match split(&text.markdown) {
            Some(parts) => drop(texts.insert(language, (parts, text.updated))),
            None => invalid.add(format!("/texts/{language}/markdown"), FieldCode::BadFormat),
        }
    }
    Ok(invalid.into_result(texts)?)
}

/// Title, summary and the rest; nothing where title or summary are missing.
fn split(markdown: &str) -> Option<Parts<'_>> {
    let (title, rest) = markdown.trim_start().strip_prefix("# ")?.split_once('\n')?;
    let (summary, body) = rest.trim_start().split_once("\n\n").unwrap_or((rest, ""));
    let (title, summary) = (title.trim(), plain(summary));
    let (summary, body) = (summary.trim().to_owned(), body.trim());
    (!title.is_empty() && !summary.is_empty()).then_some(Parts { title, summary, body })
}

/// What Markdown says, without its marks; blocks are lines.
fn plain(markdown: &str) -> String {
    let extensions =
        Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_FOOTNOTES | Options::ENABLE_GFM;
    let mut plain = String::with_capacity(markdown.len());
    for event in Parser::new_ext(markdown, extensions) {
        match event {
            Event::Text(text) | Event::Code(text) => plain.push_str(&text),
            Event::SoftBreak | Event::End(TagEnd::TableCell) => plain.push(' '),
            Event::HardBreak
            | Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::Item
                | TagEnd::TableRow
                | TagEnd::TableHead
                | TagEnd::CodeBlock,
            ) => plain.push('\n'),
            _ => {}
        }
    }
    plain
}

/// Writes one language; its revision goes up if the text has changed.
fn write_text(tx: &Transaction, id: &ArticleId, language: &str, parts: &Parts, updated: Day) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO article_text (article_id, language, title, summary, markdown, plain, revision, updated)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7)
         ON CONFLICT (article_id, language) DO UPDATE SET title = ?3, summary = ?4, markdown = ?5, plain = ?6,
             revision = revision + 1, updated = ?7
         WHERE (title, summary, markdown) <> (?3, ?4, ?5)",
    )?
    .execute((id.as_str(), language, parts.title, &parts.summary, parts.body, plain(parts.body), updated.0.to_string()))
    .map(drop)
}

/// A text as it is indexed.
struct Indexed {
    id: i64,
    title: String,
    keywords: String,
    summary: String,
    plain: String,
    restricted: bool,
}

impl Indexed {
    /// All of its terms.
    fn terms(&self) -> impl Iterator<Item = Term> {
        [&self.title, &self.keywords, &self.summary, &self.plain].into_iter().flat_map(|text| terms(text))
    }
}

fn texts_to_index(tx: &Transaction, id: &ArticleId) -> rusqlite::Result<Vec<Indexed>> {
    tx.prepare_cached(
        "SELECT t.id, t.title, t.summary, t.plain, a.restricted,
             a.id || ' ' || ifnull((SELECT group_concat(value, ' ') FROM json_each(a.error_codes)), '') || ' '
                 || ifnull((SELECT group_concat(ifnull(p.name ->> ('$.\"' || t.language || '\"'), p.name ->> '$.en'), ' ')
                            FROM article_product ap JOIN product p ON p.id = ap.product_id WHERE ap.article_id = a.id), '')
         FROM article_text t JOIN article a ON a.id = t.article_id WHERE a.id = ?1",
    )?
    .query_map([id.as_str()], |row| {
        Ok(Indexed {
            id: row.get(0)?,
            title: row.get(1)?,
            summary: row.get(2)?,
            plain: row.get(3)?,
            restricted: row.get(4)?,
            keywords: row.get(5)?,
        })
    })?
    .collect()
}

fn add_terms(tx: &Transaction, id: &ArticleId) -> Result<(), ApiError> {
    let mut insert = tx.prepare_cached(
        "INSERT INTO article_index (rowid, title, keywords, summary, body) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    let mut add = tx.prepare_cached(
        "INSERT INTO article_word (word, term, texts) VALUES (?1, ?2, 1) ON CONFLICT (word) DO UPDATE SET texts = texts + 1",
    )?;
    let mut keep = tx.prepare_cached("UPDATE article_text SET terms = ?2 WHERE id = ?1")?;
    for text in texts_to_index(tx, id)? {
        let all: BTreeSet<String> = text.terms().map(|term| term.text).collect();
        keep.execute((text.id, format!(" {} ", all.into_iter().collect::<Vec<_>>().join(" "))))?;
        insert.execute((
            text.id,
            indexed(&text.title),
            indexed(&text.keywords),
            indexed(&text.summary),
            indexed(&text.plain),
        ))?;
        for (word, term) in words(&text) {
            add.execute((word, term))?;
        }
    }
    Ok(())
}

fn remove_terms(tx: &Transaction, id: &ArticleId) -> Result<(), ApiError> {
    for text in texts_to_index(tx, id)? {
        tx.prepare_cached("DELETE FROM article_index WHERE rowid = ?1")?.execute([text.id])?;
        for (word, _) in words(&text) {
            tx.prepare_cached("UPDATE article_word SET texts = texts - 1 WHERE word = ?1")?.execute([word])?;
        }
    }
    tx.prepare_cached("DELETE FROM article_word WHERE texts <= 0")?.execute([])?;
    Ok(())
}

/// The words of a text that what is typed may be completed or corrected to, with their terms. Those of restricted
/// articles would give them away.
fn words(text: &Indexed) -> BTreeSet<(String, String)> {
    if text.restricted {
        return BTreeSet::new();
    }
    let typed = |term: &Term| !term.is_ideographic() && term.word().chars().count() > 1;
    text.terms().filter(typed).map(|term| (term.word().to_owned(), term.text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_is_title_summary_and_body() {
        let parts = split("# RAID *degraded*\nA set that\nstill works.\n\n## First\nCheck `storcli`.\n").unwrap();
        assert_eq!((parts.title, parts.summary.as_str()), ("RAID *degraded*", "A set that still works."));
        assert_eq!(plain(parts.body), "First\nCheck storcli.\n");
        assert!(split("No title\n\nText").is_none());
        assert!(split("# Title only\n").is_none());
    }

    #[test]
    fn plain_text_has_neither_marks_nor_markup() {
        let markdown = "> [!WARNING]\n> Not **now**.\n\n| a | b |\n|---|---|\n| `1` | <b>2</b> |\n\n- [ ] done";
        assert_eq!(plain(markdown).split_whitespace().collect::<Vec<_>>(), ["Not", "now.", "a", "b", "1", "2", "done"]);
    }
}
