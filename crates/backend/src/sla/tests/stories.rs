use aftercare_contract::{
    Span,
    ticket::{Clock, ClockState, PauseReason, Promise, Tier, Verdict},
};
use chrono::TimeDelta;
use serde_json::json;

use super::{FAULT, at, calendar, policy, seven_twelve};
use crate::sla::{Calendar, Case, Facts, Hours, Milestone, PolicyData, clocks, next_deadline};

fn the<'a>(clocks: &'a [Clock], promise: &Promise) -> &'a Clock {
    clocks.iter().find(|clock| clock.promise == *promise).unwrap()
}

fn resolution() -> PolicyData {
    let pauses = ["waitingForCustomer"];
    policy(&json!([
        { "promise": "resolution", "target": "PT2H", "from": "created", "until": "resolved", "pausedBy": pauses, "if": { "grades": ["P0"] } },
        { "promise": "resolution", "target": "PT8H", "from": "created", "until": "resolved", "pausedBy": pauses },
        { "promise": "response", "target": "PT10M", "from": "created", "until": "responded" },
        { "promise": "confirmation", "target": "P1D", "hours": "always", "from": "resolved", "until": "closed" },
    ]))
}

#[test]
fn office_hours_with_a_holiday_and_a_weekend_that_is_worked() {
    let office = ["09:00-12:00", "13:30-18:00"];
    let shanghai = calendar(json!({
        "timeZone": "Asia/Shanghai",
        "week": [office, office, office, office, office, [], []],
        "specialDays": { "2026-10-01": [], "2026-10-02": [], "2026-10-10": office },
    }));
    // Wednesday 17:00, National Day, Friday off, weekend: two hours end on Monday at ten.
    let due = shanghai.reach(at("2026-09-30T17:00:00+08:00"), TimeDelta::hours(2));
    assert_eq!(due, Some(at("2026-10-05T10:00:00+08:00")));
    // Saturday the 10th is worked.
    assert_eq!(shanghai.next_change(at("2026-10-09T18:00:00+08:00")), Some(at("2026-10-10T09:00:00+08:00")));
    assert!(!shanghai.is_open(at("2026-10-09T12:30:00+08:00")));
}

#[test]
fn a_night_with_a_change_of_clocks_is_shorter_or_longer() {
    let berlin = calendar(json!({ "timeZone": "Europe/Berlin", "week": vec![["00:00-06:00"]; 7] }));
    let night = |date: &str| {
        berlin.counted(at(&format!("{date}T12:00:00Z")) + Span::hours(-24), at(&format!("{date}T12:00:00Z")))
    };
    assert_eq!(night("2026-03-29"), TimeDelta::hours(5));
    assert_eq!(night("2026-03-30"), TimeDelta::hours(6));
    assert_eq!(night("2026-10-25"), TimeDelta::hours(7));
}

#[test]
fn around_the_clock_never_changes_and_hours_that_never_come_are_never_reached() {
    let now = at("2026-11-20T14:02:00Z");
    assert_eq!(Calendar::always().next_change(now), None);
    assert_eq!(Calendar::always().reach(now, TimeDelta::days(3)), Some(now + Span::hours(72)));
    let never = Calendar { week: core::array::from_fn(|_| Hours::default()), ..Calendar::always() };
    assert_eq!(never.reach(now, TimeDelta::seconds(1)), None);
    assert_eq!(never.next_change(now), None);
}

#[test]
fn hours_that_make_no_sense_are_refused() {
    for hours in
        [json!(["9-18"]), json!(["18:00-09:00"]), json!(["09:00-24:01"]), json!(["09:00-12:00", "11:00-13:00"])]
    {
        assert!(serde_json::from_value::<Hours>(hours.clone()).is_err(), "{hours}");
    }
    let hours: Hours = serde_json::from_value(json!(["00:00-12:00", "12:00-24:00"])).unwrap();
    assert_eq!(serde_json::to_value(hours).unwrap(), json!(["00:00-12:00", "12:00-24:00"]));
}

