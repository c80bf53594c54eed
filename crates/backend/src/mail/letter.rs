//! What happened to a ticket, as letters to its requester; about a claim, to who has filed that.

use aftercare_contract::{
    Prose, Timestamp,
    account::PersonId,
    history::{Event, EventType, Side},
    mail::MailKind,
    plan::PlanState,
    rma::Rma,
    survey::SurveyId,
    ticket::{Clock, EtaWindow, PauseReason, Promise, SrNumber, Status, Tier},
    visit::{Visit, VisitState},
};
use chrono_tz::Tz;
use rusqlite::{OptionalExtension, Transaction};
use serde::{Deserialize, Serialize};

use super::{choice, queue, words::WORDS};
use crate::{http::ApiError, random, session, survey, ticket::Record};

/// A letter with all that it says, as it was when it was queued; only how it is worded and the survey's token come
/// when it is sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Letter {
    pub kind: MailKind,
    pub name: String,
    pub address: String,
    pub language: String,
    /// In which times are told.
    pub zone: Tz,
    pub sr: SrNumber,
    pub title: String,
    pub news: News,
}

/// The particulars of what happened.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct News {
    /// The vendor's words.
    pub words: Option<Prose>,
    /// What the customer had said.
    pub said: Option<Prose>,
    /// Until when something holds.
    pub until: Option<Timestamp>,
    pub earliest: Option<Timestamp>,
    pub latest: Option<Timestamp>,
    pub next_update: Option<Timestamp>,
    pub engineer: Option<String>,
    pub site: Option<String>,
    pub survey: Option<SurveyId>,
    /// What the customer is to do, instead of answering.
    #[serde(default)]
    pub decide: Option<Decide>,
}

/// Something that a customer decides about, or does themself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Decide {
    Plan,
    Access,
    Part,
    Visit,
    Claim,
}

/// Queues the letters about what has just happened to a ticket, in the same transaction. `clocks` are the ticket's
/// after it, `survey` the one that was made on it now.
pub fn tell(
    tx: &Transaction,
    now: Timestamp,
    record: &Record,
    events: &[Event],
    clocks: &[Clock],
    survey: Option<&SurveyId>,
) -> Result<(), ApiError> {
    for (kind, news) in events.iter().filter_map(|event| news(event, record, clocks)) {
        // A claim is that of who has filed it.
        let claimant = record.claimant.as_ref().filter(|_| news.decide == Some(Decide::Claim));
        let reader = claimant.unwrap_or(&record.requester);
        if !choice::wants(tx, reader, &kind)? {
            continue;
        }
        let news = News {
            site: if kind == MailKind::OnTheWay { site(tx, record)?.map(|(name, _)| name) } else { None },
            said: if kind == MailKind::FollowUp { survey::store::last_comment(tx, &record.sr)? } else { None },
            survey: survey.filter(|_| kind == MailKind::Closed).cloned(),
            until: if kind == MailKind::Closed { Some(survey::store::ends(now)) } else { news.until },
            ..news
        };
        post(tx, now, record, reader, kind, news)?;
    }
    Ok(())
}

