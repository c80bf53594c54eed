//! Claims: compensation for promises that the vendor has missed, as the contract says.
//!
//! A claim is a part of the ticket whose promises were missed, not a ticket of its own: what happened, when, and under
//! which contract is there already, so that nobody has to tell it again; its steps stand in the same history, beside
//! what they are about; and nothing has two numbers. It goes its way also when the ticket has long been closed.

use serde::{Deserialize, Serialize};

use crate::{
    FieldCode, FieldError, Prose, Timestamp,
    history::AttachmentId,
    ticket::{Action, Clock},
    upload::UploadId,
    validate::{Invalid, MAX_FILES, MAX_PROSE, check_language, check_prose},
};

/// The highest amount that is taken, in whole units of the currency.
pub const MAX_AMOUNT: u64 = 1_000_000_000;

open_enum! {
    /// How far a claim is.
    ClaimState {
        /// The customer has filed it.
        Filed = "filed",
        /// The vendor has accepted it for handling.
        TakenOn = "takenOn",
        /// Evidence is gathered.
        Evidence = "evidence",
        /// Engineers look into what happened.
        Appraisal = "appraisal",
        /// What is to be paid is worked out.
        Proposal = "proposal",
        /// The customer has the proposal in writing, and decides.
        Noticed = "noticed",
        /// The customer has accepted the proposal.
        Accepted = "accepted",
        /// The customer has appealed: it is looked into again.
        Appealed = "appealed",
        /// The vendor has refused it in writing.
        Refused = "refused",
        /// The customer has withdrawn it.
        Withdrawn = "withdrawn",
    }
}

impl ClaimState {
    /// The usual way, from the filing to the end.
    pub const WAY: [Self; 7] =
        [Self::Filed, Self::TakenOn, Self::Evidence, Self::Appraisal, Self::Proposal, Self::Noticed, Self::Accepted];

    /// Whether the vendor may let it become `next`.
    pub fn leads_to(&self, next: &Self) -> bool {
        use ClaimState::{
            Accepted, Appealed, Appraisal, Evidence, Filed, Noticed, Proposal, Refused, TakenOn, Withdrawn,
        };
        match self {
            Filed => matches!(next, TakenOn | Refused),
            TakenOn => matches!(next, Evidence | Refused),
            // What was looked into before can be proposed anew right away.
            Evidence | Appealed => matches!(next, Appraisal | Refused) || (self, next) == (&Appealed, &Proposal),
            Appraisal => matches!(next, Proposal | Refused),
            Proposal => matches!(next, Noticed | Refused),
            Noticed | Accepted | Refused | Withdrawn | Self::Other(_) => false,
        }
    }

    /// Whether the vendor has to do the next step.
    pub fn is_with_vendor(&self) -> bool {
        Self::KNOWN.iter().any(|next| self.leads_to(next))
    }
}

/// A claim, as it is now. A ticket has at most one at a time; what was there before is in the history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Claim {
    /// Grows with everything that happens to it. A decision names the one that was seen.
    pub revision: u32,
    /// How far it is.
    pub state: ClaimState,
    /// All states that were come to, oldest first; some of them again after an appeal.
    pub stages: Vec<ClaimStage>,
    /// The promises that it is about, as they stood when it was filed.
    pub breaches: Vec<Clock>,
    /// What is claimed, in whole units of the currency.
    pub amount: u64,
    /// ISO 4217 code.
    pub currency: String,
    /// The grade that follows from the amount.
    pub grade: ClaimGrade,
    /// What the damage is.
    pub description: Prose,
    /// Files of the ticket that prove it, some of them perhaps still on their way.
    #[serde(default)]
    pub evidence: Vec<AttachmentId>,
    /// Who of the vendor handles it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handler: Option<String>,
    /// By when the vendor decides, as its grade says; since an appeal, counted from then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decide_by: Option<Timestamp>,
    /// What the vendor has decided last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<ClaimNotice>,
    /// Why the customer has appealed against it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appeal: Option<Prose>,
}

/// A state that was come to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ClaimStage {
    /// Which.
    pub state: ClaimState,
    /// When.
    pub reached: Timestamp,
    /// The name of who brought it there; empty for nobody in particular.
    #[serde(default)]
    pub by: String,
}

/// What the vendor has decided, in writing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ClaimNotice {
    /// What is to be paid, in whole units of the currency; absent where it is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<u64>,
    /// Why.
    pub text: Prose,
    /// Until when the customer can appeal, counted by the backend.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appeal_by: Option<Timestamp>,
}

/// What a contract says about claims.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ClaimTerms {
    /// ISO 4217 code of the currency in which it is claimed.
    pub currency: String,
    /// From the highest amounts on; the last one takes all.
    pub grades: Vec<ClaimGrade>,
    /// Within how many working days after the notice the customer can appeal.
    pub appeal_working_days: u32,
}