#[test]
fn outside_hours_a_clock_stands_still_and_says_until_when() {
    let facts = Facts::new(at("2026-11-20T20:55:00+08:00"));
    let clocks = clocks(&resolution(), &seven_twelve("Asia/Shanghai"), FAULT, &facts, at("2026-11-21T03:00:00+08:00"));
    let response = the(&clocks, &Promise::Response);
    assert_eq!((response.state.clone(), response.elapsed), (ClockState::OutsideHours, Span::minutes(5)));
    assert_eq!(response.hours_change_at, Some(at("2026-11-21T09:00:00+08:00")));
    assert_eq!(response.due, Some(at("2026-11-21T09:05:00+08:00")));
    assert_eq!(next_deadline(&clocks), response.due);
}

#[test]
fn a_pause_stops_what_it_is_agreed_to_stop_and_nothing_else() {
    let start = at("2026-11-20T01:12:00Z");
    let mut facts = Facts::new(start);
    facts.pause(PauseReason::WaitingForCustomer, start + Span::minutes(5));
    let paused = clocks(&resolution(), &Calendar::always(), FAULT, &facts, start + Span::minutes(12));
    let resolution_clock = the(&paused, &Promise::Resolution);
    assert_eq!((resolution_clock.state.clone(), resolution_clock.due), (ClockState::Paused, None));
    assert_eq!(resolution_clock.elapsed, Span::minutes(5));
    assert_eq!(the(&paused, &Promise::Response).verdict, Some(Verdict::Breached), "late while it still runs");
    assert_eq!(next_deadline(&paused), None);

    facts.resume(start + Span::minutes(47));
    facts.reach(Milestone::Responded, start + Span::minutes(47));
    let resumed = clocks(&resolution(), &Calendar::always(), FAULT, &facts, start + Span::minutes(60));
    assert_eq!(the(&resumed, &Promise::Resolution).due, Some(start + Span::hours(8) + Span::minutes(42)));
    assert_eq!(the(&resumed, &Promise::Response).state, ClockState::Stopped);
    assert_eq!(the(&resumed, &Promise::Response).verdict, Some(Verdict::Breached));
}

#[test]
fn another_grade_brings_its_own_target() {
    let start = at("2026-11-20T01:00:00Z");
    let facts = Facts::new(start);
    let due = |severity| {
        let case = Case { severity: Some(severity), ..FAULT };
        the(&clocks(&resolution(), &Calendar::always(), case, &facts, start), &Promise::Resolution).due
    };
    assert_eq!(due("P1"), Some(start + Span::hours(8)));
    assert_eq!(due("P0"), Some(start + Span::hours(2)));
}

#[test]
fn what_has_ended_is_judged_by_the_grade_of_its_time() {
    let policy = policy(&json!([
        { "promise": "response", "target": "PT5M", "from": "created", "until": "responded", "if": { "grades": ["P0"] } },
        { "promise": "response", "target": "PT1H", "from": "created", "until": "responded" },
        { "promise": "resolution", "target": "PT2H", "from": "created", "until": "resolved", "if": { "grades": ["P0"] } },
    ]));
    let start = at("2026-11-20T01:00:00Z");
    let mut facts = Facts::new(start);
    facts.reach(Milestone::Responded, start + Span::minutes(18));
    facts.regrade(Some("P1".to_owned()), start + Span::minutes(90));
    let case = Case { severity: Some("P0"), ..FAULT };
    let clocks = clocks(&policy, &Calendar::always(), case, &facts, start + Span::hours(2));
    assert_eq!(the(&clocks, &Promise::Response).target, Span::hours(1));
    assert_eq!(the(&clocks, &Promise::Response).verdict, Some(Verdict::Met));
    assert_eq!(the(&clocks, &Promise::Resolution).due, Some(start + Span::hours(2)));
}

#[test]
fn nobody_is_late_who_need_not_come() {
    let policy = policy(&json!([
        { "promise": "arrival", "target": "PT2H", "from": "created", "until": "arrived", "if": { "onSite": true } },
    ]));
    let start = at("2026-11-20T01:00:00Z");
    let mut facts = Facts::new(start);
    facts.reach(Milestone::Resolved, start + Span::hours(1));
    let visit = Case { visit_wanted: true, ..FAULT };
    let now = start + Span::hours(9);
    let moot = clocks(&policy, &Calendar::always(), visit, &facts, now);
    assert_eq!(the(&moot, &Promise::Arrival).verdict, Some(Verdict::Met));

    let mut later = facts.clone();
    later.reach(Milestone::Arrived, start + Span::hours(8));
    let still = clocks(&policy, &Calendar::always(), visit, &later, now);
    assert_eq!(the(&still, &Promise::Arrival).verdict, Some(Verdict::Met), "who comes to look at the cause isn't late");
    assert!(clocks(&policy, &Calendar::always(), FAULT, &facts, now).is_empty(), "no visit, no promise");
}

