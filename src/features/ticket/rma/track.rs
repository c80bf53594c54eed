//! The way of the part: what lies behind it, where it is, and what is still to come.

use aftercare_contract::{
    Timestamp,
    rma::{Rma, RmaState},
};
use leptos::prelude::*;

use crate::{
    i18n::{I18n, text, use_i18n},
    platform::clock::use_clock,
};

/// Where a stop lies on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Behind,
    Here,
    Ahead,
}

/// One stop on the way.
#[derive(Clone, Debug, PartialEq)]
struct Stop {
    state: RmaState,
    place: Place,
    time: When,
}

/// What is known of its time.
#[derive(Clone, Copy, Debug, PartialEq)]
enum When {
    At(Timestamp),
    About(Timestamp),
    By(Timestamp),
    Unknown,
}

/// The stops of a part. Where none comes, only those that were reached.
fn stops(rma: &Rma) -> Vec<Stop> {
    use RmaState::{Arrived, Backordered, Confirmed, OnTheWay, Picked, Refused, Replaced, Returned, Withdrawn};
    let over = matches!(rma.state, Refused | Withdrawn);
    let state = if rma.state == Backordered { Backordered } else { Confirmed };
    let way = [state, Picked, OnTheWay, Arrived, Replaced].into_iter();
    let way = way.chain(rma.return_within.map(|_| Returned)).filter(|state| !over || rma.reached(state).is_some());
    let way: Vec<_> = way.chain(over.then(|| rma.state.clone())).collect();
    let here = way.iter().position(|state| *state == rma.state).unwrap_or_default();
    let last = way.len().saturating_sub(1);
    let stop = |(number, state): (usize, RmaState)| {
        let place = match number.cmp(&here) {
            core::cmp::Ordering::Less => Place::Behind,
            // Nothing comes after the last one.
            core::cmp::Ordering::Equal if number == last => Place::Behind,
            core::cmp::Ordering::Equal => Place::Here,
            core::cmp::Ordering::Greater => Place::Ahead,
        };
        let time = match (place, &state) {
            (Place::Ahead, Arrived) => rma.eta.map(When::About),
            (Place::Ahead, Returned) => rma.return_by.map(When::By),
            (Place::Ahead, _) => None,
            _ => rma.reached(&state).map(When::At),
        };
        Stop { state, place, time: time.unwrap_or(When::Unknown) }
    };
    way.into_iter().enumerate().map(stop).collect()
}

#[component]
pub(super) fn Track(rma: Memo<Rma>) -> impl IntoView {
    let i18n = use_i18n();
    let way = Memo::new(move |_| rma.with(stops));
    let stops = move || way.get().into_iter().map(|stop| view! { <StopLine stop=stop /> }).collect_view();
    view! {
        <ol class="track track--wide" aria-label=move || i18n.rma_way()>
            {stops}
        </ol>
    }
}

#[component]
fn StopLine(stop: Stop) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let Stop { state, place, time } = stop;
    let look = match place {
        Place::Behind => "track__step track__step--done",
        Place::Here => "track__step track__step--now",
        Place::Ahead => "track__step",
    };
    let current = (place == Place::Here).then_some("step");
    let told = move || said(i18n, time, clock.minute());
    view! {
        <li class=look aria-current=current>
            <span>{text(move || i18n.rma_state(&state))}</span>
            <span class="track__time num">{text(told)}</span>
        </li>
    }
}

fn said(i18n: I18n, time: When, now: Timestamp) -> String {
    match time {
        When::At(time) => i18n.moment(time, now),
        When::About(time) => i18n.rma_about(&i18n.moment(time, now)),
        When::By(time) => i18n.rma_by(&i18n.moment(time, now)),
        When::Unknown => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use aftercare_contract::{
        Span,
        rma::{NewRma, RmaProgress, RmaService},
    };
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn now() -> Timestamp {
        "2026-11-20T09:00:00Z".parse().unwrap()
    }

    fn rma() -> Rma {
        let new = NewRma {
            number: "RMA-1".to_owned(),
            part: "Fan".to_owned(),
            language: None,
            fru_number: "710".to_owned(),
            old_serial_number: None,
            service: RmaService::OnSite,
            return_within: Some(Span::hours(24)),
        };
        new.validate(now()).unwrap()
    }

    fn places(rma: &Rma) -> Vec<(RmaState, Place)> {
        stops(rma).into_iter().map(|stop| (stop.state, stop.place)).collect()
    }

    #[wasm_bindgen_test]
    fn a_part_on_its_way_is_expected() {
        let eta = now() + Span::hours(2);
        let rma = Rma { eta: Some(eta), ..rma().come_to(RmaState::Picked, now()).come_to(RmaState::OnTheWay, now()) };
        let stops = stops(&rma);
        assert_eq!(stops.iter().position(|stop| stop.place == Place::Here), Some(2));
        assert_eq!((stops[1].time, stops[3].time), (When::At(now()), When::About(eta)));
    }

    #[wasm_bindgen_test]
    fn what_is_over_lies_behind() {
        use RmaState::{Backordered, Confirmed, Refused, Returned};
        let refused = RmaProgress { reason: Some("Water".to_owned()), ..RmaProgress::to(Refused) };
        let refused = refused.apply(rma(), now()).unwrap();
        assert_eq!(places(&refused), [(Confirmed, Place::Behind), (Refused, Place::Behind)]);
        let waits = rma().come_to(Backordered, now());
        assert_eq!(places(&waits)[0], (Backordered, Place::Here));
        let way = [RmaState::Picked, RmaState::OnTheWay, RmaState::Arrived, RmaState::Replaced, Returned];
        let back = way.into_iter().fold(rma(), |rma, state| rma.come_to(state, now()));
        assert_eq!(places(&back).last(), Some(&(Returned, Place::Behind)));
    }
}
