//! Recall and latency of the knowledge base's search, with the articles of the demo and with 10,000.
//!
//! Prints a line of JSON for each: `articles`, `recallAt10`, `p50Ms`, `p95Ms`. Figures mean something with `--release`.

use std::{error::Error, time::Instant};

use aftercare_backend::{
    App, Config, Server, demo,
    kb::{self, NewArticle, NewText},
};
use aftercare_contract::{
    account::OrganisationId,
    asset::Day,
    knowledge::{ArticleId, ArticleQuery},
};
use rusqlite::Connection;
use serde_json::json;

/// What people type and what they mean: language, words, ids of articles.
const LABELLED: &str = include_str!("../tests/kb/queries.tsv");
/// How often each query is asked.
const ROUNDS: usize = 5;
/// How many texts the large knowledge base has.
const MANY: usize = 10_000;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let any = "127.0.0.1:0".parse()?;
    let demo = Some(demo::Settings { tickets: 0, speed: 0 });
    let config = Config { listen: any, desk_listen: any, demo, ..Config::new(folder.path()) };
    let server = Server::bind(config).await?;
    let app = server.app();
    measure(app).await?;
    multiply(app).await?;
    measure(app).await
}

/// Asks every labelled query and prints how that went.
async fn measure(app: &App) -> Result<(), Box<dyn Error>> {
    let today = Day(app.clock.now().0.date_naive());
    let ask = move |conn: &Connection| {
        let organisation = OrganisationId("huadong".to_owned());
        let (mut times, mut recall, mut queries) = (Vec::new(), 0.0, 0.0);
        for line in LABELLED.lines() {
            let mut columns = line.split('\t').map(str::to_owned);
            let [language, text, meant] =
                [columns.next(), columns.next(), columns.next()].map(Option::unwrap_or_default);
            let query = ArticleQuery { text, prefer: Some(language), ..ArticleQuery::default() };
            let mut found = Vec::new();
            for _ in 0..ROUNDS {
                let start = Instant::now();
                let findings = kb::find(conn, &organisation, &query, today)?;
                times.push(start.elapsed());
                found = findings.items.into_iter().map(|found| found.article.id.0).collect();
            }
            // A variant of an article is as good as the article.
            let is_found = |id: &&str| found.iter().any(|found| found.split('_').next() == Some(id));
            let meant: Vec<&str> = meant.split(' ').collect();
            recall += share(meant.iter().copied().filter(|id| is_found(id)).count(), meant.len());
            queries += 1.0;
        }
        times.sort_unstable();
        let at = |percent: usize| times.get(times.len() * percent / 100).map(|time| time.as_secs_f64() * 1000.0);
        let articles: u64 = conn.query_row("SELECT count(*) FROM article_text", [], |row| row.get(0))?;
        Ok::<_, aftercare_backend::http::ApiError>(json!({
            "articles": articles, "recallAt10": recall / queries, "p50Ms": at(50), "p95Ms": at(95),
        }))
    };
    println!("{}", app.db.read(ask).await?);
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a handful of articles")]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

/// A text with the article that it belongs to.
struct Row {
    article: String,
    kind: String,
    category: String,
    language: String,
    markdown: String,
}

/// Publishes variants of what is there until there are [`MANY`] texts: other numbers, some paragraphs less.
async fn multiply(app: &App) -> Result<(), Box<dyn Error>> {
    let today = Day(app.clock.now().0.date_naive());
    let work = move |tx: &rusqlite::Transaction<'_>| {
        let rows = tx
            .prepare(
                "SELECT a.id, a.kind, a.category_id, t.language, '# ' || t.title || char(10, 10) || t.summary
                     || char(10, 10) || t.markdown FROM article a JOIN article_text t ON t.article_id = a.id",
            )?
            .query_map([], |row| {
                let [article, kind, category] = [row.get(0)?, row.get(1)?, row.get(2)?];
                Ok(Row { article, kind, category, language: row.get(3)?, markdown: row.get(4)? })
            })?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        for (number, row) in rows.iter().cycle().take(MANY.saturating_sub(rows.len())).enumerate() {
            let variant = number / rows.len() + 1;
            let id = ArticleId(format!("{}_{variant}{}", row.article, row.language));
            let paragraphs = row.markdown.split("\n\n").enumerate();
            let kept = paragraphs.filter(|(index, _)| *index < 2 || (index + variant) % 5 != 0);
            let mut markdown: Vec<&str> = kept.map(|(_, paragraph)| paragraph).collect();
            let own = format!("Rack {variant}, case {number}: R{variant}-{number}.");
            markdown.push(&own);
            let text = NewText { markdown: markdown.join("\n\n"), updated: None };
            let article = NewArticle {
                kind: row.kind.as_str().into(),
                category: row.category.as_str().into(),
                products: Vec::new(),
                versions: None,
                error_codes: Vec::new(),
                related: Vec::new(),
                audience: Vec::new(),
                published: None,
                texts: [(row.language.clone(), text)].into(),
            };
            kb::publish(tx, &id, &article, today)?;
        }
        Ok::<_, aftercare_backend::http::ApiError>(())
    };
    Ok(app.db.write(work).await?)
}
