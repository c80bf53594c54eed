//! Claims for missed promises, under the demo's cloud contract: policy D of the service descriptions.

use aftercare_backend::ticket;
use aftercare_contract::{
    Span, Timestamp,
    claim::{Claim, ClaimState},
    history::EventType,
    list::Page,
    routes::{self, path},
    ticket::{Action, Promise, SrNumber, Status, Task, Ticket},
    todo::Todo,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{Answer, Customer, World, at};

/// A Friday, 10:00 in Shanghai.
const FRIDAY: &str = "2026-11-20T02:00:00Z";

/// A ticket of Lin's on a device under the contract with claims, whose answer comes too late.
async fn late(world: &World, lin: &Customer) -> SrNumber {
    missed_on(world, lin, "k8s-east-2").await
}

async fn missed_on(world: &World, lin: &Customer, name: &str) -> SrNumber {
    world.backend.hand.set(FRIDAY.parse::<Timestamp>().unwrap());
    let devices: Value = lin.get(&routes::to(path::DEVICES, &[])).await.json();
    let device = devices["items"].as_array().unwrap().iter().find(|device| device["name"] == name).unwrap();
    let request = crate::world::fault("The cluster is down", device["id"].as_str().unwrap());
    let sr = lin.file(&request).await.summary.sr_number;
    world.backend.hand.advance(Span::minutes(40));
    ticket::sweep(&world.backend.app).await.unwrap();
    sr
}

async fn decide(who: &Customer, sr: &SrNumber, action: &str, mut claim: Value, reason: Option<&str>) -> Answer {
    let seen = who.ticket(sr).await.claim.map_or(0, |claim| claim.revision);
    if claim["revision"].is_null() {
        claim["revision"] = seen.into();
    }
    who.post(&at(path::ACTIONS, sr), &json!({ "action": action, "reason": reason, "claim": claim })).await
}

/// Files a claim over this amount.
async fn filed(he: &Customer, sr: &SrNumber, amount: u64) -> Claim {
    let claim = json!({ "amount": amount, "description": " 停机损失 ", "language": "zh-CN" });
    decide(he, sr, "fileClaim", claim, None).await.json::<Ticket>().claim.unwrap()
}

/// The desk brings it through these states.
async fn go(world: &World, sr: &SrNumber, states: &[&str]) -> Claim {
    let mut ticket = None;
    for state in states {
        let more = json!({ "state": state, "amount": 20_000, "text": "按合同第八条", "language": "zh-CN" });
        ticket = Some(world.act(sr, "claim", &more).await);
    }
    ticket.unwrap().claim.unwrap()
}

fn on_claim(ticket: &Ticket) -> Vec<Action> {
    ticket.actions.iter().filter(|action| action.is_on_claim()).cloned().collect()
}

const TO_NOTICE: [&str; 5] = ["takenOn", "evidence", "appraisal", "proposal", "noticed"];

#[tokio::test]
async fn a_claim_goes_its_way_after_the_end_of_the_ticket() {
    let world = World::demo().await;
    let (lin, he) = (world.customer("lin").await, world.customer("he").await);
    let sr = late(&world, &lin).await;
    let missed = he.ticket(&sr).await;
    assert_eq!(on_claim(&missed), [Action::FileClaim]);
    assert_eq!(on_claim(&lin.ticket(&sr).await), [], "claims are for the company's admins");
    assert_eq!(decide(&lin, &sr, "fileClaim", json!({}), None).await.problem().0, 422, "nothing is said");
    let whole = json!({ "amount": 1, "description": "x" });
    assert_eq!(decide(&lin, &sr, "fileClaim", whole, None).await.problem().0, 409);
    let terms = missed.terms.unwrap().claims.unwrap();
    assert_eq!((terms.currency.as_str(), terms.appeal_working_days), ("CNY", 15));

    world.act(&sr, "resolve", &json!({ "text": "Fixed" })).await;
    lin.act(&sr, "confirm", None).await;
    let claim = filed(&he, &sr, 36_800).await;
    assert_eq!((claim.grade.code.as_str(), claim.description.text.as_str()), ("B", "停机损失"));
    assert_eq!(claim.decide_by.unwrap().to_string(), "2026-11-27T10:00:00Z", "five working days: Friday, 18:00");
    let breach = &claim.breaches[0];
    assert_eq!((&breach.promise, breach.elapsed), (&Promise::Response, Span::minutes(40)));
    assert!(claim.breaches.iter().all(|clock| clock.elapsed > clock.target));
    let wrong = world.desk(Method::POST, &format!("/tickets/{sr}/claim"), &json!({ "state": "noticed" })).await;
    assert_eq!(wrong.problem().0, 409, "no step is skipped");

    let noticed = go(&world, &sr, &TO_NOTICE).await;
    let notice = noticed.notice.unwrap();
    assert_eq!(notice.amount, Some(20_000));
    assert_eq!(notice.appeal_by.unwrap().to_string(), "2026-12-11T10:00:00Z", "fifteen working days");
    let todos: Page<Todo> = he.get(&routes::to(path::TODOS, &[])).await.json();
    let todo = todos.items.iter().find(|todo| todo.ticket.sr_number == sr).unwrap();
    assert_eq!((&todo.ticket.turn.task, todo.ticket.turn.by), (&Task::DecideClaim, notice.appeal_by));
    let said = todo.said.as_ref().and_then(|said| said.reason.as_ref()).map(|reason| reason.text.as_str());
    assert_eq!((todos.total, said), (todos.items.len() as u64, Some("按合同第八条")));
    let others: Page<Todo> = lin.get(&routes::to(path::TODOS, &[])).await.json();
    assert!(others.items.iter().all(|todo| todo.ticket.sr_number != sr));

    let accepted: Ticket = decide(&he, &sr, "acceptClaim", json!({}), None).await.json();
    assert_eq!((&accepted.summary.status, on_claim(&accepted)), (&Status::Closed, vec![]));
    let claim = accepted.claim.unwrap();
    let states: Vec<_> = claim.stages.iter().map(|stage| stage.state.clone()).collect();
    assert_eq!(states, ClaimState::WAY);
    let told = he.history(&sr).await;
    let told: Vec<_> = told.iter().filter_map(|event| Some(event.claim.as_ref()?.state.clone())).collect();
    assert_eq!(told, states, "each step is in the history");
}

#[tokio::test]
async fn an_appeal_begins_it_anew_as_long_as_there_is_time() {
    let world = World::demo().await;
    let (lin, he) = (world.customer("lin").await, world.customer("he").await);
    let sr = late(&world, &lin).await;
    filed(&he, &sr, 60_000).await;
    let refused = go(&world, &sr, &["takenOn", "refused"]).await;
    assert_eq!((refused.state.clone(), refused.notice.unwrap().amount), (ClaimState::Refused, None));
    assert_eq!(on_claim(&he.ticket(&sr).await), [Action::AppealClaim]);
    assert_eq!(decide(&he, &sr, "appealClaim", json!({}), None).await.problem().1, ["/reason required"]);
    world.backend.hand.advance(Span::hours(24));
    let he = world.customer("he").await;
    let appealed: Ticket = decide(&he, &sr, "appealClaim", json!({}), Some("It was down")).await.json();
    let claim = appealed.claim.unwrap();
    assert_eq!(claim.appeal.as_ref().map(|appeal| appeal.text.as_str()), Some("It was down"));
    assert_eq!(claim.decide_by.unwrap().to_string(), "2026-12-01T10:00:00Z", "seven working days from the Saturday");

    let noticed = go(&world, &sr, &["proposal", "noticed"]).await;
    let until = noticed.notice.unwrap().appeal_by.unwrap();
    world.backend.hand.set(until);
    let he = world.customer("he").await;
    let may = |ticket: &Ticket| on_claim(ticket);
    let in_time = [Action::AcceptClaim, Action::AppealClaim, Action::WithdrawClaim];
    assert_eq!(may(&he.ticket(&sr).await), in_time);
    world.backend.hand.advance(Span::seconds(1));
    assert_eq!(may(&he.ticket(&sr).await), [Action::AcceptClaim, Action::WithdrawClaim]);
    assert_eq!(decide(&he, &sr, "appealClaim", json!({}), Some("late")).await.problem().0, 409);
}

#[tokio::test]
async fn whoever_is_second_is_told_before_anything_is_done() {
    let world = World::demo().await;
    let (lin, he) = (world.customer("lin").await, world.customer("he").await);
    let sr = late(&world, &lin).await;
    filed(&he, &sr, 500).await;
    let again = json!({ "revision": 0, "amount": 900, "description": "x" });
    let second = decide(&he, &sr, "fileClaim", again, None).await;
    assert_eq!(second.status, 412, "{}", second.text());
    let noticed = go(&world, &sr, &TO_NOTICE).await;
    let seen = json!({ "revision": noticed.revision });
    assert_eq!(decide(&he, &sr, "acceptClaim", seen.clone(), None).await.status, 200);
    let second = decide(&he, &sr, "appealClaim", seen, Some("No")).await;
    assert_eq!(second.status, 412, "{}", second.text());
    assert_eq!(he.ticket(&sr).await.claim.unwrap().state, ClaimState::Accepted);
}

#[tokio::test]
async fn evidence_is_brought_by_who_knows_and_what_is_withdrawn_can_be_filed_anew() {
    let world = World::demo().await;
    let (lin, he) = (world.customer("lin").await, world.customer("he").await);
    let sr = late(&world, &lin).await;
    filed(&he, &sr, 10_000).await;
    assert_eq!(on_claim(&lin.ticket(&sr).await), [Action::AddClaimEvidence]);
    let none = decide(&lin, &sr, "addClaimEvidence", json!({ "uploads": [] }), None).await;
    assert_eq!(none.problem().1, ["/claim/uploads required"]);
    let foreign = decide(&lin, &sr, "addClaimEvidence", json!({ "uploads": ["nobodys"] }), None).await;
    assert_eq!(foreign.status, 422, "{}", foreign.text());
    let withdrawn: Ticket = decide(&he, &sr, "withdrawClaim", json!({}), None).await.json();
    assert_eq!(on_claim(&withdrawn), [Action::FileClaim]);
    let anew = filed(&he, &sr, 9_999).await;
    assert_eq!((anew.grade.code.as_str(), anew.stages.len()), ("C", 1));
    assert!(anew.revision > withdrawn.claim.unwrap().revision);
    let told = he.history(&sr).await;
    assert_eq!(told.iter().filter(|event| event.event_type == EventType::ClaimFiled).count(), 2);
}

#[tokio::test]
async fn a_contract_without_claims_has_none() {
    let world = World::demo().await;
    let (lin, he) = (world.customer("lin").await, world.customer("he").await);
    let sr = missed_on(&world, &lin, "adx-sh-01").await;
    let missed = he.ticket(&sr).await;
    assert!(missed.clocks.iter().any(|clock| clock.verdict.is_some()));
    assert_eq!((on_claim(&missed), missed.terms.unwrap().claims), (vec![], None));
}

#[tokio::test]
async fn a_complaint_is_answered_within_a_day() {
    let world = World::demo().await;
    let lin = world.customer("lin").await;
    let complaint = json!({
        "ticketType": "complaint", "name": "Nobody called back", "description": "Since yesterday",
        "contact": { "name": "Lin", "channels": ["web"] }, "remoteAccess": "no", "window": "anytime"
    });
    let ticket = lin.file(&complaint).await;
    let response = ticket.clocks.iter().find(|clock| clock.promise == Promise::Response).unwrap();
    assert_eq!(response.target, Span::hours(24));
    assert_eq!(ticket.summary.turn.by, response.due, "and its page says by when");
}
