//! What was found: first in the reader's language, then in others.

use aftercare_contract::knowledge::{ArticleQuery, ArticleSummary, Findings, Found as FoundArticle, KnowledgeBase};
use leptos::prelude::*;

use super::{
    filters::Filters,
    nothing::Nothing,
    pieces::{LanguageTag, marked, own_devices, place},
};
use crate::{
    api::use_api,
    i18n::{text, use_i18n},
    platform::languages,
    route::{Link, Route},
    server_state::Query,
    ui::{Icon, Loaded},
};

/// How many articles a page has.
const PAGE: u16 = 20;

#[component]
pub(super) fn Found(
    query: Memo<ArticleQuery>,
    base: Query<KnowledgeBase>,
    /// Told when the articles are there.
    ready: RwSignal<bool>,
) -> impl IntoView {
    let (i18n, api) = (use_i18n(), use_api());
    let found = Query::new(move || {
        let prefer = Some(i18n.language().tag().to_owned());
        let query = ArticleQuery { prefer, limit: Some(PAGE), ..query.get() };
        async move { api.articles(&query).await }
    });
    Effect::new(move |_| ready.set(found.with(|found| found.value().is_some())));
    let counts = Memo::new(move |_| {
        found.with(|found| found.value().map(|found| (found.kinds.clone(), found.languages.clone())))
    });
    // Said also while the list is built for the first time.
    let said = move || {
        found.with(|found| {
            let found = found.value()?;
            let own = i18n.language().tag();
            let mixed = found.languages.len() > 1 && found.languages.iter().any(|count| count.value == own);
            let first = mixed.then(|| i18n.kb_found_first(&languages::name(own, own)));
            let count = if found.total == 0 { i18n.kb_none() } else { i18n.kb_found(found.total) };
            Some([Some(count), first].into_iter().flatten().collect::<Vec<_>>().join(" "))
        })
    };
    view! {
        <div class="found">
            <Filters query=query base=base counts=counts />
            <div class="found__results">
                <p class="found__count num" role="status">
                    {said}
                </p>
                <Loaded remote=found.remote() retry=found.retry() let:findings>
                    <Results findings=findings query=query base=base />
                </Loaded>
            </div>
        </div>
    }
}

#[component]
fn Results(findings: Signal<Findings>, query: Memo<ArticleQuery>, base: Query<KnowledgeBase>) -> impl IntoView {
    let i18n = use_i18n();
    let none = Memo::new(move |_| findings.read().items.is_empty());
    let spelling = move || {
        let words = findings.with(|findings| findings.spelling.clone())?;
        Some(view! { <p class="found__spelling">{i18n.kb_spelling(&words)}</p> })
    };
    let of = move |own: bool| {
        Memo::new(move |_| {
            let tag = i18n.language().tag();
            let mut items = findings.read().items.clone();
            items.retain(|found| (found.article.language == tag) == own);
            items
        })
    };
    let (own, others) = (of(true), of(false));
    let list = move |found: Memo<Vec<FoundArticle>>| {
        view! {
            <ol>
                {move || found.get().into_iter().map(|found| view! { <Result found=found base=base /> }).collect_view()}
            </ol>
        }
    };
    let others = move || {
        (!others.read().is_empty()).then(|| {
            let heading = (!own.read().is_empty())
                .then(|| view! { <h2 class="found__group">{text(move || i18n.kb_others())}</h2> });
            view! {
                {heading}
                {list(others)}
            }
        })
    };
    let more = move || {
        let cursor = findings.with(|findings| findings.next_cursor.clone())?;
        let next = Route::from(&ArticleQuery { cursor: Some(cursor), ..query.get_untracked() });
        Some(view! {
            <div class="list-foot">
                <Link class="button" to=next>
                    {text(move || i18n.kb_more())}
                </Link>
            </div>
        })
    };
    view! {
        <Show when=move || !none.get() fallback=move || view! { <Nothing query=query /> }>
            {spelling}
            {list(own)}
            {others}
            {more}
        </Show>
    }
}

#[component]
fn Result(found: FoundArticle, base: Query<KnowledgeBase>) -> impl IntoView {
    let i18n = use_i18n();
    let FoundArticle { article, title, excerpt } = found;
    let ArticleSummary { language, kind, updated, votes, versions, .. } = article.clone();
    let (lang, excerpt_lang) = (language.clone(), language.clone());
    let to = {
        let article = article.clone();
        Signal::derive(move || place(i18n, &article))
    };
    let helped = move || {
        i18n.article_helped(votes).map(|words| {
            view! {
                <span class="state state--good">
                    <Icon name="check" />
                    {words}
                </span>
            }
        })
    };
    let devices = move || {
        let count = base.with(|base| base.value().map_or(0, |base| own_devices(base, &article)));
        (count > 0).then(|| view! { <span>{i18n.kb_devices(count)}</span> })
    };
    view! {
        <li class="result">
            <h2 class="result__title" lang=lang>
                <Link to=to>{marked(title)}</Link>
            </h2>
            <p class="result__excerpt" lang=excerpt_lang>
                {marked(excerpt)}
            </p>
            <p class="result__facts">
                <LanguageTag tag=language />
                <span>{text(move || i18n.article_kind(&kind))}</span>
                {versions.map(|versions| view! { <span>{text(move || i18n.kb_versions(&versions))}</span> })}
                {devices}
                {helped}
                <time datetime=updated.0.to_string()>{text(move || i18n.kb_updated(&i18n.date(updated)))}</time>
            </p>
        </li>
    }
}
