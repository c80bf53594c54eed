//! The filters; each of them stands in the URL.

use aftercare_contract::{
    Span, Timestamp,
    list::{StateFilter, TicketQuery, TicketSort},
    ticket::{Channel, TicketType},
};
use leptos::{ev, prelude::*, task::spawn_local};

use crate::{
    api::{ApiError, use_api},
    i18n::{I18n, Word, text, use_i18n},
    platform::{clock::use_clock, local_time},
    route::{Route, use_navigation},
    server_state::Query,
    ui::{Button, ErrorNote, described_by},
};

/// Grades of severity that a policy has at most.
const RANKS: [u8; 4] = [1, 2, 3, 4];
/// Days back that are offered at a tap.
const RECENT: [u32; 3] = [7, 30, 90];
const DEVICE: &str = "filter-device";
/// Changes the query in one way.
type Change = Callback<Box<dyn FnOnce(&mut TicketQuery)>>;

/// Something that can be chosen: its word in the URL, empty for all, and what it is called.
#[derive(Clone, Debug, PartialEq)]
struct Choice {
    value: String,
    name: String,
}

impl Choice {
    fn new(value: impl Into<String>, name: String) -> Self {
        Self { value: value.into(), name }
    }

    fn each<'a>(i18n: I18n, choices: impl IntoIterator<Item = (&'a str, Word)>) -> Vec<Self> {
        choices.into_iter().map(|(value, name)| Self::new(value, name(i18n))).collect()
    }
}

/// Goes to the list with one thing changed.
fn use_change(query: Memo<TicketQuery>) -> Change {
    let navigation = use_navigation();
    Callback::new(move |change: Box<dyn FnOnce(&mut TicketQuery)>| {
        let mut query = TicketQuery { cursor: None, ..query.get_untracked() };
        change(&mut query);
        navigation.go(&Route::Tickets(query));
    })
}

#[component]
pub(super) fn Filters(query: Memo<TicketQuery>) -> impl IntoView {
    view! {
        <div class="tool__fields">
            <StateSelect query=query />
            <ChannelSelect query=query />
            <SiteSelect query=query />
            <Sort query=query />
            <DeviceFinder query=query />
            <Period query=query />
        </div>
        <Severities query=query />
        <Kinds query=query />
    }
}

#[component]
fn StateSelect(query: Memo<TicketQuery>) -> impl IntoView {
    let (i18n, change) = (use_i18n(), use_change(query));
    let choices = Signal::derive(move || {
        let states: [(StateFilter, Word); 6] = [
            (StateFilter::Open, I18n::list_state_open),
            (StateFilter::YourTurn, I18n::list_state_your_turn),
            (StateFilter::OthersTurn, I18n::list_state_others_turn),
            (StateFilter::ToVerify, I18n::list_state_to_verify),
            (StateFilter::Ended, I18n::list_state_ended),
            (StateFilter::All, I18n::list_state_all),
        ];
        Choice::each(i18n, states.iter().map(|(state, name)| (state.as_str(), *name)))
    });
    let choose = move |value: String| change.run(Box::new(move |query| query.state = value.as_str().into()));
    view! {
        <Select
            id="filter-state"
            label=Signal::derive(move || i18n.list_state())
            value=Signal::derive(move || query.read().state.to_string())
            choices=choices
            choose=Callback::new(choose)
        />
    }
}

#[component]
fn ChannelSelect(query: Memo<TicketQuery>) -> impl IntoView {
    let (i18n, change) = (use_i18n(), use_change(query));
    let choices = Signal::derive(move || {
        let all = Choice::new("", i18n.list_channel_all());
        let one = |channel: &Channel| Choice::new(channel.as_str(), i18n.channel(channel));
        std::iter::once(all).chain(Channel::KNOWN.iter().map(one)).collect()
    });
    let choose = move |value: String| {
        change.run(Box::new(move |query| query.channel = Some(value).filter(|value| !value.is_empty())));
    };
    view! {
        <Select
            id="filter-channel"
            label=Signal::derive(move || i18n.list_channel())
            value=Signal::derive(move || query.read().channel.clone().unwrap_or_default())
            choices=choices
            choose=Callback::new(choose)
        />
    }
}

