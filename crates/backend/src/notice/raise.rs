//! How notices come and go.

use std::collections::BTreeSet;

use aftercare_contract::{
    Localized, Timestamp,
    account::OrganisationId,
    asset::{Day, DeviceId},
    notice::{NoticeGroup, NoticeId, NoticeKind, NoticeRequest, NoticeUrgency},
    plan::MaintenanceWindow,
};
use rusqlite::{OptionalExtension, Transaction, named_params};
use serde::{Deserialize, Serialize};

use super::store;
use crate::{
    db::{At, Json},
    http::ApiError,
    random,
};

/// What a notice says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Told {
    /// One line.
    pub title: Localized,
    /// What is the case, and what it means.
    pub text: Localized,
    /// What to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<Localized>,
    /// The number of the contract that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<String>,
    /// The day that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Day>,
    /// When the work is done that it announces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<MaintenanceWindow>,
    /// An article on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    /// The request that follows from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<NoticeRequest>,
    /// How it was settled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Localized>,
}

/// Something that a company is to be told of.
#[derive(Clone, Debug)]
pub struct Warning {
    /// What it is about, the same as long as it holds.
    pub key: String,
    /// Its kind.
    pub kind: NoticeKind,
    /// How soon something has to be done.
    pub urgency: NoticeUrgency,
    /// The company's devices that it is about.
    pub devices: Vec<DeviceId>,
    /// When it is over by itself.
    pub ends: Option<Timestamp>,
    /// What it says.
    pub told: Told,
}

/// Tells a company of something. What holds already under its key is brought up to date; where it has become more
/// urgent, it is published anew, so that who has read it is told again.
pub fn raise(
    tx: &Transaction,
    organisation: &OrganisationId,
    now: Timestamp,
    warning: &Warning,
) -> Result<NoticeId, ApiError> {
    let Warning { key, kind, urgency, devices, ends, told } = warning;
    let before = tx
        .prepare_cached(
            "SELECT id, urgency, data FROM notice WHERE organisation_id = ?1 AND key = ?2 AND settled IS NULL",
        )?
        .query_row((organisation.as_str(), key), |row| {
            Ok((NoticeId(row.get(0)?), row.get::<_, String>(1)?, row.get::<_, Json<Told>>(2)?.0))
        })
        .optional()?;
    let id = if let Some((id, former, said)) = before {
        let louder = rank(urgency) < rank(&former.as_str().into());
        if !louder && said == *told && has(tx, &id, devices)? {
            return Ok(id);
        }
        tx.prepare_cached(
            "UPDATE notice SET urgency = ?2, ends = ?3, data = ?4,
                     published = CASE WHEN ?5 THEN ?6 ELSE published END,
                     acknowledged = CASE WHEN ?5 THEN NULL ELSE acknowledged END WHERE id = ?1",
        )?
        .execute((id.as_str(), urgency.as_str(), ends.map(At), Json(told), louder, At(now)))?;
        tx.prepare_cached("DELETE FROM notice_device WHERE notice_id = ?1")?.execute([id.as_str()])?;
        id
    } else {
        let id = NoticeId(random::id()?);
        tx.prepare_cached(
            "INSERT INTO notice (id, organisation_id, key, kind, kind_group, urgency, published, ends, data)
                 VALUES (:id, :organisation, :key, :kind, :group, :urgency, :published, :ends, :data)",
        )?
        .execute(named_params! {
            ":id": id.as_str(),
            ":organisation": organisation.as_str(),
            ":key": key,
            ":kind": kind.as_str(),
            ":group": kind.group().unwrap_or(NoticeGroup::EarlyWarning).as_str(),
            ":urgency": urgency.as_str(),
            ":published": At(now),
            ":ends": ends.map(At),
            ":data": Json(told),
        })?;
        id
    };
    let mut insert = tx.prepare_cached(
        "INSERT OR IGNORE INTO notice_device SELECT ?1, id FROM device WHERE id = ?2 AND organisation_id = ?3",
    )?;
    for device in devices {
        insert.execute((id.as_str(), device.as_str(), organisation.as_str()))?;
    }
    store::announce(tx, organisation, now)?;
    Ok(id)
}

/// Nothing has to be done any more about what holds under this key; tells whether anything did.
pub fn settle(
    tx: &Transaction,
    organisation: &OrganisationId,
    now: Timestamp,
    key: &str,
    outcome: Option<&Localized>,
) -> Result<bool, ApiError> {
    let settled = tx
        .prepare_cached(
            "UPDATE notice SET settled = ?3, data = CASE WHEN ?4 IS NULL THEN data ELSE json_set(data, '$.outcome', json(?4)) END
             WHERE organisation_id = ?1 AND key = ?2 AND settled IS NULL",
        )?
        .execute((organisation.as_str(), key, At(now), outcome.map(Json)))?;
    if settled > 0 {
        store::announce(tx, organisation, now)?;
    }
    Ok(settled > 0)
}

/// The same for all whose keys begin with `about` but those that still hold.
pub fn settle_others(
    tx: &Transaction,
    organisation: &OrganisationId,
    now: Timestamp,
    about: &str,
    holding: &BTreeSet<String>,
    outcome: Option<&Localized>,
) -> Result<(), ApiError> {
    let told = tx
        .prepare_cached(
            "SELECT key FROM notice WHERE organisation_id = ?1 AND settled IS NULL AND substr(key, 1, length(?2)) = ?2",
        )?
        .query_map((organisation.as_str(), about), |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<String>>>()?;
    for key in told.iter().filter(|key| !holding.contains(*key)) {
        settle(tx, organisation, now, key, outcome)?;
    }
    Ok(())
}

/// 0 is the most urgent; what isn't known is the least.
fn rank(urgency: &NoticeUrgency) -> usize {
    NoticeUrgency::KNOWN.iter().position(|known| known == urgency).unwrap_or(NoticeUrgency::KNOWN.len())
}

/// Whether it is about exactly these devices.
fn has(tx: &Transaction, id: &NoticeId, devices: &[DeviceId]) -> rusqlite::Result<bool> {
    let known: Vec<String> = tx
        .prepare_cached("SELECT device_id FROM notice_device WHERE notice_id = ?1 ORDER BY device_id")?
        .query_map([id.as_str()], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut wanted: Vec<&str> = devices.iter().map(DeviceId::as_str).collect();
    wanted.sort_unstable();
    wanted.dedup();
    Ok(known == wanted)
}
