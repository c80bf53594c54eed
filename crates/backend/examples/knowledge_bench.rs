//! Recall and latency of the knowledge base's search, with the articles of the demo and with 10,000.
//!
//! Prints a line of JSON for each: `articles`, `recallAt10`, `p50Ms`, `p95Ms`. Figures mean something with `--release`.

use std::{collections::BTreeMap, error::Error, time::Instant};

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
            let mut found: Vec<String> = Vec::new();
            for _ in 0..ROUNDS {
                let start = Instant::now();
                let findings = kb::find(conn, &organisation, &query, today)?;
                times.push(start.elapsed());
                found = findings.items.into_iter().map(|found| found.article.id.0).collect();
            }
            let meant: Vec<&str> = meant.split(' ').collect();
            recall += share(meant.iter().filter(|id| found.iter().any(|found| found == *id)).count(), meant.len());
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

/// Publishes reports that are put together from paragraphs of the articles, until there are [`MANY`] texts: they hold
/// the same words and codes, and none of them is what somebody means.
async fn multiply(app: &App) -> Result<(), Box<dyn Error>> {
    let today = Day(app.clock.now().0.date_naive());
    let work = move |tx: &rusqlite::Transaction<'_>| {
        let texts = tx
            .prepare("SELECT language, markdown FROM article_text ORDER BY language, article_id")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<Vec<(String, String)>>>()?;
        let mut paragraphs: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (language, markdown) in &texts {
            paragraphs.entry(language).or_default().extend(markdown.split("\n\n"));
        }
        let mut rng = fastrand::Rng::with_seed(1);
        for (number, (language, paragraphs)) in paragraphs.iter().cycle().take(MANY - texts.len()).enumerate() {
            let body: Vec<&str> = rng.choose_multiple(paragraphs.iter().copied(), 8);
            let markdown = format!("# {number}\n\n{number}: R{number}\n\n{}", body.join("\n\n"));
            let article = NewArticle {
                kind: "training".into(),
                category: "training".into(),
                products: Vec::new(),
                versions: None,
                error_codes: Vec::new(),
                related: Vec::new(),
                audience: Vec::new(),
                published: None,
                texts: [((*language).to_owned(), NewText { markdown, updated: None })].into(),
            };
            kb::publish(tx, &ArticleId(format!("R{number}")), &article, today)?;
        }
        Ok::<_, aftercare_backend::http::ApiError>(())
    };
    Ok(app.db.write(work).await?)
}
