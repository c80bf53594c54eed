use aftercare_backend::ticket;
use aftercare_contract::{
    Span,
    history::EventType,
    rma::{LoanerState, Rma, RmaState},
    routes::path,
    ticket::{Action, Clock, ClockState, Promise, SrNumber, Status, Task, Ticket, TurnOf, Verdict},
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{Answer, Customer, World, at, fault};

/// Files a fault whose defective part the desk replaces in this way.
async fn opened(world: &World, lin: &Customer, service: &str) -> SrNumber {
    let mut request = fault("The second power supply is dead", "a1");
    request["visitWanted"] = true.into();
    let sr = lin.file(&request).await.summary.sr_number;
    world.act(&sr, "take", &json!({ "engineer": "zhou" })).await;
    world.act(&sr, "rma", &new_rma(service)).await;
    sr
}

fn new_rma(service: &str) -> Value {
    json!({
        "number": "RMA-0042-07", "part": "电源模块", "language": "zh-CN", "fruNumber": "710-0642-03",
        "oldSerialNumber": "P0642-0917", "service": service, "returnWithin": "P7D"
    })
}

/// What the desk notes with a state, where `eta` is that of the backend's clock and so many hours.
async fn progress(world: &World, lin: &Customer, sr: &SrNumber, state: &str) -> Ticket {
    let eta = lin.ticket(sr).await.server_time + Span::hours(2);
    world.act(sr, "rma/state", &noted(state, &json!(eta))).await;
    lin.ticket(sr).await
}

fn noted(state: &str, eta: &Value) -> Value {
    json!({
        "state": state, "depot": "上海前置仓", "carrier": "同城急送", "trackingNumber": "SF-100", "eta": eta,
        "newSerialNumber": "P0642-1188", "reason": "as it happened"
    })
}

async fn at_desk(world: &World, sr: &SrNumber, call: &str, body: &Value) -> Answer {
    world.desk(Method::POST, &format!("/tickets/{sr}/{call}"), body).await
}

async fn shown(lin: &Customer, sr: &SrNumber) -> Rma {
    lin.ticket(sr).await.rma.unwrap()
}

/// Reports about the RMA as it is now.
async fn report(who: &Customer, sr: &SrNumber, action: &str, more: &Value) -> Answer {
    let mut rma = more.clone();
    rma["revision"] = who.ticket(sr).await.rma.unwrap().revision.into();
    who.post(&at(path::ACTIONS, sr), &json!({ "action": action, "rma": rma })).await
}

fn arrival(ticket: &Ticket) -> &Clock {
    ticket.clocks.iter().find(|clock| clock.promise == Promise::Arrival).unwrap()
}

fn turn(ticket: &Ticket) -> (TurnOf, Task) {
    (ticket.summary.turn.who.clone(), ticket.summary.turn.task.clone())
}

#[tokio::test]
async fn a_part_that_comes_in_time_keeps_the_promise_unless_it_is_dead_on_arrival() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = opened(&world, &lin, "onSite").await;
    let begun = lin.ticket(&sr).await;
    assert_eq!((turn(&begun), &arrival(&begun).state), ((TurnOf::Vendor, Task::Deliver), &ClockState::Running));
    for state in ["backordered", "picked", "onTheWay"] {
        world.backend.hand.advance(Span::minutes(10));
        let told = progress(&world, &lin, &sr, state).await;
        assert_eq!(arrival(&told).state, ClockState::Running, "the vendor's wait is no pause");
        assert_eq!(told.rma.unwrap().state.as_str(), state);
    }
    let arrived = progress(&world, &lin, &sr, "arrived").await;
    assert_eq!(arrival(&arrived).verdict, Some(Verdict::Met));

    let dead = json!({ "state": "confirmed", "reason": "as it happened" });
    let dead = world.act(&sr, "rma/state", &dead).await;
    assert_eq!((&arrival(&dead).state, &arrival(&dead).verdict), (&ClockState::Running, &None));
    let rma = dead.rma.unwrap();
    assert_eq!((rma.dead_on_arrival, rma.depot, rma.reason.unwrap().text.as_str()), (1, None, "as it happened"));
    world.backend.hand.advance(Span::hours(4));
    ticket::sweep(&world.backend.app).await.unwrap();
    assert_eq!(arrival(&lin.ticket(&sr).await).verdict, Some(Verdict::Breached), "the next one comes too late");
    for state in ["picked", "onTheWay", "arrived", "replaced"] {
        progress(&world, &lin, &sr, state).await;
    }
    let replaced = shown(&lin, &sr).await;
    assert_eq!(replaced.return_by, replaced.reached(&RmaState::Replaced).map(|at| at + Span::hours(7 * 24)));
    let told = lin.history(&sr).await;
    let told: Vec<_> = told.iter().filter_map(|event| Some((&event.event_type, event.rma.as_ref()?))).collect();
    assert_eq!(told.iter().filter(|(kind, _)| **kind == EventType::PartDeadOnArrival).count(), 1);
    assert_eq!(told.last().unwrap().1, &replaced);
}

