//! Improvements that were agreed: kept, changed by the desk, answered by the customer.

use aftercare_contract::{
    ProblemType, Prose, Timestamp,
    account::{OrganisationId, Role},
    asset::Day,
    history::Side,
    review::{AnswerImprovement, Improvement, ImprovementId, ImprovementState, Remark},
};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params};

use super::cases::Bounds;
use crate::{
    db::{At, Json, Text},
    http::ApiError,
    random,
    session::Viewer,
};

const SELECT: &str =
    "SELECT id, version, title, measure, side, owner, due, state, done, remarks, organisation_id FROM improvement";

/// An improvement as it is agreed.
#[derive(Clone, Debug)]
pub struct Agreed {
    /// Of which company.
    pub organisation: OrganisationId,
    /// What is to become better.
    pub title: Prose,
    /// By what it is measured.
    pub measure: Option<Prose>,
    /// Which side does it.
    pub side: Side,
    /// Who of it.
    pub owner: String,
    /// By when.
    pub due: Day,
}

/// What the desk changes; what is absent stays as it is.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// How far it is.
    pub state: Option<ImprovementState>,
    /// By when.
    pub due: Option<Day>,
    /// Who does it.
    pub owner: Option<String>,
    /// What there is to say, and who says it.
    pub remark: Option<(String, Prose)>,
}

fn read(row: &Row, today: Day) -> rusqlite::Result<Improvement> {
    let state: ImprovementState = row.get::<_, String>(7)?.as_str().into();
    let side: Side = row.get::<_, String>(4)?.as_str().into();
    let due = row.get::<_, Text<Day>>(6)?.0;
    let open = matches!(state, ImprovementState::Agreed | ImprovementState::UnderWay);
    Ok(Improvement {
        id: ImprovementId(row.get(0)?),
        version: row.get(1)?,
        title: row.get::<_, Json<_>>(2)?.0,
        measure: row.get::<_, Option<Json<_>>>(3)?.map(|Json(measure)| measure),
        owner: row.get(5)?,
        due,
        late: open && due < today,
        done: row.get::<_, Option<Text<Day>>>(8)?.map(|Text(day)| day),
        remarks: row.get::<_, Json<_>>(9)?.0,
        may_confirm: state == ImprovementState::Done || open && side == Side::Customer,
        side,
        state,
    })
}

/// Those of a company that are open, or were done since `bounds` began.
pub fn list(
    conn: &Connection,
    organisation: &OrganisationId,
    bounds: Bounds,
    now: Timestamp,
) -> rusqlite::Result<Vec<Improvement>> {
    let today = Day(now.0.date_naive());
    conn.prepare_cached(&format!(
        "{SELECT} WHERE organisation_id = ?1 AND agreed <= ?2 AND (state IN ('agreed', 'underWay', 'done') OR done >= ?3)
         ORDER BY due, id"
    ))?
    .query_map((organisation.as_str(), At(bounds.end.max(now)), bounds.start.0.date_naive().to_string()), |row| {
        read(row, today)
    })?
    .collect()
}

/// The improvement, with its company.
pub fn one(conn: &Connection, id: &ImprovementId, now: Timestamp) -> Result<(Improvement, OrganisationId), ApiError> {
    let today = Day(now.0.date_naive());
    conn.prepare_cached(&format!("{SELECT} WHERE id = ?1"))?
        .query_row([id.as_str()], |row| Ok((read(row, today)?, OrganisationId(row.get(10)?))))
        .optional()?
        .ok_or_else(ApiError::not_found)
}

/// Agrees on one.
pub fn agree(tx: &Transaction, now: Timestamp, agreed: &Agreed) -> Result<ImprovementId, ApiError> {
    let id = ImprovementId(random::id()?);
    tx.prepare_cached(
        "INSERT INTO improvement (id, organisation_id, agreed, title, measure, side, owner, due)
         VALUES (:id, :organisation, :agreed, :title, :measure, :side, :owner, :due)",
    )?
    .execute(named_params! {
        ":id": id.as_str(),
        ":organisation": agreed.organisation.as_str(),
        ":agreed": At(now),
        ":title": Json(&agreed.title),
        ":measure": agreed.measure.as_ref().map(Json),
        ":side": agreed.side.as_str(),
        ":owner": agreed.owner,
        ":due": agreed.due.0.to_string(),
    })?;
    Ok(id)
}

/// The vendor changes one.
pub fn change(tx: &Transaction, now: Timestamp, id: &ImprovementId, progress: Progress) -> Result<(), ApiError> {
    let (mut improvement, _) = one(tx, id, now)?;
    if let Some((by, words)) = progress.remark {
        improvement.remarks.push(Remark { side: Side::Vendor, by, at: now, words });
    }
    improvement.due = progress.due.unwrap_or(improvement.due);
    improvement.owner = progress.owner.unwrap_or(improvement.owner);
    improvement.state = progress.state.unwrap_or(improvement.state);
    save(tx, now, improvement)
}

/// An admin of the company says something about one, or confirms it.
pub fn answer(
    tx: &Transaction,
    now: Timestamp,
    viewer: &Viewer,
    id: &ImprovementId,
    answer: &AnswerImprovement,
) -> Result<Improvement, ApiError> {
    let words = answer.validate()?;
    let (mut improvement, organisation) = one(tx, id, now)?;
    if organisation != viewer.organisation_id {
        return Err(ApiError::not_found());
    }
    if viewer.role != Role::OrganisationAdmin {
        return Err(ProblemType::NotAllowed.into());
    }
    if improvement.version != answer.version {
        return Err(ApiError::stale(improvement.version));
    }
    if answer.confirm {
        if !improvement.may_confirm {
            return Err(ProblemType::ActionNotAllowed.into());
        }
        improvement.state = ImprovementState::Confirmed;
    }
    let remark = |words| Remark { side: Side::Customer, by: viewer.name.clone(), at: now, words };
    improvement.remarks.extend(words.map(remark));
    save(tx, now, improvement)?;
    Ok(one(tx, id, now)?.0)
}

/// The day on which it is done is that on which somebody first says so.
fn save(tx: &Transaction, now: Timestamp, improvement: Improvement) -> Result<(), ApiError> {
    let over = !matches!(improvement.state, ImprovementState::Agreed | ImprovementState::UnderWay);
    let done = over.then(|| improvement.done.unwrap_or(Day(now.0.date_naive())).0.to_string());
    tx.prepare_cached(
        "UPDATE improvement SET version = version + 1, owner = ?2, due = ?3, state = ?4, done = ?5, remarks = ?6
         WHERE id = ?1",
    )?
    .execute((
        improvement.id.as_str(),
        improvement.owner,
        improvement.due.0.to_string(),
        improvement.state.as_str(),
        done,
        Json(improvement.remarks),
    ))?;
    Ok(())
}
