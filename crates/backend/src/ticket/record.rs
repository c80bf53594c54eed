//! The current state of a ticket, and the row that keeps it.

use aftercare_contract::{
    Prose, Span, Timestamp,
    account::{OrganisationId, PersonId},
    asset::{ContractId, DeviceId, SiteId},
    claim::Claim,
    conclusion::Conclusion,
    plan::{PlanState, ResolutionPlan},
    remote::{AccessRequest, AccessState},
    rma::Rma,
    special::SpecialRequest,
    terms::ContractTerms,
    ticket::{
        Action, Channel, Clock, Engineer, Eta, EtaChange, NewTicket, PauseReason, Promise, Severity, SrNumber, Status,
        Step, Task, Tier, Turn, TurnOf,
    },
    visit::Visit,
};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params};
use serde::{Deserialize, Serialize};

use super::access::{Access, VISIBLE};
use crate::{
    db::{At, Json},
    http::ApiError,
    session::Viewer,
    sla::{self, Calendar, Case, Facts, Milestone, PolicyData},
};

/// Who follows the ticket `t`.
const WATCHERS: &str = "(SELECT json_group_array(person_id) FROM watcher WHERE sr = t.sr)";

/// The current state of a ticket. [`change`](super::change) alone writes it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Record {
    /// Its number.
    pub sr: SrNumber,
    /// Grows with every change.
    pub version: u64,
    /// The number of its newest event.
    pub last_event: u64,
    /// The company.
    pub organisation: OrganisationId,
    /// Who filed it, or for whom it was filed.
    pub requester: PersonId,
    /// Who follows it; kept in a table of its own, for what they may see.
    #[serde(skip)]
    pub watchers: Vec<PersonId>,
    /// The channel by which it came.
    pub channel: Channel,
    /// As it was filed, with later changes of title, own number and contact.
    pub request: NewTicket,
    /// Where the device stood when the ticket was filed.
    pub site: Option<SiteId>,
    /// Whether the site was in the city of a depot when the ticket was filed.
    pub same_city: bool,
    /// The contract that covered the device when the ticket was filed.
    pub contract: Option<ContractId>,
    /// How grave; none without facts about the impact, or without a contract.
    pub severity: Option<Severity>,
    /// Where it stands.
    pub status: Status,
    /// Since when.
    pub status_change_date: Timestamp,
    /// Why.
    pub status_change_reason: Option<Prose>,
    /// The step of the service process.
    pub step: Step,
    /// The tier that works on it.
    pub tier: Tier,
    /// Who works on it, as they were when they took it.
    pub engineer: Option<Engineer>,
    /// All that were told, oldest first; the last one holds.
    pub etas: Vec<EtaChange>,
    /// When the customer hears again at the latest.
    pub next_update_by: Option<Timestamp>,
    /// By when the customer was asked to answer.
    pub answer_by: Option<Timestamp>,
    /// When it closes by itself; only while it is resolved.
    pub closes_at: Option<Timestamp>,
    /// How often the customer can still keep it open; only while it is resolved.
    #[serde(default)]
    pub keep_open_left: u32,
    /// Until when it can be reopened; only while it is closed.
    #[serde(default)]
    pub reopen_until: Option<Timestamp>,
    /// What the vendor has verified itself.
    #[serde(default)]
    pub checks: Vec<Prose>,
    /// What the vendor has published about it beyond its fix, oldest first.
    #[serde(default)]
    pub conclusions: Vec<Conclusion>,
    /// What is to be done to resolve it, in its last revision.
    pub plan: Option<ResolutionPlan>,
    /// Leave to connect, as it was last asked for.
    #[serde(default)]
    pub access: Option<AccessRequest>,
    /// The spare part that comes for a defective one.
    pub rma: Option<Rma>,
    /// Somebody who comes to the site.
    #[serde(default)]
    pub visit: Option<Visit>,
    /// What the company claims for promises that were missed.
    #[serde(default)]
    pub claim: Option<Claim>,
    /// Who has filed that.
    #[serde(default)]
    pub claimant: Option<PersonId>,
    /// The promises that were missed, as far as the contract lets something be claimed for them.
    #[serde(default)]
    pub claimable: Vec<Promise>,
    /// What the customer has asked for beyond the usual course, since it was last reopened; oldest first.
    #[serde(default)]
    pub special: Vec<SpecialRequest>,
    /// What its clocks follow from.
    pub facts: Facts,
    /// Promises whose verdict is in the history.
    pub judged: Vec<Promise>,
    /// When it last changed.
    pub changed: Timestamp,
}

