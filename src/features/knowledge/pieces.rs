//! An article in a line or two.

use aftercare_contract::knowledge::{ArticleSummary, KnowledgeBase, Segment};
use leptos::prelude::*;

use crate::{
    i18n::{I18n, text, use_i18n},
    route::{Known, Link, Route},
    session::use_session,
    ui::Icon,
};

/// The place of an article: in the reader's language it needs no other.
pub(super) fn place(i18n: I18n, article: &ArticleSummary) -> Route {
    let language = i18n.other_language(&article.language).map(|_| article.language.clone());
    Route::Article(article.id.clone(), language)
}

/// A text with what was searched for marked.
pub(super) fn marked(segments: Vec<Segment>) -> impl IntoView {
    segments
        .into_iter()
        .map(|Segment { text, hit }| if hit { view! { <mark>{text}</mark> }.into_any() } else { text.into_any() })
        .collect_view()
}

/// The ways to people: a request of which so much is `known`, and the hotline.
#[component]
pub(super) fn ToPeople(#[prop(into)] known: Signal<Known>) -> impl IntoView {
    let (i18n, session) = (use_i18n(), use_session());
    let request = Signal::derive(move || Route::NewTicket(known.get()));
    let hotline = move || {
        session.me().map(|me| {
            let number = me.hotline.number;
            view! {
                <a class="button" href=["tel:", &number].concat()>
                    <Icon name="phone" />
                    {number.clone()}
                </a>
            }
        })
    };
    view! {
        <Link class="button button--primary" to=request>
            {text(move || i18n.kb_request())}
        </Link>
        {hotline}
    }
}

/// What language an article is in, where that isn't the reader's.
#[component]
pub(super) fn LanguageTag(tag: String) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        i18n.other_language(&tag).map(|name| {
            view! {
                <span class="tag">
                    <Icon name="globe" />
                    {name}
                </span>
            }
        })
    }
}

/// How many devices of an article's products the viewer's company has.
pub(super) fn own_devices(base: &KnowledgeBase, article: &ArticleSummary) -> u64 {
    let own = base.products.iter().filter(|product| article.products.contains(&product.id));
    own.map(|product| product.devices).sum()
}

/// Title, gist and a few facts. Dated ones begin with the day of the last change.
#[component]
pub(super) fn Piece(
    /// Which one.
    article: ArticleSummary,
    /// What counts the devices; without, that isn't said.
    #[prop(optional)]
    base: Option<Signal<KnowledgeBase>>,
    /// Whether it begins with the day of its last change, and says what it is about.
    #[prop(optional)]
    full: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let ArticleSummary { language, title, summary, kind, updated, .. } = article.clone();
    let lang = language.clone();
    let to = {
        let article = article.clone();
        Signal::derive(move || place(i18n, &article))
    };
    let day = full.then(|| {
        view! {
            <time class="pieces__date" datetime=updated.0.to_string()>
                {text(move || i18n.date(updated))}
            </time>
        }
    });
    let gist = full.then(|| {
        view! {
            <p class="pieces__gist" lang=language.clone()>
                {summary}
            </p>
        }
    });
    let devices = move || {
        let count = base.map_or(0, |base| base.with(|base| own_devices(base, &article)));
        (count > 0).then(|| view! { <span class="pieces__device">{i18n.kb_devices(count)}</span> })
    };
    view! {
        <li class="pieces__item">
            {day} <div>
                <h3 class="pieces__title" lang=lang>
                    <Link to=to>{title}</Link>
                </h3>
                {gist}
                <p class="pieces__facts">
                    <LanguageTag tag=language />
                    <span>{text(move || i18n.article_kind(&kind))}</span>
                    {devices}
                </p>
            </div>
        </li>
    }
}
