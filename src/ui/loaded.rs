//! Remote values on the screen: loading, ready, refreshing, failed with the last good copy.

use std::time::Duration;

use leptos::prelude::*;

use super::{Button, Icon};
use crate::{
    api::{ApiError, Phase, Remedy, Remote},
    i18n::{text, use_i18n},
    platform::{clock::use_clock, timer::Timer},
    route::{Link, Route},
};

/// A wait shorter than this shows nothing: a flash of grey is worse than a moment of calm.
const BEFORE_SKELETON: Duration = Duration::from_millis(300);

/// Shows a remote value. `children` is called once, with a signal that follows the value: refreshing and live events
/// change what is on the screen without building it again.
#[component]
pub fn Loaded<T, V, F>(
    /// The value.
    remote: Signal<Remote<T>>,
    /// Fetches it again.
    retry: Callback<()>,
    /// What shows it.
    children: F,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
    V: IntoView + 'static,
    F: Fn(Signal<T>) -> V + Send + Sync + 'static,
{
    let i18n = use_i18n();
    let clock = use_clock();
    let there = Memo::new(move |_| remote.with(|remote| remote.last.is_some()));
    let error = Memo::new(move |_| remote.with(|remote| remote.error().cloned()));
    let age = move || {
        let at = remote.with(|remote| remote.last.as_ref().map(|good| good.at))?;
        Some(i18n.as_of(&i18n.day_time(at, clock.minute())))
    };
    let failure =
        move || error.get().map(|error| view! { <ErrorNote error=error age=Signal::derive(age) retry=retry /> });
    let content = move || {
        if there.get() {
            let first = remote.with_untracked(|remote| remote.value().cloned())?;
            let value = Memo::new(move |last: Option<&T>| {
                remote
                    .with(|remote| remote.value().cloned())
                    .unwrap_or_else(|| last.cloned().unwrap_or_else(|| first.clone()))
            });
            Some(children(value.into()).into_any())
        } else {
            error.read().is_none().then(|| view! { <Skeleton /> }.into_any())
        }
    };
    let busy = move || remote.with(|remote| remote.phase == Phase::Fetching).then_some("true");
    view! {
        {failure}
        <div class="loaded" aria-busy=busy>
            {content}
        </div>
    }
}

/// Says why something failed and what can be done about it.
#[component]
pub fn ErrorNote(
    /// Why it failed.
    error: ApiError,
    /// How old what is shown is.
    #[prop(optional, into)]
    age: Signal<Option<String>>,
    /// Tries again.
    retry: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let remedy = match error.remedy() {
        Remedy::Retry | Remedy::SignIn | Remedy::Reload => {
            Some(view! { <Button on_press=retry>{text(move || i18n.retry())}</Button> }.into_any())
        }
        Remedy::GoBack => Some(view! { <Link to=Route::tickets()>{text(move || i18n.to_tickets())}</Link> }.into_any()),
        // The sentence says what to do; the hotline is on every page.
        Remedy::FixForm | Remedy::ContactUs => None,
    };
    view! {
        <div class="banner banner--late" role="status">
            <Icon name="alert" />
            <p>{text(move || i18n.api_error(&error))} " " {age}</p>
            {remedy}
        </div>
    }
}

/// Grey lines in place of text that is on its way, after a moment.
#[component]
pub fn Skeleton() -> impl IntoView {
    let i18n = use_i18n();
    let late = RwSignal::new(false);
    // The timer goes with the page that waits.
    StoredValue::new_local(Timer::after(BEFORE_SKELETON, move || {
        late.try_set(true);
    }));
    let lines = || {
        view! {
            <div class="skeleton__line skeleton__line--60"></div>
            <div class="skeleton__line"></div>
            <div class="skeleton__line skeleton__line--85"></div>
            <div class="skeleton__line skeleton__line--40"></div>
        }
    };
    view! {
        <div class="skeleton" role="status">
            <span class="quiet-text">{text(move || i18n.loading())}</span>
            {move || late.get().then(lines)}
        </div>
    }
}

/// Says that there is nothing, and what to do then.
#[component]
pub fn Empty(
    /// A symbol of the sprite.
    icon: &'static str,
    /// What isn't there.
    #[prop(into)]
    title: Signal<String>,
    /// What to do then.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name=icon />
            <h2>{title}</h2>
            {children()}
        </div>
    }
}
