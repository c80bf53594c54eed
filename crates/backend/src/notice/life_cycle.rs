//! What ends on a day: lives, warranties, contracts. How long ahead people are told of it, and in which words, is in
//! `life_cycle.json`.

use std::{collections::BTreeMap, sync::LazyLock};

use aftercare_contract::{
    Localized, Timestamp,
    account::OrganisationId,
    asset::{Day, DeviceId},
    notice::{NoticeKind, NoticeRequest, NoticeUrgency},
    ticket::TicketType,
};
use chrono::{Days, NaiveTime};
use rusqlite::{Connection, Transaction};
use serde::Deserialize;

use super::{Told, Warning, raise, settle_others};
use crate::{App, db::Text, http::ApiError};

/// What the keys of all these notices begin with.
const KEY: &str = "life-cycle/";

/// The words of `life_cycle.json`, and when they are said.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct LifeCycle {
    /// For how many days after its day a notice holds.
    days_after: u64,
    kinds: BTreeMap<NoticeKind, Course>,
}

/// What is said of one kind.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Course {
    /// From how many days ahead on it is how urgent; the longest time first.
    stages: Vec<Stage>,
    title: Localized,
    text: Localized,
    advice: Localized,
    request: Asked,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Stage {
    days_ahead: i64,
    urgency: NoticeUrgency,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Asked {
    ticket_type: TicketType,
    action: Localized,
    title: Localized,
    description: Localized,
}

static LIFE_CYCLE: LazyLock<LifeCycle> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the file is part of the program; a test reads it")]
    serde_json::from_str(include_str!("life_cycle.json")).expect("life_cycle.json holds the words")
});

/// A day on which something ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Ending {
    /// The same as long as it is about the same things and the same day.
    pub key: String,
    kind: NoticeKind,
    pub day: Day,
    /// The model or, where a contract ends, its number.
    subject: String,
    devices: Vec<DeviceId>,
}

