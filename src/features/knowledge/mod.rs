//! The knowledge base: its home, what is found in it, an article.

mod article;
mod filters;
mod findings;
mod home;
mod lookup;
mod nothing;
mod pieces;

use aftercare_contract::knowledge::{ArticleQuery, KnowledgeBase};
use leptos::prelude::*;

use crate::{
    api::use_api,
    i18n::{text, use_i18n},
    route::{Area, Link, Route, use_navigation},
    server_state::Query,
    ui::{Loaded, PageHeader, keep_place},
};
pub use article::page as article;
use findings::Found;
use home::Library;
use lookup::LookupForm;

/// The home, or what the URL asks for.
pub fn page() -> AnyView {
    let (api, navigation) = (use_api(), use_navigation());
    let query = Memo::new(move |before: Option<&ArticleQuery>| match navigation.route() {
        Route::Area(Area::Knowledge, lookup) => lookup.articles(),
        _ => before.cloned().unwrap_or_default(),
    });
    let base = Query::new(move || api.knowledge_base());
    let asked = Memo::new(move |_| *query.read() != ArticleQuery::default());
    let ready = RwSignal::new(false);
    keep_place(move || Route::from(&query.get()).print(), move || ready.get());
    let content = move || {
        if asked.get() {
            view! { <Found query=query base=base ready=ready /> }.into_any()
        } else {
            view! {
                <Loaded remote=base.remote() retry=base.retry() let:base>
                    <Library base=base ready=ready />
                </Loaded>
            }
            .into_any()
        }
    };
    view! {
        <div class="knowledge">
            <Header query=query base=base />
            <LookupForm query=query />
            {content}
        </div>
    }
    .into_any()
}

/// What is asked for, in words.
#[component]
fn Header(query: Memo<ArticleQuery>, base: Query<KnowledgeBase>) -> impl IntoView {
    let i18n = use_i18n();
    let asked = Memo::new(move |_| *query.read() != ArticleQuery::default());
    let category = move || {
        let id = query.with(|query| query.category.clone())?;
        let name = |base: &KnowledgeBase| Some(base.categories.iter().find(|one| one.id == id)?.name.clone());
        base.with(|base| base.value().and_then(name))
    };
    let title = move || match query.with(|query| query.text.clone()) {
        words if !words.is_empty() => i18n.kb_results(&words),
        _ => match category() {
            Some(name) => i18n.localized(&name).0,
            None if asked.get() => i18n.kb_all(),
            None => i18n.nav_knowledge(),
        },
    };
    let crumbs = move || {
        asked.get().then(|| {
            view! {
                <nav class="page-header__crumbs" aria-label=text(move || i18n.kb_crumbs())>
                    <Link to=Area::Knowledge.home()>{text(move || i18n.nav_knowledge())}</Link>
                </nav>
            }
        })
    };
    view! { <PageHeader title=Signal::derive(title) above=move || view! { {crumbs} } /> }
}
