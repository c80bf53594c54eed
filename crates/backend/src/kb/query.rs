//! Understands what was typed: completes the last word, corrects unknown ones, knows what means the same.

use std::sync::LazyLock;

use rusqlite::{Connection, OptionalExtension};

use super::terms::{Term, terms};

/// How many words a beginning is completed to, and an unknown word corrected to.
const MOST_WORDS: usize = 6;
/// Most terms that are searched for.
const MOST_TERMS: usize = 24;
/// How much an unknown pair of characters counts: most of them only join two words.
const UNKNOWN_PAIR: f64 = 0.2;
/// How much a weak term counts where there are better ones.
const WEAK: f64 = 0.1;

/// Groups of phrases that mean the same, in all languages.
static SYNONYMS: LazyLock<Vec<Vec<Vec<String>>>> = LazyLock::new(|| {
    let groups: Vec<Vec<String>> = serde_json::from_str(include_str!("synonyms.json")).unwrap_or_default();
    let phrase = |phrase: &String| terms(phrase).into_iter().map(|term| term.text).collect();
    groups.iter().map(|group| group.iter().map(phrase).collect()).collect()
});

/// Something that is searched for.
#[derive(Clone, Debug)]
pub struct Notion {
    /// Ways to say it; each is fulfilled by a text that has all of its terms.
    pub ways: Vec<Vec<String>>,
    /// In how many texts one of the ways may be.
    pub texts: u64,
    /// How much it counts.
    pub weight: f64,
    /// Whether it says little, so that nobody wants to see it marked.
    pub weak: bool,
    /// Whether it is the beginning of a term, and not a whole one.
    prefix: bool,
}

impl Notion {
    /// As FTS5 is asked for it.
    pub fn expression(&self) -> String {
        let term = |term: &String| format!("\"{term}\"{}", if self.prefix { "*" } else { "" });
        let way = |way: &Vec<String>| format!("({})", way.iter().map(term).collect::<Vec<_>>().join(" AND "));
        self.ways.iter().map(way).collect::<Vec<_>>().join(" OR ")
    }

    /// Whether a text has it that has these terms; they are sorted.
    pub fn is_in(&self, terms: &[&str]) -> bool {
        let has = |part: &String| {
            let at = terms.partition_point(|term| *term < part.as_str());
            terms.get(at).is_some_and(|term| if self.prefix { term.starts_with(part.as_str()) } else { *term == part })
        };
        self.ways.iter().any(|way| way.iter().all(has))
    }

    /// Whether the term is part of it.
    pub fn contains(&self, term: &str) -> bool {
        let fits = |part: &String| if self.prefix { term.starts_with(part.as_str()) } else { part == term };
        self.ways.iter().flatten().any(fits)
    }
}

/// What was asked for, as it was understood.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// What is searched for.
    pub notions: Vec<Notion>,
    /// The text with unknown words corrected, if there were any.
    pub spelling: Option<String>,
}

/// Understands a text. With `typing` its last word may be a beginning, and unknown words are corrected.
pub fn understand(conn: &Connection, text: &str, typing: bool) -> rusqlite::Result<Question> {
    let count: u64 = conn.prepare_cached("SELECT count(*) FROM article_text")?.query_row([], |row| row.get(0))?;
    let mut found = terms(text);
    drop_tails(&mut found);
    found.truncate(MOST_TERMS * 4);
    let mut question = Question::default();
    let mut spelling = text.to_owned();
    let mut notions: Vec<(bool, Notion)> = Vec::new();
    let last = found.last().map(|term| term.range.end).filter(|_| typing);
    let mut at = 0;
    // From the end, so that ranges before a corrected word stay right.
    while let Some(end) = found.len().checked_sub(at).filter(|&end| end > 0) {
        let before = found.get(..end).unwrap_or_default();
        if let Some((length, notion)) = synonym(conn, before)? {
            notions.push((false, notion));
            at += length;
            continue;
        }
        at += 1;
        let Some(term) = before.last() else { break };
        let being_typed = last == Some(term.range.end) && text.trim_end().len() == term.range.end;
        let (notion, corrected) = notion(conn, term, being_typed, typing)?;
        if let Some(word) = corrected {
            spelling.replace_range(term.range.clone(), &word);
        }
        if notions.iter().all(|(_, other)| other.ways != notion.ways) {
            notions.push((term.is_weak(), notion));
        }
    }
    let strong = notions.iter().any(|(weak, _)| !weak);
    for (weak, mut notion) in notions {
        #[expect(clippy::cast_precision_loss, reason = "counts of texts are far below 2^52")]
        let rarity = ((count as f64 + 1.0) / (notion.texts as f64 + 0.5)).ln().max(0.1);
        notion.weak = weak && strong;
        notion.weight *= if notion.weak { rarity * WEAK } else { rarity };
        question.notions.push(notion);
    }
    question.notions.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    question.notions.truncate(MOST_TERMS);
    question.spelling = (spelling != text).then_some(spelling);
    Ok(question)
}

/// Single characters that end a run, and single digits of a version, are in a longer term already.
fn drop_tails(found: &mut Vec<Term>) {
    let covered = |term: &Term, others: &[Term]| {
        others.iter().any(|other| {
            other.range != term.range && other.range.start <= term.range.start && other.range.end >= term.range.end
        })
    };
    let tails: Vec<bool> = found.iter().map(|term| term.word().chars().count() == 1 && covered(term, found)).collect();
    let mut tails = tails.into_iter();
    found.retain(|_| !tails.next().unwrap_or_default());
}