#[component]
fn SiteSelect(query: Memo<TicketQuery>) -> impl IntoView {
    let (i18n, api, change) = (use_i18n(), use_api(), use_change(query));
    let sites = Query::new(move || async move { Ok(api.sites().await?.items) });
    let choices = Signal::derive(move || {
        let all = Choice::new("", i18n.list_site_all());
        let sites = sites.value().unwrap_or_default();
        std::iter::once(all).chain(sites.into_iter().map(|site| Choice::new(site.id.0, site.name))).collect()
    });
    let choose = move |value: String| {
        change.run(Box::new(move |query| query.site = Some(value).filter(|value| !value.is_empty())));
    };
    let failure = move || {
        let error = sites.with(|remote| remote.error().cloned())?;
        Some(view! { <ErrorNote error=error retry=sites.retry() /> })
    };
    view! {
        <Select
            id="filter-site"
            label=Signal::derive(move || i18n.list_site())
            value=Signal::derive(move || query.read().site.clone().unwrap_or_default())
            choices=choices
            choose=Callback::new(choose)
        />
        {failure}
    }
}

/// Finds a device by what is typed; where several fit, they are offered.
#[component]
fn DeviceFinder(query: Memo<TicketQuery>) -> impl IntoView {
    let (i18n, api, change) = (use_i18n(), use_api(), use_change(query));
    let typed = RwSignal::new(String::new());
    let found = RwSignal::new(Vec::new());
    let outcome = RwSignal::new(None::<Result<(), ApiError>>);
    let several = move || !found.read().is_empty();
    let none = move || matches!(outcome.get(), Some(Ok(()))) && found.read().is_empty();
    let pick = move |id: String| {
        typed.set(String::new());
        found.set(Vec::new());
        outcome.set(None);
        change.run(Box::new(move |query| query.device = Some(id)));
    };
    let find = Callback::new(move |()| {
        let term = typed.get_untracked().trim().to_owned();
        if term.is_empty() {
            return;
        }
        spawn_local(async move {
            let answer = api.find_devices(&term).await;
            // The tool may be closed by now, or something else be typed.
            if typed.try_get_untracked().is_none_or(|now| now.trim() != term) {
                return;
            }
            match answer {
                Ok(page) => {
                    let exact = page.items.iter().find(|device| device.serial_number.eq_ignore_ascii_case(&term));
                    match (exact, &*page.items) {
                        (Some(device), _) | (None, [device]) => pick(device.id.to_string()),
                        _ => {
                            found.set(page.items);
                            outcome.set(Some(Ok(())));
                        }
                    }
                }
                Err(error) => outcome.set(Some(Err(error))),
            }
        });
    });
    let key = move |event: ev::KeyboardEvent| {
        // While Chinese or Japanese is being composed, Enter belongs to the input method.
        if event.key() == "Enter" && !event.is_composing() && event.key_code() != 229 {
            event.prevent_default();
            find.run(());
        }
    };
    let offers = move || {
        let offer = |device: aftercare_contract::asset::Device| {
            let id = device.id.to_string();
            view! {
                <li>
                    <button class="button" type="button" on:click=move |_| pick(id.clone())>
                        {device.name}
                        <span class="mono">{device.serial_number}</span>
                    </button>
                </li>
            }
        };
        several().then(|| view! { <ul class="tool__offers">{found.get().into_iter().map(offer).collect_view()}</ul> })
    };
    let failure = move || match outcome.get() {
        Some(Err(error)) => Some(view! { <ErrorNote error=error retry=find /> }),
        _ => None,
    };
    let note = move || {
        let words = if none() { Some(i18n.list_device_none()) } else { several().then(|| i18n.list_device_several()) };
        words.unwrap_or_default()
    };
    view! {
        <div class="tool__field tool__field--wide">
            <label for=DEVICE>{text(move || i18n.list_device())}</label>
            <div class="field__row">
                <input
                    class="input"
                    id=DEVICE
                    type="text"
                    autocomplete="off"
                    placeholder=text(move || i18n.list_device_find())
                    aria-describedby=described_by(DEVICE, true, false)
                    bind:value=typed
                    on:keydown=key
                />
                <Button on_press=find>{text(move || i18n.list_device_search())}</Button>
            </div>
            <p class="field__hint" id="filter-device-hint" role="status">
                {note}
            </p>
            {offers}
            {failure}
        </div>
    }
}

