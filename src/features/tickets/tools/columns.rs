//! Which columns this browser shows. The title is always there.

use leptos::prelude::*;

use super::WITHOUT_KEY;
use crate::{
    i18n::{I18n, Word, text, use_i18n},
    platform::storage,
};

/// The columns that can be left out, in their order, and what they are called.
const COLUMNS: [(&str, Word); 9] = [
    ("kind", I18n::list_kind),
    ("device", I18n::list_device),
    ("own", I18n::list_own),
    ("severity", I18n::list_severity),
    ("state", I18n::list_state),
    ("turn", I18n::list_turn),
    ("eta", I18n::list_eta),
    ("created", I18n::list_created),
    ("changed", I18n::list_changed),
];

#[component]
pub(super) fn Columns(without: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let is_shown = move |column: &str| !without.read().split(' ').any(|left_out| left_out == column);
    let toggle = move |column: &str| {
        let shows = |other: &str| untrack(|| is_shown(other)) != (other == column);
        let left_out: Vec<&str> = COLUMNS.into_iter().map(|(name, _)| name).filter(|name| !shows(name)).collect();
        let left_out = left_out.join(" ");
        storage::set(WITHOUT_KEY, &left_out);
        without.set(left_out);
    };
    let check = move |(column, name): (&'static str, fn(I18n) -> String)| {
        view! {
            <label class="choice">
                <input type="checkbox" prop:checked=move || is_shown(column) on:change=move |_| toggle(column) />
                <span>{text(move || name(i18n))}</span>
            </label>
        }
    };
    view! {
        <fieldset class="tool__checks">
            <legend>{text(move || i18n.list_columns())}</legend>
            <div class="choices choices--inline">{COLUMNS.map(check).collect_view()}</div>
        </fieldset>
        <p class="field__hint">{text(move || i18n.list_columns_hint())}</p>
    }
}
