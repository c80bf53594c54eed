//! The time ribbon and the contract's clocks.

use aftercare_contract::{
    Span, Timestamp,
    ticket::{Clock, ClockState, EtaWindow, Pause, PauseReason, Promise, Verdict},
};
use leptos::prelude::*;

use super::{Specimen, Words, message, say};
use crate::{
    i18n::{I18n, use_i18n},
    platform::clock::use_clock,
    ui::{Course, Reading, RelativeTime, Ribbon, clock_row, ribbon_key, ribbon_line},
};

/// Tickets' courses around `now`.
fn courses(now: Timestamp) -> [(Words, Course); 4] {
    let ago = |minutes| now - Span::minutes(minutes);
    let ahead = |minutes| now + Span::minutes(minutes);
    let eta = |from: i64, to: i64| {
        let expected_resolution_date = ahead(i64::midpoint(from, to));
        Some(EtaWindow { expected_resolution_date, earliest: Some(ahead(from)), latest: Some(ahead(to)) })
    };
    let pause = |since, until, reason| Pause { since, until, reason };
    let running = Course {
        filed: ago(260),
        ended: None,
        pauses: vec![pause(ago(200), Some(ago(150)), PauseReason::WaitingForCustomer)],
        eta: eta(60, 120),
        next_update: Some(ahead(25)),
        due: Some(ahead(220)),
        late: false,
    };
    let paused = Course {
        pauses: vec![pause(ago(90), None, PauseReason::WaitingForWindow)],
        next_update: None,
        due: None,
        ..running.clone()
    };
    let late = Course { pauses: Vec::new(), due: Some(ago(30)), late: true, ..running.clone() };
    let ended = Course { ended: Some(ago(20)), eta: None, next_update: None, ..running.clone() };
    [
        (["Running, with a pause behind it", "进行中，曾暂停", "進行中（一時停止あり）"], running),
        (["Paused", "已暂停", "一時停止中"], paused),
        (["Late", "已超时", "期限超過"], late),
        (["Ended", "已结束", "終了"], ended),
    ]
}

#[component]
pub(super) fn Ribbons() -> impl IntoView {
    let i18n = use_i18n();
    let now = use_clock().now();
    let used = move || Some(i18n.ticket_ribbon_used(&i18n.span(Span::minutes(210)), &i18n.span(Span::hours(8))));
    let large = move |(name, course): (Words, Course)| {
        view! {
            <h3>{say(name)}</h3>
            <Ribbon course=Signal::stored(course) used=Signal::derive(used) />
        }
    };
    let line = |(name, course): (Words, Course)| {
        view! {
            <dt>{say(name)}</dt>
            <dd>{ribbon_line(move || course.clone())}</dd>
        }
    };
    view! {
        <Specimen title=[
            "Time ribbon",
            "时间带",
            "タイムリボン",
        ]>
            {courses(now).map(large).collect_view()} <h3>{message(I18n::list_title)}</h3>
            <dl class="facts-list">{courses(now).map(line).collect_view()}</dl>
            <p class="soft">{ribbon_key()} {message(I18n::list_ribbon_key)}</p> <p>
                <RelativeTime time=now />
            </p>
        </Specimen>
    }
}

#[component]
pub(super) fn Clocks() -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let as_of = clock.now();
    let of = |promise, state, target, elapsed, verdict| Clock {
        promise,
        target: Span::minutes(target),
        start: as_of - Span::minutes(elapsed),
        state,
        elapsed: Span::minutes(elapsed),
        around_the_clock: false,
        due: Some(as_of + Span::minutes(target - elapsed)),
        stopped: None,
        verdict,
        pauses: vec![Pause { since: as_of, until: None, reason: PauseReason::WaitingForCustomer }],
        hours_change_at: None,
    };
    let clocks = [
        of(Promise::Response, ClockState::Stopped, 15, 4, Some(Verdict::Met)),
        of(Promise::Arrival, ClockState::Stopped, 120, 132, Some(Verdict::Breached)),
        of(Promise::Plan, ClockState::Stopped, 120, 40, None),
        of(Promise::Restoration, ClockState::Running, 480, 234, None),
        of(Promise::Diagnosis, ClockState::Paused, 60, 25, None),
        of(Promise::Resolution, ClockState::OutsideHours, 1440, 600, None),
    ];
    let rows = move || {
        let now = clock.minute();
        let reading = Reading { as_of, now, zone: None };
        clocks.iter().map(|clock| clock_row(i18n, clock, &reading, None)).collect_view()
    };
    view! {
        <Specimen title=["Clocks", "计时", "時計"]>
            <ol class="clocks">{rows}</ol>
        </Specimen>
    }
}
