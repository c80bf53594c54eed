//! Filing a request.

use aftercare_contract::asset::DeviceId;
use leptos::prelude::*;

use crate::{i18n::use_i18n, ui::PageHeader};

/// The form, with `device` filled in.
pub fn page(_device: Option<DeviceId>) -> AnyView {
    let i18n = use_i18n();
    view! { <PageHeader title=Signal::derive(move || i18n.nav_new()) /> }.into_any()
}
