//! Tickets (service requests), in the terms of TM Forum's TMF621 where it has them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    Localized, Prose, Span, Timestamp,
    account::PersonId,
    asset::{Contract, Device, DeviceId, Site},
    claim::{Claim, ClaimDecision},
    conclusion::{Conclusion, Verification},
    history::Attachment,
    plan::{PlanDecision, ResolutionPlan},
    remote::{AccessDecision, AccessRequest},
    report::FindingRef,
    rma::{Rma, RmaReport},
    special::SpecialRequest,
    terms::ContractTerms,
    upload::UploadId,
    visit::{Visit, VisitDecision},
};

ids! {
    /// The service request number, unique over all customers; also the ticket's id.
    SrNumber;
}

open_enum! {
    /// The kind of a request.
    TicketType {
        /// Something is broken, slow or reports an error.
        Fault = "fault",
        /// A question.
        Question = "question",
        /// Performance tuning.
        PerformanceTuning = "performanceTuning",
        /// Security hardening.
        SecurityHardening = "securityHardening",
        /// Migration or upgrade, with compatibility test and rollback plan.
        Migration = "migration",
        /// Health check or inspection on demand.
        HealthCheck = "healthCheck",
        /// Training.
        Training = "training",
        /// Software upgrade.
        SoftwareUpgrade = "softwareUpgrade",
        /// New requirement; goes to sales.
        NewRequirement = "newRequirement",
        /// Billing.
        Billing = "billing",
        /// Complaint.
        Complaint = "complaint",
        /// Suggestion.
        Suggestion = "suggestion",
    }
}

open_enum! {
    /// TMF621's status.
    Status {
        /// Received; nobody has taken it over yet.
        Acknowledged = "acknowledged",
        /// Being worked on.
        InProgress = "inProgress",
        /// Waits for somebody else than the vendor's engineers; [`Turn`] says for whom.
        Pending = "pending",
        /// Put aside by agreement.
        Held = "held",
        /// Fixed; the customer verifies.
        Resolved = "resolved",
        /// Confirmed, or the time to do so has run out.
        Closed = "closed",
        /// Withdrawn.
        Cancelled = "cancelled",
    }
}

impl Status {
    /// Whether nothing more will happen to the ticket (unless it is reopened).
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Closed | Self::Cancelled)
    }
}

open_enum! {
    /// The step of the service process.
    Step {
        /// Reported.
        Reported = "reported",
        /// First diagnosis.
        Diagnosis = "diagnosis",
        /// Graded handling: a solution is looked for at the tier that it needs.
        GradedHandling = "gradedHandling",
        /// Carrying out the solution.
        CarryingOut = "carryingOut",
        /// Confirmation by the customer.
        Confirmation = "confirmation",
    }
}

open_enum! {
    /// The tier that works on it.
    Tier {
        /// First line.
        L1 = "L1",
        /// Second line.
        L2 = "L2",
        /// Research and development.
        L3 = "L3",
        /// Expert.
        L4 = "L4",
        /// At the customer's site.
        Field = "field",
    }
}

open_enum! {
    /// A way by which the customer and the vendor talk.
    Channel {
        /// This portal.
        Web = "web",
        /// Telephone.
        Phone = "phone",
        /// E-mail.
        Email = "email",
        /// WeCom 企业微信.
        WeCom = "weCom",
        /// DingTalk 钉钉.
        DingTalk = "dingTalk",
        /// WeChat 微信.
        WeChat = "weChat",
        /// QQ.
        Qq = "qq",
    }
}

/// A grade of severity under the contract's policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Severity {
    /// The policy's code, e.g. `P1`.
    pub code: String,
    /// 1 is the gravest; the same number of one policy and another are only roughly as grave.
    pub rank: u8,
    /// What the policy calls it.
    pub name: Localized,
}

open_enum! {
    /// How far the business is interrupted.
    Interruption {
        /// Not.
        No = "no",
        /// Partly.
        Partly = "partly",
        /// Wholly.
        Yes = "yes",
    }
}

