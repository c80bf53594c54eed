use aftercare_backend::ticket;
use aftercare_contract::{
    Span,
    history::{Attachment, EventType},
    ticket::{Action, Promise, SrNumber, Status, Step, Ticket, Verdict},
};
use reqwest::Method;
use serde_json::json;

use crate::world::{Customer, World, fault};

/// A fault that is fixed, and verified by the vendor.
async fn fixed(world: &World, lin: &Customer) -> SrNumber {
    let sr = lin.file(&fault("New connections fail", "a1")).await.summary.sr_number;
    world.act(&sr, "take", &json!({ "engineer": "zhou" })).await;
    world.act(&sr, "checks", &json!({ "checks": ["连续 20 分钟无失败"], "language": "zh-CN" })).await;
    world.act(&sr, "resolve", &json!({ "text": "Upgraded" })).await;
    sr
}

#[tokio::test]
async fn it_is_kept_open_as_often_as_the_policy_says() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = fixed(&world, &lin).await;
    let mut before = lin.ticket(&sr).await;
    let verification = before.verification.clone().unwrap();
    assert_eq!(verification.checks[0].text, "连续 20 分钟无失败");
    for left in [2, 1] {
        let verification = before.verification.unwrap();
        assert_eq!(verification.keep_open_left, left);
        let kept: Ticket = lin.act(&sr, "keepOpen", None).await.json();
        assert_eq!(kept.closes_at, verification.keep_open_until, "as was said before");
        assert_eq!(kept.closes_at.unwrap().since(before.closes_at.unwrap()), Span::hours(24));
        before = kept;
    }
    assert!(!before.actions.contains(&Action::KeepOpen));
    assert_eq!(lin.act(&sr, "keepOpen", None).await.problem().0, 409);

    let closes_at = before.closes_at.unwrap();
    world.backend.hand.set(closes_at - Span::seconds(1));
    ticket::sweep(&world.backend.app).await.unwrap();
    let lin = world.customer("lin").await;
    let waiting = lin.ticket(&sr).await;
    assert_eq!(waiting.summary.status, Status::Resolved);
    let confirmation = waiting.clocks.iter().find(|clock| clock.promise == Promise::Confirmation).unwrap();
    assert_eq!(confirmation.verdict, None, "what the customer asked for breaks no promise");
    world.backend.hand.set(closes_at);
    ticket::sweep(&world.backend.app).await.unwrap();
    assert_eq!(lin.ticket(&sr).await.summary.status, Status::Closed);
}

#[tokio::test]
async fn what_is_partly_fixed_goes_on_with_the_business_running() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = fixed(&world, &lin).await;
    assert_eq!(lin.act(&sr, "confirmPartly", None).await.problem(), (422, vec!["/reason required".to_owned()]));
    let partly: Ticket = lin.act(&sr, "confirmPartly", Some("The report page is slow")).await.json();
    assert_eq!((partly.summary.status, partly.step), (Status::InProgress, Step::CarryingOut));
    assert_eq!((partly.closes_at, partly.verification), (None, None));
    world.act(&sr, "resolve", &json!({ "text": "Upgraded" })).await;
    let again = lin.ticket(&sr).await.verification.unwrap();
    assert_eq!((again.checks.len(), again.keep_open_left), (0, 2), "it begins anew");
}

#[tokio::test]
async fn it_is_reopened_within_the_policys_time_only() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = fixed(&world, &lin).await;
    let closed: Ticket = lin.act(&sr, "confirm", None).await.json();
    let until = closed.verification.unwrap().reopen_until.unwrap();
    assert_eq!(until, closed.server_time + Span::hours(14 * 24));
    world.backend.hand.set(until);
    let lin = world.customer("lin").await;
    assert_eq!(lin.ticket(&sr).await.actions, [Action::Reopen]);
    world.backend.hand.advance(Span::seconds(1));
    assert_eq!(lin.ticket(&sr).await.actions, []);
    assert_eq!(lin.act(&sr, "reopen", Some("It is back")).await.problem().0, 409);
}

#[tokio::test]
async fn why_it_happened_is_published_also_after_the_end() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = fixed(&world, &lin).await;
    lin.act(&sr, "confirm", None).await;
    let report: Attachment = world.send_file(&sr, "RCA.txt", b"It was worn out.").await.json();
    let cause = json!({ "kind": "rootCause", "text": "A worn card", "attachment": report.id });
    world.act(&sr, "conclusion", &cause).await;
    world.act(&sr, "conclusion", &json!({ "kind": "advice", "text": "Replace the others" })).await;
    let published = world.act(&sr, "conclusion", &json!({ "kind": "advice", "text": "Replace them all" })).await;
    let texts: Vec<_> = published.conclusions.iter().map(|it| it.text.text.as_str()).collect();
    assert_eq!(texts, ["A worn card", "Replace them all"], "one of a kind");
    assert_eq!(lin.ticket(&sr).await.conclusions[0].attachment, Some(report.id.clone()));
    let told = lin.history(&sr).await;
    let told = told.iter().find(|event| event.event_type == EventType::ConclusionPublished).unwrap();
    assert_eq!(told.attachment.as_ref().map(|file| &file.id), Some(&report.id));

    let other = lin.file(&fault("Another one", "a1")).await.summary.sr_number;
    let foreign = world.desk(Method::POST, &format!("/tickets/{other}/conclusion"), &cause).await;
    assert_eq!(foreign.problem(), (422, vec!["/attachment notFound".to_owned()]), "a file of another ticket");
    let met = lin.ticket(&sr).await.clocks;
    assert!(met.iter().all(|clock| clock.verdict != Some(Verdict::Breached)));
}
