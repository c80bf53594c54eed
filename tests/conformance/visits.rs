//! Visits: proposed by the desk, chosen, moved and cancelled by the customer, and put into calendars.

use aftercare_contract::{
    ProblemType, Span, Timestamp,
    history::{Event, EventType},
    plan::MaintenanceWindow,
    routes::{path, to},
    ticket::{Action, SrNumber, TakeAction, Task, Ticket, TurnOf},
    visit::{Visit, VisitDecision, VisitHost, VisitProgress, VisitState},
};
use aftercare_tests::{Answer, Customer, Live, api::new_key, sample::fault};
use icalendar::{Calendar, Component, EventStatus};
use reqwest::Method;
use serde_json::{Value, json};

use crate::subject::Subject;

/// Begins in so many hours.
fn time(now: Timestamp, hours: i64) -> MaintenanceWindow {
    MaintenanceWindow { start: now + Span::hours(hours), end: now + Span::hours(hours + 2) }
}

async fn now(subject: &Subject) -> Timestamp {
    subject.customer.me().await.server_time
}

/// The desk's proposal of these times, by a field engineer.
async fn proposal(subject: &Subject, times: &[MaintenanceWindow]) -> Value {
    let (engineer, _) = subject.desk().engineer("field").await;
    json!({
        "engineer": engineer, "purpose": "Replace the fan; \"loud\", they say", "language": "en", "times": times,
        "changeBefore": "PT1H"
    })
}

/// Files a fault of a device at a site, to which the desk proposes to come in 5 or in 30 hours.
async fn proposed(subject: &Subject, name: &str) -> (SrNumber, [MaintenanceWindow; 2]) {
    let devices = subject.customer.devices().await;
    let device = devices.iter().find(|device| device.site.is_some()).expect("a device stands somewhere");
    let sr = subject.customer.file(&fault(&device.id, name)).await.summary.sr_number;
    subject.desk().take(&sr).await;
    let now = now(subject).await;
    let times = [time(now, 5), time(now, 30)];
    subject.desk().act(&sr, "visit", proposal(subject, &times).await).await;
    (sr, times)
}

async fn shown(subject: &Subject, sr: &SrNumber) -> Visit {
    subject.customer.ticket(sr).await.visit.expect("it has a visit")
}

fn decision(action: Action, seen: &Visit, time: Option<MaintenanceWindow>) -> TakeAction {
    let host = (action == Action::NameVisitHost)
        .then(|| VisitHost { name: "Gate 2".to_owned(), phone: Some("+49 69 0000 0100".to_owned()) });
    let visit = Some(VisitDecision { revision: seen.revision, time, host });
    let reason = action.needs_reason().then(|| "It has settled itself".to_owned());
    TakeAction { reason, visit, ..action.into() }
}

async fn act(customer: &Customer, sr: &SrNumber, action: &TakeAction) -> Answer {
    customer.post(&to(path::ACTIONS, &[sr.as_str()]), action).await
}

/// Decides about the visit as it is now.
async fn decide(subject: &Subject, sr: &SrNumber, action: Action, time: Option<MaintenanceWindow>) -> Ticket {
    let seen = shown(subject, sr).await;
    act(&subject.customer, sr, &decision(action, &seen, time)).await.expect(200).json()
}

/// What is still refused.
async fn refused(subject: &Subject, sr: &SrNumber, action: Action, time: Option<MaintenanceWindow>) -> ProblemType {
    let seen = shown(subject, sr).await;
    act(&subject.customer, sr, &decision(action, &seen, time)).await.expect(409).problem().problem_type
}

/// The desk notes a state.
async fn go(subject: &Subject, sr: &SrNumber, state: VisitState) {
    let progress = VisitProgress {
        eta: (state == VisitState::OnTheWay).then_some(now(subject).await + Span::hours(1)),
        report: (state == VisitState::Done).then(|| "The fan runs".to_owned()),
        reason: (state == VisitState::Cancelled).then(|| "It can be done remotely".to_owned()),
        ..VisitProgress::to(state)
    };
    subject.desk().act(sr, "visit/state", json!(progress)).await;
}

async fn entry(customer: &Customer, sr: &SrNumber) -> Answer {
    customer.get(&to(path::VISIT_CALENDAR, &[sr.as_str()])).await
}

/// The method of a calendar's file and its only event.
fn read(answer: &Answer) -> (String, icalendar::Event) {
    let calendar: Calendar = answer.text().parse().expect("it is a calendar");
    let method = calendar.property_value("METHOD").expect("it has a method").to_owned();
    let media_type = answer.header("content-type").unwrap_or_default().to_ascii_lowercase();
    assert_eq!(media_type.replace(' ', ""), format!("text/calendar;charset=utf-8;method={}", method.to_lowercase()));
    let mut events = calendar.events().cloned();
    (method, events.next().filter(|_| events.next().is_none()).expect("it has one event"))
}

