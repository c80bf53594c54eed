//! Times on the screen; each has the machine's form beside the people's.

use aftercare_contract::Timestamp;
use leptos::prelude::*;

use super::{El, el};
use crate::{i18n::use_i18n, platform::clock::use_clock};

/// “5 minutes ago”, with the full time on pointing at it.
pub fn relative_time(time: impl Fn() -> Timestamp + Copy + 'static) -> El {
    let (i18n, clock) = (use_i18n(), use_clock());
    el("time", "")
        .attr_of("datetime", move || Some(time().to_string()))
        .attr_of("title", move || Some(i18n.full_time(time())))
        .say(move || i18n.relative(time(), clock.minute()))
}

/// The same for `view!`.
#[component]
pub fn RelativeTime(
    /// When.
    #[prop(into)]
    time: Signal<Timestamp>,
) -> impl IntoView {
    relative_time(move || time.get())
}
