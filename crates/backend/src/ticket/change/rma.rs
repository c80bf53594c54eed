//! What happens to the spare part of a ticket and to the device that is lent meanwhile, and what follows from it.

use aftercare_contract::{
    FieldCode, FieldError, ProblemType, Prose,
    history::{Event, EventType},
    rma::{HandOver, Loaner, LoanerProgress, LoanerState, NewRma, Rma, RmaProgress, RmaService, RmaState},
    ticket::{Action, PauseReason, Status, Step, TakeAction},
};

use super::Work;
use crate::{http::ApiError, sla::Milestone};

impl Work<'_> {
    /// The desk has confirmed the fault: a part is looked for.
    pub(super) fn open_rma(&mut self, new: &NewRma) -> Result<(), ApiError> {
        let former = self.record.rma.clone();
        if self.record.status == Status::Resolved || former.as_ref().is_some_and(Rma::is_open) {
            return Err(ProblemType::ActionNotAllowed.into());
        }
        let revision = former.as_ref().map_or(1, |former| former.revision + 1);
        let lent = former.and_then(|former| former.loaner).filter(|loaner| loaner.state == LoanerState::OnLoan);
        let lends = self.terms.as_ref().is_some_and(|terms| terms.policy.loaner);
        let loaner = lent.or_else(|| lends.then(Loaner::offered));
        let rma = Rma { revision, same_city: self.record.same_city, loaner, ..new.validate(self.now)? };
        self.record.facts.reach(Milestone::Planned, self.now);
        self.tell_rma(rma, EventType::RmaOpened, None);
        if self.record.status == Status::Acknowledged {
            self.set_status(Status::InProgress, None);
        }
        self.set_step(Step::CarryingOut);
        Ok(())
    }

    /// The desk notes how far the part is.
    pub(super) fn rma_progress(&mut self, progress: &RmaProgress) -> Result<(), ApiError> {
        let rma = self.record.rma.clone().filter(|rma| rma.state.leads_to(&progress.state));
        let rma = rma.ok_or(ProblemType::ActionNotAllowed)?;
        let before = rma.state.clone();
        let rma = progress.apply(rma, self.now)?;
        let event_type = match (&before, &rma.state) {
            (before, now) if before == now => EventType::RmaEtaChanged,
            (RmaState::Arrived, RmaState::Confirmed) => EventType::PartDeadOnArrival,
            _ => EventType::RmaChanged,
        };
        let reason = rma.reason.clone();
        self.rma_has_come(rma, event_type, reason)
    }

    /// The desk notes what becomes of the loaner.
    pub(super) fn loaner_progress(&mut self, progress: &LoanerProgress) -> Result<(), ApiError> {
        let mut rma = self.record.rma.clone().ok_or(ProblemType::ActionNotAllowed)?;
        let needed = rma.is_open() || progress.state == LoanerState::Returned;
        let loaner = rma.loaner.take().filter(|loaner| needed && loaner.state.leads_to(&progress.state));
        let loaner = progress.apply(loaner.ok_or(ProblemType::ActionNotAllowed)?, self.now)?;
        let reason = loaner.reason.clone();
        self.next_rma(Rma { loaner: Some(loaner), ..rma }, EventType::LoanerChanged, reason);
        Ok(())
    }

    /// The customer reports what they have done, or asks for a loaner.
    pub(super) fn act_on_rma(
        &mut self,
        TakeAction { action, reason, rma: report, .. }: TakeAction,
    ) -> Result<(), ApiError> {
        let rma = self.record.rma.clone().ok_or(ProblemType::ActionNotAllowed)?;
        let report = report.ok_or_else(|| vec![FieldError::new("/rma", FieldCode::Required)])?;
        if report.revision != rma.revision {
            return Err(ApiError::stale(rma.revision.into()));
        }
        let reason = reason.map(|text| Prose { text, language: None });
        match action {
            Action::ReportPartArrived => {
                let rma = rma.come_to(RmaState::Arrived, self.now);
                self.rma_has_come(rma, EventType::RmaChanged, reason)
            }
            Action::ReportReplaced => {
                let rma = rma.come_to(RmaState::Replaced, self.now);
                self.rma_has_come(rma, EventType::RmaChanged, reason)
            }
            Action::HandOverDefective => {
                let carrier = report.carrier.unwrap_or_default();
                let hand_over = HandOver { reported: self.now, carrier, tracking_number: report.tracking_number };
                let rma = Rma { hand_over: Some(hand_over), ..rma };
                self.next_rma(rma, EventType::DefectiveHandedOver, reason);
                Ok(())
            }
            _ => {
                let loaner = Loaner { state: LoanerState::Requested, since: Some(self.now), ..Loaner::offered() };
                self.next_rma(Rma { loaner: Some(loaner), ..rma }, EventType::LoanerChanged, reason);
                Ok(())
            }
        }
    }

    /// No part is needed any more: what isn't replaced yet needn't be.
    pub(super) fn drop_rma(&mut self) {
        let open = |rma: &Rma| rma.is_under_way() || rma.state == RmaState::Arrived;
        if let Some(rma) = self.record.rma.clone().filter(open) {
            let rma = rma.come_to(RmaState::Withdrawn, self.now);
            self.next_rma(rma, EventType::RmaChanged, None);
        }
    }

    /// Tells a new state, and what follows from it for clocks and turn.
    fn rma_has_come(&mut self, rma: Rma, event_type: EventType, reason: Option<Prose>) -> Result<(), ApiError> {
        let was_with_customer = self.record.rma.as_ref().is_some_and(Rma::is_with_customer);
        let arrived = self.record.rma.as_ref().and_then(|rma| rma.reached(&RmaState::Arrived));
        if rma.state == RmaState::Arrived && rma.service != RmaService::CarryIn {
            self.record.facts.reach(Milestone::Arrived, self.now);
        }
        if event_type == EventType::PartDeadOnArrival && arrived == self.record.facts.at(Milestone::Arrived) {
            // A part that doesn't work keeps no promise.
            self.record.facts.revoke(Milestone::Arrived);
        }
        let is_with_customer = rma.is_with_customer();
        self.next_rma(rma, event_type, reason);
        if is_with_customer {
            self.wait(Status::Pending, PauseReason::WaitingForCustomer, None, None)?;
        } else if was_with_customer && self.record.paused() == Some(&PauseReason::WaitingForCustomer) {
            self.wait_or_go_on()?;
        }
        Ok(())
    }

    /// Tells the RMA as it is now, in its next revision. What was asked for and isn't needed any more is taken back.
    fn next_rma(&mut self, mut rma: Rma, event_type: EventType, reason: Option<Prose>) {
        rma.revision += 1;
        let is_needed = rma.is_under_way() || rma.state == RmaState::Arrived;
        let requested = |loaner: &Loaner| loaner.state == LoanerState::Requested;
        if !is_needed && rma.loaner.as_ref().is_some_and(requested) {
            rma.loaner = Some(Loaner::offered());
        }
        self.tell_rma(rma, event_type, reason);
    }

    fn tell_rma(&mut self, rma: Rma, event_type: EventType, reason: Option<Prose>) {
        self.record.rma = Some(rma.clone());
        self.tell(Event { rma: Some(rma), reason, ..self.event(event_type) });
    }
}
