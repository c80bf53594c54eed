//! What narrows the fleet down, and its order; each of it stands in the URL.

use std::time::Duration;

use aftercare_contract::fleet::{DeviceQuery, DeviceSort, EndFilter, Fleet, UNCHECKED};
use leptos::{ev, prelude::*};

use crate::{
    api::use_api,
    i18n::{I18n, text, use_i18n},
    platform::{size, timer::Timer},
    route::{DevicesPlace, Route, use_navigation},
    server_state::Query,
    ui::Icon,
};

/// How long after the last key is searched.
const PAUSE: Duration = Duration::from_millis(250);
/// Stands between grades that are chosen together.
const AND: &str = ",";

/// A value, empty for all, and what it is called.
type Choices = Vec<(String, String)>;

#[component]
pub(super) fn Filters(query: Memo<DeviceQuery>, fleet: Query<Fleet>) -> impl IntoView {
    let (i18n, api, navigation) = (use_i18n(), use_api(), use_navigation());
    let sites = Query::new(move || api.sites());
    let contracts = Query::new(move || api.contracts());
    let change = move |change: fn(&mut DeviceQuery, Option<String>)| {
        Callback::new(move |value: String| {
            let mut wanted = DeviceQuery { cursor: None, ..query.get_untracked() };
            change(&mut wanted, Some(value).filter(|value| !value.is_empty()));
            navigation.go(&Route::from(&DevicesPlace::List(wanted)));
        })
    };
    let with_any = move |choices: Choices| with_any(i18n, choices);
    let grades = move || with_any(fleet.value().map(|fleet| grades(i18n, &fleet)).unwrap_or_default());
    let ends = move || with_any(fleet.value().map(|fleet| ends(i18n, &fleet)).unwrap_or_default());
    let sites = move || {
        let sites = sites.value().map(|page| page.items).unwrap_or_default();
        with_any(sites.into_iter().map(|site| (site.id.0, site.name)).collect())
    };
    let contracts = move || {
        let contracts = contracts.value().map(|page| page.items).unwrap_or_default().into_iter();
        let name = |number: String, plan: String| [number, plan].join(" · ");
        with_any(contracts.map(|one| (one.id.0, name(one.number, i18n.localized(&one.plan).0))).collect())
    };
    let models = move || {
        let models = fleet.value().map(|fleet| fleet.models).unwrap_or_default().into_iter();
        with_any(models.map(|model| (model.name.clone(), counted(i18n, &model.name, model.devices))).collect())
    };
    let sorts =
        move || DeviceSort::KNOWN.iter().map(|sort| (sort.to_string(), sort_word(i18n, sort))).collect::<Choices>();
    let of = move |of: fn(&DeviceQuery) -> Option<String>| Signal::derive(move || query.with(of).unwrap_or_default());
    let select = move |id: &'static str,
                       label: fn(I18n) -> String,
                       choices: Signal<Choices>,
                       chosen: Signal<String>,
                       choose: Callback<String>| {
        view! { <Select id=id label=Signal::derive(move || label(i18n)) choices=choices chosen=chosen choose=choose /> }
    };
    view! {
        <form class="fleet-picker fleet-picker--words" role="search" on:submit=|event| event.prevent_default()>
            <Search query=query />
        </form>
        <details class="fleet-filters" open=size::is_wide()>
            <summary>
                <Icon name="filter" />
                {text(move || i18n.devices_filters())}
            </summary>
            <form
                class="fleet-picker"
                aria-label=text(move || i18n.devices_filters())
                on:submit=|event| event.prevent_default()
            >
                {select(
                    "d-grade",
                    I18n::devices_grade,
                    Signal::derive(grades),
                    of(|query| Some(query.grades.join(AND))),
                    change(|query, value| {
                        query.grades = value.map(|all| all.split(AND).map(str::to_owned).collect()).unwrap_or_default();
                    }),
                )}
                {select(
                    "d-end",
                    I18n::devices_end,
                    Signal::derive(ends),
                    of(|query| query.end.as_ref().map(ToString::to_string)),
                    change(|query, value| query.end = value.map(|end| EndFilter::from(&*end))),
                )}
                {select(
                    "d-site",
                    I18n::devices_site,
                    Signal::derive(sites),
                    of(|query| query.site.as_ref().map(ToString::to_string)),
                    change(|query, value| query.site = value.map(|id| id.as_str().into())),
                )}
                {select(
                    "d-model",
                    I18n::devices_model,
                    Signal::derive(models),
                    of(|query| query.model.clone()),
                    change(|query, value| query.model = value),
                )}
                {select(
                    "d-contract",
                    I18n::devices_contract,
                    Signal::derive(contracts),
                    of(|query| query.contract.as_ref().map(ToString::to_string)),
                    change(|query, value| query.contract = value.map(|id| id.as_str().into())),
                )}
                {select(
                    "d-sort",
                    I18n::devices_sort,
                    Signal::derive(sorts),
                    of(|query| Some(query.sort.to_string())),
                    change(|query, value| {
                        query.sort = value.map_or(DeviceSort::Name, |sort| DeviceSort::from(&*sort));
                    }),
                )}
            </form>
        </details>
    }
}

