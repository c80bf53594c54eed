//! What happens to the plan of a ticket, and what follows from it for the ticket.

use aftercare_contract::{
    FieldCode, FieldError, ProblemType, Prose,
    history::{Event, EventType},
    plan::{NewPlan, PlanDecision, PlanState, PlanStepState, ResolutionPlan},
    ticket::{Action, PauseReason, Status, Step, TakeAction},
};

use super::Work;
use crate::{http::ApiError, sla::Milestone, ticket::plan};

impl Work<'_> {
    /// The desk proposes a plan, or another one instead of the one that is open: then what is done already stays done.
    pub(super) fn propose_plan(&mut self, new: &NewPlan) -> Result<(), ApiError> {
        let mut plan = new.validate(&plan::taken(self.tx, &self.record)?, self.now)?;
        let open = self.record.plan.as_ref().filter(|former| former.is_open());
        for (step, former) in plan.steps.iter_mut().zip(open.iter().flat_map(|former| &former.steps)) {
            if step.text == former.text && former.state == PlanStepState::Done {
                step.clone_from(former);
            }
        }
        let event_type = if open.is_some() { EventType::PlanChanged } else { EventType::PlanProposed };
        self.record.facts.reach(Milestone::Planned, self.now);
        self.set_plan(plan, event_type, None);
        self.set_step(Step::GradedHandling);
        self.wait_with_plan()
    }

    /// The customer decides about the plan, or reports that they have carried it out.
    pub(super) fn act_on_plan(
        &mut self,
        TakeAction { action, reason, plan: decision, .. }: TakeAction,
    ) -> Result<(), ApiError> {
        let mut plan = plan::shown(self.tx, &self.record)?.ok_or(ProblemType::ActionNotAllowed)?;
        let decision = decision.ok_or_else(|| vec![FieldError::new("/plan", FieldCode::Required)])?;
        if decision.revision != plan.revision {
            return Err(ApiError::stale(plan.revision.into()));
        }
        let reason = reason.map(|text| Prose { text, language: None });
        match action {
            Action::ApprovePlan => {
                decision.check_approval(&plan, self.now)?;
                let PlanDecision { carried_out_by, window, .. } = decision;
                plan = ResolutionPlan { state: PlanState::Approved, carried_out_by, window, ..plan };
                self.set_plan(plan, EventType::PlanApproved, reason);
                self.set_step(Step::CarryingOut);
                self.wait_with_plan()
            }
            Action::DeclinePlan => {
                plan.state = PlanState::Declined;
                self.set_plan(plan, EventType::PlanDeclined, reason);
                self.set_step(Step::GradedHandling);
                self.go_on_from_plan()
            }
            _ => {
                for step in plan.steps.iter_mut().filter(|step| step.state != PlanStepState::Done) {
                    (step.state, step.done) = (PlanStepState::Done, Some(self.now));
                }
                self.plan_done(plan, reason)
            }
        }
    }

    /// The desk notes how far a step is, the first of which is number 1. None is begun before the agreed window.
    pub(super) fn plan_step(&mut self, number: usize, state: PlanStepState) -> Result<(), ApiError> {
        let plan = self.record.plan.clone().filter(|plan| plan.may_be_carried_out(self.now));
        let mut plan = plan.ok_or(ProblemType::ActionNotAllowed)?;
        let step = number.checked_sub(1).and_then(|place| plan.steps.get_mut(place));
        let step = step.ok_or_else(|| vec![FieldError::new("/step", FieldCode::NotOffered)])?;
        step.done = (state == PlanStepState::Done).then_some(self.now);
        step.state = state;
        let plan_step = Some(step.clone());
        plan.state = PlanState::CarryingOut;
        self.tell(Event { plan_step, ..self.event(EventType::PlanStepChanged) });
        if self.record.paused() == Some(&PauseReason::WaitingForWindow) {
            self.go_on(None);
        }
        if plan.steps.iter().all(|step| step.state == PlanStepState::Done) {
            self.plan_done(plan, None)
        } else {
            self.record.plan = Some(plan);
            Ok(())
        }
    }

    /// The desk takes the plan back.
    pub(super) fn withdraw_plan(&mut self, reason: Prose) -> Result<(), ApiError> {
        if !self.drop_plan(Some(reason)) {
            return Err(ProblemType::ActionNotAllowed.into());
        }
        self.set_step(Step::GradedHandling);
        self.go_on_from_plan()
    }

    /// Takes the plan back if it is open, and tells whether it was.
    pub(super) fn drop_plan(&mut self, reason: Option<Prose>) -> bool {
        let Some(plan) = self.record.plan.clone().filter(ResolutionPlan::is_open) else { return false };
        self.set_plan(ResolutionPlan { state: PlanState::Withdrawn, ..plan }, EventType::PlanWithdrawn, reason);
        true
    }

    fn plan_done(&mut self, plan: ResolutionPlan, reason: Option<Prose>) -> Result<(), ApiError> {
        let with_customer = plan.is_with_customer();
        self.set_plan(ResolutionPlan { state: PlanState::Done, ..plan }, EventType::PlanDone, reason);
        if with_customer { self.go_on_from_plan() } else { Ok(()) }
    }

    fn set_plan(&mut self, plan: ResolutionPlan, event_type: EventType, reason: Option<Prose>) {
        let revision = self.record.plan.as_ref().map_or(1, |former| former.revision + 1);
        let plan = Some(ResolutionPlan { revision, taken: Vec::new(), ..plan });
        self.record.plan.clone_from(&plan);
        self.tell(Event { plan, reason, ..self.event(event_type) });
    }

    /// Lets the ticket wait for what its open plan waits for: the customer, or the agreed window.
    fn wait_with_plan(&mut self) -> Result<(), ApiError> {
        let Some(plan) = &self.record.plan else { return Ok(()) };
        if plan.waits_for_customer() {
            self.wait(Status::Pending, PauseReason::WaitingForCustomer, None, None)
        } else if plan.window.is_some_and(|window| window.start > self.now) {
            self.wait(Status::Pending, PauseReason::WaitingForWindow, None, None)
        } else {
            self.go_on_from_plan()
        }
    }

    /// Goes on with the work if it waited for the customer or the agreed window, and has nothing else to wait for.
    fn go_on_from_plan(&mut self) -> Result<(), ApiError> {
        match self.record.paused() {
            Some(PauseReason::WaitingForCustomer | PauseReason::WaitingForWindow) => self.wait_or_go_on(),
            _ => Ok(()),
        }
    }
}
