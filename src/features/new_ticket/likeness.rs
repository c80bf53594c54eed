//! How alike two titles are, in whichever language they are written.

use std::collections::BTreeSet;

/// From this likeness on, two titles are probably about the same.
pub const LIKELY: f64 = 0.4;

/// What a title says: its words, and of Chinese and Japanese, which has no blanks, each pair of characters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gist(BTreeSet<String>);

impl Gist {
    /// Of a title.
    pub fn of(title: &str) -> Self {
        let title = title.to_lowercase();
        let mut words = BTreeSet::new();
        let mut word = String::new();
        let mut before = None;
        for character in title.chars() {
            let ideographic = is_ideographic(character);
            if !ideographic && character.is_alphanumeric() {
                word.push(character);
            } else if !word.is_empty() {
                words.insert(core::mem::take(&mut word));
            }
            if let Some(before) = before.filter(|_| ideographic) {
                words.insert(String::from_iter([before, character]));
            }
            before = ideographic.then_some(character);
        }
        words.insert(word);
        // One letter and the shortest words say nothing.
        words.retain(|word| word.chars().count() > 2 || word.chars().any(is_ideographic));
        Self(words)
    }

    /// From 0 (nothing in common) to 1 (the same): the share of words that both have.
    pub fn likeness(&self, other: &Self) -> f64 {
        let all = self.0.len() + other.0.len();
        let common = self.0.intersection(&other.0).count();
        if all == 0 {
            return 0.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "a title has few words")]
        let share = 2.0 * common as f64 / all as f64;
        share
    }
}

fn is_ideographic(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn alike(one: &str, other: &str) -> bool {
        Gist::of(one).likeness(&Gist::of(other)) >= LIKELY
    }

    #[wasm_bindgen_test]
    fn the_same_fault_in_other_words_is_alike() {
        assert!(alike("Standby unit logs SSL engine errors", "SSL engine errors on the standby unit"));
        assert!(alike("华东二区入口 HTTPS 新建连接约 3% 失败", "HTTPS 新建连接失败"));
        assert!(alike("管理画面にログインできない", "管理画面へログインできません"));
    }

    #[wasm_bindgen_test]
    fn another_fault_of_the_same_kind_of_device_is_not() {
        assert!(!alike("Standby unit logs SSL engine errors", "Fan 3 of the standby unit is loud"));
        assert!(!alike("华东二区入口 HTTPS 新建连接约 3% 失败", "电源模块告警"));
        assert!(!alike("", ""));
        assert!(!alike("SSL", "网络中断"));
    }
}
