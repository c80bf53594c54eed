//! The address bar: links of our own change it without loading the page again.

use leptos::{ev, leptos_dom::helpers::window_event_listener, prelude::*};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlAnchorElement, MouseEvent};

/// Path, query and fragment of the address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// Begins with `/`.
    pub path: String,
    /// Without `?`.
    pub query: String,
}

impl Address {
    /// The one in the address bar.
    pub fn current() -> Self {
        let location = window().location();
        let query = location.search().unwrap_or_default();
        Self {
            path: location.pathname().unwrap_or_default(),
            query: query.strip_prefix('?').unwrap_or_default().to_owned(),
        }
    }
}

/// How a new address goes into the browser's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// As a page that Back leaves.
    Push,
    /// In place of the present one.
    Replace,
}

/// Puts `url` into the address bar.
pub fn go(url: &str, step: Step) {
    if let Ok(history) = window().history() {
        let outcome = match step {
            Step::Push => history.push_state_with_url(&JsValue::NULL, "", Some(url)),
            Step::Replace => history.replace_state_with_url(&JsValue::NULL, "", Some(url)),
        };
        // Browsers refuse after some hundred changes a minute; the page shows the new place nevertheless.
        drop(outcome);
    }
}

/// Goes back one page.
pub fn back() {
    if let Ok(history) = window().history() {
        let _ = history.back();
    }
}

/// Calls `arrived` when Back or Forward were used, until the owner goes.
pub fn on_back(arrived: impl Fn() + 'static) {
    let listener = window_event_listener(ev::popstate, move |_| arrived());
    on_cleanup(move || listener.remove());
}

/// Calls `visit` with the address of each link of this portal that is followed in this tab, until the owner goes.
/// What `visit` doesn't take (it answers `false`) is left to the browser.
pub fn on_link(visit: impl Fn(Address, &str) -> bool + 'static) {
    let listener = window_event_listener(ev::click, move |event| {
        if let Some(link) = followed(&event) {
            let query = link.search();
            let address =
                Address { path: link.pathname(), query: query.strip_prefix('?').unwrap_or_default().to_owned() };
            if visit(address, &link.href()) {
                event.prevent_default();
            }
        }
    });
    on_cleanup(move || listener.remove());
}

/// The link that a click follows within this tab and this portal.
fn followed(event: &MouseEvent) -> Option<HtmlAnchorElement> {
    let elsewhere = event.button() != 0 || event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key();
    if elsewhere || event.default_prevented() {
        return None;
    }
    let target: Element = event.target()?.dyn_into().ok()?;
    let link: HtmlAnchorElement = target.closest("a[href]").ok()??.dyn_into().ok()?;
    let plain = link.target().is_empty() && !link.has_attribute("download") && link.rel() != "external";
    let own = window().location().origin().is_ok_and(|origin| origin == link.origin());
    // A link to a place on the same page only scrolls.
    let scrolls = !link.hash().is_empty();
    (plain && own && !scrolls).then_some(link)
}
