//! The filters of the list; each of them stands in the URL. A chunk of its own.

use aftercare_contract::{
    list::{StateFilter, TicketQuery, TicketSort},
    ticket::TicketType,
};
use leptos::prelude::*;

use crate::{
    i18n::{I18n, text, use_i18n},
    route::{Route, use_navigation},
    ui::Icon,
};

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

/// What can be chosen, while it is open, and what is.
pub(super) fn panel(query: Memo<TicketQuery>, open: RwSignal<bool>) -> AnyView {
    view! {
        <div class="filters__fields" id="filters" hidden=move || !open.get()>
            <Fields query=query />
        </div>
        <Chosen query=query />
    }
    .into_any()
}

#[component]
fn Fields(query: Memo<TicketQuery>) -> impl IntoView {
    let i18n = use_i18n();
    let navigation = use_navigation();
    let change = move |change: &dyn Fn(&mut TicketQuery)| {
        let mut query = query.get_untracked();
        change(&mut query);
        navigation.go(&Route::Tickets(TicketQuery { cursor: None, ..query }));
    };
    let state = move |value: String| change(&|query| query.state = StateFilter::from(value.as_str()));
    let kind = move |value: String| {
        let kind = (!value.is_empty()).then(|| TicketType::from(value.as_str()));
        change(&|query| query.ticket_types = kind.clone().into_iter().collect());
    };
    let severity = move |value: String| change(&|query| query.severity_ranks = value.parse().into_iter().collect());
    let sort = move |value: String| change(&|query| query.sort = TicketSort::from(value.as_str()));
    view! {
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
                            query.read().severity_ranks.first().map(ToString::to_string).unwrap_or_default()
                        })
                        choices=severities(i18n)
                        choose=Callback::new(severity)
                    />
                    <Select
                        id="filter-kind"
                        label=Signal::derive(move || i18n.list_kind())
                        value=Signal::derive(move || {
                            query.read().ticket_types.first().map(ToString::to_string).unwrap_or_default()
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

/// The filters that are set, each with a way to take it off.
#[component]
fn Chosen(query: Memo<TicketQuery>) -> impl IntoView {
    let i18n = use_i18n();
    let navigation = use_navigation();
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
    let clear = move || {
        query.read().is_filtered().then(|| {
            view! {
                <button class="linklike" type="button" on:click=move |_| navigation.go(&Route::Tickets(query.read_untracked().without_filters()))>
                    {text(move || i18n.list_clear())}
                </button>
            }
        })
    };
    view! { <div class="filters__on">{chips} {clear}</div> }
}