/// Filed from one day to another, both of them included, in the viewer's zone.
#[component]
fn Period(query: Memo<TicketQuery>) -> impl IntoView {
    let (i18n, change, clock) = (use_i18n(), use_change(query), use_clock());
    let day = |time: Option<Timestamp>| time.map(local_time::day_of).unwrap_or_default();
    let from = Memo::new(move |_| day(query.read().created_from));
    let until = Memo::new(move |_| day(query.read().created_before.map(|end| end + Span::seconds(-1))));
    let set_from = move |value: String| {
        change.run(Box::new(move |query| query.created_from = local_time::day_start(&value)));
    };
    let set_until = move |value: String| {
        change.run(Box::new(move |query| query.created_before = local_time::day_end(&value)));
    };
    let recent = move |days: u32| {
        // Today is one of them.
        let first = move || local_time::day_of(clock.minute() + Span::seconds(-86_400 * i64::from(days - 1)));
        let chosen = move || from.get() == first() && until.read().is_empty();
        let choose = move |_| {
            let first = local_time::day_start(&untrack(first));
            change.run(Box::new(move |query| (query.created_from, query.created_before) = (first, None)));
        };
        view! {
            <button class="filter-chip" type="button" aria-pressed=move || chosen().to_string() on:click=choose>
                {text(move || i18n.list_last_days(days.into()))}
            </button>
        }
    };
    view! {
        <div class="tool__field">
            <label for="filter-from">{text(move || i18n.list_from())}</label>
            <input
                class="input"
                id="filter-from"
                type="date"
                max=until
                prop:value=from
                on:change:target=move |event| set_from(event.target().value())
            />
        </div>
        <div class="tool__field">
            <label for="filter-until">{text(move || i18n.list_until())}</label>
            <input
                class="input"
                id="filter-until"
                type="date"
                min=from
                prop:value=until
                on:change:target=move |event| set_until(event.target().value())
            />
        </div>
        <div class="tool__recent" role="group" aria-label=move || i18n.list_recent()>
            {RECENT.map(recent)}
        </div>
    }
}

#[component]
fn Sort(query: Memo<TicketQuery>) -> impl IntoView {
    let (i18n, change) = (use_i18n(), use_change(query));
    let choices = Signal::derive(move || {
        let sorts: [(TicketSort, Word); 8] = [
            (TicketSort::Changed, I18n::list_sort_changed),
            (TicketSort::Unchanged, I18n::list_sort_unchanged),
            (TicketSort::Created, I18n::list_sort_created),
            (TicketSort::Oldest, I18n::list_sort_oldest),
            (TicketSort::Severity, I18n::list_sort_severity),
            (TicketSort::LeastSevere, I18n::list_sort_least_severe),
            (TicketSort::Expected, I18n::list_sort_expected),
            (TicketSort::ExpectedLast, I18n::list_sort_expected_last),
        ];
        Choice::each(i18n, sorts.iter().map(|(sort, name)| (sort.as_str(), *name)))
    });
    let choose = move |value: String| change.run(Box::new(move |query| query.sort = value.as_str().into()));
    view! {
        <Select
            id="filter-sort"
            label=Signal::derive(move || i18n.list_sort())
            value=Signal::derive(move || query.read().sort.to_string())
            choices=choices
            choose=Callback::new(choose)
        />
    }
}

