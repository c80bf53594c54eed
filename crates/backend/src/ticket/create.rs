//! Filing a request: from what was sent to a ticket with a number.

use aftercare_contract::{
    FieldCode, FieldError, Prose, Timestamp,
    account::{OrganisationId, PersonId},
    asset::{ContractId, Day, SiteId},
    history::{Actor, Event, EventType},
    ticket::{Channel, NewTicket, Severity, SrNumber, Status, Step, Tier},
};
use chrono::Datelike;
use rusqlite::{OptionalExtension, Transaction, named_params};

use super::{
    change::{Applied, Work},
    file,
    record::{Record, Terms},
};
use crate::{catalogue, db::Text, http::ApiError, report, sla::Facts};

/// A request as it comes in.
#[derive(Clone, Debug)]
pub struct Filing {
    /// Whose request it is.
    pub requester: PersonId,
    /// Their company.
    pub organisation: OrganisationId,
    /// Who files it: the requester, or the desk for them.
    pub actor: Actor,
    /// By which channel it came.
    pub channel: Channel,
    /// What was sent.
    pub request: NewTicket,
}

/// Files a request: checks it, gives it a number, writes it with the first events of its history. Problems: fields
/// that are wrong (422), among them devices and uploads that aren't the requester's.
pub fn file(tx: &Transaction, now: Timestamp, filing: Filing) -> Result<Applied, ApiError> {
    let place = Place::of(tx, &filing)?;
    let terms = place.covered_by(tx, now)?;
    let kind = catalogue::kind(tx, &filing.request.ticket_type)?
        .ok_or_else(|| vec![FieldError::new("/ticketType", FieldCode::NotOffered)])?;
    let policy = terms.as_ref().map(|(_, terms)| terms.policy.catalogue());
    let mut request = filing.request.validate(&kind, policy.as_ref(), now)?.into_inner();
    check_channels(tx, &request.contact.channels)?;

    let impact = request.impact.as_ref();
    let severity = policy.as_ref().zip(impact).and_then(|(policy, impact)| policy.propose(impact));
    let severity: Option<Severity> = severity.map(|(grade, _)| grade.grade.clone());
    let raise = request.raise_severity.take();
    let raised = raise.and_then(|raise| Some((policy.as_ref()?.severity(&raise.code)?.clone(), raise.reason)));
    let uploads = core::mem::take(&mut request.uploads);

    let language = request.language.clone();
    let sr = next_number(tx, now)?;
    let record = Record {
        sr: sr.clone(),
        version: 0,
        last_event: 0,
        organisation: filing.organisation,
        requester: filing.requester.clone(),
        watchers: Vec::new(),
        channel: filing.channel,
        request,
        site: place.site,
        same_city: place.same_city,
        contract: terms.map(|(contract, _)| contract),
        severity: severity.clone(),
        status: Status::Acknowledged,
        status_change_date: now,
        status_change_reason: None,
        step: Step::Reported,
        tier: Tier::L1,
        engineer: None,
        etas: Vec::new(),
        next_update_by: None,
        answer_by: None,
        closes_at: None,
        keep_open_left: 0,
        reopen_until: None,
        checks: Vec::new(),
        conclusions: Vec::new(),
        plan: None,
        access: None,
        rma: None,
        visit: None,
        claim: None,
        claimant: None,
        claimable: Vec::new(),
        special: Vec::new(),
        facts: Facts::new(now),
        judged: Vec::new(),
        changed: now,
    };
    let mut work = Work::begin(tx, now, record, filing.actor.clone())?;
    // The row comes first: everything else refers to it.
    work.save()?;
    let (status, step) = (Some(Status::Acknowledged), Some(Step::Reported));
    work.tell(Event { status, step, severity, ..work.event(EventType::Created) });
    if let Some((severity, reason)) = raised {
        work.set_severity(severity, Prose { text: reason, language });
    }
    if let Some(finding) = &work.record.request.finding
        && !report::store::request(tx, &work.record.organisation, finding, &sr)?
    {
        return Err(vec![FieldError::new("/finding", FieldCode::NotFound)].into());
    }
    for attachment in file::bind(tx, now, &sr, &filing.requester, &filing.actor, &uploads)? {
        work.file(attachment);
    }
    work.finish()
}

