//! The table `session`.
//!
//! A secret is replaced every hour. The one before stays good until the new one has been seen, plus a short while for
//! requests that were under way: so an answer that is lost on the network signs nobody out.

use aftercare_contract::{
    Span, Timestamp,
    account::{PersonId, Session, SessionId},
};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params};
use sha2::{Digest, Sha256};

use super::Viewer;
use crate::{
    App,
    config::{SESSION_IDLE, SESSION_LONGEST, SESSION_ROTATION},
    db::At,
    http::ApiError,
    random,
};

/// How long the secret before is taken once the new one has been seen, and how long a new one that nobody has used
/// counts as under way.
const GRACE: Span = Span::minutes(1);
/// The time of the last use is only kept to the minute, so that reading doesn't write.
const TOUCH: Span = Span::minutes(1);

/// What the tables say about a secret.
struct Found {
    viewer: Viewer,
    /// The secret is the one before the current one.
    is_previous: bool,
    has_previous: bool,
    previous_until: Option<Timestamp>,
    created: Timestamp,
    rotated: Timestamp,
    last_used: Timestamp,
}

/// What has to be written down about the use of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Upkeep {
    Nothing,
    /// It was used.
    Touch,
    /// The new secret has arrived.
    Arrived,
    /// A new secret is due.
    Rotate,
}

impl Found {
    fn is_good(&self, now: Timestamp) -> bool {
        now < self.last_used + SESSION_IDLE
            && now < self.created + SESSION_LONGEST
            && !(self.is_previous && self.previous_until.is_some_and(|until| now >= until))
    }

    fn upkeep(&self, now: Timestamp) -> Upkeep {
        let never_arrived = self.is_previous && self.previous_until.is_none() && now >= self.rotated + GRACE;
        let due = !self.is_previous && now >= self.rotated + SESSION_ROTATION;
        if never_arrived || due {
            Upkeep::Rotate
        } else if !self.is_previous && self.has_previous && self.previous_until.is_none() {
            Upkeep::Arrived
        } else if now >= self.last_used + TOUCH {
            Upkeep::Touch
        } else {
            Upkeep::Nothing
        }
    }
}

fn digest(secret: &str) -> Vec<u8> {
    Sha256::digest(secret).to_vec()
}

fn found(connection: &Connection, hash: &[u8]) -> rusqlite::Result<Option<Found>> {
    connection
        .prepare_cached(
            "SELECT session.id, person.id AS person_id, person.name, organisation_id, role, created, rotated, last_used,
                    previous_until, previous_hash IS NOT NULL AS has_previous, secret_hash <> :hash AS is_previous
             FROM session JOIN person ON person.id = person_id
             WHERE secret_hash = :hash OR previous_hash = :hash",
        )?
        .query_row(named_params! { ":hash": hash }, |row| {
            Ok(Found {
                viewer: viewer(row)?,
                is_previous: row.get("is_previous")?,
                has_previous: row.get("has_previous")?,
                previous_until: row.get::<_, Option<At>>("previous_until")?.map(|at| at.0),
                created: row.get::<_, At>("created")?.0,
                rotated: row.get::<_, At>("rotated")?.0,
                last_used: row.get::<_, At>("last_used")?.0,
            })
        })
        .optional()
}

fn viewer(row: &Row) -> rusqlite::Result<Viewer> {
    Ok(Viewer {
        person_id: PersonId(row.get("person_id")?),
        name: row.get("name")?,
        organisation_id: aftercare_contract::account::OrganisationId(row.get("organisation_id")?),
        role: row.get::<_, String>("role")?.as_str().into(),
        session_id: SessionId(row.get("id")?),
    })
}

/// Who a secret belongs to, and the new secret where it was time for one.
pub async fn find(app: &App, secret: String) -> Result<Option<(Viewer, Option<String>)>, ApiError> {
    let now = app.clock.now();
    let hash = digest(&secret);
    let known = app.db.read({
        let hash = hash.clone();
        move |connection| found(connection, &hash)
    });
    let Some(known) = known.await?.filter(|found| found.is_good(now)) else { return Ok(None) };
    match known.upkeep(now) {
        Upkeep::Nothing => Ok(Some((known.viewer, None))),
        // Looked up again inside: a parallel request may have done it meanwhile.
        _ => app.db.write(move |tx| keep_up(tx, &hash, now)).await,
    }
}

