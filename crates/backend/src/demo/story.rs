//! Tickets as stories: who filed what how long ago, and what happened then.
//!
//! What happens is a [`Deed`]; the desk that plays itself does its deeds by the same function.

use std::collections::HashMap;

use aftercare_contract::{
    Prose, Span, Timestamp,
    account::{OrganisationId, PersonId},
    claim::{ClaimDecision, ClaimProgress},
    conclusion::{ConclusionKind, NewChecks, NewConclusion},
    history::{Actor, Attachment, AttachmentId, ScanState, Side},
    plan::{CarriedOutBy, MaintenanceWindow, NewPlan, PlanDecision, PlanStepState},
    remote::{AccessDecision, NewAccessRequest},
    rma::{LoanerProgress, NewRma, RmaProgress, RmaReport},
    special::NewSpecialAnswer,
    ticket::{Action, Channel, Engineer, EtaWindow, NewTicket, PauseReason, SrNumber, Status, Step, TakeAction, Tier},
    upload::UploadId,
    visit::{NewVisit, VisitDecision, VisitProgress},
};
use chrono::{NaiveDate, TimeZone};
use chrono_tz::Tz;
use rusqlite::{OptionalExtension, Transaction};
use serde::Deserialize;

use super::{
    Cast, actor,
    words::{Access, Document, Proposal},
};
use crate::{
    Config, asset,
    db::At,
    http::ApiError,
    random,
    sla::Milestone,
    ticket::{
        self, Record,
        change::{self, Change},
        create::{self, Filing},
        file, plan,
    },
    upload,
};

/// The number before the first one that is given: a vendor has filed many tickets for others.
const NUMBERS_BEFORE: u64 = 117_600;

/// The hour of the night at which little begins to go on.
const LOW_PEAK: u32 = 1;
/// For how long little goes on then.
const LOW_PEAK_LENGTH: Span = Span::hours(4);
/// The hour at which visits begin, where nothing hurries.
const MORNING: u32 = 9;
/// How long a visit takes at most.
const VISIT_LENGTH: Span = Span::hours(2);
/// Visits begin at whole multiples of this.
const VISIT_RASTER: Span = Span::minutes(5);
/// How many nights are looked at for one that is free.
const NIGHTS_AHEAD: usize = 14;

/// One ticket.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Story {
    /// How long before the seeding it was filed.
    pub ago: Span,
    /// Whose it is, by the person's id.
    pub requester: String,
    #[serde(default = "web")]
    pub channel: Channel,
    #[serde(default)]
    pub watchers: Vec<String>,
    /// How long before it was filed it was first seen.
    pub since: Option<Span>,
    pub request: NewTicket,
    /// In the order in which it happened.
    pub then: Vec<Beat>,
}

fn web() -> Channel {
    Channel::Web
}

/// One thing that happened.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Beat {
    /// How long after the filing.
    pub after: Span,
    /// Who did it, by the id of the engineer or the person.
    pub by: String,
    #[serde(rename = "do")]
    pub deed: Deed,
}

/// What somebody did; lengths of time are from then on.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum Deed {
    TakeOver,
    Tier { tier: Tier, engineer: Option<String>, reason: String },
    Step(Step),
    Reach(Milestone),
    Continue { reason: Option<String> },
    Wait { status: Status, pause: PauseReason, reason: String },
    Severity { code: String, reason: String },
    Eta { r#in: Span, earliest: Option<Span>, latest: Option<Span>, next_update: Option<Span>, reason: String },
    Say(String),
    Ask { text: String, within: Option<Span> },
    Propose { proposal: Proposal, offered: Vec<CarriedOutBy>, nights: usize },
    Approve { by: CarriedOutBy },
    PlanStep { number: usize, state: PlanStepState },
    OpenRma(NewRma),
    Part { progress: RmaProgress, r#in: Option<Span> },
    Loaner { progress: LoanerProgress, r#in: Option<Span> },
    Visit(VisitDeed),
    Report { action: Action, carrier: Option<String>, tracking_number: Option<String> },
    RequestAccess(Access),
    GrantAccess(Span),
    Connected(bool),
    FinishAccess,
    FileClaim { amount: u64, description: String },
    Claim(ClaimProgress),
    DecideClaim { action: Action, reason: Option<String> },
    Answer { action: Action, granted: bool, reason: Option<String> },
    Check(Vec<String>),
    Conclude { kind: ConclusionKind, text: String, file: Option<Document> },
    Resolve(String),
    Act { action: Action, reason: Option<String> },
    File { name: String, content: String },
}

/// What somebody did about a visit.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum VisitDeed {
    /// The first time is so soon, the others are on as many mornings as `mornings` says.
    Propose {
        engineer: String,
        purpose: String,
        soon: Span,
        mornings: usize,
        change_before: Span,
    },
    /// The first time.
    Choose,
    Note {
        progress: VisitProgress,
        r#in: Option<Span>,
    },
}

/// Where deeds are done.
pub struct Stage<'a> {
    pub tx: &'a Transaction<'a>,
    pub cast: &'a Cast<'a>,
    /// Says where files go.
    pub config: &'a Config,
}

