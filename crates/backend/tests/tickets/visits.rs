use aftercare_backend::ticket;
use aftercare_contract::{
    Problem, Span, Timestamp,
    history::{Event, EventType},
    plan::MaintenanceWindow,
    routes::path,
    ticket::{Action, Clock, ClockState, Promise, SrNumber, Status, Task, Ticket, TurnOf, Verdict},
    visit::{Visit, VisitState},
};
use icalendar::{Calendar, Component, EventLike, EventStatus};
use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{Answer, Customer, World, at, fault};

/// Files a fault for which somebody is to come, and lets the desk propose times.
async fn proposed(world: &World, lin: &Customer) -> SrNumber {
    let sr = wanted(world, lin).await;
    world.act(&sr, "visit", &new_visit(now(lin).await)).await;
    sr
}

async fn wanted(world: &World, lin: &Customer) -> SrNumber {
    let mut request = fault("The second power supply is dead", "a1");
    request["visitWanted"] = true.into();
    let sr = lin.file(&request).await.summary.sr_number;
    world.act(&sr, "take", &json!({ "engineer": "zhou" })).await;
    sr
}

async fn now(who: &Customer) -> Timestamp {
    let me: aftercare_contract::account::Me = who.get(&aftercare_contract::routes::to(path::ME, &[])).await.json();
    me.server_time
}

/// Times in 5 and in 26 hours.
fn times(now: Timestamp) -> [MaintenanceWindow; 2] {
    [5, 26].map(|hours| MaintenanceWindow { start: now + Span::hours(hours), end: now + Span::hours(hours + 2) })
}

fn new_visit(now: Timestamp) -> Value {
    json!({
        "engineer": "chen", "purpose": "更换电源模块", "language": "zh-CN", "times": times(now), "changeBefore": "PT3H"
    })
}

async fn at_desk(world: &World, sr: &SrNumber, call: &str, body: &Value) -> Answer {
    world.desk(Method::POST, &format!("/tickets/{sr}/{call}"), body).await
}

/// The desk notes a state with all that can be due with it.
async fn progress(world: &World, lin: &Customer, sr: &SrNumber, state: &str) -> Ticket {
    world.act(sr, "visit/state", &noted(state, now(lin).await)).await;
    lin.ticket(sr).await
}

fn noted(state: &str, now: Timestamp) -> Value {
    json!({
        "state": state, "eta": now + Span::minutes(40), "time": times(now)[1], "report": "Both supplies carry load",
        "reason": "as it happened"
    })
}

fn decision(action: &str, visit: &Visit, time: Option<MaintenanceWindow>) -> Value {
    let host = (action == "nameVisitHost").then(|| json!({ "name": " 门卫 ", "phone": "+86 21 0000 0100" }));
    json!({
        "action": action, "reason": "said by us",
        "visit": { "revision": visit.revision, "time": time, "host": host }
    })
}

/// Decides about the visit as it is now.
async fn decide(who: &Customer, sr: &SrNumber, action: &str, time: Option<MaintenanceWindow>) -> Answer {
    let visit = shown(who, sr).await;
    who.post(&at(path::ACTIONS, sr), &decision(action, &visit, time)).await
}

async fn shown(who: &Customer, sr: &SrNumber) -> Visit {
    who.ticket(sr).await.visit.unwrap()
}

async fn entry(who: &Customer, sr: &SrNumber) -> Answer {
    who.get(&format!("{}?lang=en", at(path::VISIT_CALENDAR, sr))).await
}

/// The method and the only event of a calendar's file.
fn read(answer: &Answer) -> (String, icalendar::Event) {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(answer.text().lines().count() == answer.text().matches("\r\n").count(), "every line ends with CRLF");
    assert!(answer.text().split("\r\n").all(|line| line.len() <= 76), "{}", answer.text());
    let calendar: Calendar = answer.text().parse().unwrap();
    let method = calendar.property_value("METHOD").unwrap().to_owned();
    let mut events = calendar.events();
    let event = events.next().unwrap().clone();
    assert!(events.next().is_none());
    (method, event)
}

fn clock(ticket: &Ticket, promise: &Promise) -> Clock {
    ticket.clocks.iter().find(|clock| clock.promise == *promise).unwrap().clone()
}

