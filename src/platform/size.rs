//! How large things are on the screen.

use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Element, ResizeObserver};

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
