//! The words of `document.json`: a document is read without the portal, so its words have to come with it.

use std::{collections::BTreeMap, sync::LazyLock};

use aftercare_contract::{
    Localized, Span, Timestamp,
    asset::{Day, DeviceId},
    report::{Period, Report, Verdict},
};
use serde::Deserialize;

/// Everything that documents say by themselves.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Words {
    /// How a day is written: chrono's pattern.
    pub day: Localized,
    pub time: Localized,
    pub month: Localized,
    /// A day below a chart.
    pub tick: Localized,
    pub to: Localized,
    pub of_grades: Localized,
    pub before: Localized,
    pub page_of: Localized,
    pub contents: Localized,
    pub kinds: BTreeMap<String, Localized>,
    pub areas: BTreeMap<String, Localized>,
    pub grades: BTreeMap<String, Localized>,
    pub changes: BTreeMap<String, Localized>,
    pub verdicts: BTreeMap<String, Localized>,
    pub promises: BTreeMap<String, Localized>,
    /// Whether something promised was kept.
    pub kept: BTreeMap<String, Localized>,
    /// How far improvements are.
    pub improvements: BTreeMap<String, Localized>,
    spans: Spans,
    /// What parts, columns and facts are called.
    parts: BTreeMap<String, Localized>,
}

/// Lengths of time.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Spans {
    days: Localized,
    hours: Localized,
    minutes: Localized,
    seconds: Localized,
}

/// Those of `document.json`.
pub static WORDS: LazyLock<Words> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the file is part of the program; a test reads it")]
    serde_json::from_str(include_str!("document.json")).expect("document.json holds the words")
});

/// In which language somebody reads.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    /// BCP 47 tag of one of [`LANGUAGES`].
    pub language: &'a str,
}

/// The languages that documents are in.
pub const LANGUAGES: [&str; 3] = ["zh-CN", "en", "ja"];

impl Reader<'_> {
    /// The text in this language, or the one that there is.
    pub fn say(self, text: &Localized) -> String {
        text.in_language(self.language).1.to_owned()
    }

    /// What a part is called.
    pub fn part(self, name: &str) -> String {
        WORDS.parts.get(name).map_or_else(|| name.to_owned(), |text| self.say(text))
    }

    /// The wording of a part with values in its gaps.
    pub fn fill(self, name: &str, values: &[(&str, &str)]) -> String {
        fill(self.part(name), values)
    }

    /// The wording with values in its gaps.
    pub fn with(self, text: &Localized, values: &[(&str, &str)]) -> String {
        fill(self.say(text), values)
    }

    /// The word for a code; the code where there is none.
    pub fn word(self, words: &BTreeMap<String, Localized>, code: &str) -> String {
        words.get(code).map_or_else(|| code.to_owned(), |text| self.say(text))
    }

    /// The word for a verdict.
    pub fn verdict(self, verdict: &Verdict) -> String {
        self.word(&WORDS.verdicts, verdict.as_str())
    }

    /// A day with its year.
    pub fn day(self, day: Day) -> String {
        day.0.format(&self.say(&WORDS.day)).to_string()
    }

    /// A month with its year.
    pub fn month(self, day: Day) -> String {
        day.0.format(&self.say(&WORDS.month)).to_string()
    }

    /// A day as charts name it.
    pub fn tick(self, day: Day) -> String {
        day.0.format(&self.say(&WORDS.tick)).to_string()
    }

    /// A time, in UTC.
    pub fn time(self, time: Timestamp) -> String {
        time.0.format(&self.say(&WORDS.time)).to_string()
    }

    /// From one day to another.
    pub fn period(self, period: Period) -> String {
        self.with(&WORDS.to, &[("from", &self.day(period.from)), ("to", &self.day(period.to))])
    }

    /// A length of time in its two largest units.
    pub fn span(self, span: Span) -> String {
        let mut left = span.as_seconds().unsigned_abs();
        let Spans { days, hours, minutes, seconds } = &WORDS.spans;
        let mut parts = Vec::new();
        for (unit, length) in [(days, 86_400), (hours, 3_600), (minutes, 60), (seconds, 1)] {
            if left >= length || (parts.is_empty() && length == 1) {
                parts.push(self.with(unit, &[("count", &(left / length).to_string())]));
            }
            left %= length;
        }
        parts.truncate(2);
        parts.join(" ")
    }

    /// Several names, one after the other.
    pub fn list(self, names: impl IntoIterator<Item = String>) -> String {
        let separator = if self.language == "en" { ", " } else { "、" };
        names.into_iter().collect::<Vec<_>>().join(separator)
    }
}

fn fill(mut text: String, values: &[(&str, &str)]) -> String {
    for (name, value) in values {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    text
}

/// What the device of a report is called, with its serial number.
pub fn device(report: &Report, id: &DeviceId) -> String {
    let found = report.devices.iter().find(|device| device.id == *id);
    found.map_or_else(|| id.to_string(), |device| format!("{} · {}", device.name, device.serial_number))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn every_word_is_there_in_every_language() {
        fn visit(value: &Value) {
            let Value::Object(fields) = value else { return };
            if fields.contains_key("en") {
                let mut languages: Vec<_> = fields.keys().collect();
                languages.sort_unstable();
                assert_eq!(languages, ["en", "ja", "zh-CN"], "{value}");
            }
            fields.values().for_each(visit);
        }
        visit(&serde_json::from_str(include_str!("document.json")).unwrap());
        let day = Day("2026-11-07".parse().unwrap());
        let of = |language| Reader { language }.period(Period { from: day, to: day });
        assert_eq!(of("en"), "7 November 2026 to 7 November 2026");
        assert_eq!(of("ja"), "2026年11月7日〜2026年11月7日");
        let span = |seconds| Reader { language: "en" }.span(Span::seconds(seconds));
        assert_eq!(
            [0, 59, 5_400, 86_400 + 60, 200_000].map(span),
            ["0 s", "59 s", "1 h 30 min", "1 d 1 min", "2 d 7 h"]
        );
    }
}
