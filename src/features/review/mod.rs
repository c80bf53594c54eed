//! The service review: what was promised and what was done, by period.

mod improvements;
mod pieces;
mod promises;
mod quality;
mod shares;
mod trend;

use aftercare_contract::{
    asset::ContractId,
    review::{Review, ReviewPeriod},
    ticket::Verdict,
};
use leptos::prelude::*;

use crate::{
    api::use_api,
    i18n::{I18n, Word, text, use_i18n},
    platform::print,
    route::{Area, ReviewPlace, Route, use_navigation},
    server_state::Query,
    ui::{Button, Icon, Loaded, PageHeader, keep_place},
};
use improvements::Improvements;
use pieces::{figure, period_name};

/// The page that the address asks for.
pub fn page() -> AnyView {
    let (i18n, api, navigation) = (use_i18n(), use_api(), use_navigation());
    let place = Memo::new(move |before: Option<&ReviewPlace>| match navigation.route() {
        Route::Area(Area::Review, lookup) => lookup.review(),
        _ => before.cloned().unwrap_or_default(),
    });
    let review = Query::new(move || {
        let query = place.read().print();
        async move { api.review(&query).await }
    });
    keep_place(move || Route::from(&place.get()).print(), move || review.with(|review| review.value().is_some()));
    let title = move || {
        let period = review.with(|review| review.value().map(|review| review.period)).or(place.read().period);
        period.map_or_else(|| i18n.nav_review(), |period| i18n.review_title(&period_name(i18n, period)))
    };
    let print = Callback::new(|()| print::page());
    view! {
        <div class="sheet service-review">
            <PageHeader title=Signal::derive(title) below=move || view! { <Chooser review=review place=place /> }>
                <Button on_press=print>
                    <Icon name="printer" />
                    {text(move || i18n.review_print())}
                </Button>
            </PageHeader>
            <Loaded remote=review.remote() retry=review.retry() let:now>
                {move || now.with(|now| content(i18n, now))}
                <Improvements review=now query=review />
            </Loaded>
        </div>
    }
    .into_any()
}

fn content(i18n: I18n, review: &Review) -> AnyView {
    if review.tickets.count == 0 {
        return view! { <p class="empty">{text(move || i18n.review_empty())}</p> }.into_any();
    }
    view! {
        {facts(i18n, review)}
        {summary(i18n, review)}
        {promises::section(i18n, review)}
        {trend::section(i18n, review)}
        {promises::missed(i18n, review)}
        {quality::section(i18n, review)}
        {shares::section(i18n, review)}
        {quality::satisfaction(i18n, review)}
    }
    .into_any()
}

/// What it is about: days, tickets, devices.
fn facts(i18n: I18n, review: &Review) -> AnyView {
    let (first, last, zone) = (review.first_day, review.last_day, review.time_zone.clone());
    let (tickets, before, devices) = (review.tickets.clone(), review.tickets_before, review.devices);
    let running = review.running.then(|| view! { <li>{text(move || i18n.review_running())}</li> });
    view! {
        <ul class="page-header__meta">
            <li>{text(move || i18n.review_days(&i18n.date(first), &i18n.date(last), &i18n.zone_name(&zone)))}</li>
            <li>
                {figure(i18n, &tickets, I18n::review_tickets)} " "
                <span class="soft">{text(move || i18n.review_before(&i18n.number(before)))}</span>
            </li>
            <li>{text(move || i18n.review_devices(devices))}</li>
            {running}
        </ul>
    }
    .into_any()
}

/// The whole in a sentence.
fn summary(i18n: I18n, review: &Review) -> AnyView {
    let count = |verdict: Option<Verdict>| review.promises.iter().filter(|row| row.verdict == verdict).count() as u64;
    let (kept, missed, few) = (count(Some(Verdict::Met)), count(Some(Verdict::Breached)), count(None));
    let repeats = review.repeats.clone();
    let (again, of, span) = (repeats.faults.count, repeats.of.count, repeats.within);
    let sentence = move || i18n.review_summary(&i18n.number(kept), &i18n.number(missed), &i18n.number(few));
    let note = move || i18n.review_repeats(&i18n.span(span), &i18n.number(again), &i18n.number(of));
    view! {
        <section class="summary summary--words" aria-labelledby="review-words">
            <h2 class="quiet-text" id="review-words">
                {text(move || i18n.review_in_short())}
            </h2>
            <p class="summary__sentence">{text(sentence)}</p>
            <p class="summary__note">{text(note)}</p>
        </section>
    }
    .into_any()
}

