//! Icons.

use leptos::prelude::*;

use super::{El, el};

/// A symbol of the sprite that stands in `index.html`; only for eyes, so a word has to stand beside it.
pub fn icon(name: &str) -> El {
    el("svg", "icon").attr("aria-hidden", "true").child(el("use", "").attr("href", &["#", name].concat()))
}

/// The same for `view!`.
#[component]
pub fn Icon(
    /// The symbol's id in `public/icons.svg`.
    name: &'static str,
) -> impl IntoView {
    icon(name)
}