fn turn(ticket: &Ticket) -> (TurnOf, Task) {
    (ticket.summary.turn.who.clone(), ticket.summary.turn.task.clone())
}

fn of_visit(events: &[Event]) -> Vec<(&str, &str)> {
    let about = events.iter().filter_map(|event| Some((event, event.visit.as_ref()?)));
    about.map(|(event, visit)| (event.event_type.as_str(), visit.state.as_str())).collect()
}

#[tokio::test]
async fn a_visit_is_agreed_and_told_until_its_report() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = proposed(&world, &lin).await;
    let asked = lin.ticket(&sr).await;
    let times = times(asked.server_time);
    assert_eq!((turn(&asked), asked.summary.turn.by), ((TurnOf::Customer, Task::Schedule), Some(times[1].start)));
    assert_eq!(clock(&asked, &Promise::Resolution).state, ClockState::Paused);
    let visit = asked.visit.unwrap();
    assert_eq!((visit.engineer.name.as_str(), visit.engineer.certificates.len()), ("Chen Lixing", 1));
    assert_eq!(visit.host.unwrap().name, "赵启明", "who looks after the site");
    assert_eq!(asked.site.unwrap().visitor_rules[0].text, "Steel-toed boots, please; no photos");

    let agreed: Ticket = decide(&lin, &sr, "chooseVisitTime", Some(times[0])).await.json();
    assert_eq!((turn(&agreed), agreed.summary.turn.by), ((TurnOf::Vendor, Task::Wait), Some(times[0].start)));
    assert_eq!(clock(&agreed, &Promise::Resolution).state, ClockState::Paused, "until then");
    let visit = agreed.visit.unwrap();
    assert_eq!(visit.change_until, Some(times[0].start - Span::hours(3)));
    world.backend.hand.advance(Span::hours(5));
    ticket::sweep(&world.backend.app).await.unwrap();
    let begun = lin.ticket(&sr).await;
    assert_eq!((begun.summary.status, begun.visit.unwrap().state), (Status::InProgress, VisitState::Agreed));

    let on_the_way = progress(&world, &lin, &sr, "onTheWay").await;
    assert_eq!(on_the_way.visit.unwrap().eta, Some(on_the_way.server_time + Span::minutes(40)));
    let arrived = progress(&world, &lin, &sr, "arrived").await;
    assert_eq!(clock(&arrived, &Promise::Arrival).verdict, Some(Verdict::Met));
    let done = progress(&world, &lin, &sr, "done").await;
    assert_eq!(done.visit.unwrap().report.unwrap().text, "Both supplies carry load");
    assert!(!done.actions.iter().any(Action::is_on_visit));
    let told = lin.history(&sr).await;
    assert_eq!(
        of_visit(&told),
        [
            ("visitProposed", "proposed"),
            ("visitAgreed", "agreed"),
            ("visitChanged", "onTheWay"),
            ("visitChanged", "arrived"),
            ("visitChanged", "done")
        ]
    );
}

