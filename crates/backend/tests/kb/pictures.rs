//! Pictures of articles: there, as large as they are said to be, closed up, and nobody's who may not read the article.

use aftercare_contract::{
    Problem,
    knowledge::ArticleQuery,
    routes::{self, path},
};
use aftercare_markdown::{Document, Node, Picture};
use reqwest::{Method, header};
use serde_json::json;

use crate::world::World;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";
const SVG: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 6"><path d="M0 0h8"/></svg>"#;

/// The address of a picture.
fn at(article: &str, name: &str) -> String {
    routes::to(path::ARTICLE_PICTURE, &[article, name])
}

fn pictures<'a>(nodes: &'a [Node], found: &mut Vec<&'a Picture>) {
    for node in nodes {
        match node {
            Node::Picture(picture) => found.push(picture),
            Node::Element(_, children) => pictures(children, found),
            _ => {}
        }
    }
}

#[tokio::test]
async fn pictures_of_articles_are_there_and_as_large_as_their_addresses_say() {
    let world = World::new().await;
    let reader = world.reader("lin@example.cn").await;
    for language in ["zh-CN", "en", "ja"] {
        let mut illustrated = 0;
        let mut query = ArticleQuery { language: Some(language.into()), limit: Some(50), ..ArticleQuery::default() };
        loop {
            let findings = reader.find(&query).await;
            for found in &findings.items {
                let article = reader.article(found.article.id.as_str(), language).await;
                let document = Document::parse(&article.markdown);
                let mut shown = Vec::new();
                pictures(&document.content, &mut shown);
                illustrated += usize::from(!shown.is_empty());
                for Picture { source, description, size, .. } in shown {
                    let (address, _) = source.split_once('#').unwrap();
                    assert!(address.starts_with(&at(found.article.id.as_str(), "")), "{address} is another article's");
                    assert!(description.chars().count() > 20, "{source} is described: {description}");
                    let answer = reader.get(address).await;
                    assert_eq!(answer.status(), 200, "{source}");
                    assert_eq!(answer.headers()[header::CONTENT_TYPE], "image/svg+xml");
                    let drawing = answer.text().await.unwrap();
                    let (width, height) = size.unwrap();
                    let view = format!(r#"viewBox="0 0 {width} {height}" width="{width}" height="{height}""#);
                    assert!(drawing.contains(&view), "{source}");
                    assert!(drawing.contains(&format!(r#"lang="{language}""#)), "{source} is in {language}");
                }
            }
            query.cursor = findings.next_cursor;
            if query.cursor.is_none() {
                break;
            }
        }
        assert!(illustrated >= 6, "{language}: {illustrated}");
    }
}

#[tokio::test]
async fn the_desk_keeps_replaces_and_removes_pictures() {
    let world = World::new().await;
    let reader = world.reader("lin@example.cn").await;
    let desk = "/kb/articles/KB-1102/pictures/mirror.2.png";
    assert_eq!(world.desk_file(Method::PUT, desk, PNG).await.status(), 204);
    let address = at("KB-1102", "mirror.2.png");
    let answer = reader.get(&address).await;
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "image/png");
    assert_eq!(answer.bytes().await.unwrap(), PNG);

    assert_eq!(world.desk_file(Method::PUT, desk, SVG.as_bytes()).await.status(), 204);
    let answer = reader.get(&address).await;
    let headers = answer.headers();
    assert_eq!(headers[header::CONTENT_TYPE], "image/svg+xml");
    assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert_eq!(headers[header::CACHE_CONTROL], "private, no-cache");
    let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert_eq!(policy, "default-src 'none'; style-src 'unsafe-inline'; sandbox");
    let tag = headers[header::ETAG].to_str().unwrap().to_owned();
    let again = reader.request(Method::GET, &address).header(header::IF_NONE_MATCH, &tag).send().await.unwrap();
    assert_eq!(again.status(), 304);
    let earlier = reader.request(Method::GET, &address).header(header::IF_NONE_MATCH, "\"ab\"").send().await.unwrap();
    assert_eq!(earlier.status(), 200);

    assert_eq!(world.desk_file(Method::DELETE, desk, b"").await.status(), 204);
    assert_eq!(world.desk_file(Method::DELETE, desk, b"").await.status(), 404);
    assert_eq!(reader.get(&address).await.status(), 404);
}

#[tokio::test]
async fn a_picture_is_seen_by_whoever_may_read_its_article() {
    let world = World::new().await;
    let [own, other] = [world.reader("lin@example.cn").await, world.reader("ingrid@example.net").await];
    // An article for one company.
    let put = world.desk_file(Method::PUT, "/kb/articles/KB-1906/pictures/bill.png", PNG).await;
    assert_eq!(put.status(), 204);
    let address = at("KB-1906", "bill.png");
    assert_eq!(own.get(&address).await.status(), 200);
    let [hidden, missing] = [other.get(&address).await, other.get(&at("KB-1906", "none.png")).await];
    assert_eq!((hidden.status(), missing.status()), (missing.status(), 404.try_into().unwrap()));
    assert_eq!(hidden.text().await.unwrap(), missing.text().await.unwrap());
    let guest = world.backend.guest();
    assert_eq!(guest.request(Method::GET, &address).send().await.unwrap().status(), 401);
    // Another article has no picture of this name.
    assert_eq!(own.get(&at("KB-1102", "bill.png")).await.status(), 404);

    // A new state of the article keeps it; withdrawn, the article takes it along.
    let article = json!({
        "kind": "howTo", "category": "billing", "audience": ["northwind"],
        "texts": { "en": { "markdown": "# Now for others\n\nThe audience has changed." } }
    });
    assert_eq!(world.desk(Method::PUT, "/kb/articles/KB-1906", &article).await.status(), 204);
    assert_eq!(own.get(&address).await.status(), 404);
    assert_eq!(other.get(&address).await.status(), 200);
    assert_eq!(world.desk(Method::DELETE, "/kb/articles/KB-1906", &json!({})).await.status(), 204);
    assert_eq!(world.desk(Method::PUT, "/kb/articles/KB-1906", &article).await.status(), 204);
    assert_eq!(other.get(&address).await.status(), 404);
}

#[tokio::test]
async fn what_is_no_picture_is_refused_with_a_reason() {
    let world = World::new().await;
    let put = async |path: &str, content: &[u8]| {
        let answer = world.desk_file(Method::PUT, path, content).await;
        let (status, problem) = (answer.status().as_u16(), answer.json::<Problem>().await.unwrap());
        (status, problem.detail.unwrap_or_default())
    };
    let picture = "/kb/articles/KB-1102/pictures/a.svg";
    let drawing = |inside: &str| SVG.replace("</svg>", &format!("{inside}</svg>"));
    for (content, reason) in [
        (drawing("<script>alert(1)</script>"), "<script>"),
        (drawing("<foreignObject/>"), "<foreignObject>"),
        (drawing("<g onload='alert(1)'/>"), "onload"),
        (drawing("<use href='https://example.com/a.svg#b'/>"), "https://example.com"),
        ("<!doctype html><script>alert(1)</script>".to_owned(), "PNG, JPEG, WebP or SVG"),
        ("GIF89a".to_owned(), "PNG, JPEG, WebP or SVG"),
    ] {
        let (status, detail) = put(picture, content.as_bytes()).await;
        assert_eq!(status, 415, "{content}");
        assert!(detail.contains(reason), "{content}: {detail}");
    }
    assert_eq!(put(picture, &[PNG, &vec![0; 1 << 20]].concat()).await.0, 413);
    assert_eq!(put("/kb/articles/KB-1102/pictures/%E5%9B%BE.svg", SVG.as_bytes()).await.0, 400);
    assert_eq!(put("/kb/articles/KB-1102/pictures/..%2Fa.svg", SVG.as_bytes()).await.0, 400);
    assert_eq!(put("/kb/articles/KB-9999/pictures/a.svg", SVG.as_bytes()).await.0, 404);
}
