//! The service review: what was promised and what was done, by period.

mod improvements;
mod pieces;
mod promises;
mod quality;
mod shares;
mod trend;

use aftercare_contract::{
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

/// Periods and contracts to choose among; each is an address of its own.
#[component]
fn Chooser(review: Query<Review>, place: Memo<ReviewPlace>) -> impl IntoView {
    let i18n = use_i18n();
    let way = move |to: ReviewPlace, chosen: bool, name: String| {
        view! {
            <li>
                <a class="quarters__one" href=Route::from(&to).print() aria-current=chosen.then_some("page")>
                    {name}
                </a>
            </li>
        }
    };
    let lists = move || {
        review.with(|review| {
            let review = review.value()?;
            let (now, here) = (review.period, place.get());
            let of_length = |months: u32| {
                let (year, month) = (format!("{:04}", now.year()), format!("{:04}-{:02}", now.year(), now.month()));
                match months {
                    1 => month.parse().ok(),
                    3 => Some(ReviewPeriod::quarter_of(now.year(), now.month())),
                    _ => year.parse().ok(),
                }
            };
            let lengths: [(u32, Word); 3] =
                [(1, I18n::review_month), (3, I18n::review_quarter), (12, I18n::review_year)];
            let lengths = lengths.into_iter().map(|(months, name)| {
                let to = ReviewPlace { period: of_length(months), ..here.clone() };
                way(to, now.months() == months, name(i18n))
            });
            let newest = review.periods.iter().rev().take(PERIODS).rev();
            let periods = newest.map(|period| {
                let to = ReviewPlace { period: Some(*period), ..here.clone() };
                way(to, *period == now, period_name(i18n, *period))
            });
            let all = ReviewPlace { contract: None, ..here.clone() };
            let all = way(all, review.contract.is_none(), i18n.review_all_contracts());
            let contracts = review.contracts.iter().map(|contract| {
                let to = ReviewPlace { contract: Some(contract.id.clone()), ..here.clone() };
                let chosen = review.contract.as_ref().is_some_and(|chosen| chosen.id == contract.id);
                way(to, chosen, contract.number.clone())
            });
            Some(view! {
                <ul class="quarters">{lengths.collect_view()}</ul>
                <ul class="quarters">{periods.collect_view()}</ul>
                <ul class="quarters">{all} {contracts.collect_view()}</ul>
            })
        })
    };
    view! {
        <nav class="review__chooser" aria-label=text(move || i18n.review_choose())>
            {lists}
        </nav>
    }
}

/// How many periods are offered.
const PERIODS: usize = 9;
