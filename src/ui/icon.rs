//! Icons.

use leptos::prelude::*;

/// A symbol of the sprite that stands in `index.html`; only for eyes, so a word has to stand beside it.
#[component]
pub fn Icon(
    /// The symbol's id in `public/icons.svg`.
    name: &'static str,
) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true">
            <use href=["#", name].concat()></use>
        </svg>
    }
}