#[tokio::test]
async fn it_is_moved_and_cancelled_until_the_time_that_is_stated() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = proposed(&world, &lin).await;
    let now = now(&lin).await;
    let [first, second] = times(now);
    decide(&lin, &sr, "chooseVisitTime", Some(first)).await;
    let moved: Ticket = decide(&lin, &sr, "chooseVisitTime", Some(second)).await.json();
    assert_eq!(moved.visit.unwrap().time, Some(second));
    let wish = MaintenanceWindow { start: now + Span::hours(50), end: now + Span::hours(54) };
    let asked: Ticket = decide(&lin, &sr, "requestVisitTime", Some(wish)).await.json();
    assert_eq!(turn(&asked).0, TurnOf::Vendor);
    let visit = asked.visit.unwrap();
    assert_eq!((visit.wish, visit.time, visit.former_time), (Some(wish), None, Some(second)));
    // By phone, for example.
    world.act(&sr, "visit/state", &json!({ "state": "agreed", "time": wish })).await;
    let visit = shown(&lin, &sr).await;
    assert_eq!((visit.state, visit.time, visit.former_time), (VisitState::Agreed, Some(wish), None));

    let until = visit.change_until.unwrap();
    world.backend.hand.set(until);
    // Nobody stays signed in for so long.
    let lin = world.customer("lin").await;
    assert!(lin.ticket(&sr).await.actions.contains(&Action::CancelVisit), "still");
    world.backend.hand.advance(Span::seconds(1));
    let late = lin.ticket(&sr).await;
    let on_visit: Vec<_> = late.actions.iter().filter(|action| action.is_on_visit()).collect();
    assert_eq!(on_visit, [&Action::NameVisitHost], "who lets them in can be told until they are there");
    for (action, time) in [("chooseVisitTime", Some(second)), ("requestVisitTime", Some(wish)), ("cancelVisit", None)] {
        assert_eq!(decide(&lin, &sr, action, time).await.problem().0, 409, "{action}");
    }
    let named: Ticket = decide(&lin, &sr, "nameVisitHost", None).await.json();
    assert_eq!(named.visit.unwrap().host.unwrap().name, "门卫");

    let another = wanted(&world, &lin).await;
    world.act(&another, "visit", &new_visit(now + Span::hours(80))).await;
    let cancelled: Ticket = decide(&lin, &another, "cancelVisit", None).await.json();
    let visit = cancelled.visit.unwrap();
    assert_eq!((visit.state, visit.reason.unwrap().text.as_str()), (VisitState::Cancelled, "said by us"));
    assert_eq!(cancelled.summary.status, Status::InProgress, "the work goes on");
}

#[tokio::test]
async fn a_calendar_updates_the_entry_and_takes_it_away() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let mut request =
        fault("Fan; \"loud\", \\n BEGIN:VEVENT 第二电源模块故障，需要现场更换，请安排工程师尽快上门处理", "a1");
    request["visitWanted"] = true.into();
    let sr = lin.file(&request).await.summary.sr_number;
    assert_eq!(entry(&lin, &sr).await.status, 404, "nobody comes yet");
    let now = now(&lin).await;
    let mut hostile = new_visit(now);
    hostile["purpose"] = "更换电源模块\nEND:VEVENT\nBEGIN:VEVENT\tATTENDEE:x".into();
    world.act(&sr, "visit", &hostile).await;
    assert_eq!(entry(&lin, &sr).await.status, 404, "nothing is agreed yet");
    let [first, second] = times(now);
    decide(&lin, &sr, "chooseVisitTime", Some(first)).await;
    let answer = entry(&lin, &sr).await;
    assert_eq!(answer.header("content-type"), "text/calendar; charset=utf-8; method=PUBLISH");
    assert!(answer.header("content-disposition").starts_with("attachment; filename=\"field-visit-SR-"));
    let (method, agreed) = read(&answer);
    assert_eq!((method.as_str(), agreed.get_status()), ("PUBLISH", Some(EventStatus::Confirmed)));
    assert_eq!(agreed.get_uid(), Some(shown(&lin, &sr).await.id.as_str()));
    let utc = |time: Timestamp| time.0.to_utc().format("%Y%m%dT%H%M%SZ").to_string();
    assert_eq!(agreed.property_value("DTSTART"), Some(&*utc(first.start)));
    assert_eq!(agreed.property_value("DTEND"), Some(&*utc(first.end)));
    let summary = agreed.get_summary().unwrap();
    assert!(summary.contains("Fan; \"loud\", \\n BEGIN:VEVENT 第二电源"), "it is read as it was written: {summary}");
    assert_eq!(agreed.get_location(), Some("Site A"));
    let description = agreed.get_description().unwrap();
    for said in
        ["更换电源模块", "Field engineer: Chen Lixing", "Let in by: 赵启明", "Steel-toed boots, please", sr.as_str()]
    {
        assert!(description.contains(said), "{said} in {description}");
    }
    assert!(agreed.property_value("ORGANIZER").unwrap().starts_with("mailto:"));

    decide(&lin, &sr, "chooseVisitTime", Some(second)).await;
    let (_, moved) = read(&entry(&lin, &sr).await);
    assert_eq!((moved.get_uid(), moved.get_status()), (agreed.get_uid(), Some(EventStatus::Confirmed)));
    assert_eq!(moved.property_value("DTSTART"), Some(&*utc(second.start)));
    assert!(moved.get_sequence() > agreed.get_sequence());
    decide(&lin, &sr, "cancelVisit", None).await;
    let answer = entry(&lin, &sr).await;
    assert!(answer.header("content-type").ends_with("method=CANCEL"));
    let (method, cancelled) = read(&answer);
    assert_eq!((method.as_str(), cancelled.get_status()), ("CANCEL", Some(EventStatus::Cancelled)));
    assert_eq!(
        (cancelled.get_uid(), cancelled.property_value("DTSTART")),
        (agreed.get_uid(), Some(&*utc(second.start)))
    );
    assert!(cancelled.get_sequence() > moved.get_sequence());

    world.act(&sr, "visit", &new_visit(now)).await;
    decide(&lin, &sr, "chooseVisitTime", Some(first)).await;
    let (_, other) = read(&entry(&lin, &sr).await);
    assert_ne!(other.get_uid(), agreed.get_uid(), "it is another visit");
    let chinese = lin.get(&format!("{}?lang=zh-CN", at(path::VISIT_CALENDAR, &sr))).await;
    assert!(read(&chinese).1.get_summary().unwrap().starts_with("上门服务："));
}