fn of_visit(events: &[Event]) -> Vec<(&str, &str)> {
    let about = events.iter().filter_map(|event| Some((event, event.visit.as_ref()?)));
    about.map(|(event, visit)| (event.event_type.as_str(), visit.state.as_str())).collect()
}

pub async fn a_visit_is_followed_live_from_its_times_to_its_report(subject: &Subject) {
    let (sr, [first, second]) = proposed(subject, "Somebody comes").await;
    let ticket = subject.customer.ticket(&sr).await;
    assert_eq!((&ticket.summary.turn.who, &ticket.summary.turn.task), (&TurnOf::Customer, &Task::Schedule));
    let visit = ticket.visit.expect("it has a visit");
    assert_eq!((visit.times, visit.change_until, visit.host.is_some()), (vec![first, second], None, true));
    assert!(visit.engineer.phone.is_some() && !visit.engineer.languages.is_empty());
    assert!(ticket.site.is_some_and(|site| !site.visitor_rules.is_empty()));
    let mut live = Live::open(&subject.customer, None, false).await;
    let agreed = decide(subject, &sr, Action::ChooseVisitTime, Some(first)).await;
    let visit = agreed.visit.expect("it has a visit");
    assert_eq!((visit.time, visit.change_until), (Some(first), Some(first.start - Span::hours(1))));
    assert_eq!((&agreed.summary.turn.who, &agreed.summary.turn.task), (&TurnOf::Vendor, &Task::Wait));
    decide(subject, &sr, Action::NameVisitHost, None).await;
    for state in [VisitState::OnTheWay, VisitState::Arrived, VisitState::Done] {
        go(subject, &sr, state).await;
    }
    let mut told = Vec::new();
    while told.len() < 5 {
        let live = live.tickets(1).await.remove(0);
        told.extend((live.ticket.summary.sr_number == sr && live.event.visit.is_some()).then_some(live.event));
    }
    let way = [
        ("visitAgreed", "agreed"),
        ("visitHostChanged", "agreed"),
        ("visitChanged", "onTheWay"),
        ("visitChanged", "arrived"),
        ("visitChanged", "done"),
    ];
    assert_eq!(of_visit(&told), way);
    let visit = shown(subject, &sr).await;
    assert_eq!(visit.host.map(|host| host.name), Some("Gate 2".to_owned()));
    assert_eq!(visit.report.map(|report| report.text), Some("The fan runs".to_owned()));
    assert!(!subject.customer.ticket(&sr).await.actions.iter().any(Action::is_on_visit));
}

pub async fn another_time_is_asked_for_and_proposed(subject: &Subject) {
    let (sr, [first, _]) = proposed(subject, "Not then").await;
    let wish = time(first.start, 60);
    let asked = decide(subject, &sr, Action::RequestVisitTime, Some(wish)).await;
    assert_eq!(asked.summary.turn.who, TurnOf::Vendor);
    assert_eq!(asked.visit.map(|visit| (visit.state, visit.wish)), Some((VisitState::Requested, Some(wish))));
    subject.desk().act(&sr, "visit", proposal(subject, &[wish]).await).await;
    let agreed = decide(subject, &sr, Action::ChooseVisitTime, Some(wish)).await;
    assert_eq!(agreed.visit.map(|visit| (visit.time, visit.wish)), Some((Some(wish), None)));
}

pub async fn a_visit_is_moved_and_cancelled_only_until_the_stated_time(subject: &Subject) {
    let (sr, [first, second]) = proposed(subject, "Moved and cancelled").await;
    decide(subject, &sr, Action::ChooseVisitTime, Some(first)).await;
    let moved = decide(subject, &sr, Action::ChooseVisitTime, Some(second)).await;
    assert_eq!(moved.visit.and_then(|visit| visit.time), Some(second));
    let cancelled = decide(subject, &sr, Action::CancelVisit, None).await;
    assert_eq!(cancelled.visit.map(|visit| visit.state), Some(VisitState::Cancelled));

    // So soon that it is too late for that at once.
    let soon = time(now(subject).await, 0);
    let soon = MaintenanceWindow { start: soon.start + Span::minutes(30), ..soon };
    subject.desk().act(&sr, "visit", proposal(subject, &[soon, second]).await).await;
    decide(subject, &sr, Action::ChooseVisitTime, Some(soon)).await;
    let late = subject.customer.ticket(&sr).await;
    let on_visit: Vec<_> = late.actions.into_iter().filter(Action::is_on_visit).collect();
    assert_eq!(on_visit, [Action::NameVisitHost]);
    for (action, time) in [(Action::ChooseVisitTime, Some(second)), (Action::CancelVisit, None)] {
        assert_eq!(refused(subject, &sr, action, time).await, ProblemType::ActionNotAllowed);
    }
}

