//! Nothing was found: what else can be tried.

use aftercare_contract::knowledge::ArticleQuery;
use leptos::prelude::*;

use super::pieces::ToPeople;
use crate::{
    i18n::{text, use_i18n},
    route::{Known, Link, Route},
};

#[component]
pub(super) fn Nothing(query: Memo<ArticleQuery>) -> impl IntoView {
    let i18n = use_i18n();
    let words = Memo::new(move |_| query.with(|query| query.text.clone()));
    let everything = move || ArticleQuery { text: words.get(), ..ArticleQuery::default() };
    let narrow = Memo::new(move |_| query.get() != everything());
    let searched = move || if narrow.get() { i18n.kb_none_filtered() } else { i18n.kb_none_text() };
    let widen = move || {
        let to = Route::from(&everything());
        narrow.get().then(|| {
            view! {
                <p class="nothing__do">
                    <Link class="button" to=to>
                        {text(move || i18n.kb_none_widen())}
                    </Link>
                </p>
            }
        })
    };
    // Each word for itself, where there are several with blanks between.
    let fewer = move || {
        let words = words.get();
        let each: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
        let link = |word: String| {
            let to = Route::from(&ArticleQuery { text: word.clone(), ..ArticleQuery::default() });
            view! { <Link to=to>{word}</Link> }
        };
        (each.len() > 1).then(|| {
            view! {
                <li class="nothing__item">
                    <p class="nothing__way">{text(move || i18n.kb_none_fewer())}</p>
                    <p class="nothing__note">{text(move || i18n.kb_none_fewer_text())}</p>
                    <p class="nothing__do">{each.into_iter().map(link).collect_view()}</p>
                </li>
            }
        })
    };
    let known = Signal::derive(move || Known { words: words.get(), ..Known::default() });
    view! {
        <div class="nothing">
            <p class="nothing__text">{text(searched)}</p>
            {widen}
            <ul class="nothing__list">
                {fewer} <li class="nothing__item">
                    <p class="nothing__way">{text(move || i18n.kb_none_ask())}</p>
                    <p class="nothing__note">{text(move || i18n.kb_none_ask_text())}</p>
                    <p class="nothing__do">
                        <ToPeople known=known />
                    </p>
                </li>
            </ul>
        </div>
    }
}
