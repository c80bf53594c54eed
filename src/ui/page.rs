//! What every page begins with.

use leptos::{html, prelude::*};

use crate::{
    i18n::use_i18n,
    platform::{config::use_config, focus},
    route::use_navigation,
};

/// The page's heading, which is also the document's title; takes the focus when one comes from another page.
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
    let i18n = use_i18n();
    let navigation = use_navigation();
    let brand = use_config().with_value(|config| config.brand.clone());
    let heading = NodeRef::<html::H1>::new();
    Effect::new(move |_| {
        let name = window.get().unwrap_or_else(|| title.get());
        document().set_title(&i18n.page_title(&name, &brand));
    });
    Effect::new(move |_| {
        if let Some(heading) = heading.get().filter(|_| navigation.has_moved()) {
            focus::on_element(&heading);
        }
    });
    let tools = children.map(|children| view! { <div class="page-header__tools">{children()}</div> });
    view! {
        <header class="page-header">
            {above.run()} <div class="page-header__row">
                <h1 class="page-header__title" tabindex="-1" node_ref=heading lang=move || lang.get()>
                    {title}
                </h1>
                {tools}
            </div> {below.run()}
        </header>
    }
}
