//! Menus.

use leptos::prelude::*;

use super::Icon;

/// A button with three dots that opens a native popover. Its items close it by `popovertarget` and
/// `popovertargetaction="hide"`.
#[component]
pub fn Menu(
    /// The popover's id.
    id: &'static str,
    /// What the button is called.
    #[prop(into)]
    label: Signal<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <button class="button" type="button" popovertarget=id aria-label=label>
            <Icon name="more" />
        </button>
        <div class="menu" id=id popover="auto">
            {children()}
        </div>
    }
}