fn keep_up(tx: &Transaction, hash: &[u8], now: Timestamp) -> Result<Option<(Viewer, Option<String>)>, ApiError> {
    let Some(known) = found(tx, hash)?.filter(|found| found.is_good(now)) else { return Ok(None) };
    let id = known.viewer.session_id.as_str();
    let mut fresh = None;
    match known.upkeep(now) {
        Upkeep::Nothing | Upkeep::Touch => {}
        Upkeep::Arrived => {
            tx.prepare_cached("UPDATE session SET previous_until = ? WHERE id = ?")?.execute((At(now + GRACE), id))?;
        }
        Upkeep::Rotate => {
            let secret = random::secret()?;
            tx.prepare_cached(
                "UPDATE session SET secret_hash = ?, previous_hash = ?, previous_until = NULL, rotated = ? WHERE id = ?",
            )?
            .execute((digest(&secret), hash, At(now), id))?;
            fresh = Some(secret);
        }
    }
    tx.prepare_cached("UPDATE session SET last_used = ? WHERE id = ?")?.execute((At(now), id))?;
    Ok(Some((known.viewer, fresh)))
}

/// Whether a session hasn't ended since its request began; for streams, which outlive that check.
pub fn is_live(connection: &Connection, session: &SessionId, now: Timestamp) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM session WHERE id = ? AND created > ?)")?
        .query_row((session.as_str(), At(now - SESSION_LONGEST)), |row| row.get(0))
}

/// Starts a session and returns its secret.
pub fn start(tx: &Transaction, person: &PersonId, user_agent: &str, now: Timestamp) -> Result<String, ApiError> {
    let secret = random::secret()?;
    tx.prepare_cached(
        "INSERT INTO session (id, person_id, secret_hash, created, rotated, last_used, user_agent)
         VALUES (:id, :person, :hash, :now, :now, :now, :user_agent)",
    )?
    .execute(named_params! {
        ":id": random::id()?,
        ":person": person.as_str(),
        ":hash": digest(&secret),
        ":now": At(now),
        ":user_agent": user_agent,
    })?;
    Ok(secret)
}

/// Ends one of a person's sessions; `false` if they have no such session.
pub fn end(tx: &Transaction, person: &PersonId, session: &SessionId) -> rusqlite::Result<bool> {
    let ended = tx
        .prepare_cached("DELETE FROM session WHERE id = ? AND person_id = ?")?
        .execute((session.as_str(), person.as_str()))?;
    Ok(ended > 0)
}

/// A person's sessions, last used first.
pub fn list(connection: &Connection, viewer: &Viewer, now: Timestamp) -> rusqlite::Result<Vec<Session>> {
    connection
        .prepare_cached(
            "SELECT id, created, last_used, user_agent FROM session
             WHERE person_id = ? AND last_used > ? AND created > ? ORDER BY last_used DESC, id",
        )?
        .query_map((viewer.person_id.as_str(), At(now - SESSION_IDLE), At(now - SESSION_LONGEST)), |row| {
            let id = SessionId(row.get("id")?);
            Ok(Session {
                created: row.get::<_, At>("created")?.0,
                last_used: row.get::<_, At>("last_used")?.0,
                user_agent: row.get("user_agent")?,
                current: id == viewer.session_id,
                id,
            })
        })?
        .collect()
}

/// Removes sessions that are over, and failed sign-ins that don't count any more.
pub async fn sweep(app: &App) -> Result<(), ApiError> {
    let now = app.clock.now();
    app.sign_ins.sweep(now);
    let (idle, longest) = (At(now - SESSION_IDLE), At(now - SESSION_LONGEST));
    let sql = "DELETE FROM session WHERE last_used <= ? OR created <= ?";
    app.db.write(move |tx| tx.execute(sql, [idle, longest]).map(drop)).await
}
