//! The desk's side of reports: what devices tell, and reports of it or of the vendor's own making.

use aftercare_contract::{
    FieldCode, FieldError, Localized, Timestamp,
    account::OrganisationId,
    asset::{Day, DeviceId},
    report::{Passage, Period, ReportId, ReportKind, ReportSummary},
    ticket::SrNumber,
};
use axum::{
    Router,
    extract::{DefaultBodyLimit, State},
    http::StatusCode,
    routing::{post, put},
};
use rusqlite::{Connection, OptionalExtension, Transaction};
use serde::Deserialize;

use crate::{
    App,
    http::{ApiError, Json, Path},
    report::{
        derive,
        publish::{self, Draft, Subject},
        store::{self, NewFinding},
        telemetry::{self, Measured, Snapshot},
        warn,
    },
};

/// Largest report, in bytes: one with ten thousand findings in three languages.
const LARGEST_REPORT: usize = 32 << 20;

/// The calls of this module.
pub fn router() -> Router<App> {
    Router::new()
        .route("/devices/{serial}/telemetry", post(add_telemetry))
        .route("/devices/{serial}/snapshots/{day}", put(put_snapshot))
        .route("/reports", post(add_report).layer(DefaultBodyLimit::max(LARGEST_REPORT)))
        .route("/reports/{id}/progress", post(advance))
        .route("/reports/{id}/publish", post(finish).layer(DefaultBodyLimit::max(LARGEST_REPORT)))
}

/// Days of one quantity.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewTelemetry {
    metric: String,
    days: Vec<NewDay>,
}

#[derive(Debug, Deserialize)]
struct NewDay {
    day: Day,
    #[serde(flatten)]
    measured: Measured,
}

/// A report: made of what is known where no content is given.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewReport {
    kind: ReportKind,
    /// Serial numbers, all of one company.
    devices: Vec<String>,
    period: Period,
    /// What it is about; made of the kind where there is none.
    title: Option<Localized>,
    /// Reports of one kind about the same are compared with each other; those about the same devices where there is none.
    about: Option<String>,
    /// The ticket that it is about.
    ticket: Option<SrNumber>,
    /// Whether it is only announced as being made.
    #[serde(default)]
    making: bool,
    content: Option<Content>,
}

/// What a report says that the vendor has made itself.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Content {
    lead: Localized,
    grade: Option<String>,
    #[serde(default)]
    passages: Vec<Passage>,
    /// Their devices are ids of the portal's API.
    #[serde(default)]
    findings: Vec<NewFinding>,
}

#[derive(Debug, Deserialize)]
struct Progress {
    percent: u8,
}

#[derive(Debug, Default, Deserialize)]
struct Finish {
    content: Option<Content>,
}

fn device(conn: &Connection, serial: &str) -> rusqlite::Result<Option<(DeviceId, OrganisationId)>> {
    conn.prepare_cached("SELECT id, organisation_id FROM device WHERE serial_number = ?1")?
        .query_row([serial], |row| Ok((DeviceId(row.get(0)?), OrganisationId(row.get(1)?))))
        .optional()
}

async fn add_telemetry(
    State(app): State<App>,
    Path(serial): Path<String>,
    Json(new): Json<NewTelemetry>,
) -> Result<StatusCode, ApiError> {
    let now = app.clock.now();
    let work = move |tx: &Transaction<'_>| {
        let (device, owner) = device(tx, &serial)?.ok_or_else(ApiError::not_found)?;
        for NewDay { day, measured } in new.days {
            telemetry::put(tx, &device, &new.metric, day.0, measured)?;
        }
        warn::look(tx, now, &owner, &device)?;
        Ok::<_, ApiError>(StatusCode::NO_CONTENT)
    };
    app.db.write(work).await
}

async fn put_snapshot(
    State(app): State<App>,
    Path((serial, day)): Path<(String, Day)>,
    Json(snapshot): Json<Snapshot>,
) -> Result<StatusCode, ApiError> {
    let now = app.clock.now();
    let work = move |tx: &Transaction<'_>| {
        let (device, owner) = device(tx, &serial)?.ok_or_else(ApiError::not_found)?;
        telemetry::put_snapshot(tx, &device, day.0, &snapshot)?;
        warn::look(tx, now, &owner, &device)?;
        Ok::<_, ApiError>(StatusCode::NO_CONTENT)
    };
    app.db.write(work).await
}

async fn add_report(
    State(app): State<App>,
    Json(new): Json<NewReport>,
) -> Result<(StatusCode, Json<ReportSummary>), ApiError> {
    let now = app.clock.now();
    let work = move |tx: &Transaction<'_>| {
        let mut devices = Vec::with_capacity(new.devices.len());
        for (index, serial) in new.devices.iter().enumerate() {
            let found = device(tx, serial)?;
            let ours = found.filter(|(_, owner)| devices.first().is_none_or(|(_, first)| first == owner));
            let wrong = || vec![FieldError::new(format!("/devices/{index}"), FieldCode::NotFound)];
            devices.push(ours.ok_or_else(wrong)?);
        }
        let Some((_, organisation)) = devices.first().cloned() else {
            return Err(vec![FieldError::new("/devices", FieldCode::Required)].into());
        };
        let names = new.devices.join(", ");
        let subject = Subject {
            organisation,
            about: new.about.unwrap_or_else(|| names.clone()),
            title: new.title.unwrap_or_else(|| derive::title(&new.kind, names.as_str(), new.period)),
            kind: new.kind,
            period: new.period,
            devices: devices.into_iter().map(|(device, _)| device).collect(),
            ticket: new.ticket,
        };
        let id = if new.making {
            publish::begin(tx, now, &subject)?
        } else {
            let draft = draft(tx, &subject, new.content, now)?;
            publish::publish(tx, now, &subject, draft)?
        };
        Ok::<_, ApiError>(store::summary(tx, &id, now)?)
    };
    Ok((StatusCode::CREATED, Json(app.db.write(work).await?)))
}

fn draft(conn: &Connection, subject: &Subject, content: Option<Content>, now: Timestamp) -> Result<Draft, ApiError> {
    let Some(Content { lead, grade, passages, findings }) = content else { return derive::draft(conn, subject, now) };
    let mut report = publish::blank(subject.kind.clone(), subject.title.clone(), subject.period);
    (report.summary.lead, report.summary.grade, report.passages) = (lead, grade, passages);
    Ok(Draft { report, findings, grades: Vec::new() })
}

async fn advance(
    State(app): State<App>,
    Path(id): Path<ReportId>,
    Json(Progress { percent }): Json<Progress>,
) -> Result<Json<ReportSummary>, ApiError> {
    let now = app.clock.now();
    let work = move |tx: &Transaction<'_>| {
        publish::advance(tx, now, &id, percent)?;
        Ok::<_, ApiError>(store::summary(tx, &id, now)?)
    };
    app.db.write(work).await.map(Json)
}

async fn finish(
    State(app): State<App>,
    Path(id): Path<ReportId>,
    Json(Finish { content }): Json<Finish>,
) -> Result<Json<ReportSummary>, ApiError> {
    let now = app.clock.now();
    let work = move |tx: &Transaction<'_>| {
        let subject = publish::being_made(tx, &id)?.ok_or_else(ApiError::not_found)?;
        let draft = draft(tx, &subject, content, now)?;
        publish::finish(tx, now, &subject, &id, draft)?;
        Ok::<_, ApiError>(store::summary(tx, &id, now)?)
    };
    app.db.write(work).await.map(Json)
}