#[tokio::test]
async fn the_defective_part_goes_back_after_the_end_of_the_ticket() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = opened(&world, &lin, "onSite").await;
    for state in ["picked", "onTheWay", "arrived", "replaced"] {
        progress(&world, &lin, &sr, state).await;
    }
    world.act(&sr, "resolve", &json!({ "text": "Replaced" })).await;
    assert_eq!(lin.act(&sr, "confirm", None).await.status, 200);
    let closed = lin.ticket(&sr).await;
    assert_eq!(closed.actions, [Action::Reopen, Action::HandOverDefective]);
    assert_eq!(at_desk(&world, &sr, "rma", &new_rma("onSite")).await.problem().0, 409, "it is over");

    assert_eq!(report(&lin, &sr, "handOverDefective", &json!({})).await.problem().1, ["/rma/carrier required"]);
    let with = json!({ "carrier": "同城急送", "trackingNumber": " SF-200 " });
    let handed: Ticket = report(&lin, &sr, "handOverDefective", &with).await.json();
    assert_eq!((handed.summary.status.clone(), handed.actions), (Status::Closed, vec![Action::Reopen]));
    assert_eq!(handed.rma.unwrap().hand_over.unwrap().tracking_number.as_deref(), Some("SF-200"));
    world.act(&sr, "rma/state", &json!({ "state": "returned" })).await;
    assert_eq!(shown(&lin, &sr).await.state, RmaState::Returned);
}

#[tokio::test]
async fn a_customer_who_replaces_the_part_has_the_turn_until_it_works() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = opened(&world, &lin, "customer").await;
    progress(&world, &lin, &sr, "picked").await;
    assert!(!lin.ticket(&sr).await.actions.contains(&Action::ReportPartArrived));
    progress(&world, &lin, &sr, "onTheWay").await;
    let arrived: Ticket = report(&lin, &sr, "reportPartArrived", &json!({})).await.json();
    assert_eq!(turn(&arrived), (TurnOf::Customer, Task::Replace));
    assert_eq!(arrival(&arrived).verdict, Some(Verdict::Met));
    lin.say(&sr, "Which slot?").await;
    assert_eq!(turn(&lin.ticket(&sr).await).0, TurnOf::Vendor);
    world.act(&sr, "messages", &json!({ "text": "The left one" })).await;
    assert_eq!(turn(&lin.ticket(&sr).await), (TurnOf::Customer, Task::Replace));
    let replaced: Ticket = report(&lin, &sr, "reportReplaced", &json!({})).await.json();
    assert_eq!((turn(&replaced), replaced.summary.status), ((TurnOf::Vendor, Task::CarryOut), Status::InProgress));
    assert!(replaced.rma.unwrap().awaits_return());
}

