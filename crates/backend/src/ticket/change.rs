//! The one way in which a ticket changes: portal, desk, uploads and timers all go through [`apply`].
//!
//! A change is checked against the current state, written to the row under a new version, and told in the history
//! in the same transaction. Verdicts on promises that follow from it, or from the passing of time, are told with it.

use aftercare_contract::{
    FieldCode, FieldError, ProblemType, Prose, Timestamp,
    history::{Actor, Attachment, Event, EventType, Message, MessageId, Side},
    ticket::{
        Action, Channel, Clock, ClockState, Engineer, EtaChange, EtaWindow, PauseReason, Promise, Severity, SrNumber,
        Status, Step, TicketPatch, Tier, Verdict,
    },
};
use rusqlite::Transaction;

use super::record::{Record, Terms};
use crate::{
    db::Json,
    http::ApiError,
    mail, random,
    sla::{Facts, Milestone},
    survey,
};

/// Something that happens to a ticket. Texts are checked before; that it fits the ticket's state is checked by
/// [`apply`].
#[derive(Clone, Debug)]
pub enum Change {
    /// An engineer takes it over, which answers it.
    TakeOver(Engineer),
    /// Another tier works on it, perhaps with a named engineer already.
    Tier {
        /// Which.
        tier: Tier,
        /// Who; nobody in particular as yet, if absent.
        engineer: Option<Engineer>,
        /// Why.
        reason: Option<Prose>,
    },
    /// Another engineer works on it.
    Engineer {
        /// Who.
        engineer: Engineer,
        /// Why.
        reason: Option<Prose>,
    },
    /// The next (or again an earlier) step of the process.
    Step(Step),
    /// Something that stops a clock and isn't a step of its own: arrived at the site, business restored.
    Reach(Milestone),
    /// Work goes on: after a wait, or because the fix doesn't hold.
    Continue {
        /// Why.
        reason: Option<Prose>,
    },
    /// Work stands still.
    Wait {
        /// Pending or held.
        status: Status,
        /// What for.
        pause: PauseReason,
        /// Why, in words.
        reason: Prose,
    },
    /// Another grade.
    Severity {
        /// Its code in the contract's policy.
        code: String,
        /// Why.
        reason: Prose,
    },
    /// Another expected end.
    Eta {
        /// When.
        window: EtaWindow,
        /// When the customer hears again.
        next_update_by: Option<Timestamp>,
        /// Why.
        reason: Prose,
    },
    /// A message of either side.
    Message {
        /// What was written.
        prose: Prose,
        /// How it came.
        channel: Channel,
        /// Files that came with it.
        files: Vec<Attachment>,
    },
    /// A question to the customer: the clocks that stop for it wait for the answer.
    Ask {
        /// The question.
        prose: Prose,
        /// Their answer, or their leave to connect.
        pause: PauseReason,
        /// By when.
        by: Option<Timestamp>,
    },
    /// It is fixed; the customer verifies.
    Resolve(Prose),
    /// The customer has confirmed by another channel.
    Close {
        /// How.
        reason: Prose,
    },
    /// The customer has withdrawn it by another channel, or it was a mistake.
    Cancel {
        /// Why.
        reason: Prose,
    },
    /// A customer's action; that this customer may do it is checked before.
    Act {
        /// Which.
        action: Action,
        /// Why.
        reason: Option<String>,
    },
    /// Other title, own number or contact.
    Edit(TicketPatch),
    /// A file is complete.
    File(Attachment),
    /// A low mark in the survey is looked into.
    FollowUpOpened,
    /// What came of it.
    FollowUpAnswered(Prose),
    /// Nothing but time has passed.
    Time,
}

/// What a change has led to.
#[derive(Debug)]
pub struct Applied {
    /// The ticket after it.
    pub record: Record,
    /// What was told, in order.
    pub events: Vec<Event>,
}

