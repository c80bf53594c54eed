//! Everything that customers and the desk can do to a ticket, applied directly where it is decided.

use aftercare_backend::{
    http::ApiError,
    session::Viewer,
    sla::Milestone,
    ticket::{
        Record,
        change::{self, Applied, Change},
        create::{self, Filing},
        view,
    },
};
use aftercare_contract::{
    Problem, Prose, Span, Timestamp,
    account::Role,
    claim::{ClaimDecision, ClaimProgress, ClaimState},
    conclusion::{ConclusionKind, NewChecks, NewConclusion},
    history::{Actor, Side},
    plan::{CarriedOutBy, MaintenanceWindow, NewPlan, PlanDecision, PlanStepState},
    remote::{AccessDecision, NewAccessRequest},
    rma::{LoanerProgress, LoanerState, NewRma, RmaProgress, RmaReport, RmaService, RmaState},
    special::NewSpecialAnswer,
    ticket::{
        Action, Channel, Engineer, EtaWindow, PartyRole, PauseReason, RelatedParty, SrNumber, Status, Step, TakeAction,
        Ticket, TicketPatch, Tier,
    },
    visit::{NewVisit, VisitDecision, VisitProgress, VisitState},
};
use rusqlite::Transaction;
use serde_json::json;

use crate::world::fault;

/// Who reads and acts: the requester, somebody at the site, a watcher, an admin.
pub const ROLES: [(&str, Role); 4] = [
    ("lin", Role::Requester),
    ("zhao", Role::OnSiteContact),
    ("mei", Role::Requester),
    ("he", Role::OrganisationAdmin),
];

/// A ticket that is changed in one transaction, by a clock that is turned by hand.
pub struct Game<'a> {
    tx: &'a Transaction<'a>,
    pub now: Timestamp,
    pub sr: SrNumber,
}

impl<'a> Game<'a> {
    /// Files a fault, which `mei` follows.
    pub fn file(tx: &'a Transaction<'a>, now: Timestamp) -> Self {
        let mut request = fault("New connections fail", "a1");
        request["visitWanted"] = true.into();
        let filing = Filing {
            requester: "lin".into(),
            organisation: "huadong".into(),
            actor: customer("lin"),
            channel: Channel::Web,
            request: serde_json::from_value(request).unwrap(),
        };
        let sr = create::file(tx, now, filing).unwrap().record.sr;
        aftercare_backend::ticket::watch(tx, &sr, &"mei".into()).unwrap();
        Self { tx, now, sr }
    }

    /// The ticket as one of [`ROLES`] reads it; none who may not see it.
    pub fn seen_by(&self, (name, role): &(&str, Role)) -> Option<Ticket> {
        let viewer = Viewer {
            person_id: (*name).into(),
            name: (*name).to_owned(),
            organisation_id: "huadong".into(),
            role: role.clone(),
            session_id: "session".into(),
        };
        let record = Record::visible(self.tx, &self.sr, &viewer).ok()?;
        Some(view::ticket(self.tx, record, Some(&viewer), self.now).unwrap())
    }

    /// As its requester reads it.
    pub fn ticket(&self) -> Ticket {
        self.seen_by(&ROLES[0]).unwrap()
    }

    pub fn apply(&self, actor: Actor, change: Change) -> Result<Applied, Box<Problem>> {
        change::apply(self.tx, self.now, &self.sr, actor, change)
            .map_err(|error| Box::new(ApiError::into_problem(error)))
    }

    pub fn desk(&self, change: Change) -> Result<Applied, Box<Problem>> {
        self.apply(Actor { side: Side::Vendor, name: "Zhou Min".to_owned(), tier: Some(Tier::L1) }, change)
    }

    /// The customer does it, with a choice that is valid as the ticket is now.
    pub fn act(&self, action: &Action) -> Result<Applied, Box<Problem>> {
        self.apply(customer("lin"), taken(&self.ticket(), action))
    }

    /// Time passes, and the timers look.
    pub fn wait(&mut self, time: Span) {
        self.now = self.now + time;
        self.apply(change::system(), Change::Time).unwrap();
    }

