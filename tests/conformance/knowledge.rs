//! The knowledge base. What is in it is the backend's own, so the first article that it lists is looked at.

use aftercare_contract::{
    knowledge::{
        Article, ArticleQuery, ArticleSummary, Draft, Findings, Helpful, KnowledgeBase, NewVote, ReadAt, Votes,
    },
    list::Page,
    routes::{path, to},
};
use aftercare_tests::{Answer, Customer};

use crate::subject::Subject;

async fn find(subject: &Subject, query: &ArticleQuery) -> Findings {
    subject.customer.load(&format!("{}?{}", to(path::ARTICLES, &[]), query.print())).await
}

async fn any(subject: &Subject) -> ArticleSummary {
    let findings = find(subject, &ArticleQuery::default()).await;
    findings.items.into_iter().next().expect("there are articles").article
}

pub async fn an_article_is_found_by_its_title(subject: &Subject) {
    let any = any(subject).await;
    let query = ArticleQuery { text: any.title.clone(), prefer: Some(any.language.clone()), ..ArticleQuery::default() };
    let found = find(subject, &query).await;
    let hit = found.items.iter().find(|found| found.article.id == any.id).expect("it is among the first");
    let title: String = hit.title.iter().map(|segment| segment.text.as_str()).collect();
    assert_eq!(title, hit.article.title);
    assert!(hit.title.iter().any(|segment| segment.hit), "what was searched for is marked");
}

pub async fn an_article_names_its_languages(subject: &Subject) {
    let any = any(subject).await;
    let url = to(path::ARTICLE, &[any.id.as_str()]);
    let article: Article = subject.customer.load(&format!("{url}?language=tlh")).await;
    assert_eq!(article.summary.id, any.id);
    assert!(article.translations.iter().any(|translation| translation.language == article.summary.language));
    subject.customer.get(&to(path::ARTICLE, &["no-such-article"])).await.expect(404);
}

pub async fn articles_are_filtered_by_category(subject: &Subject) {
    let base: KnowledgeBase = subject.customer.load(&to(path::KNOWLEDGE, &[])).await;
    let category = base.categories.iter().find(|category| category.articles > 0).expect("one that isn't empty");
    let query = ArticleQuery { category: Some(category.id.clone()), ..ArticleQuery::default() };
    let found = find(subject, &query).await;
    assert_eq!(found.total, category.articles);
    assert!(found.items.iter().all(|found| found.article.category == category.id));
}

pub async fn a_draft_gets_articles(subject: &Subject) {
    let any = any(subject).await;
    let draft = Draft { title: any.title, language: Some(any.language), ..Draft::default() };
    let answer = subject.customer.post(&to(path::SUGGESTIONS, &[]), &draft).await.expect(200);
    let page: Page<ArticleSummary> = answer.json();
    assert!(page.items.len() <= 5);
    assert!(page.items.iter().any(|article| article.id == any.id));
}

pub async fn a_vote_is_counted_once(subject: &Subject) {
    let any = any(subject).await;
    let url = to(path::ARTICLE_VOTE, &[any.id.as_str()]);
    let mut vote = NewVote { helpful: Helpful::Yes, read_at: ReadAt::Article, language: any.language, reason: None };
    let first: Votes = subject.customer.post(&url, &vote).await.expect(200).json();
    vote.helpful = Helpful::Partly;
    let second: Votes = subject.customer.post(&url, &vote).await.expect(200).json();
    assert_eq!((second.yes, second.partly), (first.yes - 1, first.partly + 1));
}

/// The address of a picture that an article shows, without its size; a backend may have none.
async fn any_picture(subject: &Subject) -> Option<String> {
    let mut query = ArticleQuery { limit: Some(50), ..ArticleQuery::default() };
    loop {
        let findings = find(subject, &query).await;
        for ArticleSummary { id, .. } in findings.items.into_iter().map(|found| found.article) {
            let article: Article = subject.customer.load(&to(path::ARTICLE, &[id.as_str()])).await;
            let pictures = to(path::ARTICLE_PICTURE, &[id.as_str(), ""]);
            if let Some(start) = article.markdown.find(&pictures) {
                let address = article.markdown[start..].split(['#', ')', ' ']).next();
                return address.map(str::to_owned);
            }
        }
        query.cursor = Some(findings.next_cursor?);
    }
}

pub async fn a_picture_is_closed_up(subject: &Subject) {
    let Some(address) = any_picture(subject).await else { return };
    let picture = subject.customer.get(&address).await.expect(200);
    let header = |name| picture.header(name).unwrap_or_default();
    assert!(header("content-type").starts_with("image/"), "{}", header("content-type"));
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert!(header("cache-control").contains("private"), "{}", header("cache-control"));
    // Opened by its address, an SVG is a page.
    let policy = header("content-security-policy");
    assert!(policy.contains("sandbox") && policy.contains("default-src 'none'"), "{policy}");
    let again = Answer::of(subject.customer.read(&address).header("if-none-match", header("etag"))).await;
    assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
    Customer::guest(&subject.origin).get(&address).await.expect(401);
}

pub async fn a_picture_that_is_not_there_is_not_found(subject: &Subject) {
    let any = any(subject).await;
    for article in [any.id.as_str(), "no-such-article"] {
        subject.customer.get(&to(path::ARTICLE_PICTURE, &[article, "no-such-picture.svg"])).await.expect(404);
    }
}
