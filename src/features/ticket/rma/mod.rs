//! The spare part of a ticket: which one, how far it is and when it was promised, the defective one on its way back, and
//! the device that is lent meanwhile.

mod loaner;
mod report;
mod track;

use aftercare_contract::{
    Timestamp,
    rma::{Rma, RmaService, RmaState},
    ticket::{Clock, Promise, Ticket, Verdict},
};
use leptos::prelude::*;

use super::{
    object::{Body, from_when_there},
    part,
};
use crate::{
    i18n::{I18n, text, use_i18n},
    platform::clock::use_clock,
    route::RMA,
    server_state::TicketState,
    ui::Icon,
};
use loaner::Lent;
use report::Reports;
use track::Track;

/// The spare part, from when there is one.
#[component]
pub(super) fn SparePart(ticket: Signal<Ticket>, state: TicketState, printing: Signal<bool>) -> impl IntoView {
    from_when_there(
        ticket,
        |ticket| ticket.rma.clone(),
        move |rma| view! { <Card rma=rma ticket=ticket state=state printing=printing /> },
    )
}

#[component]
fn Card(rma: Memo<Rma>, ticket: Signal<Ticket>, state: TicketState, printing: Signal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let arrival = part(ticket, |ticket| ticket.clocks.iter().find(|clock| clock.promise == Promise::Arrival).cloned());
    let past = Memo::new(move |_| !rma.read().is_open());
    let look = move || if rma.read().is_with_customer() { "object object--yours" } else { "object" };
    view! {
        <section class=look id=RMA tabindex="-1" aria-labelledby="rma-title">
            <header class="object__head">
                <h2 id="rma-title">
                    {text(move || i18n.rma_title())} " "
                    <span class="object__note">{text(move || rma.read().number.clone())}</span>
                </h2>
                <Stage rma=rma />
            </header>
            <Why rma=rma />
            <Body past=past printing=printing show=I18n::rma_show>
                <div class="object__body object__body--one">
                    <Track rma=rma />
                    <Facts rma=rma arrival=arrival />
                </div>
            </Body>
            <Lent rma=rma />
            <Reports ticket=ticket rma=rma state=state />
        </section>
    }
}

/// How far the part is: icon and word, and when it is expected.
#[component]
fn Stage(rma: Memo<Rma>) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let stage = Memo::new(move |_| rma.with(|rma| (rma.state.clone(), rma.eta.filter(|_| rma.is_under_way()))));
    let marked = move || {
        let (state, eta) = stage.get();
        let (look, icon) = match &state {
            RmaState::Confirmed => ("state state--working", "st-working"),
            RmaState::Backordered => ("state state--waiting", "st-waiting"),
            RmaState::Picked => ("state state--waiting", "box"),
            RmaState::OnTheWay => ("state state--waiting", "truck"),
            RmaState::Arrived => ("state state--working", "box"),
            RmaState::Replaced | RmaState::Returned => ("state state--good", "check"),
            RmaState::Refused | RmaState::Withdrawn => ("state state--cancelled", "st-cancelled"),
            RmaState::Other(_) => ("state", "info"),
        };
        let expected = eta.map(|eta| {
            let said = i18n.track_about(&i18n.moment(eta, clock.minute()));
            view! { <span class="object__note num">{said}</span> }
        });
        view! {
            <span class=look>
                <Icon name=icon />
                {i18n.rma_state(&state)}
            </span>
            {expected}
        }
    };
    view! { <p class="object__stage">{marked}</p> }
}

/// Why it isn't as one would expect.
#[component]
fn Why(rma: Memo<Rma>) -> impl IntoView {
    let i18n = use_i18n();
    let why = Memo::new(move |_| {
        rma.with(|rma| {
            let dead = rma.dead_on_arrival > 0 && rma.state == RmaState::Confirmed;
            Some((dead, rma.reason.clone()?))
        })
    });
    move || {
        let (dead, reason) = why.get()?;
        let lang = i18n.lang_of(&reason);
        Some(view! {
            <p class="banner">
                <Icon name="alert" />
                <span>
                    {dead.then(|| [i18n.event_part_dead(), i18n.rma_stop()].concat())}
                    <span lang=lang>{reason.text}</span>
                </span>
            </p>
        })
    }
}

