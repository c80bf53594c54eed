//! Notices: early warnings from telemetry, the life cycle of what the company owns, maintenance and releases.
//!
//! Everybody of a company sees its notices, with its own devices only. *Read* and *snoozed* are a person's: they are
//! about one's own list. *Acknowledged* is the company's, with the name of who did it: the others then know that
//! somebody has it in hand.

use serde::{Deserialize, Serialize};

use crate::{
    FieldCode, FieldError, Localized, Timestamp,
    asset::{Day, TicketRef},
    plan::MaintenanceWindow,
    ticket::{DeviceRef, TicketType},
    validate::Invalid,
};

ids! {
    /// A notice.
    NoticeId;
}

/// Most notices that are marked as read at once.
pub const MAX_READ: usize = 200;

open_enum! {
    /// What a notice is about.
    NoticeKind {
        /// A disk announces its failure (S.M.A.R.T.).
        Smart = "smart",
        /// An array of disks has lost its redundancy.
        Raid = "raid",
        /// Fans or temperature.
        Cooling = "cooling",
        /// Processor, memory, bandwidth or disks will not suffice for long.
        Bottleneck = "bottleneck",
        /// The configuration has drifted from best practice.
        ConfigurationDrift = "configurationDrift",
        /// A vulnerability.
        Vulnerability = "vulnerability",
        /// The firmware isn't the recommended one.
        Firmware = "firmware",
        /// End of life: no longer sold.
        EndOfLife = "endOfLife",
        /// End of service life: no longer repaired.
        EndOfServiceLife = "endOfServiceLife",
        /// A warranty ends.
        WarrantyEnd = "warrantyEnd",
        /// A contract ends.
        ContractEnd = "contractEnd",
        /// Work on a service that is announced.
        Maintenance = "maintenance",
        /// A new version.
        Release = "release",
    }
}

open_enum! {
    /// What notices are grouped by.
    NoticeGroup {
        /// Something that will break if nobody acts.
        EarlyWarning = "earlyWarning",
        /// Something ends on a day.
        LifeCycle = "lifeCycle",
        /// Announced work.
        Maintenance = "maintenance",
        /// New versions.
        Release = "release",
    }
}

impl NoticeKind {
    /// The group that the kind belongs to; none for a kind of a newer backend, which says it itself.
    pub fn group(&self) -> Option<NoticeGroup> {
        Some(match self {
            Self::Smart
            | Self::Raid
            | Self::Cooling
            | Self::Bottleneck
            | Self::ConfigurationDrift
            | Self::Vulnerability
            | Self::Firmware => NoticeGroup::EarlyWarning,
            Self::EndOfLife | Self::EndOfServiceLife | Self::WarrantyEnd | Self::ContractEnd => NoticeGroup::LifeCycle,
            Self::Maintenance => NoticeGroup::Maintenance,
            Self::Release => NoticeGroup::Release,
            Self::Other(_) => return None,
        })
    }
}

open_enum! {
    /// How soon something has to be done about it.
    NoticeUrgency {
        /// Within days.
        High = "high",
        /// It can be planned.
        Medium = "medium",
        /// Good to know.
        Low = "low",
    }
}

/// A notice, as its reader sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Notice {
    /// Its id.
    pub id: NoticeId,
    /// What it is about.
    pub kind: NoticeKind,
    /// What it is grouped under.
    pub group: NoticeGroup,
    /// How soon something has to be done.
    pub urgency: NoticeUrgency,
    /// One line.
    pub title: Localized,
    /// What is the case, and what it means.
    pub text: Localized,
    /// What to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<Localized>,
    /// The company's devices that it is about.
    #[serde(default)]
    pub devices: Vec<DeviceRef>,
    /// The number of the contract that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<String>,
    /// When it was published, or last became more urgent.
    pub published: Timestamp,
    /// The day that it is about: the last one of a life, a warranty, a contract.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Day>,
    /// When the work is done that it announces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<MaintenanceWindow>,
    /// Since when nothing has to be done about it any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<Timestamp>,
    /// How it was settled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Localized>,
    /// An article of the knowledge base on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    /// The request that follows from it, filled in; absent where there is nothing to ask for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<NoticeRequest>,
    /// The open tickets of its devices that the reader may see: perhaps somebody has asked already.
    #[serde(default)]
    pub tickets: Vec<TicketRef>,
    /// Whether the reader has read it.
    pub read: bool,
    /// Who of the company has it in hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged: Option<Acknowledgement>,
    /// Until when the reader doesn't want to be reminded of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snoozed_until: Option<Timestamp>,
}

