//! What waits for the viewer.

use serde::{Deserialize, Serialize};

use crate::{
    history::Event,
    ticket::{Action, TicketSummary},
};

/// A ticket of the viewer's that waits for them, with all that they need to do their part right away.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Todo {
    /// The ticket; its `turn` says what has to be done and by when.
    pub ticket: TicketSummary,
    /// What the vendor said last: the question (its `message`), what was done (its `reason`), or what is to be done (its
    /// `plan`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Event>,
    /// What the viewer may do now.
    pub actions: Vec<Action>,
}
