//! What the portal says, in the visitor's language.
//!
//! The wordings stand in `messages/*.toml`; `build.rs` makes one method per message of them, so a missing wording is a
//! compile error. Only the language in use is loaded; changing it renders texts again and nothing else.

mod actions;
mod claim;
mod devices;
mod errors;
mod fields;
mod figures;
mod format;
mod intl;
mod knowledge;
mod plan;
mod report;
mod rma;
mod visit;
mod words;

use std::sync::Arc;

use aftercare_contract::{Localized, Prose};
use js_sys::Array;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

use crate::platform::{boot, followed::Followed, storage};
pub use figures::DayWriter;
use intl::Formats;

include!(concat!(env!("OUT_DIR"), "/messages.rs"));

/// A language of the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// 简体中文.
    Chinese,
    /// 日本語.
    Japanese,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 3] = [Self::Chinese, Self::English, Self::Japanese];

    /// BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
            Self::Japanese => "ja",
        }
    }

    /// What its speakers call it.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Chinese => "中文",
            Self::Japanese => "日本語",
        }
    }

    /// The language with this tag.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }
}

/// Which wordings of a language.
#[derive(Clone, Copy)]
enum Part {
    /// Those that the portal starts with.
    Start,
    /// Those of the pages whose code is fetched later.
    Later,
}

/// The messages of a language could not be loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoMessages;

/// One language's wordings.
struct Catalogue {
    language: Language,
    /// Those of the start, followed by the others once they are needed.
    wordings: Vec<String>,
    formats: Formats,
}

/// What the portal says. Reading a message is tracked: it is rendered again when the language changes.
#[derive(Clone, Copy)]
pub struct I18n {
    /// The language in use, for the whole visit.
    spoken: RwSignal<Arc<Catalogue>>,
    /// The same, as this page follows it.
    heard: Followed,
}

impl I18n {
    /// In the language that the boot script chose.
    pub async fn load() -> Result<Self, NoMessages> {
        let language = Language::from_tag(&boot::language()).unwrap_or(Language::English);
        let spoken = RwSignal::new(Arc::new(catalogue(language, false).await?));
        Ok(Self { spoken, heard: Followed::new(&spoken) })
    }

    /// The same for what goes with the current owner, e.g. a page.
    #[must_use]
    pub fn of_page(self) -> Self {
        Self { heard: Followed::new(&self.spoken), ..self }
    }

    /// The wordings and formats in use; tracked as long as the page is there. What ends after it still has its words.
    fn catalogue(self) -> Arc<Catalogue> {
        self.heard.track();
        self.spoken.get_untracked()
    }

    /// Fetches what isn't said from the start; a page whose code is fetched later waits for it.
    pub async fn complete(self) -> Result<(), NoMessages> {
        // The visitor may change the language meanwhile.
        while !self.is_complete() {
            let complete = catalogue(untrack(|| self.language()), true).await?;
            if untrack(|| self.language()) == complete.language {
                self.spoken.set(Arc::new(complete));
            }
        }
        Ok(())
    }

    fn is_complete(self) -> bool {
        self.spoken.with_untracked(|catalogue| catalogue.wordings.len() == SLOTS)
    }

    /// Changes the language, for this visit and the next ones.
    pub async fn switch(self, language: Language) -> Result<(), NoMessages> {
        let catalogue = catalogue(language, self.is_complete()).await?;
        storage::set(LANGUAGE_KEY, language.tag());
        if let Some(root) = document().document_element() {
            // The document then only keeps its former language for speech and fonts.
            let _ = root.set_attribute("lang", language.tag());
        }
        self.spoken.set(Arc::new(catalogue));
        Ok(())
    }

    /// The language in use; tracked.
    pub fn language(self) -> Language {
        self.catalogue().language
    }

    /// A wording of the backend in the language in use, or the nearest there is; with its own `lang` where it differs.
    pub fn localized(self, text: &Localized) -> (String, Option<String>) {
        let language = self.language().tag();
        let (tag, text) = text.in_language(language);
        (text.to_owned(), (tag != language && !tag.is_empty()).then(|| tag.to_owned()))
    }

    /// The `lang` of something that a person wrote, where it isn't the language in use.
    pub fn lang_of(self, prose: &Prose) -> Option<String> {
        let language = self.language().tag();
        prose.language.clone().filter(|tag| tag != language)
    }

    /// The wording at `slot`, its placeholders filled.
    fn fill(self, slot: usize, arguments: &[&str]) -> String {
        fill(self.catalogue().wordings.get(slot).map_or("", String::as_str), arguments)
    }

    /// The wording for `count`; `slot` is that of the first plural category.
    fn plural(self, slot: usize, count: u64, arguments: &[&str]) -> String {
        let general = !self.catalogue().formats.is_one(count);
        let number = self.number(count);
        let arguments: Vec<&str> = std::iter::once(&*number).chain(arguments.iter().copied()).collect();
        self.fill(slot + usize::from(general), &arguments)
    }
}

/// Where the chosen language is kept; the boot script reads it.
const LANGUAGE_KEY: &str = "language";

/// What the portal says; read it in a component's body.
pub fn use_i18n() -> I18n {
    expect_context()
}

/// A message without parameters.
pub type Word = fn(I18n) -> String;

/// A text on the screen that follows the language. One type for all of them keeps the program small: a closure brings
/// rendering code of its own, about a kilobyte.
pub type Text = Box<dyn Fn() -> String + Send>;

/// Makes a [`Text`].
pub fn text(text: impl Fn() -> String + Send + 'static) -> Text {
    Box::new(text)
}

async fn catalogue(language: Language, complete: bool) -> Result<Catalogue, NoMessages> {
    let mut wordings = fetch(language, Part::Start).await?;
    if complete {
        wordings.extend(fetch(language, Part::Later).await?);
    }
    Ok(Catalogue { language, wordings, formats: Formats::new(language.tag()) })
}

async fn fetch(language: Language, part: Part) -> Result<Vec<String>, NoMessages> {
    let (name, slots) = match part {
        Part::Start => ("start", START_SLOTS),
        Part::Later => ("later", SLOTS - START_SLOTS),
    };
    let url = boot::messages_url(language.tag(), name).ok_or(NoMessages)?;
    let response = boot::take_early(&url).unwrap_or_else(|| window().fetch_with_str(&url));
    let response: Response = JsFuture::from(response).await.map_err(|_| NoMessages)?.unchecked_into();
    let json = JsFuture::from(response.json().map_err(|_| NoMessages)?).await.map_err(|_| NoMessages)?;
    let wordings: Vec<String> =
        json.dyn_into::<Array>().map_err(|_| NoMessages)?.iter().filter_map(|text| text.as_string()).collect();
    // A file of another release has other slots; every text would be a wrong one.
    if wordings.len() == slots { Ok(wordings) } else { Err(NoMessages) }
}

/// Puts `arguments` in place of `{0}`, `{1}` …
fn fill(template: &str, arguments: &[&str]) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (index, after) = after.split_once('}').unwrap_or((after, ""));
        text.push_str(before);
        text.push_str(index.parse().ok().and_then(|index: usize| arguments.get(index)).unwrap_or(&""));
        rest = after;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn placeholders_are_filled_in_any_order() {
        assert_eq!(fill("{1} of {0}", &["ten", "two"]), "two of ten");
        assert_eq!(fill("100 %", &[]), "100 %");
    }
}
