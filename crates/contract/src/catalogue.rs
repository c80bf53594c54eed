//! What forms are built from: kinds of requests with their fields, grades of severity and the facts they follow
//! from, channels, limits of uploads.

use serde::{Deserialize, Serialize};

use crate::{
    Localized,
    asset::GradePromises,
    ticket::{AffectedUsers, Channel, DataAtRisk, Impact, Interruption, Severity, TicketType},
};

/// The whole catalogue; changes rarely, so it is fetched once and kept by its `ETag`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Catalogue {
    /// The kinds of requests that can be filed.
    pub kinds: Vec<RequestKind>,
    /// The policies of the viewer's contracts.
    pub policies: Vec<Policy>,
    /// Channels by which the answer can be wished.
    pub channels: Vec<Channel>,
    /// What may be uploaded.
    pub uploads: UploadLimits,
}

/// One kind of request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RequestKind {
    /// Which one.
    pub ticket_type: TicketType,
    /// What it is called.
    pub name: Localized,
    /// What it is for and what happens next, in a sentence.
    pub hint: Localized,
    /// Whether a device must be named, may be, or makes no sense.
    pub device: Need,
    /// Whether the questions on impact must be answered.
    pub impact: Need,
    /// Whether it is about something that goes wrong: since when, and what was tried, are asked then.
    #[serde(default = "yes")]
    pub symptom: bool,
    /// Fields of its own.
    #[serde(default)]
    pub fields: Vec<KindField>,
}

/// A kind of a backend that doesn't say so yet is about a symptom, as all were.
const fn yes() -> bool {
    true
}

open_enum! {
    /// Whether something is asked for.
    Need {
        /// Must be given.
        Required = "required",
        /// May be given.
        Optional = "optional",
        /// Isn't asked for.
        None = "none",
    }
}

/// A field that only one kind of request has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct KindField {
    /// Its name in [`NewTicket::fields`](crate::ticket::NewTicket::fields).
    pub key: String,
    /// What it is called.
    pub label: Localized,
    /// Help, shown below the label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Localized>,
    /// Whether it must be filled in.
    pub required: bool,
    /// What it takes.
    #[serde(default)]
    pub input: FieldInput,
    /// The most characters that it takes.
    pub max_length: u32,
    /// The least number that it takes, where it takes numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u32>,
    /// The greatest number that it takes, where it takes numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
    /// Its values, where only some can be chosen; free text otherwise.
    #[serde(default)]
    pub options: Vec<FieldOption>,
}

open_enum! {
    /// What a field takes; words that aren't known are texts.
    #[derive(Default)]
    FieldInput {
        /// A text, or one of the field's options where it has some.
        #[default]
        Text = "text",
        /// A whole number, in digits.
        Number = "number",
        /// A day: `2026-11-20`.
        Date = "date",
    }
}

/// A value that can be chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct FieldOption {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: Localized,
}

/// How grave what is under one kind of contract, and what is promised for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Policy {
    /// Its id, as contracts name it.
    pub id: String,
    /// What it is called.
    pub name: Localized,
    /// Its grades with their promises, gravest first.
    pub grades: Vec<GradePromises>,
    /// How the grade follows from the facts: the first rule that fits decides; the last one always fits.
    pub rules: Vec<SeverityRule>,
}

/// Facts, and the grade that follows where all of them hold. A fact that isn't named doesn't matter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SeverityRule {
    /// The grade, by its code.
    pub grade: String,
    /// The business is interrupted to one of these degrees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interruption: Option<Vec<Interruption>>,
    /// The data is in one of these dangers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_at_risk: Option<Vec<DataAtRisk>>,
    /// It is, or isn't, a core system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub core_system: Option<bool>,
    /// So many notice it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub affected_users: Option<Vec<AffectedUsers>>,
    /// There is, or isn't, a way around it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workaround: Option<bool>,
}

/// A fact that decided on a grade; the portal has a sentence for each, with the value that was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because {
    /// How far the business is interrupted.
    Interruption,
    /// Whether data is in danger.
    DataAtRisk,
    /// Whether it is a core system.
    CoreSystem,
    /// How many notice it.
    AffectedUsers,
    /// Whether there is a way around it.
    Workaround,
}

impl SeverityRule {
    /// The facts that the rule asks for, if all of them hold.
    fn fits(&self, impact: &Impact) -> Option<Vec<Because>> {
        let mut because = Vec::new();
        let mut all = true;
        let mut ask = |asked: Option<bool>, fact| {
            if let Some(holds) = asked {
                all &= holds;
                because.push(fact);
            }
        };
        ask(self.interruption.as_ref().map(|taken| taken.contains(&impact.interruption)), Because::Interruption);
        ask(self.data_at_risk.as_ref().map(|taken| taken.contains(&impact.data_at_risk)), Because::DataAtRisk);
        ask(self.core_system.map(|taken| taken == impact.core_system), Because::CoreSystem);
        ask(self.affected_users.as_ref().map(|taken| taken.contains(&impact.affected_users)), Because::AffectedUsers);
        ask(self.workaround.map(|taken| taken == impact.workaround), Because::Workaround);
        all.then_some(because)
    }
}

impl Policy {
    /// The grade that follows from the facts, and the facts that decided. `None` where the policy has no grades.
    pub fn propose(&self, impact: &Impact) -> Option<(&GradePromises, Vec<Because>)> {
        let (rule, because) = self.rules.iter().find_map(|rule| Some((rule, rule.fits(impact)?)))?;
        Some((self.grade(&rule.grade)?, because))
    }

    /// The grade with this code.
    pub fn grade(&self, code: &str) -> Option<&GradePromises> {
        self.grades.iter().find(|grade| grade.grade.code == code)
    }

    /// Whether the severity is one of this policy's.
    pub fn severity(&self, code: &str) -> Option<&Severity> {
        self.grade(code).map(|grade| &grade.grade)
    }
}

/// What may be uploaded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct UploadLimits {
    /// Largest file, in bytes.
    pub max_size: u64,
    /// Most files in one request or message.
    pub max_files: u32,
    /// File name extensions that are taken, lower case, without the dot.
    pub extensions: Vec<String>,
}
