//! Remote values on the screen: loading, ready, refreshing, failed with the last good copy.

use std::time::Duration;

use aftercare_contract::Timestamp;
use leptos::prelude::*;

use super::{ButtonKind, El, button, el, icon};
use crate::{
    api::{ApiError, Phase, Remedy, Remote},
    i18n::use_i18n,
    platform::{clock::use_clock, random, timer::Timer},
    route::{Route, link},
};

/// A wait shorter than this shows nothing: a flash of grey is worse than a moment of calm.
const BEFORE_SKELETON: Duration = Duration::from_millis(300);

/// Over how long after a named time tries are scattered, so that not everybody comes at its very second.
const SCATTER_MILLIS: f64 = 2000.0;

/// How a remote value is, whatever its type.
#[derive(Clone, Debug)]
pub struct Progress {
    /// Since when there is a good copy.
    at: Option<Timestamp>,
    busy: bool,
    error: Option<ApiError>,
}

impl Progress {
    /// Looks at a value.
    pub fn of<T>(remote: &Remote<T>) -> Self {
        Self {
            at: remote.last.as_ref().map(|good| good.at),
            busy: remote.phase == Phase::Fetching,
            error: remote.error().cloned(),
        }
    }
}

/// Shows how a remote value is, and what `content` makes of it as soon as it is there; `content` follows the value
/// itself, so that refreshing and live events change what is on the screen without building it again.
pub fn loaded(
    progress: impl Fn() -> Progress + Copy + Send + Sync + 'static,
    retry: Callback<()>,
    content: impl Fn() -> El + 'static,
) -> El {
    let there = Memo::new(move |_| progress().at.is_some());
    let failed = Memo::new(move |_| progress().error.is_some());
    let busy = Memo::new(move |_| progress().busy);
    let failure = move || if failed.get() { untrack(progress).error } else { None };
    let waiting = move || (!there.get() && !failed.get()).then(skeleton);
    el("div", "loaded")
        .attr_of("aria-busy", move || busy.get().then(|| "true".to_owned()))
        .maybe(move || failure().map(|error| error_note(error, move || progress().at, retry)))
        .maybe(move || if there.get() { Some(untrack(&content)) } else { waiting() })
}

/// The same for `view!`. `children` is called once, with a signal that follows the value.
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
    let content = move || {
        let content = el("div", "contents");
        let Some(first) = remote.with_untracked(|remote| remote.value().cloned()) else { return content };
        let value = Memo::new(move |last: Option<&T>| {
            let now = remote.with(|remote| remote.value().cloned());
            now.unwrap_or_else(|| last.unwrap_or(&first).clone())
        });
        content.view(children(value.into()).into_any())
    };
    loaded(move || remote.with(Progress::of), retry, content)
}

/// Says why something failed and what can be done about it; with the age of what is shown instead, where something is.
///
/// What was asked for too often is tried again by itself at the time that the backend has named.
pub fn error_note(error: ApiError, age: impl Fn() -> Option<Timestamp> + 'static, retry: Callback<()>) -> El {
    aged_note(error, Box::new(age), retry)
}

fn aged_note(error: ApiError, age: Box<dyn Fn() -> Option<Timestamp>>, retry: Callback<()>) -> El {
    let (i18n, clock) = (use_i18n(), use_clock());
    let age = move || age().map(|at| i18n.as_of(&i18n.day_time(at, clock.minute()))).unwrap_or_default();
    let ApiError::TooMany { retry_after: Some(time) } = error else { return note(error, Box::new(age), retry) };
    let wait = time.since(clock.now()).as_seconds().try_into().map(Duration::from_secs).unwrap_or_default();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "less than the scatter")]
    let scatter = Duration::from_millis((SCATTER_MILLIS * random::fraction()) as u64);
    // The timer goes with the note.
    StoredValue::new_local(Timer::after(wait + scatter, move || {
        retry.try_run(());
    }));
    let then = move || [age(), i18n.error_tried_again(&i18n.clock_time(time))].join(" ");
    note(error, Box::new(then), retry)
}

/// `more` is said after why it failed.
fn note(error: ApiError, more: Box<dyn Fn() -> String>, retry: Callback<()>) -> El {
    let i18n = use_i18n();
    let remedy = match error.remedy() {
        Remedy::Retry | Remedy::SignIn | Remedy::Reload => {
            Some(button(ButtonKind::Plain, || false, Some(retry)).say(move || i18n.retry()))
        }
        Remedy::GoBack => Some(link("", Route::tickets).say(move || i18n.to_tickets())),
        // The sentence says what to do; the hotline is on every page.
        Remedy::FixForm | Remedy::ContactUs => None,
    };
    let words = el("p", "").say(move || i18n.api_error(&error)).text(" ").say(more);
    el("div", "banner banner--late").attr("role", "status").child(icon("alert")).child(words).children(remedy)
}

/// The same for `view!`, where nothing is shown instead.
#[component]
pub fn ErrorNote(
    /// Why it failed.
    error: ApiError,
    /// Tries again.
    retry: Callback<()>,
) -> impl IntoView {
    error_note(error, || None, retry)
}

/// Grey lines in place of text that is on its way, after a moment.
pub fn skeleton() -> El {
    let i18n = use_i18n();
    let late = RwSignal::new(false);
    // The timer goes with the page that waits.
    StoredValue::new_local(Timer::after(BEFORE_SKELETON, move || {
        late.try_set(true);
    }));
    let lines = ["skeleton__line--60", "", "skeleton__line--85", "skeleton__line--40"];
    let lines = move || lines.map(|length| el("div", &["skeleton__line ", length].concat())).into();
    el("div", "skeleton")
        .attr("role", "status")
        .child(el("span", "quiet-text").say(move || i18n.loading()))
        .part(move || if late.get() { lines() } else { Vec::new() })
}

/// Says that there is nothing; what to do then is still to be added.
pub fn empty(symbol: &str, title: impl Fn() -> String + 'static) -> El {
    el("div", "empty").child(icon(symbol)).child(el("h2", "").say(title))
}
