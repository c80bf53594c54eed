//! Tickets as stories: who filed what how long ago, and what happened then.
//!
//! What happens is a [`Deed`]; the desk that plays itself does its deeds by the same function.

use std::collections::HashMap;

use aftercare_contract::{
    Prose, Span, Timestamp,
    account::{OrganisationId, PersonId},
    history::{Actor, Attachment, AttachmentId, ScanState, Side},
    ticket::{Action, Channel, Engineer, EtaWindow, NewTicket, PauseReason, SrNumber, Status, Step, Tier},
    upload::UploadId,
};
use rusqlite::{OptionalExtension, Transaction};
use serde::Deserialize;

use super::{Cast, actor};
use crate::{
    Config,
    db::At,
    http::ApiError,
    random,
    sla::Milestone,
    ticket::{
        self,
        change::{self, Change},
        create::{self, Filing},
        file,
    },
    upload,
};

/// The number before the first one that is given: a vendor has filed many tickets for others.
const NUMBERS_BEFORE: u64 = 117_600;

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
    Ask { text: String, pause: PauseReason, within: Option<Span> },
    Resolve(String),
    Act { action: Action, reason: Option<String> },
    File { name: String, content: String },
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
        let prose = |text: &String| Prose { text: text.clone(), language: subject.language.map(str::to_owned) };
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
            Deed::Ask { text, pause, within } => {
                Change::Ask { prose: prose(text), pause: pause.clone(), by: within.map(|within| at + within) }
            }
            Deed::Resolve(text) => Change::Resolve(prose(text)),
            Deed::Act { action, reason } => Change::Act { action: action.clone(), reason: reason.clone() },
            Deed::File { name, content } => return self.attach(at, subject.sr, actor, name, content),
        };
        change::apply(self.tx, at, subject.sr, actor, change).map(drop)
    }

    fn attach(&self, at: Timestamp, sr: &SrNumber, author: Actor, name: &str, content: &str) -> Result<(), ApiError> {
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
        file::add(self.tx, sr, attachment)
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
