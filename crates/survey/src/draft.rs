//! What was tapped and typed, kept in this browser until the backend has it.

use aftercare_contract::survey::SurveyAnswer;
use aftercare_json as json;
use js_sys::Uint8Array;
use serde::{Deserialize, Serialize};
use wasm_bindgen_futures::JsFuture;
use web_sys::Storage;

use crate::{dom::window, source::Source};

/// An answer that the backend doesn't have yet.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Draft {
    /// As it is now.
    pub answer: SurveyAnswer,
    /// The mark that the link preselected: another link of the same e-mail means another mark.
    pub linked: Option<u8>,
    /// There from the tap on "send" until the backend has confirmed: what it is sent under, however often.
    pub key: Option<String>,
}

/// Where a survey's draft is kept. Not under the token itself, which opens the survey.
#[derive(Clone)]
pub struct Slot(Option<String>);

impl Slot {
    /// The slot of a survey; none outside a secure context, where browsers compute no hashes.
    pub async fn of(source: Option<&Source>) -> Self {
        let name = match source {
            Some(Source::Link(token)) => hash(token).await,
            Some(Source::Own(id)) => Some(id.to_string()),
            None => None,
        };
        Self(name.map(|name| ["survey:", &name].concat()))
    }

    /// What is kept here.
    pub fn load(&self) -> Option<Draft> {
        let text = storage()?.get_item(self.0.as_deref()?).ok()??;
        json::read(&text.into())
    }

    /// Keeps a draft, where the browser lets it.
    pub fn save(&self, draft: &Draft) {
        if let (Some(storage), Some(name), Ok(text)) = (storage(), &self.0, serde_json::to_string(draft)) {
            // Full or forbidden: the page itself still has it.
            let _ = storage.set_item(name, &text);
        }
    }

    /// Forgets it.
    pub fn clear(&self) {
        if let (Some(storage), Some(name)) = (storage(), &self.0) {
            let _ = storage.remove_item(name);
        }
    }
}

/// A key that nobody has used yet.
pub fn fresh_key() -> String {
    let mut bytes = [0; 16];
    // Browsers refuse only more than 65,536 bytes.
    let _ = window().crypto().and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes));
    hex(&bytes)
}

/// The half of a token's SHA-256 that names its draft.
async fn hash(token: &str) -> Option<String> {
    let digest = window().crypto().ok()?.subtle().digest_with_str_and_u8_array("SHA-256", token.as_bytes()).ok()?;
    let digest = Uint8Array::new(&JsFuture::from(digest).await.ok()?).to_vec();
    Some(hex(digest.get(..16)?))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).filter_map(|half| char::from_digit(half.into(), 16)).collect()
}

#[expect(clippy::disallowed_methods, reason = "the one place that asks")]
fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// The language that the visitor has chosen on this page: it stays with the tab.
pub mod language {
    use web_sys::Storage;

    use crate::dom::window;

    /// The page's first script reads it, too.
    const KEY: &str = "survey-language";

    /// The language's tag, if one was chosen.
    pub fn chosen() -> Option<String> {
        storage()?.get_item(KEY).ok()?
    }

    /// Remembers it.
    pub fn choose(tag: &str) {
        if let Some(storage) = storage() {
            let _ = storage.set_item(KEY, tag);
        }
    }

    #[expect(clippy::disallowed_methods, reason = "the one place that asks")]
    fn storage() -> Option<Storage> {
        window().session_storage().ok().flatten()
    }
}