/// The same after the choice of any.
fn with_any(i18n: I18n, choices: Choices) -> Choices {
    std::iter::once((String::new(), i18n.devices_any())).chain(choices).collect()
}

/// Each grade with all that are worse, and those that were never checked.
fn grades(i18n: I18n, fleet: &Fleet) -> Choices {
    let names: Vec<&str> = fleet.grades.iter().map(|share| &*share.name).collect();
    let from = |place: usize| {
        let worse = names.get(place..).unwrap_or_default();
        let count = fleet.grades.iter().skip(place).map(|share| share.devices).sum();
        Some((worse.join(AND), counted(i18n, &i18n.devices_or_worse(worse.first()?), count)))
    };
    let unchecked = (UNCHECKED.to_owned(), counted(i18n, &i18n.devices_unchecked(), fleet.unchecked));
    (1..names.len()).filter_map(from).chain([unchecked]).collect()
}

fn ends(i18n: I18n, fleet: &Fleet) -> Choices {
    let within = |days: u32| i18n.number(days.into());
    [
        (EndFilter::Over, i18n.devices_end_over(), fleet.over),
        (EndFilter::Soon, i18n.devices_end_soon(&within(fleet.soon.days)), fleet.soon.devices),
        (EndFilter::Service, i18n.devices_end_service(&within(fleet.service.days)), fleet.service.devices),
    ]
    .map(|(end, words, devices)| (end.to_string(), counted(i18n, &words, devices)))
    .into()
}

fn counted(i18n: I18n, words: &str, devices: u64) -> String {
    format!("{words} ({})", i18n.number(devices))
}

fn sort_word(i18n: I18n, sort: &DeviceSort) -> String {
    match sort {
        DeviceSort::Name => i18n.devices_sort_name(),
        DeviceSort::Model => i18n.devices_sort_model(),
        DeviceSort::Worst => i18n.devices_sort_worst(),
        DeviceSort::Warranty => i18n.devices_sort_warranty(),
        DeviceSort::Service => i18n.devices_sort_service(),
        DeviceSort::Tickets => i18n.devices_sort_tickets(),
        DeviceSort::Other(word) => word.clone(),
    }
}

/// One of some.
#[component]
fn Select(
    id: &'static str,
    label: Signal<String>,
    choices: Signal<Choices>,
    chosen: Signal<String>,
    choose: Callback<String>,
) -> impl IntoView {
    let option = move |(value, name): (String, String)| {
        let own = value.clone();
        view! {
            <option value=value selected=move || *chosen.read() == own>
                {name}
            </option>
        }
    };
    view! {
        <div>
            <label class="fleet-picker__label" for=id>
                {label}
            </label>
            <select class="input" id=id on:change=move |event| choose.run(event_target_value(&event))>
                {move || choices.get().into_iter().map(option).collect_view()}
            </select>
        </div>
    }
}

/// Words to be found, while one types.
#[component]
fn Search(query: Memo<DeviceQuery>) -> impl IntoView {
    let (i18n, navigation) = (use_i18n(), use_navigation());
    let shown = RwSignal::new(query.get_untracked().text);
    let typed = StoredValue::new(shown.get_untracked());
    let timer = StoredValue::new_local(None::<Timer>);
    // What the control shows follows the URL, but not what was just typed into it: writing to it meanwhile breaks the
    // composing of Chinese and Japanese.
    Effect::new(move |_| {
        let words = query.with(|query| query.text.clone());
        if typed.with_value(|typed| typed.trim() != words) {
            typed.set_value(words.clone());
            shown.set(words);
        }
    });
    let search = move || {
        timer.set_value(None);
        let now = query.get_untracked();
        let words = typed.with_value(|typed| typed.trim().to_owned());
        if words != now.text {
            navigation.replace(&Route::from(&DevicesPlace::List(DeviceQuery { text: words, cursor: None, ..now })));
        }
    };
    let keep = move |words: String| {
        typed.set_value(words);
        timer.set_value(Some(Timer::after(PAUSE, search)));
    };
    let input = move |event: ev::Event| {
        use wasm_bindgen::JsCast;
        // Half of a Chinese or Japanese word is nothing to search for.
        if !event.dyn_ref::<web_sys::InputEvent>().is_some_and(web_sys::InputEvent::is_composing) {
            keep(event_target_value(&event));
        }
    };
    view! {
        <div>
            <label class="fleet-picker__label" for="d-q">
                {text(move || i18n.devices_search())}
            </label>
            <input
                class="input"
                id="d-q"
                type="search"
                autocomplete="off"
                prop:value=shown
                on:input=input
                on:compositionend=move |event| keep(event_target_value(&event))
            />
        </div>
    }
}
