//! The words of the knowledge base; a word that this version doesn't know is shown as it came.

use aftercare_contract::knowledge::{ArticleKind, Votes};

use super::I18n;
use crate::platform::languages;

impl I18n {
    /// What an article is.
    pub fn article_kind(self, word: &ArticleKind) -> String {
        match word {
            ArticleKind::Solution => self.kb_kind_solution(),
            ArticleKind::KnownProblem => self.kb_kind_known_problem(),
            ArticleKind::HowTo => self.kb_kind_how_to(),
            ArticleKind::BestPractice => self.kb_kind_best_practice(),
            ArticleKind::ReleaseNote => self.kb_kind_release_note(),
            ArticleKind::Training => self.kb_kind_training(),
            ArticleKind::Other(word) => word.clone(),
        }
    }

    /// How many readers an article has helped; nothing where it has helped nobody yet.
    pub fn article_helped(self, votes: Votes) -> Option<String> {
        let all = votes.yes.saturating_add(votes.partly).saturating_add(votes.no);
        (votes.yes > 0).then(|| self.kb_solved(&self.number(votes.yes), &self.number(all)))
    }

    /// What the language of an article is called, if it isn't the reader's.
    pub fn other_language(self, tag: &str) -> Option<String> {
        let own = self.language().tag();
        (tag != own).then(|| languages::name(tag, own))
    }
}
