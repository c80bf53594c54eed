//! The name of the browser's window.

use js_sys::Array;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{MutationObserver, MutationObserverInit};

/// Begins it with `prefix`, whatever page names it, until the owner goes.
pub fn begin_with(prefix: impl Fn() -> String + 'static) {
    let begun = StoredValue::new(String::new());
    let listener = Closure::<dyn FnMut(Array)>::new(move |_| {
        if let Some(prefix) = begun.try_get_value() {
            change(&prefix, &prefix);
        }
    });
    if let Ok(observer) = MutationObserver::new(listener.as_ref().unchecked_ref()) {
        let named = MutationObserverInit::new();
        named.set_child_list(true);
        named.set_subtree(true);
        if let Some(head) = document().head() {
            // What is on the page can be observed.
            let _ = observer.observe_with_options(&head, &named);
        }
        let kept = SendWrapper::new((observer, listener));
        on_cleanup(move || kept.0.disconnect());
    }
    Effect::new(move |before: Option<String>| {
        let prefix = prefix();
        begun.set_value(prefix.clone());
        change(&before.unwrap_or_default(), &prefix);
        prefix
    });
    on_cleanup(move || change(&begun.try_get_value().unwrap_or_default(), ""));
}

/// Takes one prefix away, where it is there, and puts another one in its place.
fn change(from: &str, to: &str) {
    let title = document().title();
    let wanted = [to, title.strip_prefix(from).unwrap_or(&title)].concat();
    if title != wanted {
        document().set_title(&wanted);
    }
}
