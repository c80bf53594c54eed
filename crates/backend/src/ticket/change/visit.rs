//! What happens to the visit of a ticket, and what follows from it for the ticket.

use aftercare_contract::{
    FieldCode, FieldError, ProblemType, Prose,
    asset::SiteId,
    history::{Event, EventType},
    ticket::{Action, Engineer, PauseReason, Status, Step, TakeAction},
    visit::{NewVisit, Visit, VisitHost, VisitId, VisitProgress, VisitState},
};
use rusqlite::OptionalExtension;

use super::Work;
use crate::{http::ApiError, random, sla::Milestone};

impl Work<'_> {
    /// The desk proposes times for a visit, or others as long as nobody has set out.
    pub(super) fn propose_visit(&mut self, new: &NewVisit, engineer: Engineer) -> Result<(), ApiError> {
        let open = self.record.visit.clone().filter(Visit::is_open);
        let under_way = open.as_ref().is_some_and(|open| !open.is_planned());
        if under_way || self.record.status == Status::Resolved {
            return Err(ProblemType::ActionNotAllowed.into());
        }
        let mut visit = new.validate(VisitId(random::id()?), open.as_ref(), engineer, self.now)?;
        if visit.host.is_none() {
            visit.host = self.usual_host()?;
        }
        let reason = visit.reason.clone();
        self.next_visit(visit, EventType::VisitProposed, reason);
        self.wait(
            Status::Pending,
            self.record.task_for_customer().unwrap_or(PauseReason::WaitingForCustomer),
            None,
            None,
        )
    }

    /// The desk notes how far the visit is.
    pub(super) fn visit_progress(&mut self, progress: &VisitProgress) -> Result<(), ApiError> {
        let visit = self.record.visit.clone().filter(|visit| visit.state.leads_to(&progress.state));
        let visit = visit.ok_or(ProblemType::ActionNotAllowed)?;
        let before = visit.state.clone();
        let visit = progress.apply(visit, self.now)?;
        let event_type = match &visit.state {
            VisitState::Agreed => EventType::VisitAgreed,
            VisitState::OnTheWay if before == VisitState::OnTheWay => EventType::VisitEtaChanged,
            _ => EventType::VisitChanged,
        };
        let (state, reason) = (visit.state.clone(), visit.reason.clone());
        self.next_visit(visit, event_type, reason);
        match state {
            VisitState::OnTheWay => self.step(Step::CarryingOut)?,
            VisitState::Arrived => {
                self.step(Step::CarryingOut)?;
                self.record.facts.reach(Milestone::Arrived, self.now);
            }
            _ => {}
        }
        self.go_on_from_visit()
    }

    /// The customer chooses a time or asks for another one, cancels the visit, or names who lets the engineer in.
    pub(super) fn act_on_visit(
        &mut self,
        TakeAction { action, reason, visit: decision, .. }: TakeAction,
    ) -> Result<(), ApiError> {
        let visit = self.record.visit.clone().ok_or(ProblemType::ActionNotAllowed)?;
        let decision = decision.ok_or_else(|| vec![FieldError::new("/visit", FieldCode::Required)])?;
        if decision.revision != visit.revision {
            return Err(ApiError::stale(visit.revision.into()));
        }
        let reason = reason.map(|text| Prose { text, language: None });
        match action {
            Action::ChooseVisitTime => {
                let visit = visit.clone().agree(decision.check_choice(&visit, self.now)?, self.now);
                self.next_visit(visit, EventType::VisitAgreed, reason);
            }
            Action::RequestVisitTime => {
                let visit = visit.request(decision.check_wish(self.now)?, self.now);
                self.next_visit(visit, EventType::VisitTimeRequested, reason);
            }
            Action::NameVisitHost => {
                let visit = Visit { host: decision.host, ..visit };
                self.next_visit(visit, EventType::VisitHostChanged, reason);
                return Ok(());
            }
            _ => {
                let visit = Visit { reason: reason.clone(), ..visit.come_to(VisitState::Cancelled, self.now) };
                self.next_visit(visit, EventType::VisitChanged, reason);
            }
        }
        self.go_on_from_visit()
    }

    /// Nobody needs to come any more; who is there already is done.
    pub(super) fn drop_visit(&mut self) {
        if let Some(visit) = self.record.visit.clone().filter(Visit::is_open) {
            let is_there = visit.state == VisitState::Arrived;
            let state = if is_there { VisitState::Done } else { VisitState::Cancelled };
            self.next_visit(visit.come_to(state, self.now), EventType::VisitChanged, None);
        }
    }

    /// Who lets visitors in as long as the customer names nobody else: who looks after the site, or else whom to talk to
    /// about the ticket.
    fn usual_host(&self) -> rusqlite::Result<Option<VisitHost>> {
        let site = self.record.site.as_ref().map(SiteId::as_str);
        let at_site = self
            .tx
            .prepare_cached(
                "SELECT p.name, p.phone FROM site_contact c JOIN person p ON p.id = c.person_id
                 WHERE c.site_id = ?1 ORDER BY p.name LIMIT 1",
            )?
            .query_row([site], |row| Ok(VisitHost { name: row.get(0)?, phone: row.get(1)? }))
            .optional()?;
        let contact = &self.record.request.contact;
        let contact = || VisitHost { name: contact.name.clone(), phone: contact.phone.clone() };
        Ok(Some(at_site.unwrap_or_else(contact)))
    }

    /// Goes on if the work waited for the customer or the agreed time, and has nothing else to wait for; or waits for
    /// what is agreed now.
    fn go_on_from_visit(&mut self) -> Result<(), ApiError> {
        match self.record.paused() {
            Some(PauseReason::WaitingForCustomer | PauseReason::WaitingForWindow) => self.wait_or_go_on(),
            None if self.record.status == Status::InProgress => self.wait_or_go_on(),
            _ => Ok(()),
        }
    }

    /// Tells the visit as it is now, in its next revision.
    fn next_visit(&mut self, visit: Visit, event_type: EventType, reason: Option<Prose>) {
        let revision = self.record.visit.as_ref().map_or(1, |former| former.revision + 1);
        let visit = Some(Visit { revision, ..visit });
        self.record.visit.clone_from(&visit);
        self.tell(Event { visit, reason, ..self.event(event_type) });
    }
}
