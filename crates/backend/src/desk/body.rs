//! What the desk sends, and the changes it means.

use aftercare_contract::{
    FieldCode, FieldError, Prose, Timestamp,
    claim::{ClaimProgress, ClaimState},
    conclusion::{NewChecks, NewConclusion},
    plan::{NewPlan, PlanStepState},
    remote::NewAccessRequest,
    rma::{LoanerProgress, LoanerState, NewRma, RmaProgress},
    special::NewSpecialAnswer,
    ticket::{Channel, Engineer, EtaWindow, NewTicket, PauseReason, Status, Step, Tier},
    validate::{Invalid, MAX_PROSE, check_language, check_prose},
    visit::{NewVisit, VisitProgress, VisitState},
};
use rusqlite::Connection;
use serde::{Deserialize, de::DeserializeOwned};

use super::store;
use crate::{http::ApiError, sla::Milestone, ticket::change::Change};

/// Something that the desk does to a ticket: the body of one call.
pub trait Act: DeserializeOwned + Send + 'static {
    /// The change that it means. Errors name the fields that are wrong.
    fn change(self, conn: &Connection) -> Result<Change, ApiError>;
}

/// Opens a ticket for a customer who called, wrote, …
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Open {
    /// By which channel the request came.
    pub channel: Channel,
    /// The user name of the customer's person.
    pub requester: String,
    /// The request, as the portal would file it.
    pub request: NewTicket,
}

/// An engineer takes the ticket over.
#[derive(Debug, Deserialize)]
pub struct Take {
    engineer: String,
}

impl Act for Take {
    fn change(self, conn: &Connection) -> Result<Change, ApiError> {
        Ok(Change::TakeOver(engineer(conn, &self.engineer)?))
    }
}

/// Hands the ticket to another tier.
#[derive(Debug, Deserialize)]
pub struct ToTier {
    tier: Tier,
    engineer: Option<String>,
    reason: Option<String>,
    language: Option<String>,
}

impl Act for ToTier {
    fn change(self, conn: &Connection) -> Result<Change, ApiError> {
        offered("/tier", self.tier.is_known())?;
        let engineer = self.engineer.map(|id| engineer(conn, &id)).transpose()?;
        Ok(Change::Tier { tier: self.tier, engineer, reason: optional("/reason", self.reason, self.language)? })
    }
}

/// Hands the ticket to another engineer.
#[derive(Debug, Deserialize)]
pub struct ToEngineer {
    engineer: String,
    reason: Option<String>,
    language: Option<String>,
}

impl Act for ToEngineer {
    fn change(self, conn: &Connection) -> Result<Change, ApiError> {
        let engineer = engineer(conn, &self.engineer)?;
        Ok(Change::Engineer { engineer, reason: optional("/reason", self.reason, self.language)? })
    }
}

/// Sets the status: `inProgress`; `pending` with what it waits for; `held`; `closed` or `cancelled` on the customer's
/// word. `resolved` has a call of its own.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SetStatus {
    status: Status,
    /// What `pending` waits for.
    waiting_for: Option<PauseReason>,
    /// Required, except for `inProgress`.
    reason: Option<String>,
    language: Option<String>,
}

impl Act for SetStatus {
    fn change(self, _: &Connection) -> Result<Change, ApiError> {
        let (status, language) = (self.status, self.language);
        if status == Status::InProgress {
            return Ok(Change::Continue { reason: optional("/reason", self.reason, language)? });
        }
        let by_itself =
            |pause: &PauseReason| matches!(pause, PauseReason::Verification | PauseReason::WaitingForAccess);
        let waiting = self.waiting_for.filter(|pause| pause.is_known() && !by_itself(pause));
        let pause = match &status {
            Status::Pending => waiting.ok_or_else(|| wrong("/waitingFor", FieldCode::NotOffered))?,
            _ => PauseReason::Agreed,
        };
        let reason = prose("/reason", &self.reason.unwrap_or_default(), language)?;
        match status {
            Status::Pending | Status::Held => Ok(Change::Wait { status, pause, reason }),
            Status::Closed => Ok(Change::Close { reason }),
            Status::Cancelled => Ok(Change::Cancel { reason }),
            _ => Err(wrong("/status", FieldCode::NotOffered).into()),
        }
    }
}

/// Goes to a step: `diagnosis`, `gradedHandling` or `carryingOut`; the others follow from filing and resolving.
#[derive(Debug, Deserialize)]
pub struct SetStep {
    step: Step,
}

impl Act for SetStep {
    fn change(self, _: &Connection) -> Result<Change, ApiError> {
        offered("/step", matches!(self.step, Step::Diagnosis | Step::GradedHandling | Step::CarryingOut))?;
        Ok(Change::Step(self.step))
    }
}

/// Notes what stops a clock without being a step: `arrived` at the site, business `restored`.
#[derive(Debug, Deserialize)]
pub struct Reach {
    milestone: Milestone,
}