/// Applies a change to the ticket with this number, as `actor`, at `now`. Problems: the ticket doesn't exist (404);
/// the change doesn't fit the ticket's state (409); the policy doesn't know the grade (422).
pub fn apply(
    tx: &Transaction,
    now: Timestamp,
    sr: &SrNumber,
    actor: Actor,
    change: Change,
) -> Result<Applied, ApiError> {
    apply_to(tx, now, Record::load(tx, sr)?, actor, change)
}

/// [`apply`] for a record that was loaded in the same transaction.
pub fn apply_to(
    tx: &Transaction,
    now: Timestamp,
    record: Record,
    actor: Actor,
    change: Change,
) -> Result<Applied, ApiError> {
    let mut work = Work::begin(tx, now, record, actor)?;
    work.change(change)?;
    work.finish()
}

/// Nobody: a clock, a rule.
pub fn system() -> Actor {
    Actor { side: Side::System, name: String::new(), tier: None }
}

/// A ticket while it changes.
pub(super) struct Work<'a> {
    tx: &'a Transaction<'a>,
    now: Timestamp,
    actor: Actor,
    pub(super) record: Record,
    /// The facts before the change.
    before: Facts,
    terms: Option<Terms>,
    events: Vec<Event>,
}

impl<'a> Work<'a> {
    pub(super) fn begin(
        tx: &'a Transaction<'a>,
        now: Timestamp,
        record: Record,
        actor: Actor,
    ) -> rusqlite::Result<Self> {
        let terms = Terms::of(tx, &record)?;
        let before = record.facts.clone();
        Ok(Self { tx, now, actor, record, before, terms, events: Vec::new() })
    }

    /// An event by the one who acts, for [`Self::tell`].
    pub(super) fn event(&self, event_type: EventType) -> Event {
        Event::new(event_type, self.actor.clone(), self.now)
    }

    pub(super) fn tell(&mut self, event: Event) {
        self.events.push(event);
    }

    fn change(&mut self, change: Change) -> Result<(), ApiError> {
        if self.record.status.is_final() && !change.fits_ended() {
            return Err(ProblemType::ActionNotAllowed.into());
        }
        match change {
            Change::TakeOver(engineer) => self.take_over(engineer),
            Change::Tier { tier, engineer, reason } => self.tier(tier, engineer, reason),
            Change::Engineer { engineer, reason } => self.engineer(engineer, reason),
            Change::Step(step) => self.step(step)?,
            Change::Reach(milestone) => self.record.facts.reach(milestone, self.now),
            Change::Continue { reason } => self.go_on(reason),
            Change::Wait { status, pause, reason } => self.wait(status, pause, Some(reason), None)?,
            Change::Severity { code, reason } => self.severity(&code, reason)?,
            Change::Eta { window, next_update_by, reason } => self.eta(window, next_update_by, reason),
            Change::Message { prose, channel, files } => self.message(prose, channel, files)?,
            Change::Ask { prose, pause, by } => {
                self.message(prose, Channel::Web, Vec::new())?;
                self.wait(Status::Pending, pause, None, by)?;
            }
            Change::Resolve(reason) => self.resolve(reason)?,
            Change::Close { reason } => self.close(Some(reason))?,
            Change::Cancel { reason } => self.cancel(Some(reason)),
            Change::Act { action, reason } => self.act(&action, reason)?,
            Change::Edit(patch) => self.edit(patch),
            Change::File(attachment) => self.file(attachment),
            Change::FollowUpOpened => self.tell(self.event(EventType::FollowUpOpened)),
            Change::FollowUpAnswered(reason) => {
                self.tell(Event { reason: Some(reason), ..self.event(EventType::FollowUpAnswered) });
            }
            Change::Time => self.time(),
        }
        Ok(())
    }

    fn clocks(&self) -> Vec<Clock> {
        self.terms.as_ref().map(|terms| terms.clocks(&self.record, self.now)).unwrap_or_default()
    }

    fn set_status(&mut self, status: Status, reason: Option<Prose>) {
        if self.record.status != status || reason.is_some() {
            self.record.status = status.clone();
            self.record.status_change_date = self.now;
            self.record.status_change_reason.clone_from(&reason);
            self.tell(Event { status: Some(status), reason, ..self.event(EventType::StatusChanged) });
        }
    }

