//! The page for addresses that lead nowhere.

use crate::{
    i18n::{I18n, Word, use_i18n},
    route::{Area, Route, link},
    ui::{El, el, page_header},
};

/// Says so, and leads on.
pub fn page() -> El {
    let i18n = use_i18n();
    let on = |to: fn() -> Route, name: Word| el("p", "").child(link("", to).say(move || name(i18n)));
    el("div", "contents").children([
        page_header(move || i18n.not_found_title()),
        el("p", "").say(move || i18n.not_found_text()),
        on(Route::tickets, I18n::to_tickets),
        on(|| Route::Home, I18n::nav_home),
        on(|| Area::Knowledge.home(), I18n::nav_knowledge),
    ])
}
