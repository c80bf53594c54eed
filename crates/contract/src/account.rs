//! Who is signed in, and what they may do here.

use serde::{Deserialize, Serialize};

use crate::{
    Localized, Timestamp,
    validate::{Invalid, check_text},
};

ids! {
    /// A person of a customer company.
    PersonId;
    /// A customer company.
    OrganisationId;
    /// One signed-in browser.
    SessionId;
}

/// What the sign-in page sends.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SignIn {
    /// The user name, usually an e-mail address.
    pub user_name: String,
    /// The password.
    pub password: String,
}

impl SignIn {
    /// Checks that both are given and not absurdly long.
    pub fn validate(&self) -> Result<(), Vec<crate::FieldError>> {
        let mut invalid = Invalid::default();
        check_text(&mut invalid, "/userName", &self.user_name, 1, 254);
        check_text(&mut invalid, "/password", &self.password, 1, 1024);
        invalid.into_result(())
    }
}

impl core::fmt::Debug for SignIn {
    /// Leaves the password out: what is printed ends up in logs.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("SignIn").field("user_name", &self.user_name).finish_non_exhaustive()
    }
}

open_enum! {
    /// What a person may see of the company's tickets.
    Role {
        /// Their own and those shared with them.
        Requester = "requester",
        /// All of the company's.
        OrganisationAdmin = "organisationAdmin",
        /// Those of the sites they look after.
        OnSiteContact = "onSiteContact",
    }
}

open_enum! {
    /// A part of the API that this backend has; what isn't listed is absent from the portal.
    Capability {
        /// Tickets, their history, messages and files.
        Tickets = "tickets",
        /// Uploads by tus.
        Uploads = "uploads",
        /// The live stream.
        Live = "live",
        /// The knowledge base.
        Knowledge = "knowledge",
        /// Satisfaction surveys.
        Surveys = "surveys",
        /// The fleet, and whose life ends when.
        Devices = "devices",
        /// Health checks and other reports.
        Reports = "reports",
        /// How the service was, by period.
        Review = "review",
        /// Early warnings, life cycle, maintenance, releases.
        Notices = "notices",
        /// E-mails, and the choice among them.
        Mails = "mails",
    }
}

/// Everything the shell of the portal needs to know about the viewer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Me {
    /// The viewer.
    pub user: Person,
    /// Their company.
    pub organisation: Organisation,
    /// What they may see.
    pub role: Role,
    /// Their customer success or account manager, where the company has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub csm: Option<ServiceContact>,
    /// The vendor's telephone.
    pub hotline: Hotline,
    /// What this backend can do.
    pub capabilities: Vec<Capability>,
    /// The backend's clock, against which the portal counts down.
    pub server_time: Timestamp,
}

/// A colleague, by whom tickets can be shared with them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Colleague {
    /// Their id.
    pub id: PersonId,
    /// As they are called.
    pub name: String,
}

/// A person of the customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// As they are called.
    pub name: String,
    /// Where e-mails go.
    pub email: String,
    /// With country code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The language they chose, BCP 47.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// A customer company.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
}

/// Somebody of the vendor who looks after a customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ServiceContact {
    /// Their name.
    pub name: String,
    /// With country code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// E-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// The vendor's telephone, with its hours.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Hotline {
    /// As it is shown.
    pub number: String,
    /// Its hours in words.
    pub hours: Localized,
    /// Whether somebody answers now.
    pub open_now: bool,
    /// When `open_now` changes next; absent where it never does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes_at: Option<Timestamp>,
}

/// One signed-in browser of the viewer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// Its id; never the secret in the cookie.
    pub id: SessionId,
    /// When it signed in.
    pub created: Timestamp,
    /// When it was last used.
    pub last_used: Timestamp,
    /// What the browser said it is.
    pub user_agent: String,
    /// Whether it is the one that asks.
    pub current: bool,
}