impl Act for Reach {
    fn change(self, _: &Connection) -> Result<Change, ApiError> {
        offered("/milestone", matches!(self.milestone, Milestone::Arrived | Milestone::Restored))?;
        Ok(Change::Reach(self.milestone))
    }
}

/// Sets another grade of the contract's policy.
#[derive(Debug, Deserialize)]
pub struct SetSeverity {
    code: String,
    #[serde(default)]
    reason: String,
    language: Option<String>,
}

impl Act for SetSeverity {
    fn change(self, _: &Connection) -> Result<Change, ApiError> {
        Ok(Change::Severity { code: self.code, reason: prose("/reason", &self.reason, self.language)? })
    }
}

/// Says when the end is expected, and why.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SetEta {
    expected: Timestamp,
    earliest: Option<Timestamp>,
    latest: Option<Timestamp>,
    next_update_by: Option<Timestamp>,
    #[serde(default)]
    reason: String,
    language: Option<String>,
}

impl Act for SetEta {
    fn change(self, _: &Connection) -> Result<Change, ApiError> {
        let mut invalid = Invalid::default();
        if self.earliest.is_some_and(|earliest| earliest > self.expected) {
            invalid.add("/earliest", FieldCode::BadFormat);
        }
        if self.latest.is_some_and(|latest| latest < self.expected) {
            invalid.add("/latest", FieldCode::BadFormat);
        }
        let text = check_prose(&mut invalid, "/reason", &self.reason, 1, MAX_PROSE);
        check_language(&mut invalid, "/language", self.language.as_deref());
        let window =
            EtaWindow { expected_resolution_date: self.expected, earliest: self.earliest, latest: self.latest };
        let reason = Prose { text, language: self.language };
        Ok(invalid.into_result(Change::Eta { window, next_update_by: self.next_update_by, reason })?)
    }
}

/// Writes to the customer.
#[derive(Debug, Deserialize)]
pub struct Say {
    #[serde(default)]
    text: String,
    language: Option<String>,
    /// `web` if not said.
    channel: Option<Channel>,
}

impl Act for Say {
    fn change(self, _: &Connection) -> Result<Change, ApiError> {
        let channel = self.channel.unwrap_or(Channel::Web);
        offered("/channel", channel.is_known())?;
        Ok(Change::Message { prose: prose("/text", &self.text, self.language)?, channel, files: Vec::new() })
    }
}

/// What the customer has answered by another channel than the portal.
#[derive(Debug, Deserialize)]
pub struct Answered {
    /// The user name of the customer's person.
    pub from: String,
    #[serde(default)]
    text: String,
    language: Option<String>,
    /// How it came.
    channel: Channel,
}

impl Act for Answered {
    fn change(self, _: &Connection) -> Result<Change, ApiError> {
        offered("/channel", self.channel.is_known())?;
        let prose = prose("/text", &self.text, self.language)?;
        Ok(Change::Message { prose, channel: self.channel, files: Vec::new() })
    }
}

/// Asks the customer something; the clocks that stop for it wait for the answer. Remote access has a call of its own.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ask {
    #[serde(default)]
    text: String,
    language: Option<String>,
    /// By when the answer is needed.
    by: Option<Timestamp>,
}

impl Act for Ask {
    fn change(self, _: &Connection) -> Result<Change, ApiError> {
        Ok(Change::Ask { prose: prose("/text", &self.text, self.language)?, by: self.by })
    }
}

/// Proposes a plan, or another one instead of the one that is open.
impl Act for NewPlan {
    fn change(self, _: &Connection) -> Result<Change, ApiError> {
        Ok(Change::ProposePlan(self))
    }
}

/// Takes the plan back.
#[derive(Debug, Deserialize)]
pub struct WithdrawPlan {
    #[serde(default)]
    reason: String,
    language: Option<String>,
}

impl Act for WithdrawPlan {
    fn change(self, _: &Connection) -> Result<Change, ApiError> {
        Ok(Change::WithdrawPlan(prose("/reason", &self.reason, self.language)?))
    }
}

/// Notes how far a step of the plan is.
#[derive(Debug, Deserialize)]
pub struct SetPlanStep {
    /// 1 is the first.
    step: usize,
    state: PlanStepState,
}

impl Act for SetPlanStep {
    fn change(self, _: &Connection) -> Result<Change, ApiError> {
        offered("/state", self.state.is_known())?;
        Ok(Change::PlanStep { number: self.step, state: self.state })
    }
}

/// Asks for leave to connect.
impl Act for NewAccessRequest {
    fn change(self, _: &Connection) -> Result<Change, ApiError> {
        Ok(Change::RequestAccess(self))
    }
}

/// Needs remote access no more, or takes the request back.
#[derive(Debug, Deserialize)]
pub struct FinishAccess {
    reason: Option<String>,
    language: Option<String>,
}

