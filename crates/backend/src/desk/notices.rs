//! The desk's side of notices: it warns, announces maintenance and releases, and says when that is over.

use std::collections::BTreeMap;

use aftercare_contract::{
    FieldCode, FieldError, Localized, Timestamp,
    account::OrganisationId,
    asset::DeviceId,
    notice::{NoticeId, NoticeKind, NoticeUrgency},
};
use axum::{Router, extract::State, http::StatusCode, routing::post};
use rusqlite::{Connection, OptionalExtension, Transaction};
use serde::{Deserialize, Serialize};

use crate::{
    App,
    http::{ApiError, Json},
    notice::{self, Told, Warning},
    random,
};

/// The calls of this module.
pub fn router() -> Router<App> {
    Router::new().route("/notices", post(raise)).route("/notices/settle", post(settle))
}

/// A notice, and whom it is for: the owners of devices, and companies as a whole.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewNotice {
    kind: NoticeKind,
    urgency: NoticeUrgency,
    /// By which it is raised again or settled; a new one where it isn't said.
    key: Option<String>,
    #[serde(default)]
    serial_numbers: Vec<String>,
    #[serde(default)]
    models: Vec<String>,
    #[serde(default)]
    organisations: Vec<OrganisationId>,
    ends: Option<Timestamp>,
    #[serde(flatten)]
    told: BTreeMap<String, serde_json::Value>,
}

#[derive(Serialize)]
struct Raised {
    key: String,
    items: Vec<RaisedNotice>,
}

#[derive(Serialize)]
struct RaisedNotice {
    organisation: OrganisationId,
    id: NoticeId,
}

#[derive(Debug, Deserialize)]
struct Settle {
    key: String,
    outcome: Option<Localized>,
}

async fn raise(State(app): State<App>, Json(new): Json<NewNotice>) -> Result<(StatusCode, Json<Raised>), ApiError> {
    let now = app.clock.now();
    if new.kind.group().is_none() {
        return Err(vec![FieldError::new("/kind", FieldCode::NotOffered)].into());
    }
    let told = serde_json::from_value(serde_json::Value::from_iter(new.told.clone()));
    let told: Told = told.map_err(|error| ApiError::malformed(error.to_string()))?;
    let key = new.key.clone().map_or_else(random::id, Ok)?;
    let work = move |tx: &Transaction<'_>| {
        let mut items = Vec::new();
        for (organisation, devices) in concerned(tx, &new)? {
            let warning = Warning {
                key: key.clone(),
                kind: new.kind.clone(),
                urgency: new.urgency.clone(),
                devices,
                ends: new.ends.or(told.window.map(|window| window.end)),
                told: told.clone(),
            };
            let id = notice::raise(tx, &organisation, now, &warning)?;
            items.push(RaisedNotice { organisation, id });
        }
        Ok::<_, ApiError>(Raised { key, items })
    };
    Ok((StatusCode::CREATED, Json(app.db.write(work).await?)))
}

/// The companies that it is for, each with its devices.
fn concerned(conn: &Connection, new: &NewNotice) -> Result<BTreeMap<OrganisationId, Vec<DeviceId>>, ApiError> {
    let mut concerned: BTreeMap<OrganisationId, Vec<DeviceId>> = BTreeMap::new();
    let owned = |row: &rusqlite::Row<'_>| Ok((OrganisationId(row.get(0)?), DeviceId(row.get(1)?)));
    for (index, serial) in new.serial_numbers.iter().enumerate() {
        let found = conn
            .prepare_cached("SELECT organisation_id, id FROM device WHERE serial_number = ?1")?
            .query_row([serial], owned)
            .optional()?;
        let missing = || vec![FieldError::new(format!("/serialNumbers/{index}"), FieldCode::NotFound)];
        let (organisation, device) = found.ok_or_else(missing)?;
        concerned.entry(organisation).or_default().push(device);
    }
    for model in &new.models {
        let mut statement = conn.prepare_cached("SELECT organisation_id, id FROM device WHERE model = ?1")?;
        for row in statement.query_map([model], owned)? {
            let (organisation, device) = row?;
            concerned.entry(organisation).or_default().push(device);
        }
    }
    for (index, organisation) in new.organisations.iter().enumerate() {
        let exists: bool = conn
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM organisation WHERE id = ?1)")?
            .query_row([organisation.as_str()], |row| row.get(0))?;
        if !exists {
            return Err(vec![FieldError::new(format!("/organisations/{index}"), FieldCode::NotFound)].into());
        }
        concerned.entry(organisation.clone()).or_default();
    }
    if concerned.is_empty() {
        return Err(vec![FieldError::new("/serialNumbers", FieldCode::Required)].into());
    }
    Ok(concerned)
}

async fn settle(State(app): State<App>, Json(Settle { key, outcome }): Json<Settle>) -> Result<StatusCode, ApiError> {
    let now = app.clock.now();
    let work = move |tx: &Transaction<'_>| {
        let told = tx
            .prepare_cached("SELECT organisation_id FROM notice WHERE key = ?1 AND settled IS NULL")?
            .query_map([&key], |row| row.get(0).map(OrganisationId))?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        if told.is_empty() {
            return Err(ApiError::not_found());
        }
        for organisation in told {
            notice::settle(tx, &organisation, now, &key, outcome.as_ref())?;
        }
        Ok(StatusCode::NO_CONTENT)
    };
    app.db.write(work).await
}
