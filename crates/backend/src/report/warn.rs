//! Early warnings: what the rules find at a device is told as soon as the device has told enough, and settled when they
//! find it no more.

use std::collections::BTreeSet;

use aftercare_contract::{
    Span, Timestamp,
    account::OrganisationId,
    asset::{Day, DeviceId},
    notice::NoticeRequest,
    report::{HealthArea, Period},
};
use chrono::Days;
use rusqlite::Transaction;

use super::{
    evaluate::Examined,
    rules::{RULES, Warns},
    store::NewFinding,
    words::sentences,
};
use crate::{
    http::ApiError,
    notice::{self, Told, Warning},
};

/// Where it is earliest tomorrow, devices already tell of it.
const EASTERNMOST: Span = Span::hours(14);

/// Looks at a device of a company that has just told something.
pub fn look(
    tx: &Transaction,
    now: Timestamp,
    organisation: &OrganisationId,
    device: &DeviceId,
) -> Result<(), ApiError> {
    let to = (now + EASTERNMOST).0.date_naive();
    let back = RULES.findings.iter().filter_map(|rule| rule.warns.as_ref()).map(|warns| warns.days).max();
    let period = Period { from: Day(to - Days::new(back.unwrap_or_default())), to: Day(to) };
    let examined = Examined::read(tx, device, period, None, HealthArea::KNOWN)?;
    let about = format!("rule/{device}:");
    let mut holds = BTreeSet::new();
    for (warns, finding) in examined.map(Examined::warnings).unwrap_or_default() {
        let warning = warning(warns, finding, device);
        notice::raise(tx, organisation, now, &warning)?;
        holds.insert(warning.key);
    }
    notice::settle_others(tx, organisation, now, &about, &holds, Some(&RULES.warnings.over))
}

fn warning(warns: &Warns, finding: NewFinding, device: &DeviceId) -> Warning {
    let told = finding.told;
    let request = RULES.warnings.requests.get(&warns.kind).map(|asked| NoticeRequest {
        ticket_type: asked.ticket_type.clone(),
        action: asked.action.clone(),
        title: told.title.clone(),
        description: sentences(&[&told.evidence, &told.advice]),
    });
    Warning {
        key: format!("rule/{}", finding.key),
        kind: warns.kind.clone(),
        urgency: finding.grade.as_str().into(),
        devices: vec![device.clone()],
        ends: None,
        told: Told {
            text: sentences(&[&told.evidence, &told.impact]),
            title: told.title,
            advice: Some(told.advice),
            contract: None,
            day: None,
            window: None,
            article: told.articles.first().map(ToString::to_string),
            request,
            outcome: None,
        },
    }
}
