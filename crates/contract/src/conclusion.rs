//! How a ticket ends: what was verified, until when that can be thought over, why it happened and what prevents it.

use serde::{Deserialize, Serialize};

use crate::{
    FieldCode, FieldError, Prose, Timestamp,
    history::AttachmentId,
    validate::{Invalid, MAX_PROSE, check_language, check_prose},
};

/// Most things that an engineer says to have verified.
pub const MAX_CHECKS: usize = 20;

/// What there is to know for whoever verifies a fix.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Verification {
    /// What the vendor has verified itself.
    #[serde(default)]
    pub checks: Vec<Prose>,
    /// When the ticket would close by itself if it were kept open once more; absent where it can't be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep_open_until: Option<Timestamp>,
    /// How often it can still be kept open.
    #[serde(default)]
    pub keep_open_left: u32,
    /// Until when it can be reopened, once it is closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reopen_until: Option<Timestamp>,
}

open_enum! {
    /// What the vendor publishes about a ticket beyond its fix.
    ConclusionKind {
        /// Why it happened: the root cause analysis.
        RootCause = "rootCause",
        /// What prevents it from coming back.
        Advice = "advice",
    }
}

/// What the vendor has published about a ticket beyond its fix. There is at most one of a kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Conclusion {
    /// What it is.
    pub kind: ConclusionKind,
    /// When it was published in this form.
    pub published: Timestamp,
    /// What it says, or in short what the file says.
    pub text: Prose,
    /// The whole of it, as a file of the ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment: Option<AttachmentId>,
}

/// A conclusion as the vendor's desk publishes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewConclusion {
    /// What it is.
    pub kind: ConclusionKind,
    /// What it says.
    #[serde(default)]
    pub text: String,
    /// BCP 47 tag of the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// A file that the ticket has already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment: Option<AttachmentId>,
}

impl NewConclusion {
    /// The conclusion as it is published at `now`, with its text trimmed. That the file exists is for the backend to see.
    pub fn validate(&self, now: Timestamp) -> Result<Conclusion, Vec<FieldError>> {
        let mut invalid = Invalid::default();
        if !self.kind.is_known() {
            invalid.add("/kind", FieldCode::NotOffered);
        }
        let text = check_prose(&mut invalid, "/text", &self.text, 1, MAX_PROSE);
        check_language(&mut invalid, "/language", self.language.as_deref());
        invalid.into_result(Conclusion {
            kind: self.kind.clone(),
            published: now,
            text: Prose { text, language: self.language.clone() },
            attachment: self.attachment.clone(),
        })
    }
}

/// What the vendor has verified itself, as its desk notes it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct NewChecks {
    /// One thing each.
    pub checks: Vec<String>,
    /// BCP 47 tag of the texts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

impl NewChecks {
    /// The texts, trimmed.
    pub fn validate(&self) -> Result<Vec<Prose>, Vec<FieldError>> {
        let mut invalid = Invalid::default();
        if self.checks.is_empty() {
            invalid.add("/checks", FieldCode::Required);
        }
        invalid.check_count("/checks", self.checks.len(), MAX_CHECKS);
        check_language(&mut invalid, "/language", self.language.as_deref());
        let checks = self.checks.iter().enumerate().map(|(place, text)| Prose {
            text: check_prose(&mut invalid, &format!("/checks/{place}"), text, 1, MAX_PROSE),
            language: self.language.clone(),
        });
        let checks = checks.collect();
        invalid.into_result(checks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(errors: Vec<FieldError>) -> Vec<String> {
        errors.into_iter().map(|error| format!("{} {}", error.pointer, error.code)).collect()
    }

    #[test]
    fn what_the_desk_publishes_says_something() {
        let now = "2026-11-20T14:02:00+08:00".parse().unwrap();
        let gossip = NewConclusion { kind: "gossip".into(), text: " ".to_owned(), language: None, attachment: None };
        assert_eq!(named(gossip.validate(now).unwrap_err()), ["/kind notOffered", "/text required"]);
        let cause = NewConclusion { kind: ConclusionKind::RootCause, text: " A worn card\r\n".to_owned(), ..gossip };
        assert_eq!(cause.validate(now).unwrap().text.text, "A worn card");
        assert_eq!(named(NewChecks::default().validate().unwrap_err()), ["/checks required"]);
        let checks = NewChecks { checks: vec!["a".to_owned(), String::new()], language: None };
        assert_eq!(named(checks.validate().unwrap_err()), ["/checks/1 required"]);
    }
}