open_enum! {
    /// Whether data is at risk or lost.
    DataAtRisk {
        /// No.
        No = "no",
        /// Not sure.
        Unsure = "unsure",
        /// Yes.
        Yes = "yes",
    }
}

open_enum! {
    /// Who notices it.
    AffectedUsers {
        /// Nobody yet.
        Nobody = "nobody",
        /// Some users.
        Some = "some",
        /// All users.
        All = "all",
    }
}

/// Facts about the impact, from which the severity follows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Impact {
    /// Is the business interrupted?
    pub interruption: Interruption,
    /// Is data at risk or lost?
    pub data_at_risk: DataAtRisk,
    /// Is it a core system?
    pub core_system: bool,
    /// Who notices it?
    pub affected_users: AffectedUsers,
    /// Is there a way around it?
    pub workaround: bool,
}

open_enum! {
    /// Whether the vendor's engineers may connect to the device.
    RemoteAccess {
        /// Yes, each time when the customer allows it.
        OnRequest = "onRequest",
        /// No.
        No = "no",
    }
}

open_enum! {
    /// When work may be done.
    Window {
        /// At any time.
        Anytime = "anytime",
        /// Only when the load is low.
        LowPeak = "lowPeak",
    }
}

/// A request as it is filed. `validate` turns it into a [`ValidNewTicket`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct NewTicket {
    /// Its kind.
    pub ticket_type: TicketType,
    /// One line.
    pub name: String,
    /// What is seen, and what was expected.
    pub description: String,
    /// BCP 47 tag of the language it is written in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    /// Since when it happens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// What was tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tried: Option<String>,
    /// Facts about the impact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impact: Option<Impact>,
    /// A graver severity than the one proposed, with the reason for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raise_severity: Option<RaiseSeverity>,
    /// Whom to talk to.
    pub contact: Contact,
    /// Whether engineers may connect.
    pub remote_access: RemoteAccess,
    /// When work may be done.
    pub window: Window,
    /// Whether a field engineer should come.
    #[serde(default)]
    pub visit_wanted: bool,
    /// The customer's own reference number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_identifier: Option<String>,
    /// By when the customer would like it done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requested_resolution_date: Option<Timestamp>,
    /// The kind's own fields, by key.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// The finding of a report that it is made of: both say so from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<FindingRef>,
    /// Uploads that belong to it, finished or not: each becomes an attachment when it is complete.
    #[serde(default)]
    pub uploads: Vec<UploadId>,
}

/// A severity that the customer wants instead of the proposed one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RaiseSeverity {
    /// The policy's code.
    pub code: String,
    /// Why.
    pub reason: String,
}

/// Whom to talk to about a ticket, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Contact {
    /// Their name.
    pub name: String,
    /// With country code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Where the answer should go, besides the portal.
    #[serde(default)]
    pub channels: Vec<Channel>,
}

/// What can be changed about a ticket; what is absent stays as it is. Needs `If-Match`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TicketPatch {
    /// One line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The customer's own reference number; empty takes it away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_identifier: Option<String>,
    /// Whom to talk to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
}

/// What a list shows of a ticket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TicketSummary {
    /// Its number.
    pub sr_number: SrNumber,
    /// Grows with every change.
    pub version: u64,
    /// One line.
    pub name: String,
    /// BCP 47 tag of the language that name and description are written in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Its kind.
    pub ticket_type: TicketType,
    /// Where it stands.
    pub status: Status,
    /// Whose turn it is.
    pub turn: Turn,
    /// How grave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// The device's model and name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceRef>,
    /// The site's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// Who works on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engineer: Option<String>,
    /// When it is expected to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eta: Option<EtaWindow>,
    /// The promise that falls due next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_clock: Option<Clock>,
    /// The channel by which it came.
    pub channel: Channel,
    /// The customer's own number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_identifier: Option<String>,
    /// When it was filed.
    pub creation_date: Timestamp,
    /// When it last changed.
    pub last_update: Timestamp,
    /// When it was fixed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution_date: Option<Timestamp>,
}

