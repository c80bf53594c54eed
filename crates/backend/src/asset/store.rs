//! Reading devices, contracts and sites.

use std::collections::HashMap;

use aftercare_contract::{
    Localized,
    account::OrganisationId,
    asset::{Contract, ContractId, Day, Device, DeviceFamily, DeviceId, Site, SiteId, TicketRef},
    ticket::SrNumber,
};
use rusqlite::{Connection, OptionalExtension, Row};

use super::life::Today;
use crate::{
    db::{Json, Text},
    http::ApiError,
    session::Viewer,
    ticket::access::{Access, VISIBLE},
};

/// Columns of a device with its model, site and contract.
pub const COLUMNS: &str = "d.id, d.name, d.model, d.serial_number, d.firmware, d.warranty_end, m.end_of_life,
    m.end_of_service_life, d.health_grade, d.in_service_since, m.family, m.firmware, m.successor,
    s.id, s.name, s.city, s.address, s.time_zone, s.visitor_rules,
    c.id, c.number, c.policy_id, c.plan, c.hours, c.time_zone, c.valid_from, c.valid_to";
/// The tables that they are of.
pub const TABLES: &str = "device d LEFT JOIN model m ON m.name = d.model
    LEFT JOIN site s ON s.id = d.site_id LEFT JOIN contract c ON c.id = d.contract_id";
const SITE: &str = "SELECT id, name, city, address, time_zone, visitor_rules FROM site";
const CONTRACT: &str = "SELECT id, number, policy_id, plan, hours, time_zone, valid_from, valid_to FROM contract";

/// Where the columns of a joined table begin.
const DEVICES_SITE: usize = 13;
const DEVICES_CONTRACT: usize = 19;

/// A row of [`COLUMNS`], without its tickets and days.
pub fn read_device(row: &Row) -> rusqlite::Result<Device> {
    let day = |column: usize| Ok::<_, rusqlite::Error>(row.get::<_, Option<Text<Day>>>(column)?.map(|Text(day)| day));
    let has = |column: usize| row.get_ref(column).map(|value| value != rusqlite::types::ValueRef::Null);
    Ok(Device {
        id: DeviceId(row.get(0)?),
        name: row.get(1)?,
        model: row.get(2)?,
        serial_number: row.get(3)?,
        firmware: row.get(4)?,
        warranty_end: day(5)?,
        end_of_life: day(6)?,
        end_of_service_life: day(7)?,
        health_grade: row.get(8)?,
        in_service_since: day(9)?,
        family: row.get::<_, Option<String>>(10)?.map(|family| DeviceFamily::from(family.as_str())),
        recommended_firmware: row.get(11)?,
        successor: row.get(12)?,
        life: Vec::new(),
        site: has(DEVICES_SITE)?.then(|| read_site(row, DEVICES_SITE)).transpose()?,
        contract: has(DEVICES_CONTRACT)?.then(|| read_contract(row, DEVICES_CONTRACT)).transpose()?,
        open_tickets: Vec::new(),
    })
}

fn read_site(row: &Row, first: usize) -> rusqlite::Result<Site> {
    Ok(Site {
        id: SiteId(row.get(first)?),
        name: row.get(first + 1)?,
        city: row.get(first + 2)?,
        address: row.get(first + 3)?,
        time_zone: row.get(first + 4)?,
        visitor_rules: row.get::<_, Json<_>>(first + 5)?.0,
    })
}

fn read_contract(row: &Row, first: usize) -> rusqlite::Result<Contract> {
    Ok(Contract {
        id: ContractId(row.get(first)?),
        number: row.get(first + 1)?,
        policy: row.get(first + 2)?,
        plan: row.get::<_, Json<Localized>>(first + 3)?.0,
        hours: row.get::<_, Json<Localized>>(first + 4)?.0,
        time_zone: row.get(first + 5)?,
        valid_from: row.get::<_, Text<Day>>(first + 6)?.0,
        valid_to: row.get::<_, Text<Day>>(first + 7)?.0,
    })
}

