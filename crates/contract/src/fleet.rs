//! The fleet: the list of devices with its query, what it is made of, and serial numbers that are looked up.

use serde::{Deserialize, Serialize};

use crate::{
    FieldCode, FieldError, Localized,
    asset::{ContractId, Day, DeviceId, SiteId},
};

open_enum! {
    /// What devices are ordered by; `-` means descending. Devices without the value come last, and equals are ordered
    /// by name.
    DeviceSort {
        /// By name.
        Name = "name",
        /// By model.
        Model = "model",
        /// Worst grade first.
        Worst = "-healthGrade",
        /// Those first whose warranty ends, or ended, first.
        Warranty = "warrantyEnd",
        /// Those first that are no longer repaired first.
        Service = "endOfServiceLife",
        /// Most open tickets first.
        Tickets = "-openTickets",
    }
}

open_enum! {
    /// What ends, or has ended; how soon "soon" is, [`Fleet`] says.
    EndFilter {
        /// Warranty or contract is over.
        Over = "over",
        /// Warranty or contract ends soon.
        Soon = "soon",
        /// End of service life is soon or was.
        Service = "service",
    }
}

/// The grade of [`DeviceQuery::grades`] that stands for devices that were never checked.
pub const UNCHECKED: &str = "none";

/// Which devices, and in which order. Parsed from and printed to a query string; what isn't said stays away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceQuery {
    /// Words to be found in name, model, serial number, site.
    pub text: String,
    /// Exactly this one, in whichever case.
    pub serial_number: Option<String>,
    /// With one of these health grades, or [`UNCHECKED`]; with any where none is named.
    pub grades: Vec<String>,
    /// At this site.
    pub site: Option<SiteId>,
    /// Covered by this contract.
    pub contract: Option<ContractId>,
    /// Of this model.
    pub model: Option<String>,
    /// Of which this ends.
    pub end: Option<EndFilter>,
    /// Ordered by.
    pub sort: DeviceSort,
    /// Where to start; absent for the first page.
    pub cursor: Option<String>,
    /// How many at most, 1 to 200; the backend has its own default.
    pub limit: Option<u16>,
}

impl Default for DeviceQuery {
    fn default() -> Self {
        Self {
            text: String::new(),
            serial_number: None,
            grades: Vec::new(),
            site: None,
            contract: None,
            model: None,
            end: None,
            sort: DeviceSort::Name,
            cursor: None,
            limit: None,
        }
    }
}

impl DeviceQuery {
    /// Reads a query string (without `?`). Unknown names and unreadable values are left out.
    pub fn parse(query: &str) -> Self {
        let mut parsed = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = &*value;
            match &*name {
                "q" => value.clone_into(&mut parsed.text),
                "serialNumber" => parsed.serial_number = Some(value.to_owned()),
                "grade" => parsed.grades.push(value.to_owned()),
                "site" => parsed.site = Some(value.into()),
                "contract" => parsed.contract = Some(value.into()),
                "model" => parsed.model = Some(value.to_owned()),
                "end" => parsed.end = Some(value.into()),
                "sort" => parsed.sort = value.into(),
                "cursor" => parsed.cursor = Some(value.to_owned()),
                "limit" => parsed.limit = value.parse().ok(),
                _ => {}
            }
        }
        parsed
    }

    /// The query string, without `?`; what is as by default is left out.
    pub fn print(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let limit = self.limit.map(|limit| limit.to_string());
        let said = [
            ("q", Some(self.text.as_str()).filter(|text| !text.is_empty())),
            ("serialNumber", self.serial_number.as_deref()),
            ("site", self.site.as_ref().map(SiteId::as_str)),
            ("contract", self.contract.as_ref().map(ContractId::as_str)),
            ("model", self.model.as_deref()),
            ("end", self.end.as_ref().map(EndFilter::as_str)),
            ("sort", (self.sort != DeviceSort::Name).then(|| self.sort.as_str())),
            ("cursor", self.cursor.as_deref()),
            ("limit", limit.as_deref()),
        ];
        query.extend_pairs(self.grades.iter().map(|grade| ("grade", grade)));
        query.extend_pairs(said.into_iter().filter_map(|(name, value)| Some((name, value?))));
        query.finish()
    }

    /// Whether something is filtered out that the list would have otherwise.
    pub fn is_filtered(&self) -> bool {
        let whole = Self { sort: self.sort.clone(), cursor: self.cursor.clone(), limit: self.limit, ..Self::default() };
        whole != *self
    }
}

