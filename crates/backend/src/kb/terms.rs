//! Cuts texts into the terms that are indexed and searched for.
//!
//! Chinese and Japanese are written without spaces, so their runs are cut into overlapping pairs of characters, which
//! needs no dictionary; the last character of a run is a term as well, so that single characters are found by their
//! beginning. Everything else is cut into words, and English ones are reduced to their stem.

use core::ops::Range;

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::{UnicodeNormalization, char::compose};

/// Longest word that is indexed, in bytes; longer ones are keys and digests that nobody types.
const LONGEST_WORD: usize = 40;

/// A term, and where it stands in the text that it was cut from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// As it is indexed.
    pub text: String,
    /// The word that it is the stem of, if it isn't that itself.
    stem_of: Option<String>,
    /// Its bytes in the text.
    pub range: Range<usize>,
}

impl Term {
    /// As it was written, folded.
    pub fn word(&self) -> &str {
        self.stem_of.as_deref().unwrap_or(&self.text)
    }

    /// Whether it is a pair or a single character of Chinese or Japanese.
    pub fn is_ideographic(&self) -> bool {
        self.word().chars().next().is_some_and(is_ideographic)
    }

    /// Whether it has a digit: part of a code, a version or a model.
    pub fn has_digit(&self) -> bool {
        self.word().bytes().any(|byte| byte.is_ascii_digit())
    }

    /// Whether it says little by itself: a word that is everywhere, or a pair with grammar in it.
    pub fn is_weak(&self) -> bool {
        if self.is_ideographic() {
            self.word().chars().any(|c| is_hiragana(c) || WEAK_CHARACTERS.contains(c))
        } else {
            self.word().len() < 2 || WEAK_WORDS.contains(&self.word())
        }
    }
}

/// Chinese characters that are grammar more often than meaning.
const WEAK_CHARACTERS: &str = "的了吗呢吧么是在和与及把被就都也很我你怎哪这那";
const WEAK_WORDS: [&str; 58] = [
    "a", "about", "after", "all", "an", "and", "any", "are", "as", "at", "be", "by", "can", "do", "does", "don", "for",
    "from", "get", "has", "have", "how", "i", "if", "in", "is", "it", "its", "my", "no", "not", "of", "on", "or",
    "our", "please", "s", "so", "t", "that", "the", "their", "there", "this", "to", "up", "us", "was", "we", "what",
    "when", "where", "which", "while", "why", "with", "you", "your",
];

fn is_hiragana(c: char) -> bool {
    ('\u{3041}'..='\u{309f}').contains(&c)
}

