//! The name of the browser's window.

use std::{cell::RefCell, rc::Rc};

use js_sys::Array;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{MutationObserver, MutationObserverInit};

/// Begins it with `prefix`, whatever page names it, until the owner goes.
pub fn begin_with(prefix: impl Fn() -> String + 'static) {
    let begun = Rc::new(RefCell::new(String::new()));
    let write = move |begin: &str| {
        let title = document().title();
        let before = begun.replace(begin.to_owned());
        let wanted = [begin, title.strip_prefix(before.as_str()).unwrap_or(&title)].concat();
        if title != wanted {
            document().set_title(&wanted);
        }
        wanted
    };
    let now = StoredValue::new_local(String::new());
    let again = write.clone();
    let listener = Closure::<dyn FnMut(Array)>::new(move |_| {
        if let Some(begin) = now.try_get_value() {
            again(&begin);
        }
    });
    if let Ok(observer) = MutationObserver::new(listener.as_ref().unchecked_ref()) {
        let named = MutationObserverInit::new();
        named.set_child_list(true);
        named.set_subtree(true);
        if let Some(head) = document().head() {
            // An element that is there can be observed.
            let _ = observer.observe_with_options(&head, &named);
        }
        let kept = SendWrapper::new((observer, listener));
        on_cleanup(move || kept.0.disconnect());
    }
    Effect::new(move |_| {
        let begin = prefix();
        write(&begin);
        now.set_value(begin);
    });
    on_cleanup(move || drop(write("")));
}