pub async fn of_two_who_decide_at_once_the_second_sees_what_changed(subject: &Subject) {
    let (sr, [first, second]) = proposed(subject, "Two at once").await;
    let seen = shown(subject, &sr).await;
    let (key, url) = (new_key(), to(path::ACTIONS, &[sr.as_str()]));
    let choice = decision(Action::ChooseVisitTime, &seen, Some(first));
    let done = subject.customer.post_with_key(&url, &key, &choice).await.expect(200);
    let again = subject.customer.post_with_key(&url, &key, &choice).await.expect(200);
    assert_eq!(again.body, done.body, "the first answer again");
    let other = subject.another_session().await;
    let stale = act(&other, &sr, &decision(Action::ChooseVisitTime, &seen, Some(second))).await.expect(412).problem();
    let now = shown(subject, &sr).await;
    assert_eq!((stale.problem_type, stale.current_version), (ProblemType::Stale, Some(now.revision.into())));
    assert_eq!(now.time, Some(first));
    let history = subject.customer.history(&sr).await;
    assert_eq!(of_visit(&history), [("visitProposed", "proposed"), ("visitAgreed", "agreed")]);
}

pub async fn a_calendar_gets_and_loses_the_visit(subject: &Subject) {
    let (sr, [first, second]) = proposed(subject, "扩展卡; 温度告警, \"严重\" \\n END:VEVENT").await;
    entry(&subject.customer, &sr).await.expect(404);
    decide(subject, &sr, Action::ChooseVisitTime, Some(first)).await;
    let answer = entry(&subject.customer, &sr).await.expect(200);
    assert!(answer.header("content-disposition").is_some_and(|value| value.starts_with("attachment;")));
    assert!(answer.text().split("\r\n").all(|line| !line.contains(['\r', '\n']) && line.len() <= 76));
    let (method, agreed) = read(&answer);
    assert_eq!((method.as_str(), agreed.get_status()), ("PUBLISH", Some(EventStatus::Confirmed)));
    assert!(agreed.get_summary().is_some_and(|summary| summary.contains("温度告警, \"严重\" \\n END:VEVENT")));
    decide(subject, &sr, Action::ChooseVisitTime, Some(second)).await;
    let (_, moved) = read(&entry(&subject.customer, &sr).await.expect(200));
    go(subject, &sr, VisitState::Cancelled).await;
    let (method, cancelled) = read(&entry(&subject.customer, &sr).await.expect(200));
    assert_eq!((method.as_str(), cancelled.get_status()), ("CANCEL", Some(EventStatus::Cancelled)));
    let starts = [&agreed, &moved, &cancelled].map(|event| event.property_value("DTSTART").map(str::to_owned));
    assert!(starts[0] != starts[1] && starts[1] == starts[2], "{starts:?}");
    assert!(
        agreed.get_uid().is_some() && agreed.get_uid() == moved.get_uid() && moved.get_uid() == cancelled.get_uid()
    );
    assert!(agreed.get_sequence() < moved.get_sequence() && moved.get_sequence() < cancelled.get_sequence());
}

pub async fn whoever_is_to_choose_a_time_is_written_to(subject: &Subject) {
    let (sr, [first, _]) = proposed(subject, "A time by post").await;
    let mail = subject.mail(&sr, "yourTurn").await;
    assert!(mail.text.contains("Replace the fan"), "{}", mail.text);
    decide(subject, &sr, Action::ChooseVisitTime, Some(first)).await;
    go(subject, &sr, VisitState::OnTheWay).await;
    let (_, name) = subject.desk().engineer("field").await;
    let mail = subject.mail(&sr, "onTheWay").await;
    assert!(mail.text.contains(&name) && mail.text.contains("Expected at"), "{}", mail.text);
}

pub async fn strangers_neither_decide_about_a_visit_nor_see_it(subject: &Subject) {
    let (sr, [first, second]) = proposed(subject, "Nobody else's visit").await;
    decide(subject, &sr, Action::ChooseVisitTime, Some(first)).await;
    let seen = shown(subject, &sr).await;
    for action in [Action::ChooseVisitTime, Action::RequestVisitTime, Action::CancelVisit, Action::NameVisitHost] {
        act(&subject.stranger, &sr, &decision(action, &seen, Some(second))).await.expect(404);
    }
    entry(&subject.stranger, &sr).await.expect(404);
    assert_eq!(shown(subject, &sr).await, seen);
    let own = subject.stranger.file(&fault(&subject.strange_device, "A stranger's own visit")).await;
    assert_eq!(own.visit, None);
}

pub async fn what_the_desk_proposes_has_times_to_choose_from(subject: &Subject) {
    let sr = subject.file("No times").await;
    let call = format!("/tickets/{sr}/visit");
    let none = proposal(subject, &[]).await;
    let problem = subject.desk().call(Method::POST, &call, Some(&none)).await.expect(422).problem();
    assert_eq!(problem.errors[0].pointer, "/times");
    let state = format!("/tickets/{sr}/visit/state");
    let progress = json!(VisitProgress { eta: Some(now(subject).await), ..VisitProgress::to(VisitState::OnTheWay) });
    subject.desk().call(Method::POST, &state, Some(&progress)).await.expect(409);
    let history = subject.customer.history(&sr).await;
    assert!(history.iter().all(|event| event.event_type != EventType::VisitProposed));
}