    /// What `play` finds out, without anything of it having happened.
    pub fn undone<T>(&self, play: impl FnOnce(&Self) -> T) -> T {
        self.tx.execute_batch("SAVEPOINT game").unwrap();
        let found = play(self);
        self.tx.execute_batch("ROLLBACK TO game; RELEASE game").unwrap();
        found
    }

    /// Whether a text is in anything that a customer can be told of the ticket: its row, its history, its e-mails.
    pub fn tells(&self, text: &str) -> bool {
        let told: bool = self
            .tx
            .query_row(
                "SELECT EXISTS (SELECT 1 FROM event WHERE sr = ?1 AND instr(data, ?2))
                     OR EXISTS (SELECT 1 FROM ticket_text WHERE sr = ?1 AND instr(search, ?2))
                     OR EXISTS (SELECT 1 FROM mail WHERE instr(letter, ?2))",
                (self.sr.as_str(), text),
                |row| row.get(0),
            )
            .unwrap();
        let seen = ROLES.iter().filter_map(|role| self.seen_by(role));
        told || seen.into_iter().any(|ticket| json!(ticket).to_string().contains(text))
    }

    /// The desk writes something down for itself.
    pub fn note(&self, text: &str) {
        let note = "INSERT INTO note (sr, author, written, text) VALUES (?1, 'Zhou Min', 0, ?2)";
        self.tx.execute(note, (self.sr.as_str(), text)).unwrap();
    }
}

/// A customer, as the history names them.
pub fn customer(name: &str) -> Actor {
    Actor { side: Side::Customer, name: name.to_owned(), tier: None }
}

pub fn prose(text: &str) -> Prose {
    Prose { text: text.to_owned(), language: Some("en".to_owned()) }
}

pub fn engineer(name: &str, tier: &Tier) -> Engineer {
    let engineer = json!({ "name": name, "tier": tier, "languages": ["en"] });
    serde_json::from_value(engineer).unwrap()
}

/// The change that a customer's action is, with particulars that fit the ticket.
pub fn taken(ticket: &Ticket, action: &Action) -> Change {
    match action {
        Action::Answer => Change::Message { prose: prose("8.4.2"), channel: Channel::Web, files: Vec::new() },
        Action::Edit => Change::Edit(TicketPatch {
            name: Some(format!("New connections fail, as of {}", ticket.summary.version)),
            ..TicketPatch::default()
        }),
        _ => {
            let plan = ticket.plan.as_ref().map(|plan| {
                let free = plan.taken.iter().map(|taken| taken.end).max().unwrap_or(ticket.server_time);
                let start = free.max(ticket.server_time) + Span::hours(1);
                let window =
                    (!plan.windows.is_empty()).then(|| MaintenanceWindow { start, end: start + Span::hours(2) });
                PlanDecision { revision: plan.revision, carried_out_by: plan.offered.first().cloned(), window }
            });
            let access = ticket
                .access
                .as_ref()
                .map(|access| AccessDecision { revision: access.revision, duration: access.offered.first().copied() });
            let rma = ticket.rma.as_ref().map(|rma| RmaReport {
                revision: rma.revision,
                carrier: Some("Courier".to_owned()),
                tracking_number: None,
            });
            let visit = ticket.visit.as_ref().map(|visit| {
                let offered =
                    |time: &&MaintenanceWindow| time.start >= ticket.server_time && visit.time.as_ref() != Some(*time);
                let chosen = visit.times.iter().find(offered).filter(|_| *action == Action::ChooseVisitTime);
                let wish = [ticket.server_time + Span::hours(5), ticket.server_time + Span::hours(6)];
                let time = chosen.copied().or(Some(MaintenanceWindow { start: wish[0], end: wish[1] }));
                VisitDecision { revision: visit.revision, time, host: visit.host.clone() }
            });
            let wanted = |name: &&str| follows(ticket, name) == (*action == Action::RemoveWatcher);
            let person = ["he", "mei", "zhao"].into_iter().find(wanted).filter(|_| action.is_on_people());
            let person = person.map(Into::into);
            let reason = Some("said by us".to_owned());
            let bare = TakeAction::from(action.clone());
            if action.is_on_claim() {
                let claim = ClaimDecision {
                    amount: Some(9_000),
                    description: Some("An hour of sales".to_owned()),
                    ..ClaimDecision::on(ticket.claim.as_ref().map_or(0, |claim| claim.revision))
                };
                let act = TakeAction { reason, claim: Some(claim), ..bare };
                return Change::Claim { act, person: "he".into(), files: Vec::new() };
            }
            Change::Act(TakeAction { reason, person, plan, access, rma, visit, ..bare })
        }
    }
}