/// A device, named in passing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct DeviceRef {
    /// Its id.
    pub id: DeviceId,
    /// What the customer calls it.
    pub name: String,
    /// The model.
    pub model: String,
    /// As on the label.
    pub serial_number: String,
}

/// One ticket with all that its page shows first; its history is a list of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Ticket {
    /// What lists show of it, too.
    pub summary: TicketSummary,
    /// What is seen, and what was expected.
    pub description: String,
    /// When the status last changed.
    pub status_change_date: Timestamp,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_change_reason: Option<Prose>,
    /// The step of the service process.
    pub step: Step,
    /// The tier that works on it.
    pub tier: Tier,
    /// Who works on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engineer: Option<Engineer>,
    /// When it is expected to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eta: Option<Eta>,
    /// The promises, in the order of the process.
    pub clocks: Vec<Clock>,
    /// What the contract says about them besides, where one covers the ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<ContractTerms>,
    /// By when the customer would like it done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requested_resolution_date: Option<Timestamp>,
    /// Since when it happens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// What was tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tried: Option<String>,
    /// Facts about the impact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impact: Option<Impact>,
    /// Whom to talk to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    /// Whether engineers may connect.
    pub remote_access: RemoteAccess,
    /// When work may be done.
    pub window: Window,
    /// Whether a field engineer should come.
    #[serde(default)]
    pub visit_wanted: bool,
    /// The kind's own fields.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// The finding of a report that it was made of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<FindingRef>,
    /// The device; its `open_tickets` are left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<Device>,
    /// Where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<Site>,
    /// Under which contract.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<Contract>,
    /// Who has to do with it.
    #[serde(default)]
    pub related_party: Vec<RelatedParty>,
    /// Its files, oldest first.
    #[serde(default)]
    pub attachment: Vec<Attachment>,
    /// What the viewer may do now.
    #[serde(default)]
    pub actions: Vec<Action>,
    /// What is to be done to resolve it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<ResolutionPlan>,
    /// Leave to connect to the device, as it was last asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<AccessRequest>,
    /// The spare part that comes for a defective one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rma: Option<Rma>,
    /// Somebody who comes to the site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit: Option<Visit>,
    /// What the company claims for promises that were missed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<Claim>,
    /// What the customer has asked for beyond the usual course, since it was last reopened; oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub special_requests: Vec<SpecialRequest>,
    /// Within which time of the contract's calendar such a request is answered, where the contract says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub special_answer_within: Option<Span>,
    /// When it closes by itself if nobody answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closes_at: Option<Timestamp>,
    /// What there is to know for whoever verifies the fix, from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verification: Option<Verification>,
    /// What the vendor has published about it beyond the fix, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conclusions: Vec<Conclusion>,
    /// The number of its newest history event.
    pub last_event: u64,
    /// The backend's clock when this was put together.
    pub server_time: Timestamp,
}

/// Whose turn it is: who does what by when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Turn {
    /// Who.
    pub who: TurnOf,
    /// What.
    pub task: Task,
    /// By when, where that was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Timestamp>,
}

impl Turn {
    /// Whether the vendor has let the time go by that was said.
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.who == TurnOf::Vendor && self.by.is_some_and(|by| by < now)
    }
}

open_enum! {
    /// Who has to act.
    TurnOf {
        /// The viewer's side.
        Customer = "customer",
        /// The vendor.
        Vendor = "vendor",
        /// A carrier, a supplier, …
        ThirdParty = "thirdParty",
        /// Nobody: it is over.
        Nobody = "nobody",
    }
}

open_enum! {
    /// What has to be done next.
    Task {
        /// Vendor: take it over and answer.
        Respond = "respond",
        /// Vendor: find the cause.
        Diagnose = "diagnose",
        /// Vendor: find a solution.
        Solve = "solve",
        /// Vendor, or the customer where they chose to: carry out the solution.
        CarryOut = "carryOut",
        /// Customer: approve or decline the plan.
        Decide = "decide",
        /// Customer: allow remote access or decline.
        Allow = "allow",
        /// Customer: replace the defective part.
        Replace = "replace",
        /// Customer: choose a time for the visit.
        Schedule = "schedule",
        /// Customer: accept what is proposed for a claim, or appeal.
        DecideClaim = "decideClaim",
        /// Customer: answer a question.
        Answer = "answer",
        /// Customer: verify the fix.
        Verify = "verify",
        /// Third party, or the vendor: deliver.
        Deliver = "deliver",
        /// Wait for the agreed time.
        Wait = "wait",
        /// Nothing.
        Nothing = "nothing",
    }
}