#[tokio::test]
async fn a_loaner_is_lent_where_the_contract_has_it() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let uncovered = lin.file(&fault("No contract", "a2")).await.summary.sr_number;
    world.act(&uncovered, "rma", &new_rma("carryIn")).await;
    assert_eq!(shown(&lin, &uncovered).await.loaner, None);

    let sr = opened(&world, &lin, "carryIn").await;
    let requested: Ticket = report(&lin, &sr, "requestLoaner", &json!({})).await.json();
    assert!(!requested.actions.contains(&Action::RequestLoaner), "once");
    let refused = at_desk(&world, &sr, "loaner", &json!({ "state": "refused" })).await;
    assert_eq!(refused.problem().1, ["/reason required"]);
    let due = requested.server_time + Span::hours(24);
    let lent = json!({ "state": "onLoan", "model": "ADX-6400", "serialNumber": "LN-1", "dueBack": due });
    world.act(&sr, "loaner", &lent).await;
    let later = json!({ "state": "onLoan", "dueBack": due + Span::hours(24), "reason": "The part comes later" });
    world.act(&sr, "loaner", &later).await;
    let loaner = shown(&lin, &sr).await.loaner.unwrap();
    assert_eq!((loaner.state, loaner.serial_number.as_deref()), (LoanerState::OnLoan, Some("LN-1")));
    assert_eq!((loaner.since, loaner.due_back), (Some(requested.server_time), Some(due + Span::hours(24))));

    world.act(&sr, "resolve", &json!({ "text": "It was the cable" })).await;
    lin.act(&sr, "confirm", None).await;
    assert_eq!(shown(&lin, &sr).await.state, RmaState::Withdrawn, "no part is needed");
    assert_eq!(at_desk(&world, &sr, "loaner", &lent).await.problem().0, 409);
    world.act(&sr, "loaner", &json!({ "state": "returned" })).await;
    assert_eq!(shown(&lin, &sr).await.loaner.unwrap().state, LoanerState::Returned);
}

#[tokio::test]
async fn an_rma_that_is_refused_or_not_needed_makes_room_for_another() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = opened(&world, &lin, "onSite").await;
    assert_eq!(at_desk(&world, &sr, "rma", &new_rma("onSite")).await.problem().0, 409, "one at a time");
    report(&lin, &sr, "requestLoaner", &json!({})).await;
    progress(&world, &lin, &sr, "refused").await;
    let refused = shown(&lin, &sr).await;
    assert_eq!((refused.reason.unwrap().text.as_str(), refused.state), ("as it happened", RmaState::Refused));
    assert_eq!(refused.loaner.unwrap().state, LoanerState::Offered, "what was asked for isn't needed");
    assert!(!lin.ticket(&sr).await.actions.iter().any(Action::is_on_rma));
    world.act(&sr, "rma", &new_rma("onSite")).await;
    let second = shown(&lin, &sr).await;
    assert!(second.state == RmaState::Confirmed && second.revision > refused.revision);
    assert_eq!(lin.act(&sr, "withdraw", None).await.status, 200);
    assert_eq!(shown(&lin, &sr).await.state, RmaState::Withdrawn);
}

#[tokio::test]
async fn only_who_decides_about_the_ticket_reports_about_its_part_and_only_what_was_seen() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = opened(&world, &lin, "onSite").await;
    world.watch(&sr, "mei").await;
    let mei = world.customer("mei").await;
    assert_eq!(report(&mei, &sr, "requestLoaner", &json!({})).await.problem().0, 409);
    let seen = shown(&lin, &sr).await.revision;
    progress(&world, &lin, &sr, "picked").await;
    let stale = json!({ "action": "requestLoaner", "rma": { "revision": seen } });
    assert_eq!(lin.post(&at(path::ACTIONS, &sr), &stale).await.problem().0, 412);
    for state in ["onTheWay", "arrived", "replaced"] {
        progress(&world, &lin, &sr, state).await;
    }
    let with = json!({ "carrier": "同城急送" });
    assert_eq!(report(&mei, &sr, "handOverDefective", &with).await.problem().0, 409);
    let zhao = world.customer("zhao").await;
    assert_eq!(report(&zhao, &sr, "handOverDefective", &with).await.status, 200, "who is at the site");
}

