//! Serial numbers that are looked up, many at once.

use std::collections::HashMap;

use aftercare_contract::{
    Localized,
    asset::{Day, DeviceId},
    fleet::{FoundDevice, LookupAnswer, LookupLine, LookupOutcome, SerialLookup},
};
use csv::ReaderBuilder;
use rusqlite::Connection;

use crate::{
    db::{Json, Text},
    session::Viewer,
};

/// Longer ones are no serial numbers.
const LONGEST: usize = 64;

/// What the company has of the list, line by line. Devices of others are as unknown as those that don't exist.
pub fn look_up(conn: &Connection, viewer: &Viewer, list: &SerialLookup) -> rusqlite::Result<LookupAnswer> {
    let mut find = conn.prepare_cached(
        "SELECT d.id, d.name, d.model, s.name, c.number, c.plan, c.valid_to, d.warranty_end
         FROM device d LEFT JOIN site s ON s.id = d.site_id LEFT JOIN contract c ON c.id = d.contract_id
         WHERE d.serial_number = ?1 AND d.organisation_id = ?2",
    )?;
    let mut first: HashMap<String, u32> = HashMap::new();
    let mut items = Vec::new();
    for (line, text) in (1..).zip(&list.lines) {
        let text = first_cell(text);
        if text.is_empty() {
            continue;
        }
        let mut answer =
            LookupLine { line, serial_number: text, outcome: LookupOutcome::NotFound, first_line: None, device: None };
        let serial = &answer.serial_number;
        if !is_serial(serial) {
            answer.outcome = LookupOutcome::Malformed;
        } else if let Some(before) = first.get(&serial.to_ascii_uppercase()) {
            (answer.outcome, answer.first_line) = (LookupOutcome::Duplicate, Some(*before));
        } else {
            first.insert(serial.to_ascii_uppercase(), line);
            let mut rows = find.query((serial, viewer.organisation_id.as_str()))?;
            if let Some(row) = rows.next()? {
                answer.outcome = LookupOutcome::Found;
                answer.device = Some(FoundDevice {
                    id: DeviceId(row.get(0)?),
                    name: row.get(1)?,
                    model: row.get(2)?,
                    site: row.get(3)?,
                    contract: row.get(4)?,
                    plan: row.get::<_, Option<Json<Localized>>>(5)?.map(|Json(plan)| plan),
                    contract_end: row.get::<_, Option<Text<Day>>>(6)?.map(|Text(day)| day),
                    warranty_end: row.get::<_, Option<Text<Day>>>(7)?.map(|Text(day)| day),
                });
            }
        }
        items.push(answer);
    }
    Ok(LookupAnswer { items })
}

/// The first cell of the line: it may be a row of a CSV file, separated as spreadsheets of any language do it.
fn first_cell(line: &str) -> String {
    let line = line.trim_start_matches('\u{feff}');
    let separator = line.bytes().find(|byte| matches!(byte, b',' | b';' | b'\t')).unwrap_or(b',');
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(line.as_bytes());
    let row = reader.records().next().and_then(Result::ok);
    row.and_then(|row| row.get(0).map(|cell| cell.trim().to_owned())).unwrap_or_default()
}

/// Whether a label could say so: letters, digits and what stands between them.
fn is_serial(text: &str) -> bool {
    text.len() <= LONGEST
        && text.bytes().any(|byte| byte.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_begins_with_a_serial_number() {
        for (line, cell) in [
            ("ADX64-2209-03157", "ADX64-2209-03157"),
            ("\u{feff}  RX-1 ; 机房", "RX-1"),
            ("\"RX-1\",\"a, b\"", "RX-1"),
            ("RX-1\t2", "RX-1"),
            ("  ", ""),
            (",x", ""),
        ] {
            assert_eq!(first_cell(line), cell, "{line}");
        }
        let serials = ["LTS-0032", "a/1.b_2"];
        assert!(serials.iter().all(|text| is_serial(text)));
        assert!(!["Serial number", "序列号", "=1+1", &"9".repeat(65)].iter().any(|text| is_serial(text)));
    }
}
