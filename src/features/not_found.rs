//! The page for addresses that lead nowhere.

use crate::{
    i18n::use_i18n,
    route::{Route, link},
    ui::{El, el, page_header},
};

/// Says so, and leads on.
pub fn page() -> El {
    let i18n = use_i18n();
    el("div", "contents").children([
        page_header(move || i18n.not_found_title()),
        el("p", "").say(move || i18n.not_found_text()),
        el("p", "").child(link("", Route::tickets).say(move || i18n.to_tickets())),
        el("p", "").child(link("", || Route::Home).say(move || i18n.nav_home())),
        el("p", "").child(link("", Route::knowledge).say(move || i18n.nav_knowledge())),
    ])
}
