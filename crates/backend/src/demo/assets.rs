//! The vendor's and the customers' standing data.

use aftercare_contract::{
    Localized, Timestamp,
    account::{OrganisationId, Role, ServiceContact},
    asset::{DeviceFamily, Site},
    catalogue::RequestKind,
    ticket::{Channel, Engineer, Tier},
};
use chrono::TimeDelta;
use fastrand::Rng;
use rusqlite::{Transaction, named_params};
use serde::Deserialize;

use super::words::Language;
use crate::{
    db::Json,
    sla::{Calendar, PolicyData},
};

/// Any number: another one gives another fleet.
const SEED: u64 = 0xf1ee7;

/// The vendor.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vendor {
    hotline: Hotline,
    channels: Vec<Channel>,
    depots: Vec<String>,
    pub engineers: Vec<NamedEngineer>,
}

#[derive(Deserialize)]
struct Hotline {
    number: String,
    hours: Localized,
    calendar: Calendar,
}

/// An engineer with the id by which stories name them.
#[derive(Deserialize)]
pub struct NamedEngineer {
    pub id: String,
    #[serde(flatten)]
    pub engineer: Engineer,
}

impl Vendor {
    /// One of the engineers of `tier` who work in `language`; none if nobody does.
    pub fn engineer(&self, rng: &mut Rng, tier: &Tier, language: Language) -> Option<&NamedEngineer> {
        let works_in = |entry: &&NamedEngineer| {
            entry.engineer.tier == *tier && entry.engineer.languages.iter().any(|tag| tag == language.tag())
        };
        rng.choice(self.engineers.iter().filter(works_in).collect::<Vec<_>>())
    }
}

/// A customer company. All days are counted from the day of seeding.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Company {
    pub id: OrganisationId,
    pub name: String,
    csm: ServiceContact,
    pub people: Vec<Person>,
    pub sites: Vec<Site>,
    contracts: Vec<Contract>,
    pub devices: Vec<Device>,
}

impl Company {
    /// Whether a contract covered the device so many days ago.
    pub fn covered(&self, device: &Device, days_ago: i64) -> bool {
        let contract = self.contracts.iter().find(|contract| device.contract.as_ref() == Some(&contract.id));
        contract.is_some_and(|Contract { valid_days: (from, to), .. }| (*from..=*to).contains(&-days_ago))
    }
}

/// One of the company's people, with the sites they look after.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Person {
    pub id: String,
    /// Also their e-mail address.
    pub user_name: String,
    pub name: String,
    pub phone: String,
    pub language: String,
    role: Role,
    #[serde(default)]
    sites: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Contract {
    id: String,
    policy: String,
    number: String,
    plan: Localized,
    hours: Localized,
    calendar: Calendar,
    /// First and last day.
    valid_days: (i64, i64),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Device {
    pub id: String,
    pub name: String,
    pub model: String,
    pub serial_number: String,
    pub site: Option<String>,
    contract: Option<String>,
    pub firmware: Option<String>,
    health_grade: Option<String>,
    warranty_ends: Option<i64>,
    in_service: Option<i64>,
}

/// A model of the vendor's catalogue. All days are counted from the day of seeding.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Model {
    name: String,
    family: DeviceFamily,
    firmware: Option<String>,
    end_of_life: Option<i64>,
    end_of_service_life: Option<i64>,
    successor: Option<String>,
}

/// Devices by the hundred, alike but for what is drawn: name, serial number, site, firmware and warranty.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Batch {
    company: OrganisationId,
    /// How their names begin.
    name: String,
    model: String,
    /// How their serial numbers begin.
    serial_number: String,
    sites: Vec<String>,
    contract: String,
    firmware: Vec<String>,
    /// The first and the last day on which a warranty ends.
    warranty_ends: (i64, i64),
    /// How long before that day they went into service.
    warranty: i64,
}

/// Writes the hotline, channels, depots and engineers.
pub fn insert_vendor(tx: &Transaction, vendor: &Vendor) -> rusqlite::Result<()> {
    let hotline = &vendor.hotline;
    tx.execute(
        "INSERT INTO hotline (id, number, hours, calendar) VALUES (1, ?1, ?2, ?3)",
        (&hotline.number, Json(&hotline.hours), Json(&hotline.calendar)),
    )?;
    for (position, channel) in vendor.channels.iter().enumerate() {
        tx.execute("INSERT INTO channel (name, position) VALUES (?1, ?2)", (channel.as_str(), position))?;
    }
    for city in &vendor.depots {
        tx.execute("INSERT INTO depot (city) VALUES (?1)", [city])?;
    }
    let mut insert = tx.prepare(
        "INSERT INTO engineer (id, name, tier, certificates, experience_years, languages, phone)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for NamedEngineer { id, engineer } in &vendor.engineers {
        insert.execute((
            id,
            &engineer.name,
            engineer.tier.as_str(),
            Json(&engineer.certificates),
            engineer.experience_years,
            Json(&engineer.languages),
            &engineer.phone,
        ))?;
    }
    Ok(())
}

/// Writes a policy.
pub fn insert_policy(tx: &Transaction, policy: &PolicyData) -> rusqlite::Result<()> {
    tx.execute("INSERT INTO policy (id, data) VALUES (?1, ?2)", (&policy.id, Json(policy))).map(drop)
}

/// Writes the kinds of requests, in this order.
pub fn insert_kinds(tx: &Transaction, kinds: &[RequestKind]) -> rusqlite::Result<()> {
    let mut insert = tx.prepare("INSERT INTO request_kind (ticket_type, position, data) VALUES (?1, ?2, ?3)")?;
    for (position, kind) in kinds.iter().enumerate() {
        insert.execute((kind.ticket_type.as_str(), position, Json(kind)))?;
    }
    Ok(())
}

