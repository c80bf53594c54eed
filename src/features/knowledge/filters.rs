//! What narrows the search down; each of it stands in the URL.

use aftercare_contract::knowledge::{ArticleKind, ArticleQuery, Count, KnowledgeBase};
use leptos::prelude::*;

use crate::{
    i18n::{Language, text, use_i18n},
    platform::size,
    route::{Route, use_navigation},
    server_state::Query,
    ui::Icon,
};

/// The word for the products of one's own devices; no product is called so.
const MINE: &str = "mine";

/// How many articles there are of each kind and in each language.
type Counts = Memo<Option<(Vec<Count>, Vec<Count>)>>;

/// Something that can be chosen.
#[derive(Clone, PartialEq)]
struct Choice {
    /// Empty for all.
    value: String,
    name: String,
    count: Option<u64>,
}

impl Choice {
    fn new(value: &str, name: String) -> Self {
        Self { value: value.to_owned(), name, count: None }
    }
}

#[component]
pub(super) fn Filters(query: Memo<ArticleQuery>, base: Query<KnowledgeBase>, counts: Counts) -> impl IntoView {
    let (i18n, navigation) = (use_i18n(), use_navigation());
    let change = move |change: fn(&mut ArticleQuery, Option<String>)| {
        Callback::new(move |value: String| {
            let mut wanted = ArticleQuery { cursor: None, ..query.get_untracked() };
            change(&mut wanted, Some(value).filter(|value| !value.is_empty()));
            navigation.go(&Route::from(&wanted));
        })
    };
    let any = move || Choice::new("", i18n.kb_filter_any());
    let products = Signal::derive(move || {
        let own = |own: bool| {
            let products = base.with(|base| base.value().map(|base| base.products.clone()).unwrap_or_default());
            let named = products.into_iter().filter(move |product| (product.devices > 0) == own);
            named.map(move |product| Choice::new(product.id.as_str(), i18n.localized(&product.name).0))
        };
        let mine = Choice::new(MINE, i18n.kb_filter_mine());
        [any(), mine].into_iter().chain(own(true)).chain(own(false)).collect::<Vec<_>>()
    });
    let categories = Signal::derive(move || {
        let categories = base.with(|base| base.value().map(|base| base.categories.clone()).unwrap_or_default());
        let named = categories.into_iter().map(|one| Choice::new(one.id.as_str(), i18n.localized(&one.name).0));
        std::iter::once(any()).chain(named).collect::<Vec<_>>()
    });
    let kinds = Signal::derive(move || {
        let count = |kind: &ArticleKind| count_of(counts.get()?.0, kind.as_str());
        let one = |kind| Choice { count: count(kind), ..Choice::new(kind.as_str(), i18n.article_kind(kind)) };
        std::iter::once(any()).chain(ArticleKind::KNOWN.iter().map(one)).collect::<Vec<_>>()
    });
    let languages = Signal::derive(move || {
        let count = |language: Language| count_of(counts.get()?.1, language.tag());
        let one = |language: Language| Choice {
            count: count(language),
            ..Choice::new(language.tag(), language.own_name().to_owned())
        };
        std::iter::once(any()).chain(Language::ALL.map(one)).collect::<Vec<_>>()
    });
    let product = move || {
        query.with(|query| if query.mine { Some(MINE.to_owned()) } else { query.product.clone() }).unwrap_or_default()
    };
    let set_product = change(|query, value| {
        query.mine = value.as_deref() == Some(MINE);
        query.product = value.filter(|value| value != MINE);
    });
    let set_category = change(|query, value| query.category = value.map(|id| id.as_str().into()));
    let set_kind = change(|query, value| query.kind = value.map(|kind| kind.as_str().into()));
    let set_language = change(|query, value| query.language = value);
    let category = move || query.with(|query| query.category.as_ref().map(ToString::to_string)).unwrap_or_default();
    let kind = move || query.with(|query| query.kind.as_ref().map(ToString::to_string)).unwrap_or_default();
    let language = move || query.with(|query| query.language.clone()).unwrap_or_default();
    view! {
        <details class="found__filters" open=size::is_wide()>
            <summary>
                <Icon name="filter" />
                {text(move || i18n.kb_filters())}
            </summary>
            <form aria-label=text(move || i18n.kb_filters()) on:submit=|event| event.prevent_default()>
                <Select
                    id="kb-product"
                    label=Signal::derive(move || i18n.kb_filter_product())
                    choices=products
                    chosen=Signal::derive(product)
                    choose=set_product
                />
                <Select
                    id="kb-category"
                    label=Signal::derive(move || i18n.kb_filter_category())
                    choices=categories
                    chosen=Signal::derive(category)
                    choose=set_category
                />
                <Facet
                    name="kb-kind"
                    label=Signal::derive(move || i18n.kb_filter_kind())
                    choices=kinds
                    chosen=Signal::derive(kind)
                    choose=set_kind
                />
                <Facet
                    name="kb-language"
                    label=Signal::derive(move || i18n.kb_filter_language())
                    choices=languages
                    chosen=Signal::derive(language)
                    choose=set_language
                />
            </form>
        </details>
    }
}

fn count_of(counts: Vec<Count>, value: &str) -> Option<u64> {
    counts.into_iter().find(|count| count.value == value).map(|count| count.articles)
}

/// One of many.
#[component]
fn Select(
    id: &'static str,
    label: Signal<String>,
    choices: Signal<Vec<Choice>>,
    chosen: Signal<String>,
    choose: Callback<String>,
) -> impl IntoView {
    let option = move |Choice { value, name, .. }: Choice| {
        let own = value.clone();
        view! {
            <option value=value selected=move || *chosen.read() == own>
                {name}
            </option>
        }
    };
    view! {
        <div class="facet">
            <label class="facet__name" for=id>
                {label}
            </label>
            <select class="input" id=id on:change=move |event| choose.run(event_target_value(&event))>
                {move || choices.get().into_iter().map(option).collect_view()}
            </select>
        </div>
    }
}

/// One of a few, with how many articles it has.
#[component]
fn Facet(
    name: &'static str,
    label: Signal<String>,
    choices: Signal<Vec<Choice>>,
    chosen: Signal<String>,
    choose: Callback<String>,
) -> impl IntoView {
    let i18n = use_i18n();
    let values = Memo::new(move |_| choices.get().into_iter().map(|choice| choice.value).collect::<Vec<_>>());
    // Each stays on the page while its name or its count changes: it may have the focus.
    let choice = move |value: String| {
        let (own, marked) = (value.clone(), value.clone());
        let choice = Memo::new(move |_| choices.get().into_iter().find(|choice| choice.value == own));
        let name_of = move || choice.get().map(|choice| choice.name);
        let count = move || choice.get().and_then(|choice| choice.count).map(|count| i18n.number(count));
        view! {
            <label class="facet__choice">
                <input
                    type="radio"
                    name=name
                    prop:checked=move || *chosen.read() == marked
                    on:change=move |_| choose.run(value.clone())
                />
                <span>{name_of}</span>
                <span class="facet__count">{count}</span>
            </label>
        }
    };
    view! {
        <fieldset class="facet">
            <legend class="facet__name">{label}</legend>
            <For each=move || values.get() key=String::clone children=choice />
        </fieldset>
    }
}
