//! What happens to the claim of a ticket. Nothing else of the ticket follows from it: it goes its own way, also when the
//! ticket has long been closed.

use aftercare_contract::{
    FieldCode, FieldError, ProblemType, Prose, Timestamp,
    account::PersonId,
    claim::{Claim, ClaimProgress, ClaimState},
    history::{Attachment, Event, EventType},
    ticket::{Action, Clock, TakeAction, Verdict},
};

use super::Work;
use crate::http::ApiError;

impl Work<'_> {
    /// The customer files a claim or brings evidence for it, decides about it, or withdraws it; `files` are those of
    /// its uploads that are complete. That it is about the claim as it is now is checked before.
    pub(super) fn act_on_claim(
        &mut self,
        TakeAction { action, reason, claim: decision, .. }: TakeAction,
        person: PersonId,
        files: Vec<Attachment>,
    ) -> Result<(), ApiError> {
        let decision = decision.ok_or_else(|| vec![FieldError::new("/claim", FieldCode::Required)])?;
        for file in files {
            self.file(file);
        }
        let by = self.actor.name.clone();
        let reason = reason.map(|text| Prose { text, language: None });
        if action == Action::FileClaim {
            let terms = self.terms.as_ref().and_then(|terms| Some(&terms.policy.claims.as_ref()?.terms));
            let claim = terms.and_then(|terms| Claim::file(&decision, terms, &by, self.now));
            let claim = self.due(claim.ok_or(ProblemType::ActionNotAllowed)?);
            self.record.claimant = Some(person);
            self.next_claim(Claim { breaches: self.missed(), ..claim }, EventType::ClaimFiled, reason);
            return Ok(());
        }
        let mut claim = self.record.claim.clone().ok_or(ProblemType::ActionNotAllowed)?;
        let state = match action {
            Action::AddClaimEvidence => {
                claim.evidence.extend(decision.evidence());
                self.next_claim(claim, EventType::ClaimEvidenceAdded, reason);
                return Ok(());
            }
            Action::AcceptClaim => ClaimState::Accepted,
            Action::AppealClaim => {
                claim.appeal.clone_from(&reason);
                claim = self.due(claim);
                ClaimState::Appealed
            }
            _ => ClaimState::Withdrawn,
        };
        self.next_claim(claim.come_to(state, &by, self.now), EventType::ClaimChanged, reason);
        Ok(())
    }

    /// The desk notes how far the claim is.
    pub(super) fn claim_progress(&mut self, progress: &ClaimProgress) -> Result<(), ApiError> {
        let claim = self.record.claim.clone().filter(|claim| claim.state.leads_to(&progress.state));
        let claim = claim.ok_or(ProblemType::ActionNotAllowed)?;
        let days = self.terms.as_ref().and_then(|terms| Some(terms.policy.claims.as_ref()?.terms.appeal_working_days));
        let appeal_by = days.and_then(|days| self.working_days(days));
        let claim = progress.apply(claim, &self.actor.name, self.now, appeal_by)?;
        let decided = matches!(claim.state, ClaimState::Noticed | ClaimState::Refused);
        let reason = claim.notice.as_ref().filter(|_| decided).map(|notice| notice.text.clone());
        self.next_claim(claim, EventType::ClaimChanged, reason);
        Ok(())
    }

    /// The claim with the time by which the vendor decides, counted from now.
    fn due(&self, claim: Claim) -> Claim {
        Claim { decide_by: self.working_days(claim.grade.working_days), ..claim }
    }

    fn working_days(&self, days: u32) -> Option<Timestamp> {
        let terms = self.terms.as_ref()?;
        terms.policy.claims.as_ref()?.working_days_after(&terms.calendar, self.now, days)
    }

    /// The promises that can be claimed for, as they stand now.
    fn missed(&self) -> Vec<Clock> {
        let missed = |clock: &Clock| clock.verdict == Some(Verdict::Breached);
        self.clocks()
            .into_iter()
            .filter(|clock| missed(clock) && self.record.claimable.contains(&clock.promise))
            .collect()
    }

    /// Tells the claim as it is now, in its next revision.
    fn next_claim(&mut self, mut claim: Claim, event_type: EventType, reason: Option<Prose>) {
        claim.revision += 1;
        self.record.claim = Some(claim.clone());
        self.tell(Event { claim: Some(claim), reason, ..self.event(event_type) });
    }
}
