//! Devices as tables for spreadsheets. A file is read without the portal, so its words, `csv.json`, come with it.

use std::{collections::BTreeMap, sync::LazyLock};

use aftercare_contract::{
    Localized,
    asset::{Day, Device},
    fleet::{LookupAnswer, LookupLine},
};
use axum::{
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::life::Today;
use crate::http::{
    ApiError,
    table::{self, BYTE_ORDER_MARK},
};

#[derive(Deserialize)]
struct Words {
    devices: Localized,
    lookup: Localized,
    columns: BTreeMap<String, Localized>,
    outcomes: BTreeMap<String, Localized>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the file is part of the program; tests read it")]
    serde_json::from_str(include_str!("csv.json")).expect("csv.json holds the words")
});

const DEVICE_COLUMNS: [&str; 13] = [
    "name",
    "model",
    "serial",
    "site",
    "grade",
    "contract",
    "contractEnd",
    "warrantyEnd",
    "endOfLife",
    "endOfServiceLife",
    "firmware",
    "recommended",
    "openTickets",
];
const LOOKUP_COLUMNS: [&str; 10] =
    ["line", "serial", "outcome", "name", "model", "site", "contract", "plan", "contractEnd", "warrantyEnd"];

/// In which form the table is wanted.
#[derive(Debug, Default, Deserialize)]
pub struct Form {
    /// BCP 47 tag.
    lang: Option<String>,
}

impl Form {
    /// The language of the reader.
    pub fn language(&self, headers: &HeaderMap) -> &'static str {
        table::language(self.lang.as_deref(), headers, &WORDS.devices)
    }
}

/// The devices as a file.
pub fn devices(devices: Vec<Device>, today: &Today, language: &'static str) -> Result<Response, ApiError> {
    let rows = devices.into_iter().map(|device| {
        let contract = device.contract.as_ref();
        vec![
            device.name,
            device.model,
            device.serial_number,
            device.site.map(|site| site.name).unwrap_or_default(),
            device.health_grade.unwrap_or_default(),
            contract.map(|contract| contract.number.clone()).unwrap_or_default(),
            day(contract.map(|contract| contract.valid_to)),
            day(device.warranty_end),
            day(device.end_of_life),
            day(device.end_of_service_life),
            device.firmware.unwrap_or_default(),
            device.recommended_firmware.unwrap_or_default(),
            device.open_tickets.len().to_string(),
        ]
    });
    file(&WORDS.devices, &DEVICE_COLUMNS, rows, today, language)
}

/// What was found for serial numbers, as a file.
pub fn lookup(answer: LookupAnswer, today: &Today, language: &'static str) -> Result<Response, ApiError> {
    let rows = answer.items.into_iter().map(|line| row(line, language));
    file(&WORDS.lookup, &LOOKUP_COLUMNS, rows, today, language)
}

fn row(line: LookupLine, language: &str) -> Vec<String> {
    let code = line.outcome.as_str();
    let outcome = WORDS.outcomes.get(code).map_or(code, |word| word.in_language(language).1);
    let outcome = match line.first_line {
        Some(first) => format!("{outcome} {first}"),
        None => outcome.to_owned(),
    };
    let mut cells = vec![line.line.to_string(), line.serial_number, outcome];
    if let Some(device) = line.device {
        cells.extend([
            device.name,
            device.model,
            device.site.unwrap_or_default(),
            device.contract.unwrap_or_default(),
            device.plan.map(|plan| plan.in_language(language).1.to_owned()).unwrap_or_default(),
            day(device.contract_end),
            day(device.warranty_end),
        ]);
    }
    cells.resize(LOOKUP_COLUMNS.len(), String::new());
    cells
}

fn day(day: Option<Day>) -> String {
    day.map(|Day(day)| day.to_string()).unwrap_or_default()
}

fn file(
    name: &Localized,
    columns: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
    today: &Today,
    language: &'static str,
) -> Result<Response, ApiError> {
    let say = |words: &Localized| words.in_language(language).1.to_owned();
    let header = columns.iter().map(|column| WORDS.columns.get(*column).map(say).unwrap_or_default()).collect();
    let mut body = BYTE_ORDER_MARK.as_bytes().to_vec();
    body.extend(table::table([header].into_iter().chain(rows))?);
    let name = format!("{}-{}.csv", say(name), today.after(0).0);
    Ok((table::headers(&name, language), body).into_response())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use aftercare_contract::fleet::LookupOutcome;

    use super::*;

    #[test]
    fn every_word_is_there_in_every_language() {
        let Words { devices, lookup, columns, outcomes } = &*WORDS;
        for text in [devices, lookup].into_iter().chain(columns.values()).chain(outcomes.values()) {
            assert_eq!(text.tags().collect::<BTreeSet<_>>(), ["en", "ja", "zh-CN"].into(), "{text:?}");
        }
        let used = DEVICE_COLUMNS.into_iter().chain(LOOKUP_COLUMNS);
        assert!(used.into_iter().all(|column| columns.contains_key(column)));
        assert!(LookupOutcome::KNOWN.iter().all(|outcome| outcomes.contains_key(outcome.as_str())));
    }
}
