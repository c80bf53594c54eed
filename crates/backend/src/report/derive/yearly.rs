//! Yearly optimisation.

use aftercare_contract::report::{HealthArea, Passage};
use rusqlite::{Connection, named_params};

use super::{
    super::{
        publish::{Draft, Subject, blank},
        rules::RULES,
        store::Told,
        words::{fill, sentences},
    },
    basis,
    faults::faults,
    read_all,
    trends::forecasts,
};
use crate::{db::Json, http::ApiError};

/// Yearly optimisation: what came back in the checks of the year, and what is to be expected.
pub(super) fn yearly(conn: &Connection, subject: &Subject) -> Result<Draft, ApiError> {
    let examined = read_all(conn, subject, &[HealthArea::Performance])?;
    let mut report = blank(subject.kind.clone(), subject.title.clone(), subject.period);
    let faults = faults(conn, subject)?;
    report.passages = repeated(conn, subject)?;
    report.summary.lead = fill(
        &RULES.words.lead_yearly,
        &[
            ("total", faults.total.to_string().into()),
            ("before", faults.before.to_string().into()),
            ("count", report.passages.len().into()),
        ],
    );
    report.forecasts = forecasts(&examined);
    report.faults = Some(faults);
    report.basis = basis(&subject.kind, &[]);
    Ok(Draft { report, findings: Vec::new(), grades: Vec::new() })
}

/// What was found in more than one check of the period, by rule, that of most devices first.
fn repeated(conn: &Connection, subject: &Subject) -> Result<Vec<Passage>, ApiError> {
    let rows = conn
        .prepare_cached(
            "WITH found AS (
                 SELECT f.key, f.device_id, f.data, r.published,
                     substr(f.key, length(f.device_id) + 2) AS rule
                 FROM finding f JOIN report r ON r.id = f.report_id
                 WHERE r.organisation_id = :organisation AND r.kind = 'healthCheck' AND f.device_id IS NOT NULL
                     AND r.period_to BETWEEN :from AND :to),
             again AS (SELECT key, device_id, rule, count(*) AS checks FROM found GROUP BY key HAVING checks > 1)
             SELECT max(a.checks), count(DISTINCT a.device_id),
                 (SELECT data FROM found WHERE found.key = a.key ORDER BY published DESC LIMIT 1)
             FROM again a GROUP BY a.rule ORDER BY 2 DESC, 1 DESC, a.rule LIMIT :limit",
        )?
        .query_map(
            named_params! {
                ":organisation": subject.organisation.as_str(),
                ":from": subject.period.from.0.to_string(),
                ":to": subject.period.to.0.to_string(),
                ":limit": RULES.charts,
            },
            |row| Ok((row.get::<_, usize>(0)?, row.get::<_, usize>(1)?, row.get::<_, Json<Told>>(2)?.0)),
        )?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let passage = |(checks, devices, told): (usize, usize, Told)| {
        let again = fill(&RULES.words.repeated, &[("checks", checks.into()), ("devices", devices.into())]);
        Passage { title: told.title, text: sentences(&[&again, &told.advice]) }
    };
    Ok(rows.into_iter().map(passage).collect())
}