impl ClaimTerms {
    /// The grade of a claim over this amount.
    pub fn grade(&self, amount: u64) -> Option<&ClaimGrade> {
        self.grades.iter().find(|grade| grade.from <= amount)
    }
}

/// A grade of claims, by their amount.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClaimGrade {
    /// Its code, e.g. `A`.
    pub code: String,
    /// The least amount, in whole units of the currency.
    pub from: u64,
    /// Within how many working days the vendor decides.
    pub working_days: u32,
}

impl Claim {
    /// As it is filed at `now` by somebody of this name.
    pub fn file(decision: &ClaimDecision, terms: &ClaimTerms, by: &str, now: Timestamp) -> Option<Self> {
        let amount = decision.amount?;
        let stage = ClaimStage { state: ClaimState::Filed, reached: now, by: by.to_owned() };
        Some(Self {
            revision: decision.revision,
            state: ClaimState::Filed,
            stages: vec![stage],
            breaches: Vec::new(),
            amount,
            currency: terms.currency.clone(),
            grade: terms.grade(amount)?.clone(),
            description: Prose {
                text: decision.description.clone().unwrap_or_default(),
                language: decision.language.clone(),
            },
            evidence: decision.evidence().collect(),
            handler: None,
            decide_by: None,
            notice: None,
            appeal: None,
        })
    }

    /// Comes to this state.
    #[must_use]
    pub fn come_to(mut self, state: ClaimState, by: &str, now: Timestamp) -> Self {
        self.stages.push(ClaimStage { state: state.clone(), reached: now, by: by.to_owned() });
        Self { state, ..self }
    }

    /// Whether the customer has a proposal to decide about.
    pub fn waits_for_customer(&self) -> bool {
        self.state == ClaimState::Noticed
    }

    /// Whether it can still lead to something else.
    pub fn is_open(&self) -> bool {
        self.state.is_with_vendor() || self.waits_for_customer()
    }

    /// Whether the customer can appeal at `now`: against a proposal or a refusal, as long as the contract lets them.
    pub fn may_be_appealed(&self, now: Timestamp) -> bool {
        let decided = matches!(self.state, ClaimState::Noticed | ClaimState::Refused);
        let by = self.notice.as_ref().and_then(|notice| notice.appeal_by);
        decided && by.is_none_or(|by| now <= by)
    }
}

/// What a customer decides about a claim, or files.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ClaimDecision {
    /// The revision of the claim that was seen; 0 where there was none.
    pub revision: u32,
    /// What is claimed, in whole units of the contract's currency; due when it is filed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<u64>,
    /// What the damage is; due when it is filed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// BCP 47 tag of the description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Uploads that prove it, finished or not; due when evidence is added.
    #[serde(default)]
    pub uploads: Vec<UploadId>,
}

impl ClaimDecision {
    /// Nothing but the claim that was seen.
    pub fn on(revision: u32) -> Self {
        Self { revision, ..Self::default() }
    }

    /// The uploads, as they will be called as files of the ticket.
    pub fn evidence(&self) -> impl Iterator<Item = AttachmentId> {
        self.uploads.iter().map(|upload| AttachmentId(upload.0.clone()))
    }

    /// The decision with its texts trimmed, as far as `action` asks for them.
    pub(crate) fn check(&self, invalid: &mut Invalid, action: &Action) -> Self {
        let files = *action == Action::FileClaim;
        if files {
            invalid.check_amount("/claim/amount", self.amount);
        }
        let text = self.description.as_deref().unwrap_or_default();
        let text = check_prose(invalid, "/claim/description", text, usize::from(files), MAX_PROSE);
        check_language(invalid, "/claim/language", self.language.as_deref());
        invalid.check_count("/claim/uploads", self.uploads.len(), MAX_FILES);
        if *action == Action::AddClaimEvidence && self.uploads.is_empty() {
            invalid.add("/claim/uploads", FieldCode::Required);
        }
        Self { description: Some(text).filter(|text| !text.is_empty()), ..self.clone() }
    }
}

/// What the vendor's desk notes about a claim: its new state, with what is known by then.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClaimProgress {
    /// How far it is.
    pub state: ClaimState,
    /// What is to be paid; due with the notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<u64>,
    /// Why; due with the notice, and where it is refused.
    #[serde(default)]
    pub text: String,
    /// BCP 47 tag of the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

impl ClaimProgress {
    /// Nothing but a state.
    pub fn to(state: ClaimState) -> Self {
        Self { state, amount: None, text: String::new(), language: None }
    }

