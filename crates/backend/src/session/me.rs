//! Everything that the portal's shell needs to know about the viewer.

use aftercare_contract::{
    Timestamp,
    account::{
        Capability, Colleague, Hotline, Me, Organisation, OrganisationId, Person, PersonId, Role, ServiceContact,
    },
};
use rusqlite::{Connection, OptionalExtension};

use crate::{db::column::Json, sla::Calendar};

/// The person `id` as the portal shows them. Fails with "no rows" for an unknown one, or without a hotline.
pub fn me(connection: &Connection, id: &PersonId, now: Timestamp) -> rusqlite::Result<Me> {
    let hotline = hotline(connection, now)?;
    let user = person(connection, id)?;
    connection
        .prepare_cached(
            "SELECT role, organisation.id AS organisation_id, organisation.name AS organisation_name,
                    csm_name, csm_phone, csm_email
             FROM person JOIN organisation ON organisation.id = organisation_id WHERE person.id = ?",
        )?
        .query_row([id.as_str()], |row| {
            let csm_name: Option<String> = row.get("csm_name")?;
            let (phone, email) = (row.get("csm_phone")?, row.get("csm_email")?);
            let role = Role::from(row.get::<_, String>("role")?.as_str());
            // What somebody may not see is, for them, something that isn't there.
            let has = |what: &&Capability| **what != Capability::Review || role == Role::OrganisationAdmin;
            Ok(Me {
                user,
                organisation: Organisation {
                    id: OrganisationId(row.get("organisation_id")?),
                    name: row.get("organisation_name")?,
                },
                csm: csm_name.map(|name| ServiceContact { name, phone, email }),
                hotline,
                capabilities: Capability::KNOWN.iter().filter(has).cloned().collect(),
                role,
                server_time: now,
            })
        })
}

/// The person `id`. Fails with "no rows" for an unknown one.
pub fn person(connection: &Connection, id: &PersonId) -> rusqlite::Result<Person> {
    connection.prepare_cached("SELECT name, email, phone, language FROM person WHERE id = ?")?.query_row(
        [id.as_str()],
        |row| {
            let (name, email) = (row.get(0)?, row.get(1)?);
            Ok(Person { id: id.clone(), name, email, phone: row.get(2)?, language: row.get(3)? })
        },
    )
}

/// The people of a company, by name.
pub fn colleagues(connection: &Connection, organisation: &OrganisationId) -> rusqlite::Result<Vec<Colleague>> {
    connection
        .prepare_cached("SELECT id, name FROM person WHERE organisation_id = ? ORDER BY name, id")?
        .query_map([organisation.as_str()], |row| Ok(Colleague { id: PersonId(row.get(0)?), name: row.get(1)? }))?
        .collect()
}

/// The vendor's telephone. Fails with "no rows" without one.
pub fn hotline(connection: &Connection, now: Timestamp) -> rusqlite::Result<Hotline> {
    connection.prepare_cached("SELECT number, hours, calendar FROM hotline")?.query_row([], |row| {
        let Json(calendar) = row.get::<_, Json<Calendar>>("calendar")?;
        Ok(Hotline {
            number: row.get("number")?,
            hours: row.get::<_, Json<_>>("hours")?.0,
            open_now: calendar.is_open(now),
            changes_at: calendar.next_change(now),
        })
    })
}

/// The person with this user name, and the hash of their password.
pub fn credentials(connection: &Connection, user_name: &str) -> rusqlite::Result<Option<(PersonId, String)>> {
    connection
        .prepare_cached("SELECT id, password_hash FROM person WHERE user_name = ?")?
        .query_row([user_name], |row| Ok((PersonId(row.get(0)?), row.get(1)?)))
        .optional()
}
