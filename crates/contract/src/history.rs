//! What happened to a ticket: one numbered line of events, with messages and files among them.

use serde::{Deserialize, Serialize};

use crate::{
    FieldError, Prose, Timestamp,
    claim::Claim,
    conclusion::Conclusion,
    plan::{PlanStep, ResolutionPlan},
    remote::{AccessRequest, AccessSession},
    rma::Rma,
    special::SpecialRequest,
    ticket::{Action, Channel, Clock, Engineer, EtaChange, RelatedParty, Severity, Status, Step, Tier},
    upload::UploadId,
    visit::Visit,
};

ids! {
    /// A file of a ticket.
    AttachmentId;
    /// A message of a ticket.
    MessageId;
}

open_enum! {
    /// What happened.
    EventType {
        /// The ticket was filed.
        Created = "created",
        /// `status` is new; `reason` tells why where one is due.
        StatusChanged = "statusChanged",
        /// `step` is new.
        StepChanged = "stepChanged",
        /// `tier` is new, and perhaps `engineer`.
        TierChanged = "tierChanged",
        /// `engineer` works on it now.
        EngineerChanged = "engineerChanged",
        /// `severity` is new.
        SeverityChanged = "severityChanged",
        /// `eta` is new, with its reason.
        EtaChanged = "etaChanged",
        /// `clock` was paused.
        ClockPaused = "clockPaused",
        /// The clocks count again.
        ClockResumed = "clockResumed",
        /// `clock` has ended, or its promise was missed.
        ClockVerdict = "clockVerdict",
        /// `message` was written.
        Message = "message",
        /// `attachment` is complete.
        FileAdded = "fileAdded",
        /// `action` was taken.
        ActionTaken = "actionTaken",
        /// Title, own number or contact were changed.
        Edited = "edited",
        /// `party` follows the ticket from now on.
        WatcherAdded = "watcherAdded",
        /// `party` follows the ticket no more.
        WatcherRemoved = "watcherRemoved",
        /// The vendor has answered what `special` asks for.
        SpecialRequestAnswered = "specialRequestAnswered",
        /// The vendor has verified `checks` itself.
        FixVerified = "fixVerified",
        /// `conclusion` is published, perhaps instead of an earlier one of its kind; its file is `attachment`.
        ConclusionPublished = "conclusionPublished",
        /// A low mark in the survey is looked into.
        FollowUpOpened = "followUpOpened",
        /// `reason` tells what came of it.
        FollowUpAnswered = "followUpAnswered",
        /// `plan` is new: the customer decides.
        PlanProposed = "planProposed",
        /// `plan` is another one than before: the customer decides (again).
        PlanChanged = "planChanged",
        /// `plan` may be carried out.
        PlanApproved = "planApproved",
        /// `plan` may not be carried out, for `reason`.
        PlanDeclined = "planDeclined",
        /// The vendor has taken `plan` back; `reason` tells why, unless the ticket has ended or is fixed.
        PlanWithdrawn = "planWithdrawn",
        /// `planStep` was begun, is done, or isn't after all.
        PlanStepChanged = "planStepChanged",
        /// All steps of `plan` are done.
        PlanDone = "planDone",
        /// `access` is asked for: the customer decides.
        AccessRequested = "accessRequested",
        /// `access` is granted, or its time is another one.
        AccessGranted = "accessGranted",
        /// `access` isn't granted, for `reason`.
        AccessDeclined = "accessDeclined",
        /// `access` has ended: the customer has withdrawn it, the vendor needs it no more, its time is up, or the ticket
        /// is fixed or has ended.
        AccessEnded = "accessEnded",
        /// `accessSession` was begun, or has ended.
        AccessSessionChanged = "accessSessionChanged",
        /// The fault is confirmed: `rma` is new.
        RmaOpened = "rmaOpened",
        /// `rma` has come to its state; `reason` tells why where one is due.
        RmaChanged = "rmaChanged",
        /// The part of `rma` is expected at another time, for `reason`.
        RmaEtaChanged = "rmaEtaChanged",
        /// The part that came is defective, as `reason` tells: another one is sent.
        PartDeadOnArrival = "partDeadOnArrival",
        /// The customer has handed the defective part of `rma` over to a carrier.
        DefectiveHandedOver = "defectiveHandedOver",
        /// The loaner of `rma` is requested, lent, lent until another time, back or refused.
        LoanerChanged = "loanerChanged",
        /// `visit` is new, or its times are other ones: the customer chooses. `reason` tells why where one was agreed.
        VisitProposed = "visitProposed",
        /// `visit` has a time, or another one.
        VisitAgreed = "visitAgreed",
        /// The customer asks for another time for `visit`; `reason` is what they say about it.
        VisitTimeRequested = "visitTimeRequested",
        /// `visit` has come to its state: on the way, arrived, done, cancelled. `reason` tells why where one is due.
        VisitChanged = "visitChanged",
        /// The engineer of `visit` is expected at another time, for `reason`.
        VisitEtaChanged = "visitEtaChanged",
        /// Somebody else lets the engineer of `visit` in.
        VisitHostChanged = "visitHostChanged",
        /// `claim` is filed.
        ClaimFiled = "claimFiled",
        /// There is more evidence for `claim`.
        ClaimEvidenceAdded = "claimEvidenceAdded",
        /// `claim` has come to its state; `reason` tells why where one is due or was given.
        ClaimChanged = "claimChanged",
    }
}

