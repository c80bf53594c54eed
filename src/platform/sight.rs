//! What is in sight, and what is brought there.

use super::size;
use js_sys::Array;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry};

/// Whether somebody may be looking at the page.
pub fn page_is_shown() -> bool {
    !document().hidden()
}

/// Whether the element with this id begins above the lower end of the screen's upper third.
pub fn has_begun(id: &str) -> bool {
    let third = size::screen_height() / 3.0;
    document().get_element_by_id(id).is_some_and(|element| element.get_bounding_client_rect().top() < third)
}

/// Tells `heard` whether `element` is on the screen, now and whenever that changes, until the owner goes.
pub fn watch(element: &Element, heard: impl Fn(bool) + 'static) {
    let listener = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
        if let Some(entry) = entries.iter().last() {
            heard(entry.unchecked_into::<IntersectionObserverEntry>().is_intersecting());
        }
    });
    if let Ok(observer) = IntersectionObserver::new(listener.as_ref().unchecked_ref()) {
        observer.observe(element);
        let kept = SendWrapper::new((observer, listener));
        on_cleanup(move || kept.0.disconnect());
    }
}
