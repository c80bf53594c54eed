//! How many faults were filed, by kind and severity.

use std::collections::BTreeMap;

use aftercare_contract::{
    Localized, Timestamp,
    asset::Day,
    catalogue::FieldOption,
    report::{FaultCount, Faults, Period},
    ticket::Severity,
};
use chrono::NaiveDate;
use rusqlite::Connection;

use super::super::{publish::Subject, rules::RULES};
use crate::{
    catalogue,
    db::{At, Json},
    http::ApiError,
};

/// The faults that were filed in the period, and in one as long before it.
pub(super) fn faults(conn: &Connection, subject: &Subject) -> Result<Faults, ApiError> {
    let Period { from: Day(from), to: Day(to) } = subject.period;
    let end = start_of(to.succ_opt().unwrap_or(to));
    let start = start_of(from);
    let earlier = start_of(from - (to - from) - chrono::TimeDelta::days(1));
    let areas: Vec<FieldOption> = catalogue::kinds(conn)?
        .into_iter()
        .flat_map(|kind| kind.fields)
        .find(|field| field.key == "area")
        .map(|field| field.options)
        .unwrap_or_default();
    let mut statement = conn.prepare_cached(
        "SELECT t.created, t.record ->> '$.request.fields.area', t.record -> '$.severity' FROM ticket t
         WHERE t.organisation_id = ?1 AND t.ticket_type = 'fault' AND t.created >= ?2 AND t.created < ?3",
    )?;
    let mut rows = statement.query((subject.organisation.as_str(), At(earlier), At(end)))?;
    let mut faults = Faults { total: 0, before: 0, by_kind: Vec::new(), by_severity: Vec::new() };
    let mut severities: BTreeMap<u8, Vec<FaultCount>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let At(created) = row.get(0)?;
        let area: Option<String> = row.get(1)?;
        let severity = row.get::<_, Option<Json<Option<Severity>>>>(2)?.and_then(|Json(severity)| severity);
        let is_now = created >= start;
        *(if is_now { &mut faults.total } else { &mut faults.before }) += 1;
        let named = area.and_then(|area| areas.iter().find(|option| option.value == area));
        count(&mut faults.by_kind, named.map_or(&RULES.words.other_faults, |option| &option.label), is_now);
        let (rank, name) = severity.map_or((u8::MAX, RULES.words.ungraded.clone()), |it| (it.rank, it.name));
        count(severities.entry(rank).or_default(), &name, is_now);
    }
    faults.by_kind.sort_by_key(|count| core::cmp::Reverse((count.count, count.before)));
    faults.by_severity = severities.into_values().flatten().collect();
    Ok(faults)
}

/// Counts one more of this name.
fn count(counts: &mut Vec<FaultCount>, name: &Localized, is_now: bool) {
    let [now, before] = [u64::from(is_now), u64::from(!is_now)];
    match counts.iter_mut().find(|count| count.name == *name) {
        Some(known) => (known.count, known.before) = (known.count + now, known.before + before),
        None => counts.push(FaultCount { name: name.clone(), count: now, before }),
    }
}

/// Days of reports are those of UTC.
fn start_of(day: NaiveDate) -> Timestamp {
    Timestamp(day.and_time(chrono::NaiveTime::MIN).and_utc())
}
