//! The search box: answers come while one types.

use std::time::Duration;

use aftercare_contract::knowledge::ArticleQuery;
use leptos::{ev, prelude::*};

use crate::{
    i18n::{text, use_i18n},
    platform::timer::Timer,
    route::{Route, use_navigation},
    ui::Icon,
};

/// How long after the last key is searched.
const PAUSE: Duration = Duration::from_millis(250);

#[component]
pub(super) fn LookupForm(query: Memo<ArticleQuery>) -> impl IntoView {
    let (i18n, navigation) = (use_i18n(), use_navigation());
    let typed = RwSignal::new(query.get_untracked().text);
    let timer = StoredValue::new_local(None::<Timer>);
    let is_home = Memo::new(move |_| *query.read() == ArticleQuery::default());
    // What the control shows follows the URL, but not what was just typed into it: writing to it meanwhile breaks the
    // composing of Chinese and Japanese.
    let shown = RwSignal::new(typed.get_untracked());
    Effect::new(move |_| {
        let words = query.with(|query| query.text.clone());
        if typed.with_untracked(|typed| typed.trim() != words) {
            typed.set(words.clone());
            shown.set(words);
        }
    });
    let search = move || {
        timer.set_value(None);
        let now = query.get_untracked();
        let words = typed.with_untracked(|typed| typed.trim().to_owned());
        if words == now.text {
            return;
        }
        // The first search is a step of its own, so that Back leads home; what is typed after it mends it.
        let is_first = now.text.is_empty();
        let wanted = Route::from(&ArticleQuery { text: words, cursor: None, ..now });
        if is_first { navigation.go(&wanted) } else { navigation.replace(&wanted) }
    };
    let keep = move |words: String| {
        typed.set(words);
        timer.set_value(Some(Timer::after(PAUSE, search)));
    };
    let input = move |event: ev::Event| {
        // Half of a Chinese or Japanese word is nothing to search for.
        let composing = event_is_composing(&event);
        let words = event_target_value(&event);
        if composing { typed.set(words) } else { keep(words) }
    };
    let submitted = move |event: ev::SubmitEvent| {
        event.prevent_default();
        search();
    };
    let label_class = move || if is_home.get() { "lookup__label" } else { "quiet-text" };
    let label = move || if is_home.get() { i18n.kb_label() } else { i18n.kb_label_short() };
    view! {
        <form class="lookup" role="search" on:submit=submitted>
            <label class=label_class for="kb-q">
                {text(label)}
            </label>
            <div class="lookup__row">
                <span class="lookup__icon">
                    <Icon name="search" />
                </span>
                <input
                    class="lookup__field"
                    id="kb-q"
                    type="search"
                    autocomplete="off"
                    enterkeyhint="search"
                    placeholder=text(move || i18n.kb_placeholder())
                    prop:value=shown
                    on:input=input
                    on:compositionend=move |event| keep(event_target_value(&event))
                />
                <button class="button button--primary lookup__button" type="submit">
                    {text(move || i18n.kb_search())}
                </button>
            </div>
            <Show when=move || is_home.get()>
                <p class="lookup__hint">{text(move || i18n.kb_hint())}</p>
            </Show>
        </form>
    }
}

fn event_is_composing(event: &ev::Event) -> bool {
    use wasm_bindgen::JsCast;
    event.dyn_ref::<web_sys::InputEvent>().is_some_and(web_sys::InputEvent::is_composing)
}
