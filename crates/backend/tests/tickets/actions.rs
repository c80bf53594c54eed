use aftercare_contract::{
    Span,
    history::{EventType, Side},
    routes::path,
    ticket::{Action, Status, Step, Task, Ticket, Tier, TurnOf},
};
use reqwest::Method;
use serde_json::json;

use crate::world::{Answer, World, at, fault};

#[tokio::test]
async fn the_vendors_work_is_told() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = lin.file(&fault("New connections fail", "a1")).await.summary.sr_number;
    world.act(&sr, "take", &json!({ "engineer": "zhou" })).await;
    let ticket = lin.ticket(&sr).await;
    assert_eq!((ticket.summary.status, ticket.step, ticket.tier), (Status::InProgress, Step::Diagnosis, Tier::L1));
    assert_eq!(ticket.engineer.unwrap().name, "Zhou Min");
    world.act(&sr, "tier", &json!({ "tier": "L2", "engineer": "chen", "reason": "needs the second line" })).await;
    world.act(&sr, "step", &json!({ "step": "carryingOut" })).await;
    let eta = json!({ "expected": "2026-11-20T07:30:00Z", "latest": "2026-11-20T08:00:00Z", "nextUpdateBy": "2026-11-20T06:30:00Z", "reason": "card has to be replaced" });
    world.act(&sr, "eta", &eta).await;
    world.act(&sr, "eta", &json!({ "expected": "2026-11-20T09:00:00Z", "reason": "courier is late" })).await;
    world.act(&sr, "severity", &json!({ "code": "P2", "reason": "traffic is on the spare" })).await;
    world.act(&sr, "messages", &json!({ "text": "The card is on its way" })).await;

    let ticket = lin.ticket(&sr).await;
    assert_eq!((ticket.tier, ticket.engineer.unwrap().name.as_str()), (Tier::L2, "Chen Lixing"));
    let eta = ticket.eta.unwrap();
    assert_eq!((eta.reason.text.as_str(), eta.history.len()), ("courier is late", 1));
    assert_eq!(eta.history[0].reason.text, "card has to be replaced");
    assert_eq!(ticket.summary.severity.unwrap().code, "P2");
    assert_eq!((ticket.summary.turn.who, ticket.summary.turn.task), (TurnOf::Vendor, Task::CarryOut));
    let history = lin.history(&sr).await;
    let story: Vec<&str> = history.iter().map(|event| event.event_type.as_str()).collect();
    assert_eq!(
        story,
        [
            "created",
            "engineerChanged",
            "statusChanged",
            "stepChanged",
            "clockVerdict",
            "tierChanged",
            "stepChanged",
            "etaChanged",
            "etaChanged",
            "severityChanged",
            "message"
        ]
    );
    let last = history.last().unwrap();
    assert_eq!((&last.actor.side, last.actor.name.as_str()), (&Side::Vendor, "Chen Lixing"));
}

#[tokio::test]
async fn what_is_fixed_takes_no_step_back_by_itself() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = lin.file(&fault("New connections fail", "a1")).await.summary.sr_number;
    world.act(&sr, "resolve", &json!({ "text": "Replaced the card" })).await;
    let step = world.desk(Method::POST, &format!("/tickets/{sr}/step"), &json!({ "step": "diagnosis" })).await;
    assert_eq!(step.problem().0, 409);
    assert_eq!(lin.ticket(&sr).await.step, Step::Confirmation);
}

