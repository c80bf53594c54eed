//! The knowledge base: categories, articles in several languages, search, suggestions, votes and comments.

use serde::{Deserialize, Serialize};

use crate::{
    FieldCode, FieldError, Localized,
    asset::{Day, DeviceId},
    validate::{Invalid, MAX_PROSE, check_language, check_prose, check_text},
};

ids! {
    /// An article, in all its languages.
    ArticleId;
    /// A category of articles.
    CategoryId;
    /// A product that articles are about.
    ProductId;
}

open_enum! {
    /// What an article is.
    ArticleKind {
        /// How to cure a symptom.
        Solution = "solution",
        /// A defect of ours, with the versions that have it.
        KnownProblem = "knownProblem",
        /// How to do something, step by step.
        HowTo = "howTo",
        /// What has proved itself.
        BestPractice = "bestPractice",
        /// What a version brings.
        ReleaseNote = "releaseNote",
        /// A course, or material of one.
        Training = "training",
    }
}

open_enum! {
    /// What articles are ordered by.
    ArticleSort {
        /// How well they fit what was asked for; without words as [`ArticleSort::Updated`].
        Relevance = "relevance",
        /// Newest change first.
        Updated = "-updated",
        /// Those first that helped most people.
        Helpful = "-helpful",
    }
}

open_enum! {
    /// Whether an article helped.
    Helpful {
        /// It solved the problem.
        Yes = "yes",
        /// It solved a part of it.
        Partly = "partly",
        /// It didn't.
        No = "no",
    }
}

open_enum! {
    /// Where an article was read.
    ReadAt {
        /// On its own page.
        Article = "article",
        /// Beside a request that was being written; with [`Helpful::Yes`] the request wasn't needed.
        Draft = "draft",
        /// On the page of a ticket.
        Ticket = "ticket",
    }
}

/// What the knowledge base is sorted by; changes rarely.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct KnowledgeBase {
    /// Its categories, in their order.
    pub categories: Vec<Category>,
    /// The products that it has articles about, in their order.
    pub products: Vec<Product>,
}

/// A category.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Category {
    /// Its id.
    pub id: CategoryId,
    /// What it is called.
    pub name: Localized,
    /// What is found there, in a few words.
    pub description: Localized,
    /// How many articles the viewer may read there.
    #[serde(default)]
    pub articles: u64,
}

/// A product.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Product {
    /// Its id.
    pub id: ProductId,
    /// What it is called.
    pub name: Localized,
    /// The models of devices that are this product, as [`crate::asset::Device::model`] names them.
    pub models: Vec<String>,
    /// How many of them the viewer's company has.
    #[serde(default)]
    pub devices: u64,
}

/// What lists show of an article, in one language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ArticleSummary {
    /// Which one; the same in all languages.
    pub id: ArticleId,
    /// BCP 47 tag of the texts: that of the reader where there is one, else another.
    pub language: String,
    /// Its title; plain text.
    pub title: String,
    /// What it says, in a sentence or three; plain text.
    pub summary: String,
    /// What it is.
    pub kind: ArticleKind,
    /// Where it is.
    pub category: CategoryId,
    /// What it is about; empty if about no product in particular.
    #[serde(default)]
    pub products: Vec<ProductId>,
    /// The versions that it is about, in words ("8.4.0–8.4.4").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub versions: Option<String>,
    /// When this language was last changed.
    pub updated: Day,
    /// What readers said.
    pub votes: Votes,
}

/// How many readers said what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Votes {
    /// It solved the problem.
    pub yes: u64,
    /// A part of it.
    pub partly: u64,
    /// It didn't.
    pub no: u64,
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Segment {
    /// Plain text.
    pub text: String,
    /// Whether it was searched for.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub hit: bool,
}

/// An article that was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Found {
    /// The article.
    pub article: ArticleSummary,
    /// Its title, with what was searched for marked.
    pub title: Vec<Segment>,
    /// The part of it that fits best, with what was searched for marked.
    pub excerpt: Vec<Segment>,
}

