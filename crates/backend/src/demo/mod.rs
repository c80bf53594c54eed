//! Demo data: a vendor with its policies and people, two customer companies with two years of tickets, some in every
//! state, and a desk that goes on playing the vendor's people.
//!
//! What is told lies in JSON files beside this module: some tickets word by word, the others as scenarios of which
//! [`past`] makes many. Times are relative to the moment of seeding, so that a demo looks alive whenever it is
//! started. Tickets are written by the same functions that portal, desk and timers use, in the order in which things
//! happened, as if the clock had been turned.

mod assets;
mod desk;
mod knowledge;
mod notices;
mod past;
mod reports;
mod story;
mod surveys;
mod telemetry;
mod words;

use std::{collections::BTreeMap, sync::Arc};

use aftercare_contract::{
    account::OrganisationId,
    history::{Actor, Side},
    ticket::Engineer,
};
use serde::de::DeserializeOwned;

use crate::{App, http::ApiError, mail, session};
use assets::{Batch, Company, Model, Vendor};
pub use desk::Desk;
use story::{Stage, Story};

/// The password of everybody in the demo.
pub const PASSWORD: &str = "aftercare-demo";

const VENDOR: &str = include_str!("vendor.json");
const KINDS: &str = include_str!("kinds.json");
const COMPANIES: &str = include_str!("customers.json");
const MODELS: &str = include_str!("models.json");
const BATCHES: &str = include_str!("batches.json");
/// A customer with more tickets than usual has a device more for so many of them.
const TICKETS_A_DEVICE: usize = 3;
const POLICIES: [&str; 7] = [
    include_str!("policies/adn-standard.json"),
    include_str!("policies/adn-advanced.json"),
    include_str!("policies/adn-strategic.json"),
    include_str!("policies/server.json"),
    include_str!("policies/operations.json"),
    include_str!("policies/cloud.json"),
    include_str!("policies/load-testing.json"),
];
const STORIES: [&str; 4] = [
    include_str!("tickets-zh.json"),
    include_str!("tickets-ja.json"),
    include_str!("tickets-en.json"),
    include_str!("tickets-northwind.json"),
];

/// How large the demo is, and how lively.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How many tickets an empty database gets. Those that are told word by word are always among them.
    pub tickets: usize,
    /// How many times faster than people the desk works; it doesn't if 0.
    pub speed: u32,
}

impl Default for Settings {
    /// Two years as a middle-sized customer has them; whoever files a request is answered within half a minute and
    /// sees something happen about twice a minute.
    fn default() -> Self {
        Self { tickets: 350, speed: 20 }
    }
}

/// Somebody who can sign in with [`PASSWORD`].
#[derive(Clone, Debug)]
pub struct SignIn {
    /// The user name.
    pub user_name: String,
    /// The person's name.
    pub name: String,
    /// The company's name.
    pub organisation: String,
}

/// Everybody who can sign in to a demo.
pub fn sign_ins() -> Result<Vec<SignIn>, ApiError> {
    let companies: Vec<Company> = read(COMPANIES)?;
    let people = companies.into_iter().flat_map(|company| {
        let organisation = company.name;
        company.people.into_iter().map(move |person| SignIn {
            user_name: person.user_name,
            name: person.name,
            organisation: organisation.clone(),
        })
    });
    Ok(people.collect())
}

/// Does the next bit of what goes on in a running demo: its desk's work, and a report now and then.
pub async fn go_on(app: &App, desk: &Desk) -> Result<(), ApiError> {
    desk.work(app).await?;
    let now = app.clock.now();
    app.db.write(move |tx| reports::work(tx, now)).await
}

/// Fills the database if nobody is in it yet.
pub async fn seed(app: &App, tickets: usize) -> Result<(), ApiError> {
    let now = app.clock.now();
    let config = Arc::clone(&app.config);
    let fill = move |tx: &rusqlite::Transaction<'_>| {
        if tx.query_row("SELECT EXISTS (SELECT 1 FROM organisation)", [], |row| row.get(0))? {
            return Ok::<_, ApiError>(());
        }
        let (vendor, companies): (Vendor, Vec<Company>) = (read(VENDOR)?, read(COMPANIES)?);
        assets::insert_vendor(tx, &vendor)?;
        for policy in POLICIES {
            assets::insert_policy(tx, &read(policy)?)?;
        }
        assets::insert_kinds(tx, &read::<Vec<_>>(KINDS)?)?;
        assets::insert_models(tx, now, &read::<Vec<Model>>(MODELS)?)?;
        let hash = session::hash(PASSWORD)?;
        for company in &companies {
            assets::insert_company(tx, now, company, &hash)?;
        }
        let more_devices = tickets.saturating_sub(Settings::default().tickets) / TICKETS_A_DEVICE;
        assets::insert_batches(tx, now, &read::<Vec<Batch>>(BATCHES)?, more_devices)?;
        knowledge::insert(tx, now)?;
        let mut stories = STORIES.into_iter().map(read::<Vec<Story>>).collect::<Result<Vec<_>, _>>()?.concat();
        let more = tickets.saturating_sub(stories.len());
        stories.extend(past::invent(now, more, &vendor, &companies, &stories)?);
        let cast = Cast::new(&vendor, &companies);
        // Nobody is written to about what happened before there was a server.
        mail::want_none(tx)?;
        story::play(&Stage { tx, cast: &cast, config: &config }, now, &stories)?;
        surveys::answer(tx, now, &vendor)?;
        let improvements = notices::agree_on_improvements(tx, now)?;
        telemetry::insert(tx, now, &companies, tickets)?;
        notices::go_on_with_improvements(tx, now, improvements)?;
        notices::insert(tx, now)?;
        mail::want_all(tx)?;
        Ok(())
    };
    app.db.write(fill).await
}

fn read<T: DeserializeOwned>(json: &str) -> Result<T, ApiError> {
    Ok(serde_json::from_str(json)?)
}

/// Who plays in the stories, by id.
struct Cast<'a> {
    engineers: BTreeMap<&'a str, &'a Engineer>,
    /// The customers' people with their companies.
    people: BTreeMap<&'a str, (Actor, OrganisationId)>,
}

impl<'a> Cast<'a> {
    fn new(vendor: &'a Vendor, companies: &'a [Company]) -> Self {
        let engineers = vendor.engineers.iter().map(|entry| (entry.id.as_str(), &entry.engineer)).collect();
        let of_company = |company: &'a Company| {
            company.people.iter().map(|person| {
                let actor = Actor { side: Side::Customer, name: person.name.clone(), tier: None };
                (person.id.as_str(), (actor, company.id.clone()))
            })
        };
        Self { engineers, people: companies.iter().flat_map(of_company).collect() }
    }
}

fn actor(engineer: &Engineer) -> Actor {
    Actor { side: Side::Vendor, name: engineer.name.clone(), tier: Some(engineer.tier.clone()) }
}

#[cfg(test)]
mod tests;
