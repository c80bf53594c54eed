//! What is in sight, and what is brought there.

use js_sys::Array;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

/// What counts as near the screen: one and a half of its heights above it and below it.
const NEAR: &str = "150% 0%";

/// Whether somebody may be looking at the page.
pub fn page_is_shown() -> bool {
    !document().hidden()
}

/// Tells `heard` whether `element` is on the screen, now and whenever that changes, until the owner goes.
pub fn watch(element: &Element, heard: impl Fn(bool) + 'static) {
    observe(element, "0px", Box::new(heard));
}

/// Tells `heard` whether `element` is on the screen or near it, now and whenever that changes, until the owner goes.
pub fn watch_near(element: &Element, heard: impl Fn(bool) + 'static) {
    observe(element, NEAR, Box::new(heard));
}

fn observe(element: &Element, margin: &str, heard: Box<dyn Fn(bool)>) {
    let listener = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
        if let Some(entry) = entries.iter().last() {
            heard(entry.unchecked_into::<IntersectionObserverEntry>().is_intersecting());
        }
    });
    let options = IntersectionObserverInit::new();
    options.set_root_margin(margin);
    if let Ok(observer) = IntersectionObserver::new_with_options(listener.as_ref().unchecked_ref(), &options) {
        observer.observe(element);
        let kept = SendWrapper::new((observer, listener));
        on_cleanup(move || kept.0.disconnect());
    }
}
