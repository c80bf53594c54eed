//! The way of something: what lies behind it, where it is, and what is still to come.

use aftercare_contract::Timestamp;
use leptos::prelude::*;

use crate::{
    i18n::{I18n, text, use_i18n},
    platform::clock::use_clock,
};

/// Where a stop lies on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Behind,
    Here,
    Ahead,
}

/// What is known of the time of a stop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum When {
    At(Timestamp),
    About(Timestamp),
    By(Timestamp),
    Unknown,
}

/// One stop on the way.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Stop<S> {
    pub(super) state: S,
    pub(super) place: Place,
    pub(super) time: When,
}

/// The stops of a way, with what is known of their times. Nothing comes after the last one.
pub(super) fn along<S: PartialEq>(way: Vec<S>, here: &S, time: impl Fn(Place, &S) -> Option<When>) -> Vec<Stop<S>> {
    let here = way.iter().position(|state| state == here).unwrap_or_default();
    let last = way.len().saturating_sub(1);
    let stop = |(number, state): (usize, S)| {
        let place = match number.cmp(&here) {
            core::cmp::Ordering::Less => Place::Behind,
            core::cmp::Ordering::Equal if number == last => Place::Behind,
            core::cmp::Ordering::Equal => Place::Here,
            core::cmp::Ordering::Greater => Place::Ahead,
        };
        let time = time(place, &state).unwrap_or(When::Unknown);
        Stop { state, place, time }
    };
    way.into_iter().enumerate().map(stop).collect()
}

/// The way, each stop called by its `word`.
pub(super) fn track<S>(
    stops: Memo<Vec<Stop<S>>>,
    label: fn(I18n) -> String,
    word: fn(I18n, &S) -> String,
) -> impl IntoView
where
    S: Clone + PartialEq + Send + Sync + 'static,
{
    let (i18n, clock) = (use_i18n(), use_clock());
    let line = move |Stop { state, place, time }: Stop<S>| {
        let look = match place {
            Place::Behind => "track__step track__step--done",
            Place::Here => "track__step track__step--now",
            Place::Ahead => "track__step",
        };
        let current = (place == Place::Here).then_some("step");
        view! {
            <li class=look aria-current=current>
                <span>{text(move || word(i18n, &state))}</span>
                <span class="track__time num">{text(move || said(i18n, time, clock.minute()))}</span>
            </li>
        }
    };
    view! {
        <ol class="track track--wide" aria-label=move || label(i18n)>
            {move || stops.get().into_iter().map(line).collect_view()}
        </ol>
    }
}

fn said(i18n: I18n, time: When, now: Timestamp) -> String {
    match time {
        When::At(time) => i18n.moment(time, now),
        When::About(time) => i18n.track_about(&i18n.moment(time, now)),
        When::By(time) => i18n.track_by(&i18n.moment(time, now)),
        When::Unknown => String::new(),
    }
}