#[tokio::test]
async fn only_who_decides_about_the_ticket_or_is_at_the_site_decides_and_strangers_see_nothing() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = proposed(&world, &lin).await;
    let [first, second] = times(now(&lin).await);
    world.watch(&sr, "mei").await;
    let mei = world.customer("mei").await;
    assert_eq!(decide(&mei, &sr, "chooseVisitTime", Some(first)).await.problem().0, 409);
    let zhao = world.customer("zhao").await;
    assert_eq!(decide(&zhao, &sr, "chooseVisitTime", Some(first)).await.status, 200, "who is at the site");
    let seen = shown(&lin, &sr).await;
    assert_eq!(decide(&zhao, &sr, "chooseVisitTime", Some(second)).await.status, 200);
    let stale = lin.post(&at(path::ACTIONS, &sr), &decision("cancelVisit", &seen, None)).await;
    let problem: Problem = stale.json();
    assert_eq!((problem.status, problem.current_version), (412, Some(u64::from(seen.revision + 1))));

    assert_eq!(entry(&mei, &sr).await.status, 200, "who follows it sees when somebody comes");
    let eve = world.customer("eve").await;
    assert_eq!(entry(&eve, &sr).await.status, 404);
    let foreign = eve.post(&at(path::ACTIONS, &sr), &decision("cancelVisit", &seen, None)).await;
    assert_eq!(foreign.status, 404);
    assert_eq!(shown(&lin, &sr).await.time, Some(second));
}

#[tokio::test]
async fn what_isnt_about_the_visit_as_it_is_is_refused() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = wanted(&world, &lin).await;
    let now = now(&lin).await;
    let [first, second] = times(now);
    let nobody = json!({ "engineer": "nobody", "purpose": "x", "times": [first] });
    assert_eq!(at_desk(&world, &sr, "visit", &nobody).await.problem().1, ["/engineer notFound"]);
    assert_eq!(at_desk(&world, &sr, "visit/state", &noted("onTheWay", now)).await.problem().0, 409, "none is there");
    world.act(&sr, "visit", &new_visit(now)).await;
    let silent = json!({ "action": "chooseVisitTime" });
    assert_eq!(lin.post(&at(path::ACTIONS, &sr), &silent).await.problem().1, ["/visit required"]);
    let own = MaintenanceWindow { start: first.start, end: second.end };
    assert_eq!(decide(&lin, &sr, "chooseVisitTime", Some(own)).await.problem().1, ["/visit/time notOffered"]);
    let past = MaintenanceWindow { start: now - Span::hours(2), end: now };
    assert_eq!(decide(&lin, &sr, "requestVisitTime", Some(past)).await.problem().1, ["/visit/time/start inPast"]);
    for (state, status) in [("proposed", 422), ("requested", 422), ("lost", 422), ("onTheWay", 409), ("done", 409)] {
        assert_eq!(at_desk(&world, &sr, "visit/state", &noted(state, now)).await.problem().0, status, "{state}");
    }
    decide(&lin, &sr, "chooseVisitTime", Some(first)).await;
    assert_eq!(at_desk(&world, &sr, "visit", &new_visit(now)).await.problem().1, ["/reason required"]);
    progress(&world, &lin, &sr, "onTheWay").await;
    let mut other = new_visit(now);
    other["reason"] = "Somebody else".into();
    assert_eq!(at_desk(&world, &sr, "visit", &other).await.problem().0, 409, "they are on the way");
}

