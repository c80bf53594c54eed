//! What the parts of a ticket that are shown by themselves have in common.

use aftercare_contract::Prose;
use leptos::prelude::*;

use crate::{
    i18n::{I18n, text, use_i18n},
    ui::{Field, described_by},
};

/// Words under a heading.
pub(super) fn said(i18n: I18n, name: fn(I18n) -> String, prose: Prose) -> impl IntoView {
    let own = prose.clone();
    view! {
        <div>
            <h3>{text(move || name(i18n))}</h3>
            <p class="object__text" lang=move || i18n.lang_of(&own)>
                {prose.text}
            </p>
        </div>
    }
}

/// What a part says. What is over takes no room any more; it can be read again, and is printed.
#[component]
pub(super) fn Body(
    past: Memo<bool>,
    printing: Signal<bool>,
    /// The words that show it again.
    show: fn(I18n) -> String,
    children: ChildrenFn,
) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        if !past.get() {
            return children();
        }
        view! {
            <details class="object__past" prop:open=printing>
                <summary>{text(move || show(i18n))}</summary>
                {children()}
            </details>
        }
        .into_any()
    }
}

/// A time, as its control has it: by the clocks of the site.
#[component]
pub(super) fn TimeField(
    id: &'static str,
    label: fn(I18n) -> String,
    error: Signal<Option<String>>,
    #[prop(into)] value: Signal<String>,
    typed: Callback<String>,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Field id=id label=Signal::derive(move || label(i18n)) error=error>
            <input
                class="input"
                id=id
                type="datetime-local"
                aria-required="true"
                aria-invalid=move || error.read().is_some().then_some("true")
                aria-describedby=move || described_by(id, false, error.read().is_some())
                prop:value=move || value.get()
                on:input:target=move |event| typed.run(event.target().value())
            />
        </Field>
    }
}