    fn set_step(&mut self, step: Step) {
        if self.record.step != step {
            self.record.step = step.clone();
            self.tell(Event { step: Some(step), ..self.event(EventType::StepChanged) });
        }
    }

    fn assign(&mut self, engineer: Engineer) -> Engineer {
        let engineer = Engineer { since: Some(self.now), ..engineer };
        self.record.facts.handled_by(&engineer.tier);
        self.record.tier = engineer.tier.clone();
        self.record.engineer.insert(engineer).clone()
    }

    fn take_over(&mut self, engineer: Engineer) {
        self.record.facts.reach(Milestone::Handled, self.now);
        if self.record.engineer.as_ref().is_none_or(|before| before.name != engineer.name) {
            let engineer = Some(self.assign(engineer));
            self.tell(Event { engineer, ..self.event(EventType::EngineerChanged) });
        }
        if self.record.status == Status::Acknowledged {
            self.set_status(Status::InProgress, None);
        }
        if self.record.step == Step::Reported {
            self.set_step(Step::Diagnosis);
        }
    }

    fn tier(&mut self, tier: Tier, engineer: Option<Engineer>, reason: Option<Prose>) {
        let engineer = engineer.map(|engineer| self.assign(engineer));
        self.record.facts.handled_by(&tier);
        self.record.tier = tier.clone();
        self.record.engineer.clone_from(&engineer);
        self.tell(Event { tier: Some(tier), engineer, reason, ..self.event(EventType::TierChanged) });
    }

    fn engineer(&mut self, engineer: Engineer, reason: Option<Prose>) {
        let engineer = Some(self.assign(engineer));
        self.tell(Event { engineer, reason, ..self.event(EventType::EngineerChanged) });
    }

    fn step(&mut self, step: Step) -> Result<(), ApiError> {
        if self.record.status == Status::Resolved {
            return Err(ProblemType::ActionNotAllowed.into());
        }
        let reached = match step {
            Step::Diagnosis => Milestone::Handled,
            Step::GradedHandling => Milestone::Diagnosed,
            Step::CarryingOut => Milestone::Planned,
            _ => return Err(ProblemType::ActionNotAllowed.into()),
        };
        self.record.facts.reach(reached, self.now);
        self.set_step(step);
        Ok(())
    }

    fn go_on(&mut self, reason: Option<Prose>) {
        self.resume();
        if self.record.status == Status::Resolved {
            self.reopen();
        }
        self.set_status(Status::InProgress, reason);
    }

    fn wait(
        &mut self,
        status: Status,
        pause: PauseReason,
        reason: Option<Prose>,
        answer_by: Option<Timestamp>,
    ) -> Result<(), ApiError> {
        if self.record.status == Status::Resolved {
            return Err(ProblemType::ActionNotAllowed.into());
        }
        self.set_status(status, reason);
        if self.record.paused() != Some(&pause) {
            self.resume();
            self.record.facts.pause(pause, self.now);
            if let Some(clock) = paused(&self.clocks()) {
                self.tell(Event { clock: Some(clock), ..self.event(EventType::ClockPaused) });
            }
        }
        self.record.answer_by = answer_by;
        Ok(())
    }

    /// Lets the clocks count again, if they don't.
    fn resume(&mut self) {
        let told = paused(&self.clocks()).map(|clock| clock.promise);
        self.record.answer_by = None;
        self.record.facts.resume(self.now);
        if let Some(promise) = told {
            let clock = self.clocks().into_iter().find(|clock| clock.promise == promise);
            self.tell(Event { clock, ..self.event(EventType::ClockResumed) });
        }
    }

    fn severity(&mut self, code: &str, reason: Prose) -> Result<(), ApiError> {
        let known = self.terms.as_ref().and_then(|terms| terms.policy.grades.iter().find(|grade| grade.code == code));
        let severity = known.cloned().ok_or_else(|| vec![FieldError::new("/code", FieldCode::NotOffered)])?;
        self.set_severity(severity, reason);
        Ok(())
    }

