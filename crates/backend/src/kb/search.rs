//! Finds articles and puts the best first.
//!
//! SQLite ranks by fields (bm25) whatever has one of the rarer terms; the best of these are weighed here by how much
//! of the question they hold and how fresh they are.

use core::cmp::Ordering;
use std::collections::HashMap;

use aftercare_contract::{
    account::OrganisationId,
    asset::{Day, DeviceId},
    knowledge::{
        ArticleId, ArticleKind, ArticleQuery, ArticleSort, ArticleSummary, CategoryId, Count, Draft, Findings, Found,
    },
};
use rusqlite::{Connection, OptionalExtension, ToSql, named_params};

use super::{
    excerpt::{excerpt, marked},
    query::{Notion, Question, understand},
    store::{PREFERRED, READABLE, summaries, summary},
};
use crate::{
    db::Text,
    http::{ApiError, cursor},
};

/// How many entries a page has if nothing is said, and at most.
const USUAL_LIMIT: u16 = 10;
const LARGEST_LIMIT: u16 = 50;
/// Longest text that is searched for, in bytes.
const LONGEST_QUESTION: usize = 600;
/// How many texts are weighed: what is ranked lower isn't what was meant.
const CANDIDATES: usize = 60;
/// Texts that may be ranked; beyond it common terms are left to the weighing.
const RANKED: u64 = 1500;
/// Least share of the question, by weight, that a text has to hold.
const LEAST_SHARE: f64 = 0.4;
/// The same for a draft, which says much more than what an article is about.
const LEAST_SHARE_OF_DRAFT: f64 = 0.12;
/// How many suggestions there are at least, if there are articles, and at most.
const SUGGESTIONS: (usize, usize) = (3, 5);
/// What an article of the draft's product gains.
const OWN_PRODUCT: f64 = 1.6;
/// What an article gains that was changed today; the gain is down to a third after a year.
const FRESH: f64 = 0.15;

/// A condition on `a`, an article, and `t`, one of its texts.
const FILTER: &str = "(:category IS NULL OR a.category_id = :category) AND (:kind IS NULL OR a.kind = :kind)
    AND (:language IS NULL OR t.language = :language)
    AND (:product IS NULL OR EXISTS (SELECT 1 FROM article_product p WHERE p.article_id = a.id AND p.product_id IN
        (:product, (SELECT product_id FROM product_model WHERE model = :product))))
    AND (NOT :mine OR EXISTS (SELECT 1 FROM article_product p JOIN product_model m ON m.product_id = p.product_id
        JOIN device d ON d.model = m.model WHERE p.article_id = a.id AND d.organisation_id = :organisation))";

/// A text that was found.
#[derive(Clone, Debug)]
struct Hit {
    text: i64,
    article: ArticleId,
    language: String,
    kind: ArticleKind,
    /// More is better.
    score: f64,
}

/// The articles of the query that the company may read.
pub fn find(
    conn: &Connection,
    organisation: &OrganisationId,
    query: &ArticleQuery,
    today: Day,
) -> Result<Findings, ApiError> {
    let text = query.text.get(..query.text.floor_char_boundary(LONGEST_QUESTION)).unwrap_or_default();
    let question = understand(conn, text, true)?;
    let hits = if text.trim().is_empty() {
        list(conn, organisation, query)?
    } else {
        let mut hits = weigh(conn, organisation, query, &question, today, LEAST_SHARE)?;
        hits = one_each(conn, hits, query)?;
        sort(conn, &mut hits, query)?;
        hits
    };
    let start: usize = query.cursor.as_deref().map(cursor::decode).transpose()?.unwrap_or_default();
    let size = usize::from(query.limit.unwrap_or(USUAL_LIMIT).clamp(1, LARGEST_LIMIT));
    let page = hits.iter().skip(start).take(size);
    let items = page.map(|hit| found(conn, hit, &question)).collect::<rusqlite::Result<_>>()?;
    let end = start.saturating_add(size);
    Ok(Findings {
        items,
        next_cursor: (end < hits.len()).then(|| cursor::encode(&end)).transpose()?,
        total: hits.len() as u64,
        spelling: question.spelling,
        kinds: count(hits.iter().map(|hit| hit.kind.as_str()), None),
        languages: count(hits.iter().map(|hit| hit.language.as_str()), query.prefer.as_deref()),
    })
}

