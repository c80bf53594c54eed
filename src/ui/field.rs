//! Form fields: label, hint, error, control, in this order.

use leptos::prelude::*;

use super::Icon;
use crate::{
    i18n::{text, use_i18n},
    platform::focus,
};

/// The ids of what describes the control `id`.
pub fn described_by(id: &str, hint: bool, error: bool) -> Option<String> {
    let hint = hint.then(|| format!("{id}-hint"));
    let error = error.then(|| format!("{id}-error"));
    match (hint, error) {
        (Some(hint), Some(error)) => Some([hint, error].join(" ")),
        (one, other) => one.or(other),
    }
}

/// A control with its label; the control's `id` has to be `id`, its `aria-describedby` from [`described_by`].
#[component]
pub fn Field(
    /// The control's id.
    #[prop(into)]
    id: String,
    /// What is asked for.
    #[prop(into)]
    label: Signal<String>,
    /// Help.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Whether it may stay empty.
    #[prop(optional)]
    optional: bool,
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    let (hint_id, error_id) = ([&*id, "-hint"].concat(), [&*id, "-error"].concat());
    let hint_line = move || {
        hint.get().map(|hint| {
            view! {
                <p class="field__hint" id=hint_id.clone()>
                    {hint}
                </p>
            }
        })
    };
    let error_line = move || {
        error.get().map(|error| {
            view! {
                <p class="field__error" id=error_id.clone()>
                    <Icon name="alert" />
                    <span>{error}</span>
                </p>
            }
        })
    };
    view! {
        <div class="field" class:field--error=move || error.read().is_some()>
            <label for=id>
                {label}
                {optional.then(|| view! { " " <span class="field__optional">{text(move || i18n.optional())}</span> })}
            </label>
            {hint_line}
            {error_line}
            {children()}
        </div>
    }
}

/// A field for one line of text.
#[component]
pub fn TextField(
    /// The control's id.
    id: &'static str,
    /// What is asked for.
    #[prop(into)]
    label: Signal<String>,
    /// What stands in it.
    value: RwSignal<String>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// `text`, `email`, `password`, `tel` …
    #[prop(default = "text")]
    kind: &'static str,
    /// What the browser may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
) -> impl IntoView {
    let wrong = move || error.read().is_some();
    view! {
        <Field id=id label=label error=error>
            <input
                class="input"
                id=id
                type=kind
                autocomplete=autocomplete
                aria-invalid=move || wrong().then_some("true")
                aria-describedby=move || described_by(id, false, wrong())
                bind:value=value
            />
        </Field>
    }
}

/// Says what is wrong with a form and leads to each field; takes the focus when it comes.
#[component]
pub fn ErrorSummary<I>(
    /// Its heading; the number of fields if it isn't given.
    #[prop(optional, into)]
    title: MaybeProp<String>,
    /// The wrong fields: the control's id, if it is about one, and the sentence.
    #[prop(into)]
    errors: Signal<Vec<(Option<I>, String)>>,
) -> impl IntoView
where
    I: AsRef<str> + Clone + Send + Sync + 'static,
{
    let i18n = use_i18n();
    Effect::new(move |before: Option<usize>| {
        let count = errors.read().len();
        // Fewer than before: one is being mended, and whoever types must not be interrupted.
        if count > 0 && before.is_none_or(|before| count >= before) {
            request_animation_frame(|| focus::on(".error-summary"));
        }
        count
    });
    let heading = move || {
        let count = u64::try_from(errors.read().len()).unwrap_or_default();
        title.get().unwrap_or_else(|| i18n.error_summary(count))
    };
    let lines = move || {
        let line = |(id, text): (Option<I>, String)| match id.map(|id| ["#", id.as_ref()].concat()) {
            Some(place) => view! {
                <li>
                    <a
                        href=place.clone()
                        on:click=move |event| {
                            event.prevent_default();
                            focus::on(&place);
                        }
                    >
                        {text}
                    </a>
                </li>
            }
            .into_any(),
            None => view! { <li>{text}</li> }.into_any(),
        };
        errors.get().into_iter().map(line).collect_view()
    };
    let shown = move || !errors.read().is_empty();
    view! {
        <Show when=shown>
            <div class="error-summary" tabindex="-1" aria-labelledby="error-summary-title">
                <div role="alert">
                    <h2 id="error-summary-title">{heading}</h2>
                    <ul>{lines}</ul>
                </div>
            </div>
        </Show>
    }
}
