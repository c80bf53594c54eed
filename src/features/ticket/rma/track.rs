//! The way of the part: what lies behind it, where it is, and what is still to come.

use aftercare_contract::rma::{Rma, RmaState};
use leptos::prelude::*;

use super::super::track::{Place, Stop, When, along, track};
use crate::i18n::I18n;

/// The stops of a part. Where none comes, only those that were reached.
fn stops(rma: &Rma) -> Vec<Stop<RmaState>> {
    use RmaState::{Arrived, Backordered, Confirmed, OnTheWay, Picked, Refused, Replaced, Returned, Withdrawn};
    let over = matches!(rma.state, Refused | Withdrawn);
    let state = if rma.state == Backordered { Backordered } else { Confirmed };
    let way = [state, Picked, OnTheWay, Arrived, Replaced].into_iter();
    let way = way.chain(rma.return_within.map(|_| Returned)).filter(|state| !over || rma.reached(state).is_some());
    let way: Vec<_> = way.chain(over.then(|| rma.state.clone())).collect();
    along(way, &rma.state, |place, state| match (place, state) {
        (Place::Ahead, Arrived) => rma.eta.map(When::About),
        (Place::Ahead, Returned) => rma.return_by.map(When::By),
        (Place::Ahead, _) => None,
        _ => rma.reached(state).map(When::At),
    })
}

#[component]
pub(super) fn Track(rma: Memo<Rma>) -> impl IntoView {
    let stops = Memo::new(move |_| rma.with(stops));
    track(stops, I18n::rma_way, I18n::rma_state)
}

#[cfg(test)]
mod tests {
    use aftercare_contract::{
        Span, Timestamp,
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
