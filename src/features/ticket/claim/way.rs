//! The way of a claim: its steps with their dates and who has to do with each.

use aftercare_contract::claim::{Claim, ClaimState};
use leptos::prelude::*;

use super::super::track::{Place, Stop, When, track};
use crate::i18n::I18n;

/// A step, and whose it is.
#[derive(Clone, Debug, PartialEq)]
struct Leg {
    state: ClaimState,
    owner: Owner,
}

#[derive(Clone, Debug, PartialEq)]
enum Owner {
    Named(String),
    Vendor,
    Customer,
}

/// The stops since the filing; after an appeal, since that.
fn stops(claim: &Claim) -> Vec<Stop<Leg>> {
    let appealed = claim.stages.iter().rposition(|stage| stage.state == ClaimState::Appealed).unwrap_or(1);
    let stages: Vec<_> = claim.stages.iter().take(1).chain(claim.stages.iter().skip(appealed)).collect();
    let last = stages.len().saturating_sub(1);
    let behind = stages.into_iter().enumerate().map(|(place, stage)| Stop {
        state: Leg { state: stage.state.clone(), owner: Owner::Named(stage.by.clone()) },
        place: if place == last && claim.is_open() { Place::Here } else { Place::Behind },
        time: When::At(stage.reached),
    });
    let done = match &claim.state {
        _ if !claim.is_open() => ClaimState::WAY.len(),
        // It is appraised again.
        ClaimState::Appealed => ClaimState::WAY.iter().take_while(|state| **state != ClaimState::Appraisal).count(),
        state => ClaimState::WAY.iter().take_while(|of| *of != state).count() + 1,
    };
    let ahead = ClaimState::WAY.into_iter().skip(done).map(|state| {
        let time = claim.decide_by.filter(|_| state == ClaimState::Noticed).map_or(When::Unknown, When::By);
        let owner = if state == ClaimState::Accepted { Owner::Customer } else { Owner::Vendor };
        Stop { state: Leg { state, owner }, place: Place::Ahead, time }
    });
    behind.chain(ahead).collect()
}

#[component]
pub(super) fn Way(claim: Memo<Claim>) -> impl IntoView {
    let stops = Memo::new(move |_| claim.with(stops));
    track(stops, I18n::claim_way, |i18n, Leg { state, owner }| {
        let owner = match owner {
            Owner::Named(name) => name.clone(),
            Owner::Vendor => i18n.claim_owner_us(),
            Owner::Customer => i18n.claim_owner_you(),
        };
        let said = [i18n.claim_state(state), owner];
        said.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" · ")
    })
}

#[cfg(test)]
mod tests {
    use aftercare_contract::{Span, Timestamp};
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn claim(states: &[ClaimState]) -> Claim {
        let now: Timestamp = "2026-11-20T09:00:00Z".parse().unwrap();
        let filed: Claim = serde_json::from_value(serde_json::json!({
            "revision": 1, "state": "filed", "stages": [{ "state": "filed", "reached": now, "by": "何静" }],
            "breaches": [], "amount": 1, "currency": "CNY", "grade": { "code": "C", "from": 0, "workingDays": 3 },
            "description": { "text": "" }, "decideBy": now + Span::hours(72)
        }))
        .unwrap();
        states.iter().fold(filed, |claim, state| claim.come_to(state.clone(), "", now))
    }

    fn places(claim: &Claim) -> Vec<(ClaimState, Place)> {
        stops(claim).into_iter().map(|stop| (stop.state.state, stop.place)).collect()
    }

    #[wasm_bindgen_test]
    fn what_is_to_come_is_told_with_whose_it_is() {
        let way = stops(&claim(&[]));
        assert_eq!(way.iter().map(|stop| stop.state.state.clone()).collect::<Vec<_>>(), ClaimState::WAY);
        assert!(matches!(way[5].time, When::By(_)), "the notice");
        assert_eq!((&way[0].state.owner, &way[6].state.owner), (&Owner::Named("何静".to_owned()), &Owner::Customer));
    }

    #[wasm_bindgen_test]
    fn an_appeal_goes_round_again_and_what_is_over_lies_behind() {
        use ClaimState::{Accepted, Appealed, Appraisal, Evidence, Filed, Noticed, Proposal, TakenOn, Withdrawn};
        let appealed = claim(&[TakenOn, Evidence, Appraisal, Proposal, Noticed, Appealed]);
        let states: Vec<_> = places(&appealed).into_iter().map(|(state, _)| state).collect();
        assert_eq!(states, [Filed, Appealed, Appraisal, Proposal, Noticed, Accepted]);
        let withdrawn = claim(&[TakenOn, Withdrawn]);
        assert!(places(&withdrawn).iter().all(|(_, place)| *place == Place::Behind));
        assert_eq!(places(&withdrawn).len(), 3);
    }
}