#[test]
fn a_fix_that_does_not_hold_goes_on_where_it_had_stopped() {
    let start = at("2026-11-20T01:00:00Z");
    let mut facts = Facts::new(start);
    facts.reach(Milestone::Resolved, start + Span::hours(3));
    let verifying = clocks(&resolution(), &Calendar::always(), FAULT, &facts, start + Span::hours(10));
    assert_eq!(the(&verifying, &Promise::Resolution).verdict, Some(Verdict::Met));
    assert_eq!(the(&verifying, &Promise::Confirmation).due, Some(start + Span::hours(27)));
    assert_eq!(next_deadline(&verifying), Some(start + Span::hours(27)));

    facts.reopen(start + Span::hours(10), false);
    let reopened = clocks(&resolution(), &Calendar::always(), FAULT, &facts, start + Span::hours(11));
    let clock = the(&reopened, &Promise::Resolution);
    assert_eq!((clock.elapsed, clock.verdict.clone()), (Span::hours(4), None));
    assert_eq!(clock.due, Some(start + Span::hours(15)));
    assert_eq!(clock.pauses.len(), 1);
    assert!(reopened.iter().all(|clock| clock.promise != Promise::Confirmation));
}

#[test]
fn a_withdrawn_ticket_has_kept_and_missed_nothing_that_was_open() {
    let start = at("2026-11-20T01:00:00Z");
    let mut facts = Facts::new(start);
    facts.withdraw(start + Span::minutes(20));
    let clocks = clocks(&resolution(), &Calendar::always(), FAULT, &facts, start + Span::hours(30));
    assert_eq!(the(&clocks, &Promise::Resolution).state, ClockState::Stopped);
    assert_eq!(the(&clocks, &Promise::Resolution).verdict, None);
    assert_eq!(the(&clocks, &Promise::Response).verdict, Some(Verdict::Breached));
}

#[test]
fn the_tier_that_looks_for_the_solution_decides_on_its_time() {
    let policy = policy(&json!([
        { "promise": "plan", "target": "PT30M", "from": "diagnosed", "until": "planned", "if": { "tiers": ["L1"] } },
        { "promise": "plan", "target": "PT2H", "from": "diagnosed", "until": "planned", "if": { "tiers": ["L2"] } },
        { "promise": "plan", "target": "P1D", "from": "diagnosed", "until": "planned" },
    ]));
    let start = at("2026-11-20T01:00:00Z");
    let mut facts = Facts::new(start);
    let target =
        |facts: &Facts| clocks(&policy, &Calendar::always(), FAULT, facts, start).first().map(|clock| clock.target);
    assert_eq!(target(&facts), None, "no clock before its start");
    facts.reach(Milestone::Diagnosed, start);
    assert_eq!(target(&facts), Some(Span::minutes(30)));
    facts.handled_by(&Tier::L2);
    facts.handled_by(&Tier::L1);
    assert_eq!(target(&facts), Some(Span::hours(2)));
    facts.reach(Milestone::Planned, start);
    facts.handled_by(&Tier::L3);
    facts.handled_by(&Tier::Field);
    assert_eq!(target(&facts), Some(Span::hours(2)), "carrying out doesn't reopen the search");
}

#[test]
fn facts_survive_storage() {
    let start = at("2026-11-20T01:00:00Z");
    let mut facts = Facts::new(start);
    facts.pause(PauseReason::WaitingForAccess, start + Span::minutes(5));
    facts.reach(Milestone::Diagnosed, start + Span::minutes(9));
    facts.withdraw(start + Span::hours(1));
    let stored = serde_json::to_string(&facts).unwrap();
    assert_eq!(serde_json::from_str::<Facts>(&stored).unwrap(), facts);
}
