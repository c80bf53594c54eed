//! What narrows the list down; each of it stands in the URL.

use aftercare_contract::{
    asset::{Day, DeviceId, SiteId},
    report::{ReportKind, ReportQuery, ReportSort},
};
use leptos::{ev, prelude::*};

use super::super::pieces::Pick;
use crate::{
    api::use_api,
    i18n::{I18n, text, use_i18n},
    platform::{clock::use_clock, zone},
    route::{Link, ReportPlace, Route, use_navigation},
    server_state::Query,
    ui::Icon,
};

/// How many years can be chosen.
const YEARS: i64 = 3;

#[component]
pub(super) fn Picker(query: Memo<ReportQuery>) -> impl IntoView {
    let (i18n, api, navigation, clock) = (use_i18n(), use_api(), use_navigation(), use_clock());
    let go = move |change: Box<dyn FnOnce(&mut ReportQuery)>| {
        let mut wanted = ReportQuery { cursor: None, ..query.get_untracked() };
        change(&mut wanted);
        if wanted != query.get_untracked() {
            navigation.go(&Route::from(&ReportPlace::List(wanted)));
        }
    };
    let typed = RwSignal::new(query.get_untracked().text);
    Effect::new(move |_| typed.set(query.read().text.clone()));
    let search = move || {
        let words = typed.get_untracked().trim().to_owned();
        go(Box::new(move |query| query.text = words));
    };
    let submitted = move |event: ev::SubmitEvent| {
        event.prevent_default();
        search();
    };
    let sites = Query::new(move || api.sites());
    let places = Signal::derive(move || {
        let sites = sites.with(|sites| sites.value().map(|sites| sites.items.clone()).unwrap_or_default());
        let named = sites.into_iter().map(|site| (site.id.to_string(), site.name));
        std::iter::once((String::new(), i18n.reports_site_all())).chain(named).collect()
    });
    let period = Signal::derive(move || span_of(&query.read()));
    let periods = Signal::derive(move || periods(i18n, zone::day_of(clock.minute()), &query.read()));
    let choose_kind = Callback::new(move |value: String| {
        go(Box::new(move |query| query.kind = (!value.is_empty()).then(|| value.as_str().into())));
    });
    let choose_site = Callback::new(move |value: String| {
        go(Box::new(move |query| query.site = (!value.is_empty()).then_some(SiteId(value))));
    });
    let choose_order =
        Callback::new(move |value: String| go(Box::new(move |query| query.sort = value.as_str().into())));
    let choose_period = Callback::new(move |value: String| go(Box::new(move |query| set_span(query, &value))));
    let kind = Signal::derive(move || query.read().kind.as_ref().map(ToString::to_string).unwrap_or_default());
    let site = Signal::derive(move || query.read().site.as_ref().map(ToString::to_string).unwrap_or_default());
    let order = Signal::derive(move || query.read().sort.to_string());
    view! {
        <form class="picker" role="search" aria-label=text(move || i18n.reports_filter()) on:submit=submitted>
            <Pick
                id="reports-kind"
                label=text(move || i18n.reports_kind())
                choices=Signal::derive(move || kinds(i18n))
                chosen=kind
                choose=choose_kind
            />
            <div class="picker__words">
                <label class="picker__label" for="reports-words">
                    {text(move || i18n.reports_words())}
                </label>
                <div class="field__row">
                    <input
                        class="input"
                        id="reports-words"
                        type="search"
                        autocomplete="off"
                        placeholder=text(move || i18n.reports_words_example())
                        bind:value=typed
                    />
                    <button class="button" type="submit">
                        {text(move || i18n.reports_show())}
                    </button>
                </div>
            </div>
            <Pick
                id="reports-site"
                label=text(move || i18n.reports_site())
                choices=places
                chosen=site
                choose=choose_site
            />
            <Pick
                id="reports-period"
                label=text(move || i18n.reports_period())
                choices=periods
                chosen=period
                choose=choose_period
            />
            <Pick
                id="reports-order"
                label=text(move || i18n.reports_order())
                choices=Signal::derive(move || orders(i18n))
                chosen=order
                choose=choose_order
            />
        </form>
        <OneDevice query=query />
    }
}

