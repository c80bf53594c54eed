//! Lists: pages by cursor, and the query of the ticket list, which is the same in the API and in the portal's URL.

use serde::{Deserialize, Serialize};

use crate::{
    Timestamp,
    ticket::{Status, TicketType},
};

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Page<T> {
    /// The entries, in the order asked for.
    pub items: Vec<T>,
    /// Where the next page starts; absent on the last one. Opaque.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// How many entries fit the query, over all pages.
    pub total: u64,
}

open_enum! {
    /// Whose tickets.
    Scope {
        /// Those the viewer filed.
        Mine = "mine",
        /// Those that others filed and the viewer watches.
        Shared = "shared",
        /// All of the organisation; for its admins.
        Organisation = "organisation",
    }
}

open_enum! {
    /// What the list is ordered by; `-` means descending. Tickets without the value come last either way, and among
    /// equals the newer number comes first.
    TicketSort {
        /// Latest change first.
        Changed = "-lastUpdate",
        /// Longest without a change first.
        Unchanged = "lastUpdate",
        /// Newest first.
        Created = "-creationDate",
        /// Oldest first.
        Oldest = "creationDate",
        /// Most severe first.
        Severity = "severity",
        /// Least severe first.
        LeastSevere = "-severity",
        /// Earliest expected resolution first.
        Expected = "expectedResolutionDate",
        /// Latest expected resolution first.
        ExpectedLast = "-expectedResolutionDate",
    }
}

open_enum! {
    /// A state to filter by: coarse words of a list, beside TMF621's exact ones.
    StateFilter {
        /// Not closed and not cancelled.
        Open = "open",
        /// The customer has to do something.
        YourTurn = "yourTurn",
        /// Open, and somebody else than the customer has to do something.
        OthersTurn = "othersTurn",
        /// Fixed, to be verified.
        ToVerify = "toVerify",
        /// Closed or cancelled.
        Ended = "ended",
        /// Everything.
        All = "all",
    }
}

/// Which tickets, and in which order. Parsed from and printed to a query string; what isn't said stays away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketQuery {
    /// Whose.
    pub scope: Scope,
    /// In which state.
    pub state: StateFilter,
    /// Of one of these kinds; of any where none is named.
    pub ticket_types: Vec<TicketType>,
    /// Words to be found in number, title, description, own number, serial number.
    pub text: String,
    /// Of one device, by its id.
    pub device: Option<String>,
    /// At one site, by its id.
    pub site: Option<String>,
    /// Of one of these ranks of severity, `1` is the gravest; of any where none is named.
    pub severity_ranks: Vec<u8>,
    /// By which channel it came.
    pub channel: Option<String>,
    /// Filed at this time or later. An instant and no day: a link shows everybody the same tickets, in whichever zone
    /// they read it.
    pub created_from: Option<Timestamp>,
    /// Filed before this time.
    pub created_before: Option<Timestamp>,
    /// Behind this figure of a service review.
    pub figure: Option<String>,
    /// Ordered by.
    pub sort: TicketSort,
    /// Where to start; absent for the first page.
    pub cursor: Option<String>,
    /// How many at most, 1 to 200; the backend has its own default.
    pub limit: Option<u16>,
}

impl Default for TicketQuery {
    fn default() -> Self {
        Self {
            scope: Scope::Mine,
            state: StateFilter::Open,
            ticket_types: Vec::new(),
            text: String::new(),
            device: None,
            site: None,
            severity_ranks: Vec::new(),
            channel: None,
            created_from: None,
            created_before: None,
            figure: None,
            sort: TicketSort::Changed,
            cursor: None,
            limit: None,
        }
    }
}

impl TicketQuery {
    /// The same list, of the same scope and in the same order, without any filter.
    #[must_use]
    pub fn without_filters(&self) -> Self {
        Self { scope: self.scope.clone(), sort: self.sort.clone(), ..Self::default() }
    }

    /// Whether something is filtered out that the list would have otherwise.
    pub fn is_filtered(&self) -> bool {
        Self { cursor: self.cursor.clone(), limit: self.limit, ..self.without_filters() } != *self
    }

    /// Reads a query string (without `?`); what may be several is repeated. Unknown names and unreadable values are
    /// left out: a link of a newer portal still opens.
    pub fn parse(query: &str) -> Self {
        let mut parsed = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = &*value;
            match &*name {
                "scope" => parsed.scope = value.into(),
                "state" => parsed.state = value.into(),
                "ticketType" => parsed.ticket_types.push(value.into()),
                "q" => value.clone_into(&mut parsed.text),
                "device" => parsed.device = Some(value.to_owned()),
                "site" => parsed.site = Some(value.to_owned()),
                "severity" => parsed.severity_ranks.extend(value.parse::<u8>()),
                "channel" => parsed.channel = Some(value.to_owned()),
                "createdFrom" => parsed.created_from = value.parse().ok(),
                "createdBefore" => parsed.created_before = value.parse().ok(),
                "figure" => parsed.figure = Some(value.to_owned()),
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
        let default = Self::default();
        let mut query = form_urlencoded::Serializer::new(String::new());
        let mut say = |name: &str, value: Option<&str>, default: Option<&str>| {
            if let Some(value) = value.filter(|value| Some(*value) != default) {
                query.append_pair(name, value);
            }
        };
        say("scope", Some(self.scope.as_str()), Some(default.scope.as_str()));
        say("state", Some(self.state.as_str()), Some(default.state.as_str()));
        for ticket_type in &self.ticket_types {
            say("ticketType", Some(ticket_type.as_str()), None);
        }
        say("q", Some(&self.text), Some(""));
        say("device", self.device.as_deref(), None);
        say("site", self.site.as_deref(), None);
        for rank in &self.severity_ranks {
            say("severity", Some(&rank.to_string()), None);
        }
        say("channel", self.channel.as_deref(), None);
        say("createdFrom", self.created_from.map(|time| time.to_string()).as_deref(), None);
        say("createdBefore", self.created_before.map(|time| time.to_string()).as_deref(), None);
        say("figure", self.figure.as_deref(), None);
        say("sort", Some(self.sort.as_str()), Some(default.sort.as_str()));
        say("cursor", self.cursor.as_deref(), None);
        say("limit", self.limit.map(|limit| limit.to_string()).as_deref(), None);
        query.finish()
    }
}

impl StateFilter {
    /// Whether a ticket with this status, and with or without the customer's turn, is in the filter.
    pub fn takes(&self, status: &Status, customers_turn: bool) -> bool {
        match self {
            Self::Open => !status.is_final(),
            Self::YourTurn => !status.is_final() && customers_turn,
            Self::OthersTurn => !status.is_final() && !customers_turn,
            Self::ToVerify => *status == Status::Resolved,
            Self::Ended => status.is_final(),
            Self::All | Self::Other(_) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_survives_its_url() {
        let query = TicketQuery {
            scope: Scope::Organisation,
            state: StateFilter::Other("sleeping".to_owned()),
            text: "新建连接 & 3%+".to_owned(),
            ticket_types: vec![TicketType::Fault, TicketType::Question],
            severity_ranks: vec![1, 2],
            created_from: "2026-11-01T00:00:00+08:00".parse().ok(),
            limit: Some(50),
            ..TicketQuery::default()
        };
        assert!(query.created_from.is_some());
        assert_eq!(TicketQuery::parse(&query.print()), query);
        assert_eq!(TicketQuery::default().print(), "");
        assert_eq!(TicketQuery::parse("limit=many&%ff=%fe&x&createdFrom=2026-11-01"), TicketQuery::default());
    }
}
