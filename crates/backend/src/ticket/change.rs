//! The one way in which a ticket changes: portal, desk, uploads and timers all go through [`apply`].
//!
//! A change is checked against the current state, written to the row under a new version, and told in the history
//! in the same transaction. Verdicts on promises that follow from it, or from the passing of time, are told with it.

mod access;
mod claim;
mod people;
mod plan;
mod rma;
mod visit;

use aftercare_contract::{
    FieldCode, FieldError, ProblemType, Prose, Timestamp,
    account::PersonId,
    claim::ClaimProgress,
    conclusion::{NewChecks, NewConclusion},
    history::{Actor, Attachment, Event, EventType, Message, MessageId, Side},
    plan::{NewPlan, PlanStepState},
    remote::{AccessRequest, NewAccessRequest},
    rma::{LoanerProgress, LoanerState, NewRma, RmaProgress, RmaState},
    special::{NewSpecialAnswer, SpecialAnswer, SpecialRequest},
    ticket::{
        Action, Channel, Clock, ClockState, Engineer, EtaChange, EtaWindow, PauseReason, Promise, Severity, SrNumber,
        Status, Step, TakeAction, TicketPatch, Tier, Verdict,
    },
    visit::{NewVisit, VisitProgress, VisitState},
};
use rusqlite::Transaction;