/// The request that follows from a notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct NoticeRequest {
    /// Its kind.
    pub ticket_type: TicketType,
    /// What its button says, e.g. "Ask for the replacement".
    pub action: Localized,
    /// Its title.
    pub title: Localized,
    /// Its description.
    pub description: Localized,
}

/// That somebody of the company has a notice in hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Acknowledgement {
    /// As they are called.
    pub by: String,
    /// Since when.
    pub at: Timestamp,
}

/// One page of notices, newest first, with what the filters would show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Notices {
    /// The entries.
    pub items: Vec<Notice>,
    /// Where the next page starts; absent on the last one. Opaque.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// How many fit the query, over all pages.
    pub total: u64,
    /// How many there would be of each group with the other filters as they are, in the groups' order.
    pub groups: Vec<GroupCount>,
    /// What the reader hasn't read.
    pub unread: UnreadNotices,
    /// The backend's clock.
    pub server_time: Timestamp,
}

/// How many notices there are of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct GroupCount {
    /// Which.
    pub group: NoticeGroup,
    /// How many.
    pub count: u64,
}

/// How many notices wait to be read: those that hold, of kinds that the reader wants to be told of, neither snoozed nor
/// in somebody's hand. One that was snoozed waits again afterwards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct UnreadNotices {
    /// All of them.
    pub count: u64,
    /// The urgent ones among them.
    pub urgent: u64,
}

open_enum! {
    /// Which notices to show.
    NoticeState {
        /// Those that hold and aren't snoozed.
        Active = "active",
        /// Those of them that weren't read.
        Unread = "unread",
        /// Those that hold and are snoozed.
        Snoozed = "snoozed",
        /// Those that are settled or over.
        Past = "past",
        /// All.
        All = "all",
    }
}

/// Which notices. Parsed from and printed to a query string; what isn't said stays away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeQuery {
    /// In which state.
    pub state: NoticeState,
    /// Only of this group.
    pub group: Option<NoticeGroup>,
    /// Only of this kind.
    pub kind: Option<NoticeKind>,
    /// Only about the device with this id.
    pub device: Option<String>,
    /// Where the page starts.
    pub cursor: Option<String>,
    /// How many at most.
    pub limit: Option<u16>,
}

impl Default for NoticeQuery {
    fn default() -> Self {
        Self { state: NoticeState::Active, group: None, kind: None, device: None, cursor: None, limit: None }
    }
}

impl NoticeQuery {
    /// Reads a query string (without `?`); unknown names and unreadable values are left out.
    pub fn parse(query: &str) -> Self {
        let mut parsed = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = &*value;
            match &*name {
                "state" => parsed.state = value.into(),
                "group" => parsed.group = Some(value.into()),
                "kind" => parsed.kind = Some(value.into()),
                "device" => parsed.device = Some(value.to_owned()),
                "cursor" => parsed.cursor = Some(value.to_owned()),
                "limit" => parsed.limit = value.parse().ok(),
                _ => {}
            }
        }
        parsed
    }

    /// The query string, without `?`; what is as by default is left out.
    pub fn print(&self) -> String {
        let limit = self.limit.map(|limit| limit.to_string());
        let said = [
            ("state", (self.state != NoticeState::Active).then(|| self.state.as_str())),
            ("group", self.group.as_ref().map(NoticeGroup::as_str)),
            ("kind", self.kind.as_ref().map(NoticeKind::as_str)),
            ("device", self.device.as_deref()),
            ("cursor", self.cursor.as_deref()),
            ("limit", limit.as_deref()),
        ];
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(said.into_iter().filter_map(|(name, value)| Some((name, value?))));
        query.finish()
    }
}

