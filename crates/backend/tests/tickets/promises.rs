use aftercare_backend::ticket;
use aftercare_contract::{
    Span,
    history::{Event, EventType, Side},
    ticket::{Clock, ClockState, PauseReason, Promise, Status, Task, Ticket, TurnOf, Verdict},
};
use serde_json::json;

use crate::world::{World, fault};

fn clock<'a>(ticket: &'a Ticket, promise: &Promise) -> &'a Clock {
    ticket.clocks.iter().find(|clock| clock.promise == *promise).unwrap()
}

fn verdicts(history: &[Event]) -> Vec<(Promise, Verdict, Side)> {
    let verdicts = history.iter().filter(|event| event.event_type == EventType::ClockVerdict);
    verdicts
        .map(|event| {
            let clock = event.clock.as_ref().unwrap();
            (clock.promise.clone(), clock.verdict.clone().unwrap(), event.actor.side.clone())
        })
        .collect()
}

#[tokio::test]
async fn clocks_wait_while_the_customer_is_asked() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = lin.file(&fault("New connections fail", "a1")).await.summary.sr_number;
    let due = clock(&lin.ticket(&sr).await, &Promise::Resolution).due.unwrap();
    world.act(&sr, "take", &json!({ "engineer": "zhou" })).await;
    world.backend.hand.advance(Span::minutes(10));
    world.act(&sr, "ask", &json!({ "text": "Which build?", "by": "2026-11-20T03:00:00Z" })).await;

    let asked = lin.ticket(&sr).await;
    assert_eq!(asked.summary.status, Status::Pending);
    let turn = &asked.summary.turn;
    assert_eq!(
        (&turn.who, &turn.task, turn.by.unwrap().to_string().as_str()),
        (&TurnOf::Customer, &Task::Answer, "2026-11-20T03:00:00Z")
    );
    let paused = clock(&asked, &Promise::Resolution);
    assert_eq!((&paused.state, paused.due), (&ClockState::Paused, None));
    assert_eq!(paused.pauses[0].reason, PauseReason::WaitingForCustomer);

    world.backend.hand.advance(Span::minutes(30));
    assert_eq!(lin.say(&sr, "8.4.2").await.json::<Event>().event_type, EventType::Message);
    let answered = lin.ticket(&sr).await;
    assert_eq!(
        (answered.summary.status.clone(), answered.summary.turn.who.clone()),
        (Status::InProgress, TurnOf::Vendor)
    );
    let counting = clock(&answered, &Promise::Resolution);
    assert_eq!((&counting.state, counting.due), (&ClockState::Running, Some(due + Span::minutes(30))));
    let story = lin.story(&sr).await;
    assert_eq!(story[5..], ["message", "statusChanged", "clockPaused", "message", "clockResumed", "statusChanged"]);
}

#[tokio::test]
async fn a_missed_promise_is_told_once() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = lin.file(&fault("New connections fail", "a1")).await.summary.sr_number;
    world.backend.hand.advance(Span::minutes(15));
    ticket::sweep(&world.backend.app).await.unwrap();
    assert!(verdicts(&lin.history(&sr).await).is_empty());
    world.backend.hand.advance(Span::seconds(1));
    for _ in 0..3 {
        ticket::sweep(&world.backend.app).await.unwrap();
    }
    world.act(&sr, "take", &json!({ "engineer": "zhou" })).await;
    let missed = (Promise::Response, Verdict::Breached, Side::System);
    assert_eq!(verdicts(&lin.history(&sr).await), std::slice::from_ref(&missed));

    world.act(&sr, "resolve", &json!({ "text": "Restarted" })).await;
    let kept = (Promise::Resolution, Verdict::Met, Side::Vendor);
    assert_eq!(verdicts(&lin.history(&sr).await), [missed, kept]);
}

#[tokio::test]
async fn a_fix_that_nobody_verifies_closes_at_the_time_that_was_told() {
    let world = World::new().await;
    let sr = {
        let lin = world.customer("lin").await;
        let sr = lin.file(&fault("New connections fail", "a1")).await.summary.sr_number;
        world.act(&sr, "resolve", &json!({ "text": "Restarted" })).await;
        sr
    };
    world.backend.hand.advance(Span::hours(23));
    ticket::sweep(&world.backend.app).await.unwrap();
    let lin = world.customer("lin").await;
    assert_eq!(lin.ticket(&sr).await.summary.status, Status::Resolved);
    world.backend.hand.advance(Span::hours(2));
    ticket::sweep(&world.backend.app).await.unwrap();
    let ticket = lin.ticket(&sr).await;
    assert_eq!((ticket.summary.status, ticket.closes_at), (Status::Closed, None));
    let history = lin.history(&sr).await;
    assert!(verdicts(&history).iter().all(|(_, verdict, _)| *verdict == Verdict::Met));
    let closed = history.iter().find(|event| event.status == Some(Status::Closed)).unwrap();
    assert_eq!(closed.actor.side, Side::System);
}