use super::{
    actions, file,
    record::{Record, Terms},
};
use crate::{
    db::Json,
    http::ApiError,
    mail, random,
    sla::{AfterFix, Facts, Milestone},
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
        /// By when.
        by: Option<Timestamp>,
    },
    /// What the customer asked for beyond the usual course is granted or refused; it is checked here.
    AnswerSpecial(NewSpecialAnswer),
    /// The vendor has verified it itself; it is checked here.
    Check(NewChecks),
    /// Why it happened or what prevents it is published; it is checked here.
    Conclude(NewConclusion),
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
    /// A plan is proposed, or another one instead of the one that is open; it is checked here.
    ProposePlan(NewPlan),
    /// The plan is taken back.
    WithdrawPlan(Prose),
    /// A step of the plan is begun or done.
    PlanStep {
        /// Its number; 1 is the first.
        number: usize,
        /// How far it is.
        state: PlanStepState,
    },
    /// An engineer asks for leave to connect; it is checked here.
    RequestAccess(NewAccessRequest),
    /// Remote access isn't needed any more.
    FinishAccess(Option<Prose>),
    /// Whoever acts is connected now, or not any more.
    AccessSession {
        /// Which of the two.
        connected: bool,
    },
    /// The fault is confirmed, and a spare part is looked for; it is checked here.
    OpenRma(NewRma),
    /// The spare part is so far; it is checked here.
    RmaProgress(RmaProgress),
    /// The loaner is lent, back or refused; it is checked here.
    LoanerProgress(LoanerProgress),
    /// Times for a visit are proposed, or others instead of those that were; it is checked here.
    ProposeVisit {
        /// When and what for.
        new: NewVisit,
        /// Who comes.
        engineer: Engineer,
    },
    /// The visit is so far; it is checked here.
    VisitProgress(VisitProgress),
    /// The claim is so far; it is checked here.
    ClaimProgress(ClaimProgress),
    /// A customer's action on the claim, as [`Self::Act`] otherwise.
    Claim {
        /// Which, with what is filed.
        act: TakeAction,
        /// Who.
        person: PersonId,
        /// Those of its uploads that are complete.
        files: Vec<Attachment>,
    },
    /// A customer's action, if the ticket's state admits it; that this customer may do it is checked before.
    Act(TakeAction),
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
        if let Change::Act(act) | Change::Claim { act, .. } = &change
            && !actions::possible(&self.record, self.now).contains(&act.action)
        {
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
            Change::Ask { prose, by } => {
                self.message(prose, Channel::Web, Vec::new())?;
                self.wait(Status::Pending, PauseReason::WaitingForCustomer, None, by)?;
            }
            Change::AnswerSpecial(new) => {
                let reason = new.validate()?;
                if !self.answer_special(&new.action, new.granted, reason) {
                    return Err(ProblemType::ActionNotAllowed.into());
                }
            }
            Change::Check(new) => self.check(&new)?,
            Change::Conclude(new) => self.conclude(&new)?,
            Change::Resolve(reason) => self.resolve(reason)?,
            Change::Close { reason } => self.close(Some(reason))?,
            Change::Cancel { reason } => self.cancel(Some(reason)),
            Change::ProposePlan(new) => self.propose_plan(&new)?,
            Change::WithdrawPlan(reason) => self.withdraw_plan(reason)?,
            Change::PlanStep { number, state } => self.plan_step(number, state)?,
            Change::RequestAccess(new) => self.request_access(&new)?,
            Change::FinishAccess(reason) => self.finish_access(reason)?,
            Change::AccessSession { connected } => self.access_session(connected)?,
            Change::OpenRma(new) => self.open_rma(&new)?,
            Change::RmaProgress(progress) => self.rma_progress(&progress)?,
            Change::LoanerProgress(progress) => self.loaner_progress(&progress)?,
            Change::ProposeVisit { new, engineer } => self.propose_visit(&new, engineer)?,
            Change::VisitProgress(progress) => self.visit_progress(&progress)?,
            Change::ClaimProgress(progress) => self.claim_progress(&progress)?,
            Change::Claim { act, person, files } => self.act_on_claim(act, person, files)?,
            Change::Act(act) if act.action.is_on_people() => self.act_on_people(act)?,
            Change::Act(act) if act.action.is_on_plan() => self.act_on_plan(act)?,
            Change::Act(act) if act.action.is_on_access() => self.act_on_access(act)?,
            Change::Act(act) if act.action.is_on_rma() => self.act_on_rma(act)?,
            Change::Act(act) if act.action.is_on_visit() => self.act_on_visit(act)?,
            Change::Act(act) => self.act(act)?,
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
            self.reopen(false);
        }
        self.set_status(Status::InProgress, reason);
    }

    /// Lets the ticket wait for what the customer has to do, or for what is agreed; else goes on with the work.
    fn wait_or_go_on(&mut self) -> Result<(), ApiError> {
        let agreed = self.record.agreed_start().filter(|start| *start > self.now);
        let pause = self.record.task_for_customer().or(agreed.map(|_| PauseReason::WaitingForWindow));
        if let Some(pause) = pause {
            return self.wait(Status::Pending, pause, None, None);
        }
        self.go_on(None);
        Ok(())
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
            self.answer_special(&Action::Nudge, true, None);
            // What they wanted to know is answered: plan, part or access wait for the customer again.
            if let Some(pause) = self.record.task_for_customer().filter(|_| !self.record.waits_for_customer()) {
                self.wait(Status::Pending, pause, None, None)?;
            }
        } else if self.record.waits_for_customer() {
            self.go_on(None);
        }
        Ok(())
    }

    fn resolve(&mut self, reason: Prose) -> Result<(), ApiError> {
        if self.record.status == Status::Resolved {
            return Err(ProblemType::ActionNotAllowed.into());
        }
        self.drop_plan(None);
        self.end_access(self.now, None);
        self.drop_rma();
        self.drop_visit();
        self.resume();
        self.record.facts.reach(Milestone::Resolved, self.now);
        let confirmation = self.clocks().into_iter().find(|clock| clock.promise == Promise::Confirmation);
        self.record.closes_at = confirmation.and_then(|clock| clock.due);
        self.record.keep_open_left = self.after_fix().keep_open_times;
        self.set_step(Step::Confirmation);
        self.set_status(Status::Resolved, Some(reason));
        Ok(())
    }

    fn close(&mut self, reason: Option<Prose>) -> Result<(), ApiError> {
        if self.record.status != Status::Resolved {
            return Err(ProblemType::ActionNotAllowed.into());
        }
        self.end_closed(reason, self.now);
        Ok(())
    }

    /// Closes it as of `at`.
    fn end_closed(&mut self, reason: Option<Prose>, at: Timestamp) {
        self.record.reopen_until = Some(at + self.after_fix().reopen_within);
        self.end(Status::Closed, reason, |facts, _| facts.reach(Milestone::Closed, at));
    }

    /// What the policy says about thinking a fix over.
    fn after_fix(&self) -> AfterFix {
        self.terms.as_ref().map(|terms| terms.policy.after_fix.clone()).unwrap_or_default()
    }

    fn cancel(&mut self, reason: Option<Prose>) {
        self.drop_plan(None);
        self.end_access(self.now, None);
        self.drop_rma();
        self.drop_visit();
        self.resume();
        self.end(Status::Cancelled, reason, Facts::withdraw);
    }

    fn end(&mut self, status: Status, reason: Option<Prose>, note: impl FnOnce(&mut Facts, Timestamp)) {
        note(&mut self.record.facts, self.now);
        self.record.closes_at = None;
        self.set_status(status, reason);
    }

    /// Goes on with what was fixed; the business `runs` if only something else is left.
    fn reopen(&mut self, runs: bool) {
        self.record.facts.reopen(self.now, runs);
        self.record.closes_at = None;
        self.record.keep_open_left = 0;
        self.record.reopen_until = None;
        self.record.checks.clear();
        self.record.special.clear();
        self.set_step(if runs { Step::CarryingOut } else { Step::GradedHandling });
    }

    /// The customer needs longer to verify; tells until when.
    fn keep_open(&mut self, reason: Option<Prose>) {
        self.record.facts.keep_open(self.after_fix().keep_open);
        self.record.keep_open_left = self.record.keep_open_left.saturating_sub(1);
        let clock = self.clocks().into_iter().find(|clock| clock.promise == Promise::Confirmation);
        self.record.closes_at = clock.as_ref().and_then(|clock| clock.due);
        let action = Some(Action::KeepOpen);
        self.tell(Event { action, reason, clock, ..self.event(EventType::ActionTaken) });
    }

    /// The vendor has verified it itself.
    fn check(&mut self, new: &NewChecks) -> Result<(), ApiError> {
        let checks = new.validate()?;
        self.record.checks.clone_from(&checks);
        self.tell(Event { checks, ..self.event(EventType::FixVerified) });
        Ok(())
    }

    /// The vendor publishes why it happened, or what prevents it.
    fn conclude(&mut self, new: &NewConclusion) -> Result<(), ApiError> {
        let conclusion = new.validate(self.now)?;
        let file = conclusion.attachment.as_ref().map(|id| file::one(self.tx, &self.record.sr, id)).transpose();
        let attachment = file.map_err(|_| vec![FieldError::new("/attachment", FieldCode::NotFound)])?;
        self.record.conclusions.retain(|former| former.kind != conclusion.kind);
        self.record.conclusions.push(conclusion.clone());
        let conclusion = Some(conclusion);
        self.tell(Event { conclusion, attachment, ..self.event(EventType::ConclusionPublished) });
        Ok(())
    }

    fn act(&mut self, TakeAction { action, reason, .. }: TakeAction) -> Result<(), ApiError> {
        if action == Action::KeepOpen {
            self.keep_open(reason.map(|text| Prose { text, language: None }));
            return Ok(());
        }
        let terms = self.terms.as_ref().filter(|_| action.is_special());
        let clock = terms.and_then(|terms| self.record.answered_by(terms, self.now));
        let answer_by = clock.as_ref().and_then(|clock| clock.due);
        let told_reason = reason.map(|text| Prose { text, language: None });
        let told = Event {
            action: Some(action.clone()),
            reason: told_reason.clone(),
            clock,
            ..self.event(EventType::ActionTaken)
        };
        self.tell(told);
        match action {
            Action::Confirm => self.close(None)?,
            Action::ConfirmPartly | Action::Reopen => {
                self.reopen(action == Action::ConfirmPartly);
                self.set_status(Status::InProgress, None);
            }
            Action::Withdraw => self.cancel(None),
            action if action.is_special() => self.record.special.push(SpecialRequest {
                action,
                asked: self.now,
                asked_by: self.actor.name.clone(),
                reason: told_reason,
                answer_by,
                answer: None,
            }),
            // Answering and editing have calls of their own.
            _ => return Err(ProblemType::ActionNotAllowed.into()),
        }
        Ok(())
    }

    /// The vendor grants or refuses what was asked for, if it still waits for that; tells whether it did.
    fn answer_special(&mut self, action: &Action, granted: bool, reason: Option<Prose>) -> bool {
        let Actor { name, tier, .. } = self.actor.clone();
        let answer = SpecialAnswer { granted, answered: self.now, by: name, tier, reason: reason.clone() };
        let open = |special: &&mut SpecialRequest| special.action == *action && special.is_open();
        let mut special = None;
        // News answer all that was asked before.
        for open in self.record.special.iter_mut().filter(open) {
            open.answer = Some(answer.clone());
            special = Some(open.clone());
        }
        if special.is_none() {
            return false;
        }
        // They tell themselves.
        if *action != Action::Nudge {
            self.tell(Event { special, reason, ..self.event(EventType::SpecialRequestAnswered) });
        }
        true
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
            self.end_closed(None, closes_at);
        }
        let access_ends = self.record.access.as_ref().and_then(AccessRequest::ends_at);
        if let Some(until) = access_ends.filter(|until| *until <= self.now) {
            // It was over then, however late the timer is.
            self.end_access(until, None);
        }
        if self.record.window_opens().is_some_and(|opens| opens <= self.now) {
            self.go_on(None);
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
        let policy = self.terms.as_ref().map(|terms| &terms.policy).filter(|policy| policy.claims.is_some());
        let covered = |promise: &Promise| {
            policy.is_some_and(|policy| policy.on_breach.iter().any(|term| term.promises.contains(promise)))
        };
        let missed = clocks.iter().filter(|clock| clock.verdict == Some(Verdict::Breached) && covered(&clock.promise));
        self.record.claimable = missed.map(|clock| clock.promise.clone()).collect();
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
            // A file that was on its way is kept, whatever has become of the ticket; surveys, and why it happened, come
            // after its end.
            Self::File(_)
            | Self::Conclude(_)
            | Self::FollowUpOpened
            | Self::FollowUpAnswered(_)
            | Self::Time
            // That a promise was missed is often noticed then, and a claim takes longer than the ticket.
            | Self::ClaimProgress(_)
            | Self::Claim { .. } => true,
            // What the vendor wants back comes when it comes.
            Self::RmaProgress(progress) => progress.state == RmaState::Returned,
            Self::LoanerProgress(progress) => progress.state == LoanerState::Returned,
            // So does the report of a visit.
            Self::VisitProgress(progress) => progress.state == VisitState::Done,
            Self::Act(act) => matches!(act.action, Action::Reopen | Action::HandOverDefective),
            _ => false,
        }
    }
}

fn paused(clocks: &[Clock]) -> Option<Clock> {
    clocks.iter().find(|clock| clock.state == ClockState::Paused).cloned()
}