#[tokio::test]
async fn the_desk_has_to_say_why() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = lin.file(&fault("New connections fail", "a1")).await.summary.sr_number;
    for (call, body, wrong) in [
        ("eta", json!({ "expected": "2026-11-20T09:00:00Z" }), "/reason required"),
        (
            "eta",
            json!({ "expected": "2026-11-20T09:00:00Z", "earliest": "2026-11-20T10:00:00Z", "reason": "x" }),
            "/earliest badFormat",
        ),
        ("severity", json!({ "code": "P2", "reason": " " }), "/reason required"),
        ("severity", json!({ "code": "P9", "reason": "x" }), "/code notOffered"),
        ("status", json!({ "status": "pending", "waitingFor": "waitingForThirdParty" }), "/reason required"),
        ("status", json!({ "status": "pending", "reason": "x" }), "/waitingFor notOffered"),
        ("take", json!({ "engineer": "nobody" }), "/engineer notFound"),
        ("messages", json!({ "text": "" }), "/text required"),
        ("step", json!({ "step": "confirmation" }), "/step notOffered"),
    ] {
        let answer = world.desk(Method::POST, &format!("/tickets/{sr}/{call}"), &body).await;
        assert_eq!(answer.problem(), (422, vec![wrong.to_owned()]), "{call} {body}");
    }
    assert_eq!(world.desk(Method::POST, "/tickets/SR-0/take", &json!({ "engineer": "zhou" })).await.status, 404);
    assert_eq!(lin.story(&sr).await, ["created"]);
}

#[tokio::test]
async fn a_fix_is_confirmed_or_reopened() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = lin.file(&fault("New connections fail", "a1")).await.summary.sr_number;
    assert_eq!(lin.act(&sr, "confirm", None).await.problem().0, 409);
    world.act(&sr, "resolve", &json!({ "text": "Card replaced", "language": "en" })).await;
    let ticket = lin.ticket(&sr).await;
    assert_eq!((ticket.summary.turn.who, ticket.summary.turn.task), (TurnOf::Customer, Task::Verify));
    assert_eq!(ticket.closes_at, Some(ticket.server_time + Span::hours(24)));
    assert_eq!(ticket.status_change_reason.unwrap().text, "Card replaced");

    assert_eq!(lin.act(&sr, "reopen", None).await.problem(), (422, vec!["/reason required".to_owned()]));
    let reopened: Ticket = lin.act(&sr, "reopen", Some("2 % still fail")).await.json();
    assert_eq!((reopened.summary.status, reopened.step), (Status::InProgress, Step::GradedHandling));
    assert_eq!((reopened.closes_at, reopened.summary.resolution_date), (None, None));
    world.act(&sr, "resolve", &json!({ "text": "Firmware, too" })).await;
    let closed: Ticket = lin.act(&sr, "confirm", None).await.json();
    assert_eq!((closed.summary.status, closed.summary.turn.who), (Status::Closed, TurnOf::Nobody));
    assert_eq!(closed.actions, [Action::Reopen]);
    assert_eq!(lin.say(&sr, "thanks").await.problem().0, 409);
    let late = world.desk(Method::POST, &format!("/tickets/{sr}/messages"), &json!({ "text": "hello?" })).await;
    assert_eq!(late.problem().0, 409);
    let reasons = lin.history(&sr).await.into_iter().filter(|event| event.event_type == EventType::ActionTaken);
    let reasons: Vec<_> = reasons.map(|event| event.reason.map(|reason| reason.text)).collect();
    assert_eq!(reasons, [Some("2 % still fail".to_owned()), None]);
}

#[tokio::test]
async fn news_is_asked_for_at_most_once_an_hour() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = lin.file(&fault("New connections fail", "a1")).await.summary.sr_number;
    let nudged: Ticket = lin.act(&sr, "nudge", None).await.json();
    assert!(!nudged.actions.contains(&Action::Nudge));
    assert_eq!(lin.act(&sr, "nudge", None).await.problem().0, 409);
    let told = lin.history(&sr).await.pop().unwrap();
    // An answer is due as fast as to a new request.
    assert_eq!(told.clock.unwrap().due, Some(told.event_date + Span::minutes(15)));
    world.act(&sr, "messages", &json!({ "text": "Still looking" })).await;
    assert!(lin.ticket(&sr).await.actions.contains(&Action::Nudge));
    lin.act(&sr, "nudge", None).await;
    world.backend.hand.advance(Span::minutes(61));
    assert_eq!(lin.act(&sr, "nudge", None).await.status, 200);

    assert_eq!(lin.act(&sr, "escalate", Some("the board is asking")).await.status, 200);
    assert_eq!(lin.act(&sr, "escalate", Some("again")).await.problem().0, 409);
    assert_eq!(lin.act(&sr, "requestGreenChannel", Some("trading starts at nine")).await.status, 200);
    assert_eq!(lin.act(&sr, "answer", None).await.problem(), (422, vec!["/action notOffered".to_owned()]));
    let withdrawn: Ticket = lin.act(&sr, "withdraw", None).await.json();
    assert_eq!((withdrawn.summary.status, withdrawn.actions.len()), (Status::Cancelled, 0));
}

