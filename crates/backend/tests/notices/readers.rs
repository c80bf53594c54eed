//! What readers do with notices.

use aftercare_contract::{
    Span,
    notice::{NoticeChoices, NoticeKind, UnreadNotices},
    routes::{path, to},
};
use reqwest::Method;
use serde_json::json;

use crate::{
    found, raise, warning,
    world::{Answer, Customer, World},
};

async fn unread(customer: &Customer) -> UnreadNotices {
    customer.get(&to(path::NOTICES_UNREAD, &[])).await.json()
}

#[tokio::test]
async fn snoozing_is_ones_own_and_acknowledging_the_companys() {
    let world = World::new().await;
    let (lin, mei) = (world.customer("lin").await, world.customer("mei").await);
    raise(&world, &warning(&["ADX64-2209-03157"], "high")).await;
    assert_eq!(unread(&lin).await, UnreadNotices { count: 1, urgent: 1 });
    let id = found(&lin, "").await.items[0].id.clone();
    let actions = to(path::NOTICE_ACTIONS, &[id.as_str()]);

    let now = world.backend.app.clock.now();
    let wrong = lin.post(&actions, &json!({ "action": "snooze", "until": now })).await;
    assert_eq!(wrong.problem(), (422, vec!["/until inPast".to_owned()]));
    let until = now + Span::hours(24);
    assert_eq!(lin.post(&actions, &json!({ "action": "snooze", "until": until })).await.status, 200);
    assert_eq!((unread(&lin).await.count, found(&lin, "").await.total), (0, 0));
    assert_eq!(found(&lin, "state=snoozed").await.items[0].snoozed_until, Some(until));
    assert_eq!((unread(&mei).await.count, found(&mei, "").await.total), (1, 1), "others still see it");
    world.backend.hand.advance(Span::hours(25));
    let (lin, mei) = (world.customer("lin").await, world.customer("mei").await);
    assert_eq!((unread(&lin).await.count, found(&lin, "state=unread").await.total), (1, 1), "reminded");

    assert_eq!(mei.post(&actions, &json!({ "action": "acknowledge" })).await.status, 200);
    let seen = found(&lin, "").await.items.remove(0);
    assert_eq!(seen.acknowledged.unwrap().by, "梅岭");
    assert_eq!(unread(&lin).await.count, 0, "somebody has it in hand");
    raise(&world, &warning(&["ADX64-2209-03157"], "high")).await;
    assert!(found(&lin, "").await.items[0].acknowledged.is_some(), "nothing new about it");
    assert_eq!(lin.post(&actions, &json!({ "action": "unacknowledge" })).await.status, 200);
    assert_eq!(unread(&mei).await.count, 0, "mei has read it");
}

#[tokio::test]
async fn what_nobody_wants_to_be_told_of_is_there_and_not_counted() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    raise(&world, &warning(&["ADX64-2209-03157"], "low")).await;
    let choose = async |kind: &str| {
        let body = json!({ "notices": [{ "kind": kind, "wanted": false }] });
        Answer::of(lin.write(Method::PATCH, &to(path::NOTICE_CHOICES, &[])).json(&body)).await
    };
    assert_eq!(choose("recall").await.problem(), (422, vec!["/notices/0/kind notOffered".to_owned()]));
    let chosen: NoticeChoices = choose("smart").await.json();
    assert_eq!(chosen.notices.len(), NoticeKind::KNOWN.len());
    assert_eq!(chosen.notices.iter().filter(|choice| !choice.wanted).count(), 1);
    assert_eq!((unread(&lin).await.count, found(&lin, "").await.total), (0, 1));
}
