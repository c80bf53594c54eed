//! How large things are on the screen.

use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Element, HtmlElement, ResizeObserver};

/// From this width of the window on, in px, pages have two columns.
const WIDE: f64 = 1000.0;

/// Tells `heard` the width of `element` in px, now and whenever it changes, until the owner goes.
pub fn on_width(element: &Element, heard: impl Fn(f64) + 'static) {
    let measured = element.clone();
    let listener = Closure::<dyn FnMut()>::new(move || heard(measured.get_bounding_client_rect().width()));
    if let Ok(observer) = ResizeObserver::new(listener.as_ref().unchecked_ref()) {
        observer.observe(element);
        let kept = SendWrapper::new((observer, listener));
        on_cleanup(move || kept.0.disconnect());
    }
}

/// How high `element` is, in whole px. The browser lays out the page before it tells, if something has changed.
pub fn height(element: &Element) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive, and below 2^25")]
    let height = element.get_bounding_client_rect().height().round() as usize;
    height
}

/// Makes `element` this high, in px; an attribute would be against the content security policy.
pub fn set_height(element: &Element, height: usize) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        // A length is always taken.
        let _ = element.style().set_property("block-size", &[&*height.to_string(), "px"].concat());
    }
}

/// How high the window is, in px.
pub fn screen_height() -> f64 {
    window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default()
}

/// Whether there is room for something beside the page's text.
pub fn is_wide() -> bool {
    let width = window().inner_width().ok().and_then(|width| width.as_f64());
    width.is_some_and(|width| width >= WIDE)
}