/// The device, whoever asks, without its tickets and days.
pub fn device(conn: &Connection, id: &DeviceId) -> rusqlite::Result<Option<Device>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM {TABLES} WHERE d.id = ?1"))?
        .query_row([id.as_str()], read_device)
        .optional()
}

/// The site, whoever asks.
pub fn site(conn: &Connection, id: &SiteId) -> rusqlite::Result<Option<Site>> {
    conn.prepare_cached(&format!("{SITE} WHERE id = ?1"))?.query_row([id.as_str()], |row| read_site(row, 0)).optional()
}

/// The contract, whoever asks.
pub fn contract(conn: &Connection, id: &ContractId) -> rusqlite::Result<Option<Contract>> {
    conn.prepare_cached(&format!("{CONTRACT} WHERE id = ?1"))?
        .query_row([id.as_str()], |row| read_contract(row, 0))
        .optional()
}

/// The company's device with this id, as of `today`.
pub fn own_device(conn: &Connection, viewer: &Viewer, id: &DeviceId, today: &Today) -> Result<Device, ApiError> {
    let found = conn
        .prepare_cached(&format!("SELECT {COLUMNS} FROM {TABLES} WHERE d.id = ?1 AND d.organisation_id = ?2"))?
        .query_row([id.as_str(), viewer.organisation_id.as_str()], read_device)
        .optional()?;
    let mut device = [found.ok_or_else(ApiError::not_found)?];
    complete(conn, viewer, today, &mut device)?;
    let [device] = device;
    Ok(device)
}

/// Fills in days and open tickets.
pub fn complete(conn: &Connection, viewer: &Viewer, today: &Today, devices: &mut [Device]) -> rusqlite::Result<()> {
    for device in &mut *devices {
        device.life = today.life(device);
    }
    add_open_tickets(conn, viewer, devices)
}

/// Fills in the open tickets that the viewer may see, for all devices at once.
fn add_open_tickets(conn: &Connection, viewer: &Viewer, devices: &mut [Device]) -> rusqlite::Result<()> {
    let access = Access::of(viewer);
    let [organisation, person, admin, on_site] = access.parameters();
    let ids = Json(devices.iter().map(|device| &device.id).collect::<Vec<_>>());
    let mut statement = conn.prepare_cached(&format!(
        "SELECT t.device_id, t.sr, t.record ->> '$.request.name' FROM ticket t
         WHERE t.device_id IN (SELECT value FROM json_each(:ids)) AND t.status NOT IN ('closed', 'cancelled')
             AND ({VISIBLE}) ORDER BY t.created DESC, t.sr DESC"
    ))?;
    let rows = statement.query_map(&[organisation, person, admin, on_site, (":ids", &ids)], |row| {
        Ok((DeviceId(row.get(0)?), TicketRef { sr_number: SrNumber(row.get(1)?), name: row.get(2)? }))
    })?;
    let mut open: HashMap<DeviceId, Vec<TicketRef>> = HashMap::new();
    for row in rows {
        let (device, ticket) = row?;
        open.entry(device).or_default().push(ticket);
    }
    for device in devices {
        device.open_tickets = open.remove(&device.id).unwrap_or_default();
    }
    Ok(())
}

/// The company's contracts, by number. They are few, so they are one page.
pub fn contracts(conn: &Connection, organisation: &OrganisationId) -> rusqlite::Result<Vec<Contract>> {
    conn.prepare_cached(&format!("{CONTRACT} WHERE organisation_id = ?1 ORDER BY number"))?
        .query_map([organisation.as_str()], |row| read_contract(row, 0))?
        .collect()
}

/// The company's sites, by name. They are few, so they are one page.
pub fn sites(conn: &Connection, viewer: &Viewer) -> rusqlite::Result<Vec<Site>> {
    conn.prepare_cached(&format!("{SITE} WHERE organisation_id = ?1 ORDER BY name"))?
        .query_map([viewer.organisation_id.as_str()], |row| read_site(row, 0))?
        .collect()
}
