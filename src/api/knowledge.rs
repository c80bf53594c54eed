//! The knowledge base.

use aftercare_contract::{
    knowledge::{
        Article, ArticleId, ArticleQuery, ArticleSummary, Draft, Findings, KnowledgeBase, NewComment, NewVote, Votes,
    },
    list::Page,
    routes::path,
    ticket::SrNumber,
};

use super::{Api, ApiError, IdempotencyKey, client::Endpoint};

impl Api {
    /// What it is sorted by.
    pub async fn knowledge_base(self) -> Result<KnowledgeBase, ApiError> {
        self.get(Endpoint::new(path::KNOWLEDGE, &[])).await
    }

    /// A page of articles.
    pub async fn articles(self, query: &ArticleQuery) -> Result<Findings, ApiError> {
        self.get(Endpoint::new(path::ARTICLES, &[]).with_query(&query.print())).await
    }

    /// An article in `language` (BCP 47) or, where there is none, in another.
    pub async fn article(self, id: &ArticleId, language: &str) -> Result<Article, ApiError> {
        self.get(Endpoint::new(path::ARTICLE, &[id.as_str()]).with_parameter("language", language)).await
    }

    /// Says whether it helped; replaces what the viewer said before. Returns what all readers said.
    pub async fn vote(self, id: &ArticleId, vote: &NewVote, key: &IdempotencyKey) -> Result<Votes, ApiError> {
        self.post(Endpoint::new(path::ARTICLE_VOTE, &[id.as_str()]), vote, Some(key)).await
    }

    /// Writes to its author.
    pub async fn comment(self, id: &ArticleId, comment: &NewComment, key: &IdempotencyKey) -> Result<(), ApiError> {
        self.post(Endpoint::new(path::ARTICLE_COMMENTS, &[id.as_str()]), comment, Some(key)).await
    }

    /// Articles for a request that is being written.
    pub async fn suggestions(self, draft: &Draft) -> Result<Page<ArticleSummary>, ApiError> {
        self.post(Endpoint::new(path::SUGGESTIONS, &[]), draft, None).await
    }

    /// Articles for a ticket, in `language` (BCP 47) where they can be.
    pub async fn ticket_articles(self, sr: &SrNumber, language: &str) -> Result<Page<ArticleSummary>, ApiError> {
        self.get(Endpoint::new(path::TICKET_ARTICLES, &[sr.as_str()]).with_parameter("language", language)).await
    }
}
