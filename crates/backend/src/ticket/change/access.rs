//! What happens to remote access, and what follows from it for the ticket.

use aftercare_contract::{
    FieldCode, FieldError, ProblemType, Prose, Timestamp,
    history::{Event, EventType},
    remote::{AccessRequest, AccessSession, AccessState, NewAccessRequest},
    ticket::{Action, PauseReason, RemoteAccess, Status, TakeAction},
};

use super::Work;
use crate::http::ApiError;

impl Work<'_> {
    /// An engineer asks for leave to connect, unless the request said that nobody may. While it is granted, only the
    /// customer changes it.
    pub(super) fn request_access(&mut self, new: &NewAccessRequest) -> Result<(), ApiError> {
        let former = self.record.access.as_ref();
        let granted = former.is_some_and(|access| access.state == AccessState::Granted);
        if granted || self.record.request.remote_access == RemoteAccess::No || self.record.status == Status::Resolved {
            return Err(ProblemType::ActionNotAllowed.into());
        }
        let access = new.validate(&self.actor.name, self.now)?;
        let sessions = former.map(|former| former.sessions.clone()).unwrap_or_default();
        self.set_access(AccessRequest { sessions, ..access }, EventType::AccessRequested, None);
        self.wait(Status::Pending, PauseReason::WaitingForAccess, None, None)
    }

    /// The customer grants it for a time, declines, or withdraws it.
    pub(super) fn act_on_access(
        &mut self,
        TakeAction { action, reason, access: decision, .. }: TakeAction,
    ) -> Result<(), ApiError> {
        let mut access = self.record.access.clone().ok_or(ProblemType::ActionNotAllowed)?;
        let decision = decision.ok_or_else(|| vec![FieldError::new("/access", FieldCode::Required)])?;
        if decision.revision != access.revision {
            return Err(ApiError::stale(access.revision.into()));
        }
        let reason = reason.map(|text| Prose { text, language: None });
        match action {
            Action::GrantAccess => {
                access.until = Some(self.now + decision.check_grant(&access)?);
                access.state = AccessState::Granted;
                self.set_access(access, EventType::AccessGranted, reason);
            }
            Action::DeclineAccess => {
                access.state = AccessState::Declined;
                self.set_access(access, EventType::AccessDeclined, reason);
            }
            _ => self.end_access(self.now, reason),
        }
        self.go_on_from_access()
    }

    /// The desk needs it no more, or takes its request back.
    pub(super) fn finish_access(&mut self, reason: Option<Prose>) -> Result<(), ApiError> {
        if !self.record.access.as_ref().is_some_and(AccessRequest::is_open) {
            return Err(ProblemType::ActionNotAllowed.into());
        }
        self.end_access(self.now, reason);
        self.go_on_from_access()
    }

    /// Whoever acts is connected from now on, or not any more.
    pub(super) fn access_session(&mut self, connected: bool) -> Result<(), ApiError> {
        let (engineer, tier) = (self.actor.name.clone(), self.actor.tier.clone());
        let access = self.record.access.as_mut().filter(|access| access.state == AccessState::Granted);
        let sessions = &mut access.ok_or(ProblemType::ActionNotAllowed)?.sessions;
        let open = sessions.iter_mut().find(|session| session.ended.is_none() && session.engineer == engineer);
        let session = match (open, connected) {
            (Some(session), false) => {
                session.ended = Some(self.now);
                session.clone()
            }
            (None, true) => {
                let session = AccessSession { engineer, tier, begun: self.now, ended: None };
                sessions.push(session.clone());
                session
            }
            _ => return Err(ProblemType::ActionNotAllowed.into()),
        };
        self.tell(Event { access_session: Some(session), ..self.event(EventType::AccessSessionChanged) });
        Ok(())
    }

    /// Lets nobody connect any more as of `at`, if somebody may or has asked to.
    pub(super) fn end_access(&mut self, at: Timestamp, reason: Option<Prose>) {
        let Some(mut access) = self.record.access.clone().filter(AccessRequest::is_open) else { return };
        access.until = (access.state == AccessState::Granted).then_some(at);
        access.state = AccessState::Ended;
        for session in access.sessions.iter_mut().filter(|session| session.ended.is_none()) {
            session.ended = Some(at);
        }
        self.set_access(access, EventType::AccessEnded, reason);
    }

    fn set_access(&mut self, access: AccessRequest, event_type: EventType, reason: Option<Prose>) {
        let revision = self.record.access.as_ref().map_or(1, |former| former.revision + 1);
        let access = Some(AccessRequest { revision, ..access });
        self.record.access.clone_from(&access);
        self.tell(Event { access, reason, ..self.event(event_type) });
    }

    /// Goes on with the work if it waited for leave to connect, unless the customer has something else to do.
    fn go_on_from_access(&mut self) -> Result<(), ApiError> {
        if self.record.paused() == Some(&PauseReason::WaitingForAccess) { self.wait_or_go_on() } else { Ok(()) }
    }
}