/// An engineer of the vendor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Engineer {
    /// Their name.
    pub name: String,
    /// Their tier.
    pub tier: Tier,
    /// Certificates.
    #[serde(default)]
    pub certificates: Vec<String>,
    /// Years of experience.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub experience_years: Option<u32>,
    /// BCP 47 tags of the languages they work in.
    #[serde(default)]
    pub languages: Vec<String>,
    /// With country code, where customers may call them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Since when they work on this ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
}

/// When something is expected: a time, and a range where it is one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct EtaWindow {
    /// TMF621: most likely then.
    pub expected_resolution_date: Timestamp,
    /// At the earliest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earliest: Option<Timestamp>,
    /// At the latest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<Timestamp>,
}

/// The expected end, apart from the contract's deadline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Eta {
    /// Expected now.
    #[serde(flatten)]
    pub window: EtaWindow,
    /// When the customer hears again at the latest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_update_by: Option<Timestamp>,
    /// Why it is as it is.
    pub reason: Prose,
    /// Earlier ones, oldest first.
    #[serde(default)]
    pub history: Vec<EtaChange>,
}

/// One change of the ETA.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct EtaChange {
    /// When it was changed.
    pub changed: Timestamp,
    /// To what.
    pub window: EtaWindow,
    /// Why.
    pub reason: Prose,
}

open_enum! {
    /// What a contract promises a time for.
    Promise {
        /// Somebody answers.
        Response = "response",
        /// An engineer works on it (remote help; for hardware, the field service).
        Handling = "handling",
        /// The cause is known.
        Diagnosis = "diagnosis",
        /// There is a plan.
        Plan = "plan",
        /// Somebody, or the part, is at the site.
        Arrival = "arrival",
        /// The business runs again.
        Restoration = "restoration",
        /// The cause is removed.
        Resolution = "resolution",
        /// The customer has confirmed, and the ticket is closed.
        Confirmation = "confirmation",
    }
}

/// A promise and its length.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PromiseTarget {
    /// What is promised.
    pub promise: Promise,
    /// Within which time of the contract's calendar.
    pub target: Span,
}

open_enum! {
    /// What a clock does now.
    ClockState {
        /// Counts.
        Running = "running",
        /// Stands still: outside the contract's hours.
        OutsideHours = "outsideHours",
        /// Stands still for a reason that is said.
        Paused = "paused",
        /// Has ended.
        Stopped = "stopped",
    }
}

open_enum! {
    /// Whether a promise was kept.
    Verdict {
        /// Ended in time.
        Met = "met",
        /// Not ended in time (ended or not).
        Breached = "breached",
    }
}

open_enum! {
    /// Why clocks stand still.
    PauseReason {
        /// The customer was asked something.
        WaitingForCustomer = "waitingForCustomer",
        /// Remote access was asked for.
        WaitingForAccess = "waitingForAccess",
        /// The work waits for the agreed window.
        WaitingForWindow = "waitingForWindow",
        /// A third party has to do something.
        WaitingForThirdParty = "waitingForThirdParty",
        /// Put aside by agreement.
        Agreed = "agreed",
        /// The fix is to be verified.
        Verification = "verification",
    }
}

/// One stretch in which the clocks of a ticket stood still.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Pause {
    /// Since when.
    pub since: Timestamp,
    /// Until when; absent while it lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// Why.
    pub reason: PauseReason,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands fields over by reference")]
fn is_false(flag: &bool) -> bool {
    !*flag
}

