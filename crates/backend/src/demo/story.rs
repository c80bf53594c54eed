//! Tickets as stories: who filed what how long ago, and what happened then.

use aftercare_contract::{
    Prose, Span, Timestamp,
    account::{OrganisationId, PersonId},
    history::{Actor, Attachment, AttachmentId, ScanState, Side},
    ticket::{Action, Channel, Engineer, EtaWindow, NewTicket, PauseReason, SrNumber, Status, Step, Tier},
    upload::UploadId,
};
use rusqlite::{OptionalExtension, Transaction};
use serde::Deserialize;

use super::Cast;
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
    ago: Span,
    requester: String,
    #[serde(default = "web")]
    channel: Channel,
    #[serde(default)]
    watchers: Vec<String>,
    /// How long before it was filed it was first seen.
    since: Option<Span>,
    request: NewTicket,
    then: Vec<Beat>,
}

fn web() -> Channel {
    Channel::Web
}

/// One thing that happened.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Beat {
    /// How long after the filing.
    after: Span,
    by: String,
    #[serde(rename = "do")]
    deed: Deed,
}

/// What somebody did; lengths of time are from then on.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
enum Deed {
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

/// Writes all stories, interleaved as they happened, up to `now`. Files go where uploads go.
pub fn play(
    tx: &Transaction,
    now: Timestamp,
    cast: &Cast<'_>,
    stories: &[Story],
    config: &Config,
) -> Result<(), ApiError> {
    tx.execute("UPDATE sr_number SET last = ?1", [NUMBERS_BEFORE])?;
    let mut scenes: Vec<_> = stories.iter().flat_map(|story| story.scenes(now)).collect();
    // Stable, so that of what happened in the same second the story's order decides.
    scenes.sort_by_key(|scene| scene.at);
    let mut numbers: Vec<(&Story, SrNumber)> = Vec::new();
    for Scene { at, story, beat } in scenes {
        pass_time(tx, at)?;
        match beat {
            None => numbers.push((story, open(tx, at, cast, story)?)),
            Some(beat) => {
                let known = numbers.iter().find(|(filed, _)| core::ptr::eq(*filed, story));
                let (_, sr) = known.ok_or_else(|| ApiError::internal("a story before its beginning"))?;
                act(tx, at, cast, story, beat, sr, config)?;
            }
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
        let filed = now + before(self.ago);
        let beats = self.then.iter().map(move |beat| Scene { at: filed + beat.after, story: self, beat: Some(beat) });
        core::iter::once(Scene { at: filed, story: self, beat: None }).chain(beats)
    }

    fn prose(&self, text: &str) -> Prose {
        Prose { text: text.to_owned(), language: self.request.language.clone() }
    }
}

fn before(span: Span) -> Span {
    Span::seconds(span.as_seconds().saturating_neg())
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

fn open(tx: &Transaction, at: Timestamp, cast: &Cast<'_>, story: &Story) -> Result<SrNumber, ApiError> {
    let (actor, organisation) = cast.person(&story.requester)?;
    let since = story.since.map(|since| at + before(since));
    let filing = Filing {
        requester: PersonId(story.requester.clone()),
        organisation: organisation.clone(),
        actor: actor.clone(),
        channel: story.channel.clone(),
        request: NewTicket { since, ..story.request.clone() },
    };
    let sr = create::file(tx, at, filing)?.record.sr;
    for watcher in &story.watchers {
        ticket::watch(tx, &sr, &PersonId(watcher.clone()))?;
    }
    Ok(sr)
}

fn act(
    tx: &Transaction,
    at: Timestamp,
    cast: &Cast<'_>,
    story: &Story,
    beat: &Beat,
    sr: &SrNumber,
    config: &Config,
) -> Result<(), ApiError> {
    let actor = cast.actor(&beat.by)?;
    let prose = |text: &String| story.prose(text);
    let change = match &beat.deed {
        Deed::TakeOver => Change::TakeOver(cast.engineer(&beat.by)?),
        Deed::Tier { tier, engineer, reason } => Change::Tier {
            tier: tier.clone(),
            engineer: engineer.as_ref().map(|id| cast.engineer(id)).transpose()?,
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
            let channel = if actor.side == Side::Customer { story.channel.clone() } else { Channel::Web };
            Change::Message { prose: prose(text), channel, files: Vec::new() }
        }
        Deed::Ask { text, pause, within } => {
            Change::Ask { prose: prose(text), pause: pause.clone(), by: within.map(|within| at + within) }
        }
        Deed::Resolve(text) => Change::Resolve(prose(text)),
        Deed::Act { action, reason } => Change::Act { action: action.clone(), reason: reason.clone() },
        Deed::File { name, content } => return attach(tx, at, sr, actor, (name, content), config),
    };
    change::apply(tx, at, sr, actor, change).map(drop)
}

fn attach(
    tx: &Transaction,
    at: Timestamp,
    sr: &SrNumber,
    author: Actor,
    (name, content): (&str, &str),
    config: &Config,
) -> Result<(), ApiError> {
    let id = UploadId(random::id()?);
    let path = upload::path(config, &id);
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
    file::add(tx, sr, attachment)
}

impl Cast<'_> {
    fn actor(&self, id: &str) -> Result<Actor, ApiError> {
        match self.engineers.get(id) {
            Some(engineer) => {
                Ok(Actor { side: Side::Vendor, name: engineer.name.clone(), tier: Some(engineer.tier.clone()) })
            }
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
