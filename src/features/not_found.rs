//! The page for addresses that lead nowhere.

use leptos::prelude::*;

use crate::{
    i18n::{text, use_i18n},
    route::{Link, Route},
    ui::PageHeader,
};

/// Says so, and leads on.
pub fn page() -> AnyView {
    let i18n = use_i18n();
    view! {
        <PageHeader title=Signal::derive(move || i18n.not_found_title()) />
        <p>{text(move || i18n.not_found_text())}</p>
        <p>
            <Link to=Route::tickets()>{text(move || i18n.to_tickets())}</Link>
        </p>
    }
    .into_any()
}