/// Whether somebody follows the ticket.
pub fn follows(ticket: &Ticket, name: &str) -> bool {
    let party = |party: &RelatedParty| party.role == PartyRole::Watcher && party.id == Some(name.into());
    ticket.related_party.iter().any(party)
}

/// A plan that may be carried out by `offered`, in a window if `windowed`.
pub fn plan(offered: CarriedOutBy, windowed: Option<Timestamp>) -> NewPlan {
    let windows = windowed.map(|from| MaintenanceWindow { start: from + Span::hours(2), end: from + Span::hours(4) });
    NewPlan {
        steps: vec!["Back up".to_owned(), "Upgrade".to_owned()],
        expected_effect: "No more resets".to_owned(),
        risks: "20 s without connections".to_owned(),
        rollback: "Boot the other partition".to_owned(),
        duration: Span::hours(1),
        offered: vec![offered],
        windows: windows.into_iter().collect(),
        ..NewPlan::default()
    }
}

pub fn access() -> NewAccessRequest {
    let words = |text: &str| text.to_owned();
    NewAccessRequest { purpose: words("Read logs"), scope: words("Read only"), ..NewAccessRequest::default() }
}

pub fn rma(service: &RmaService) -> NewRma {
    let new = json!({
        "number": "RMA-1", "part": "Power supply", "fruNumber": "710-0642-03", "service": service, "returnWithin": "P7D"
    });
    serde_json::from_value(new).unwrap()
}

pub fn progress(state: RmaState, now: Timestamp) -> RmaProgress {
    RmaProgress {
        depot: Some("Shanghai".to_owned()),
        carrier: Some("Courier".to_owned()),
        eta: Some(now + Span::hours(2)),
        new_serial_number: Some("P-2".to_owned()),
        reason: Some("as it happened".to_owned()),
        ..RmaProgress::to(state)
    }
}

/// Somebody can come in three hours or tomorrow.
pub fn visit(now: Timestamp) -> Change {
    let time = |hours| MaintenanceWindow { start: now + Span::hours(hours), end: now + Span::hours(hours + 2) };
    let new = NewVisit {
        purpose: "Replace the card".to_owned(),
        times: vec![time(3), time(27)],
        change_before: Span::hours(2),
        reason: Some("as it happened".to_owned()),
        language: None,
    };
    Change::ProposeVisit { new, engineer: engineer("Sun Yan", &Tier::Field) }
}

pub fn visit_progress(state: VisitState, now: Timestamp) -> Change {
    Change::VisitProgress(VisitProgress {
        time: Some(MaintenanceWindow { start: now + Span::hours(4), end: now + Span::hours(5) }),
        eta: Some(now + Span::hours(1)),
        report: Some("It runs".to_owned()),
        reason: Some("as it happened".to_owned()),
        ..VisitProgress::to(state)
    })
}

/// The steps of a claim up to the notice.
pub const TO_NOTICE: [ClaimState; 5] =
    [ClaimState::TakenOn, ClaimState::Evidence, ClaimState::Appraisal, ClaimState::Proposal, ClaimState::Noticed];

pub fn claim_progress(state: ClaimState) -> ClaimProgress {
    ClaimProgress { amount: Some(5_000), text: "as the contract says".to_owned(), ..ClaimProgress::to(state) }
}

