//! What every page begins with.

use leptos::prelude::*;

use super::{El, el, follow};
use crate::{
    i18n::use_i18n,
    platform::{config::use_config, focus},
    route::use_navigation,
};

/// A page's heading; it takes the focus when one comes from another page. `window` is what the browser's window is
/// called.
pub fn heading(window: impl Fn() -> String + 'static, title: impl Fn() -> String + 'static) -> El {
    let i18n = use_i18n();
    let navigation = use_navigation();
    let brand = use_config().with_value(|config| config.brand.clone());
    follow(Box::new(move || document().set_title(&i18n.page_title(&window(), &brand))));
    let heading = el("h1", "page-header__title").attr("tabindex", "-1").say(title);
    if navigation.has_moved() {
        let element = heading.element().clone();
        // It can take the focus as soon as it is on the page.
        request_animation_frame(move || focus::on_element(&element));
    }
    heading
}

/// The head of a page that has nothing but its heading there.
pub fn page_header(title: impl Fn() -> String + Copy + 'static) -> El {
    el("header", "page-header").child(el("div", "page-header__row").child(heading(title, title)))
}

/// The page's heading, which is also the document's title.
#[component]
pub fn PageHeader(
    /// What the page is.
    #[prop(into)]
    title: Signal<String>,
    /// `lang` of the title where it isn't the visitor's language.
    #[prop(optional, into)]
    lang: MaybeProp<String>,
    /// What the browser's window is called, where that isn't the title.
    #[prop(optional, into)]
    window: MaybeProp<String>,
    /// Where one is, above the heading.
    #[prop(optional, into)]
    above: ViewFnOnce,
    /// Facts below the heading.
    #[prop(optional, into)]
    below: ViewFnOnce,
    /// Tools beside the heading.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let heading = heading(move || window.get().unwrap_or_else(|| title.get()), move || title.get());
    let heading = heading.attr_of("lang", move || lang.get());
    let tools = children.map(|children| view! { <div class="page-header__tools">{children()}</div> });
    view! {
        <header class="page-header">
            {above.run()} <div class="page-header__row">{heading} {tools}</div> {below.run()}
        </header>
    }
}
