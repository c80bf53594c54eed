//! Dialogs.

use leptos::{html, prelude::*};

use super::Icon;
use crate::{
    i18n::{text, use_i18n},
    platform::random,
};

/// A native modal dialog: focus stays in it, Escape closes it, and focus returns to where it was.
#[component]
pub fn Dialog(
    /// Whether it is there.
    #[prop(into)]
    open: Signal<bool>,
    /// Its heading.
    #[prop(into)]
    title: Signal<String>,
    /// It was closed by its cross or by Escape; without, it can't be.
    #[prop(optional, into)]
    on_close: Option<Callback<()>>,
    children: ChildrenFn,
) -> impl IntoView {
    let i18n = use_i18n();
    let dialog = NodeRef::<html::Dialog>::new();
    let heading = random::uuid();
    let labelled_by = heading.clone();
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            match (open.get(), dialog.open()) {
                // A dialog that is already open can't be opened; it can only be so here once.
                (true, false) => drop(dialog.show_modal()),
                (false, true) => dialog.close(),
                _ => {}
            }
        }
    });
    let cancelled = move |event: leptos::ev::Event| {
        event.prevent_default();
        if let Some(on_close) = on_close {
            on_close.run(());
        }
    };
    let cross = on_close.map(|on_close| {
        view! {
            <button
                class="button button--quiet button--icon"
                type="button"
                aria-label=text(move || i18n.close())
                on:click=move |_| on_close.run(())
            >
                <Icon name="close" />
            </button>
        }
    });
    view! {
        <dialog class="dialog" node_ref=dialog aria-labelledby=labelled_by on:cancel=cancelled>
            <div class="dialog__head">
                <h2 id=heading>{title}</h2>
                {cross}
            </div>
            {move || open.get().then(|| children())}
        </dialog>
    }
}