fn found(conn: &Connection, hit: &Hit, question: &Question) -> rusqlite::Result<Found> {
    let article = summary(conn, hit.text)?;
    let plain: String =
        conn.prepare_cached("SELECT plain FROM article_text WHERE id = ?1")?.query_row([hit.text], |row| row.get(0))?;
    let title = marked(&article.title, question);
    let excerpt = excerpt(&article.summary, &plain, question);
    Ok(Found { article, title, excerpt })
}

/// How often each value occurs, `first` first and then the commonest.
fn count<'a>(values: impl Iterator<Item = &'a str>, first: Option<&str>) -> Vec<Count> {
    let mut counts: HashMap<&str, u64> = HashMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|&(value, articles)| (Some(value) != first, core::cmp::Reverse(articles), value));
    counts.into_iter().map(|(value, articles)| Count { value: value.to_owned(), articles }).collect()
}

/// Everything that fits, without words to be found.
fn list(conn: &Connection, organisation: &OrganisationId, query: &ArticleQuery) -> rusqlite::Result<Vec<Hit>> {
    let order = match query.sort {
        ArticleSort::Helpful => {
            "(SELECT count(*) FROM article_vote v WHERE v.article_id = a.id AND v.helpful = 'yes') DESC, t.updated DESC"
        }
        _ => "t.updated DESC",
    };
    let chosen = if query.language.is_some() { "TRUE" } else { PREFERRED };
    let mut statement = conn.prepare_cached(&format!(
        "SELECT t.id, a.id, t.language, a.kind FROM article a JOIN article_text t ON t.article_id = a.id
         WHERE {READABLE} AND {FILTER} AND {chosen} ORDER BY {order}, a.id"
    ))?;
    let hit = |row: &rusqlite::Row| {
        let kind = ArticleKind::from(row.get_ref(3)?.as_str()?);
        Ok(Hit { text: row.get(0)?, article: ArticleId(row.get(1)?), language: row.get(2)?, kind, score: 0.0 })
    };
    let filter = Filter::of(organisation, query);
    let mut parameters = filter.parameters().to_vec();
    if query.language.is_none() {
        parameters.push((":prefer", &query.prefer));
    }
    statement.query_map(parameters.as_slice(), hit)?.collect()
}

/// The values of [`FILTER`] and [`READABLE`].
struct Filter<'a> {
    organisation: &'a str,
    category: Option<&'a str>,
    kind: Option<&'a str>,
    language: Option<&'a str>,
    product: Option<&'a str>,
    mine: bool,
}

impl<'a> Filter<'a> {
    fn of(organisation: &'a OrganisationId, query: &'a ArticleQuery) -> Self {
        Self {
            organisation: organisation.as_str(),
            category: query.category.as_ref().map(CategoryId::as_str),
            kind: query.kind.as_ref().map(ArticleKind::as_str),
            language: query.language.as_deref(),
            product: query.product.as_deref(),
            mine: query.mine,
        }
    }