/// The ticket to which deeds are done.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    pub sr: &'a SrNumber,
    /// In which people write, by its tag.
    pub language: Option<&'a str>,
    /// By which the customer writes.
    pub channel: &'a Channel,
}

/// Writes all stories, interleaved as they happened, up to `now`.
pub fn play(stage: &Stage, now: Timestamp, stories: &[Story]) -> Result<(), ApiError> {
    let tx = stage.tx;
    tx.execute("UPDATE sr_number SET last = ?1", [NUMBERS_BEFORE])?;
    let mut scenes: Vec<_> = stories
        .iter()
        .enumerate()
        .flat_map(|(place, story)| story.scenes(now).map(move |scene| (place, scene)))
        .collect();
    // Stable, so that of what happened in the same second the story's order decides.
    scenes.sort_by_key(|(_, scene)| scene.at);
    let mut numbers: HashMap<usize, SrNumber> = HashMap::with_capacity(stories.len());
    for (place, Scene { at, story, beat }) in scenes {
        pass_time(tx, at)?;
        if let Some(beat) = beat {
            let sr = numbers.get(&place).ok_or_else(|| ApiError::internal("a story before its beginning"))?;
            let subject = Subject { sr, language: story.request.language.as_deref(), channel: &story.channel };
            stage.perform(at, subject, &beat.by, &beat.deed)?;
        } else {
            numbers.insert(place, stage.open(at, story)?);
        }
    }
    pass_time(tx, now)
}

/// A moment of a story; the first has no beat.
struct Scene<'a> {
    at: Timestamp,
    story: &'a Story,
    beat: Option<&'a Beat>,
}

impl Story {
    fn scenes(&self, now: Timestamp) -> impl Iterator<Item = Scene<'_>> {
        let filed = now - self.ago;
        let beats = self.then.iter().map(move |beat| Scene { at: filed + beat.after, story: self, beat: Some(beat) });
        core::iter::once(Scene { at: filed, story: self, beat: None }).chain(beats)
    }
}

/// Lets the timers do what falls due up to `at`, each at its time.
fn pass_time(tx: &Transaction, at: Timestamp) -> Result<(), ApiError> {
    let mut next = tx.prepare_cached(
        "SELECT sr, next_deadline FROM ticket WHERE next_deadline <= ?1 ORDER BY next_deadline LIMIT 1",
    )?;
    let mut due = || next.query_row([At(at)], |row| Ok((SrNumber(row.get(0)?), row.get::<_, At>(1)?.0))).optional();
    while let Some((sr, then)) = due()? {
        change::apply(tx, then, &sr, change::system(), Change::Time)?;
    }
    Ok(())
}