/// All days on which something of a company's ends, by key.
pub fn endings(conn: &Connection, organisation: &OrganisationId) -> rusqlite::Result<Vec<Ending>> {
    let mut rows = conn.prepare_cached(
        "SELECT 'endOfLife', m.end_of_life, m.name, d.id FROM device d JOIN model m ON m.name = d.model
             WHERE d.organisation_id = ?1 AND m.end_of_life IS NOT NULL
         UNION ALL SELECT 'endOfServiceLife', m.end_of_service_life, m.name, d.id FROM device d
             JOIN model m ON m.name = d.model WHERE d.organisation_id = ?1 AND m.end_of_service_life IS NOT NULL
         UNION ALL SELECT 'warrantyEnd', warranty_end, model, id FROM device
             WHERE organisation_id = ?1 AND warranty_end IS NOT NULL
         UNION ALL SELECT 'contractEnd', c.valid_to, c.number, d.id FROM contract c
             LEFT JOIN device d ON d.contract_id = c.id WHERE c.organisation_id = ?1
         ORDER BY 1, 2, 3, 4",
    )?;
    let mut rows = rows.query([organisation.as_str()])?;
    let mut endings: Vec<Ending> = Vec::new();
    while let Some(row) = rows.next()? {
        let (kind, Text::<Day>(day), subject): (String, _, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let key = format!("{KEY}{kind}/{subject}/{}", day.0);
        let device = row.get::<_, Option<String>>(3)?.map(DeviceId);
        if let Some(last) = endings.last_mut().filter(|last| last.key == key) {
            last.devices.extend(device);
        } else {
            let (kind, devices) = (kind.as_str().into(), device.into_iter().collect());
            endings.push(Ending { key, kind, day, subject, devices });
        }
    }
    Ok(endings)
}

impl Ending {
    /// One line.
    pub fn title(&self) -> Option<Localized> {
        LIFE_CYCLE.kinds.get(&self.kind).map(|course| self.fill(&course.title))
    }

    /// What it means, and what to do.
    pub fn text(&self) -> Option<[Localized; 2]> {
        LIFE_CYCLE.kinds.get(&self.kind).map(|course| [self.fill(&course.text), self.fill(&course.advice)])
    }

    /// The notice of it, if it is time for one.
    fn warning(&self, now: Timestamp) -> Option<Warning> {
        let course = LIFE_CYCLE.kinds.get(&self.kind)?;
        let ahead = self.day.0.signed_duration_since(now.0.date_naive()).num_days();
        let stage = course.stages.iter().rfind(|stage| ahead <= stage.days_ahead)?;
        let last = self.day.0.checked_add_days(Days::new(LIFE_CYCLE.days_after + 1))?;
        let ends = Timestamp(last.and_time(NaiveTime::MIN).and_utc());
        let request = &course.request;
        (ends > now).then(|| Warning {
            key: self.key.clone(),
            kind: self.kind.clone(),
            urgency: stage.urgency.clone(),
            devices: self.devices.clone(),
            ends: Some(ends),
            told: Told {
                title: self.fill(&course.title),
                text: self.fill(&course.text),
                advice: Some(self.fill(&course.advice)),
                contract: (self.kind == NoticeKind::ContractEnd).then(|| self.subject.clone()),
                day: Some(self.day),
                window: None,
                article: None,
                request: Some(NoticeRequest {
                    ticket_type: request.ticket_type.clone(),
                    action: request.action.clone(),
                    title: self.fill(&request.title),
                    description: self.fill(&request.description),
                }),
                outcome: None,
            },
        })
    }

    /// The words with `{subject}`, `{day}` and `{count}` replaced.
    fn fill(&self, words: &Localized) -> Localized {
        let (day, count) = (self.day.0.to_string(), self.devices.len().to_string());
        let said = |tag| {
            let (_, text) = words.in_language(tag);
            text.replace("{day}", &day).replace("{count}", &count).replace("{subject}", &self.subject)
        };
        let [en, zh, ja] = ["en", "zh-CN", "ja"].map(said);
        [("en", &*en), ("zh-CN", &*zh), ("ja", &*ja)].into()
    }
}

/// Tells of what has come near by `now`, and takes back what isn't so any more.
pub async fn sweep(app: &App) -> Result<(), ApiError> {
    let now = app.clock.now();
    app.db.write(move |tx| bring_up_to_date(tx, now)).await
}

/// The same in a transaction. Done again, it changes nothing.
pub fn bring_up_to_date(tx: &Transaction, now: Timestamp) -> Result<(), ApiError> {
    let organisations = tx
        .prepare_cached("SELECT id FROM organisation")?
        .query_map([], |row| row.get(0).map(OrganisationId))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    for organisation in organisations {
        let endings = endings(tx, &organisation)?;
        for warning in endings.iter().filter_map(|ending| ending.warning(now)) {
            raise(tx, &organisation, now, &warning)?;
        }
        let known = endings.into_iter().map(|ending| ending.key).collect();
        settle_others(tx, &organisation, now, KEY, &known, None)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn everything_that_ends_is_told_of_in_three_languages_ever_more_urgently() {
        use aftercare_contract::notice::NoticeGroup::LifeCycle;
        let ends = NoticeKind::KNOWN.iter().filter(|kind| kind.group() == Some(LifeCycle));
        for kind in ends {
            let Course { stages, title, text, advice, request } = &LIFE_CYCLE.kinds[kind];
            assert!(stages.is_sorted_by(|a, b| a.days_ahead > b.days_ahead && a.urgency > b.urgency), "{kind}");
            for words in [title, text, advice, &request.action, &request.title, &request.description] {
                let tags: BTreeSet<_> = words.tags().collect();
                assert_eq!(tags, ["en", "ja", "zh-CN"].into(), "{kind}");
            }
        }
    }
}