/// A promise of the contract, counted in its calendar at the backend. The portal only counts on from it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Clock {
    /// What was promised.
    pub promise: Promise,
    /// Within which time.
    pub target: Span,
    /// When it began to count.
    pub start: Timestamp,
    /// What it does now.
    pub state: ClockState,
    /// How much had counted when this was put together.
    pub elapsed: Span,
    /// Whether it counts all hours, whatever the contract's are.
    #[serde(default, skip_serializing_if = "is_false")]
    pub around_the_clock: bool,
    /// When the promise falls due if the clock goes on as it is; absent while it is paused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<Timestamp>,
    /// Met or breached; absent while that is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// The stretches in which it was paused, oldest first; outside hours is no pause.
    #[serde(default)]
    pub pauses: Vec<Pause>,
    /// When it next goes from counting to standing still by the calendar, or back; absent where it never does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours_change_at: Option<Timestamp>,
}

open_enum! {
    /// Something that can be done to a ticket now. The portal offers exactly those that the backend lists.
    Action {
        /// Write and attach.
        Answer = "answer",
        /// Change title, own number or contact.
        Edit = "edit",
        /// The fix holds: close it.
        Confirm = "confirm",
        /// The business runs, but something is left to be done: a reason is due.
        ConfirmPartly = "confirmPartly",
        /// The fix doesn't hold, or it came back: a reason is due.
        Reopen = "reopen",
        /// It needs more time to be verified: it closes later.
        KeepOpen = "keepOpen",
        /// It has settled itself.
        Withdraw = "withdraw",
        /// Ask for news.
        Nudge = "nudge",
        /// Bring in a manager: a reason is due.
        Escalate = "escalate",
        /// Ask for priority handling: a reason is due.
        RequestGreenChannel = "requestGreenChannel",
        /// The plan may be carried out, by whom and when `plan` says.
        ApprovePlan = "approvePlan",
        /// The plan may not be carried out: a reason is due.
        DeclinePlan = "declinePlan",
        /// The customer has carried the plan out.
        ReportCarriedOut = "reportCarriedOut",
        /// Engineers may connect for as long as `access` says, from now on; also instead of the time that was chosen
        /// before.
        GrantAccess = "grantAccess",
        /// Engineers may not connect: a reason is due.
        DeclineAccess = "declineAccess",
        /// Engineers may not connect any more.
        RevokeAccess = "revokeAccess",
        /// The customer, who replaces it, has the spare part.
        ReportPartArrived = "reportPartArrived",
        /// The customer has replaced the part, and it works.
        ReportReplaced = "reportReplaced",
        /// The customer has handed the defective part over to the carrier that `rma` names.
        HandOverDefective = "handOverDefective",
        /// Ask for the device that the contract lends during a repair.
        RequestLoaner = "requestLoaner",
        /// The visit is at the time that `visit` names, one of those that are proposed; also instead of another one.
        ChooseVisitTime = "chooseVisitTime",
        /// None of the times suits, or not any more: `visit` names one that would.
        RequestVisitTime = "requestVisitTime",
        /// Nobody needs to come: a reason is due.
        CancelVisit = "cancelVisit",
        /// `visit` names who lets the engineer in.
        NameVisitHost = "nameVisitHost",
        /// Claim what the contract says for missed promises: `claim` tells how much and what for.
        FileClaim = "fileClaim",
        /// There is more that proves the claim: the uploads of `claim`.
        AddClaimEvidence = "addClaimEvidence",
        /// What is proposed for the claim is fine.
        AcceptClaim = "acceptClaim",
        /// The decision about the claim isn't fine: a reason is due.
        AppealClaim = "appealClaim",
        /// Nothing is claimed any more.
        WithdrawClaim = "withdrawClaim",
        /// The colleague that `person` names follows it from now on.
        AddWatcher = "addWatcher",
        /// The colleague that `person` names follows it no more.
        RemoveWatcher = "removeWatcher",
    }
}

impl Action {
    /// Whether a reason has to be given.
    pub fn needs_reason(&self) -> bool {
        matches!(
            self,
            Self::ConfirmPartly
                | Self::Reopen
                | Self::Escalate
                | Self::RequestGreenChannel
                | Self::DeclinePlan
                | Self::DeclineAccess
                | Self::CancelVisit
                | Self::AppealClaim
        )
    }

