//! Notices and improvements of the demo, as `notices.json` tells them; what ends on a day is told of as the days went by.

use aftercare_contract::{
    Localized, Prose, Span, Timestamp,
    account::OrganisationId,
    asset::{Day, DeviceId},
    history::Side,
    notice::{NoticeKind, NoticeRequest, NoticeUrgency},
    plan::MaintenanceWindow,
    review::{ImprovementId, ImprovementState},
};
use chrono::TimeDelta;
use rusqlite::Transaction;
use serde::Deserialize;

use crate::{
    db::At,
    http::ApiError,
    notice::{self, Told, Warning},
    review::improvement::{self, Agreed, Progress},
};

const CONTENT: &str = include_str!("notices.json");
/// How far back it is told what came near, and how often that was looked at.
const PAST_DAYS: i64 = 280;
const EVERY_DAYS: usize = 7;
/// What is older than this has been read by everybody.
const READ_AFTER: Span = Span::hours(6 * 24);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    notices: Vec<Story>,
    improvements: Vec<Improvement>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Story {
    organisation: OrganisationId,
    hours_ago: i64,
    kind: NoticeKind,
    urgency: NoticeUrgency,
    #[serde(default)]
    devices: Vec<DeviceId>,
    title: Localized,
    text: Localized,
    advice: Option<Localized>,
    /// In so many days, from which hour (UTC) on, and for how many hours.
    window: Option<(i64, i64, i64)>,
    article: Option<String>,
    request: Option<NoticeRequest>,
    settled: Option<Settled>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Settled {
    hours_ago: i64,
    outcome: Localized,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Improvement {
    organisation: OrganisationId,
    agreed_days_ago: i64,
    title: Prose,
    measure: Prose,
    side: Side,
    owner: String,
    /// In so many days.
    due: i64,
    state: ImprovementState,
    done_days_ago: Option<i64>,
    remark: Option<(String, Prose)>,
}

/// An improvement that is agreed, and what becomes of it.
pub struct Begun(ImprovementId, Improvement);

/// Agrees on improvements; reports of service reviews that are made later tell of them.
pub fn agree_on_improvements(tx: &Transaction, now: Timestamp) -> Result<Vec<Begun>, ApiError> {
    let Content { improvements, .. } = super::read(CONTENT)?;
    improvements.into_iter().map(|story| agree(tx, now, story)).collect()
}

/// Brings them to where they are now.
pub fn go_on_with_improvements(tx: &Transaction, now: Timestamp, begun: Vec<Begun>) -> Result<(), ApiError> {
    for Begun(id, story) in begun {
        let progress = Progress { state: Some(story.state), remark: story.remark, ..Progress::default() };
        improvement::change(tx, now - Span::hours(story.done_days_ago.unwrap_or_default() * 24), &id, progress)?;
    }
    Ok(())
}

/// Writes the notices.
pub fn insert(tx: &Transaction, now: Timestamp) -> Result<(), ApiError> {
    let Content { notices, .. } = super::read(CONTENT)?;
    for days in (0..=PAST_DAYS).rev().step_by(EVERY_DAYS) {
        notice::bring_up_to_date(tx, now - Span::hours(days * 24))?;
    }
    for (index, story) in notices.into_iter().enumerate() {
        tell(tx, now, index, story)?;
    }
    tx.execute(
        "INSERT INTO notice_reader (person_id, notice_id, read)
         SELECT p.id, n.id, ?1 FROM person p JOIN notice n ON n.organisation_id = p.organisation_id WHERE n.published < ?2",
        (At(now), At(now - READ_AFTER)),
    )?;
    // Nobody was there yet to be told live.
    tx.execute("DELETE FROM news WHERE data ->> '$.notices' IS NOT NULL", [])?;
    Ok(())
}

fn tell(tx: &Transaction, now: Timestamp, index: usize, story: Story) -> Result<(), ApiError> {
    let window = story.window.and_then(|(days, hour, hours)| {
        let start = Timestamp(
            (now.0.date_naive() + TimeDelta::days(days)).and_hms_opt(u32::try_from(hour).ok()?, 0, 0)?.and_utc(),
        );
        Some(MaintenanceWindow { start, end: start + Span::hours(hours) })
    });
    let key = format!("demo/{index}");
    let warning = Warning {
        key: key.clone(),
        kind: story.kind,
        urgency: story.urgency,
        devices: story.devices,
        ends: window.map(|window| window.end),
        told: Told {
            title: story.title,
            text: story.text,
            advice: story.advice,
            contract: None,
            day: None,
            window,
            article: story.article,
            request: story.request,
            outcome: None,
        },
    };
    notice::raise(tx, &story.organisation, now - Span::hours(story.hours_ago), &warning)?;
    if let Some(Settled { hours_ago, outcome }) = story.settled {
        notice::settle(tx, &story.organisation, now - Span::hours(hours_ago), &key, Some(&outcome))?;
    }
    Ok(())
}

fn agree(tx: &Transaction, now: Timestamp, story: Improvement) -> Result<Begun, ApiError> {
    let agreed = Agreed {
        organisation: story.organisation.clone(),
        title: story.title.clone(),
        measure: Some(story.measure.clone()),
        side: story.side.clone(),
        owner: story.owner.clone(),
        due: Day(now.0.date_naive() + TimeDelta::days(story.due)),
    };
    let id = improvement::agree(tx, now - Span::hours(story.agreed_days_ago * 24), &agreed)?;
    Ok(Begun(id, story))
}
