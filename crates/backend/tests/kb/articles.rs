//! Reading, finding, judging and publishing articles.

use aftercare_contract::{
    knowledge::{ArticleQuery, ArticleSort, Findings, Helpful, KnowledgeBase, Segment, Votes},
    routes::{self, path},
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{World, ids};

const PEOPLE: [&str; 2] = ["lin@example.cn", "ingrid@example.net"];

fn text_of(segments: &[Segment]) -> String {
    segments.iter().map(|segment| segment.text.as_str()).collect()
}

fn hits(segments: &[Segment]) -> Vec<&str> {
    segments.iter().filter(|segment| segment.hit).map(|segment| segment.text.as_str()).collect()
}

#[tokio::test]
async fn there_are_eighty_articles_in_each_language_and_their_links_lead_somewhere() {
    let world = World::new().await;
    let reader = world.reader(PEOPLE[0]).await;
    for language in ["zh-CN", "en", "ja"] {
        let query = ArticleQuery { language: Some(language.to_owned()), limit: Some(50), ..ArticleQuery::default() };
        let first = reader.find(&query).await;
        assert!(first.total >= 80, "{language}: {}", first.total);
        let second = reader.find(&ArticleQuery { cursor: first.next_cursor.clone(), ..query }).await;
        assert_eq!(first.items.len() + second.items.len(), usize::try_from(first.total).unwrap());
        for found in first.items.iter().chain(&second.items) {
            let article = reader.article(found.article.id.as_str(), language).await;
            assert_eq!(article.summary.language, language);
            assert!(article.markdown.chars().count() > 300, "{}", found.article.id);
            assert!(!article.related.is_empty() || article.translations.len() == 3, "{}", found.article.id);
        }
    }
    let base: KnowledgeBase = reader.read(&routes::to(path::KNOWLEDGE, &[])).await;
    let total: u64 = base.categories.iter().map(|category| category.articles).sum();
    assert!(total >= 80 && base.categories.iter().all(|category| category.articles > 0));
    assert!(base.products.iter().any(|product| product.id.as_str() == "adx-6400" && product.devices > 0));
}

#[tokio::test]
async fn an_article_comes_in_the_readers_language_or_in_another_that_is_named() {
    let world = World::new().await;
    let reader = world.reader(PEOPLE[0]).await;
    let article = reader.article("KB-1102", "ja").await;
    assert_eq!(article.summary.language, "ja");
    let updated = |language: &str| article.translations.iter().find(|t| t.language == language).unwrap().updated;
    assert!(updated("ja") < updated("en"));
    assert_eq!(article.error_codes, ["HA-4107"]);
    assert_eq!(reader.article("KB-1102", "de").await.summary.language, "en");
    assert_eq!(reader.get(&routes::to(path::ARTICLE, &["KB-9999"])).await.status(), 404);
}

#[tokio::test]
async fn what_is_for_one_company_does_not_exist_for_another() {
    let world = World::new().await;
    let [own, other] = [world.reader(PEOPLE[0]).await, world.reader(PEOPLE[1]).await];
    let article = routes::to(path::ARTICLE, &["KB-1906"]);
    assert_eq!(own.get(&article).await.status(), 200);
    assert_eq!(other.get(&article).await.status(), 404);
    assert!(ids(&own.search("standby instances billed", "en").await).contains(&"KB-1906"));
    assert!(!ids(&other.search("standby instances billed", "en").await).contains(&"KB-1906"));
    assert!(other.search("afc-cld-2410", "en").await.items.is_empty(), "words of it would give it away");
    let vote = json!({ "helpful": "yes", "readAt": "article", "language": "en" });
    let call = routes::to(path::ARTICLE_VOTE, &["KB-1906"]);
    assert_eq!(other.post(&call, "1", &vote).await.status(), 404);
    let comment = routes::to(path::ARTICLE_COMMENTS, &["KB-1906"]);
    assert_eq!(other.post(&comment, "2", &json!({ "text": "?", "language": "en" })).await.status(), 404);
    let counts = async |reader: &crate::world::Reader| {
        let base: KnowledgeBase = reader.read(&routes::to(path::KNOWLEDGE, &[])).await;
        base.categories.iter().map(|category| category.articles).sum::<u64>()
    };
    assert_eq!(counts(&own).await, counts(&other).await + 1);
}

#[tokio::test]
async fn typing_finds_from_the_second_letter_on_and_forgives_slips() {
    let world = World::new().await;
    let reader = world.reader(PEOPLE[0]).await;
    for typed in ["sess", "session mi", "session mirroring", "sesion mirorring"] {
        let findings = reader.search(typed, "en").await;
        assert!(ids(&findings).contains(&"KB-1102"), "{typed}: {:?}", ids(&findings));
    }
    assert_eq!(reader.search("sesion mirorring", "en").await.spelling.as_deref(), Some("session mirroring"));
    assert_eq!(reader.search("session mirroring", "en").await.spelling, None);
    assert_eq!(reader.search("qwzxv", "en").await.total, 0);
    assert_eq!(reader.search("红烧肉怎么做", "zh-CN").await.total, 0);
}

#[tokio::test]
async fn words_that_mean_the_same_find_the_same() {
    let world = World::new().await;
    let reader = world.reader("sato@example.jp").await;
    let [one, other] = [reader.search("負荷分散", "ja").await, reader.search("ロードバランサー", "ja").await];
    assert!(!one.items.is_empty());
    assert_eq!(ids(&one), ids(&other));
    let found = reader.search("failover", "ja").await;
    assert!(found.items.iter().all(|found| found.article.language == "ja"));
    assert!(ids(&found).contains(&"KB-1104"));
}

#[tokio::test]
async fn excerpts_mark_what_was_searched_for() {
    let world = World::new().await;
    let reader = world.reader(PEOPLE[0]).await;
    let findings = reader.search("证书链", "zh-CN").await;
    let found = findings.items.iter().find(|found| found.article.id.as_str() == "KB-1009").unwrap();
    assert_eq!(text_of(&found.title), found.article.title);
    assert_eq!(hits(&found.title), ["证书", "证书链"]);
    let findings = reader.search("certificates", "en").await;
    assert!(findings.items.iter().any(|found| hits(&found.excerpt).contains(&"certificate")));
    assert!(findings.items.iter().all(|found| text_of(&found.excerpt).len() < 800));
}

#[tokio::test]
async fn filters_narrow_and_counts_tell_how_far() {
    let world = World::new().await;
    let reader = world.reader(PEOPLE[1]).await;
    let all =
        |text: &str| ArticleQuery { text: text.to_owned(), prefer: Some("en".to_owned()), ..ArticleQuery::default() };
    let ours = async |text: &str| reader.find(&ArticleQuery { mine: true, ..all(text) }).await;
    assert!(ids(&ours("fan").await).contains(&"KB-1209"));
    assert!(!ids(&ours("source ports").await).contains(&"KB-1702"), "northwind has no load testing");
    assert!(ids(&reader.find(&all("source ports")).await).contains(&"KB-1702"));
    let model = ArticleQuery { product: Some("Container cluster".to_owned()), ..ArticleQuery::default() };
    assert!(ids(&reader.find(&model).await).contains(&"KB-1502"));
    let kind = ArticleQuery { kind: Some("releaseNote".into()), ..ArticleQuery::default() };
    let notes = reader.find(&kind).await;
    assert_eq!(ids(&notes), ["KB-1803", "KB-1802"], "newest first");
    assert_eq!(notes.kinds.iter().map(|count| count.articles).sum::<u64>(), notes.total);
    let category = ArticleQuery { category: Some("billing".into()), ..all("fan") };
    assert!(reader.find(&category).await.items.iter().all(|found| found.article.category.as_str() == "billing"));
}

#[tokio::test]
async fn a_vote_counts_once_and_its_reason_reaches_the_author() {
    let world = World::new().await;
    let reader = world.reader(PEOPLE[0]).await;
    let call = routes::to(path::ARTICLE_VOTE, &["KB-1102"]);
    let vote = json!({ "helpful": "no", "readAt": "draft", "language": "zh-CN", "reason": "第 2 步不清楚" });
    let votes: Votes = reader.post(&call, "1", &vote).await.json().await.unwrap();
    assert_eq!(votes, Votes { no: 1, ..Votes::default() });
    let vote = json!({ "helpful": "yes", "readAt": "draft", "language": "zh-CN", "reason": "清楚了" });
    let votes: Votes = reader.post(&call, "2", &vote).await.json().await.unwrap();
    assert_eq!(votes, Votes { yes: 1, ..Votes::default() });
    assert_eq!(reader.article("KB-1102", "en").await.own_vote, Some(Helpful::Yes));
    let popular = ArticleQuery { sort: ArticleSort::Helpful, ..ArticleQuery::default() };
    assert_eq!(ids(&reader.find(&popular).await).first(), Some(&"KB-1102"));

    let call = routes::to(path::ARTICLE_COMMENTS, &["KB-1102"]);
    assert_eq!(reader.post(&call, "3", &json!({ "text": " ", "language": "en" })).await.status(), 422);
    assert_eq!(reader.post(&call, "4", &json!({ "text": "谢谢", "language": "zh-CN" })).await.status(), 204);
    let comments: Value = world.desk(Method::GET, "/kb/comments", &json!({})).await.json().await.unwrap();
    let texts: Vec<&str> = comments["items"].as_array().unwrap().iter().map(|c| c["text"].as_str().unwrap()).collect();
    assert_eq!(texts.len(), 2);
    assert!(texts.contains(&"谢谢") && texts.contains(&"清楚了"));
}

#[tokio::test]
async fn the_desk_publishes_changes_and_withdraws() {
    let world = World::new().await;
    let reader = world.reader(PEOPLE[0]).await;
    let article = |text: &str| {
        json!({
            "kind": "solution", "category": "storage", "products": ["ns-5310"], "errorCodes": ["STO-0999"],
            "texts": { "en": { "markdown": format!("# Quorum witness unreachable\n\nThe array waits. {text}\n\n## Steps\n\nPing it.") } }
        })
    };
    let call = "/kb/articles/KB-3001";
    assert_eq!(world.desk(Method::PUT, call, &article("Check the frobnicator.")).await.status(), 204);
    for words in ["frobnicator", "sto0999", "quorum witness", "KB-3001"] {
        assert_eq!(ids(&reader.search(words, "en").await).first(), Some(&"KB-3001"), "{words}");
    }
    assert_eq!(world.desk(Method::PUT, call, &article("Check the line.")).await.status(), 204);
    assert_eq!(reader.search("frobnicator", "en").await.total, 0);
    assert_eq!(reader.article("KB-3001", "en").await.revision, 2);
    let found: Findings = reader.search("quorum", "zh-CN").await;
    let foreign = found.items.iter().find(|found| found.article.id.as_str() == "KB-3001");
    assert_eq!(foreign.map(|found| found.article.language.as_str()), Some("en"), "another language is named");

    let wrong = json!({ "kind": "poem", "category": "nowhere", "texts": { "en": { "markdown": "no title" } } });
    let answer = world.desk(Method::PUT, call, &wrong).await;
    assert_eq!(answer.status(), 422);
    let problem: aftercare_contract::Problem = answer.json().await.unwrap();
    let pointers: Vec<&str> = problem.errors.iter().map(|error| error.pointer.as_str()).collect();
    assert_eq!(pointers, ["/kind", "/category", "/texts/en/markdown"]);

    assert_eq!(world.desk(Method::DELETE, call, &json!({})).await.status(), 204);
    assert_eq!(world.desk(Method::DELETE, call, &json!({})).await.status(), 404);
    assert!(!ids(&reader.search("quorum witness", "en").await).contains(&"KB-3001"));
}