/// Han, kana, bopomofo and hangul.
fn is_ideographic(c: char) -> bool {
    matches!(c,
        '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}'
        | '\u{30fc}'..='\u{30ff}' | '\u{3105}'..='\u{312f}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// A folded character with the bytes of the text that it stands for.
struct Folded {
    c: char,
    start: usize,
    end: usize,
}

/// The text in lower case and compatibility form (NFKC), Latin letters without accents.
fn fold(text: &str) -> Vec<Folded> {
    let mut folded: Vec<Folded> = Vec::with_capacity(text.len());
    for (start, c) in text.char_indices() {
        let end = start + c.len_utf8();
        // Most characters are as they should be.
        if matches!(c, '\0'..='\u{7f}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fc}' | '\u{4e00}'..='\u{9fff}') {
            folded.push(Folded { c: c.to_ascii_lowercase(), start, end });
            continue;
        }
        for c in core::iter::once(c).nfkd().flat_map(char::to_lowercase) {
            if ('\u{300}'..='\u{36f}').contains(&c) {
                continue;
            }
            // Voiced kana and hangul, which the decomposition took apart.
            let composed = folded.last_mut().and_then(|last| Some((compose(last.c, c)?, last)));
            match composed {
                Some((whole, last)) => (last.c, last.end) = (whole, end),
                None => folded.push(Folded { c, start, end }),
            }
        }
    }
    folded
}

/// The terms of a text, in its order.
pub fn terms(text: &str) -> Vec<Term> {
    let stemmer = Stemmer::create(Algorithm::English);
    let folded = fold(text);
    let mut terms = Vec::new();
    let mut rest = folded.as_slice();
    while let Some(first) = rest.first() {
        let same: fn(char) -> bool = if is_ideographic(first.c) {
            is_ideographic
        } else if first.c.is_alphanumeric() {
            |c| c.is_alphanumeric() && !is_ideographic(c)
        } else {
            |c| !c.is_alphanumeric() && !is_ideographic(c)
        };
        let length = rest.iter().take_while(|folded| same(folded.c)).count();
        let (run, after) = rest.split_at(length);
        if is_ideographic(first.c) {
            terms.extend((0..run.len()).filter_map(|start| pair(run.get(start..run.len().min(start + 2))?)));
        } else if first.c.is_alphanumeric() {
            terms.extend(compound(run, after, &stemmer));
            terms.extend(word(run, &stemmer));
        }
        rest = after;
    }
    terms
}

/// One term of these characters.
fn pair(characters: &[Folded]) -> Option<Term> {
    let text: String = characters.iter().map(|folded| folded.c).collect();
    let range = characters.first()?.start..characters.last()?.end;
    Some(Term { text, stem_of: None, range })
}

fn word(run: &[Folded], stemmer: &Stemmer) -> Option<Term> {
    let whole = pair(run).filter(|term| term.text.len() <= LONGEST_WORD)?;
    if !whole.text.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Some(whole);
    }
    let stem = stemmer.stem(&whole.text).into_owned();
    if stem == whole.text { Some(whole) } else { Some(Term { text: stem, stem_of: Some(whole.text), ..whole }) }
}

/// `HA-4107`, `8.4.2` and `HTTP/2` are also one term without what joins them, as people leave that out or change it.
fn compound(run: &[Folded], after: &[Folded], stemmer: &Stemmer) -> Option<Term> {
    let mut whole: Vec<&Folded> = run.iter().collect();
    let mut rest = after;
    while let Some((joint, next)) = rest.split_first() {
        let part = next.iter().take_while(|folded| folded.c.is_alphanumeric() && !is_ideographic(folded.c)).count();
        if !matches!(joint.c, '-' | '.' | '/' | '_' | ' ') || part == 0 {
            break;
        }
        let (part, after) = next.split_at(part);
        // A space joins only a word to its number: `TLS 1.3`, `ADX 6400`.
        let is_number = part.iter().all(|folded| folded.c.is_ascii_digit());
        if joint.c == ' ' && !(is_number && run.iter().all(|folded| folded.c.is_ascii_alphabetic())) {
            break;
        }
        whole.extend(part);
        rest = after;
    }
    let digits = whole.iter().any(|folded| folded.c.is_ascii_digit());
    (digits && whole.len() > run.len()).then_some(())?;
    let whole: Vec<Folded> = whole.into_iter().map(|&Folded { c, start, end }| Folded { c, start, end }).collect();
    word(&whole, stemmer)
}

/// The terms of a text, joined for the index.
pub fn indexed(text: &str) -> String {
    terms(text).into_iter().map(|term| term.text).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        terms(text).into_iter().map(|term| term.text).collect()
    }

    #[test]
    fn runs_without_spaces_become_pairs() {
        assert_eq!(cut("负载均衡"), ["负载", "载均", "均衡", "衡"]);
        assert_eq!(cut("盘"), ["盘"]);
        assert_eq!(cut("サーバー証明書"), ["サー", "ーバ", "バー", "ー証", "証明", "明書", "書"]);
    }

    #[test]
    fn forms_of_a_character_are_one() {
        assert_eq!(cut("ﾌｪｲﾙｵｰﾊﾞｰ"), cut("フェイルオーバー"));
        assert_eq!(cut("ＲＡＩＤ　５"), cut("raid 5"));
        assert_eq!(cut("Gdańsk café"), ["gdansk", "cafe"]);
    }

    #[test]
    fn english_is_stemmed_and_codes_are_found_however_they_are_written() {
        assert_eq!(cut("Certificates expired"), ["certif", "expir"]);
        assert!(cut("code HA-4107").contains(&"ha4107".to_owned()));
        assert!(cut("ha4107").contains(&"ha4107".to_owned()));
        assert!(cut("TLS 1.3").contains(&"tls13".to_owned()));
        assert!(cut("8.4.2").contains(&"842".to_owned()));
    }

    #[test]
    fn a_term_knows_where_it_stands() {
        let text = "更新ﾊﾞｰ版 Ünits";
        let words: Vec<&str> = terms(text).iter().map(|term| &text[term.range.clone()]).collect();
        assert_eq!(words, ["更新", "新ﾊﾞ", "ﾊﾞｰ", "ｰ版", "版", "Ünits"]);
    }
}
