//! Text for people: fixed wording in several languages, and what somebody wrote.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The same wording in several languages, keyed by BCP 47 tag (`zh-CN`, `en`, `ja`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Localized(pub BTreeMap<String, String>);

impl Localized {
    /// The wording in `language`, else in English, else in any; with the tag of the language it is in.
    pub fn in_language(&self, language: &str) -> (&str, &str) {
        self.0
            .get_key_value(language)
            .or_else(|| self.0.get_key_value("en"))
            .or_else(|| self.0.iter().next())
            .map_or(("", ""), |(tag, text)| (tag, text))
    }

    /// The tag of the wording that is nearest to a language: a reader of `zh-TW` is given `zh-CN`.
    pub fn nearest(&self, language: &str) -> Option<&str> {
        let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        self.0.keys().find(|tag| primary(tag) == primary(language)).map(String::as_str)
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Localized {
    fn from(wordings: [(&str, &str); N]) -> Self {
        Self(wordings.map(|(tag, text)| (tag.to_owned(), text.to_owned())).into())
    }
}

/// What a person wrote, in the language they wrote it in, where that is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Prose {
    /// Plain text; line breaks matter, nothing in it is markup.
    pub text: String,
    /// BCP 47 tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}
