//! Demo data: a vendor with its policies and people, two customer companies, and tickets in every state.
//!
//! What is told lies in JSON files beside this module. Times in them are relative to the moment of seeding, so that
//! a demo looks alive whenever it is started. Tickets are written by the same functions that portal, desk and timers
//! use, in the order in which things happened, as if the clock had been turned.

mod assets;
mod story;

use std::{collections::BTreeMap, sync::Arc};

use aftercare_contract::{
    account::OrganisationId,
    history::{Actor, Side},
    ticket::Engineer,
};
use serde::de::DeserializeOwned;

use crate::{App, http::ApiError, session};
use assets::{Company, Vendor};
use story::Story;

/// The password of everybody in the demo.
pub const PASSWORD: &str = "aftercare-demo";

const VENDOR: &str = include_str!("vendor.json");
const KINDS: &str = include_str!("kinds.json");
const COMPANIES: &str = include_str!("customers.json");
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

/// Fills the database if nobody is in it yet.
pub async fn seed(app: &App) -> Result<(), ApiError> {
    let now = app.clock.now();
    let config = Arc::clone(&app.config);
    let fill = move |tx: &rusqlite::Transaction<'_>| {
        if tx.query_row("SELECT EXISTS (SELECT 1 FROM organisation)", [], |row| row.get(0))? {
            return Ok(());
        }
        let (vendor, companies): (Vendor, Vec<Company>) = (read(VENDOR)?, read(COMPANIES)?);
        assets::insert_vendor(tx, &vendor)?;
        for policy in POLICIES {
            assets::insert_policy(tx, &read(policy)?)?;
        }
        assets::insert_kinds(tx, &read::<Vec<_>>(KINDS)?)?;
        let hash = session::hash(PASSWORD)?;
        for company in &companies {
            assets::insert_company(tx, now, company, &hash)?;
        }
        let stories = STORIES.into_iter().map(read::<Vec<Story>>).collect::<Result<Vec<_>, _>>()?;
        story::play(tx, now, &Cast::new(&vendor, &companies), &stories.concat(), &config)
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

#[cfg(test)]
mod tests;
