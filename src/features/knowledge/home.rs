//! The home of the knowledge base: what is new for one's devices, what helped most, the topics, what was read.

use aftercare_contract::knowledge::{ArticleQuery, ArticleSort, ArticleSummary, Category, Findings, KnowledgeBase};
use leptos::prelude::*;

use super::pieces::Piece;
use crate::{
    api::use_api,
    i18n::{I18n, text, use_i18n},
    platform::clock::use_clock,
    route::{Link, Route},
    server_state::{Query, ReadArticle, Recent},
    session::use_session,
    ui::{Button, ButtonKind, Loaded},
};

/// How many articles a list shows; the rest is a click away.
const NEW: u16 = 5;
const POPULAR: u16 = 6;

#[component]
pub(super) fn Library(
    base: Signal<KnowledgeBase>,
    /// Told when all of it is there.
    ready: RwSignal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let owns = untrack(|| base.with(|base| base.products.iter().any(|product| product.devices > 0)));
    let newest = ArticleQuery { mine: owns, sort: ArticleSort::Updated, ..ArticleQuery::default() };
    let popular = ArticleQuery { sort: ArticleSort::Helpful, ..ArticleQuery::default() };
    let of = |query: &ArticleQuery, limit| articles(ArticleQuery { limit: Some(limit), ..query.clone() });
    let (new, helpful) = (of(&newest, NEW), of(&popular, POPULAR));
    let all = Route::from(&newest);
    let heading = move || if owns { i18n.kb_mine() } else { i18n.kb_newest() };
    Effect::new(move |_| {
        if new.with(|new| new.value().is_some()) && helpful.with(|helpful| helpful.value().is_some()) {
            ready.set(true);
        }
    });
    view! {
        <div class="library">
            <div class="library__columns">
                <section aria-labelledby="kb-new">
                    <div class="library__heading">
                        <h2 id="kb-new">{text(heading)}</h2>
                        <Link class="library__more" to=all>
                            {text(move || i18n.kb_show_all())}
                        </Link>
                    </div>
                    <Loaded remote=new.remote() retry=new.retry() let:found>
                        <ul class="pieces pieces--dated">{pieces(found, Some(base))}</ul>
                    </Loaded>
                </section>
                <section aria-labelledby="kb-popular">
                    <h2 class="library__heading" id="kb-popular">
                        {text(move || i18n.kb_popular())}
                    </h2>
                    <Loaded remote=helpful.remote() retry=helpful.retry() let:found>
                        <ol class="pieces pieces--ranked">{pieces(found, None)}</ol>
                    </Loaded>
                </section>
            </div>
            <section aria-labelledby="kb-topics">
                <h2 class="library__heading" id="kb-topics">
                    {text(move || i18n.kb_topics())}
                </h2>
                <ul class="topics">
                    <For
                        each=move || base.get().categories
                        key=|category| category.id.clone()
                        children=move |category| topic(i18n, category)
                    />
                </ul>
            </section>
            <RecentlyRead />
        </div>
    }
}

/// Articles in the reader's language where they can be.
fn articles(query: ArticleQuery) -> Query<Findings> {
    let (i18n, api) = (use_i18n(), use_api());
    Query::new(move || {
        let query = ArticleQuery { prefer: Some(i18n.language().tag().to_owned()), ..query.clone() };
        async move { api.articles(&query).await }
    })
}

/// Dated and with what they say, where the devices are counted.
fn pieces(found: Signal<Findings>, base: Option<Signal<KnowledgeBase>>) -> impl IntoView {
    let piece = move |article: ArticleSummary| match base {
        Some(base) => view! { <Piece article=article base=base full=true /> }.into_any(),
        None => view! { <Piece article=article /> }.into_any(),
    };
    move || found.get().items.into_iter().map(|found| piece(found.article)).collect_view()
}

fn topic(i18n: I18n, category: Category) -> impl IntoView {
    let Category { id, name, description, articles } = category;
    let to = Route::from(&ArticleQuery { category: Some(id), ..ArticleQuery::default() });
    view! {
        <li class="topics__item">
            <Link class="topics__name" to=to>
                <span class="topics__word">{text(move || i18n.localized(&name).0)}</span>
                <span class="topics__count">{text(move || i18n.kb_articles(articles))}</span>
            </Link>
            <p class="topics__examples">{text(move || i18n.localized(&description).0)}</p>
        </li>
    }
}

/// What was read on this device.
#[component]
fn RecentlyRead() -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let person = untrack(|| use_session().me()).map(|me| me.user.id);
    let read = RwSignal::new(person.as_ref().map(|person| Recent::of(person).read()).unwrap_or_default());
    let forget = Callback::new(move |()| {
        if let Some(person) = &person {
            Recent::of(person).forget();
        }
        read.set(Vec::new());
    });
    let line = move |ReadArticle { id, language, title, at }: ReadArticle| {
        let place = Route::Article(id, Some(language.clone()));
        view! {
            <li class="pieces__item">
                <time class="pieces__date" datetime=at.to_string()>
                    {text(move || i18n.day(at, clock.minute()))}
                </time>
                <h3 class="pieces__title" lang=language>
                    <Link to=place>{title}</Link>
                </h3>
            </li>
        }
    };
    view! {
        <Show when=move || !read.read().is_empty()>
            <section aria-labelledby="kb-recent">
                <div class="library__heading">
                    <h2 id="kb-recent">{text(move || i18n.kb_recent())}</h2>
                    <Button kind=ButtonKind::Quiet on_press=forget>
                        {text(move || i18n.kb_forget())}
                    </Button>
                </div>
                <ul class="pieces pieces--dated">
                    <For each=move || read.get() key=|read| read.id.clone() children=line />
                </ul>
            </section>
        </Show>
    }
}
