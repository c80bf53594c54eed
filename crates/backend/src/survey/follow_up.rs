//! What a low mark leads to: the vendor looks into it, and the customer is told what came of it.

use aftercare_contract::{
    ProblemType, Prose, Timestamp,
    history::Actor,
    survey::{FollowUpId, Survey, SurveyId},
};
use rusqlite::{Connection, OptionalExtension, Transaction};

use super::{
    TERMS,
    store::{self, Stored},
};
use crate::{
    db::{At, Json},
    http::ApiError,
    random,
    ticket::change::{self, Change},
};

/// Which follow-ups the desk sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Those whose customer hasn't been told yet.
    Open,
    /// All of them.
    All,
}

/// Opens one, which the ticket's history tells.
pub fn open(tx: &Transaction, now: Timestamp, survey: &Survey) -> Result<(), ApiError> {
    tx.prepare_cached("INSERT INTO follow_up (id, survey_id, opened, due) VALUES (?1, ?2, ?3, ?4)")?.execute((
        random::id()?,
        survey.id.as_str(),
        At(now),
        At(now + TERMS.follow_up_within),
    ))?;
    change::apply(tx, now, &survey.sr_number, change::system(), Change::FollowUpOpened).map(drop)
}

/// Tells the customer what came of it: in the ticket's history, and by e-mail. Problems: there is none with this id
/// (404), the customer has been told already (409).
pub fn answer(tx: &Transaction, now: Timestamp, id: &FollowUpId, actor: Actor, answer: Prose) -> Result<(), ApiError> {
    let survey = survey_of(tx, id, now)?.survey;
    let told = tx
        .prepare_cached(
            "UPDATE follow_up SET answered = ?2, answered_by = ?3, answer = ?4 WHERE id = ?1 AND answered IS NULL",
        )?
        .execute((id.as_str(), At(now), &actor.name, Json(&answer)))?;
    if told == 0 {
        return Err(ProblemType::ActionNotAllowed.into());
    }
    change::apply(tx, now, &survey.sr_number, actor, Change::FollowUpAnswered(answer)).map(drop)
}

/// The survey that a follow-up belongs to.
pub fn survey_of(conn: &Connection, id: &FollowUpId, now: Timestamp) -> Result<Stored, ApiError> {
    let survey = conn
        .prepare_cached("SELECT survey_id FROM follow_up WHERE id = ?1")?
        .query_row([id.as_str()], |row| row.get(0).map(SurveyId))
        .optional()?;
    store::load(conn, &survey.ok_or_else(ApiError::not_found)?, now)
}

/// The surveys of all companies with a follow-up: those that are due first come first.
pub fn list(conn: &Connection, shown: Shown, now: Timestamp) -> Result<Vec<Stored>, ApiError> {
    let surveys = conn
        .prepare_cached(
            "SELECT survey_id FROM follow_up WHERE ?1 OR answered IS NULL ORDER BY answered IS NOT NULL, due",
        )?
        .query_map([shown == Shown::All], |row| row.get(0).map(SurveyId))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    surveys.iter().map(|survey| store::load(conn, survey, now)).collect()
}
