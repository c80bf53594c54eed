//! One article: what it says, whether it helped, and where to go on.

mod feedback;
mod header;

use aftercare_contract::knowledge::{Article, ArticleId, ArticleSummary};
use aftercare_markdown::Document;
use leptos::prelude::*;

use super::pieces::{Piece, ToPeople};
use crate::{
    api::{Remedy, use_api},
    i18n::{text, use_i18n},
    platform::clock::use_clock,
    route::{Area, Known, Link, Route, use_navigation},
    server_state::{Query, Recent},
    session::use_session,
    ui::{Loaded, Ticks, contents, keep_place, prose},
};
use feedback::{Comment, Vote};
use header::Header;

/// The page of the article `id`.
pub fn page(id: ArticleId) -> AnyView {
    let (i18n, api, navigation) = (use_i18n(), use_api(), use_navigation());
    let wanted = Memo::new(move |before: Option<&Option<String>>| match navigation.route() {
        Route::Article(_, language) => language,
        _ => before.cloned().flatten(),
    });
    let article = Query::new({
        let id = id.clone();
        move || {
            let language = wanted.get().unwrap_or_else(|| i18n.language().tag().to_owned());
            let id = id.clone();
            async move { api.article(&id, &language).await }
        }
    });
    let base = Query::new(move || api.knowledge_base());
    let gone = Memo::new(move |_| {
        article.with(|article| article.error().is_some_and(|error| error.remedy() == Remedy::GoBack))
    });
    remember(article);
    let number = id.to_string();
    keep_place(move || number.clone(), move || article.with(|article| article.value().is_some()));
    let content = move || {
        if gone.get() {
            view! { <Gone /> }.into_any()
        } else {
            view! {
                <Loaded remote=article.remote() retry=article.retry() let:article>
                    <Text article=article />
                    <Foot article=article />
                </Loaded>
            }
            .into_any()
        }
    };
    view! {
        <article class="article">
            <Header id=id article=article base=base />
            {content}
        </article>
    }
    .into_any()
}

/// Remembers the article as one that was read.
fn remember(article: Query<Article>) {
    let (clock, person) = (use_clock(), untrack(|| use_session().me()).map(|me| me.user.id));
    Effect::new(move |_| {
        let read = article.with(|article| article.value().map(|article| article.summary.clone()));
        if let (Some(person), Some(read)) = (&person, read) {
            Recent::of(person).add(&read, clock.now());
        }
    });
}

#[component]
fn Gone() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="nothing">
            <p class="nothing__text">{text(move || i18n.kb_gone_text())}</p>
            <p class="nothing__do">
                <Link class="button" to=Area::Knowledge.home()>
                    {text(move || i18n.kb_to_home())}
                </Link>
            </p>
        </div>
    }
}

/// What it says; written anew only where that changes.
#[component]
fn Text(article: Signal<Article>) -> impl IntoView {
    let said = Memo::new(move |_| {
        article.with(|it| {
            let ArticleSummary { id, language, .. } = &it.summary;
            ([id.as_str(), language].join("/"), language.clone(), it.revision, it.markdown.clone())
        })
    });
    move || {
        let (slot, language, revision, markdown) = said.get();
        let document = Document::parse(&markdown);
        view! {
            {contents(&document)}
            <div class="article__body" lang=language>
                {prose(&document, Ticks::open(&slot, revision))}
            </div>
        }
    }
}

/// Whether it helped, what to do if not, and what is read with it.
#[component]
fn Foot(article: Signal<Article>) -> impl IntoView {
    // Votes and comments belong to one language of the article.
    let read = Memo::new(move |_| article.with(|it| (it.summary.id.clone(), it.summary.language.clone())));
    let feedback = move || {
        read.track();
        let article = article.get_untracked();
        view! {
            <Vote article=article.clone() />
            <Onward article=article.summary.id.clone() />
            <Related articles=article.related.clone() />
            <Comment article=article />
        }
    };
    view! { <footer class="article__foot">{feedback}</footer> }
}

/// The way to people.
#[component]
fn Onward(article: ArticleId) -> impl IntoView {
    let i18n = use_i18n();
    let known = Known { article: Some(article), ..Known::default() };
    view! {
        <section class="onward" aria-labelledby="kb-onward">
            <h2 class="onward__heading" id="kb-onward">
                {text(move || i18n.kb_still())}
            </h2>
            <p class="onward__text">{text(move || i18n.kb_still_text())}</p>
            <p class="buttons">
                <ToPeople known=known />
            </p>
        </section>
    }
}

#[component]
fn Related(articles: Vec<ArticleSummary>) -> impl IntoView {
    let i18n = use_i18n();
    (!articles.is_empty()).then(|| {
        let pieces = articles.into_iter().map(|article| view! { <Piece article=article /> }).collect_view();
        view! {
            <section aria-labelledby="kb-related">
                <h2 class="library__heading" id="kb-related">
                    {text(move || i18n.kb_related())}
                </h2>
                <ul class="pieces pieces--plain">{pieces}</ul>
            </section>
        }
    })
}
