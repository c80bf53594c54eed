//! The vendor's mark.

use leptos::prelude::*;

use super::Icon;
use crate::{
    i18n::{text, use_i18n},
    platform::config::use_config,
    route::{Link, Route},
};

/// Mark and name, as `config.json` says; leads to the first page.
#[component]
pub fn Brand() -> impl IntoView {
    let i18n = use_i18n();
    let config = use_config();
    let (name, logo) = config.with_value(|config| (config.brand.clone(), config.logo.clone()));
    let mark = match logo {
        Some(url) => view! { <img class="brand__mark" src=url alt="" /> }.into_any(),
        None => view! {
            <span class="brand__mark">
                <Icon name="brand" />
            </span>
        }
        .into_any(),
    };
    let label = name.clone();
    view! {
        <Link class="brand" to=Route::tickets() attr:aria-label=text(move || i18n.brand_home(&label))>
            {mark}
            <span class="brand__word">{name}</span>
        </Link>
    }
}
