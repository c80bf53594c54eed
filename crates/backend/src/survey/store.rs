//! The tables `survey` and `survey_token`.

use aftercare_contract::{
    ProblemType, Prose, Timestamp,
    account::{OrganisationId, PersonId, Role},
    survey::{FollowUp, FollowUpId, GivenAnswer, Survey, SurveyAnswer, SurveyId},
    ticket::SrNumber,
};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params};
use sha2::{Digest, Sha256};

use super::{TERMS, follow_up};
use crate::{
    db::{At, Json},
    http::ApiError,
    random,
    session::Viewer,
    ticket::Record,
};

/// Most surveys that one list tells.
const MOST: usize = 100;

/// A survey, with whose it is.
pub struct Stored {
    /// As its respondent sees it.
    pub survey: Survey,
    /// Who is asked.
    pub respondent: PersonId,
    /// Their company.
    pub organisation: OrganisationId,
}

impl Stored {
    /// Whether its time is over.
    pub fn check_open(&self, now: Timestamp) -> Result<(), ApiError> {
        if now < self.survey.expires { Ok(()) } else { Err(ProblemType::Expired.into()) }
    }

    /// As the viewer sees it.
    fn seen_by(self, viewer: &Viewer) -> Survey {
        let editable = self.survey.editable && self.respondent == viewer.person_id;
        Survey { editable, ..self.survey }
    }
}

/// Makes the survey on a ticket that closes now. One before it that nobody has answered can't be answered any more:
/// what is asked about is how it ended.
pub fn make(tx: &Transaction, now: Timestamp, record: &Record) -> Result<SurveyId, ApiError> {
    tx.prepare_cached("UPDATE survey SET expires = ?2 WHERE sr = ?1 AND answer IS NULL AND expires > ?2")?
        .execute((record.sr.as_str(), At(now)))?;
    let id = SurveyId(random::id()?);
    tx.prepare_cached("INSERT INTO survey VALUES (:id, :sr, :organisation, :respondent, :closed, :expires, NULL)")?
        .execute(named_params! {
            ":id": id.as_str(),
            ":sr": record.sr.as_str(),
            ":organisation": record.organisation.as_str(),
            ":respondent": record.requester.as_str(),
            ":closed": At(now),
            ":expires": At(ends(now)),
        })?;
    Ok(id)
}

/// A new token for a survey, beside those that it has.
pub fn new_token(tx: &Transaction, survey: &SurveyId) -> Result<String, ApiError> {
    let token = random::secret()?;
    tx.prepare_cached("INSERT INTO survey_token VALUES (?1, ?2)")?.execute((digest(&token), survey.as_str()))?;
    Ok(token)
}

/// Until when a survey can be answered that is made now.
pub fn ends(now: Timestamp) -> Timestamp {
    now + TERMS.valid_for
}

/// What the respondent wrote in the newest answer on a ticket.
pub fn last_comment(conn: &Connection, sr: &SrNumber) -> rusqlite::Result<Option<Prose>> {
    let given = conn
        .prepare_cached("SELECT answer FROM survey WHERE sr = ?1 AND answer IS NOT NULL ORDER BY closed DESC LIMIT 1")?
        .query_row([sr.as_str()], |row| row.get::<_, Json<GivenAnswer>>(0))
        .optional()?;
    Ok(given.and_then(|Json(given)| given.answer.comment))
}

fn digest(token: &str) -> Vec<u8> {
    Sha256::digest(token).to_vec()
}

const SELECT: &str = "SELECT s.id, s.sr, s.respondent_id, s.organisation_id, s.closed, s.expires, s.answer,
    t.record ->> '$.request.name' AS name, t.record ->> '$.request.language' AS language,
    t.record ->> '$.engineer.name' AS engineer, f.id AS follow_up, f.opened, f.due, f.answered, f.answered_by,
    f.answer AS told
    FROM survey s JOIN ticket t ON t.sr = s.sr LEFT JOIN follow_up f ON f.survey_id = s.id";

