//! Which reports are due by contract, and making them.

use aftercare_contract::{
    Localized, Timestamp,
    account::OrganisationId,
    asset::{Day, DeviceId},
    report::{Period, ReportKind},
    ticket::SrNumber,
};
use chrono::{Datelike, Months, NaiveDate};
use rusqlite::{Connection, Transaction, named_params};

use super::{
    derive,
    publish::{self, Subject},
    rules::{Due, RULES},
    telemetry,
};
use crate::{
    App,
    db::{Json, Text},
    http::ApiError,
};

/// Devices that are looked at together.
struct Group {
    organisation: OrganisationId,
    /// The same in later reports.
    about: String,
    name: String,
    devices: Vec<DeviceId>,
}

/// Makes what is due by contract, where something was measured.
pub async fn work(app: &App) -> Result<(), ApiError> {
    let now = app.clock.now();
    app.db.write(move |tx| make_due(tx, now)).await
}

/// The same in a transaction.
pub fn make_due(tx: &Transaction, now: Timestamp) -> Result<(), ApiError> {
    for due in &RULES.schedule {
        for group in groups(tx, due)? {
            let last = last(tx, &group, &due.kind)?;
            let Some(period) = period(due, last, now.0.date_naive()) else { continue };
            if !is_measured(tx, &group, period)? {
                continue;
            }
            let subject = Subject {
                organisation: group.organisation,
                kind: due.kind.clone(),
                about: group.about,
                title: derive::title(&due.kind, group.name.as_str(), period),
                period,
                devices: group.devices,
                ticket: None,
            };
            let draft = derive::draft(tx, &subject, now)?;
            publish::publish(tx, now, &subject, draft)?;
        }
    }
    causes(tx, now)
}

/// The time that a report is about, if one is due: checks are about the time up to the day, analyses about whole
/// months of the calendar.
fn period(due: &Due, last: Option<NaiveDate>, today: NaiveDate) -> Option<Period> {
    let months = Months::new(due.months);
    let by_calendar = !matches!(due.kind, ReportKind::HealthCheck | ReportKind::Inspection);
    let to = if by_calendar {
        let month = today.with_day(1)?;
        let month = month.checked_sub_months(Months::new(month.month0() % due.months))?;
        month.pred_opt()?
    } else {
        today
    };
    let from = if by_calendar { to.succ_opt()?.checked_sub_months(months)? } else { to.checked_sub_months(months)? };
    let is_due = match last {
        Some(last) if by_calendar => to > last,
        Some(last) => last.checked_add_months(months)? <= to,
        None => true,
    };
    is_due.then_some(Period { from: Day(from), to: Day(to) })
}

/// Checks are made of what is under one contract at one site, analyses of all that the company has.
fn groups(conn: &Connection, due: &Due) -> Result<Vec<Group>, ApiError> {
    let of_site = matches!(due.kind, ReportKind::HealthCheck | ReportKind::Inspection);
    let by = if of_site { "c.id || '/' || d.site_id" } else { "d.organisation_id" };
    let name = if of_site { "s.name || ' · ' || c.number" } else { "o.name" };
    // A company gets analyses of everything as soon as one of its contracts asks for them.
    let asked = if of_site {
        "c.policy_id IN (SELECT value FROM json_each(:policies))"
    } else {
        "EXISTS (SELECT 1 FROM contract asking WHERE asking.organisation_id = d.organisation_id
             AND asking.policy_id IN (SELECT value FROM json_each(:policies)))"
    };
    let rows = conn
        .prepare_cached(&format!(
            "SELECT d.organisation_id, {by} AS about, min({name}), json_group_array(d.id ORDER BY d.name)
             FROM device d JOIN contract c ON c.id = d.contract_id JOIN organisation o ON o.id = d.organisation_id
                 LEFT JOIN site s ON s.id = d.site_id
             WHERE {asked} AND d.site_id IS NOT NULL AND EXISTS (SELECT 1 FROM telemetry t WHERE t.device_id = d.id)
             GROUP BY about ORDER BY about"
        ))?
        .query_map(named_params! { ":policies": Json(&due.policies) }, |row| {
            Ok(Group {
                organisation: OrganisationId(row.get(0)?),
                about: row.get(1)?,
                name: row.get(2)?,
                devices: row.get::<_, Json<_>>(3)?.0,
            })
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(rows)
}

/// The last day that the last report about it was about.
fn last(conn: &Connection, group: &Group, kind: &ReportKind) -> rusqlite::Result<Option<NaiveDate>> {
    let last: Option<String> = conn
        .prepare_cached("SELECT max(period_to) FROM report WHERE organisation_id = ?1 AND kind = ?2 AND subject = ?3")?
        .query_row((group.organisation.as_str(), kind.as_str(), &group.about), |row| row.get(0))?;
    Ok(last.and_then(|day| day.parse().ok()))
}

/// Whether something is known of the beginning of the period: reports of less would be misleading.
fn is_measured(conn: &Connection, group: &Group, period: Period) -> rusqlite::Result<bool> {
    conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM telemetry WHERE device_id IN (SELECT value FROM json_each(?1)) AND month <= ?2)",
    )?
    .query_row((Json(&group.devices), telemetry::month_of(period.from.0)), |row| row.get(0))
}

/// A report for each root cause that was published on a ticket since.
fn causes(tx: &Transaction, now: Timestamp) -> Result<(), ApiError> {
    let told = tx
        .prepare_cached(
            "SELECT t.sr, t.organisation_id, t.record ->> '$.request.name', t.record ->> '$.request.language',
                 t.device_id, c.value ->> '$.published'
             FROM ticket t, json_each(t.record, '$.conclusions') c
             WHERE c.value ->> '$.kind' = 'rootCause' AND unixepoch(c.value ->> '$.published') <= ?1
                 AND NOT EXISTS (SELECT 1 FROM report r WHERE r.ticket_sr = t.sr) ORDER BY t.sr",
        )?
        .query_map([now.0.timestamp()], |row| {
            let (sr, organisation) = (SrNumber(row.get(0)?), OrganisationId(row.get(1)?));
            let (name, language): (String, Option<String>) = (row.get(2)?, row.get(3)?);
            let device = row.get::<_, Option<String>>(4)?.map(DeviceId);
            Ok((sr, organisation, name, language, device, row.get::<_, Text<Timestamp>>(5)?.0))
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    for (sr, organisation, name, language, device, published) in told {
        let today = Day(published.0.date_naive());
        let about: Localized = [(language.unwrap_or_else(|| "und".to_owned()), name)].into_iter().collect();
        let period = Period { from: today, to: today };
        let subject = Subject {
            organisation,
            kind: ReportKind::RootCause,
            about: sr.to_string(),
            title: derive::title(&ReportKind::RootCause, &about, period),
            period,
            devices: device.into_iter().collect(),
            ticket: Some(sr),
        };
        let draft = derive::draft(tx, &subject, now)?;
        publish::publish(tx, published, &subject, draft)?;
    }
    Ok(())
}
