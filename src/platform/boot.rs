//! What the boot script of `index.html` prepared before this program was there: `globalThis.aftercare`.

use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

fn member(of: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(of, &JsValue::from_str(name)).ok().filter(|value| !value.is_undefined())
}

fn prepared(name: &str) -> Option<JsValue> {
    member(&member(&window(), "aftercare")?, name)
}

/// The answer to a GET of `url` that the boot script has already asked for. Each can be taken once.
pub fn take_early(url: &str) -> Option<Promise> {
    let early = prepared("early")?;
    let promise = member(&early, url)?.dyn_into().ok()?;
    // An answer kept for later would be an old one.
    let _ = Reflect::delete_property(early.unchecked_ref::<Object>(), &JsValue::from_str(url));
    Some(promise)
}

/// Throws away what was asked for early and not taken: it was asked for by somebody else, a guest.
pub fn drop_early() {
    if let Some(prepared) = member(&window(), "aftercare") {
        let _ = Reflect::delete_property(prepared.unchecked_ref::<Object>(), &JsValue::from_str("early"));
    }
}

/// Where a part of the messages of `language` is.
pub fn messages_url(language: &str, part: &str) -> Option<String> {
    member(&member(&prepared("messages")?, language)?, part)?.as_string()
}

/// Waits for the styles and icons that pages need whose code is fetched later; whether they are there.
pub async fn later_looks() -> bool {
    settled("looks").await
}

/// Waits until what was asked for early is there, or has let wait for a second: what is mounted then is drawn once,
/// with everything in it. Drawing frame, skeleton and list one after the other took a slow phone 0.3 s longer.
pub async fn answered() {
    // What has failed, its reader tells.
    settled("answered").await;
}

/// Calls a function of the boot script that promises something; whether the promise was kept.
async fn settled(name: &str) -> bool {
    let Some(promise) = prepared(name).and_then(|call| call.dyn_into::<Function>().ok()) else { return false };
    let promise = promise.call0(&JsValue::UNDEFINED).map(JsCast::unchecked_into::<Promise>);
    match promise {
        Ok(promise) => JsFuture::from(promise).await.is_ok(),
        Err(_) => false,
    }
}

/// The language that the boot script chose; it has set the document to it.
pub fn language() -> String {
    document().document_element().and_then(|root| root.get_attribute("lang")).unwrap_or_default()
}

/// Shows the page that says that the portal can't go on, with a way to load it again.
pub fn fail() {
    if let Some(root) = document().document_element() {
        // Nothing can be done where even this fails.
        let _ = root.set_attribute("data-boot", "failed");
    }
}