    fn parameters(&self) -> [(&'static str, &dyn ToSql); 6] {
        [
            (":organisation", &self.organisation),
            (":category", &self.category),
            (":kind", &self.kind),
            (":language", &self.language),
            (":product", &self.product),
            (":mine", &self.mine),
        ]
    }
}

/// The texts that hold enough of the question, each with its score.
fn weigh(
    conn: &Connection,
    organisation: &OrganisationId,
    query: &ArticleQuery,
    question: &Question,
    today: Day,
    least: f64,
) -> rusqlite::Result<Vec<Hit>> {
    let mut rarest: Vec<_> = question.notions.iter().filter(|notion| notion.texts > 0).collect();
    rarest.sort_by_key(|notion| notion.texts);
    let mut ranked = 0;
    rarest.retain(|notion| {
        let first = ranked == 0;
        ranked += notion.texts;
        first || (ranked <= RANKED && !notion.weak)
    });
    if rarest.is_empty() {
        return Ok(Vec::new());
    }
    let expression: Vec<String> = rarest.into_iter().map(Notion::expression).collect();
    let expression = expression.join(" OR ");
    let mut statement = conn.prepare_cached(&format!(
        "SELECT t.id, a.id, t.language, a.kind, r.score, t.updated, t.terms
         FROM (SELECT t.id AS text, bm25(article_index, 8, 6, 3, 1) AS score FROM article_index
               JOIN article_text t ON t.id = article_index.rowid JOIN article a ON a.id = t.article_id
               WHERE article_index MATCH :match AND {READABLE} AND {FILTER} ORDER BY score LIMIT :most) r
         JOIN article_text t ON t.id = r.text JOIN article a ON a.id = t.article_id"
    ))?;
    let filter = Filter::of(organisation, query);
    let mut parameters = filter.parameters().to_vec();
    parameters.extend([(":match", &expression as &dyn ToSql), (":most", &CANDIDATES)]);
    let whole: f64 = question.notions.iter().map(|notion| notion.weight).sum();
    let hit = |row: &rusqlite::Row| {
        let held: Vec<&str> = row.get_ref(6)?.as_str()?.split_ascii_whitespace().collect();
        let share: f64 = question.notions.iter().filter(|n| n.is_in(&held)).map(|notion| notion.weight).sum();
        let share = share / whole;
        let Text(updated) = row.get::<_, Text<Day>>(5)?;
        let kind = ArticleKind::from(row.get_ref(3)?.as_str()?);
        let score = -row.get::<_, f64>(4)? * share * share * freshness(updated, today);
        let hit = Hit { text: row.get(0)?, article: ArticleId(row.get(1)?), language: row.get(2)?, kind, score };
        Ok((share >= least).then_some(hit))
    };
    statement.query_map(parameters.as_slice(), hit)?.filter_map(Result::transpose).collect()
}

fn freshness(updated: Day, today: Day) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "days are few")]
    let years = (today.0 - updated.0).num_days().max(0) as f64 / 365.0;
    1.0 + FRESH * (-years).exp()
}

/// The best text of each article, in the reader's language where it is in that too.
fn one_each(conn: &Connection, hits: Vec<Hit>, query: &ArticleQuery) -> rusqlite::Result<Vec<Hit>> {
    let mut best: HashMap<ArticleId, Hit> = HashMap::new();
    for hit in hits {
        match best.get_mut(&hit.article) {
            Some(known) => {
                let score = known.score.max(hit.score);
                if rank(&hit, query) < rank(known, query) {
                    *known = hit;
                }
                known.score = score;
            }
            None => drop(best.insert(hit.article.clone(), hit)),
        }
    }
    let mut translation = conn.prepare_cached("SELECT id FROM article_text WHERE article_id = ?1 AND language = ?2")?;
    let mut hits: Vec<Hit> = best.into_values().collect();
    if let (Some(prefer), None) = (&query.prefer, &query.language) {
        for hit in hits.iter_mut().filter(|hit| hit.language != *prefer) {
            if let Some(text) = translation.query_row((hit.article.as_str(), prefer), |row| row.get(0)).optional()? {
                (hit.text, hit.language) = (text, prefer.clone());
            }
        }
    }
    Ok(hits)
}

/// What comes first among the texts of one article: the reader's language, then the better one.
fn rank(hit: &Hit, query: &ArticleQuery) -> (bool, core::cmp::Reverse<u64>) {
    (query.prefer.as_ref() != Some(&hit.language), core::cmp::Reverse(hit.score.to_bits()))
}

