//! The page behind the link in a closure e-mail: rates a service, without a sign-in and without the portal.
//!
//! Whoever opens it gives half a minute, on a phone: all of it has to fit in 60 kB on the wire. Leptos alone, with one
//! counter on the page, is 29 kB; a form keeps its own state, so this page does without.

mod api;
mod dom;
mod draft;
mod form;
mod page;
mod source;
mod thanks;
mod trouble;
mod words;

#[cfg(test)]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

fn main() {
    wasm_bindgen_futures::spawn_local(page::run());
}