impl Stage<'_> {
    fn open(&self, at: Timestamp, story: &Story) -> Result<SrNumber, ApiError> {
        let (actor, organisation) = self.cast.person(&story.requester)?;
        let since = story.since.map(|since| at - since);
        let filing = Filing {
            requester: PersonId(story.requester.clone()),
            organisation: organisation.clone(),
            actor: actor.clone(),
            channel: story.channel.clone(),
            request: NewTicket { since, ..story.request.clone() },
        };
        let sr = create::file(self.tx, at, filing)?.record.sr;
        for watcher in &story.watchers {
            ticket::watch(self.tx, &sr, &PersonId(watcher.clone()))?;
        }
        Ok(sr)
    }

    /// Does the deed of the engineer or the person whose id is `by`. Problems: as of [`change::apply`].
    pub fn perform(&self, at: Timestamp, subject: Subject, by: &str, deed: &Deed) -> Result<(), ApiError> {
        let actor = self.cast.actor(by)?;
        let language = || subject.language.map(str::to_owned);
        let prose = |text: &String| Prose { text: text.clone(), language: language() };
        let change = match deed {
            Deed::TakeOver => Change::TakeOver(self.cast.engineer(by)?),
            Deed::Tier { tier, engineer, reason } => Change::Tier {
                tier: tier.clone(),
                engineer: engineer.as_ref().map(|id| self.cast.engineer(id)).transpose()?,
                reason: Some(prose(reason)),
            },
            Deed::Step(step) => Change::Step(step.clone()),
            Deed::Reach(milestone) => Change::Reach(*milestone),
            Deed::Continue { reason } => Change::Continue { reason: reason.as_ref().map(prose) },
            Deed::Wait { status, pause, reason } => {
                Change::Wait { status: status.clone(), pause: pause.clone(), reason: prose(reason) }
            }
            Deed::Severity { code, reason } => Change::Severity { code: code.clone(), reason: prose(reason) },
            Deed::Eta { r#in, earliest, latest, next_update, reason } => Change::Eta {
                window: EtaWindow {
                    expected_resolution_date: at + *r#in,
                    earliest: earliest.map(|span| at + span),
                    latest: latest.map(|span| at + span),
                },
                next_update_by: next_update.map(|span| at + span),
                reason: prose(reason),
            },
            Deed::Say(text) => {
                let channel = if actor.side == Side::Customer { subject.channel.clone() } else { Channel::Web };
                Change::Message { prose: prose(text), channel, files: Vec::new() }
            }
            Deed::Ask { text, within } => Change::Ask { prose: prose(text), by: within.map(|within| at + within) },
            Deed::Propose { proposal, offered, nights } => Change::ProposePlan(NewPlan {
                steps: proposal.steps.clone(),
                expected_effect: proposal.effect.clone(),
                risks: proposal.risks.clone(),
                rollback: proposal.rollback.clone(),
                language: language(),
                duration: proposal.duration,
                offered: offered.clone(),
                windows: self.low_peaks(at, subject.sr, *nights)?,
            }),
            Deed::Approve { by } => Change::Act(self.approval(subject.sr, by)?),
            Deed::PlanStep { number, state } => Change::PlanStep { number: *number, state: state.clone() },
            Deed::RequestAccess(Access { purpose, scope }) => Change::RequestAccess(NewAccessRequest {
                purpose: purpose.clone(),
                scope: scope.clone(),
                language: subject.language.map(str::to_owned),
                ..NewAccessRequest::default()
            }),
            Deed::GrantAccess(duration) => Change::Act(self.grant(subject.sr, *duration)?),
            Deed::Connected(connected) => Change::AccessSession { connected: *connected },
            Deed::FinishAccess => Change::FinishAccess(None),
            Deed::OpenRma(new) => Change::OpenRma(NewRma { language: language(), ..new.clone() }),
            Deed::Part { progress, r#in } => Change::RmaProgress(RmaProgress {
                eta: r#in.map(|span| at + span),
                language: language(),
                ..progress.clone()
            }),
            Deed::Loaner { progress, r#in } => Change::LoanerProgress(LoanerProgress {
                due_back: r#in.map(|span| at + span),
                language: language(),
                ..progress.clone()
            }),
            Deed::Visit(deed) => self.visit(at, subject, deed)?,
            Deed::Report { action, carrier, tracking_number } => {
                let rma = Record::load(self.tx, subject.sr)?.rma;
                let revision = rma.ok_or_else(|| ApiError::internal("no part to be reported about"))?.revision;
                let (carrier, tracking_number) = (carrier.clone(), tracking_number.clone());
                let rma = Some(RmaReport { revision, carrier, tracking_number });
                Change::Act(TakeAction { rma, ..action.clone().into() })
            }
            Deed::FileClaim { .. } | Deed::Claim(_) | Deed::DecideClaim { .. } => {
                self.on_claim(subject.sr, by, deed, language())?
            }
            Deed::Answer { action, granted, reason } => Change::AnswerSpecial(NewSpecialAnswer {
                action: action.clone(),
                granted: *granted,
                reason: reason.clone().unwrap_or_default(),
                language: subject.language.map(str::to_owned),
            }),
            Deed::Check(checks) => {
                Change::Check(NewChecks { checks: checks.clone(), language: subject.language.map(str::to_owned) })
            }
            Deed::Conclude { kind, text, file } => {
                let file = file.as_ref();
                let attach = |file: &Document| self.attach(at, subject.sr, actor.clone(), &file.name, &file.content);
                Change::Conclude(NewConclusion {
                    kind: kind.clone(),
                    text: text.clone(),
                    language: subject.language.map(str::to_owned),
                    attachment: file.map(attach).transpose()?,
                })
            }
            Deed::Resolve(text) => Change::Resolve(prose(text)),
            Deed::Act { action, reason } => Change::Act(TakeAction { reason: reason.clone(), ..action.clone().into() }),
            Deed::File { name, content } => {
                return self.attach(at, subject.sr, actor, name, content).map(drop);
            }
        };
        change::apply(self.tx, at, subject.sr, actor, change).map(drop)
    }

    /// What somebody does about the ticket's claim as it is.
    fn on_claim(&self, sr: &SrNumber, person: &str, deed: &Deed, language: Option<String>) -> Result<Change, ApiError> {
        let seen = ClaimDecision::on(Record::load(self.tx, sr)?.claim.map_or(0, |claim| claim.revision));
        let (bare, claim) = match deed {
            Deed::FileClaim { amount, description } => {
                let (amount, description) = (Some(*amount), Some(description.clone()));
                (Action::FileClaim.into(), ClaimDecision { amount, description, language, ..seen })
            }
            Deed::DecideClaim { action, reason } => {
                (TakeAction { reason: reason.clone(), ..action.clone().into() }, seen)
            }
            Deed::Claim(progress) => {
                return Ok(Change::ClaimProgress(ClaimProgress { language, ..progress.clone() }));
            }
            _ => return Err(ApiError::internal("no deed about a claim")),
        };
        let act = TakeAction { claim: Some(claim), ..bare };
        Ok(Change::Claim { act, person: PersonId(person.to_owned()), files: Vec::new() })
    }

    /// As many of the coming nights, at the hours when little goes on at the ticket's site and nothing else is agreed.
    fn low_peaks(&self, at: Timestamp, sr: &SrNumber, nights: usize) -> Result<Vec<MaintenanceWindow>, ApiError> {
        let record = Record::load(self.tx, sr)?;
        let taken = plan::taken(self.tx, &record)?;
        let windows = self.coming_days(at, &record, LOW_PEAK, LOW_PEAK_LENGTH)?.take(NIGHTS_AHEAD);
        let free = windows.filter(|window| !taken.iter().any(|taken| taken.overlaps(window)));
        Ok(free.take(nights).collect())
    }

    /// From this hour on for so long, on each of the coming days at the ticket's site.
    fn coming_days(
        &self,
        at: Timestamp,
        record: &Record,
        hour: u32,
        length: Span,
    ) -> Result<impl Iterator<Item = MaintenanceWindow> + use<>, ApiError> {
        let site = record.site.as_ref().map(|site| asset::site(self.tx, site)).transpose()?.flatten();
        let zone = site.and_then(|site| site.time_zone.parse().ok()).unwrap_or(Tz::UTC);
        let window = move |day: NaiveDate| {
            let start = zone.from_local_datetime(&day.and_hms_opt(hour, 0, 0)?).earliest()?;
            let start = Timestamp(start.to_utc());
            Some(MaintenanceWindow { start, end: start + length })
        };
        let today = at.0.with_timezone(&zone).date_naive();
        Ok(today.iter_days().skip(1).filter_map(window))
    }

    fn visit(&self, at: Timestamp, subject: Subject, deed: &VisitDeed) -> Result<Change, ApiError> {
        let language = || subject.language.map(str::to_owned);
        Ok(match deed {
            VisitDeed::Propose { engineer, purpose, soon, mornings, change_before } => Change::ProposeVisit {
                engineer: self.cast.engineer(engineer)?,
                new: NewVisit {
                    purpose: purpose.clone(),
                    times: self.visit_times(at, subject.sr, *soon, *mornings)?,
                    change_before: *change_before,
                    reason: None,
                    language: language(),
                },
            },
            VisitDeed::Choose => Change::Act(self.visit_choice(subject.sr)?),
            VisitDeed::Note { progress, r#in } => Change::VisitProgress(VisitProgress {
                eta: r#in.map(|span| at + span),
                language: language(),
                ..progress.clone()
            }),
        })
    }

    /// Soon, and on the next mornings at the site.
    fn visit_times(
        &self,
        at: Timestamp,
        sr: &SrNumber,
        soon: Span,
        mornings: usize,
    ) -> Result<Vec<MaintenanceWindow>, ApiError> {
        let (raster, start) = (VISIT_RASTER.as_seconds(), at + soon);
        let start = start + Span::seconds(raster - (start.unix_millis() / 1000) % raster);
        let soon = MaintenanceWindow { start, end: start + VISIT_LENGTH };
        let days = self.coming_days(at, &Record::load(self.tx, sr)?, MORNING, VISIT_LENGTH)?;
        let later = days.filter(|morning| morning.start > soon.end).take(mornings);
        Ok(core::iter::once(soon).chain(later).collect())
    }

    /// The choice of the first time of the ticket's visit.
    fn visit_choice(&self, sr: &SrNumber) -> Result<TakeAction, ApiError> {
        let visit = Record::load(self.tx, sr)?.visit.ok_or_else(|| ApiError::internal("no visit to be agreed"))?;
        let decision = VisitDecision { revision: visit.revision, time: visit.times.first().copied(), host: None };
        Ok(TakeAction { visit: Some(decision), ..Action::ChooseVisitTime.into() })
    }

    /// The approval of the ticket's plan as soon as possible.
    fn approval(&self, sr: &SrNumber, by: &CarriedOutBy) -> Result<TakeAction, ApiError> {
        let plan = Record::load(self.tx, sr)?.plan.ok_or_else(|| ApiError::internal("no plan to be approved"))?;
        let window = plan.windows.first().copied();
        let decision = PlanDecision { revision: plan.revision, carried_out_by: Some(by.clone()), window };
        Ok(TakeAction { plan: Some(decision), ..Action::ApprovePlan.into() })
    }

    /// The leave to connect for so long.
    fn grant(&self, sr: &SrNumber, duration: Span) -> Result<TakeAction, ApiError> {
        let request = Record::load(self.tx, sr)?.access.ok_or_else(|| ApiError::internal("no access to be granted"))?;
        let decision = AccessDecision { revision: request.revision, duration: Some(duration) };
        Ok(TakeAction { access: Some(decision), ..Action::GrantAccess.into() })
    }

    fn attach(
        &self,
        at: Timestamp,
        sr: &SrNumber,
        author: Actor,
        name: &str,
        content: &str,
    ) -> Result<AttachmentId, ApiError> {
        let id = UploadId(random::id()?);
        let path = upload::path(self.config, &id);
        std::fs::write(&path, content)?;
        let (media_type, sha256) = upload::look(&path, name)?;
        let media_type = media_type.ok_or_else(|| ApiError::internal(format!("{name} wouldn't be taken")))?;
        let attachment = Attachment {
            id: AttachmentId(id.0),
            name: name.to_owned(),
            media_type: media_type.to_owned(),
            size: content.len() as u64,
            sha256,
            scan: ScanState::NotScanned,
            author,
            attached: at,
        };
        let id = attachment.id.clone();
        file::add(self.tx, sr, attachment)?;
        Ok(id)
    }
}

impl Cast<'_> {
    fn actor(&self, id: &str) -> Result<Actor, ApiError> {
        match self.engineers.get(id) {
            Some(engineer) => Ok(actor(engineer)),
            None => self.person(id).map(|(actor, _)| actor.clone()),
        }
    }

    fn engineer(&self, id: &str) -> Result<Engineer, ApiError> {
        let engineer = self.engineers.get(id).copied().cloned();
        engineer.ok_or_else(|| ApiError::internal(format!("no engineer {id}")))
    }

    fn person(&self, id: &str) -> Result<&(Actor, OrganisationId), ApiError> {
        self.people.get(id).ok_or_else(|| ApiError::internal(format!("no person {id}")))
    }
}