/// What is news to the requester.
fn news(event: &Event, record: &Record, clocks: &[Clock]) -> Option<(MailKind, News)> {
    let reason = || event.reason.clone();
    match (&event.event_type, &event.status) {
        (EventType::Created, _) => {
            let response = clocks.iter().find(|clock| clock.promise == Promise::Response);
            Some((MailKind::Received, News { until: response.and_then(|clock| clock.due), ..News::default() }))
        }
        (EventType::Message, _) if event.actor.side == Side::Vendor && record.waits_for_customer() => {
            let words = event.message.as_ref().map(|message| message.prose.clone());
            let plan = record.plan.as_ref().is_some_and(|plan| plan.state == PlanState::Proposed);
            let decide = match record.task_for_customer() {
                Some(PauseReason::WaitingForAccess) => Some(Decide::Access),
                _ if plan => Some(Decide::Plan),
                _ if record.rma.as_ref().is_some_and(Rma::is_with_customer) => Some(Decide::Part),
                _ => record.visit.as_ref().is_some_and(Visit::waits_for_customer).then_some(Decide::Visit),
            };
            Some((MailKind::YourTurn, News { words, until: record.answer_by, decide, ..News::default() }))
        }
        (EventType::PlanProposed | EventType::PlanChanged, _) => {
            let words = event.plan.as_ref().map(|plan| plan.expected_effect.clone());
            Some((MailKind::YourTurn, News { words, decide: Some(Decide::Plan), ..News::default() }))
        }
        (EventType::AccessRequested, _) => {
            let words = event.access.as_ref().map(|access| access.purpose.clone());
            Some((MailKind::YourTurn, News { words, decide: Some(Decide::Access), ..News::default() }))
        }
        (EventType::RmaChanged, _) if event.actor.side == Side::Vendor => {
            let rma = event.rma.as_ref().filter(|rma| rma.is_with_customer())?;
            let news = News { words: Some(rma.part.clone()), decide: Some(Decide::Part), ..News::default() };
            Some((MailKind::YourTurn, news))
        }
        (EventType::ClaimChanged, _) if event.actor.side == Side::Vendor => {
            let notice = event.claim.as_ref()?.notice.as_ref().filter(|_| event.reason.is_some())?;
            let news =
                News { words: reason(), until: notice.appeal_by, decide: Some(Decide::Claim), ..News::default() };
            Some((MailKind::YourTurn, news))
        }
        (EventType::VisitProposed, _) => {
            let words = event.reason.clone().or_else(|| Some(event.visit.as_ref()?.purpose.clone()));
            Some((MailKind::YourTurn, News { words, decide: Some(Decide::Visit), ..News::default() }))
        }
        (EventType::VisitChanged | EventType::VisitEtaChanged, _) => {
            let visit = event.visit.as_ref().filter(|visit| visit.state == VisitState::OnTheWay)?;
            let engineer = Some(visit.engineer.name.clone());
            Some((MailKind::OnTheWay, News { words: reason(), until: visit.eta, engineer, ..News::default() }))
        }
        // A question has its words in a message of its own.
        (EventType::StatusChanged, Some(Status::Pending)) if event.reason.is_some() && record.waits_for_customer() => {
            Some((MailKind::YourTurn, News { words: reason(), until: record.answer_by, ..News::default() }))
        }
        (EventType::EtaChanged, _) => {
            let EtaWindow { expected_resolution_date, earliest, latest } = event.eta.as_ref()?.window.clone();
            let (until, next_update) = (Some(expected_resolution_date), record.next_update_by);
            Some((
                MailKind::EtaChanged,
                News { words: reason(), until, earliest, latest, next_update, ..News::default() },
            ))
        }
        (EventType::TierChanged | EventType::EngineerChanged, _) => {
            let engineer = event.engineer.as_ref().filter(|engineer| engineer.tier == Tier::Field)?;
            let engineer = Some(engineer.name.clone());
            Some((MailKind::OnTheWay, News { words: reason(), engineer, ..News::default() }))
        }
        (EventType::StatusChanged, Some(Status::Resolved)) => {
            Some((MailKind::Resolved, News { words: reason(), until: record.closes_at, ..News::default() }))
        }
        (EventType::StatusChanged, Some(Status::Closed)) => Some((MailKind::Closed, News::default())),
        (EventType::FollowUpAnswered, _) => Some((MailKind::FollowUp, News { words: reason(), ..News::default() })),
        _ => None,
    }
}

fn post(
    tx: &Transaction,
    now: Timestamp,
    record: &Record,
    reader: &PersonId,
    kind: MailKind,
    news: News,
) -> Result<(), ApiError> {
    let person = session::person(tx, reader)?;
    if person.email.parse::<lettre::Address>().is_err() {
        tracing::debug!(sr = %record.sr, %kind, "the reader has no e-mail address");
        return Ok(());
    }
    // The first letter of a ticket is the one that all later ones refer to.
    let local_id = match kind {
        MailKind::Received => record.sr.to_string(),
        _ => format!("{}.{kind}.{}", record.sr, random::id()?),
    };
    let language = person.language.as_deref().or(record.request.language.as_deref());
    let letter = Letter {
        name: person.name,
        address: person.email,
        language: WORDS.language(language).to_owned(),
        zone: site(tx, record)?.map_or(Tz::UTC, |(_, zone)| zone),
        sr: record.sr.clone(),
        title: record.request.name.clone(),
        kind,
        news,
    };
    Ok(queue::add(tx, now, &local_id, &letter)?)
}

/// Where the device stands, and the zone there.
fn site(tx: &Transaction, record: &Record) -> rusqlite::Result<Option<(String, Tz)>> {
    let Some(site) = &record.site else { return Ok(None) };
    tx.prepare_cached("SELECT name, time_zone FROM site WHERE id = ?1")?
        .query_row([site.as_str()], |row| Ok((row.get(0)?, row.get::<_, String>(1)?.parse().unwrap_or(Tz::UTC))))
        .optional()
}
