//! Health checks and other reports, and one of them.

use leptos::prelude::*;

use crate::{i18n::use_i18n, ui::PageHeader};

/// The page that the address asks for.
pub fn page() -> AnyView {
    let i18n = use_i18n();
    view! { <PageHeader title=move || i18n.nav_reports() /> }.into_any()
}