impl Record {
    /// The ticket with this number, whoever asks; for the desk and the timers.
    pub fn load(conn: &Connection, sr: &SrNumber) -> Result<Self, ApiError> {
        let found = conn
            .prepare_cached(&format!("SELECT t.record, {WATCHERS} FROM ticket t WHERE t.sr = ?1"))?
            .query_row([sr.as_str()], Self::read)
            .optional()?;
        found.ok_or_else(ApiError::not_found)
    }

    /// The ticket with this number, if the viewer may see it.
    pub fn visible(conn: &Connection, sr: &SrNumber, viewer: &Viewer) -> Result<Self, ApiError> {
        let access = Access::of(viewer);
        let sr = sr.as_str();
        let [organisation, person, admin, on_site] = access.parameters();
        let found = conn
            .prepare_cached(&format!("SELECT t.record, {WATCHERS} FROM ticket t WHERE t.sr = :sr AND ({VISIBLE})"))?
            .query_row(&[(":sr", &sr as _), organisation, person, admin, on_site], Self::read)
            .optional()?;
        found.ok_or_else(ApiError::not_found)
    }

    fn read(row: &Row) -> rusqlite::Result<Self> {
        let (Json(record), Json(watchers)) = (row.get::<_, Json<Self>>(0)?, row.get(1)?);
        Ok(Self { watchers, ..record })
    }

