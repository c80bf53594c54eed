//! The articles that somebody has read recently, kept on this device.

use aftercare_contract::{
    Timestamp,
    account::PersonId,
    knowledge::{ArticleId, ArticleSummary},
};
use serde::{Deserialize, Serialize};

use crate::platform::{json, storage};

/// So many are remembered.
const MOST: usize = 8;

/// An article that was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReadArticle {
    /// Which one.
    pub id: ArticleId,
    /// The language that it was read in, BCP 47.
    pub language: String,
    /// What it was called.
    pub title: String,
    /// When.
    pub at: Timestamp,
}

/// The articles of one person, the last one first.
pub struct Recent {
    slot: String,
    read: Vec<ReadArticle>,
}

impl Recent {
    /// Those of a person.
    pub fn of(person: &PersonId) -> Self {
        let slot = ["read/", person.as_str()].concat();
        let read = storage::get(&slot).and_then(|kept| json::read(&kept.into())).unwrap_or_default();
        Self { slot, read }
    }

    /// Which ones.
    pub fn read(self) -> Vec<ReadArticle> {
        self.read
    }

    /// Remembers one more; where storage is full or forbidden, it isn't.
    pub fn add(mut self, article: &ArticleSummary, at: Timestamp) {
        let ArticleSummary { id, language, title, .. } = article.clone();
        put(&mut self.read, ReadArticle { id, language, title, at });
        if let Ok(kept) = serde_json::to_string(&self.read) {
            storage::set(&self.slot, &kept);
        }
    }

    /// Forgets all of them.
    pub fn forget(self) {
        storage::remove(&self.slot);
    }
}

/// Puts one first; it stands there once, and the oldest goes.
fn put(read: &mut Vec<ReadArticle>, new: ReadArticle) {
    read.retain(|other| other.id != new.id);
    read.insert(0, new);
    read.truncate(MOST);
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn the_last_one_read_comes_first_and_once() {
        let article = |id: &str| ReadArticle {
            id: id.into(),
            language: "en".to_owned(),
            title: id.to_owned(),
            at: Timestamp::default(),
        };
        let mut read = Vec::new();
        for id in ["1", "2", "3", "1", "4", "5", "6", "7", "8", "9"] {
            put(&mut read, article(id));
        }
        let ids: Vec<_> = read.iter().map(|read| read.id.as_str()).collect();
        assert_eq!(ids, ["9", "8", "7", "6", "5", "4", "1", "3"]);
    }
}