fn sort(conn: &Connection, hits: &mut [Hit], query: &ArticleQuery) -> rusqlite::Result<()> {
    let foreign = |hit: &Hit| query.prefer.as_ref().is_some_and(|prefer| *prefer != hit.language);
    let by_score = |a: &Hit, b: &Hit| b.score.total_cmp(&a.score).then_with(|| a.article.cmp(&b.article));
    match query.sort {
        ArticleSort::Updated | ArticleSort::Helpful => {
            let mut keys = HashMap::new();
            for hit in hits.iter() {
                let ArticleSummary { updated, votes, .. } = summary(conn, hit.text)?;
                let helped = if query.sort == ArticleSort::Helpful { votes.yes } else { 0 };
                keys.insert(hit.text, core::cmp::Reverse((helped, updated)));
            }
            let by_key = |a: &Hit, b: &Hit| keys.get(&a.text).cmp(&keys.get(&b.text));
            hits.sort_by(|a, b| by_key(a, b).then_with(|| by_score(a, b)));
        }
        _ => hits.sort_by(|a, b| match foreign(a).cmp(&foreign(b)) {
            Ordering::Equal => by_score(a, b),
            order => order,
        }),
    }
    Ok(())
}

/// Three to five articles for a draft, the best first, fewer only if there are no more about its product.
pub fn suggest(
    conn: &Connection,
    organisation: &OrganisationId,
    draft: &Draft,
    today: Day,
) -> Result<Vec<ArticleSummary>, ApiError> {
    let (least, most) = SUGGESTIONS;
    let product = product(conn, organisation, draft.device.as_ref())?;
    // The title says what it is about; saying it first makes it survive where the text is too long.
    let text = [draft.title.as_str(), &draft.description].join("\n");
    let text = text.get(..text.floor_char_boundary(LONGEST_QUESTION)).unwrap_or_default();
    let query = ArticleQuery { prefer: draft.language.clone(), ..ArticleQuery::default() };
    let question = understand(conn, text, false)?;
    let mut hits = weigh(conn, organisation, &query, &question, today, LEAST_SHARE_OF_DRAFT)?;
    hits = one_each(conn, hits, &query)?;
    if let Some(product) = &product {
        let mut about = conn.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM article_product WHERE article_id = ?1 AND product_id = ?2)",
        )?;
        for hit in &mut hits {
            if about.query_row([hit.article.as_str(), product], |row| row.get(0))? {
                hit.score *= OWN_PRODUCT;
            }
        }
    }
    sort(conn, &mut hits, &query)?;
    let mut ids: Vec<ArticleId> = hits.into_iter().map(|hit| hit.article).take(most).collect();
    if let Some(product) = product.filter(|_| ids.len() < least) {
        let query = ArticleQuery { product: Some(product), sort: ArticleSort::Helpful, ..query };
        let more = list(conn, organisation, &query)?.into_iter().map(|hit| hit.article);
        let more: Vec<_> = more.filter(|id| !ids.contains(id)).take(least - ids.len()).collect();
        ids.extend(more);
    }
    Ok(summaries(conn, organisation, &ids, draft.language.as_deref())?)
}

/// The product that a device of the company is.
fn product(
    conn: &Connection,
    organisation: &OrganisationId,
    device: Option<&DeviceId>,
) -> rusqlite::Result<Option<String>> {
    let Some(device) = device else { return Ok(None) };
    conn.prepare_cached(
        "SELECT m.product_id FROM device d JOIN product_model m ON m.model = d.model
         WHERE d.id = :id AND d.organisation_id = :organisation",
    )?
    .query_row(named_params! { ":id": device.as_str(), ":organisation": organisation.as_str() }, |row| row.get(0))
    .optional()
}

/// The articles for a ticket: those that the desk has linked, then suggestions for its text.
pub fn for_ticket(
    conn: &Connection,
    organisation: &OrganisationId,
    linked: &[ArticleId],
    draft: &Draft,
    today: Day,
) -> Result<Vec<ArticleSummary>, ApiError> {
    let (_, most) = SUGGESTIONS;
    let mut articles = summaries(conn, organisation, linked, draft.language.as_deref())?;
    let more = suggest(conn, organisation, draft, today)?;
    articles.extend(more.into_iter().filter(|article| !linked.contains(&article.id)));
    articles.truncate(most.max(linked.len()));
    Ok(articles)
}
