//! What people say in the demo, in its three languages, and how particulars are put into it.

use std::collections::BTreeMap;

use aftercare_contract::{
    Span,
    ticket::{NewTicket, TicketType},
};
use fastrand::Rng;
use serde::Deserialize;

use super::read;
use crate::http::ApiError;

/// A language that the vendor's people write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum Language {
    #[serde(rename = "zh-CN")]
    Chinese,
    #[serde(rename = "en")]
    English,
    #[serde(rename = "ja")]
    Japanese,
}

impl Language {
    /// The language in which somebody is answered who writes in `tag` (BCP 47).
    pub fn answering(tag: Option<&str>) -> Self {
        match tag.and_then(|tag| tag.split('-').next()) {
            Some("zh") => Self::Chinese,
            Some("ja") => Self::Japanese,
            _ => Self::English,
        }
    }

    /// Its tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
            Self::Japanese => "ja",
        }
    }

    /// How somebody is spoken to.
    pub fn address(self, name: &str) -> &str {
        match self {
            Self::English => name.split_whitespace().next().unwrap_or(name),
            Self::Chinese | Self::Japanese => name,
        }
    }

    /// Two sentences as one text.
    pub fn join(self, first: &str, second: &str) -> String {
        let space = if self == Self::English { " " } else { "" };
        format!("{first}{space}{second}")
    }
}

/// Wordings for one occasion, of which one is chosen.
pub type Wordings = Vec<String>;

/// What is said whatever the request is about.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Phrases {
    pub greeting: Wordings,
    pub hand_over: Wordings,
    pub dispatched: Wordings,
    pub part_sent: Wordings,
    pub part_arrived: Wordings,
    pub window: Wordings,
    pub window_open: Wordings,
    /// Why it takes longer.
    pub moved: Wordings,
    /// Why it takes less long.
    pub sooner: Wordings,
    pub nudged: Wordings,
    pub escalated: Wordings,
    pub green_channel: Wordings,
    pub thanks: Wordings,
    pub file_seen: Wordings,
    pub reopened: Wordings,
    pub verifying: Wordings,
    /// What was looked at after a fix, all of it.
    pub checks: Wordings,
    /// After a plan was declined.
    pub declined: Wordings,
    /// The customer's words, from here on.
    pub settled: Wordings,
    pub broken: Wordings,
    pub impatient: Wordings,
    /// What is done at the site, and what was done there.
    pub visit: VisitPhrases,
    /// Parts that come for defective ones, from where, and who brings them.
    pub spare: Spare,
    /// A file that the vendor attaches.
    pub report: Document,
    subjects: Subjects,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Subjects {
    hardware: Course,
    software: Course,
    network: Course,
    question: Course,
    request: Course,
}

/// What the vendor says in the course of a request.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Course {
    /// What is looked at first.
    pub look: Wordings,
    /// A question to the customer.
    pub ask: Wordings,
    /// What the diagnosis is.
    pub found: Wordings,
    /// What is done until the expected end.
    pub plan: Wordings,
    /// That it is done now.
    pub carry: Wordings,
    /// How it was solved.
    pub fix: Wordings,
    /// The plan that the customer decides about, where there is something to be decided.
    pub proposal: Option<Proposal>,
    /// Why and to what an engineer connects, where that helps.
    pub access: Option<Access>,
}

/// What a request for remote access says.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Access {
    pub purpose: String,
    pub scope: String,
}

/// What a plan says.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    pub steps: Wordings,
    pub effect: String,
    pub risks: String,
    pub rollback: String,
    pub duration: Span,
}

/// What is said of spare parts.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spare {
    pub parts: Wordings,
    pub depots: Wordings,
    pub carriers: Wordings,
}

/// What is said of visits.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitPhrases {
    pub purpose: Wordings,
    pub report: Wordings,
}

/// A small text file.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    pub name: String,
    pub content: String,
}

impl Phrases {
    /// What is said about such a request.
    pub fn course(&self, request: &NewTicket) -> &Course {
        match (&request.ticket_type, request.fields.get("area").map(String::as_str)) {
            (TicketType::Fault, Some("hardware")) => &self.subjects.hardware,
            (TicketType::Fault, Some("network")) => &self.subjects.network,
            (TicketType::Fault, _) => &self.subjects.software,
            (TicketType::Question, _) => &self.subjects.question,
            _ => &self.subjects.request,
        }
    }
}

/// The phrases of every language.
pub struct Phrasebook([Phrases; 3]);

impl Phrasebook {
    /// Reads them.
    pub fn new() -> Result<Self, ApiError> {
        Ok(Self([
            read(include_str!("phrases/zh-CN.json"))?,
            read(include_str!("phrases/en.json"))?,
            read(include_str!("phrases/ja.json"))?,
        ]))
    }

    /// Those of one language.
    pub fn of(&self, language: Language) -> &Phrases {
        let [chinese, english, japanese] = &self.0;
        match language {
            Language::Chinese => chinese,
            Language::English => english,
            Language::Japanese => japanese,
        }
    }
}

/// One of the wordings.
pub fn choose<'a>(rng: &mut Rng, wordings: &'a [String]) -> &'a str {
    rng.choice(wordings).map_or("", String::as_str)
}

/// What stands for `{device}` and the like.
#[derive(Clone, Default)]
pub struct Particulars(BTreeMap<String, String>);

impl Particulars {
    /// Lets `{name}` stand for `value`.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.insert(name.to_owned(), value.into());
    }

    /// The plan with all that stands for something replaced.
    pub fn fill_in(&self, proposal: &Proposal) -> Proposal {
        Proposal {
            steps: proposal.steps.iter().map(|step| self.fill(step)).collect(),
            effect: self.fill(&proposal.effect),
            risks: self.fill(&proposal.risks),
            rollback: self.fill(&proposal.rollback),
            duration: proposal.duration,
        }
    }

    /// The request with all that stands for something replaced.
    pub fn fill_access(&self, access: &Access) -> Access {
        Access { purpose: self.fill(&access.purpose), scope: self.fill(&access.scope) }
    }

    /// The text with all that stands for something replaced.
    pub fn fill(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    }
}