#[tokio::test]
async fn nobody_comes_any_more_when_the_ticket_is_fixed_or_withdrawn() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = proposed(&world, &lin).await;
    world.act(&sr, "resolve", &json!({ "text": "It was the cable" })).await;
    assert_eq!(shown(&lin, &sr).await.state, VisitState::Cancelled);
    assert_eq!(at_desk(&world, &sr, "visit", &new_visit(now(&lin).await)).await.problem().0, 409);

    let other = proposed(&world, &lin).await;
    decide(&lin, &other, "chooseVisitTime", Some(times(now(&lin).await)[0])).await;
    assert_eq!(lin.act(&other, "withdraw", None).await.status, 200);
    assert_eq!(shown(&lin, &other).await.state, VisitState::Cancelled);
    assert_eq!(read(&entry(&lin, &other).await).0, "CANCEL");

    let there = proposed(&world, &lin).await;
    decide(&lin, &there, "chooseVisitTime", Some(times(now(&lin).await)[0])).await;
    progress(&world, &lin, &there, "arrived").await;
    world.act(&there, "resolve", &json!({ "text": "Replaced" })).await;
    assert_eq!(shown(&lin, &there).await.state, VisitState::Done);
    lin.act(&there, "confirm", None).await;
    let told = progress(&world, &lin, &there, "done").await;
    assert!(told.visit.unwrap().report.is_some(), "the report comes when it comes");
}

#[tokio::test]
async fn a_visit_waits_beside_a_plan_and_remote_access() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = proposed(&world, &lin).await;
    let first = times(now(&lin).await)[0];
    world.act(&sr, "access", &json!({ "purpose": "Read the log", "scope": "All" })).await;
    assert_eq!(turn(&lin.ticket(&sr).await).1, Task::Allow);
    let revision = lin.ticket(&sr).await.access.unwrap().revision;
    let decline = json!({ "action": "declineAccess", "reason": "No", "access": { "revision": revision } });
    let declined: Ticket = lin.post(&at(path::ACTIONS, &sr), &decline).await.json();
    assert_eq!(turn(&declined), (TurnOf::Customer, Task::Schedule), "the visit still waits");
    lin.say(&sr, "Which gate?").await;
    assert_eq!(turn(&lin.ticket(&sr).await).0, TurnOf::Vendor);
    world.act(&sr, "messages", &json!({ "text": "The east one" })).await;
    assert_eq!(turn(&lin.ticket(&sr).await), (TurnOf::Customer, Task::Schedule));
    decide(&lin, &sr, "chooseVisitTime", Some(first)).await;
    let plan = json!({
        "steps": ["Back up"], "expectedEffect": "x", "risks": "x", "rollback": "x", "duration": "PT1H",
        "offered": ["remote"]
    });
    world.act(&sr, "plan", &plan).await;
    let approve = json!({ "action": "approvePlan", "plan": { "revision": 1, "carriedOutBy": "remote" } });
    let approved: Ticket = lin.post(&at(path::ACTIONS, &sr), &approve).await.json();
    assert_eq!(approved.summary.status, Status::InProgress, "there is something to do before the visit");
}

