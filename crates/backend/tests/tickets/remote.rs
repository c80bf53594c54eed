use aftercare_backend::ticket;
use aftercare_contract::{
    Span,
    history::{EventType, Side},
    remote::{AccessRequest, AccessState},
    routes::path,
    ticket::{Action, PauseReason, SrNumber, Status, Task, Ticket, TurnOf},
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{Answer, Customer, World, at, fault};

/// Files a fault for which an engineer asks to connect.
async fn asked(world: &World, lin: &Customer) -> SrNumber {
    let sr = lin.file(&fault("New connections fail", "a1")).await.summary.sr_number;
    world.act(&sr, "take", &json!({ "engineer": "zhou" })).await;
    world.act(&sr, "access", &request()).await;
    sr
}

fn request() -> Value {
    json!({ "purpose": "读取计数", "scope": "adx-a-01：只读", "language": "zh-CN", "offered": ["PT1H", "PT2H"] })
}

async fn shown(lin: &Customer, sr: &SrNumber) -> AccessRequest {
    lin.ticket(sr).await.access.unwrap()
}

/// Decides about the request as it is now.
async fn decide(lin: &Customer, sr: &SrNumber, action: &str, duration: Option<&str>) -> Answer {
    let access = json!({ "revision": shown(lin, sr).await.revision, "duration": duration });
    lin.post(&at(path::ACTIONS, sr), &json!({ "action": action, "reason": "said by us", "access": access })).await
}

async fn connect(world: &World, sr: &SrNumber, connected: bool) -> Answer {
    let body = json!({ "connected": connected });
    world.desk(Method::POST, &format!("/tickets/{sr}/access/session?by=chen"), &body).await
}

#[tokio::test]
async fn it_ends_by_itself_at_its_time() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = asked(&world, &lin).await;
    let waiting = lin.ticket(&sr).await;
    assert_eq!((waiting.summary.turn.who, waiting.summary.turn.task), (TurnOf::Customer, Task::Allow));
    assert_eq!(waiting.summary.status, Status::Pending);
    assert_eq!(connect(&world, &sr, true).await.problem().0, 409, "not before it is granted");

    let granted: Ticket = decide(&lin, &sr, "grantAccess", Some("PT2H")).await.json();
    let until = granted.server_time + Span::hours(2);
    assert_eq!((granted.summary.status, granted.access.unwrap().until), (Status::InProgress, Some(until)));
    assert_eq!(connect(&world, &sr, true).await.status, 200);
    assert_eq!(connect(&world, &sr, true).await.problem().0, 409, "they are connected already");

    world.backend.hand.set(until - Span::seconds(1));
    ticket::sweep(&world.backend.app).await.unwrap();
    assert_eq!(shown(&lin, &sr).await.state, AccessState::Granted);
    world.backend.hand.set(until + Span::minutes(3));
    ticket::sweep(&world.backend.app).await.unwrap();
    let ended = shown(&lin, &sr).await;
    assert_eq!((ended.state, ended.until, ended.sessions[0].ended), (AccessState::Ended, Some(until), Some(until)));
    assert_eq!(ended.sessions[0].engineer, "Chen Lixing");
    let told = lin.history(&sr).await.pop().unwrap();
    assert_eq!((told.event_type, told.actor.side), (EventType::AccessEnded, Side::System));
    assert_eq!(connect(&world, &sr, true).await.problem().0, 409);
}

#[tokio::test]
async fn its_time_can_be_changed_while_it_lasts() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = asked(&world, &lin).await;
    decide(&lin, &sr, "grantAccess", Some("PT2H")).await;
    world.backend.hand.advance(Span::minutes(30));
    let limited: Ticket = decide(&lin, &sr, "grantAccess", Some("PT1H")).await.json();
    assert_eq!(limited.access.unwrap().until, Some(limited.server_time + Span::hours(1)));
    let wrong = decide(&lin, &sr, "grantAccess", Some("PT3H")).await.problem();
    assert_eq!(wrong, (422, vec!["/access/duration notOffered".to_owned()]));
}

#[tokio::test]
async fn whoever_said_no_isnt_asked() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let mut closed = fault("Keep out", "a1");
    closed["remoteAccess"] = "no".into();
    let sr = lin.file(&closed).await.summary.sr_number;
    let refused = world.desk(Method::POST, &format!("/tickets/{sr}/access"), &request()).await;
    assert_eq!(refused.problem().0, 409);
    assert_eq!(lin.ticket(&sr).await.access, None);
}

#[tokio::test]
async fn sessions_of_earlier_requests_stay() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = asked(&world, &lin).await;
    decide(&lin, &sr, "grantAccess", Some("PT1H")).await;
    connect(&world, &sr, true).await;
    world.backend.hand.advance(Span::minutes(10));
    connect(&world, &sr, false).await;
    let again = world.desk(Method::POST, &format!("/tickets/{sr}/access"), &request()).await;
    assert_eq!(again.problem().0, 409, "it is granted");
    world.act(&sr, "access/end", &json!({})).await;
    let anew = world.act(&sr, "access", &request()).await.access.unwrap();
    let session = &anew.sessions[0];
    assert_eq!(session.ended.unwrap().since(session.begun), Span::minutes(10));
    assert_eq!(anew.state, AccessState::Requested);
}

#[tokio::test]
async fn whoever_asks_back_is_answered_first() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = asked(&world, &lin).await;
    lin.say(&sr, "Is it read only?").await;
    let back = lin.ticket(&sr).await;
    assert_eq!(back.summary.turn.who, TurnOf::Vendor);
    assert!(back.actions.contains(&Action::GrantAccess), "it may be decided nevertheless");
    world.act(&sr, "messages", &json!({ "text": "It is" })).await;
    let answered = lin.ticket(&sr).await;
    assert_eq!(answered.summary.turn.task, Task::Allow);
    let paused = answered.clocks.iter().filter_map(|clock| clock.pauses.last());
    assert!(paused.into_iter().all(|pause| pause.reason != PauseReason::WaitingForCustomer));
}

#[tokio::test]
async fn a_plan_that_waits_goes_on_waiting_when_access_is_decided() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = asked(&world, &lin).await;
    let plan = json!({
        "steps": ["x"], "expectedEffect": "x", "risks": "x", "rollback": "x", "duration": "PT1H", "offered": ["remote"]
    });
    world.act(&sr, "plan", &plan).await;
    world.act(&sr, "access", &request()).await;
    assert_eq!(lin.ticket(&sr).await.summary.turn.task, Task::Allow);
    let declined: Ticket = decide(&lin, &sr, "declineAccess", None).await.json();
    assert_eq!(declined.summary.turn.task, Task::Decide);
}

#[tokio::test]
async fn only_who_decides_about_the_ticket_lets_anybody_connect() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = asked(&world, &lin).await;
    world.watch(&sr, "mei").await;
    for (name, may) in [("lin", true), ("he", true), ("mei", false), ("zhao", false)] {
        let person = world.customer(name).await;
        let listed = person.ticket(&sr).await.actions.contains(&Action::GrantAccess);
        assert_eq!(listed, may, "{name}");
        if !may {
            assert_eq!(decide(&person, &sr, "grantAccess", Some("PT1H")).await.problem().0, 409, "{name}");
        }
    }
}
