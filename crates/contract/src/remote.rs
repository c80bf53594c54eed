//! Remote access: what an engineer asks for, for how long the customer allows it, and every session.

use serde::{Deserialize, Serialize};

use crate::{
    FieldCode, FieldError, Prose, Span, Timestamp,
    ticket::Tier,
    validate::{Invalid, MAX_PROSE, check_language, check_prose},
};

/// Most lengths of time that a request offers.
pub const MAX_OFFERED: usize = 10;

open_enum! {
    /// Where a request for remote access stands.
    AccessState {
        /// The customer allows it or declines.
        Requested = "requested",
        /// Engineers may connect until its time is up. Until then that time can be changed, or all of it withdrawn.
        Granted = "granted",
        /// The customer doesn't allow it.
        Declined = "declined",
        /// Nobody may connect any more.
        Ended = "ended",
    }
}

/// Leave to connect to a device, as it was asked for and given. A ticket has at most one; what was there before is in
/// the history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AccessRequest {
    /// Grows with everything that happens to it but its sessions. A decision names the one that was seen.
    pub revision: u32,
    /// Where it stands.
    pub state: AccessState,
    /// When it was asked for.
    pub requested: Timestamp,
    /// The name of who asks.
    pub engineer: String,
    /// What for.
    pub purpose: Prose,
    /// To what, and what is done there.
    pub scope: Prose,
    /// For how long it may be allowed; the customer chooses one of these.
    pub offered: Vec<Span>,
    /// When it ends by itself, once it is granted; when it ended, once it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// Every session of the ticket, also those of earlier requests, oldest first.
    #[serde(default)]
    pub sessions: Vec<AccessSession>,
}

/// One time that somebody was connected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AccessSession {
    /// Their name.
    pub engineer: String,
    /// Their tier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<Tier>,
    /// From when.
    pub begun: Timestamp,
    /// Until when; absent while it lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Timestamp>,
}

impl AccessRequest {
    /// Whether something is still to be decided, or somebody may connect.
    pub fn is_open(&self) -> bool {
        matches!(self.state, AccessState::Requested | AccessState::Granted)
    }

    /// When it ends by itself, while it is granted.
    pub fn ends_at(&self) -> Option<Timestamp> {
        self.until.filter(|_| self.state == AccessState::Granted)
    }
}

/// What a customer decides about a request for remote access.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AccessDecision {
    /// The revision that they saw; another one is refused as stale.
    pub revision: u32,
    /// Granting: for how long from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<Span>,
}

impl AccessDecision {
    /// For how long `request` is granted. Pointers are into the action's body.
    pub fn check_grant(&self, request: &AccessRequest) -> Result<Span, Vec<FieldError>> {
        let wrong = |code| vec![FieldError::new("/access/duration", code)];
        match self.duration {
            None => Err(wrong(FieldCode::Required)),
            Some(duration) if request.offered.contains(&duration) => Ok(duration),
            Some(_) => Err(wrong(FieldCode::NotOffered)),
        }
    }
}

/// A request for remote access as the vendor's desk makes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct NewAccessRequest {
    /// What for.
    pub purpose: String,
    /// To what, and what is done there.
    pub scope: String,
    /// BCP 47 tag of the texts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// For how long it may be allowed.
    pub offered: Vec<Span>,
}

/// With lengths from a look to a night.
impl Default for NewAccessRequest {
    fn default() -> Self {
        Self {
            purpose: String::new(),
            scope: String::new(),
            language: None,
            offered: [1, 2, 4, 8].map(Span::hours).to_vec(),
        }
    }
}

impl NewAccessRequest {
    /// The request as `engineer` makes it at `now`, with its texts trimmed, as its first revision.
    pub fn validate(&self, engineer: &str, now: Timestamp) -> Result<AccessRequest, Vec<FieldError>> {
        let mut invalid = Invalid::default();
        let mut prose = |pointer: &str, text: &str| Prose {
            text: check_prose(&mut invalid, pointer, text, 1, MAX_PROSE),
            language: self.language.clone(),
        };
        let (purpose, scope) = (prose("/purpose", &self.purpose), prose("/scope", &self.scope));
        check_language(&mut invalid, "/language", self.language.as_deref());
        if self.offered.is_empty() {
            invalid.add("/offered", FieldCode::Required);
        }
        invalid.check_count("/offered", self.offered.len(), MAX_OFFERED);
        for (place, offered) in self.offered.iter().enumerate() {
            if *offered < Span::minutes(1) {
                invalid.too_brief(format!("/offered/{place}"), *offered, Span::minutes(1));
            }
        }
        invalid.into_result(AccessRequest {
            revision: 1,
            state: AccessState::Requested,
            requested: now,
            engineer: engineer.to_owned(),
            purpose,
            scope,
            offered: self.offered.clone(),
            until: None,
            sessions: Vec::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-20T14:02:00+08:00".parse().unwrap()
    }

    fn named(errors: Vec<FieldError>) -> Vec<String> {
        errors.into_iter().map(|error| format!("{} {}", error.pointer, error.code)).collect()
    }

    #[test]
    fn a_request_says_what_for_and_to_what() {
        let nothing = NewAccessRequest { offered: vec![Span::seconds(5)], ..NewAccessRequest::default() };
        let errors = named(nothing.validate("Chen", now()).unwrap_err());
        assert_eq!(errors, ["/purpose required", "/scope required", "/offered/0 tooBrief"]);
        let said = NewAccessRequest {
            purpose: " Read the counters\r\n".to_owned(),
            scope: "adx-01, read only".to_owned(),
            ..NewAccessRequest::default()
        };
        let request = said.validate("Chen", now()).unwrap();
        assert_eq!((request.purpose.text.as_str(), request.engineer.as_str()), ("Read the counters", "Chen"));
        assert!(request.is_open() && request.ends_at().is_none());
    }

    #[test]
    fn it_is_granted_for_a_time_that_is_offered() {
        let request: AccessRequest = serde_json::from_str(
            r#"{ "revision": 1, "state": "requested", "requested": "2026-11-20T14:02:00+08:00", "engineer": "Chen",
                 "purpose": { "text": "" }, "scope": { "text": "" }, "offered": ["PT1H"], "mood": "good" }"#,
        )
        .unwrap();
        let grant = |duration| AccessDecision { revision: 1, duration }.check_grant(&request).map_err(named);
        assert_eq!(grant(Some(Span::hours(1))), Ok(Span::hours(1)));
        assert_eq!(grant(Some(Span::hours(2))), Err(vec!["/access/duration notOffered".to_owned()]));
        assert_eq!(grant(None), Err(vec!["/access/duration required".to_owned()]));
    }
}
