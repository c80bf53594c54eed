//! The desk of the demo: plays the vendor's people, so that whoever files a request sees it being worked on.
//!
//! Nothing is kept in memory. What is done next, by whom and when, follows from the ticket, its history and its
//! number alone, so that a restart goes on where it was, and what people do by the desk API in between is heeded.
//!
//! It attends to tickets whose customer was heard of lately: those that are filed or answered while it runs, and the
//! newest ones of the demo data. Of the others it only keeps the vendor's word: where news was promised, there is some.

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher},
    num::NonZeroU32,
    sync::Arc,
};

use aftercare_contract::{
    Span, Timestamp,
    account::PersonId,
    history::{Event, EventType, Side},
    plan::{CarriedOutBy, PlanState, PlanStepState, ResolutionPlan},
    remote::AccessState,
    rma::{LoanerProgress, LoanerState, NewRma, RmaProgress, RmaService, RmaState},
    survey::FollowUpId,
    ticket::{Action, PauseReason, RemoteAccess, SrNumber, Status, Step, TicketType, Tier, Window},
    visit::{Visit, VisitProgress, VisitState},
};
use fastrand::Rng;
use rusqlite::{Connection, Transaction};

use super::{
    COMPANIES, Cast, VENDOR,
    assets::{Company, Device, NamedEngineer, Vendor},
    read,
    story::{Deed, Stage, Subject, VisitDeed},
    surveys::{self, Comments},
    words::{Access, Course, Language, Particulars, Phrasebook, Phrases, Proposal, choose},
};
use crate::{
    App, Config,
    db::{At, Json},
    http::ApiError,
    session,
    sla::Milestone,
    survey::follow_up::{self, Shown},
    ticket::Record,
};

/// For how long after the customer was last heard of a ticket is attended to. Like all lengths of time here, it is
/// the vendor's people's time, which goes by as many times faster as the desk was told.
const ATTENTION: Span = Span::hours(12);
/// How long a step of the work takes on average.
const STEP: Span = Span::minutes(10);
/// How long a customer who is asked something has to answer.
const ANSWER: Span = Span::hours(8);
/// How long it takes to look into a low mark.
const LOOK: Span = Span::hours(1);
/// How many nights are proposed for work that must wait for one.
const NIGHTS: usize = 2;
/// Within which time after the replacement a defective part has to be back.
const RETURN: Span = Span::hours(7 * 24);
/// For how long a device is lent.
const LOAN: Span = Span::hours(14 * 24);
/// How soon somebody can come.
const SOON: Span = Span::hours(2);
/// On how many mornings they can come as well.
const MORNINGS: usize = 2;
/// How long the way to a site takes.
const TRAVEL: Span = Span::minutes(30);
/// How long before the end of a word it is renewed.
const IN_TIME: Span = Span::seconds(30);

/// Plays the vendor's people; a clone is the same desk.
#[derive(Clone)]
pub struct Desk(Arc<Staff>);

struct Staff {
    speed: NonZeroU32,
    vendor: Vendor,
    companies: Vec<Company>,
    phrasebook: Phrasebook,
    comments: BTreeMap<Language, Comments>,
}

impl Desk {
    /// A desk whose people work `speed` times as fast as people do.
    pub fn new(speed: NonZeroU32) -> Result<Self, ApiError> {
        let (vendor, companies) = (read(VENDOR)?, read(COMPANIES)?);
        let (phrasebook, comments) = (Phrasebook::new()?, surveys::comments()?);
        Ok(Self(Arc::new(Staff { speed, vendor, companies, phrasebook, comments })))
    }

    /// Does what is due now; called often.
    pub async fn work(&self, app: &App) -> Result<(), ApiError> {
        let now = app.clock.now();
        let staff = Arc::clone(&self.0);
        let look =
            move |conn: &Connection| staff.due(conn, now).and_then(|due| Ok((due, staff.looked_into(conn, now)?)));
        let (due, looked_into) = app.db.read(look).await?;
        for (respondent, follow_up) in looked_into {
            let staff = Arc::clone(&self.0);
            app.db.write(move |tx| staff.tell(tx, now, &respondent, &follow_up)).await?;
        }
        for sr in due {
            let (staff, config, number) = (Arc::clone(&self.0), Arc::clone(&app.config), sr.clone());
            let act = move |tx: &Transaction<'_>| staff.act(tx, now, &number, &config);
            if let Err(error) = app.db.write(act).await {
                tracing::error!(%error, %sr, "the desk couldn't act");
            }
        }
        Ok(())
    }
}