    pub(super) fn set_severity(&mut self, severity: Severity, reason: Prose) {
        let former = self.record.severity.replace(severity.clone());
        self.record.facts.regrade(former.map(|former| former.code), self.now);
        let told = self.event(EventType::SeverityChanged);
        self.tell(Event { severity: Some(severity), reason: Some(reason), ..told });
    }

    fn eta(&mut self, window: EtaWindow, next_update_by: Option<Timestamp>, reason: Prose) {
        let eta = EtaChange { changed: self.now, window, reason: reason.clone() };
        self.record.etas.push(eta.clone());
        self.record.next_update_by = next_update_by;
        self.tell(Event { eta: Some(eta), reason: Some(reason), ..self.event(EventType::EtaChanged) });
    }

    fn message(&mut self, prose: Prose, channel: Channel, attachment: Vec<Attachment>) -> Result<(), ApiError> {
        let message = Some(Message { id: MessageId(random::id()?), prose, channel, attachment });
        self.tell(Event { message, ..self.event(EventType::Message) });
        if self.actor.side == Side::Vendor {
            self.record.facts.reach(Milestone::Responded, self.now);
            self.record.nudged = None;
        } else if self.record.waits_for_customer() {
            self.go_on(None);
        }
        Ok(())
    }

    fn resolve(&mut self, reason: Prose) -> Result<(), ApiError> {
        if self.record.status == Status::Resolved {
            return Err(ProblemType::ActionNotAllowed.into());
        }
        self.resume();
        self.record.facts.reach(Milestone::Resolved, self.now);
        let confirmation = self.clocks().into_iter().find(|clock| clock.promise == Promise::Confirmation);
        self.record.closes_at = confirmation.and_then(|clock| clock.due);
        self.set_step(Step::Confirmation);
        self.set_status(Status::Resolved, Some(reason));
        Ok(())
    }

    fn close(&mut self, reason: Option<Prose>) -> Result<(), ApiError> {
        if self.record.status != Status::Resolved {
            return Err(ProblemType::ActionNotAllowed.into());
        }
        self.end(Status::Closed, reason, |facts, now| facts.reach(Milestone::Closed, now));
        Ok(())
    }

    fn cancel(&mut self, reason: Option<Prose>) {
        self.resume();
        self.end(Status::Cancelled, reason, Facts::withdraw);
    }

    fn end(&mut self, status: Status, reason: Option<Prose>, note: impl FnOnce(&mut Facts, Timestamp)) {
        note(&mut self.record.facts, self.now);
        self.record.closes_at = None;
        self.set_status(status, reason);
    }

    fn reopen(&mut self) {
        self.record.facts.reopen(self.now);
        self.record.closes_at = None;
        self.record.escalated = false;
        self.record.green_channel = false;
        self.set_step(Step::GradedHandling);
    }

    fn act(&mut self, action: &Action, reason: Option<String>) -> Result<(), ApiError> {
        let asks = matches!(action, Action::Nudge | Action::Escalate | Action::RequestGreenChannel);
        let told = Event {
            action: Some(action.clone()),
            reason: reason.map(|text| Prose { text, language: None }),
            clock: asks.then(|| self.answer_clock()).flatten(),
            ..self.event(EventType::ActionTaken)
        };
        self.tell(told);
        match action {
            Action::Confirm => self.close(None)?,
            Action::Reopen => {
                self.reopen();
                self.set_status(Status::InProgress, None);
            }
            Action::Withdraw => self.cancel(None),
            Action::Nudge => self.record.nudged = Some(self.now),
            Action::Escalate => self.record.escalated = true,
            Action::RequestGreenChannel => self.record.green_channel = true,
            // Answering and editing have calls of their own.
            _ => return Err(ProblemType::ActionNotAllowed.into()),
        }
        Ok(())
    }