open_enum! {
    /// What a reader does with a notice.
    NoticeAction {
        /// Says that somebody of the company has it in hand.
        Acknowledge = "acknowledge",
        /// Takes that back.
        Unacknowledge = "unacknowledge",
        /// Doesn't want to be reminded of it until a time.
        Snooze = "snooze",
        /// Wants to be reminded of it again.
        Unsnooze = "unsnooze",
    }
}

/// Does one of these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TakeNoticeAction {
    /// Which.
    pub action: NoticeAction,
    /// Until when; due where it is snoozed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

impl TakeNoticeAction {
    /// Checks that a time to snooze until is there, and ahead of `now`.
    pub fn validate(&self, now: Timestamp) -> Result<(), Vec<FieldError>> {
        let mut invalid = Invalid::default();
        match (&self.action, self.until) {
            (NoticeAction::Other(_), _) => invalid.add("/action", FieldCode::NotOffered),
            (NoticeAction::Snooze, None) => invalid.add("/until", FieldCode::Required),
            (NoticeAction::Snooze, Some(until)) if until <= now => invalid.add("/until", FieldCode::InPast),
            _ => {}
        }
        invalid.into_result(())
    }
}

/// Notices that the reader has read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReadNotices {
    /// Which; those that aren't the company's are passed over.
    pub ids: Vec<NoticeId>,
}

impl ReadNotices {
    /// Checks how many they are.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        let mut invalid = Invalid::default();
        invalid.check_count("/ids", self.ids.len(), MAX_READ);
        invalid.into_result(())
    }
}

/// Of which notices a person is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct NoticeChoices {
    /// Every kind that this backend knows, in its order. Sent back, a kind that isn't named stays as it is.
    pub notices: Vec<NoticeChoice>,
}

/// Whether a person is told of notices of one kind. On the page they stand in any case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct NoticeChoice {
    /// Which.
    pub kind: NoticeKind,
    /// Whether they are counted as unread.
    pub wanted: bool,
}

impl NoticeChoices {
    /// Checks that all kinds are known.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        let mut invalid = Invalid::default();
        for (index, _) in self.notices.iter().enumerate().filter(|(_, choice)| !choice.kind.is_known()) {
            invalid.add(format!("/notices/{index}/kind"), FieldCode::NotOffered);
        }
        invalid.into_result(())
    }
}

/// The private calendar of a person's notices, to which calendar programs subscribe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CalendarFeed {
    /// Since when there is an address; absent where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<Timestamp>,
    /// When a program last fetched it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used: Option<Timestamp>,
    /// The address, told once: in the answer that makes it. Whoever has it can read these dates and nothing else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_survives_its_url() {
        let query = NoticeQuery {
            state: NoticeState::Snoozed,
            group: Some(NoticeGroup::LifeCycle),
            kind: Some(NoticeKind::Other("recall".to_owned())),
            device: Some("adx & co".to_owned()),
            limit: Some(5),
            ..NoticeQuery::default()
        };
        assert_eq!(NoticeQuery::parse(&query.print()), query);
        assert_eq!(NoticeQuery::default().print(), "");
    }

    #[test]
    fn every_kind_that_is_known_has_a_group() {
        assert!(NoticeKind::KNOWN.iter().all(|kind| kind.group().is_some()));
    }

    #[test]
    fn it_is_snoozed_until_a_time_to_come() {
        let now: Timestamp = "2026-11-20T14:02:00+08:00".parse().unwrap();
        let wrong = |action: NoticeAction, until| {
            let errors = TakeNoticeAction { action, until }.validate(now).err().unwrap_or_default();
            errors.into_iter().map(|error| format!("{} {}", error.pointer, error.code)).collect::<Vec<_>>()
        };
        assert_eq!(wrong(NoticeAction::Snooze, None), ["/until required"]);
        assert_eq!(wrong(NoticeAction::Snooze, Some(now)), ["/until inPast"]);
        assert_eq!(wrong("burn".into(), None), ["/action notOffered"]);
        assert!(wrong(NoticeAction::Acknowledge, None).is_empty());
    }
}
