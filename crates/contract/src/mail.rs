//! The e-mails that the backend sends to a customer's people, and which of them a person wants.

use serde::{Deserialize, Serialize};

use crate::{FieldCode, FieldError, validate::Invalid};

open_enum! {
    /// What an e-mail is about.
    MailKind {
        /// A request was received, with its number.
        Received = "received",
        /// The customer has to do something.
        YourTurn = "yourTurn",
        /// The expected end is another one.
        EtaChanged = "etaChanged",
        /// A field engineer is on the way.
        OnTheWay = "onTheWay",
        /// It is fixed; the customer verifies.
        Resolved = "resolved",
        /// It is closed; with the link of the survey.
        Closed = "closed",
        /// What came of a low mark.
        FollowUp = "followUp",
    }
}

/// Which e-mails a person gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct MailChoices {
    /// Every kind that this backend sends, in its order. Sent back, a kind that isn't named stays as it is.
    pub mails: Vec<MailChoice>,
}

/// Whether a person gets the e-mails of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct MailChoice {
    /// Which.
    pub kind: MailKind,
    /// Whether they want it.
    pub wanted: bool,
}

impl MailChoices {
    /// Checks that all kinds are known.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        let mut invalid = Invalid::default();
        for (index, _) in self.mails.iter().enumerate().filter(|(_, choice)| !choice.kind.is_known()) {
            invalid.add(format!("/mails/{index}/kind"), FieldCode::NotOffered);
        }
        invalid.into_result(())
    }
}