/// What the part is, from where and how it comes, and what goes back.
#[component]
fn Facts(rma: Memo<Rma>, arrival: Memo<Option<Clock>>) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let lang = move || rma.with(|rma| i18n.lang_of(&rma.part));
    let row = move |name: fn(I18n) -> String, value: fn(&Rma) -> Option<String>| {
        let value = Memo::new(move |_| rma.with(value));
        move || {
            let value = value.get()?;
            Some(view! {
                <dt>{text(move || name(i18n))}</dt>
                <dd class="num">{value}</dd>
            })
        }
    };
    let promised = move || {
        let at_site = rma.with(|rma| rma.service != RmaService::CarryIn);
        let arrival = arrival.get().filter(|_| at_site)?;
        let words = move || promise(i18n, &arrival, rma.read().same_city, clock.minute());
        Some(view! {
            <dt>{text(move || i18n.rma_promised())}</dt>
            <dd>{text(words)}</dd>
        })
    };
    let going_back = move || {
        let words = move || rma.with(|rma| going_back(i18n, rma, clock.minute()));
        let is_sent = rma.with(|rma| !matches!(rma.state, RmaState::Refused | RmaState::Withdrawn));
        is_sent.then(|| {
            view! {
                <dt>{text(move || i18n.rma_return())}</dt>
                <dd>{text(words)}</dd>
            }
        })
    };
    view! {
        <dl class="facts-list">
            <dt>{text(move || i18n.rma_part())}</dt>
            <dd lang=lang>{text(move || rma.with(|rma| rma.part.text.clone()))}</dd>
            {row(I18n::rma_fru, |rma| Some(rma.fru_number.clone()))}
            {row(I18n::rma_old_serial, |rma| rma.old_serial_number.clone())}
            {row(I18n::rma_new_serial, |rma| rma.new_serial_number.clone())}
            <dt>{text(move || i18n.rma_service())}</dt>
            <dd>{text(move || rma.with(|rma| i18n.rma_service_of(&rma.service)))}</dd>
            {row(I18n::rma_depot, |rma| rma.depot.clone())}
            {row(I18n::rma_carrier, |rma| Some(consignment(rma.carrier.as_ref()?, rma.tracking_number.as_ref())))}
            {promised}
            {going_back}
        </dl>
    }
}

/// What the contract promises for the part's arrival, and what came of it.
fn promise(i18n: I18n, arrival: &Clock, same_city: bool, now: Timestamp) -> String {
    let target = i18n.span(arrival.target);
    let promised = if same_city { i18n.rma_same_city(&target) } else { i18n.rma_other_city(&target) };
    let took = i18n.span(arrival.elapsed);
    let kept = match (&arrival.verdict, arrival.due) {
        (Some(Verdict::Breached), _) => i18n.rma_promise_missed(&took),
        (Some(_), _) => i18n.rma_promise_kept(&took),
        (None, Some(due)) => i18n.track_by(&i18n.moment(due, now)),
        (None, None) => i18n.rma_promise_paused(),
    };
    [promised, kept].join(" · ")
}

/// By when the defective part has to be back, or where it is.
fn going_back(i18n: I18n, rma: &Rma, now: Timestamp) -> String {
    if let Some(returned) = rma.reached(&RmaState::Returned) {
        return i18n.rma_received(&i18n.moment(returned, now));
    }
    let due = match (rma.return_by, rma.return_within) {
        (Some(by), _) => i18n.track_by(&i18n.day_time(by, now)),
        (None, Some(within)) => i18n.rma_return_within(&i18n.span(within)),
        (None, None) => i18n.rma_kept(),
    };
    match &rma.hand_over {
        Some(given) => {
            let to = consignment(&given.carrier, given.tracking_number.as_ref());
            [i18n.rma_handed_over(&to, &i18n.moment(given.reported, now)), due].join(" · ")
        }
        None => due,
    }
}

/// A carrier with its number, where that is known.
fn consignment(carrier: &str, number: Option<&String>) -> String {
    [carrier].into_iter().chain(number.map(String::as_str)).collect::<Vec<_>>().join(" ")
}
