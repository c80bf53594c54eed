//! The live stream: Server-Sent Events of everything that the viewer may see.
//!
//! Each event's `id` is [`LiveEvent::id`]; a client resumes with `Last-Event-ID` (or the query parameter
//! `lastEventId`, as a fresh `EventSource` can't set headers). The SSE event names are those of this module.

use serde::{Deserialize, Serialize};

use crate::{Timestamp, history::Event, notice::UnreadNotices, report::ReportSummary, ticket::Ticket};

/// SSE event name: the stream is up; data is a [`Beat`]. Its `id` is where the stream goes on from: for a client that
/// has none yet, the newest stored event.
pub const HELLO: &str = "hello";
/// SSE event name: something happened to a ticket; data is a [`LiveEvent`].
pub const TICKET: &str = "ticket";
/// SSE event name: something is new that isn't about a ticket; data is [`News`].
pub const NEWS: &str = "news";
/// SSE event name: still there; data is a [`Beat`]. At least every [`BEAT_SECONDS`]. Its `id` moves the client on past
/// events that it may not see.
pub const BEAT: &str = "beat";
/// SSE event name: what was missed can't be told any more; the client reloads what it shows. Data is a [`Beat`].
pub const RESET: &str = "reset";
/// Longest silence of a healthy stream, in seconds.
pub const BEAT_SECONDS: u64 = 15;

/// A sign of life.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Beat {
    /// The backend's clock.
    pub server_time: Timestamp,
}

/// Something happened to a ticket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct LiveEvent {
    /// Grows over all tickets; has gaps for those that the viewer may not see.
    pub id: u64,
    /// What happened.
    pub event: Event,
    /// The ticket after it, so that no further call is needed to show it.
    pub ticket: Ticket,
}

/// Something is new that isn't about a ticket. The member that is there says what; a portal leaves out what it doesn't
/// know.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct News {
    /// A report that is being made has come further, or is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Box<ReportSummary>>,
    /// A notice is new, or was changed, also by the viewer in another window: how many wait to be read now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notices: Option<UnreadNotices>,
}
