//! Articles of the knowledge base that help with the ticket.

use aftercare_contract::knowledge::ArticleSummary;
use leptos::prelude::*;

use crate::{
    api::use_api,
    i18n::{text, use_i18n},
    route::{Link, Route},
    server_state::{Query, TicketState},
};

#[component]
pub(super) fn Articles(state: TicketState) -> impl IntoView {
    let (i18n, api) = (use_i18n(), use_api());
    let found = Query::new(move || {
        let (sr, language) = (state.sr(), i18n.language().tag());
        async move { api.ticket_articles(&sr, language).await }
    });
    // Nothing else depends on it, so a failure is no more than nothing found.
    let articles = Memo::new(move |_| found.value().map(|page| page.items).unwrap_or_default());
    let line = move |article: ArticleSummary| {
        let ArticleSummary { id, language, title, kind, .. } = article;
        let place = Route::Article(id, Some(language.clone()));
        view! {
            <li class="related__ticket">
                <span class="related__how">{text(move || i18n.article_kind(&kind))}</span>
                <Link class="related__name" to=place>
                    <span lang=language>{title}</span>
                </Link>
            </li>
        }
    };
    view! {
        <Show when=move || !articles.read().is_empty()>
            <section class="aside__block" aria-labelledby="ticket-articles">
                <h2 id="ticket-articles">{text(move || i18n.kb_for_ticket())}</h2>
                <ul class="related">
                    <For
                        each=move || articles.get()
                        key=|article| (article.id.clone(), article.language.clone())
                        children=line
                    />
                </ul>
            </section>
        </Show>
    }
}