#[tokio::test]
async fn an_edit_needs_the_version_it_was_made_of() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = lin.file(&fault("New connections fail", "a1")).await.summary.sr_number;
    let edit = async |version: Option<&str>, body| {
        let mut request = lin.write(Method::PATCH, &at(path::TICKET, &sr)).json(&body);
        if let Some(version) = version {
            request = request.header("if-match", version);
        }
        Answer::of(request).await
    };
    assert_eq!(edit(None, json!({ "name": "Connections fail" })).await.problem().0, 428);
    let edited = edit(Some("\"1\""), json!({ "name": "Connections fail", "externalIdentifier": "OWN-7" })).await;
    assert_eq!((edited.status.as_u16(), edited.header("etag")), (200, "\"2\""));
    let stale = edit(Some("\"1\""), json!({ "name": "Another title" })).await;
    assert_eq!(stale.json::<aftercare_contract::Problem>().current_version, Some(2));
    assert_eq!(stale.status, 412);
    assert_eq!(edit(Some("\"2\""), json!({ "name": "x" })).await.problem(), (422, vec!["/name tooShort".to_owned()]));
    let ticket = lin.ticket(&sr).await;
    assert_eq!(ticket.summary.name, "Connections fail");
    assert_eq!(ticket.summary.external_identifier.as_deref(), Some("OWN-7"));
    assert_eq!(lin.story(&sr).await, ["created", "edited"]);
}

#[tokio::test]
async fn what_is_asked_for_is_granted_or_refused_with_a_reason() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = lin.file(&fault("New connections fail", "a1")).await.summary.sr_number;
    world.act(&sr, "take", &json!({ "engineer": "zhou" })).await;
    let within = lin.ticket(&sr).await.special_answer_within.unwrap();
    let asked: Ticket = lin.act(&sr, "requestGreenChannel", Some("The shop is closed")).await.json();
    assert_eq!(within, Span::minutes(15), "as a request that is filed now");
    assert_eq!(asked.special_requests[0].answer_by, Some(asked.server_time + within), "as was said before");
    assert!(!asked.actions.contains(&Action::RequestGreenChannel));

    let refusal = json!({ "action": "requestGreenChannel", "granted": false });
    let silent = world.desk(Method::POST, &format!("/tickets/{sr}/special"), &refusal).await;
    assert_eq!(silent.problem(), (422, vec!["/reason required".to_owned()]));
    let refusal = json!({ "action": "requestGreenChannel", "granted": false, "reason": "It is for outages" });
    world.act(&sr, "special?by=chen", &refusal).await;
    let refused = lin.ticket(&sr).await;
    let answer = refused.special_requests[0].answer.clone().unwrap();
    assert_eq!((answer.granted, answer.by.as_str()), (false, "Chen Lixing"));
    assert!(refused.actions.contains(&Action::RequestGreenChannel), "with other reasons");
    let twice = world.desk(Method::POST, &format!("/tickets/{sr}/special"), &refusal).await;
    assert_eq!(twice.problem().0, 409, "it is answered");

    lin.act(&sr, "requestGreenChannel", Some("All shops are closed")).await;
    world.act(&sr, "special", &json!({ "action": "requestGreenChannel", "granted": true })).await;
    let granted = lin.ticket(&sr).await;
    assert_eq!(granted.special_requests.len(), 2);
    assert!(!granted.actions.contains(&Action::RequestGreenChannel), "it goes first");
    let story = lin.story(&sr).await;
    assert_eq!(story.iter().filter(|told| *told == "specialRequestAnswered").count(), 2);
}