/// What the company's fleet is made of; filters are offered by it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Fleet {
    /// How many devices there are.
    pub devices: u64,
    /// Its models, by name.
    pub models: Vec<ShareOfFleet>,
    /// Its health grades, best first.
    pub grades: Vec<ShareOfFleet>,
    /// How many were never checked.
    pub unchecked: u64,
    /// How many have a warranty or contract that is over.
    pub over: u64,
    /// How many have a warranty or contract that ends soon.
    pub soon: Horizon,
    /// How many are no longer repaired, or soon won't be.
    pub service: Horizon,
}

/// How many devices have something in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ShareOfFleet {
    /// What: a model, a grade.
    pub name: String,
    /// How many.
    pub devices: u64,
}

/// How many devices something happens to within some days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Horizon {
    /// Within how many days from today.
    pub days: u32,
    /// How many devices.
    pub devices: u64,
}

/// The most lines that are looked up at once.
pub const MAX_LOOKUP_LINES: usize = 5000;

/// Serial numbers to be looked up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SerialLookup {
    /// The lines of the list as they were pasted or lie in a file: a serial number each, or a row of a CSV file that
    /// begins with one. At most [`MAX_LOOKUP_LINES`].
    pub lines: Vec<String>,
}

impl SerialLookup {
    /// The lines of a text.
    pub fn of(text: &str) -> Self {
        Self { lines: text.lines().map(str::to_owned).collect() }
    }

    /// What is wrong with it as a whole; what is wrong with one line is told in the answer.
    pub fn check(&self) -> Result<(), FieldError> {
        let (count, most) = (self.lines.len() as u64, MAX_LOOKUP_LINES as u64);
        if self.lines.iter().all(|line| line.trim().is_empty()) {
            return Err(FieldError::new("/lines", FieldCode::Required));
        }
        if count > most {
            let error = FieldError::new("/lines", FieldCode::TooMany);
            return Err(FieldError { max: Some(most), actual: Some(count), ..error });
        }
        Ok(())
    }
}

open_enum! {
    /// What was found for a line.
    LookupOutcome {
        /// The company's device.
        Found = "found",
        /// Nothing that the company has; whether there is such a device isn't told.
        NotFound = "notFound",
        /// The same serial number stands in a line before.
        Duplicate = "duplicate",
        /// The line doesn't begin with a serial number.
        Malformed = "malformed",
    }
}

/// What was found for a list of serial numbers, line by line; empty lines have no answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct LookupAnswer {
    /// The lines, in their order.
    pub items: Vec<LookupLine>,
}

/// What was found for one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct LookupLine {
    /// Its place in the list; 1 is the first.
    pub line: u32,
    /// The serial number, as read from the line.
    pub serial_number: String,
    /// What came of it.
    pub outcome: LookupOutcome,
    /// The line where the same serial number stands first, for duplicates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_line: Option<u32>,
    /// The device, where it was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<FoundDevice>,
}

/// What is told of a device that was looked up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct FoundDevice {
    /// Its id.
    pub id: DeviceId,
    /// Its name.
    pub name: String,
    /// Its model.
    pub model: String,
    /// What its site is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// The number of its contract.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<String>,
    /// What the contract's plan is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Localized>,
    /// Last day of the contract.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract_end: Option<Day>,
    /// Last day of the warranty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warranty_end: Option<Day>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_survives_its_url() {
        let query = DeviceQuery {
            text: "浦东 & 3%+".to_owned(),
            serial_number: Some("ADX64-2209-03157".to_owned()),
            grades: vec!["D".to_owned(), UNCHECKED.to_owned()],
            site: Some("pudong".into()),
            contract: Some("server-all".into()),
            model: Some("云主机组 c7".to_owned()),
            end: Some(EndFilter::Soon),
            sort: DeviceSort::Worst,
            cursor: Some("abc".to_owned()),
            limit: Some(20),
        };
        assert_eq!(DeviceQuery::parse(&query.print()), query);
        assert_eq!(DeviceQuery::default().print(), "");
        assert!(query.is_filtered() && !DeviceQuery::parse("sort=model&limit=3&later=1").is_filtered());
    }

    #[test]
    fn a_list_has_lines_and_not_too_many() {
        assert!(SerialLookup::of("A-1\n\nA-2").check().is_ok());
        assert_eq!(SerialLookup::of(" \n").check().unwrap_err().code, FieldCode::Required);
        assert_eq!(SerialLookup::of(&"A\n".repeat(5001)).check().unwrap_err().code, FieldCode::TooMany);
    }
}