fn kinds(i18n: I18n) -> Vec<(String, String)> {
    let kind = |kind: &ReportKind| (kind.to_string(), i18n.report_kind(kind));
    std::iter::once((String::new(), i18n.reports_kind_all())).chain(ReportKind::KNOWN.iter().map(kind)).collect()
}

fn periods(i18n: I18n, today: Day, query: &ReportQuery) -> Vec<(String, String)> {
    let mut periods = vec![(String::new(), i18n.reports_period_all()), (recent(today), i18n.reports_period_recent())];
    periods.extend(years(today).map(|year| (whole(year), year.to_string())));
    // A link may ask for another one.
    let chosen = span_of(query);
    if periods.iter().all(|(value, _)| *value != chosen) {
        let day = |day: Option<Day>| day.map_or_else(|| "…".to_owned(), |day| i18n.date(day));
        periods.push((chosen, i18n.reports_period_own(&day(query.from), &day(query.to))));
    }
    periods
}

fn orders(i18n: I18n) -> Vec<(String, String)> {
    let name = |order: &ReportSort| match order {
        ReportSort::Oldest => i18n.reports_order_old(),
        ReportSort::Worst => i18n.reports_order_worst(),
        ReportSort::Published | ReportSort::Other(_) => i18n.reports_order_new(),
    };
    ReportSort::KNOWN.iter().map(|order| (order.to_string(), name(order))).collect()
}

/// Says about which device the reports are, if about one.
#[component]
fn OneDevice(query: Memo<ReportQuery>) -> impl IntoView {
    let i18n = use_i18n();
    let device = Memo::new(move |_| query.read().device.clone());
    move || {
        device.get().map(|id| {
            let all = ReportPlace::List(ReportQuery { device: None, ..query.get_untracked() });
            view! {
                <ul class="filters__chips">
                    <li class="filter-chip">
                        <DeviceName id=id />
                        <Link to=Route::from(&all)>
                            <span class="quiet-text">{text(move || i18n.reports_device_all())}</span>
                            <Icon name="close" />
                        </Link>
                    </li>
                </ul>
            }
        })
    }
}

#[component]
fn DeviceName(id: DeviceId) -> impl IntoView {
    let (i18n, api) = (use_i18n(), use_api());
    let own = id.to_string();
    let device = Query::new(move || {
        let id = id.clone();
        async move { api.device(&id).await }
    });
    let name = move || {
        let name = device.with(|device| device.value().map(|device| device.name.clone()));
        i18n.reports_device(&name.unwrap_or_else(|| own.clone()))
    };
    view! { <span>{name}</span> }
}

/// From one day to another, as a choice says it.
fn span_of(query: &ReportQuery) -> String {
    let day = |day: Option<Day>| day.map(|day| day.0.to_string()).unwrap_or_default();
    if query.from.is_none() && query.to.is_none() { String::new() } else { [day(query.from), day(query.to)].join("/") }
}

fn set_span(query: &mut ReportQuery, span: &str) {
    let day = |day: &str| day.parse().ok().map(Day);
    let (from, to) = span.split_once('/').unwrap_or_default();
    (query.from, query.to) = (day(from), day(to));
}

/// The last twelve months; reports about the present are among them.
fn recent(today: Day) -> String {
    let year_ago = zone::earlier(today, 365);
    [year_ago.0.to_string(), String::new()].join("/")
}

fn years(today: Day) -> impl Iterator<Item = i64> {
    let year = today.0.to_string().get(..4).and_then(|year| year.parse::<i64>().ok()).unwrap_or_default();
    (0..YEARS).map(move |ago| year - ago)
}

fn whole(year: i64) -> String {
    format!("{year}-01-01/{year}-12-31")
}
