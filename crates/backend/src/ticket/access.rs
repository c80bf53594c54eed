//! Who sees which ticket. Every query that answers the portal contains [`VISIBLE`].

use aftercare_contract::account::Role;
use rusqlite::ToSql;

use crate::session::Viewer;

/// Condition on `t`, a row of `ticket`: the viewer filed it, watches it, looks after its site as on-site contact, or
/// is an admin of the company. Nobody sees another company's. Takes the parameters of [`Access::parameters`].
pub const VISIBLE: &str = "t.organisation_id = :organisation AND (:admin OR t.requester_id = :person
    OR EXISTS (SELECT 1 FROM watcher w WHERE w.sr = t.sr AND w.person_id = :person)
    OR :on_site AND EXISTS (SELECT 1 FROM site_contact c WHERE c.site_id = t.site_id AND c.person_id = :person))";

/// The viewer, as [`VISIBLE`] asks for them.
pub struct Access<'a> {
    organisation: &'a str,
    person: &'a str,
    admin: bool,
    on_site: bool,
}

impl<'a> Access<'a> {
    /// What the viewer's role opens.
    pub fn of(viewer: &'a Viewer) -> Self {
        Self {
            organisation: viewer.organisation_id.as_str(),
            person: viewer.person_id.as_str(),
            admin: viewer.role == Role::OrganisationAdmin,
            on_site: viewer.role == Role::OnSiteContact,
        }
    }

    /// The parameters, by name.
    pub fn parameters(&self) -> [(&'static str, &dyn ToSql); 4] {
        [
            (":organisation", &self.organisation),
            (":person", &self.person),
            (":admin", &self.admin),
            (":on_site", &self.on_site),
        ]
    }
}
