//! One remote value: latest wins, the last good copy stays.

use std::{cell::RefCell, rc::Rc};

use aftercare::{
    api::{ApiError, Phase},
    server_state::Query,
};
use futures::channel::oneshot;
use leptos::{prelude::*, task::tick};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::owner;

type Answer = Result<&'static str, ApiError>;
type Call = (u32, oneshot::Sender<Answer>);

/// Calls that are under way, oldest first; a test answers them in any order.
#[derive(Clone, Default)]
struct Calls(Rc<RefCell<Vec<Call>>>);

impl Calls {
    /// A value that depends on `key` and is fetched by these calls.
    fn query(&self, key: RwSignal<u32>) -> Query<&'static str> {
        let calls = self.clone();
        Query::new(move || {
            let (sender, answer) = oneshot::channel();
            calls.0.borrow_mut().push((key.get(), sender));
            async move { answer.await.unwrap_or(Err(ApiError::Timeout)) }
        })
    }

    fn answer(&self, key: u32, answer: Answer) -> Result<(), Answer> {
        let mut calls = self.0.borrow_mut();
        let index = calls.iter().position(|(other, _)| *other == key).unwrap();
        calls.remove(index).1.send(answer)
    }
}

#[wasm_bindgen_test]
async fn the_latest_call_wins_and_the_earlier_one_is_dropped() {
    let _owner = owner();
    let (calls, key) = (Calls::default(), RwSignal::new(1));
    let query = calls.query(key);
    tick().await;
    key.set(2);
    tick().await;
    calls.answer(2, Ok("two")).unwrap();
    tick().await;
    assert_eq!(query.value(), Some("two"));
    // Nobody listens to the first call any more.
    assert!(calls.answer(1, Ok("one")).is_err());
    assert_eq!(query.value(), Some("two"));
}

#[wasm_bindgen_test]
async fn a_failure_keeps_the_last_good_copy() {
    let _owner = owner();
    let (calls, key) = (Calls::default(), RwSignal::new(1));
    let query = calls.query(key);
    tick().await;
    calls.answer(1, Ok("good")).unwrap();
    tick().await;
    query.refresh();
    tick().await;
    assert_eq!(query.with(|remote| remote.phase.clone()), Phase::Fetching);
    assert_eq!(query.value(), Some("good"));
    calls.answer(1, Err(ApiError::Offline)).unwrap();
    tick().await;
    assert_eq!(query.with(|remote| remote.error().cloned()), Some(ApiError::Offline));
    assert_eq!(query.value(), Some("good"));
}

#[wasm_bindgen_test]
async fn a_call_ends_with_its_owner() {
    let owner = owner();
    let (calls, key) = (Calls::default(), RwSignal::new(1));
    let _query = calls.query(key);
    tick().await;
    owner.cleanup();
    tick().await;
    assert!(calls.answer(1, Ok("late")).is_err());
}