fn read(row: &Row, now: Timestamp) -> rusqlite::Result<Stored> {
    let At(expires) = row.get("expires")?;
    let follow_up = row.get::<_, Option<String>>("follow_up")?.map(|id| {
        Ok::<_, rusqlite::Error>(FollowUp {
            id: FollowUpId(id),
            opened: row.get::<_, At>("opened")?.0,
            due: row.get::<_, At>("due")?.0,
            answered: row.get::<_, Option<At>>("answered")?.map(|At(time)| time),
            by: row.get("answered_by")?,
            answer: row.get::<_, Option<Json<Prose>>>("told")?.map(|Json(answer)| answer),
        })
    });
    Ok(Stored {
        survey: Survey {
            id: SurveyId(row.get("id")?),
            sr_number: SrNumber(row.get("sr")?),
            name: row.get("name")?,
            name_language: row.get("language")?,
            engineer: row.get("engineer")?,
            closed: row.get::<_, At>("closed")?.0,
            expires,
            editable: now < expires,
            answer: row.get::<_, Option<Json<GivenAnswer>>>("answer")?.map(|Json(answer)| answer),
            follow_up: follow_up.transpose()?,
        },
        respondent: PersonId(row.get("respondent_id")?),
        organisation: OrganisationId(row.get("organisation_id")?),
    })
}

/// The survey with this id.
pub fn load(conn: &Connection, id: &SurveyId, now: Timestamp) -> Result<Stored, ApiError> {
    let found = conn
        .prepare_cached(&format!("{SELECT} WHERE s.id = ?1"))?
        .query_row([id.as_str()], |row| read(row, now))
        .optional()?;
    found.ok_or_else(ApiError::not_found)
}

/// The survey that a token opens.
pub fn by_token(conn: &Connection, token: &str, now: Timestamp) -> rusqlite::Result<Option<Stored>> {
    conn.prepare_cached(&format!("{SELECT} WHERE s.id = (SELECT survey_id FROM survey_token WHERE hash = ?1)"))?
        .query_row([digest(token)], |row| read(row, now))
        .optional()
}

/// Which surveys are asked for.
#[derive(Debug, Default)]
pub struct Wanted {
    /// Only those on this ticket.
    pub ticket: Option<SrNumber>,
    /// Only those that wait for an answer.
    pub open: bool,
}

/// The viewer's surveys; of a ticket, for an admin, those of others of the company, too. Those closed last come
/// first; with them, how many there are.
pub fn list(
    conn: &Connection,
    viewer: &Viewer,
    wanted: &Wanted,
    now: Timestamp,
) -> rusqlite::Result<(Vec<Survey>, u64)> {
    // Two conditions, so that each finds its rows by an index; both name all parameters.
    let whose = if wanted.ticket.is_some() {
        "s.sr = :sr AND (:admin OR s.respondent_id = :person)"
    } else {
        "s.respondent_id = :person AND (:admin OR :sr IS NULL)"
    };
    let which = format!(
        "WHERE s.organisation_id = :organisation AND {whose}
         AND (NOT :open OR s.answer IS NULL AND s.expires > :now)"
    );
    let parameters = named_params! {
        ":organisation": viewer.organisation_id.as_str(),
        ":person": viewer.person_id.as_str(),
        ":admin": viewer.role == Role::OrganisationAdmin,
        ":sr": wanted.ticket.as_ref().map(SrNumber::as_str),
        ":open": wanted.open,
        ":now": At(now),
    };
    let total = conn
        .prepare_cached(&format!("SELECT count(*) FROM survey s {which}"))?
        .query_row(parameters, |row| row.get(0))?;
    let items = conn
        .prepare_cached(&format!("{SELECT} {which} ORDER BY s.closed DESC, s.id LIMIT {MOST}"))?
        .query_map(parameters, |row| Ok(read(row, now)?.seen_by(viewer)))?
        .collect::<rusqlite::Result<_>>()?;
    Ok((items, total))
}

/// Answers a survey, or corrects the answer. A low mark is looked into from then on, whatever is corrected later.
/// Problems: the survey's time is over (410), fields that are wrong (422).
pub fn answer(tx: &Transaction, now: Timestamp, survey: &Stored, answer: SurveyAnswer) -> Result<(), ApiError> {
    survey.check_open(now)?;
    let former = survey.survey.answer.as_ref();
    if former.is_some_and(|former| former.answer == answer) {
        return Ok(());
    }
    let low = TERMS.asked.is_low(&answer);
    let given = GivenAnswer {
        score: TERMS.asked.score(&answer),
        answered: former.map_or(now, |former| former.answered),
        corrected: former.map(|_| now),
        answer,
    };
    tx.prepare_cached("UPDATE survey SET answer = ?2 WHERE id = ?1")?
        .execute((survey.survey.id.as_str(), Json(given)))?;
    if low && survey.survey.follow_up.is_none() {
        follow_up::open(tx, now, &survey.survey)?;
    }
    Ok(())
}