/// How long a period, which one, and of which contracts; each choice is an address of its own.
#[component]
fn Chooser(review: Query<Review>, place: Memo<ReviewPlace>) -> impl IntoView {
    let (i18n, navigation) = (use_i18n(), use_navigation());
    let of_review = move |look: fn(&Review) -> Option<String>| {
        Memo::new(move |_| review.with(|review| review.value().and_then(look)).unwrap_or_default())
    };
    let period = Memo::new(move |_| review.with(|review| review.value().map(|review| review.period)));
    let lengths = move || period.get().map(|now| lengths(i18n, now, &place.read()));
    let periods = Memo::new(move |_| {
        let known = review.with(|review| review.value().map(|review| review.periods.clone()).unwrap_or_default());
        let other = period.get().filter(|period| !known.contains(period));
        let all = other.into_iter().chain(known.into_iter().rev());
        all.map(|period| (period.to_string(), period_name(i18n, period))).collect::<Vec<_>>()
    });
    let contracts = Memo::new(move |_| {
        let known = review.with(|review| review.value().map(|review| review.contracts.clone()).unwrap_or_default());
        let known = known.into_iter().map(|contract| (contract.id.0, contract.number));
        std::iter::once((String::new(), i18n.review_all_contracts())).chain(known).collect::<Vec<_>>()
    });
    let go = move |place: ReviewPlace| navigation.go(&Route::from(&place));
    let choose_period =
        Callback::new(move |of: String| go(ReviewPlace { period: of.parse().ok(), ..place.get_untracked() }));
    let choose_contract = Callback::new(move |of: String| {
        go(ReviewPlace { contract: (!of.is_empty()).then_some(ContractId(of)), ..place.get_untracked() });
    });
    view! {
        <Show when=move || period.read().is_some()>
            <nav class="review__chooser" aria-label=text(move || i18n.review_choose())>
                {lengths}
                <Picker
                    id="review-period"
                    label=I18n::trend_period
                    choices=periods
                    chosen=of_review(|review| Some(review.period.to_string()))
                    choose=choose_period
                />
                <Picker
                    id="review-contract"
                    label=I18n::review_contract
                    choices=contracts
                    chosen=of_review(|review| review.contract.as_ref().map(|contract| contract.id.0.clone()))
                    choose=choose_contract
                />
            </nav>
        </Show>
    }
}

/// The month, the quarter and the year of a period.
fn lengths(i18n: I18n, now: ReviewPeriod, here: &ReviewPlace) -> AnyView {
    let of_length = |months: u32| {
        let (year, month) = (format!("{:04}", now.year()), format!("{:04}-{:02}", now.year(), now.month()));
        match months {
            1 => month.parse().ok(),
            3 => Some(ReviewPeriod::quarter_of(now.year(), now.month())),
            _ => year.parse().ok(),
        }
    };
    let lengths: [(u32, Word); 3] = [(1, I18n::review_month), (3, I18n::review_quarter), (12, I18n::review_year)];
    let lengths = lengths.map(|(months, name)| {
        let to = Route::from(&ReviewPlace { period: of_length(months), ..here.clone() });
        let current = (now.months() == months).then_some("page");
        view! {
            <li>
                <a class="quarters__one" href=to.print() aria-current=current>
                    {name(i18n)}
                </a>
            </li>
        }
    });
    view! { <ul class="quarters">{lengths.into_iter().collect_view()}</ul> }.into_any()
}

/// One of several, which stay the same while another one is chosen.
#[component]
fn Picker(
    id: &'static str,
    label: Word,
    /// Values with their names.
    choices: Memo<Vec<(String, String)>>,
    chosen: Memo<String>,
    choose: Callback<String>,
) -> impl IntoView {
    let i18n = use_i18n();
    let option = move |(value, name): (String, String)| {
        let own = value.clone();
        view! {
            <option value=value selected=move || *chosen.read() == own>
                {name}
            </option>
        }
    };
    view! {
        <div class="review__picker">
            <label for=id>{text(move || label(i18n))}</label>
            <select class="input" id=id on:change=move |event| choose.run(event_target_value(&event))>
                {move || choices.get().into_iter().map(option).collect_view()}
            </select>
        </div>
    }
}
