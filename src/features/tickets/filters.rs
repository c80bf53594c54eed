//! The filters of the list; each of them stands in the URL.

use std::time::Duration;

use aftercare_contract::{
    list::{StateFilter, TicketQuery, TicketSort},
    ticket::TicketType,
};
use leptos::{ev, html, prelude::*};

use crate::{
    i18n::{I18n, text, use_i18n},
    platform::timer::Timer,
    route::{Route, use_navigation},
    server_state::TicketList,
    ui::Icon,
};

/// How long typing has to rest before it is searched for.
const REST: Duration = Duration::from_millis(300);
/// Grades of severity that a policy has at most.
const RANKS: [u8; 4] = [1, 2, 3, 4];

/// What a choice is called, in the visitor's language.
type Name = fn(I18n) -> String;

/// Something that can be chosen: its word in the URL, empty for all, and what it is called.
struct Choice {
    value: String,
    name: Signal<String>,
}

impl Choice {
    fn new(value: impl Into<String>, name: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Self { value: value.into(), name: Signal::derive(name) }
    }
}

#[component]
pub(super) fn Filters(query: Memo<TicketQuery>, list: TicketList) -> impl IntoView {
    let i18n = use_i18n();
    let navigation = use_navigation();
    let change = move |change: &dyn Fn(&mut TicketQuery)| {
        let mut query = query.get_untracked();
        change(&mut query);
        navigation.go(&Route::Tickets(TicketQuery { cursor: None, ..query }));
    };
    let state = move |value: String| change(&|query| query.state = StateFilter::from(value.as_str()));
    let kind = move |value: String| {
        change(&|query| query.ticket_type = (!value.is_empty()).then(|| TicketType::from(value.as_str())));
    };
    let severity = move |value: String| change(&|query| query.severity_rank = value.parse().ok());
    let sort = move |value: String| change(&|query| query.sort = TicketSort::from(value.as_str()));
    let chosen = move || {
        let query = query.read();
        u64::from(query.state != StateFilter::Open)
            + u64::from(query.ticket_type.is_some())
            + u64::from(query.severity_rank.is_some())
    };
    let badge =
        move || (chosen() > 0).then(|| view! { <span class="count count--plain">{i18n.number(chosen())}</span> });
    view! {
        <form
            class="filters"
            role="search"
            aria-label=move || i18n.list_filter()
            on:submit=|event: ev::SubmitEvent| event.prevent_default()
        >
            <Search query=query />
            <details class="filters__more">
                <summary class="button filters__open">
                    <Icon name="filter" />
                    {text(move || i18n.list_filter_button())}
                    " "
                    {badge}
                </summary>
                <div class="filters__fields">
                    <Select
                        id="filter-state"
                        label=Signal::derive(move || i18n.list_state())
                        value=Signal::derive(move || query.read().state.to_string())
                        choices=states(i18n)
                        choose=Callback::new(state)
                    />
                    <Select
                        id="filter-severity"
                        label=Signal::derive(move || i18n.list_severity())
                        value=Signal::derive(move || {
                            query.read().severity_rank.map(|rank| rank.to_string()).unwrap_or_default()
                        })
                        choices=severities(i18n)
                        choose=Callback::new(severity)
                    />
                    <Select
                        id="filter-kind"
                        label=Signal::derive(move || i18n.list_kind())
                        value=Signal::derive(move || {
                            query.read().ticket_type.as_ref().map(ToString::to_string).unwrap_or_default()
                        })
                        choices=kinds(i18n)
                        choose=Callback::new(kind)
                    />
                    <Select
                        id="filter-sort"
                        label=Signal::derive(move || i18n.list_sort())
                        value=Signal::derive(move || query.read().sort.to_string())
                        choices=sorts(i18n)
                        choose=Callback::new(sort)
                    />
                </div>
            </details>
            <Summary query=query list=list />
        </form>
    }
}

fn states(i18n: I18n) -> Vec<Choice> {
    let names: [(StateFilter, Name); 5] = [
        (StateFilter::Open, I18n::list_state_open),
        (StateFilter::YourTurn, I18n::list_state_your_turn),
        (StateFilter::ToVerify, I18n::list_state_to_verify),
        (StateFilter::Ended, I18n::list_state_ended),
        (StateFilter::All, I18n::list_state_all),
    ];
    names.into_iter().map(|(state, name)| Choice::new(state.as_str(), move || name(i18n))).collect()
}

fn severities(i18n: I18n) -> Vec<Choice> {
    let all = Choice::new("", move || i18n.list_severity_all());
    let one = |rank: u8| Choice::new(rank.to_string(), move || i18n.list_severity_rank(&rank.to_string()));
    std::iter::once(all).chain(RANKS.into_iter().map(one)).collect()
}

fn kinds(i18n: I18n) -> Vec<Choice> {
    let all = Choice::new("", move || i18n.list_kind_all());
    let one = |kind: &'static TicketType| Choice::new(kind.as_str(), move || i18n.kind(kind));
    std::iter::once(all).chain(TicketType::KNOWN.iter().map(one)).collect()
}

