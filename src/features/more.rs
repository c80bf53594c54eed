//! The places for which the bar of a phone has no room.

use leptos::prelude::*;

use crate::{
    i18n::{I18n, use_i18n},
    route::Route,
    ui::{PageHeader, areas, el, way},
};

/// A way to each of them.
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let places = el("ul", "more").part(|| {
        let account = way("more__place", "user", I18n::nav_account, || Route::Account);
        areas("more__place").into_iter().chain([account]).map(|way| el("li", "").child(way)).collect()
    });
    view! {
        <PageHeader title=move || i18n.nav_more() />
        {places}
    }
    .into_any()
}
