//! The vendor's mark.

use leptos::prelude::*;

use super::{El, el, icon};
use crate::{
    i18n::use_i18n,
    platform::config::use_config,
    route::{Route, link},
};

/// Mark and name, as `config.json` says; leads to the first page.
pub fn brand() -> El {
    let i18n = use_i18n();
    let (name, logo) = use_config().with_value(|config| (config.brand.clone(), config.logo.clone()));
    let mark = match logo {
        Some(url) => el("img", "brand__mark").attr("src", &url).attr("alt", ""),
        None => el("span", "brand__mark").child(icon("brand")),
    };
    let word = el("span", "brand__word").text(&name);
    link("brand", || Route::Home).label(move || i18n.brand_home(&name)).child(mark).child(word)
}