/// Days counted from the day of seeding, as the database keeps them.
fn day_from(now: Timestamp) -> impl Fn(i64) -> String {
    move |days| (now.0.date_naive() + TimeDelta::days(days)).to_string()
}

/// Writes the models of the vendor's catalogue.
pub fn insert_models(tx: &Transaction, now: Timestamp, models: &[Model]) -> rusqlite::Result<()> {
    let day = day_from(now);
    let mut insert = tx.prepare(
        "INSERT INTO model (name, family, firmware, end_of_life, end_of_service_life, successor)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for model in models {
        insert.execute((
            &model.name,
            model.family.as_str(),
            &model.firmware,
            model.end_of_life.map(&day),
            model.end_of_service_life.map(&day),
            &model.successor,
        ))?;
    }
    Ok(())
}

/// Writes `count` devices of these batches, in turn.
pub fn insert_batches(tx: &Transaction, now: Timestamp, batches: &[Batch], count: usize) -> rusqlite::Result<()> {
    let mut rng = Rng::with_seed(SEED);
    for (number, batch) in (1..=count).zip(batches.iter().cycle()) {
        let warranty_ends = rng.i64(batch.warranty_ends.0..=batch.warranty_ends.1);
        let device = Device {
            id: format!("{}{number:04}", batch.name),
            name: format!("{}{number:04}", batch.name),
            model: batch.model.clone(),
            serial_number: format!("{}{number:05}", batch.serial_number),
            site: rng.choice(&batch.sites).cloned(),
            contract: Some(batch.contract.clone()),
            firmware: rng.choice(&batch.firmware).cloned(),
            health_grade: None,
            warranty_ends: Some(warranty_ends),
            in_service: Some(warranty_ends - batch.warranty),
        };
        insert_devices(tx, now, &batch.company, &[device])?;
    }
    Ok(())
}

/// Writes a company with its people, who all have the password of `hash`, and all that it owns.
pub fn insert_company(tx: &Transaction, now: Timestamp, company: &Company, hash: &str) -> rusqlite::Result<()> {
    let csm = &company.csm;
    tx.execute(
        "INSERT INTO organisation (id, name, csm_name, csm_phone, csm_email) VALUES (?1, ?2, ?3, ?4, ?5)",
        (company.id.as_str(), &company.name, &csm.name, &csm.phone, &csm.email),
    )?;
    for site in &company.sites {
        tx.execute(
            "INSERT INTO site (id, organisation_id, name, city, address, time_zone, visitor_rules)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            (
                site.id.as_str(),
                company.id.as_str(),
                &site.name,
                &site.city,
                &site.address,
                &site.time_zone,
                Json(&site.visitor_rules),
            ),
        )?;
    }
    for person in &company.people {
        insert_person(tx, company, person, hash)?;
    }
    let day = day_from(now);
    for contract in &company.contracts {
        let (from, to) = contract.valid_days;
        tx.execute(
            "INSERT INTO contract (id, organisation_id, policy_id, number, plan, hours, calendar, time_zone,
                 valid_from, valid_to)
             VALUES (:id, :organisation, :policy, :number, :plan, :hours, :calendar, :time_zone, :from, :to)",
            named_params! {
                ":id": contract.id,
                ":organisation": company.id.as_str(),
                ":policy": contract.policy,
                ":number": contract.number,
                ":plan": Json(&contract.plan),
                ":hours": Json(&contract.hours),
                ":calendar": Json(&contract.calendar),
                ":time_zone": contract.calendar.time_zone.name(),
                ":from": day(from),
                ":to": day(to),
            },
        )?;
    }
    insert_devices(tx, now, &company.id, &company.devices)
}

/// Writes devices of a company.
fn insert_devices(
    tx: &Transaction,
    now: Timestamp,
    company: &OrganisationId,
    devices: &[Device],
) -> rusqlite::Result<()> {
    let day = day_from(now);
    for device in devices {
        tx.execute(
            "INSERT INTO device (id, organisation_id, site_id, contract_id, name, model, serial_number, firmware,
                 warranty_end, in_service_since, health_grade)
             VALUES (:id, :organisation, :site, :contract, :name, :model, :serial_number, :firmware,
                 :warranty_end, :in_service_since, :health_grade)",
            named_params! {
                ":id": device.id,
                ":organisation": company.as_str(),
                ":site": device.site,
                ":contract": device.contract,
                ":name": device.name,
                ":model": device.model,
                ":serial_number": device.serial_number,
                ":firmware": device.firmware,
                ":warranty_end": device.warranty_ends.map(&day),
                ":in_service_since": device.in_service.map(&day),
                ":health_grade": device.health_grade,
            },
        )?;
    }
    Ok(())
}

fn insert_person(tx: &Transaction, company: &Company, person: &Person, hash: &str) -> rusqlite::Result<()> {
    tx.execute(
        "INSERT INTO person (id, organisation_id, user_name, password_hash, name, email, phone, language, role)
         VALUES (:id, :organisation, :user_name, :password_hash, :name, :user_name, :phone, :language, :role)",
        named_params! {
            ":id": person.id,
            ":organisation": company.id.as_str(),
            ":user_name": person.user_name,
            ":password_hash": hash,
            ":name": person.name,
            ":phone": person.phone,
            ":language": person.language,
            ":role": person.role.as_str(),
        },
    )?;
    for site in &person.sites {
        tx.execute("INSERT INTO site_contact (person_id, site_id) VALUES (?1, ?2)", (&person.id, site))?;
    }
    Ok(())
}