/// How many articles have a property.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Count {
    /// The property: a kind, a language.
    pub value: String,
    /// How many have it.
    pub articles: u64,
}

/// One page of what was found. Those in the reader's language come first, then those in others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Findings {
    /// The articles.
    pub items: Vec<Found>,
    /// Where the next page starts; absent on the last one. Opaque.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// How many there are, over all pages.
    pub total: u64,
    /// The words as they were understood, where some of them were unknown and looked like others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spelling: Option<String>,
    /// How many there are of each kind, most first.
    #[serde(default)]
    pub kinds: Vec<Count>,
    /// How many there are in each language, the reader's first.
    #[serde(default)]
    pub languages: Vec<Count>,
}

/// An article in one of its languages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Article {
    /// What lists show.
    pub summary: ArticleSummary,
    /// What follows title and summary: Markdown (`CommonMark`) with tables, task lists, footnotes, and callouts (`> [!NOTE]`).
    pub markdown: String,
    /// How often this language was changed; the first is 1.
    pub revision: u32,
    /// When it was first published in any language.
    pub published: Day,
    /// Codes of errors that it is about.
    #[serde(default)]
    pub error_codes: Vec<String>,
    /// The languages that it is in, this one among them.
    pub translations: Vec<Translation>,
    /// Articles that are read with it.
    #[serde(default)]
    pub related: Vec<ArticleSummary>,
    /// What the viewer said of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_vote: Option<Helpful>,
}

/// A language of an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Translation {
    /// BCP 47 tag.
    pub language: String,
    /// The title in it.
    pub title: String,
    /// When it was last changed; before that of another language if it is behind.
    pub updated: Day,
}

/// Which articles, and in which order. Parsed from and printed to a query string; what isn't said stays away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleQuery {
    /// Words to be found.
    pub text: String,
    /// The reader's language, BCP 47: its articles come first, and others are shown in it where they can be.
    pub prefer: Option<String>,
    /// Only this language.
    pub language: Option<String>,
    /// Only this category.
    pub category: Option<CategoryId>,
    /// Only about this product; the id of one, or the model of a device.
    pub product: Option<String>,
    /// Only about products that the viewer's company has.
    pub mine: bool,
    /// Only of this kind.
    pub kind: Option<ArticleKind>,
    /// Ordered by.
    pub sort: ArticleSort,
    /// Where to start; absent for the first page.
    pub cursor: Option<String>,
    /// How many at most, 1 to 50; the backend has its own default.
    pub limit: Option<u16>,
}

impl Default for ArticleQuery {
    fn default() -> Self {
        Self {
            text: String::new(),
            prefer: None,
            language: None,
            category: None,
            product: None,
            mine: false,
            kind: None,
            sort: ArticleSort::Relevance,
            cursor: None,
            limit: None,
        }
    }
}

impl ArticleQuery {
    /// Reads a query string (without `?`). Unknown names and unreadable values are left out.
    pub fn parse(query: &str) -> Self {
        let mut parsed = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = &*value;
            match &*name {
                "q" => value.clone_into(&mut parsed.text),
                "prefer" => parsed.prefer = Some(value.to_owned()),
                "language" => parsed.language = Some(value.to_owned()),
                "category" => parsed.category = Some(value.into()),
                "product" => parsed.product = Some(value.to_owned()),
                "mine" => parsed.mine = value == "true",
                "kind" => parsed.kind = Some(value.into()),
                "sort" => parsed.sort = value.into(),
                "cursor" => parsed.cursor = Some(value.to_owned()),
                "limit" => parsed.limit = value.parse().ok(),
                _ => {}
            }
        }
        parsed
    }

    /// The query string, without `?`; what is as by default is left out.
    pub fn print(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let limit = self.limit.map(|limit| limit.to_string());
        let said = [
            ("q", Some(self.text.as_str()).filter(|text| !text.is_empty())),
            ("prefer", self.prefer.as_deref()),
            ("language", self.language.as_deref()),
            ("category", self.category.as_ref().map(CategoryId::as_str)),
            ("product", self.product.as_deref()),
            ("mine", self.mine.then_some("true")),
            ("kind", self.kind.as_ref().map(ArticleKind::as_str)),
            ("sort", (self.sort != ArticleSort::Relevance).then(|| self.sort.as_str())),
            ("cursor", self.cursor.as_deref()),
            ("limit", limit.as_deref()),
        ];
        query.extend_pairs(said.into_iter().filter_map(|(name, value)| Some((name, value?))));
        query.finish()
    }
}