impl Staff {
    /// The tickets to which something is to be done.
    fn due(&self, conn: &Connection, now: Timestamp) -> Result<Vec<SrNumber>, ApiError> {
        // The inner query needs the index only; tickets that are open are few.
        let candidates = conn
            .prepare_cached(
                "SELECT record FROM ticket WHERE sr IN (SELECT sr FROM ticket
                     WHERE changed > :lately OR status IN ('acknowledged', 'inProgress', 'pending', 'resolved'))
                 AND (changed > :lately OR expected <= :soon OR record ->> '$.next_update_by' <= :soon_text
                     OR record ->> '$.rma.eta' <= :soon_text OR record ->> '$.visit.time.start' <= :soon_text)",
            )?
            .query_map(
                rusqlite::named_params! {
                    ":lately": At(now - self.real(ATTENTION)),
                    ":soon": At(now + IN_TIME),
                    ":soon_text": (now + IN_TIME).to_string(),
                },
                |row| row.get::<_, Json<Record>>(0).map(|Json(record)| record),
            )?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let mut due = Vec::new();
        for record in candidates {
            let case = Case::of(conn, record)?;
            if self.next(&case, now).is_some() {
                due.push(case.record.sr);
            }
        }
        Ok(due)
    }

    /// The low marks whose respondents are to hear now what came of them.
    fn looked_into(&self, conn: &Connection, now: Timestamp) -> Result<Vec<(PersonId, FollowUpId)>, ApiError> {
        let time = self.real(LOOK)..self.real(ATTENTION);
        let open = follow_up::list(conn, Shown::Open, now)?.into_iter();
        let due = open.filter_map(|stored| Some((stored.respondent, stored.survey.follow_up?)));
        let due = due.filter(|(_, follow_up)| time.contains(&now.since(follow_up.opened)));
        Ok(due.map(|(respondent, follow_up)| (respondent, follow_up.id)).collect())
    }

    /// Tells a respondent what came of a low mark.
    fn tell(
        &self,
        tx: &Transaction,
        now: Timestamp,
        respondent: &PersonId,
        follow_up: &FollowUpId,
    ) -> Result<(), ApiError> {
        let language = Language::answering(session::person(tx, respondent)?.language.as_deref());
        let comments = self.comments.get(&language).ok_or_else(|| ApiError::internal("no comments in a language"))?;
        let mut rng = seeded(follow_up.as_str(), 0);
        surveys::tell(tx, &mut rng, now, follow_up, (language, comments), &self.vendor)
    }

    /// Does to the ticket what is due now, if it still is.
    fn act(&self, tx: &Transaction, now: Timestamp, sr: &SrNumber, config: &Config) -> Result<(), ApiError> {
        let case = Case::of(tx, Record::load(tx, sr)?)?;
        let Some(step) = self.next(&case, now) else { return Ok(()) };
        let stage = Stage { tx, cast: &Cast::new(&self.vendor, &self.companies), config };
        let subject = Subject { sr, language: Some(case.language().tag()), channel: &case.record.channel };
        for (by, deed) in self.deeds(&case, now, &step) {
            stage.perform(now, subject, by, &deed)?;
        }
        Ok(())
    }

    /// A length of time as the world outside counts it.
    fn real(&self, span: Span) -> Span {
        Span::seconds(span.as_seconds() / i64::from(self.speed.get()))
    }

    /// What is to be done to the ticket by now.
    fn next<'a>(&'a self, case: &Case, now: Timestamp) -> Option<Move<'a>> {
        let record = &case.record;
        let attended = case.heard().is_some_and(|heard| heard + self.real(ATTENTION) > now);
        let part = Move::of_rma(record).filter(|_| attended || part_is_due(record, now));
        let part = part.or_else(|| self.of_visit(record, now));
        if part.is_none() && record.status.is_final() {
            return None;
        }
        if part.is_none() && !attended {
            return word_ends(record, now).then_some(Move::KeepWord);
        }
        let step = match (case.unanswered(), part) {
            (Some(matter), _) if attended && !record.status.is_final() => Move::Answer(matter),
            (_, Some(part)) => part,
            _ if record.waits_for_customer() => return None,
            _ if matches!(record.status, Status::Resolved | Status::Held) => return None,
            _ if record.visit.as_ref().is_some_and(Visit::is_open) => {
                word_ends(record, now).then_some(Move::KeepWord)?
            }
            _ => match record.plan.as_ref().filter(|plan| plan.is_open()) {
                Some(plan) => Move::of_plan(plan, now).or_else(|| word_ends(record, now).then_some(Move::KeepWord))?,
                None => self.plan(case).into_iter().find(|step| !step.is_done(case))?,
            },
        };
        let seconds = case.rng(record.last_event).i64(step.seconds()) / case.haste();
        (record.changed + self.real(Span::seconds(seconds)) <= now).then_some(step)
    }

    /// All that will be done to the ticket in the end.
    fn plan<'a>(&'a self, case: &Case) -> Vec<Move<'a>> {
        let mut rng = case.rng(0);
        let language = case.language();
        let mut chance = |percent| rng.u8(..100) < percent;
        let (asks, is_deep, attaches, is_late) = (chance(60), chance(50), chance(40), chance(70));
        let proposal = self.phrasebook.of(language).course(&case.record.request).proposal.as_ref();
        let proposal = proposal.filter(|_| chance(60));
        let access = self.phrasebook.of(language).course(&case.record.request).access.as_ref();
        let request = &case.record.request;
        let access = access.filter(|_| chance(70) && request.remote_access == RemoteAccess::OnRequest);
        let at_site = request.ticket_type == TicketType::Fault
            && (request.visit_wanted || request.fields.get("area").is_some_and(|area| area == "hardware"));
        let mut engineer = |tier: &Tier| self.vendor.engineer(&mut rng, tier, language);
        let visitor = engineer(&Tier::Field).filter(|_| request.visit_wanted);

        let mut plan: Vec<_> = engineer(&Tier::L1).map(Move::TakeOver).into_iter().collect();
        plan.push(Move::Greet);
        plan.extend(asks.then_some(Move::Ask));
        plan.extend(access.map(Move::RequestAccess));
        plan.extend(access.into_iter().flat_map(|_| [Move::Connect, Move::Disconnect]));
        plan.extend([Move::Diagnose, Move::Promise]);
        plan.extend(engineer(&Tier::L2).filter(|_| is_deep).map(Move::HandOver));
        plan.extend(attaches.then_some(Move::Attach));
        plan.extend(is_late.then_some(Move::Postpone));
        if let Some(visitor) = visitor {
            plan.push(Move::ProposeVisit(visitor));
        } else if at_site {
            plan.push(Move::OpenRma);
        } else {
            plan.extend(proposal.map(Move::Propose));
        }
        plan.extend([Move::CarryOut, Move::Resolve]);
        plan
    }

    /// What the step consists of, with the ids of those who do it.
    fn deeds<'a>(&'a self, case: &Case, now: Timestamp, step: &Move<'a>) -> Vec<(&'a str, Deed)> {
        let record = &case.record;
        let Some(by) = self.at_work(case, step) else { return Vec::new() };
        let language = case.language();
        let phrases = self.phrasebook.of(language);
        let course = phrases.course(&record.request);
        let mut say = Speech { rng: case.rng(record.last_event), words: self.words(case, by) };
        let paused = record.status == Status::Pending;
        let go_on = |reason| paused.then_some(Deed::Continue { reason });
        let deeds = match step {
            Move::TakeOver(_) => vec![Deed::TakeOver],
            Move::Greet => {
                let (greeting, look) = (say.one(&phrases.greeting), say.one(&course.look));
                vec![Deed::Say(language.join(&greeting, &look))]
            }
            Move::Ask => {
                let within = Some(self.real(ANSWER).max(Span::hours(1)));
                vec![Deed::Ask { text: say.one(&course.ask), within }]
            }
            Move::RequestAccess(access) => vec![Deed::RequestAccess(say.words.fill_access(access))],
            Move::Connect => vec![Deed::Connected(true)],
            Move::Disconnect => vec![Deed::Connected(false), Deed::FinishAccess],
            Move::Diagnose => vec![Deed::Step(Step::GradedHandling), Deed::Say(say.one(&course.found))],
            Move::Promise => vec![self.eta(now, self.left(case), say.one(&course.plan))],
            Move::HandOver(to) => vec![Deed::Tier {
                tier: to.engineer.tier.clone(),
                engineer: Some(to.id.clone()),
                reason: say.one(&phrases.hand_over),
            }],
            Move::Attach => {
                let report = &phrases.report;
                vec![Deed::File { name: say.words.fill(&report.name), content: say.words.fill(&report.content) }]
            }
            Move::Postpone => {
                let before = record.etas.last().map(|eta| eta.window.expected_resolution_date.since(now));
                let later = Span::seconds(before.unwrap_or_default().as_seconds() + self.real(STEP).as_seconds());
                vec![self.eta(now, self.left(case).max(later), say.one(&phrases.moved))]
            }
            Move::OpenRma => {
                let number = say.rng.u32(1000..10_000);
                vec![Deed::OpenRma(NewRma {
                    number: record.sr.as_str().replacen("SR", "RMA", 1),
                    part: say.one(&phrases.spare.parts),
                    language: None,
                    fru_number: format!("710-{number}-03"),
                    old_serial_number: Some(format!("P{number}-0917")),
                    service: RmaService::OnSite,
                    return_within: Some(RETURN),
                })]
            }
            Move::ProposeVisit(visitor) => vec![Deed::Visit(VisitDeed::Propose {
                engineer: visitor.id.clone(),
                purpose: say.one(&phrases.visit.purpose),
                soon: self.real(SOON),
                mornings: MORNINGS,
                change_before: self.real(TRAVEL),
            })],
            Move::Visit(state) => vec![self.visit(record, now, state, phrases, &mut say)],
            Move::Part(state) => self.part(case, state, phrases, course, &mut say),
            Move::Loaner(state) => {
                let progress = LoanerProgress {
                    state: state.clone(),
                    model: self.device(case).map(|device| device.model.clone()),
                    serial_number: Some(format!("LN-{}", say.rng.u32(10_000..100_000))),
                    due_back: None,
                    reason: None,
                    language: None,
                };
                vec![Deed::Loaner { progress, r#in: (*state == LoanerState::OnLoan).then_some(LOAN) }]
            }
            Move::CarryOut => {
                let carry = [Deed::Step(Step::CarryingOut), Deed::Say(say.one(&course.carry))];
                go_on(None).into_iter().chain(carry).collect()
            }
            Move::Propose(proposal) => {
                let request = &record.request;
                let us =
                    if request.remote_access == RemoteAccess::No { CarriedOutBy::OnSite } else { CarriedOutBy::Remote };
                vec![Deed::Propose {
                    proposal: say.words.fill_in(proposal),
                    offered: vec![us, CarriedOutBy::Customer],
                    nights: if request.window == Window::LowPeak { NIGHTS } else { 0 },
                }]
            }
            // Who is done with a step begins with the next.
            Move::PlanStep { number, state: PlanStepState::Running } => {
                let next = record.plan.as_ref().is_some_and(|plan| *number < plan.steps.len());
                let begun = next.then_some(Deed::PlanStep { number: number + 1, state: PlanStepState::Running });
                [Deed::PlanStep { number: *number, state: PlanStepState::Done }].into_iter().chain(begun).collect()
            }
            Move::PlanStep { number, .. } => {
                vec![Deed::PlanStep { number: *number, state: PlanStepState::Running }]
            }
            Move::Resolve => {
                let is_fault = record.request.ticket_type == TicketType::Fault;
                let checks = is_fault.then(|| Deed::Check(phrases.checks.clone()));
                checks.into_iter().chain([Deed::Resolve(say.one(&course.fix))]).collect()
            }
            Move::Answer(matter) => self.answer(case, now, *matter, phrases, &mut say),
            Move::KeepWord => vec![news(record, now, say.one(&phrases.moved))],
        };
        deeds.into_iter().map(|deed| (by, deed)).collect()
    }

    /// How the spare part comes to `state`; a field engineer comes with it.
    fn part(&self, case: &Case, state: &RmaState, phrases: &Phrases, course: &Course, say: &mut Speech) -> Vec<Deed> {
        let spare = &phrases.spare;
        let mut progress = RmaProgress::to(state.clone());
        let (mut deeds, mut expected) = (Vec::new(), None);
        match state {
            RmaState::Picked => progress.depot = Some(say.one(&spare.depots)),
            RmaState::OnTheWay => {
                let to = self.vendor.engineer(&mut say.rng, &Tier::Field, case.language());
                deeds.extend(to.filter(|_| case.record.tier != Tier::Field).map(|to| Deed::Tier {
                    tier: Tier::Field,
                    engineer: Some(to.id.clone()),
                    reason: say.one(&phrases.dispatched),
                }));
                progress.carrier = Some(say.one(&spare.carriers));
                progress.tracking_number = Some(format!("{:010}", say.rng.u32(..)));
                expected = Some(self.real(Span::seconds(STEP.as_seconds() * 2)));
            }
            RmaState::Replaced => {
                progress.new_serial_number = Some(format!("P{}", say.rng.u32(10_000_000..100_000_000)));
            }
            _ => {}
        }
        deeds.push(Deed::Part { progress, r#in: expected });
        deeds.extend((*state == RmaState::Arrived).then(|| Deed::Say(say.one(&course.carry))));
        deeds
    }

    /// The next step of the visit, if that is the vendor's and its time has come.
    fn of_visit<'a>(&self, record: &Record, now: Timestamp) -> Option<Move<'a>> {
        let visit = record.visit.as_ref().filter(|_| !record.waits_for_customer())?;
        let sets_out = visit.begins().is_some_and(|begins| begins - self.real(TRAVEL) <= now);
        let next = match visit.state {
            // What the customer wishes can be had.
            VisitState::Requested => VisitState::Agreed,
            VisitState::Agreed if sets_out => VisitState::OnTheWay,
            VisitState::OnTheWay if visit.eta.is_none_or(|eta| eta <= now) => VisitState::Arrived,
            VisitState::Arrived => VisitState::Done,
            _ => return None,
        };
        Some(Move::Visit(next))
    }

    /// How the visit comes to `state`.
    fn visit(&self, record: &Record, now: Timestamp, state: &VisitState, phrases: &Phrases, say: &mut Speech) -> Deed {
        let is = |of: VisitState| *state == of;
        let visit = record.visit.as_ref();
        let begins = visit.and_then(Visit::begins).map(|begins| begins.since(now));
        let travel = to_the_minute(now, self.real(TRAVEL));
        let progress = VisitProgress {
            time: visit.and_then(|visit| visit.wish).filter(|_| is(VisitState::Agreed)),
            report: is(VisitState::Done).then(|| say.one(&phrases.visit.report)),
            ..VisitProgress::to(state.clone())
        };
        let expected = begins.map_or(travel, |begins| begins.max(travel));
        Deed::Visit(VisitDeed::Note { progress, r#in: is(VisitState::OnTheWay).then_some(expected) })
    }

    fn answer(&self, case: &Case, now: Timestamp, matter: Matter, phrases: &Phrases, say: &mut Speech) -> Vec<Deed> {
        let record = &case.record;
        match matter {
            Matter::Message if record.status == Status::Resolved => vec![Deed::Say(say.one(&phrases.verifying))],
            Matter::Message => vec![Deed::Say(say.one(&phrases.thanks))],
            Matter::File => {
                // Whoever was asked for a file and sends it has answered.
                let go_on = record.waits_for_customer().then_some(Deed::Continue { reason: None });
                go_on.into_iter().chain([Deed::Say(say.one(&phrases.file_seen))]).collect()
            }
            Matter::Nudge => vec![Deed::Say(say.one(&phrases.nudged))],
            Matter::GreenChannel => {
                let sooner =
                    (!record.etas.is_empty()).then(|| self.eta(now, self.left(case), say.one(&phrases.sooner)));
                let grant = Deed::Answer { action: Action::RequestGreenChannel, granted: true, reason: None };
                [grant, Deed::Say(say.one(&phrases.green_channel))].into_iter().chain(sooner).collect()
            }
            Matter::Escalation => vec![
                Deed::Answer { action: Action::Escalate, granted: true, reason: None },
                Deed::Say(say.one(&phrases.escalated)),
            ],
            Matter::Reopening => vec![Deed::Say(say.one(&phrases.reopened))],
            Matter::Decline => vec![Deed::Say(say.one(&phrases.declined))],
        }
    }

    /// The id of who takes the step: the one who takes over, who works on the ticket, or else anybody who can.
    fn at_work<'a>(&'a self, case: &Case, step: &Move<'a>) -> Option<&'a str> {
        let of_ticket = || {
            let name = &case.record.engineer.as_ref()?.name;
            self.vendor.engineers.iter().find(|entry| entry.engineer.name == *name)
        };
        let stand_in = || self.vendor.engineer(&mut case.rng(0), &Tier::L1, case.language());
        let entry = if let Move::TakeOver(entry) = step { Some(*entry) } else { of_ticket().or_else(stand_in) };
        entry.map(|entry| entry.id.as_str())
    }

    fn words(&self, case: &Case, by: &str) -> Particulars {
        let request = &case.record.request;
        let mut words = Particulars::default();
        words.set("customer", case.language().address(&request.contact.name));
        words.set("number", case.record.sr.as_str());
        let engineer = self.vendor.engineers.iter().find(|entry| entry.id == by);
        words.set("engineer", engineer.map_or("", |entry| &entry.engineer.name));
        words.set("device", self.device(case).map_or("–", |device| &device.name));
        words
    }

    fn device(&self, case: &Case) -> Option<&Device> {
        let id = case.record.request.device.as_ref()?;
        self.companies.iter().flat_map(|company| &company.devices).find(|device| device.id == id.as_str())
    }

    /// How long the steps to come take.
    fn left(&self, case: &Case) -> Span {
        let steps: usize = self.plan(case).iter().filter(|step| !step.is_done(case)).map(Move::weight).sum();
        let open = case.record.plan.iter().filter(|plan| plan.is_open()).flat_map(|plan| &plan.steps);
        let steps = steps + open.filter(|step| step.state != PlanStepState::Done).count();
        let steps = i64::try_from(steps).unwrap_or(1);
        self.real(Span::seconds(STEP.as_seconds() * steps / case.haste()))
    }

    /// That it is expected to end in about so long.
    fn eta(&self, now: Timestamp, left: Span, reason: String) -> Deed {
        let r#in = to_the_minute(now, left);
        let latest = to_the_minute(now, Span::seconds(left.as_seconds() + self.real(STEP).as_seconds() * 2));
        Deed::Eta { r#in, earliest: None, latest: Some(latest), next_update: Some(r#in), reason }
    }
}

/// Whether news was promised for now, and it isn't the customer's turn.
fn word_ends(record: &Record, now: Timestamp) -> bool {
    let expected = record.etas.last().map(|eta| eta.window.expected_resolution_date);
    let word = record.next_update_by.into_iter().chain(expected).min();
    let open = !matches!(record.status, Status::Resolved | Status::Held) && !record.waits_for_customer();
    open && record.engineer.is_some() && word.is_some_and(|word| word <= now + IN_TIME)
}

/// Whether the time has come at which the part was expected.
fn part_is_due(record: &Record, now: Timestamp) -> bool {
    record.rma.as_ref().and_then(|rma| rma.eta).is_some_and(|eta| eta <= now)
}

/// News of a ticket that isn't attended to: the longer it lasts already, the longer until the next.
fn news(record: &Record, now: Timestamp, reason: String) -> Deed {
    let quarter = Span::seconds(now.since(record.created()).as_seconds() / 4);
    let next = to_the_minute(now, quarter.max(Span::hours(2)));
    let expected = record.etas.last().map(|eta| eta.window.expected_resolution_date.since(now));
    let later = Span::seconds(next.as_seconds() * 3 / 2);
    let r#in = expected.filter(|expected| *expected > next).unwrap_or(later);
    Deed::Eta { r#in, earliest: None, latest: None, next_update: Some(next), reason }
}

/// The span, made longer so that it ends with a minute.
fn to_the_minute(now: Timestamp, span: Span) -> Span {
    let now = now.unix_millis() / 1000;
    let end = now + span.as_seconds().max(60);
    Span::seconds(end + (60 - end % 60) % 60 - now)
}

/// A step of the vendor's people.
enum Move<'a> {
    TakeOver(&'a NamedEngineer),
    Greet,
    Ask,
    RequestAccess(&'a Access),
    Connect,
    Disconnect,
    Diagnose,
    Promise,
    HandOver(&'a NamedEngineer),
    Attach,
    Postpone,
    OpenRma,
    /// The spare part comes to this state.
    Part(RmaState),
    /// The loaner comes to this state.
    Loaner(LoanerState),
    ProposeVisit(&'a NamedEngineer),
    /// The visit comes to this state.
    Visit(VisitState),
    CarryOut,
    Propose(&'a Proposal),
    /// The step with this number of a plan that the customer has approved, and how far it is.
    PlanStep {
        number: usize,
        state: PlanStepState,
    },
    Resolve,
    Answer(Matter),
    KeepWord,
}

/// What the customer is answered to; of several the last one in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Matter {
    File,
    Message,
    Nudge,
    GreenChannel,
    Escalation,
    Reopening,
    Decline,
}

impl Move<'_> {
    /// The next step of an open plan, if it may be done now.
    fn of_plan(plan: &ResolutionPlan, now: Timestamp) -> Option<Self> {
        let mut steps = (1..).zip(&plan.steps).filter(|_| plan.may_be_carried_out(now));
        let (number, step) = steps.find(|(_, step)| step.state != PlanStepState::Done)?;
        Some(Self::PlanStep { number, state: step.state.clone() })
    }

    /// The next step of the spare part or the loaner, if that is the vendor's.
    fn of_rma(record: &Record) -> Option<Self> {
        let rma = record.rma.as_ref()?;
        let loaner = rma.loaner.as_ref().map(|loaner| &loaner.state);
        let next = match &rma.state {
            _ if loaner == Some(&LoanerState::Requested) => return Some(Self::Loaner(LoanerState::OnLoan)),
            RmaState::Confirmed | RmaState::Backordered => RmaState::Picked,
            RmaState::Picked => RmaState::OnTheWay,
            RmaState::OnTheWay => RmaState::Arrived,
            RmaState::Arrived if rma.service != RmaService::Customer => RmaState::Replaced,
            RmaState::Replaced if rma.hand_over.is_some() => RmaState::Returned,
            RmaState::Arrived => return None,
            _ if loaner == Some(&LoanerState::OnLoan) => return Some(Self::Loaner(LoanerState::Returned)),
            _ => return None,
        };
        Some(Self::Part(next))
    }

    /// How long it takes, in seconds.
    fn seconds(&self) -> core::ops::Range<i64> {
        match self {
            Self::TakeOver(_) => 120..240,
            Self::Greet => 60..180,
            Self::Answer(_) => 180..360,
            Self::Part(RmaState::Arrived) => 900..1500,
            _ => 420..780,
        }
    }

    /// For how many steps of the work it stands.
    fn weight(&self) -> usize {
        // A plan is decided, begun and carried out.
        match self {
            Self::Propose(proposal) => proposal.steps.len() + 3,
            // It is opened, picked and sent, arrives and is replaced.
            Self::OpenRma => 6,
            // A time is chosen and comes, then the engineer.
            Self::ProposeVisit(_) => 15,
            _ => 1,
        }
    }

    /// Whether it lies behind the ticket, whoever did it.
    fn is_done(&self, case: &Case) -> bool {
        let record = &case.record;
        let waited =
            |reasons: &[PauseReason]| record.facts.pauses().iter().any(|pause| reasons.contains(&pause.reason));
        let is_granted = || record.access.as_ref().is_some_and(|access| access.state == AccessState::Granted);
        let sessions = || record.access.iter().flat_map(|access| &access.sessions);
        let is_connected = || sessions().any(|session| session.ended.is_none());
        match self {
            Self::TakeOver(_) => record.engineer.is_some() && record.status != Status::Acknowledged,
            Self::Greet => case.by_vendor(&EventType::Message) > 0,
            Self::Ask => waited(&[PauseReason::WaitingForCustomer]),
            Self::RequestAccess(_) => record.access.is_some(),
            Self::Connect => !is_granted() || is_connected(),
            Self::Disconnect => !is_granted() || !is_connected(),
            Self::Diagnose => !matches!(record.step, Step::Reported | Step::Diagnosis),
            Self::Promise => case.by_vendor(&EventType::EtaChanged) > 0,
            Self::HandOver(_) => record.tier != Tier::L1,
            Self::Attach => case.by_vendor(&EventType::FileAdded) > 0,
            Self::Postpone => case.by_vendor(&EventType::EtaChanged) > 1,
            Self::OpenRma => record.rma.is_some() || record.facts.at(Milestone::Arrived).is_some(),
            Self::CarryOut => matches!(record.step, Step::CarryingOut | Step::Confirmation),
            Self::Resolve => record.status == Status::Resolved,
            Self::Propose(_) => record.plan.as_ref().is_some_and(|plan| plan.state != PlanState::Declined),
            Self::ProposeVisit(_) => {
                record.visit.is_some() || record.rma.is_some() || record.facts.at(Milestone::Arrived).is_some()
            }
            Self::PlanStep { .. }
            | Self::Part(_)
            | Self::Loaner(_)
            | Self::Visit(_)
            | Self::Answer(_)
            | Self::KeepWord => false,
        }
    }
}

/// A ticket with its history.
struct Case {
    record: Record,
    events: Vec<Event>,
}

impl Case {
    fn of(conn: &Connection, record: Record) -> Result<Self, ApiError> {
        let events = conn
            .prepare_cached("SELECT data FROM event WHERE sr = ?1 ORDER BY number")?
            .query_map([record.sr.as_str()], |row| row.get::<_, Json<Event>>(0).map(|Json(event)| event))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(Self { record, events })
    }

    fn language(&self) -> Language {
        Language::answering(self.record.request.language.as_deref())
    }

    /// Chance, but always the same for the ticket and the number.
    fn rng(&self, number: u64) -> Rng {
        seeded(self.record.sr.as_str(), number)
    }

    /// How many times faster than others it is worked on.
    fn haste(&self) -> i64 {
        if self.record.has_green_channel() { 2 } else { 1 }
    }

    /// When the customer last did something, or what was agreed with them begins.
    fn heard(&self) -> Option<Timestamp> {
        let by_customer = self.events.iter().rev().find(|event| event.actor.side == Side::Customer);
        let agreed = self.record.plan.as_ref().and_then(|plan| plan.window).into_iter();
        let agreed = agreed.chain(self.record.visit.as_ref().and_then(|visit| visit.time));
        by_customer.map(|event| event.event_date).into_iter().chain(agreed.map(|time| time.start)).max()
    }

    /// How often the vendor's people did this since the ticket was filed or last reopened.
    fn by_vendor(&self, event_type: &EventType) -> usize {
        let this_time = self.events.iter().rev().take_while(|event| !is_reopening(event));
        this_time.filter(|event| event.actor.side == Side::Vendor && event.event_type == *event_type).count()
    }

    /// What the customer has done since the vendor wrote last, if the vendor ever did.
    fn unanswered(&self) -> Option<Matter> {
        let is_answer = |event: &Event| event.actor.side == Side::Vendor && event.event_type == EventType::Message;
        let answered = self.events.iter().rposition(is_answer)?;
        let since = self.events.iter().skip(answered).filter(|event| event.actor.side == Side::Customer);
        let matter = |event: &Event| match (&event.event_type, &event.action) {
            (EventType::FileAdded, _) => Some(Matter::File),
            (EventType::Message, _) => Some(Matter::Message),
            (EventType::PlanDeclined, _) => Some(Matter::Decline),
            (_, Some(Action::Nudge)) => Some(Matter::Nudge),
            (_, Some(Action::RequestGreenChannel)) => Some(Matter::GreenChannel),
            (_, Some(Action::Escalate)) => Some(Matter::Escalation),
            _ if is_reopening(event) => Some(Matter::Reopening),
            _ => None,
        };
        since.filter_map(matter).max()
    }
}

/// Whether the customer says that the fix doesn't hold, or not wholly.
fn is_reopening(event: &Event) -> bool {
    matches!(event.action, Some(Action::Reopen | Action::ConfirmPartly))
}

/// Chance, but always the same for what has this id and the number.
fn seeded(id: &str, number: u64) -> Rng {
    // Its keys are fixed, so that it gives the same after a restart.
    let mut hasher = DefaultHasher::new();
    (id, number).hash(&mut hasher);
    Rng::with_seed(hasher.finish())
}

/// What is said on one occasion.
struct Speech {
    rng: Rng,
    words: Particulars,
}

impl Speech {
    fn one(&mut self, wordings: &[String]) -> String {
        self.words.fill(choose(&mut self.rng, wordings))
    }
}

#[cfg(test)]
mod tests;
