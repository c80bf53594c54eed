//! The ribbon in a row of a list: 12 px high, only for eyes; the row says the times in words.

use aftercare_contract::Timestamp;
use leptos::prelude::*;

use super::{in_percent, percent, scale::Course};
use crate::platform::{clock::use_clock, zone};

/// The hatching of pauses; each page that shows ribbons has it once.
#[component]
pub fn Hatch() -> impl IntoView {
    view! {
        <svg class="defs" aria-hidden="true">
            <defs>
                <pattern id="hatch" patternUnits="userSpaceOnUse" width="5" height="5" patternTransform="rotate(45)">
                    <line class="hatch__line" x1="0" y1="0" x2="0" y2="5"></line>
                </pattern>
            </defs>
        </svg>
    }
}

/// The course of a ticket as a line.
#[component]
pub fn RibbonLine(
    /// What it shows.
    #[prop(into)]
    course: Signal<Course>,
) -> impl IntoView {
    let clock = use_clock();
    let marks = move || {
        let now = clock.minute();
        course.with(|course| marks(course, now))
    };
    view! {
        <svg class="ribbon-line" aria-hidden="true">
            {marks}
        </svg>
    }
}

fn marks(course: &Course, now: Timestamp) -> impl IntoView + use<> {
    let scale = course.scale(now, zone::utc_offset(now));
    let place = |time| scale.place(time);
    let (filed, reached) = (place(course.filed), course.reached(now));
    let pauses: Vec<_> = course
        .pauses
        .iter()
        .map(|pause| {
            let span = (place(pause.since), place(pause.until.unwrap_or(reached)));
            view! {
                {bar("ribbon__pause", span, 3, 6)}
                {bar("ribbon__pause-hatch", span, 3, 6)}
            }
        })
        .collect();
    let open = course.ended.is_none();
    let eta = course.eta.as_ref().filter(|_| open).map(|eta| {
        let from = place(eta.earliest.unwrap_or(eta.expected_resolution_date));
        let to = place(eta.latest.unwrap_or(eta.expected_resolution_date));
        bar("ribbon__eta", (from, to.max(from + 0.03)), 2, 8)
    });
    let due = course.due.map(|due| {
        let class = if course.late { "ribbon__due ribbon__due--late" } else { "ribbon__due" };
        let x = percent(place(due));
        view! { <line class=class x1=x.clone() x2=x y1="0" y2="12"></line> }
    });
    let now_dot = open.then(|| view! { <circle class="ribbon__now-dot" cx=percent(place(now)) cy="6" r="4"></circle> });
    view! {
        {bar("ribbon__base", (0.0, 1.0), 5, 2)}
        {bar("ribbon__done", (filed, place(reached)), 4, 4)}
        {pauses}
        {eta}
        {due}
        {now_dot}
    }
}

/// A stretch of the line.
fn bar(class: &'static str, (from, to): (f64, f64), y: u8, height: u8) -> impl IntoView + use<> {
    let width = in_percent(0.98 * (to - from));
    view! { <rect class=class x=percent(from) y=y width=width height=height></rect> }
}

/// How to read the line.
#[component]
pub fn RibbonKey() -> impl IntoView {
    view! {
        <svg class="ribbon-line ribbon-line--key" aria-hidden="true">
            {bar("ribbon__base", (0.0, 1.0), 5, 2)}
            {bar("ribbon__done", (0.0, 0.5), 4, 4)}
            {bar("ribbon__pause", (0.2, 0.34), 3, 6)}
            {bar("ribbon__pause-hatch", (0.2, 0.34), 3, 6)}
            {bar("ribbon__eta", (0.66, 0.8), 2, 8)}
            <line class="ribbon__due" x1="92%" x2="92%" y1="0" y2="12"></line>
            <circle class="ribbon__now-dot" cx="50%" cy="6" r="4"></circle>
        </svg>
    }
}