    /// By when what the customer asks now is to be answered: as a request that is filed now.
    fn answer_clock(&self) -> Option<Clock> {
        let asked = Record { facts: Facts::new(self.now), ..self.record.clone() };
        let clocks = self.terms.as_ref()?.clocks(&asked, self.now);
        clocks.into_iter().find(|clock| clock.promise == Promise::Response)
    }

    fn edit(&mut self, patch: TicketPatch) {
        let before = self.record.request.clone();
        let request = &mut self.record.request;
        if let Some(name) = patch.name {
            request.name = name;
        }
        if let Some(own) = patch.external_identifier {
            request.external_identifier = Some(own).filter(|own| !own.is_empty());
        }
        if let Some(contact) = patch.contact {
            request.contact = contact;
        }
        if *request != before {
            self.tell(self.event(EventType::Edited));
        }
    }

    pub(super) fn file(&mut self, attachment: Attachment) {
        self.tell(Event { attachment: Some(attachment), ..self.event(EventType::FileAdded) });
    }

    fn time(&mut self) {
        if self.record.status == Status::Resolved
            && let Some(closes_at) = self.record.closes_at.filter(|closes_at| *closes_at <= self.now)
        {
            // The customer's time ran out then, however late the timer is.
            self.end(Status::Closed, None, |facts, _| facts.reach(Milestone::Closed, closes_at));
        }
    }

    /// Tells each verdict once: when a promise is missed, or when its clock ends in time.
    fn judge(&mut self, clocks: &[Clock]) {
        let judged = core::mem::take(&mut self.record.judged);
        for clock in clocks.iter().filter(|clock| clock.verdict.is_some()) {
            if !judged.contains(&clock.promise) {
                let missed = clock.verdict == Some(Verdict::Breached);
                let actor = if missed { system() } else { self.actor.clone() };
                self.tell(Event { actor, clock: Some(clock.clone()), ..self.event(EventType::ClockVerdict) });
            }
            self.record.judged.push(clock.promise.clone());
        }
    }

    /// Writes the row alone, before there is anything to tell.
    pub(super) fn save(&self) -> rusqlite::Result<()> {
        self.record.save(self.tx, &self.clocks())
    }

    /// Writes the row and the history, and queues the e-mails about it; with the end comes the survey.
    pub(super) fn finish(mut self) -> Result<Applied, ApiError> {
        let clocks = self.clocks();
        self.judge(&clocks);
        // Some facts move clocks without being told: arriving at the site, for one.
        if !self.events.is_empty() || self.record.facts != self.before {
            self.record.version += 1;
            self.record.changed = self.now;
        }
        for event in &mut self.events {
            self.record.last_event += 1;
            event.number = self.record.last_event;
        }
        self.record.save(self.tx, &clocks)?;
        let mut insert = self.tx.prepare_cached("INSERT INTO event (sr, number, data) VALUES (?1, ?2, ?3)")?;
        for event in &self.events {
            insert.execute((self.record.sr.as_str(), event.number, Json(event)))?;
        }
        let closes = self.events.iter().any(|event| event.status == Some(Status::Closed));
        let survey = closes.then(|| survey::store::make(self.tx, self.now, &self.record)).transpose()?;
        mail::tell(self.tx, self.now, &self.record, &self.events, &clocks, survey.as_ref())?;
        Ok(Applied { record: self.record, events: self.events })
    }
}

impl Change {
    /// Whether it can happen to a ticket that is closed or cancelled.
    fn fits_ended(&self) -> bool {
        match self {
            // A file that was on its way is kept, whatever has become of the ticket; surveys come after its end.
            Self::File(_) | Self::FollowUpOpened | Self::FollowUpAnswered(_) | Self::Time => true,
            Self::Act { action, .. } => *action == Action::Reopen,
            _ => false,
        }
    }
}

fn paused(clocks: &[Clock]) -> Option<Clock> {
    clocks.iter().find(|clock| clock.state == ClockState::Paused).cloned()
}