/// The synonym that the terms end with, and how many of them it takes.
fn synonym(conn: &Connection, found: &[Term]) -> rusqlite::Result<Option<(usize, Notion)>> {
    let ends_with = |phrase: &&Vec<String>| {
        let phrase = significant(phrase);
        let start = found.len().checked_sub(phrase.len()).and_then(|start| found.get(start..));
        !phrase.is_empty() && start.is_some_and(|end| end.iter().map(|term| &term.text).eq(phrase))
    };
    let longest = SYNONYMS
        .iter()
        .filter_map(|group| {
            Some((group.iter().filter(ends_with).map(|phrase| significant(phrase).len()).max()?, group))
        })
        .max_by_key(|(length, _)| *length);
    let Some((length, group)) = longest else { return Ok(None) };
    let ways: Vec<Vec<String>> = group.iter().map(|phrase| significant(phrase).to_vec()).collect();
    let mut texts = 0;
    for way in &ways {
        let mut fewest = None;
        for term in way {
            let count = texts_with(conn, term)?;
            fewest = Some(fewest.map_or(count, |fewest: u64| fewest.min(count)));
        }
        texts += fewest.unwrap_or_default();
    }
    Ok(Some((length, Notion { ways, texts, weight: 1.5, weak: false, prefix: false })))
}

/// A phrase without the single character that ends a run.
fn significant(phrase: &[String]) -> &[String] {
    match phrase {
        [before @ .., last] if !before.is_empty() && last.chars().count() == 1 => before,
        phrase => phrase,
    }
}

/// What a term means, and the word that it was taken for if it is unknown.
fn notion(
    conn: &Connection,
    term: &Term,
    being_typed: bool,
    correct: bool,
) -> rusqlite::Result<(Notion, Option<String>)> {
    let exact = texts_with(conn, &term.text)?;
    let plain =
        |texts, weight| Notion { ways: vec![vec![term.text.clone()]], texts, weight, weak: false, prefix: false };
    if term.is_ideographic() {
        let single = term.word().chars().count() == 1;
        let notion = if exact == 0 { plain(0, UNKNOWN_PAIR) } else { plain(exact, 1.0) };
        return Ok((Notion { prefix: single, texts: exact.max(u64::from(single)), ..notion }, None));
    }
    let mut ways = Vec::new();
    if being_typed && term.word().len() >= 2 {
        ways = completions(conn, term.word())?;
    }
    let mut corrected = None;
    if exact == 0 && ways.is_empty() && correct && !term.has_digit() {
        let words = corrections(conn, term.word())?;
        corrected = words.first().map(|(word, _)| word.clone());
        ways = words.into_iter().map(|(_, term)| term).collect();
    }
    if exact > 0 || ways.is_empty() {
        ways.insert(0, term.text.clone());
    }
    let mut texts = 0;
    for way in &ways {
        texts += texts_with(conn, way)?;
    }
    let mut ways: Vec<Vec<String>> = ways.into_iter().map(|way| vec![way]).collect();
    ways.dedup();
    Ok((Notion { ways, texts, weight: 1.0, weak: false, prefix: false }, corrected))
}

/// In how many texts a term is.
fn texts_with(conn: &Connection, term: &str) -> rusqlite::Result<u64> {
    let texts = conn
        .prepare_cached("SELECT doc FROM article_term WHERE term = ?1")?
        .query_row([term], |row| row.get(0))
        .optional()?;
    Ok(texts.unwrap_or_default())
}

/// The terms of the commonest words that begin so.
fn completions(conn: &Connection, beginning: &str) -> rusqlite::Result<Vec<String>> {
    conn.prepare_cached(
        "SELECT term FROM article_word WHERE word >= ?1 AND word < ?1 || char(1114111)
         GROUP BY term ORDER BY sum(texts) DESC, term LIMIT ?2",
    )?
    .query_map((beginning, MOST_WORDS), |row| row.get(0))?
    .collect()
}

/// The words that differ least from an unknown one, with their terms: by one letter, or by two in a long word.
fn corrections(conn: &Connection, word: &str) -> rusqlite::Result<Vec<(String, String)>> {
    let most = match word.chars().count() {
        0..=3 => return Ok(Vec::new()),
        4..=6 => 1,
        _ => 2,
    };
    let mut statement =
        conn.prepare_cached("SELECT word, term, texts FROM article_word WHERE length(word) BETWEEN ?1 AND ?2")?;
    let length = word.chars().count();
    let mut rows = statement.query((length.saturating_sub(most), length + most))?;
    let mut alike: Vec<(usize, core::cmp::Reverse<u64>, String, String)> = Vec::new();
    while let Some(row) = rows.next()? {
        let candidate = row.get_ref(0)?.as_str()?;
        let distance = strsim::osa_distance(word, candidate);
        if distance <= most {
            alike.push((distance, core::cmp::Reverse(row.get(2)?), candidate.to_owned(), row.get(1)?));
        }
    }
    alike.sort_unstable();
    alike.truncate(MOST_WORDS / 2);
    Ok(alike.into_iter().map(|(_, _, word, term)| (word, term)).collect())
}
