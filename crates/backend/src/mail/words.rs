//! The words of `words.json`: an e-mail is read without the portal, so its words have to come with it.

use std::{collections::BTreeMap, sync::LazyLock};

use aftercare_contract::{Localized, Timestamp, mail::MailKind};
use chrono::Datelike;
use chrono_tz::Tz;
use serde::Deserialize;

use super::letter::Decide;

/// Everything that e-mails say by themselves.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Words {
    /// How a time is written: chrono's pattern, with `{weekday}`.
    time: Localized,
    /// From Monday on.
    weekdays: Vec<Localized>,
    pub greeting: Localized,
    pub ticket: Localized,
    pub your_site: Localized,
    pub range: Localized,
    pub next_update: Localized,
    /// From the worst on.
    pub marks: Vec<Localized>,
    pub said: Localized,
    pub did: Localized,
    pub reopen: Localized,
    pub hotline: Localized,
    pub automatic: Localized,
    pub choose: Localized,
    /// Instead of `yourTurn`, where something else is to be done than to answer.
    decide: BTreeMap<Decide, Wording>,
    mails: BTreeMap<MailKind, Wording>,
}

/// The words of one kind.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    pub subject: Localized,
    pub lead: Localized,
    /// What holds until when.
    pub until: Option<Localized>,
    pub action: Localized,
}

/// Those of `words.json`.
pub static WORDS: LazyLock<Words> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the file is part of the program; a test reads it")]
    serde_json::from_str(include_str!("words.json")).expect("words.json holds the words")
});

/// In which language and zone somebody reads.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    pub language: &'a str,
    pub zone: Tz,
}

impl Reader<'_> {
    /// The words with each `{name}` replaced by its value. Values are taken as they are, whatever braces they hold.
    pub fn say(self, words: &Localized, values: &[(&str, &str)]) -> String {
        let (_, mut rest) = words.in_language(self.language);
        let mut said = String::with_capacity(rest.len());
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            let value = values.iter().find(|(known, _)| *known == name);
            said.push_str(before);
            said.push_str(value.map_or("", |(_, value)| value));
            rest = after;
        }
        said.push_str(rest);
        said
    }

    /// A time with its weekday and its zone.
    pub fn time(self, time: Timestamp) -> String {
        let local = time.0.with_timezone(&self.zone);
        let weekday = WORDS.weekdays.get(local.weekday().num_days_from_monday() as usize);
        let weekday = weekday.map(|weekday| self.say(weekday, &[])).unwrap_or_default();
        local.format(&self.say(&WORDS.time, &[("weekday", &weekday)])).to_string()
    }
}

impl Words {
    /// The words of a kind, or of what is to be done; none for a kind of a newer contract.
    pub fn of(&self, kind: &MailKind, decide: Option<Decide>) -> Option<&Wording> {
        decide.map_or_else(|| self.mails.get(kind), |decide| self.decide.get(&decide))
    }

    /// The tag of the language that is written for readers of this one.
    pub fn language(&self, wanted: Option<&str>) -> &str {
        wanted.and_then(|wanted| self.greeting.nearest(wanted)).unwrap_or("en")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn every_kind_has_words_in_three_languages() {
        fn visit(value: &Value) {
            match value {
                Value::Object(fields) if fields.contains_key("en") => {
                    let tags = ["en", "ja", "zh-CN"];
                    assert!(fields.len() == 3 && tags.iter().all(|tag| fields.contains_key(*tag)), "{value}");
                    let placeholders = |text: &Value| {
                        let names = text.as_str().unwrap().split('{').skip(1);
                        let mut names: Vec<_> = names.map(|name| name.split('}').next().unwrap()).collect();
                        names.sort_unstable();
                        names.into_iter().map(str::to_owned).collect::<Vec<_>>()
                    };
                    let named: Vec<_> = fields.values().map(placeholders).collect();
                    assert!(named.windows(2).all(|pair| pair[0] == pair[1]), "{value}");
                }
                Value::Object(fields) => fields.values().for_each(visit),
                Value::Array(values) => values.iter().for_each(visit),
                _ => panic!("{value}"),
            }
        }
        visit(&serde_json::from_str(include_str!("words.json")).unwrap());
        assert!(MailKind::KNOWN.iter().all(|kind| WORDS.of(kind, None).is_some()));
        assert_eq!(WORDS.decide.len(), 5);
        assert_eq!((WORDS.weekdays.len(), WORDS.marks.len()), (7, 5));
    }

    #[test]
    fn a_time_is_told_with_its_day_and_zone() {
        let time = "2026-11-20T06:02:00Z".parse().unwrap();
        for (language, zone, said) in [
            ("en", "Europe/Berlin", "Friday 20 November 2026, 07:02 (UTC+01:00)"),
            ("zh-CN", "Asia/Shanghai", "2026年11月20日（周五）14:02（UTC+08:00）"),
            ("ja", "Asia/Tokyo", "2026年11月20日（金）15:02（UTC+09:00）"),
        ] {
            assert_eq!(Reader { language, zone: zone.parse().unwrap() }.time(time), said);
        }
    }

    #[test]
    fn what_people_write_is_no_template() {
        let reader = Reader { language: "en", zone: Tz::UTC };
        let title = "{sr} costs 5 {";
        assert_eq!(reader.say(&WORDS.ticket, &[("sr", "SR-1"), ("title", title)]), format!("Ticket SR-1: {title}"));
    }
}
