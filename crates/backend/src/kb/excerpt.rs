//! Marks what was searched for, and picks the part of a text that shows most of it.

use core::ops::Range;
use std::collections::BTreeSet;

use aftercare_contract::knowledge::Segment;

use super::{
    query::Question,
    terms::{Term, terms},
};

/// How long an excerpt is, in bytes: two or three lines.
const LENGTH: usize = 240;
/// How much of it comes before the first hit.
const LEAD: usize = 48;

/// The whole text in pieces.
pub fn marked(text: &str, question: &Question) -> Vec<Segment> {
    let found = terms(text);
    pieces(text, 0..text.len(), found.iter().filter(|term| is_hit(term, question)))
}

/// The summary, or the part of the text that shows more of what was searched for.
pub fn excerpt(summary: &str, text: &str, question: &Question) -> Vec<Segment> {
    let (in_summary, in_text) = (terms(summary), terms(text));
    let hits: Vec<&Term> = in_text.iter().filter(|term| is_hit(term, question)).collect();
    let shown = |hits: &mut dyn Iterator<Item = &Term>| {
        let notions: BTreeSet<usize> = hits.flat_map(|term| of_question(term, question)).collect();
        notions.into_iter().filter_map(|notion| question.notions.get(notion)).map(|notion| notion.weight).sum::<f64>()
    };
    let window = |start: usize| start..start.saturating_add(LENGTH - LEAD);
    let best = hits
        .iter()
        .map(|first| window(first.range.start))
        .map(|range| (shown(&mut hits.iter().copied().filter(|hit| is_within(hit, &range))), range))
        .reduce(|best, next| if next.0 > best.0 { next } else { best });
    let of_summary = shown(&mut in_summary.iter().filter(|term| is_hit(term, question)));
    match best {
        Some((weight, range)) if weight > of_summary * 1.2 => {
            let start = boundary(text, range.start.saturating_sub(LEAD), range.start);
            let end = text.floor_char_boundary(range.end);
            let mut pieces = pieces(text, start..end, hits.into_iter());
            let dots = || Segment { text: "…".to_owned(), hit: false };
            if start > 0 {
                pieces.insert(0, dots());
            }
            if end < text.len() {
                pieces.push(dots());
            }
            pieces
        }
        _ => marked(summary, question),
    }
}

fn of_question(term: &Term, question: &Question) -> impl Iterator<Item = usize> {
    question.notions.iter().enumerate().filter(|(_, notion)| notion.contains(&term.text)).map(|(index, _)| index)
}

fn is_hit(term: &Term, question: &Question) -> bool {
    question.notions.iter().any(|notion| !notion.weak && notion.contains(&term.text))
}

fn is_within(term: &Term, range: &Range<usize>) -> bool {
    term.range.start >= range.start && term.range.end <= range.end
}

/// Where a sentence, a line or a word begins, at `from` or a little after it, before `limit`.
fn boundary(text: &str, from: usize, limit: usize) -> usize {
    let from = text.ceil_char_boundary(from);
    let before = text.get(from..limit).unwrap_or_default();
    let after = |c: char| before.rfind(c).map(|at| from + at + c.len_utf8());
    let ends = ['\n', '。', '；', '.', '，', '、', ' '];
    if from == 0 { 0 } else { ends.into_iter().find_map(after).unwrap_or(from) }
}

/// A part of the text, cut where hits begin and end; line breaks become spaces.
fn pieces<'a>(text: &str, part: Range<usize>, hits: impl Iterator<Item = &'a Term>) -> Vec<Segment> {
    let mut marks: Vec<Range<usize>> = Vec::new();
    for hit in hits.filter(|hit| is_within(hit, &part)) {
        match marks.last_mut() {
            Some(last) if hit.range.start <= last.end => last.end = last.end.max(hit.range.end),
            _ => marks.push(hit.range.clone()),
        }
    }
    let mut pieces = Vec::new();
    let mut push = |range: Range<usize>, hit| {
        let text = text.get(range).unwrap_or_default().replace('\n', " ");
        if !text.is_empty() {
            pieces.push(Segment { text, hit });
        }
    };
    let mut at = part.start;
    for mark in marks {
        push(at..mark.start, false);
        at = mark.end;
        push(mark, true);
    }
    push(at..part.end, false);
    pieces
}
