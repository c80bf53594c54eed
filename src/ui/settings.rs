//! Choices of this browser: language and appearance.

use leptos::{prelude::*, task::spawn_local};

use super::{El, el, use_toasts};
use crate::{
    i18n::{Language, text, use_i18n},
    platform::{
        paint,
        theme::{self, Theme},
    },
};

/// The languages, one press each. Nothing typed is lost: only texts change.
pub fn language_switch() -> El {
    let i18n = use_i18n();
    let toasts = use_toasts();
    // All texts of a page take longer than a frame on a phone: first the button shows that it was pressed.
    let choose = move |language| {
        paint::after(move || {
            spawn_local(async move {
                if i18n.switch(language).await.is_err() {
                    toasts.say(i18n.language_failed());
                }
            });
        });
    };
    let one = move |language: Language| {
        el("button", "")
            .attr("type", "button")
            .attr("lang", language.tag())
            .attr_of("aria-pressed", move || Some((i18n.language() == language).to_string()))
            .on_press(move || choose(language))
            .text(language.own_name())
    };
    let group = el("div", "languages").attr("role", "group").label(move || i18n.language_label());
    group.children(Language::ALL.map(one))
}

/// Light, dark, or as the device.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let i18n = use_i18n();
    let chosen = RwSignal::new(theme::chosen());
    let name = move |theme| match theme {
        Theme::System => i18n.theme_system(),
        Theme::Light => i18n.theme_light(),
        Theme::Dark => i18n.theme_dark(),
    };
    let one = move |theme: Theme| {
        view! {
            <button
                type="button"
                aria-pressed=move || (chosen.get() == theme).to_string()
                on:click=move |_| {
                    theme::choose(theme);
                    chosen.set(theme);
                }
            >
                {move || name(theme)}
            </button>
        }
    };
    view! {
        <div class="languages" role="group" aria-label=text(move || i18n.theme())>
            {[Theme::System, Theme::Light, Theme::Dark].map(one).collect_view()}
        </div>
    }
}
