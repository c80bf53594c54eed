//! What the demo's customers say of the service: most of them answer, and some weren't content.
//!
//! The draw has a seed of its own, as that of the [`past`](super::past).

use std::collections::BTreeMap;

use aftercare_contract::{
    Prose, Span, Timestamp,
    account::PersonId,
    survey::{BEST_MARK, BEST_NPS, FollowUpId, SurveyAnswer, SurveyId},
    ticket::Tier,
};
use fastrand::Rng;
use rusqlite::Transaction;
use serde::Deserialize;

use super::{
    actor,
    assets::Vendor,
    read,
    words::{Language, Wordings, choose},
};
use crate::{
    db::At,
    http::ApiError,
    survey::{TERMS, follow_up, store},
};

/// Any number: another one gives other answers.
const SEED: u64 = 0x0a5c;
/// Of a hundred, so many answer.
const ANSWERED: u8 = 62;
/// Whose newest survey still waits for an answer, and whose one before was looked into.
const WAITED_FOR: &str = "lin";
/// Whose newest survey is being looked into.
const LOOKED_INTO: &str = "amara";
/// How long ago that one was answered.
const LOOKED_INTO_SINCE: Span = Span::hours(3);

/// What people write.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comments {
    content: Wordings,
    fair: Wordings,
    low: Wordings,
    /// By the vendor: what came of a low mark.
    told: Wordings,
}

/// How content somebody is.
#[derive(Clone, Copy, PartialEq)]
enum Mood {
    Content,
    Fair,
    Low,
}

/// A survey on a ticket that stayed closed.
struct Asked {
    id: SurveyId,
    respondent: PersonId,
    language: Language,
    closed: Timestamp,
}

/// What people write, in every language.
pub fn comments() -> Result<BTreeMap<Language, Comments>, ApiError> {
    read(include_str!("surveys.json"))
}

/// Answers the surveys that were made up to `now`.
pub fn answer(tx: &Transaction, now: Timestamp, vendor: &Vendor) -> Result<(), ApiError> {
    let comments = comments()?;
    let asked = asked(tx)?;
    let newest = |person: &str, place: usize| {
        asked.iter().rev().filter(|asked| asked.respondent.as_str() == person).nth(place).map(|asked| asked.id.clone())
    };
    let (waiting, told, open) = (newest(WAITED_FOR, 0), newest(WAITED_FOR, 1), newest(LOOKED_INTO, 0));
    let mut rng = Rng::with_seed(SEED);
    for survey in &asked {
        let id = Some(survey.id.clone());
        let comments = comments.get(&survey.language).ok_or_else(|| ApiError::internal("no comments in a language"))?;
        // Drawn for all alike, so that one who is left out changes nothing for the others.
        let mut rng = rng.fork();
        let answers = rng.u8(..100) < ANSWERED || survey.respondent.as_str() == WAITED_FOR;
        if id == waiting || (!answers && id != open) {
            continue;
        }
        let mood = match rng.u8(..100) {
            _ if id == told || id == open => Mood::Low,
            0..5 => Mood::Low,
            5..25 => Mood::Fair,
            _ => Mood::Content,
        };
        let at = if id == open { now - LOOKED_INTO_SINCE } else { survey.closed + Span::minutes(rng.i64(15..2880)) };
        let at = at.clamp(survey.closed, now);
        let answer = draw(&mut rng, mood, comments, survey.language).validate(&TERMS.asked)?;
        store::answer(tx, at, &store::load(tx, &survey.id, at)?, answer)?;
        if let Some(follow_up) = store::load(tx, &survey.id, at)?.survey.follow_up.filter(|_| id != open) {
            let told = (at + Span::minutes(rng.i64(120..1200))).min(now);
            tell(tx, &mut rng, told, &follow_up.id, (survey.language, comments), vendor)?;
        }
    }
    Ok(())
}

fn asked(tx: &Transaction) -> rusqlite::Result<Vec<Asked>> {
    tx.prepare(
        "SELECT s.id, s.respondent_id, p.language, s.closed FROM survey s JOIN ticket t ON t.sr = s.sr
         JOIN person p ON p.id = s.respondent_id
         WHERE t.status = 'closed' AND s.closed = (SELECT max(closed) FROM survey WHERE sr = s.sr)
         ORDER BY s.closed, s.sr",
    )?
    .query_map([], |row| {
        let language: Option<String> = row.get(2)?;
        Ok(Asked {
            id: SurveyId(row.get(0)?),
            respondent: PersonId(row.get(1)?),
            language: Language::answering(language.as_deref()),
            closed: row.get::<_, At>(3)?.0,
        })
    })?
    .collect()
}

fn draw(rng: &mut Rng, mood: Mood, comments: &Comments, language: Language) -> SurveyAnswer {
    let (marks, nps, words) = match mood {
        Mood::Content => (4..=BEST_MARK, 8..=BEST_NPS, &comments.content),
        Mood::Fair => (3..=4, 6..=8, &comments.fair),
        Mood::Low => (1..=2, 0..=5, &comments.low),
    };
    let mut answer = SurveyAnswer { overall: rng.u8(marks.clone()), ..SurveyAnswer::default() };
    for dimension in &TERMS.asked.dimensions {
        if rng.u8(..100) < 70 {
            // Even who isn't content finds something good.
            let mark = if mood == Mood::Low && rng.bool() { rng.u8(3..=4) } else { rng.u8(marks.clone()) };
            answer.marks.insert(dimension.id.clone(), mark);
        }
    }
    answer.reasons = TERMS.asked.reasons_for(&answer).filter(|_| rng.u8(..3) == 0).map(|it| it.id.clone()).collect();
    answer.nps = (rng.u8(..100) < 60).then(|| rng.u8(nps));
    if mood == Mood::Low || rng.u8(..100) < 35 {
        let text = choose(rng, words).to_owned();
        answer.comment = Some(Prose { text, language: Some(language.tag().to_owned()) });
    }
    answer
}

/// Tells the customer what came of a low mark.
pub fn tell(
    tx: &Transaction,
    rng: &mut Rng,
    at: Timestamp,
    follow_up: &FollowUpId,
    (language, comments): (Language, &Comments),
    vendor: &Vendor,
) -> Result<(), ApiError> {
    let manager = vendor.engineer(rng, &Tier::L2, language).ok_or_else(|| ApiError::internal("nobody speaks it"))?;
    let text = choose(rng, &comments.told).to_owned();
    let words = Prose { text, language: Some(language.tag().to_owned()) };
    follow_up::answer(tx, at, follow_up, actor(&manager.engineer), words)
}
