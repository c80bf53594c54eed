//! What the portal and the desk are shown of a ticket.

use std::collections::HashMap;

use aftercare_contract::{
    Timestamp,
    account::PersonId,
    asset::{ContractId, DeviceId, SiteId},
    conclusion::Verification,
    ticket::{Clock, DeviceRef, PartyRole, RelatedParty, Status, Ticket, TicketSummary},
};
use rusqlite::{Connection, Row, named_params};

use super::{
    actions, file, plan,
    record::{Record, Terms, next_clock},
};
use crate::{asset, http::ApiError, session::Viewer};

/// The ticket as it is at `now`, with what the viewer may do; the desk, which acts otherwise, is no viewer.
pub fn ticket(conn: &Connection, record: Record, viewer: Option<&Viewer>, now: Timestamp) -> Result<Ticket, ApiError> {
    let terms = Terms::of(conn, &record)?;
    let clocks = terms.as_ref().map(|terms| terms.clocks(&record, now)).unwrap_or_default();
    let device = record.request.device.as_ref().map(|id| asset::device(conn, id)).transpose()?.flatten();
    let site = record.site.as_ref().map(|id| asset::site(conn, id)).transpose()?.flatten();
    let contract = record.contract.as_ref().map(|id| asset::contract(conn, id)).transpose()?.flatten();
    let named = device.as_ref().map(|device| DeviceRef {
        id: device.id.clone(),
        name: device.name.clone(),
        model: device.model.clone(),
        serial_number: device.serial_number.clone(),
    });
    let summary = summary(&record, &clocks, named, site.as_ref().map(|site| site.name.clone()));
    Ok(Ticket {
        summary,
        status_change_date: record.status_change_date,
        related_party: related_parties(conn, &record)?,
        attachment: file::all(conn, &record.sr)?,
        actions: viewer.map(|viewer| actions::allowed(&record, viewer, now)).unwrap_or_default(),
        eta: record.eta(),
        clocks,
        device,
        site,
        contract,
        verification: verification(&record, terms.as_ref(), now),
        special_answer_within: terms.as_ref().and_then(|terms| Some(record.answered_by(terms, now)?.target)),
        terms: terms.as_ref().map(|terms| terms.told(&record, now)),
        closes_at: record.closes_at,
        plan: plan::shown(conn, &record)?,
        access: record.access,
        conclusions: record.conclusions,
        special_requests: record.special,
        rma: record.rma,
        visit: record.visit,
        claim: record.claim,
        last_event: record.last_event,
        server_time: now,
        status_change_reason: record.status_change_reason,
        step: record.step,
        tier: record.tier,
        engineer: record.engineer,
        description: record.request.description,
        requested_resolution_date: record.request.requested_resolution_date,
        since: record.request.since,
        tried: record.request.tried,
        impact: record.request.impact,
        contact: Some(record.request.contact),
        remote_access: record.request.remote_access,
        window: record.request.window,
        visit_wanted: record.request.visit_wanted,
        finding: record.request.finding,
        fields: record.request.fields,
    })
}

/// What there is to know for whoever verifies the fix, once there is one.
fn verification(record: &Record, terms: Option<&Terms>, now: Timestamp) -> Option<Verification> {
    let fixed = matches!(record.status, Status::Resolved | Status::Closed);
    let terms = terms.filter(|_| record.status == Status::Resolved && record.keep_open_left > 0);
    fixed.then(|| Verification {
        checks: record.checks.clone(),
        keep_open_until: terms.and_then(|terms| record.kept_open(terms, terms.policy.after_fix.keep_open, now)),
        keep_open_left: record.keep_open_left,
        reopen_until: record.reopen_until,
    })
}

/// What lists show of a ticket.
pub fn summary(record: &Record, clocks: &[Clock], device: Option<DeviceRef>, site: Option<String>) -> TicketSummary {
    TicketSummary {
        sr_number: record.sr.clone(),
        version: record.version,
        name: record.request.name.clone(),
        language: record.request.language.clone(),
        ticket_type: record.request.ticket_type.clone(),
        status: record.status.clone(),
        turn: record.turn(clocks),
        severity: record.severity.clone(),
        device,
        site,
        engineer: record.engineer.as_ref().map(|engineer| engineer.name.clone()),
        eta: record.etas.last().map(|eta| eta.window.clone()),
        next_clock: next_clock(clocks).cloned(),
        channel: record.channel.clone(),
        external_identifier: record.request.external_identifier.clone(),
        creation_date: record.created(),
        last_update: record.changed,
        resolution_date: record.resolved(),
    }
}

/// The device in the four columns from `first` on: id, name, model, serial number; none where they are empty.
pub fn device_ref(row: &Row, first: usize) -> rusqlite::Result<Option<DeviceRef>> {
    let Some(id) = row.get::<_, Option<String>>(first)? else { return Ok(None) };
    let (name, model, serial_number) = (row.get(first + 1)?, row.get(first + 2)?, row.get(first + 3)?);
    Ok(Some(DeviceRef { id: DeviceId(id), name, model, serial_number }))
}

/// The terms of the contracts of one list, each read once.
#[derive(Default)]
pub struct TermsOfList(HashMap<ContractId, Terms>);

impl TermsOfList {
    /// The clocks of a ticket at `now`.
    pub fn clocks(&mut self, conn: &Connection, record: &Record, now: Timestamp) -> rusqlite::Result<Vec<Clock>> {
        let Some(contract) = &record.contract else { return Ok(Vec::new()) };
        if !self.0.contains_key(contract) {
            self.0.insert(contract.clone(), Terms::load(conn, contract)?);
        }
        Ok(self.0.get(contract).map(|terms| terms.clocks(record, now)).unwrap_or_default())
    }
}

fn related_parties(conn: &Connection, record: &Record) -> rusqlite::Result<Vec<RelatedParty>> {
    conn.prepare_cached(
        "SELECT id, name, 'requester' FROM person WHERE id = :requester
         UNION ALL
         SELECT p.id, p.name, 'watcher' FROM watcher w JOIN person p ON p.id = w.person_id WHERE w.sr = :sr
         UNION ALL
         SELECT p.id, p.name, 'onSiteContact' FROM site_contact c JOIN person p ON p.id = c.person_id
         WHERE c.site_id = :site
         UNION ALL
         SELECT NULL, csm_name, 'csm' FROM organisation WHERE id = :organisation AND csm_name IS NOT NULL",
    )?
    .query_map(
        named_params! {
            ":requester": record.requester.as_str(),
            ":sr": record.sr.as_str(),
            ":site": record.site.as_ref().map(SiteId::as_str),
            ":organisation": record.organisation.as_str(),
        },
        |row| {
            let role: String = row.get(2)?;
            Ok(RelatedParty {
                id: row.get::<_, Option<String>>(0)?.map(PersonId),
                name: row.get(1)?,
                role: PartyRole::from(role.as_str()),
            })
        },
    )?
    .collect()
}