    /// Writes the row, new or not. `clocks` are the ticket's as of its last change.
    pub fn save(&self, tx: &Transaction, clocks: &[Clock]) -> rusqlite::Result<()> {
        let serial_number = self.request.device.as_ref().map(|device| {
            tx.prepare_cached("SELECT serial_number FROM device WHERE id = ?1")?
                .query_row([device.as_str()], |row| row.get::<_, String>(0))
        });
        let expected = self.etas.last().map(|eta| At(eta.window.expected_resolution_date));
        tx.prepare_cached(
            "INSERT INTO ticket VALUES (:sr, :organisation, :requester, :device, :site, :contract, :ticket_type,
                 :channel, :status, :customers_turn, :severity_rank, :created, :changed, :expected, :next_deadline,
                 :record)
             ON CONFLICT (sr) DO UPDATE SET status = excluded.status, customers_turn = excluded.customers_turn,
                 severity_rank = excluded.severity_rank, changed = excluded.changed, expected = excluded.expected,
                 next_deadline = excluded.next_deadline, record = excluded.record",
        )?
        .execute(named_params! {
            ":sr": self.sr.as_str(),
            ":organisation": self.organisation.as_str(),
            ":requester": self.requester.as_str(),
            ":device": self.request.device.as_ref().map(DeviceId::as_str),
            ":site": self.site.as_ref().map(SiteId::as_str),
            ":contract": self.contract.as_ref().map(ContractId::as_str),
            ":ticket_type": self.request.ticket_type.as_str(),
            ":channel": self.channel.as_str(),
            ":status": self.status.as_str(),
            ":customers_turn": self.turn(clocks).who == TurnOf::Customer,
            ":severity_rank": self.severity.as_ref().map(|severity| severity.rank),
            ":created": At(self.created()),
            ":changed": At(self.changed),
            ":expected": expected,
            ":next_deadline": self.next_deadline(clocks),
            ":record": Json(self),
        })?;
        tx.prepare_cached(
            "INSERT INTO ticket_text (sr, search) VALUES (?1, ?2)
             ON CONFLICT (sr) DO UPDATE SET search = excluded.search WHERE search <> excluded.search",
        )?
        .execute((self.sr.as_str(), self.search_text(serial_number.transpose()?.as_deref())))?;
        Ok(())
    }

    /// When it was filed.
    pub fn created(&self) -> Timestamp {
        self.facts.at(Milestone::Created).unwrap_or(self.status_change_date)
    }

    /// When it was fixed.
    pub fn resolved(&self) -> Option<Timestamp> {
        self.facts.at(Milestone::Resolved)
    }

    /// Why its clocks stand still.
    pub fn paused(&self) -> Option<&PauseReason> {
        self.facts.open_pause().map(|pause| &pause.reason)
    }

    /// Whether it waits for the customer, or for their leave to connect.
    pub fn waits_for_customer(&self) -> bool {
        matches!(self.paused(), Some(PauseReason::WaitingForCustomer | PauseReason::WaitingForAccess))
    }

    /// Whether an engineer has asked for leave to connect and hasn't been answered.
    fn asks_for_access(&self) -> bool {
        self.access.as_ref().is_some_and(|access| access.state == AccessState::Requested)
    }

    /// For what the clocks stand still where the customer has to allow remote access, decide about the plan, carry it
    /// out, replace the part or choose a time for the visit.
    pub fn task_for_customer(&self) -> Option<PauseReason> {
        let has_task = self.plan.as_ref().is_some_and(ResolutionPlan::waits_for_customer)
            || self.rma.as_ref().is_some_and(Rma::is_with_customer)
            || self.visit.as_ref().is_some_and(Visit::waits_for_customer);
        let access = self.asks_for_access().then_some(PauseReason::WaitingForAccess);
        access.or(has_task.then_some(PauseReason::WaitingForCustomer))
    }

    /// When what is agreed begins, where nothing else is to be done before: the window of the plan, or the visit.
    pub fn agreed_start(&self) -> Option<Timestamp> {
        match self.plan.as_ref().filter(|plan| plan.is_open()) {
            Some(plan) => plan.window.filter(|_| plan.is_agreed()).map(|window| window.start),
            None => self.visit.as_ref().and_then(Visit::begins),
        }
    }

    /// When that is, if the work waits for it.
    pub fn window_opens(&self) -> Option<Timestamp> {
        self.agreed_start().filter(|_| self.paused() == Some(&PauseReason::WaitingForWindow))
    }

    /// What the customer is waited for, and by when.
    fn asked(&self) -> (Task, Option<Timestamp>) {
        match &self.plan {
            _ if self.paused() == Some(&PauseReason::WaitingForAccess) => (Task::Allow, self.answer_by),
            _ if self.paused() != Some(&PauseReason::WaitingForCustomer) => (Task::Answer, self.answer_by),
            Some(plan) if plan.state == PlanState::Proposed => {
                // As long as one of the proposed windows can be had.
                let last = plan.windows.iter().map(|window| window.start).max();
                (Task::Decide, self.answer_by.or(last))
            }
            Some(plan) if plan.is_with_customer() => {
                (Task::CarryOut, self.answer_by.or(plan.window.map(|window| window.end)))
            }
            _ if self.rma.as_ref().is_some_and(Rma::is_with_customer) => (Task::Replace, self.answer_by),
            _ if self.visit.as_ref().is_some_and(Visit::waits_for_customer) => {
                // As long as one of the proposed times can be had.
                let last = self.visit.iter().flat_map(|visit| &visit.times).map(|time| time.start).max();
                (Task::Schedule, self.answer_by.or(last))
            }
            _ => (Task::Answer, self.answer_by),
        }
    }

    /// Whose turn it is. Follows from the rest, so that it can't contradict it.
    pub fn turn(&self, clocks: &[Clock]) -> Turn {
        let promised = |promise: &Promise| clocks.iter().find(|clock| clock.promise == *promise)?.due;
        let next = next_clock(clocks).and_then(|clock| clock.due);
        let vendor = |task| (TurnOf::Vendor, task, self.next_update_by.or(next));
        let (who, task, by) = match (&self.status, self.paused(), &self.step) {
            (Status::Closed | Status::Cancelled, ..) => (TurnOf::Nobody, Task::Nothing, None),
            (Status::Resolved, ..) => (TurnOf::Customer, Task::Verify, self.closes_at),
            (Status::Acknowledged, None, _) if self.facts.at(Milestone::Responded).is_none() => {
                (TurnOf::Vendor, Task::Respond, promised(&Promise::Response))
            }
            (_, Some(PauseReason::WaitingForThirdParty), _) => (TurnOf::ThirdParty, Task::Deliver, self.next_update_by),
            (_, Some(_), _) if self.waits_for_customer() => {
                let (task, by) = self.asked();
                (TurnOf::Customer, task, by)
            }
            (_, Some(_), _) => (TurnOf::Vendor, Task::Wait, self.window_opens().or(self.next_update_by)),
            (_, None, _) if self.rma.as_ref().is_some_and(Rma::is_under_way) => vendor(Task::Deliver),
            (_, None, Step::GradedHandling) => vendor(Task::Solve),
            (_, None, Step::CarryingOut | Step::Confirmation) => vendor(Task::CarryOut),
            (_, None, _) => vendor(Task::Diagnose),
        };
        Turn { who, task, by }
    }

    /// The ETA as it holds, with the earlier ones.
    pub fn eta(&self) -> Option<Eta> {
        let (now, earlier) = self.etas.split_last()?;
        Some(Eta {
            window: now.window.clone(),
            next_update_by: self.next_update_by,
            reason: now.reason.clone(),
            history: earlier.to_vec(),
        })
    }

    /// The first millisecond at which the timers have something to do: a promise is missed only after its due time.
    fn next_deadline(&self, clocks: &[Clock]) -> Option<i64> {
        let missed = sla::next_deadline(clocks).map(|due| due.unix_millis().saturating_add(1));
        let access_ends = self.access.as_ref().and_then(AccessRequest::ends_at);
        let planned = self.closes_at.into_iter().chain(self.window_opens()).chain(access_ends);
        let planned = planned.map(Timestamp::unix_millis);
        missed.into_iter().chain(planned).min()
    }

    fn search_text(&self, serial_number: Option<&str>) -> String {
        let own = self.request.external_identifier.as_deref();
        let texts =
            [Some(self.sr.as_str()), Some(&self.request.name), own, serial_number, Some(&self.request.description)];
        texts.into_iter().flatten().collect::<Vec<_>>().join("\n").to_lowercase()
    }
}

