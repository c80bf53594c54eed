//! Buttons.

use leptos::prelude::*;

use super::{El, el};

/// How much a button stands out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// One of several.
    #[default]
    Plain,
    /// The one thing to do here.
    Primary,
    /// In the background.
    Quiet,
    /// Takes something away.
    Danger,
}

impl ButtonKind {
    const fn class(self) -> &'static str {
        match self {
            Self::Plain => "button",
            Self::Primary => "button button--primary",
            Self::Quiet => "button button--quiet",
            Self::Danger => "button button--danger",
        }
    }
}

/// A button that does something here; a button without `on_press` sends its form. While it is busy, pressing it again
/// does nothing. Its words are still to be added.
pub fn button(kind: ButtonKind, busy: impl Fn() -> bool + Copy + 'static, on_press: Option<Callback<()>>) -> El {
    let press = move || {
        if let Some(on_press) = on_press.filter(|_| !untrack(busy)) {
            on_press.run(());
        }
    };
    el("button", kind.class())
        .attr("type", if on_press.is_some() { "button" } else { "submit" })
        .attr_of("aria-busy", move || busy().then(|| "true".to_owned()))
        .on_press(press)
        .maybe(move || busy().then(|| el("span", "spinner").attr("aria-hidden", "true")))
}

/// The same for `view!`.
#[component]
pub fn Button(
    /// How much it stands out.
    #[prop(optional)]
    kind: ButtonKind,
    /// Whether what it does is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// What it does; a button without sends its form.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
    children: Children,
) -> impl IntoView {
    button(kind, move || busy.get(), on_press).view(children())
}