    /// Whether it asks for something beyond the usual course.
    pub fn is_special(&self) -> bool {
        matches!(self, Self::Nudge | Self::Escalate | Self::RequestGreenChannel)
    }

    /// Whether it says how the fix holds, where one is to be verified.
    pub fn is_verdict(&self) -> bool {
        matches!(self, Self::Confirm | Self::ConfirmPartly | Self::Reopen)
    }

    /// Whether it is about the plan: then [`TakeAction::plan`] is due.
    pub fn is_on_plan(&self) -> bool {
        matches!(self, Self::ApprovePlan | Self::DeclinePlan | Self::ReportCarriedOut)
    }

    /// Whether it is about remote access: then [`TakeAction::access`] is due.
    pub fn is_on_access(&self) -> bool {
        matches!(self, Self::GrantAccess | Self::DeclineAccess | Self::RevokeAccess)
    }

    /// Whether it is about who follows the ticket: then [`TakeAction::person`] is due.
    pub fn is_on_people(&self) -> bool {
        matches!(self, Self::AddWatcher | Self::RemoveWatcher)
    }

    /// Whether it is about the RMA: then [`TakeAction::rma`] is due.
    pub fn is_on_rma(&self) -> bool {
        matches!(self, Self::ReportPartArrived | Self::ReportReplaced | Self::HandOverDefective | Self::RequestLoaner)
    }

    /// Whether it is about the visit: then [`TakeAction::visit`] is due.
    pub fn is_on_visit(&self) -> bool {
        matches!(self, Self::ChooseVisitTime | Self::RequestVisitTime | Self::CancelVisit | Self::NameVisitHost)
    }

    /// Whether it is about a claim: then [`TakeAction::claim`] is due.
    pub fn is_on_claim(&self) -> bool {
        matches!(
            self,
            Self::FileClaim | Self::AddClaimEvidence | Self::AcceptClaim | Self::AppealClaim | Self::WithdrawClaim
        )
    }
}

/// An action to be taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TakeAction {
    /// Which.
    pub action: Action,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Of the actions on people: whom it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// Of the actions on the plan: which one is meant, and what is chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<PlanDecision>,
    /// Of the actions on remote access: which request is meant, and what is chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<AccessDecision>,
    /// Of the actions on the RMA: which one is meant, and what is reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rma: Option<RmaReport>,
    /// Of the actions on the visit: which one is meant, and what is chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit: Option<VisitDecision>,
    /// Of the actions on a claim: which one is meant, and what is filed with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<ClaimDecision>,
}

/// The action without any particulars.
impl From<Action> for TakeAction {
    fn from(action: Action) -> Self {
        Self { action, reason: None, person: None, plan: None, access: None, rma: None, visit: None, claim: None }
    }
}

open_enum! {
    /// What somebody has to do with a ticket.
    PartyRole {
        /// Filed it.
        Requester = "requester",
        /// Follows it.
        Watcher = "watcher",
        /// Meets the field engineer.
        OnSiteContact = "onSiteContact",
        /// The vendor's customer success or account manager.
        Csm = "csm",
    }
}

/// Somebody who has to do with a ticket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RelatedParty {
    /// Their id; absent for people of the vendor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<PersonId>,
    /// Their name.
    pub name: String,
    /// What they have to do with it.
    pub role: PartyRole,
}

open_enum! {
    /// What another ticket has to do with one.
    Relationship {
        /// It names this one: it goes on with it.
        FollowUp = "followUp",
        /// This one names it.
        Origin = "origin",
        /// The same kind of trouble with the same device, not long before or after.
        Repeat = "repeat",
        /// About the same device.
        SameDevice = "sameDevice",
    }
}

/// Another ticket that has to do with one; TMF621's ticket relationship.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RelatedTicket {
    /// What it has to do with it.
    pub relationship_type: Relationship,
    /// What lists show of it.
    pub ticket: TicketSummary,
}
