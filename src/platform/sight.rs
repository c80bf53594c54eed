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

/// Whether the element with this id begins above the lower end of the screen's upper third.
pub fn has_begun(id: &str) -> bool {
    let third = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default() / 3.0;
    document().get_element_by_id(id).is_some_and(|element| element.get_bounding_client_rect().top() < third)
}

/// Tells `heard` whether `element` is on the screen, now and whenever that changes, until the owner goes.
pub fn watch(element: &Element, heard: impl Fn(bool) + 'static) {
    observe(element, "0px", Box::new(move |in_sight, _| heard(in_sight)));
}

/// Tells `heard` whether `element` is on the screen or near it, and how high it is, in whole px: now and whenever it
/// comes near or goes, until the owner goes. The browser knows the height; asking for it would have it lay out anew.
pub fn watch_near(element: &Element, heard: impl Fn(bool, u32) + 'static) {
    observe(element, NEAR, Box::new(heard));
}

fn observe(element: &Element, margin: &str, heard: Box<dyn Fn(bool, u32)>) {
    let listener = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
        if let Some(entry) = entries.iter().last() {
            let entry = entry.unchecked_into::<IntersectionObserverEntry>();
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive, and below 2^25")]
            let height = entry.bounding_client_rect().height().round() as u32;
            heard(entry.is_intersecting(), height);
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
