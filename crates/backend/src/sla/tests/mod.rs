//! The engine against slow, obvious reference computations, and against stories.

mod properties;
mod stories;

use std::collections::BTreeMap;

use aftercare_contract::{Timestamp, ticket::TicketType};
use serde_json::{Value, json};

use super::{Calendar, Case, PolicyData};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn calendar(value: Value) -> Calendar {
    serde_json::from_value(value).unwrap()
}

/// 09:00–21:00 on every day.
fn seven_twelve(time_zone: &str) -> Calendar {
    calendar(json!({ "timeZone": time_zone, "week": vec![["09:00-21:00"]; 7] }))
}

fn policy(terms: &Value) -> PolicyData {
    let severity = |code: &str, rank: u8| json!({ "code": code, "rank": rank, "name": {} });
    let grades = [severity("P0", 1), severity("P1", 2)];
    serde_json::from_value(
        json!({ "id": "p", "name": {}, "grades": grades, "rules": [{ "grade": "P1" }], "terms": terms }),
    )
    .unwrap()
}

static NO_FIELDS: BTreeMap<String, String> = BTreeMap::new();

/// A fault of grade P1.
const FAULT: Case<'static> = Case {
    ticket_type: &TicketType::Fault,
    severity: Some("P1"),
    visit_wanted: false,
    same_city: false,
    fields: &NO_FIELDS,
};
