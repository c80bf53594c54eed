//! Text for people: fixed wording in several languages, and what somebody wrote.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
};

/// The same wording in several languages, keyed by BCP 47 tag (`zh-CN`, `en`, `ja`).
// A map in memory for three entries would be 1 kB more for the portal's start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Localized(
    #[cfg_attr(feature = "openapi", schemars(with = "std::collections::BTreeMap<String, String>"))]
    Vec<(String, String)>,
);

impl Localized {
    /// The wording in `language`, else in English, else in any; with the tag of the language it is in.
    pub fn in_language(&self, language: &str) -> (&str, &str) {
        let of = |language: &str| self.0.iter().find(|(tag, _)| tag == language);
        of(language).or_else(|| of("en")).or(self.0.first()).map_or(("", ""), |(tag, text)| (tag, text))
    }

    /// The tags, in the order in which they came.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(tag, _)| tag.as_str())
    }

    /// The tag of the wording that is nearest to a language: a reader of `zh-TW` is given `zh-CN`.
    pub fn nearest(&self, language: &str) -> Option<&str> {
        let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        self.tags().find(|tag| primary(tag) == primary(language))
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Localized {
    fn from(wordings: [(&str, &str); N]) -> Self {
        Self(wordings.map(|(tag, text)| (tag.to_owned(), text.to_owned())).into())
    }
}

impl FromIterator<(String, String)> for Localized {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(wordings: I) -> Self {
        Self(wordings.into_iter().collect())
    }
}

impl Serialize for Localized {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(tag, text)| (tag, text)))
    }
}

impl<'de> Deserialize<'de> for Localized {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Wordings;

        impl<'de> Visitor<'de> for Wordings {
            type Value = Localized;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("wordings by language")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut members: M) -> Result<Localized, M::Error> {
                let mut wordings = Vec::new();
                while let Some(wording) = members.next_entry()? {
                    wordings.push(wording);
                }
                Ok(Localized(wordings))
            }
        }

        deserializer.deserialize_map(Wordings)
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