/// Everybody does what they may, in any order.
#[tokio::test]
async fn whatever_happens_to_a_visit_there_is_a_way_on() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let mut seen = std::collections::BTreeSet::new();
    for seed in 0..12 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let sr = proposed(&world, &lin).await;
        for turns in 0..30 {
            let ticket = lin.ticket(&sr).await;
            let place = format!("seed {seed}, {turns}: {:?} {:?}", ticket.summary.turn, ticket.visit);
            assert!(has_a_way_on(&ticket), "{place}");
            seen.insert(ticket.visit.as_ref().unwrap().state.as_str().to_owned());
            let answer = if rng.u8(..3) == 0 {
                let (call, body) = by_desk(&mut rng, &ticket);
                at_desk(&world, &sr, call, &body).await
            } else {
                let listed: Vec<_> =
                    ticket.actions.iter().filter(|action| **action != Action::Edit && !action.is_on_people()).collect();
                let Some(action) = rng.choice(listed) else { break };
                let answer = match action {
                    Action::Answer => lin.say(&sr, "8.4.2").await,
                    action if action.is_on_visit() => {
                        let visit = ticket.visit.as_ref().unwrap();
                        let ahead = visit.times.iter().filter(|time| time.start >= ticket.server_time);
                        let offered =
                            rng.choice(ahead.filter(|time| visit.time.as_ref() != Some(time)).collect::<Vec<_>>());
                        let wish = times(ticket.server_time)[0];
                        let chosen = *action == Action::ChooseVisitTime;
                        decide(&lin, &sr, action.as_str(), Some(if chosen { *offered.unwrap() } else { wish })).await
                    }
                    // They end it too soon for this.
                    Action::Withdraw => lin.say(&sr, "Is it needed?").await,
                    action => lin.act(&sr, action.as_str(), Some("said by us")).await,
                };
                assert!(answer.status.is_success(), "{place}: {action} is listed: {}", answer.text());
                answer
            };
            assert!(!answer.status.is_server_error(), "{place}: {}", answer.text());
            world.backend.hand.advance(Span::minutes(rng.i64(0..120)));
            ticket::sweep(&world.backend.app).await.unwrap();
        }
    }
    assert_eq!(seen.len(), VisitState::KNOWN.len(), "every state was come to: {seen:?}");
}

fn has_a_way_on(ticket: &Ticket) -> bool {
    let may = |action| ticket.actions.contains(&action);
    let visit = ticket.visit.as_ref().unwrap();
    let ended = ticket.summary.status == Status::Resolved || ticket.summary.status.is_final();
    let whoever_has_the_turn = match turn(ticket) {
        (TurnOf::Customer, Task::Schedule) => may(Action::RequestVisitTime) && may(Action::CancelVisit),
        (TurnOf::Customer, Task::Answer) => may(Action::Answer),
        (TurnOf::Customer, _) => may(Action::Confirm) && may(Action::Reopen),
        _ => true,
    };
    let is_agreed = matches!(visit.state, VisitState::Agreed | VisitState::OnTheWay | VisitState::Arrived);
    let nothing_dangles = !(ended && visit.is_open()) && (!is_agreed || visit.time.is_some());
    whoever_has_the_turn && nothing_dangles
}

fn by_desk(rng: &mut fastrand::Rng, ticket: &Ticket) -> (&'static str, Value) {
    let now = ticket.server_time;
    let mut again = new_visit(now);
    again["reason"] = "as it happened".into();
    let visit = ticket.visit.as_ref().unwrap();
    let mut states: Vec<_> = VisitState::KNOWN.iter().filter(|next| visit.state.leads_to(next)).collect();
    states.push(&VisitState::OnTheWay);
    let state = rng.choice(states).unwrap();
    let calls = [
        ("visit", again),
        ("visit/state", noted(state.as_str(), now)),
        ("visit/state", noted(state.as_str(), now)),
        ("status", json!({ "status": "inProgress" })),
        ("messages", json!({ "text": "A colleague asks" })),
        ("resolve", json!({ "text": "Fixed" })),
    ];
    // It ends the visit, so it is seldom.
    let (call, body) = rng.choice(calls).unwrap();
    if call == "resolve" && rng.bool() { ("messages", json!({ "text": "Soon" })) } else { (call, body) }
}

#[tokio::test]
async fn a_visit_is_written_about() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = proposed(&world, &lin).await;
    let told = lin.history(&sr).await;
    let proposed = told.iter().find(|event| event.event_type == EventType::VisitProposed).unwrap();
    assert_eq!(proposed.visit.as_ref().unwrap().times.len(), 2);
    let todos: aftercare_contract::list::Page<aftercare_contract::todo::Todo> =
        lin.get(&aftercare_contract::routes::to(path::TODOS, &[])).await.json();
    assert_eq!(todos.items[0].said.as_ref(), Some(proposed), "home says what is to be decided");
}
