//! Moves the keyboard's place on purpose.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Focuses the first element that `selector` fits, if there is one.
pub fn on(selector: &str) {
    if let Ok(Some(element)) = document().query_selector(selector) {
        on_element(&element);
    }
}

/// Focuses the element with this id; whether there is one.
pub fn on_id(id: &str) -> bool {
    let element = document().get_element_by_id(id);
    if let Some(element) = &element {
        on_element(element);
    }
    element.is_some()
}

/// Focuses `element`, where it can be focused.
pub fn on_element(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        // An element that can't take focus leaves it where it is.
        let _ = element.focus();
    }
}

/// Whether the keyboard's place is in `element`.
pub fn is_in(element: &Element) -> bool {
    document().active_element().is_some_and(|focused| element.contains(Some(&focused)))
}
