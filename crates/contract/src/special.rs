//! What a customer asks for beyond the usual course: news, a manager, priority handling.

use serde::{Deserialize, Serialize};

use crate::{
    FieldCode, FieldError, Prose, Timestamp,
    ticket::{Action, Tier},
    validate::{Invalid, MAX_PROSE, check_language, check_prose},
};

/// Something that was asked for, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SpecialRequest {
    /// `nudge`, `escalate` or `requestGreenChannel`.
    pub action: Action,
    /// When it was asked for.
    pub asked: Timestamp,
    /// The name of who asked.
    pub asked_by: String,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Prose>,
    /// By when it is answered, where the contract says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_by: Option<Timestamp>,
    /// What the vendor says to it; absent until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<SpecialAnswer>,
}

/// The vendor's answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SpecialAnswer {
    /// Whether it is granted, or refused for `reason`.
    pub granted: bool,
    /// When.
    pub answered: Timestamp,
    /// The name of who decided.
    pub by: String,
    /// Their tier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<Tier>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Prose>,
}

impl SpecialRequest {
    /// Whether it waits for its answer.
    pub fn is_open(&self) -> bool {
        self.answer.is_none()
    }

    /// Whether it was refused.
    pub fn is_refused(&self) -> bool {
        self.answer.as_ref().is_some_and(|answer| !answer.granted)
    }
}

/// An answer as the vendor's desk gives it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewSpecialAnswer {
    /// To what.
    pub action: Action,
    /// Whether it is granted.
    pub granted: bool,
    /// Why; due where it is refused.
    #[serde(default)]
    pub reason: String,
    /// BCP 47 tag of the reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

impl NewSpecialAnswer {
    /// The reason, trimmed, if there is one.
    pub fn validate(&self) -> Result<Option<Prose>, Vec<FieldError>> {
        let mut invalid = Invalid::default();
        if !self.action.is_special() {
            invalid.add("/action", FieldCode::NotOffered);
        }
        let text = check_prose(&mut invalid, "/reason", &self.reason, usize::from(!self.granted), MAX_PROSE);
        check_language(&mut invalid, "/language", self.language.as_deref());
        let reason = Prose { text, language: self.language.clone() };
        invalid.into_result(Some(reason).filter(|reason| !reason.text.is_empty()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_why() {
        let refusal =
            NewSpecialAnswer { action: Action::Escalate, granted: false, reason: " ".to_owned(), language: None };
        assert_eq!(refusal.validate().unwrap_err()[0].pointer, "/reason");
        assert_eq!(NewSpecialAnswer { granted: true, ..refusal.clone() }.validate(), Ok(None));
        let other = NewSpecialAnswer { action: Action::Confirm, granted: true, ..refusal };
        assert_eq!(other.validate().unwrap_err()[0].pointer, "/action");
    }
}
