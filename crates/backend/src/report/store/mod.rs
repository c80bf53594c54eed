//! Reports and findings as the database keeps them, and as the portal is told of them.
//!
//! - `reports`: the list and one of them; `findings`: a page of them and one, and what may be decided about it;
//! - `compare`: two reports beside each other, and what became of a finding since the report before.

mod compare;
mod findings;
mod reports;

use aftercare_contract::{
    Localized, Timestamp,
    account::OrganisationId,
    asset::{Day, DeviceId, TicketRef},
    history::Actor,
    knowledge::ArticleId,
    report::{FindingGrade, FindingId, HealthArea, SiteRef},
    ticket::{DeviceRef, SrNumber},
};
use rusqlite::{Connection, OptionalExtension, named_params};
use serde::{Deserialize, Serialize};

use crate::{
    db::Json,
    session::Viewer,
    ticket::{
        access::{Access, VISIBLE},
        view::device_ref,
    },
};

pub use compare::{Known, MOST_CHANGES, by_key, change_since, compare, compared, known, resolved};
pub use findings::{finding, findings, request};
pub use reports::{list, report, summary};

/// What is decided about `f`, a row of `finding`, on the day `:today`; `ft` is its ticket.
const DECISION: &str = "CASE WHEN ft.sr IS NOT NULL AND ft.status <> 'cancelled' THEN 'requested'
    WHEN f.accepted_until >= :today THEN 'accepted' ELSE 'open' END";
/// Findings with their tickets.
const FINDINGS: &str = "finding f LEFT JOIN ticket ft ON ft.sr = f.ticket_sr LEFT JOIN device d ON d.id = f.device_id";

/// What a finding says, besides what is asked for by column.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Told {
    /// What is wrong.
    pub title: Localized,
    /// How that is known.
    pub evidence: Localized,
    /// What it may lead to.
    pub impact: Localized,
    /// What to do.
    pub advice: Localized,
    /// Who should see to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Actor>,
    /// By when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Day>,
    /// What helps with it.
    #[serde(default)]
    pub articles: Vec<ArticleId>,
}

/// A finding that is to be published.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewFinding {
    /// The same in later reports about the same, as long as it isn't resolved.
    pub key: String,
    /// A figure that is the higher the worse it is, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measured: Option<f64>,
    /// What it belongs to.
    pub area: HealthArea,
    /// How grave.
    pub grade: FindingGrade,
    /// The device that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    /// What it says.
    #[serde(flatten)]
    pub told: Told,
}

/// The place of a grade, the gravest first; one of a newer rule comes last.
pub fn rank(grade: &FindingGrade) -> usize {
    FindingGrade::KNOWN.iter().position(|known| known == grade).unwrap_or(FindingGrade::KNOWN.len())
}

/// The number of the finding in this place.
pub fn number(position: u64) -> FindingId {
    FindingId(format!("F{position}"))
}

/// The place of the finding with this number.
pub fn position(id: &FindingId) -> Option<u64> {
    id.as_str().strip_prefix('F')?.parse().ok()
}

/// The day on which decisions are looked at. Which zone it is in matters to nobody for whom a risk is accepted for
/// weeks.
pub fn today(now: Timestamp) -> String {
    now.0.date_naive().to_string()
}

/// The devices of a company with these ids, in their order; those that it hasn't aren't there.
pub fn devices(
    conn: &Connection,
    organisation: &OrganisationId,
    ids: &[DeviceId],
) -> rusqlite::Result<(Vec<DeviceRef>, Vec<SiteRef>)> {
    let mut statement = conn.prepare_cached(
        "SELECT d.id, d.name, d.model, d.serial_number, s.id, s.name
         FROM json_each(:ids) wanted JOIN device d ON d.id = wanted.value LEFT JOIN site s ON s.id = d.site_id
         WHERE d.organisation_id = :organisation ORDER BY wanted.key",
    )?;
    let mut rows = statement.query(named_params! { ":ids": Json(ids), ":organisation": organisation.as_str() })?;
    let (mut devices, mut sites): (Vec<DeviceRef>, Vec<SiteRef>) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        devices.extend(device_ref(row, 0)?);
        if let Some(id) = row.get::<_, Option<String>>(4)? {
            let site = SiteRef { id: id.as_str().into(), name: row.get(5)? };
            if !sites.contains(&site) {
                sites.push(site);
            }
        }
    }
    Ok((devices, sites))
}

/// The ticket, if the viewer may see it.
fn visible_ticket(conn: &Connection, viewer: &Viewer, sr: &str) -> rusqlite::Result<Option<TicketRef>> {
    let access = Access::of(viewer);
    let [organisation, person, admin, on_site] = access.parameters();
    conn.prepare_cached(&format!(
        "SELECT t.sr, t.record ->> '$.request.name' FROM ticket t WHERE t.sr = :sr AND ({VISIBLE})"
    ))?
    .query_row(&[organisation, person, admin, on_site, (":sr", &sr)], |row| {
        Ok(TicketRef { sr_number: SrNumber(row.get(0)?), name: row.get(1)? })
    })
    .optional()
}