/// What the desk can do, whether it fits or not.
pub fn desk_moves(now: Timestamp) -> Vec<Change> {
    let wait = |status, pause| Change::Wait { status, pause, reason: prose("It takes a while") };
    let special = |action: &Action, granted| {
        let words = "as the rules say".to_owned();
        Change::AnswerSpecial(NewSpecialAnswer { action: action.clone(), granted, reason: words, language: None })
    };
    let loaner = |state: LoanerState| {
        Change::LoanerProgress(LoanerProgress {
            state,
            model: Some("ADX-6400".to_owned()),
            serial_number: Some("LN-1".to_owned()),
            due_back: Some(now + Span::hours(48)),
            reason: Some("None is left".to_owned()),
            language: None,
        })
    };
    let window = EtaWindow { expected_resolution_date: now + Span::hours(3), earliest: None, latest: None };
    let conclusion = |kind| NewConclusion { kind, text: "The card aged".to_owned(), language: None, attachment: None };
    let mut moves = vec![
        Change::TakeOver(engineer("Zhou Min", &Tier::L1)),
        Change::Tier { tier: Tier::L2, engineer: Some(engineer("Chen Lixing", &Tier::L2)), reason: None },
        Change::Tier { tier: Tier::Field, engineer: None, reason: Some(prose("Somebody has to come")) },
        Change::Engineer { engineer: engineer("Wu Shan", &Tier::L1), reason: None },
        Change::Continue { reason: None },
        wait(Status::Pending, PauseReason::WaitingForThirdParty),
        wait(Status::Pending, PauseReason::WaitingForCustomer),
        wait(Status::Held, PauseReason::Agreed),
        Change::Severity { code: "P2".to_owned(), reason: prose("Traffic is on the spare") },
        Change::Eta { window, next_update_by: Some(now + Span::hours(1)), reason: prose("The card is on its way") },
        Change::Message { prose: prose("Still looking"), channel: Channel::Phone, files: Vec::new() },
        Change::Ask { prose: prose("Which build?"), by: Some(now + Span::hours(2)) },
        Change::Check(NewChecks { checks: vec!["Both nodes take connections".to_owned()], language: None }),
        Change::Conclude(conclusion(ConclusionKind::RootCause)),
        Change::Resolve(prose("Card replaced")),
        Change::Close { reason: prose("Confirmed on the phone") },
        Change::Cancel { reason: prose("A mistake") },
        Change::ProposePlan(plan(CarriedOutBy::Remote, None)),
        Change::ProposePlan(plan(CarriedOutBy::OnSite, Some(now))),
        Change::ProposePlan(plan(CarriedOutBy::Customer, None)),
        Change::WithdrawPlan(prose("A patch came out")),
        Change::RequestAccess(access()),
        Change::FinishAccess(None),
        Change::AccessSession { connected: true },
        Change::AccessSession { connected: false },
        loaner(LoanerState::OnLoan),
        loaner(LoanerState::Returned),
        loaner(LoanerState::Refused),
    ];
    let steps = [Step::Diagnosis, Step::GradedHandling, Step::CarryingOut];
    moves.extend(steps.map(Change::Step));
    moves.extend([Milestone::Arrived, Milestone::Restored].map(Change::Reach));
    let asked = [Action::Escalate, Action::RequestGreenChannel, Action::Nudge];
    moves.extend(asked.iter().flat_map(|action| [special(action, true), special(action, false)]));
    let states = PlanStepState::KNOWN.iter();
    moves.extend(states.flat_map(|state| [1, 2].map(|number| Change::PlanStep { number, state: state.clone() })));
    moves.extend(RmaService::KNOWN.iter().map(|service| Change::OpenRma(rma(service))));
    moves.extend(RmaState::KNOWN.iter().map(|state| Change::RmaProgress(progress(state.clone(), now))));
    moves.push(visit(now));
    let by_itself = |state: &&VisitState| matches!(state, VisitState::Proposed | VisitState::Requested);
    let states = VisitState::KNOWN.iter().filter(|state| !by_itself(state));
    moves.extend(states.map(|state| visit_progress(state.clone(), now)));
    moves
}
