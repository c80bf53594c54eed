//! The list of tickets.

use aftercare_contract::list::TicketQuery;
use leptos::prelude::*;

use crate::{i18n::use_i18n, ui::PageHeader};

/// The list that `query` asks for.
pub fn page(_query: Memo<TicketQuery>) -> AnyView {
    let i18n = use_i18n();
    view! { <PageHeader title=Signal::derive(move || i18n.nav_tickets()) /> }.into_any()
}