#[tokio::test]
async fn what_isnt_about_the_part_as_it_is_is_refused() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = opened(&world, &lin, "onSite").await;
    let silent = json!({ "action": "requestLoaner" });
    assert_eq!(lin.post(&at(path::ACTIONS, &sr), &silent).await.problem().1, ["/rma required"]);
    for (call, body, status) in [
        ("rma/state", json!({ "state": "replaced", "newSerialNumber": "P" }), 409),
        ("rma/state", json!({ "state": "lost" }), 422),
        ("loaner", json!({ "state": "offered" }), 422),
        ("loaner", json!({ "state": "returned" }), 409),
    ] {
        assert_eq!(at_desk(&world, &sr, call, &body).await.problem().0, status, "{call} {body}");
    }
}

/// Everybody does what they may, in any order.
#[tokio::test]
async fn whatever_happens_to_a_part_there_is_a_way_on() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    for seed in 0..12 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let service = *rng.choice(&["onSite", "carryIn", "customer"]).unwrap();
        let sr = opened(&world, &lin, service).await;
        for turns in 0..30 {
            let ticket = lin.ticket(&sr).await;
            let place = format!("seed {seed}, {turns}: {:?} {:?}", ticket.summary.turn, ticket.rma);
            assert!(has_a_way_on(&ticket), "{place}");
            let answer = if rng.u8(..3) > 0 {
                let (call, body) = by_desk(&mut rng, &ticket);
                at_desk(&world, &sr, call, &body).await
            } else {
                let listed: Vec<_> =
                    ticket.actions.iter().filter(|action| **action != Action::Edit && !action.is_on_people()).collect();
                let Some(action) = rng.choice(listed) else { break };
                let answer = match action {
                    Action::Answer => lin.say(&sr, "8.4.2").await,
                    action if action.is_on_rma() => {
                        report(&lin, &sr, action.as_str(), &json!({ "carrier": "Courier" })).await
                    }
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
}

fn has_a_way_on(ticket: &Ticket) -> bool {
    let may = |action| ticket.actions.contains(&action);
    let rma = ticket.rma.as_ref().unwrap();
    let ended = ticket.summary.status == Status::Resolved || ticket.summary.status.is_final();
    let is_needed = rma.is_under_way() || rma.state == RmaState::Arrived;
    let requested = rma.loaner.as_ref().is_some_and(|loaner| loaner.state == LoanerState::Requested);
    let whoever_has_the_turn = match turn(ticket) {
        (TurnOf::Customer, Task::Replace) => may(Action::ReportReplaced),
        (TurnOf::Customer, Task::Answer) => may(Action::Answer),
        (TurnOf::Customer, _) => may(Action::Confirm) && may(Action::Reopen),
        _ => true,
    };
    let nothing_dangles = !(ended && is_needed) && (is_needed || !requested);
    whoever_has_the_turn && nothing_dangles && may(Action::HandOverDefective) <= rma.awaits_return()
}

fn by_desk(rng: &mut fastrand::Rng, ticket: &Ticket) -> (&'static str, Value) {
    let ahead = json!(ticket.server_time + Span::hours(2));
    let mut states: Vec<_> =
        RmaState::KNOWN.iter().filter(|next| ticket.rma.as_ref().unwrap().state.leads_to(next)).collect();
    states.push(&RmaState::Picked);
    let state = rng.choice(states).unwrap();
    let lent = json!({ "state": "onLoan", "model": "ADX-6400", "serialNumber": "LN-1", "dueBack": ahead });
    let calls = [
        ("rma", new_rma("customer")),
        ("rma/state", noted(state.as_str(), &ahead)),
        ("rma/state", noted(state.as_str(), &ahead)),
        ("rma/state", noted(state.as_str(), &ahead)),
        ("loaner", lent),
        ("loaner", json!({ "state": "refused", "reason": "None is left" })),
        ("loaner", json!({ "state": "returned" })),
        ("ask", json!({ "text": "Which build?" })),
        ("messages", json!({ "text": "Still looking" })),
        ("status", json!({ "status": "inProgress" })),
        ("resolve", json!({ "text": "Replaced" })),
    ];
    rng.choice(calls).unwrap()
}
