//! What the parts of a ticket that are shown by themselves have in common.

use aftercare_contract::{Prose, ticket::Ticket};
use leptos::prelude::*;

use super::part;

use crate::{
    i18n::{I18n, text, use_i18n},
    ui::{Field, described_by},
};

/// What `show` makes of a part of the ticket, from when there is one.
pub(super) fn from_when_there<T, V>(
    ticket: Signal<Ticket>,
    of: fn(&Ticket) -> Option<T>,
    show: impl Fn(Memo<T>) -> V + Send + 'static,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let exists = part(ticket, move |ticket| of(ticket).is_some());
    move || {
        let first = exists.get().then(|| ticket.with_untracked(of)).flatten()?;
        // What it was last stays until it is taken off the page.
        let value =
            Memo::new(move |last: Option<&T>| ticket.with(of).unwrap_or_else(|| last.unwrap_or(&first).clone()));
        Some(show(value))
    }
}

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