/// Who did something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Actor {
    /// Which side.
    pub side: Side,
    /// Their name; empty for the system.
    #[serde(default)]
    pub name: String,
    /// The vendor's tier, where it matters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<Tier>,
}

open_enum! {
    /// A side of the conversation.
    Side {
        /// The customer's people.
        Customer = "customer",
        /// The vendor's people.
        Vendor = "vendor",
        /// Nobody: a clock, a rule.
        System = "system",
    }
}

/// One line of the history. A flat record on purpose: a tagged enumeration with a tolerant fallback needs serde's
/// buffering, which costs more in the browser's bundle than the empty fields cost here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// 1, 2, 3 … in each ticket, without gaps.
    pub number: u64,
    /// When it happened.
    pub event_date: Timestamp,
    /// What happened.
    pub event_type: EventType,
    /// Who did it.
    pub actor: Actor,
    /// Why, where a reason is due or was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Prose>,
    /// The new status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// The new step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<Step>,
    /// The new tier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<Tier>,
    /// The new engineer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engineer: Option<Engineer>,
    /// The new severity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// The new ETA.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eta: Option<EtaChange>,
    /// The clock that was paused, has ended or has missed its promise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<Clock>,
    /// What was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Message>,
    /// What was attached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment: Option<Attachment>,
    /// What was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Action>,
    /// Whom it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<RelatedParty>,
    /// The plan as it was then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<ResolutionPlan>,
    /// The step of the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan_step: Option<PlanStep>,
    /// What was asked for beyond the usual course, with its answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub special: Option<SpecialRequest>,
    /// What was verified.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Prose>,
    /// What was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conclusion: Option<Conclusion>,
    /// Leave to connect as it was then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<AccessRequest>,
    /// One time that somebody was connected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_session: Option<AccessSession>,
    /// The RMA as it was then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rma: Option<Rma>,
    /// The visit as it was then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit: Option<Visit>,
    /// The claim as it was then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<Claim>,
}

impl Event {
    /// An event without any of its particulars. Its number is given when it is stored.
    pub fn new(event_type: EventType, actor: Actor, event_date: Timestamp) -> Self {
        Self {
            number: 0,
            event_date,
            event_type,
            actor,
            reason: None,
            status: None,
            step: None,
            tier: None,
            engineer: None,
            severity: None,
            eta: None,
            clock: None,
            message: None,
            attachment: None,
            action: None,
            party: None,
            plan: None,
            plan_step: None,
            special: None,
            checks: Vec::new(),
            conclusion: None,
            access: None,
            access_session: None,
            rma: None,
            visit: None,
            claim: None,
        }
    }
}

/// A message of either side. Internal notes never leave the backend.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// What was written.
    #[serde(flatten)]
    pub prose: Prose,
    /// By which channel it came.
    pub channel: Channel,
    /// Files that were sent with it, as far as they are complete.
    #[serde(default)]
    pub attachment: Vec<Attachment>,
}

/// A message to be sent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct NewMessage {
    /// Plain text.
    pub text: String,
    /// BCP 47 tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Uploads that belong to it, finished or not.
    #[serde(default)]
    pub uploads: Vec<UploadId>,
}

impl NewMessage {
    /// The message with its text trimmed. Text may be empty only where there are files.
    pub fn validate(&self) -> Result<Self, Vec<FieldError>> {
        use crate::validate::{Invalid, MAX_FILES, MAX_PROSE, check_language, check_prose, check_uploads};
        let mut invalid = Invalid::default();
        let min = usize::from(self.uploads.is_empty());
        let text = check_prose(&mut invalid, "/text", &self.text, min, MAX_PROSE);
        check_language(&mut invalid, "/language", self.language.as_deref());
        check_uploads(&mut invalid, &self.uploads, MAX_FILES);
        invalid.into_result(Self { text, ..self.clone() })
    }
}

open_enum! {
    /// What the virus scan says.
    ScanState {
        /// Not looked at yet; can't be downloaded.
        Pending = "pending",
        /// Nothing found.
        Clean = "clean",
        /// Something found; can't be downloaded.
        Infected = "infected",
        /// This backend has no scanner.
        NotScanned = "notScanned",
    }
}

/// A file of a ticket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Attachment {
    /// Its id.
    pub id: AttachmentId,
    /// Its name, without any path.
    pub name: String,
    /// Its media type, by its content.
    pub media_type: String,
    /// In bytes.
    pub size: u64,
    /// SHA-256 of its content, lower-case hexadecimal.
    pub sha256: String,
    /// What the virus scan says.
    pub scan: ScanState,
    /// Who sent it.
    pub author: Actor,
    /// When it was complete.
    pub attached: Timestamp,
}

/// Uploads to be bound to a ticket; each becomes an attachment when it is complete.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct BindUploads {
    /// Finished or not.
    pub uploads: Vec<UploadId>,
}
