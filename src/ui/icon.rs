//! Icons.

use leptos::prelude::*;

use super::{El, el};

/// A symbol of the sprite `public/icons.svg`, which stands in `index.html`, or of `icons-later.svg`, which comes with
/// the first page whose code does; only for eyes, so a word has to stand beside it.
pub fn icon(name: &str) -> El {
    el("svg", "icon").attr("aria-hidden", "true").child(el("use", "").attr("href", &["#", name].concat()))
}

/// The same for `view!`.
#[component]
pub fn Icon(
    /// The symbol's id.
    name: &'static str,
) -> impl IntoView {
    icon(name)
}
