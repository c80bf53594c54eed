//! Times on the screen; each has the machine's form beside the people's.

use aftercare_contract::Timestamp;
use leptos::prelude::*;

use crate::{
    i18n::{text, use_i18n},
    platform::clock::use_clock,
};

/// “5 minutes ago”, with the full time on pointing at it.
#[component]
pub fn RelativeTime(
    /// When.
    #[prop(into)]
    time: Signal<Timestamp>,
) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    view! {
        <time datetime=move || time.get().to_string() title=text(move || i18n.full_time(time.get()))>
            {text(move || i18n.relative(time.get(), clock.minute()))}
        </time>
    }
}