    /// What becomes of `claim` at `now`, by somebody of this name; until `appeal_by` a decision can be appealed
    /// against. That its state may become the new one is checked before.
    pub fn apply(
        &self,
        claim: Claim,
        by: &str,
        now: Timestamp,
        appeal_by: Option<Timestamp>,
    ) -> Result<Claim, Vec<FieldError>> {
        let mut invalid = Invalid::default();
        let proposes = self.state == ClaimState::Noticed;
        let decides = proposes || self.state == ClaimState::Refused;
        if proposes {
            invalid.check_amount("/amount", self.amount);
        }
        let text = check_prose(&mut invalid, "/text", &self.text, usize::from(decides), MAX_PROSE);
        check_language(&mut invalid, "/language", self.language.as_deref());
        let mut claim = claim.come_to(self.state.clone(), by, now);
        claim.handler = Some(by.to_owned()).filter(|by| !by.is_empty()).or(claim.handler);
        if decides {
            let text = Prose { text, language: self.language.clone() };
            claim.notice = Some(ClaimNotice { amount: self.amount.filter(|_| proposes), text, appeal_by });
        }
        invalid.into_result(claim)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::TakeAction;

    fn now() -> Timestamp {
        "2026-11-20T14:02:00+08:00".parse().unwrap()
    }

    fn terms() -> ClaimTerms {
        let grade = |code: &str, from, working_days| ClaimGrade { code: code.to_owned(), from, working_days };
        let grades = vec![grade("A", 50_001, 7), grade("B", 10_000, 5), grade("C", 0, 3)];
        ClaimTerms { currency: "CNY".to_owned(), grades, appeal_working_days: 15 }
    }

    fn filed(amount: u64) -> Claim {
        let decision =
            ClaimDecision { amount: Some(amount), description: Some("x".to_owned()), ..ClaimDecision::on(1) };
        Claim::file(&decision, &terms(), "何静", now()).unwrap()
    }

    fn named(errors: Vec<FieldError>) -> Vec<String> {
        errors.into_iter().map(|error| format!("{} {}", error.pointer, error.code)).collect()
    }

    #[test]
    fn the_grade_follows_from_the_amount() {
        let grades = [1, 9_999, 10_000, 50_000, 50_001].map(|amount| filed(amount).grade.code);
        assert_eq!(grades, ["C", "C", "B", "B", "A"]);
    }

    #[test]
    fn what_is_filed_says_how_much_and_what_for() {
        let wrong = |action: Action, decision: ClaimDecision| {
            let act = TakeAction { claim: Some(decision), ..action.into() };
            named(act.validate().err().unwrap_or_default())
        };
        let empty = wrong(Action::FileClaim, ClaimDecision::on(0));
        assert_eq!(empty, ["/claim/amount required", "/claim/description required"]);
        let much = ClaimDecision {
            amount: Some(MAX_AMOUNT + 1),
            description: Some(" x ".to_owned()),
            uploads: vec!["u".into(); MAX_FILES + 1],
            ..ClaimDecision::on(0)
        };
        assert_eq!(wrong(Action::FileClaim, much), ["/claim/amount badFormat", "/claim/uploads tooMany"]);
        assert_eq!(wrong(Action::AddClaimEvidence, ClaimDecision::on(1)), ["/claim/uploads required"]);
        assert_eq!(wrong(Action::AppealClaim, ClaimDecision::on(1)), ["/reason required"]);
        assert_eq!(wrong(Action::AcceptClaim, ClaimDecision::on(1)), [""; 0]);
    }

    #[test]
    fn no_step_is_skipped_and_a_decision_says_why() {
        use ClaimState::{Accepted, Appealed, Appraisal, Evidence, Noticed, Proposal, Refused, TakenOn};
        let mut claim = filed(36_800);
        assert!(!claim.state.leads_to(&Noticed) && !Evidence.leads_to(&Proposal) && Appealed.leads_to(&Proposal));
        for state in [TakenOn, Evidence, Appraisal, Proposal] {
            assert!(claim.state.leads_to(&state));
            claim = ClaimProgress::to(state).apply(claim, "Chen", now(), None).unwrap();
        }
        let notice = ClaimProgress::to(Noticed);
        let wrong = notice.apply(claim.clone(), "", now(), None).unwrap_err();
        assert_eq!(named(wrong), ["/amount required", "/text required"]);
        let wrong = ClaimProgress::to(Refused).apply(claim.clone(), "", now(), None).unwrap_err();
        assert_eq!(named(wrong), ["/text required"]);
        let notice = ClaimProgress { amount: Some(20_000), text: " as agreed ".to_owned(), ..notice };
        let claim = notice.apply(claim, "", now(), Some(now())).unwrap();
        assert_eq!((claim.handler.as_deref(), claim.stages.len()), (Some("Chen"), 6));
        assert_eq!(claim.notice.as_ref().map(|notice| notice.text.text.as_str()), Some("as agreed"));
        assert!(claim.waits_for_customer() && claim.is_open() && claim.may_be_appealed(now()));
        assert!(!claim.may_be_appealed(now() + crate::Span::seconds(1)), "its time is over");
        let accepted = claim.come_to(Accepted, "何静", now());
        assert!(!accepted.is_open() && !accepted.may_be_appealed(now()));
    }
}