fn sorts(i18n: I18n) -> Vec<Choice> {
    let names: [(TicketSort, Name); 4] = [
        (TicketSort::Changed, I18n::list_sort_changed),
        (TicketSort::Created, I18n::list_sort_created),
        (TicketSort::Severity, I18n::list_sort_severity),
        (TicketSort::Expected, I18n::list_sort_expected),
    ];
    names.into_iter().map(|(sort, name)| Choice::new(sort.as_str(), move || name(i18n))).collect()
}

#[component]
fn Select(
    id: &'static str,
    label: Signal<String>,
    value: Signal<String>,
    choices: Vec<Choice>,
    choose: Callback<String>,
) -> impl IntoView {
    let option = |Choice { value: own, name }| {
        let is = own.clone();
        view! {
            <option value=own prop:selected=move || *value.read() == is>
                {name}
            </option>
        }
    };
    view! {
        <div class="filters__field">
            <label for=id>{label}</label>
            <select class="input" id=id on:change:target=move |event| choose.run(event.target().value())>
                {choices.into_iter().map(option).collect_view()}
            </select>
        </div>
    }
}

/// Searches while one types. What is typed stays as it is, whatever comes back from the URL meanwhile.
#[component]
fn Search(query: Memo<TicketQuery>) -> impl IntoView {
    let i18n = use_i18n();
    let navigation = use_navigation();
    let typed = RwSignal::new(query.get_untracked().text);
    let sent = StoredValue::new(typed.get_untracked());
    let rest = StoredValue::new_local(None::<Timer>);
    let composing = StoredValue::new(false);
    Effect::new(move |_| {
        let text = query.read().text.clone();
        if sent.with_value(|sent| *sent != text) {
            sent.set_value(text.clone());
            typed.set(text);
        }
    });
    let search = move || {
        let text = typed.get_untracked().trim().to_owned();
        sent.set_value(text.clone());
        let query = TicketQuery { text, cursor: None, ..query.get_untracked() };
        navigation.replace(&Route::Tickets(query));
    };
    let changed = move |text: String| {
        typed.set(text);
        // A half-composed syllable is no word to search for.
        if !composing.get_value() {
            rest.set_value(Some(Timer::after(REST, search)));
        }
    };
    let field = NodeRef::<html::Input>::new();
    view! {
        <div class="filters__search">
            <Icon name="search" />
            <label class="quiet-text" for="filter-text">
                {text(move || i18n.list_search())}
            </label>
            <input
                class="input"
                id="filter-text"
                type="search"
                autocomplete="off"
                placeholder=move || i18n.list_search()
                prop:value=typed
                node_ref=field
                on:compositionstart=move |_| composing.set_value(true)
                on:compositionend=move |_| {
                    composing.set_value(false);
                    if let Some(field) = field.get_untracked() {
                        changed(field.value());
                    }
                }
                on:input:target=move |event| changed(event.target().value())
            />
        </div>
    }
}

/// How many tickets there are, and the filters that only a link can set.
#[component]
fn Summary(query: Memo<TicketQuery>, list: TicketList) -> impl IntoView {
    let i18n = use_i18n();
    let navigation = use_navigation();
    let total = Memo::new(move |_| list.page().with(|page| page.value().map(|page| page.total)));
    let count = move || total.get().map(|total| view! { <span class="faint">{i18n.list_count(total)}</span> });
    let chip = move |what: String, without: TicketQuery| {
        let label = what.clone();
        view! {
            <span class="filter-chip">
                {what}
                <button
                    type="button"
                    aria-label=move || i18n.list_without(&label)
                    on:click=move |_| navigation.go(&Route::Tickets(without.clone()))
                >
                    <Icon name="close" />
                </button>
            </span>
        }
    };
    let chips = move || {
        let query = query.get();
        let device = query.device.clone().map(|device| {
            chip([&*i18n.list_device(), " ", &device].concat(), TicketQuery { device: None, ..query.clone() })
        });
        let site = query.site.clone().map(|site| chip(site, TicketQuery { site: None, ..query.clone() }));
        let channel = query.channel.clone().map(|channel| {
            let name = i18n.channel(&channel.as_str().into());
            chip(name, TicketQuery { channel: None, ..query.clone() })
        });
        view! {
            {device}
            {site}
            {channel}
        }
    };
    let filtered = move || {
        let query = query.read();
        let plain = TicketQuery { scope: query.scope.clone(), sort: query.sort.clone(), ..TicketQuery::default() };
        (*query != plain).then_some(plain)
    };
    let clear = move || {
        filtered().map(|plain| {
            view! {
                <button class="linklike" type="button" on:click=move |_| navigation.go(&Route::Tickets(plain.clone()))>
                    {text(move || i18n.list_clear())}
                </button>
            }
        })
    };
    view! { <div class="filters__on">{count} {chips} {clear}</div> }
}
