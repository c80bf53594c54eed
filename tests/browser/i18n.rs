//! Languages change without anything else changing.

use aftercare::i18n::{I18n, Language, START_SLOTS};
use leptos::{mount::mount_to, prelude::*, task::tick};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{owner, script};

#[wasm_bindgen_test]
async fn switching_changes_texts_and_keeps_what_was_typed() {
    let _owner = owner();
    let file = |word: &str| format!("'data:application/json,{}'", json(word));
    let (yes, hai) = (file("yes"), file("はい"));
    script(&format!("globalThis.aftercare = {{ messages: {{ en: {{ start: {yes} }}, ja: {{ start: {hai} }} }} }}"));
    document().document_element().unwrap().set_attribute("lang", "en").unwrap();
    let i18n = I18n::load().await.unwrap();

    let place = document().create_element("div").unwrap();
    document().body().unwrap().append_child(&place).unwrap();
    let place: web_sys::HtmlElement = wasm_bindgen::JsCast::unchecked_into(place);
    let _mounted = mount_to(place.clone(), move || {
        view! {
            <p>{move || i18n.retry()}</p>
            <input />
        }
    });
    let input: web_sys::HtmlInputElement =
        wasm_bindgen::JsCast::unchecked_into(place.query_selector("input").unwrap().unwrap());
    input.set_value("half a sentence");
    assert_eq!(place.text_content().unwrap(), "yes");

    i18n.switch(Language::Japanese).await.unwrap();
    tick().await;
    assert_eq!(place.text_content().unwrap(), "はい");
    assert_eq!(input.value(), "half a sentence");
    assert_eq!(document().document_element().unwrap().get_attribute("lang").unwrap(), "ja");
}

#[wasm_bindgen_test]
async fn a_file_of_another_release_is_refused() {
    let _owner = owner();
    script("globalThis.aftercare = { messages: { en: { start: 'data:application/json,[]' } } }");
    document().document_element().unwrap().set_attribute("lang", "en").unwrap();
    assert!(I18n::load().await.is_err());
}

/// A catalogue that says the same everywhere.
fn json(word: &str) -> String {
    format!("[{}]", vec![format!("\"{word}\""); START_SLOTS].join(","))
}
