//! What the customer owns and what was promised for it: devices, contracts, sites.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::{Localized, Prose, ticket::PromiseTarget};

ids! {
    /// A device or a subscribed service.
    DeviceId;
    /// A service contract.
    ContractId;
    /// A place where devices stand.
    SiteId;
}

open_enum! {
    /// What kind of thing a device is.
    DeviceFamily {
        /// Balances load over servers.
        LoadBalancer = "loadBalancer",
        /// A server.
        Server = "server",
        /// Keeps data.
        Storage = "storage",
        /// Keeps copies of data.
        Backup = "backup",
        /// A network switch.
        Switch = "switch",
        /// A firewall.
        Firewall = "firewall",
        /// A service in the cloud.
        Cloud = "cloud",
        /// A load-testing service.
        LoadTesting = "loadTesting",
    }
}

open_enum! {
    /// What a day of a device's life is.
    LifeEvent {
        /// In service since then.
        InService = "inService",
        /// Last day of the warranty.
        WarrantyEnd = "warrantyEnd",
        /// Last day of the contract that covers it.
        ContractEnd = "contractEnd",
        /// End of life: no longer sold.
        EndOfLife = "endOfLife",
        /// End of service life: no longer repaired.
        EndOfServiceLife = "endOfServiceLife",
    }
}

open_enum! {
    /// Where a day of a device's life lies, seen from today.
    LifeState {
        /// It was.
        Past = "past",
        /// So near ahead that something should be done.
        Soon = "soon",
        /// Further ahead.
        Ahead = "ahead",
    }
}

/// A day of a device's life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct LifeDay {
    /// What happens.
    pub event: LifeEvent,
    /// When.
    pub day: Day,
    /// Where that lies, seen from today.
    pub state: LifeState,
}

/// A day, sent as `2028-03-31`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub NaiveDate);

impl Day {
    /// The first day of a year.
    pub fn first_of(year: i32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, 1, 1).map(Self)
    }

    /// Its year.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// How many days it is after `earlier`.
    pub fn days_after(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).num_days()
    }
}

impl Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(|_| serde::de::Error::custom("not a date"))
    }
}

#[cfg(feature = "openapi")]
impl schemars::JsonSchema for Day {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Day".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "date" })
    }
}

/// A device, or a service that is looked after like one (cloud, load testing).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Device {
    /// Its id.
    pub id: DeviceId,
    /// Host name or what the customer calls it.
    pub name: String,
    /// The vendor's model.
    pub model: String,
    /// What kind of thing the model is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<DeviceFamily>,
    /// The model that takes the place of this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<String>,
    /// As on the label; unique over all customers.
    pub serial_number: String,
    /// Where it stands; absent for services.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<Site>,
    /// Which contract covers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<Contract>,
    /// The firmware or software version it was last seen with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub firmware: Option<String>,
    /// The version that the vendor recommends for the model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recommended_firmware: Option<String>,
    /// The day since when it works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_service_since: Option<Day>,
    /// Last day of the warranty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warranty_end: Option<Day>,
    /// End of life: no longer sold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_of_life: Option<Day>,
    /// End of service life: no longer repaired.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_of_service_life: Option<Day>,
    /// All of its days, those of its contract among them, in their order.
    #[serde(default)]
    pub life: Vec<LifeDay>,
    /// Grade of the last health check, `A` to `E`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub health_grade: Option<String>,
    /// Its open tickets that the viewer may see, newest first.
    #[serde(default)]
    pub open_tickets: Vec<TicketRef>,
}

/// A ticket, named in passing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TicketRef {
    /// Its number.
    pub sr_number: crate::ticket::SrNumber,
    /// Its title.
    pub name: String,
}

/// A service contract.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Contract {
    /// Its id.
    pub id: ContractId,
    /// The number on paper.
    pub number: String,
    /// The policy whose grades and promises apply; an id of the catalogue.
    pub policy: String,
    /// What the plan is called.
    pub plan: Localized,
    /// When its clocks count, in words ("7×24", "Mon–Fri 9–18").
    pub hours: Localized,
    /// IANA name of the zone in which `hours` are meant.
    pub time_zone: String,
    /// First day.
    pub valid_from: Day,
    /// Last day.
    pub valid_to: Day,
}

/// A place where devices stand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Site {
    /// Its id.
    pub id: SiteId,
    /// What the customer calls it.
    pub name: String,
    /// The city, which decides between same-city and other-city promises.
    pub city: String,
    /// Where to go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// IANA name of its zone.
    pub time_zone: String,
    /// What visitors have to know and to bring.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub visitor_rules: Vec<Prose>,
}

/// What a contract promises for one grade.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct GradePromises {
    /// The grade, e.g. `P1`.
    pub grade: crate::ticket::Severity,
    /// What is promised, in the order in which it falls due.
    pub promises: Vec<PromiseTarget>,
}
