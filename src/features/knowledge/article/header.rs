//! What an article begins with: where it is, its title, what it is about, its languages, and tools.

use aftercare_contract::knowledge::{Article, ArticleId, KnowledgeBase, Translation};
use leptos::prelude::*;

use crate::{
    i18n::{I18n, Language, text, use_i18n},
    platform::{languages, print},
    route::{Area, Link, Route},
    server_state::Query,
    ui::{Button, ButtonKind, Icon, PageHeader, copier},
};

#[component]
pub(super) fn Header(id: ArticleId, article: Query<Article>, base: Query<KnowledgeBase>) -> impl IntoView {
    let i18n = use_i18n();
    let missing = Memo::new(move |_| article.with(|article| article.error().is_some() && article.value().is_none()));
    let title = move || {
        let title = article.with(|article| article.value().map(|article| article.summary.title.clone()));
        title.unwrap_or_else(|| if missing.get() { i18n.kb_gone() } else { id.to_string() })
    };
    let lang = move || article.with(|article| article.value().map(|article| article.summary.language.clone()));
    let below = move || {
        let article = article.value()?;
        Some(view! { <Below article=article base=base /> })
    };
    view! {
        <div class="article__head">
            <PageHeader
                title=Signal::derive(title)
                lang=Signal::derive(lang)
                above=move || view! { <Crumbs article=article base=base /> }
                below=move || view! { {below} }
            >
                <Tools article=article />
            </PageHeader>
        </div>
    }
}

#[component]
fn Crumbs(article: Query<Article>, base: Query<KnowledgeBase>) -> impl IntoView {
    let i18n = use_i18n();
    let category = move || {
        let id = article.with(|article| Some(article.value()?.summary.category.clone()))?;
        let name =
            base.with(|base| Some(base.value()?.categories.iter().find(|category| category.id == id)?.name.clone()))?;
        let query = aftercare_contract::knowledge::ArticleQuery { category: Some(id), ..Default::default() };
        Some(view! {
            <span aria-hidden="true">"/"</span>
            <Link to=Route::from(&query)>{i18n.localized(&name).0}</Link>
        })
    };
    view! {
        <nav class="page-header__crumbs" aria-label=text(move || i18n.kb_crumbs())>
            <Link to=Area::Knowledge.home()>{text(move || i18n.nav_knowledge())}</Link>
            {category}
        </nav>
    }
}

/// Copying the link, printing.
#[component]
fn Tools(article: Query<Article>) -> impl IntoView {
    let (i18n, copy) = (use_i18n(), copier());
    let link = Callback::new(move |()| {
        let summary = article.with(|article| article.value().map(|article| article.summary.clone()));
        if let Some(summary) = untrack(|| summary) {
            let path = Route::Article(summary.id, Some(summary.language)).print();
            let origin = window().location().origin().unwrap_or_default();
            copy([origin, path].concat(), I18n::kb_link_copied);
        }
    });
    let print = Callback::new(|()| print::page());
    view! {
        <Button kind=ButtonKind::Quiet on_press=link>
            <Icon name="copy" />
            <span class="button__word">{text(move || i18n.kb_copy_link())}</span>
        </Button>
        <Button kind=ButtonKind::Quiet on_press=print>
            <Icon name="printer" />
            <span class="button__word">{text(move || i18n.kb_print())}</span>
        </Button>
    }
}

/// Its gist, what it is about, and its other languages.
#[component]
fn Below(article: Article, base: Query<KnowledgeBase>) -> impl IntoView {
    let i18n = use_i18n();
    let summary = article.summary.clone();
    let (kind, updated, votes) = (summary.kind, summary.updated, summary.votes);
    let id = summary.id.to_string();
    let products = summary.products;
    let about = move || {
        let named = |base: &KnowledgeBase| {
            let own = base.products.iter().filter(|product| products.contains(&product.id));
            own.map(|product| i18n.localized(&product.name).0).collect::<Vec<_>>()
        };
        let names = base.with(|base| base.value().map(named)).unwrap_or_default();
        (!names.is_empty()).then(|| view! { <li>{names.join(" · ")}</li> })
    };
    let versions = summary.versions.map(|versions| view! { <li>{text(move || i18n.kb_versions(&versions))}</li> });
    let codes = (!article.error_codes.is_empty()).then(|| {
        let codes = article.error_codes.join(" · ");
        view! { <li class="mono">{codes}</li> }
    });
    let helped = move || i18n.article_helped(votes).map(|words| view! { <li>{words}</li> });
    view! {
        <p class="article__deck" lang=summary.language.clone()>
            {summary.summary}
        </p>
        <ul class="article__facts">
            <li>{text(move || i18n.article_kind(&kind))} " " <span class="mono">{id}</span></li>
            {about}
            {versions}
            {codes}
            <li>
                <time datetime=updated.0.to_string()>{text(move || i18n.kb_updated(&i18n.date(updated)))}</time>
            </li>
            {helped}
        </ul>
        <Languages article=article.summary.id language=summary.language translations=article.translations />
    }
}

/// The languages that there are; says so where the reader's is none of them, and which of them are older.
#[component]
fn Languages(article: ArticleId, language: String, translations: Vec<Translation>) -> impl IntoView {
    let i18n = use_i18n();
    let own_updated = translations.iter().find(|one| one.language == language).map(|one| one.updated);
    let here = language.clone();
    let lacking = {
        let there: Vec<String> = translations.iter().map(|one| one.language.clone()).collect();
        move || {
            let reader = i18n.language().tag();
            let name = |tag: &str| languages::name(tag, reader);
            (!there.iter().any(|tag| tag == reader)).then(|| i18n.kb_not_yours(&name(reader), &name(&here)))
        }
    };
    let behind: Vec<Translation> = translations
        .iter()
        .filter(|one| one.language != language && own_updated.is_some_and(|own| one.updated.0 < own.0))
        .cloned()
        .collect();
    let behind = move || {
        let reader = i18n.language().tag();
        let line = |one: &Translation| i18n.kb_behind(&languages::name(&one.language, reader), &i18n.date(one.updated));
        behind.iter().map(line).collect::<Vec<_>>().join(" · ")
    };
    let link = |one: Translation| {
        let name = Language::from_tag(&one.language)
            .map_or_else(|| languages::name(&one.language, &one.language), |known| known.own_name().to_owned());
        let current = (one.language == language).then_some("true");
        let to = Route::Article(article.clone(), Some(one.language.clone())).print();
        view! {
            <a class="article__language" href=to aria-current=current lang=one.language.clone() hreflang=one.language>
                {name}
            </a>
        }
    };
    let links = translations.into_iter().map(link).collect_view();
    view! {
        <nav class="article__languages" aria-label=text(move || i18n.kb_languages())>
            {links}
            <span class="article__language-note">{behind}</span>
        </nav>
        <p class="soft" role="status">
            {lacking}
        </p>
    }
}
