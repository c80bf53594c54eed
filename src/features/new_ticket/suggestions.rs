//! Articles that may solve it before it is filed: found by what the draft says, read over it, and where one has
//! helped, the draft is closed.

use std::{future::Future, pin::Pin, time::Duration};

use aftercare_contract::knowledge::{Article, ArticleId, ArticleSummary, Draft as Asked, Helpful, NewVote, ReadAt};
use leptos::{prelude::*, task::spawn_local};

use super::form::{Form, use_form};
use crate::{
    api::{ApiError, IdempotencyKey, use_api},
    i18n::{text, use_i18n},
    platform::timer::Timer,
    route::{Route, use_navigation},
    server_state::Query,
    ui::{Button, ButtonKind, Dialog, ErrorNote, Icon, Loaded, Loading, Ticks, chunk, use_toasts},
};

/// How long after the last key articles are looked for.
const PAUSE: Duration = Duration::from_millis(700);
/// A title and description shorter than this, in characters, say too little to look for.
const LEAST: usize = 4;

/// Fetches the code for Markdown and makes what an article says. The page is handed it by the app: a chunk that names
/// another would pull it into every program that is linked with this crate, its tests in a browser too.
pub type WriteProse = fn(String, Ticks) -> Pin<Box<dyn Future<Output = Loading>>>;

/// The articles for the draft; beside the form, and said once when they are found. The focus stays where it is.
#[component]
pub fn Suggestions() -> impl IntoView {
    let (i18n, form, api) = (use_i18n(), use_form(), use_api());
    let asked = settled(form);
    let found = Query::new(move || {
        let draft = Asked { language: Some(i18n.language().tag().to_owned()), ..asked.get() };
        async move {
            let says_much = draft.title.chars().count() + draft.description.chars().count() >= LEAST;
            if says_much { Ok(api.suggestions(&draft).await?.items) } else { Ok(Vec::new()) }
        }
    });
    // Nothing else depends on it, so a failure is no more than nothing found.
    let articles = Memo::new(move |_| found.value().unwrap_or_default());
    let open = RwSignal::new(None::<ArticleSummary>);
    let there = move || !articles.read().is_empty();
    let count = move || {
        let count = u64::try_from(articles.read().len()).unwrap_or_default();
        (count > 0).then(|| i18n.kb_suggested_count(count))
    };
    let line = move |article: ArticleSummary| {
        let (kind, lang, title) = (article.kind.clone(), article.language.clone(), article.title.clone());
        view! {
            <li>
                <button
                    class="linklike"
                    type="button"
                    aria-haspopup="dialog"
                    on:click=move |_| open.set(Some(article.clone()))
                >
                    <span lang=lang>{title}</span>
                </button>
                <p class="soft">{text(move || i18n.article_kind(&kind))}</p>
            </li>
        }
    };
    view! {
        <p class="quiet-text" role="status">
            {count}
        </p>
        <Show when=there>
            <section class="suggested" aria-labelledby="suggested">
                <h3 id="suggested">{text(move || i18n.kb_suggested())}</h3>
                <ul class="hits">
                    <For
                        each=move || articles.get()
                        key=|article| (article.id.clone(), article.language.clone())
                        children=line
                    />
                </ul>
                <p class="soft">{text(move || i18n.kb_suggested_hint())}</p>
            </section>
        </Show>
        <Reading open=open />
    }
}

/// What the draft says, once nobody has typed for a moment.
fn settled(form: Form) -> Memo<Asked> {
    let now = Memo::new(move |_| {
        form.read(|draft| Asked {
            title: draft.name.clone(),
            description: draft.description.clone(),
            device: draft.device.as_ref().map(|device| device.id.clone()),
            language: None,
        })
    });
    let settled = RwSignal::new(now.get_untracked());
    Effect::new(move |before: Option<Option<Timer>>| {
        let now = now.get();
        // The first time it is what is there already; later ones drop the timer of the one before.
        before.map(|_| Timer::after(PAUSE, move || drop(settled.try_set(now))))
    });
    Memo::new(move |_| settled.get())
}

/// An article over the form.
#[component]
fn Reading(open: RwSignal<Option<ArticleSummary>>) -> impl IntoView {
    let close = Callback::new(move |()| open.set(None));
    let title = move || open.with(|open| open.as_ref().map(|article| article.title.clone())).unwrap_or_default();
    let content = move || {
        let ArticleSummary { id, language, .. } = open.get()?;
        Some(view! { <Reader id=id language=language close=close /> })
    };
    view! {
        <Dialog open=Signal::derive(move || open.read().is_some()) title=Signal::derive(title) on_close=close>
            {content}
        </Dialog>
    }
}

#[component]
fn Reader(id: ArticleId, language: String, close: Callback<()>) -> impl IntoView {
    let (i18n, api) = (use_i18n(), use_api());
    let place = Route::Article(id.clone(), Some(language.clone())).print();
    let (wanted, tongue) = (id.clone(), language.clone());
    let article = Query::new(move || {
        let (id, language) = (wanted.clone(), tongue.clone());
        async move { api.article(&id, &language).await }
    });
    view! {
        <div class="reading">
            <p>
                <a href=place target="_blank" rel="external">
                    {text(move || i18n.kb_open_page())}
                    <Icon name="external" />
                </a>
            </p>
            <Loaded remote=article.remote() retry=article.retry() let:article>
                {move || said(article.get())}
            </Loaded>
        </div>
        <div class="dialog__foot reading__foot">
            <Solved id=id language=language close=close />
        </div>
    }
}

/// What the article says; the code for its Markdown comes with the first one that is read.
fn said(article: Article) -> impl IntoView {
    let Article { summary, markdown, revision, .. } = article;
    let ticks = Ticks::open(&[summary.id.as_str(), &summary.language].join("/"), revision);
    let (markdown, write) = (StoredValue::new(markdown), expect_context::<WriteProse>());
    view! {
        <div lang=summary.language>
            <p class="article__deck">{summary.summary}</p>
            {chunk(move || write(markdown.get_value(), ticks))}
        </div>
    }
}

/// Whether it was solved: then the backend is told, and the draft is closed.
#[component]
fn Solved(id: ArticleId, language: String, close: Callback<()>) -> impl IntoView {
    let (i18n, form, api, toasts, navigation) = (use_i18n(), use_form(), use_api(), use_toasts(), use_navigation());
    let (busy, failed) = (RwSignal::new(false), RwSignal::new(None::<ApiError>));
    let key = StoredValue::new(IdempotencyKey::fresh());
    let solved = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        let vote = NewVote { helpful: Helpful::Yes, read_at: ReadAt::Draft, language: language.clone(), reason: None };
        let (id, key) = (id.clone(), key.get_value());
        busy.set(true);
        failed.set(None);
        spawn_local(async move {
            match api.vote(&id, &vote, &key).await {
                Ok(_) => {
                    form.solved();
                    toasts.say(untrack(|| i18n.kb_solved_thanks()));
                    navigation.go(&Route::Home);
                }
                // The dialog may be closed by now.
                Err(error) => {
                    busy.try_set(false);
                    failed.try_set(Some(error));
                }
            }
        });
    });
    let failure = move || failed.get().map(|error| view! { <ErrorNote error=error retry=solved /> });
    view! {
        {failure}
        <Button on_press=close>{text(move || i18n.kb_back_to_form())}</Button>
        <Button kind=ButtonKind::Primary busy=busy on_press=solved>
            {text(move || i18n.kb_solved_it())}
        </Button>
    }
}