impl Act for FinishAccess {
    fn change(self, _: &Connection) -> Result<Change, ApiError> {
        Ok(Change::FinishAccess(optional("/reason", self.reason, self.language)?))
    }
}

/// Notes that an engineer is connected, or not any more.
#[derive(Debug, Deserialize)]
pub struct SetConnected {
    connected: bool,
}

impl Act for SetConnected {
    fn change(self, _: &Connection) -> Result<Change, ApiError> {
        Ok(Change::AccessSession { connected: self.connected })
    }
}

/// Confirms the fault: a spare part is looked for.
impl Act for NewRma {
    fn change(self, _: &Connection) -> Result<Change, ApiError> {
        Ok(Change::OpenRma(self))
    }
}

/// Notes how far the spare part is.
impl Act for RmaProgress {
    fn change(self, _: &Connection) -> Result<Change, ApiError> {
        offered("/state", self.state.is_known())?;
        Ok(Change::RmaProgress(self))
    }
}

/// Notes what becomes of the loaner.
impl Act for LoanerProgress {
    fn change(self, _: &Connection) -> Result<Change, ApiError> {
        offered("/state", matches!(self.state, LoanerState::OnLoan | LoanerState::Returned | LoanerState::Refused))?;
        Ok(Change::LoanerProgress(self))
    }
}

/// Proposes times for a visit, or others instead of those that were.
#[derive(Debug, Deserialize)]
pub struct ProposeVisit {
    engineer: String,
    #[serde(flatten)]
    visit: NewVisit,
}

impl Act for ProposeVisit {
    fn change(self, conn: &Connection) -> Result<Change, ApiError> {
        Ok(Change::ProposeVisit { engineer: engineer(conn, &self.engineer)?, new: self.visit })
    }
}

/// Notes how far the visit is.
impl Act for VisitProgress {
    fn change(self, _: &Connection) -> Result<Change, ApiError> {
        let by_itself = matches!(self.state, VisitState::Proposed | VisitState::Requested);
        offered("/state", self.state.is_known() && !by_itself)?;
        Ok(Change::VisitProgress(self))
    }
}

/// Notes how far the claim is.
impl Act for ClaimProgress {
    fn change(self, _: &Connection) -> Result<Change, ApiError> {
        let is_vendors = ClaimState::KNOWN.iter().any(|before| before.leads_to(&self.state));
        offered("/state", is_vendors)?;
        Ok(Change::ClaimProgress(self))
    }
}

/// Grants or refuses what the customer asked for beyond the usual course.
impl Act for NewSpecialAnswer {
    fn change(self, _: &Connection) -> Result<Change, ApiError> {
        Ok(Change::AnswerSpecial(self))
    }
}

/// Notes what the vendor has verified itself.
impl Act for NewChecks {
    fn change(self, _: &Connection) -> Result<Change, ApiError> {
        Ok(Change::Check(self))
    }
}

/// Publishes why it happened, or what prevents it.
impl Act for NewConclusion {
    fn change(self, _: &Connection) -> Result<Change, ApiError> {
        Ok(Change::Conclude(self))
    }
}

/// Says that it is fixed, and how.
#[derive(Debug, Deserialize)]
pub struct Resolve {
    #[serde(default)]
    text: String,
    language: Option<String>,
}

impl Act for Resolve {
    fn change(self, _: &Connection) -> Result<Change, ApiError> {
        Ok(Change::Resolve(prose("/text", &self.text, self.language)?))
    }
}

/// An internal note.
#[derive(Debug, Deserialize)]
pub struct NewNote {
    #[serde(default)]
    text: String,
}

impl NewNote {
    /// Its text, trimmed.
    pub fn validate(&self) -> Result<String, Vec<FieldError>> {
        prose("/text", &self.text, None).map(|prose| prose.text)
    }
}

fn engineer(conn: &Connection, id: &str) -> Result<Engineer, ApiError> {
    Ok(store::engineer(conn, id)?.ok_or_else(|| wrong("/engineer", FieldCode::NotFound))?)
}

/// Words that have to be there.
pub fn prose(pointer: &str, text: &str, language: Option<String>) -> Result<Prose, Vec<FieldError>> {
    let mut invalid = Invalid::default();
    let text = check_prose(&mut invalid, pointer, text, 1, MAX_PROSE);
    check_language(&mut invalid, "/language", language.as_deref());
    invalid.into_result(Prose { text, language })
}

fn optional(pointer: &str, text: Option<String>, language: Option<String>) -> Result<Option<Prose>, Vec<FieldError>> {
    let text = text.filter(|text| !text.trim().is_empty());
    text.map(|text| prose(pointer, &text, language)).transpose()
}

fn offered(pointer: &str, is_offered: bool) -> Result<(), Vec<FieldError>> {
    if is_offered { Ok(()) } else { Err(wrong(pointer, FieldCode::NotOffered)) }
}

fn wrong(pointer: &str, code: FieldCode) -> Vec<FieldError> {
    vec![FieldError::new(pointer, code)]
}