/// A request that is being written, for which articles are wanted. Nothing of it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Draft {
    /// Its title so far.
    #[serde(default)]
    pub title: String,
    /// Its description so far; codes of errors are found in it.
    #[serde(default)]
    pub description: String,
    /// The device it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    /// The reader's language, BCP 47.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// Says whether an article helped; replaces what the viewer said of it before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct NewVote {
    /// Whether it did.
    pub helpful: Helpful,
    /// Where it was read.
    pub read_at: ReadAt,
    /// In which language, BCP 47.
    pub language: String,
    /// What was missing or wrong; for the author.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl NewVote {
    /// The vote with its reason trimmed, or what is wrong with it.
    pub fn validate(mut self) -> Result<Self, Vec<FieldError>> {
        let mut invalid = Invalid::default();
        if !self.helpful.is_known() {
            invalid.add("/helpful", FieldCode::NotOffered);
        }
        if !self.read_at.is_known() {
            invalid.add("/readAt", FieldCode::NotOffered);
        }
        check_language(&mut invalid, "/language", Some(&self.language));
        let reason = self.reason.map(|reason| check_prose(&mut invalid, "/reason", &reason, 0, MAX_PROSE));
        self.reason = reason.filter(|reason| !reason.is_empty());
        invalid.into_result(self)
    }
}

/// A comment to the author of an article; other readers don't see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct NewComment {
    /// Plain text.
    pub text: String,
    /// The language of the article that was read, BCP 47.
    pub language: String,
}

impl NewComment {
    /// The comment, trimmed, or what is wrong with it.
    pub fn validate(mut self) -> Result<Self, Vec<FieldError>> {
        let mut invalid = Invalid::default();
        self.text = check_prose(&mut invalid, "/text", &self.text, 1, MAX_PROSE);
        check_language(&mut invalid, "/language", Some(&self.language));
        invalid.into_result(self)
    }
}

impl Draft {
    /// The draft, or what is wrong with it: it may be as long as a request may be.
    pub fn validate(self) -> Result<Self, Vec<FieldError>> {
        let mut invalid = Invalid::default();
        check_text(&mut invalid, "/title", &self.title, 0, MAX_PROSE);
        let description = check_prose(&mut invalid, "/description", &self.description, 0, MAX_PROSE);
        check_language(&mut invalid, "/language", self.language.as_deref());
        invalid.into_result(Self { description, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_survives_its_url() {
        let query = ArticleQuery {
            text: "主备切换 & HA-4107".to_owned(),
            prefer: Some("zh-CN".to_owned()),
            product: Some("云主机组 c7".to_owned()),
            mine: true,
            kind: Some(ArticleKind::KnownProblem),
            sort: ArticleSort::Helpful,
            limit: Some(5),
            ..ArticleQuery::default()
        };
        assert_eq!(ArticleQuery::parse(&query.print()), query);
        assert_eq!(ArticleQuery::default().print(), "");
    }

    #[test]
    fn a_vote_is_one_of_those_offered() {
        let vote = NewVote {
            helpful: Helpful::No,
            read_at: ReadAt::Draft,
            language: "ja".to_owned(),
            reason: Some(" 手順3が違う\r\n".to_owned()),
        };
        assert_eq!(vote.clone().validate().unwrap().reason.as_deref(), Some("手順3が違う"));
        let wrong = NewVote { helpful: "maybe".into(), language: String::new(), ..vote }.validate().unwrap_err();
        let pointers: Vec<&str> = wrong.iter().map(|error| error.pointer.as_str()).collect();
        assert_eq!(pointers, ["/helpful", "/language"]);
    }
}