impl Record {
    /// What was last asked for by this action.
    pub fn asked_for(&self, action: &Action) -> Option<&SpecialRequest> {
        self.special.iter().rfind(|special| special.action == *action)
    }

    /// Whether it goes before others.
    pub fn has_green_channel(&self) -> bool {
        let granted = |special: &SpecialRequest| special.answer.as_ref().is_some_and(|answer| answer.granted);
        self.asked_for(&Action::RequestGreenChannel).is_some_and(granted)
    }

    /// What it is, as far as promises depend on it.
    fn case(&self) -> Case<'_> {
        Case {
            ticket_type: &self.request.ticket_type,
            severity: self.severity.as_ref().map(|severity| severity.code.as_str()),
            visit_wanted: self.request.visit_wanted,
            same_city: self.same_city,
            fields: &self.request.fields,
        }
    }

    /// By when what the customer asks now is to be answered: as a request that is filed now.
    pub fn answered_by(&self, terms: &Terms, now: Timestamp) -> Option<Clock> {
        let asked = Self { facts: Facts::new(now), ..self.clone() };
        terms.clocks(&asked, now).into_iter().find(|clock| clock.promise == Promise::Response)
    }

    /// When it would close by itself if the customer kept it open for `longer` once more.
    pub fn kept_open(&self, terms: &Terms, longer: Span, now: Timestamp) -> Option<Timestamp> {
        let mut kept = self.clone();
        kept.facts.keep_open(longer);
        let clocks = terms.clocks(&kept, now);
        clocks.into_iter().find(|clock| clock.promise == Promise::Confirmation)?.due
    }
}

/// The clock that falls due next; where all stand still, the first that has not ended.
pub fn next_clock(clocks: &[Clock]) -> Option<&Clock> {
    let open = || clocks.iter().filter(|clock| clock.stopped.is_none());
    open().filter(|clock| clock.due.is_some()).min_by_key(|clock| clock.due).or_else(|| open().next())
}

/// What a contract promises: its policy, and the calendar in which its promises count.
pub struct Terms {
    /// What is promised.
    pub policy: PolicyData,
    /// When it counts.
    pub calendar: Calendar,
}

impl Terms {
    /// Those of a contract.
    pub fn load(conn: &Connection, contract: &ContractId) -> rusqlite::Result<Self> {
        conn.prepare_cached(
            "SELECT p.data, c.calendar FROM contract c JOIN policy p ON p.id = c.policy_id WHERE c.id = ?1",
        )?
        .query_row([contract.as_str()], |row| {
            let (Json(policy), Json(calendar)) = (row.get(0)?, row.get(1)?);
            Ok(Self { policy, calendar })
        })
    }

    /// Those that hold for a ticket; none where no contract covers it.
    pub fn of(conn: &Connection, record: &Record) -> rusqlite::Result<Option<Self>> {
        record.contract.as_ref().map(|contract| Self::load(conn, contract)).transpose()
    }

    /// The clocks of a ticket at `now`.
    pub fn clocks(&self, record: &Record, now: Timestamp) -> Vec<Clock> {
        sla::clocks(&self.policy, &self.calendar, record.case(), &record.facts, now)
    }

    /// What a ticket's page says of them beside its clocks.
    pub fn told(&self, record: &Record, now: Timestamp) -> ContractTerms {
        let to_come = sla::to_come(&self.policy, record.case(), &record.facts, now);
        ContractTerms {
            hours: self.calendar.told(now),
            to_come,
            on_breach: self.policy.on_breach.clone(),
            claims: self.policy.claims.as_ref().map(|claims| claims.terms.clone()),
        }
    }
}