#[component]
fn Severities(query: Memo<TicketQuery>) -> impl IntoView {
    let (i18n, change) = (use_i18n(), use_change(query));
    let choices = Signal::derive(move || {
        RANKS.map(|rank| rank.to_string()).map(|rank| Choice::new(&*rank, i18n.list_severity_rank(&rank))).to_vec()
    });
    let chosen = Memo::new(move |_| query.read().severity_ranks.iter().map(ToString::to_string).collect());
    let choose = move |ranks: Vec<String>| {
        change.run(Box::new(move |query| {
            query.severity_ranks = ranks.iter().filter_map(|rank| rank.parse().ok()).collect();
        }));
    };
    view! {
        <Checks
            legend=Signal::derive(move || i18n.list_severity())
            choices=choices
            chosen=chosen
            choose=Callback::new(choose)
        />
    }
}

#[component]
fn Kinds(query: Memo<TicketQuery>) -> impl IntoView {
    let (i18n, change) = (use_i18n(), use_change(query));
    let choices = Signal::derive(move || {
        TicketType::KNOWN.iter().map(|kind| Choice::new(kind.as_str(), i18n.kind(kind))).collect()
    });
    let chosen = Memo::new(move |_| query.read().ticket_types.iter().map(ToString::to_string).collect());
    let choose = move |kinds: Vec<String>| {
        change.run(Box::new(move |query| query.ticket_types = kinds.iter().map(|kind| kind.as_str().into()).collect()));
    };
    view! {
        <Checks
            legend=Signal::derive(move || i18n.list_kind())
            choices=choices
            chosen=chosen
            choose=Callback::new(choose)
        />
    }
}

/// One of several.
#[component]
fn Select(
    id: &'static str,
    label: Signal<String>,
    value: Signal<String>,
    choices: Signal<Vec<Choice>>,
    choose: Callback<String>,
) -> impl IntoView {
    // What this portal doesn't know, or not yet, is shown as it is in the URL.
    let all = move || {
        let (mut choices, value) = (choices.get(), value.get());
        if choices.iter().all(|choice| choice.value != value) {
            choices.push(Choice::new(&*value, value.clone()));
        }
        choices
    };
    let option = move |Choice { value: own, name }| {
        let is = own.clone();
        view! {
            <option value=own prop:selected=move || *value.read() == is>
                {name}
            </option>
        }
    };
    view! {
        <div class="tool__field">
            <label for=id>{label}</label>
            <select class="input" id=id on:change:target=move |event| choose.run(event.target().value())>
                {move || all().into_iter().map(option).collect_view()}
            </select>
        </div>
    }
}

/// Any of several; all where none is marked.
#[component]
fn Checks(
    legend: Signal<String>,
    choices: Signal<Vec<Choice>>,
    chosen: Memo<Vec<String>>,
    choose: Callback<Vec<String>>,
) -> impl IntoView {
    let toggle = move |value: &str| {
        let mut now = chosen.get_untracked();
        match now.iter().position(|chosen| chosen == value) {
            Some(place) => drop(now.remove(place)),
            None => now.push(value.to_owned()),
        }
        // The same choice is the same URL, in whichever order it was made.
        now.sort();
        choose.run(now);
    };
    let check = move |Choice { value, name }| {
        let own = value.clone();
        view! {
            <label class="choice">
                <input
                    type="checkbox"
                    prop:checked=move || chosen.read().contains(&own)
                    on:change=move |_| toggle(&value)
                />
                <span>{name}</span>
            </label>
        }
    };
    view! {
        <fieldset class="tool__checks">
            <legend>{legend}</legend>
            <div class="choices choices--inline">{move || choices.get().into_iter().map(check).collect_view()}</div>
        </fieldset>
    }
}
