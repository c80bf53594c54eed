//! One ticket.

use aftercare_contract::ticket::SrNumber;
use leptos::prelude::*;

use crate::ui::PageHeader;

/// The page of the ticket `sr`.
pub fn page(sr: SrNumber) -> AnyView {
    view! { <PageHeader title=sr.0 /> }.into_any()
}