/// The contract knows more channels than this vendor may answer by.
fn check_channels(tx: &Transaction, wished: &[Channel]) -> Result<(), ApiError> {
    let offered = catalogue::channels(tx)?;
    let missing = wished.iter().enumerate().filter(|(_, channel)| !offered.contains(channel));
    let errors: Vec<_> = missing
        .map(|(index, _)| FieldError::new(format!("/contact/channels/{index}"), FieldCode::NotOffered))
        .collect();
    if errors.is_empty() { Ok(()) } else { Err(errors.into()) }
}

/// `SR-2026-118042`: the year for people, the number for uniqueness.
fn next_number(tx: &Transaction, now: Timestamp) -> rusqlite::Result<SrNumber> {
    let number: u64 =
        tx.prepare_cached("UPDATE sr_number SET last = last + 1 RETURNING last")?.query_row([], |row| row.get(0))?;
    Ok(SrNumber(format!("SR-{}-{number:06}", now.0.year())))
}

/// Where the device stands, and what covers it on paper.
#[derive(Default)]
struct Place {
    site: Option<SiteId>,
    same_city: bool,
    contract: Option<(ContractId, Day, Day)>,
}

impl Place {
    fn of(tx: &Transaction, filing: &Filing) -> Result<Self, ApiError> {
        let Some(device) = &filing.request.device else {
            return Ok(Self { contract: Self::contract_of_kind(tx, filing)?, ..Self::default() });
        };
        let found = tx
            .prepare_cached(
                "SELECT s.id, s.city IN (SELECT city FROM depot), c.id, c.valid_from, c.valid_to
                 FROM device d LEFT JOIN site s ON s.id = d.site_id LEFT JOIN contract c ON c.id = d.contract_id
                 WHERE d.id = :device AND d.organisation_id = :organisation",
            )?
            .query_row(
                named_params! { ":device": device.as_str(), ":organisation": filing.organisation.as_str() },
                |row| {
                    let contract: Option<String> = row.get(2)?;
                    let term = |contract| {
                        let (Text(from), Text(to)) = (row.get(3)?, row.get(4)?);
                        Ok::<_, rusqlite::Error>((ContractId(contract), from, to))
                    };
                    Ok(Self {
                        site: row.get::<_, Option<String>>(0)?.map(SiteId),
                        same_city: row.get::<_, Option<bool>>(1)?.unwrap_or_default(),
                        contract: contract.map(term).transpose()?,
                    })
                },
            )
            .optional()?;
        Ok(found.ok_or_else(|| vec![FieldError::new("/device", FieldCode::NotFound)])?)
    }

    /// The company's contract that promises an answer to requests of this kind by its name, for those about no device; of
    /// several, the one that lasts longest.
    fn contract_of_kind(tx: &Transaction, filing: &Filing) -> rusqlite::Result<Option<(ContractId, Day, Day)>> {
        tx.prepare_cached(
            "SELECT c.id, c.valid_from, c.valid_to FROM contract c JOIN policy p ON p.id = c.policy_id
             WHERE c.organisation_id = :organisation AND EXISTS (
                 SELECT 1 FROM json_each(p.data, '$.terms') term, json_each(term.value, '$.if.types') kind
                 WHERE kind.value = :ticket_type AND term.value ->> '$.promise' = 'response')
             ORDER BY c.valid_to DESC, c.id LIMIT 1",
        )?
        .query_row(
            named_params! {
                ":organisation": filing.organisation.as_str(),
                ":ticket_type": filing.request.ticket_type.as_str(),
            },
            |row| {
                let (Text(from), Text(to)) = (row.get(1)?, row.get(2)?);
                Ok((ContractId(row.get(0)?), from, to))
            },
        )
        .optional()
    }

    /// The contract, if this is one of its days.
    fn covered_by(&self, tx: &Transaction, now: Timestamp) -> rusqlite::Result<Option<(ContractId, Terms)>> {
        let Some((contract, from, to)) = &self.contract else { return Ok(None) };
        let terms = Terms::load(tx, contract)?;
        let today = now.0.with_timezone(&terms.calendar.time_zone).date_naive();
        Ok((from.0..=to.0).contains(&today).then(|| (contract.clone(), terms)))
    }
}
