//! Early warnings: what the rules find as soon as a device has told enough.

use aftercare_contract::{
    Span,
    asset::Day,
    live::{HELLO, NEWS},
    notice::{NoticeId, UnreadNotices},
    routes::{path, to},
    ticket::TicketType,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    brief, found,
    world::{Customer, World},
};

const SERIAL: &str = "ADX64-2209-03157";

/// The highest value of a quantity on a day so many days ago.
async fn tell(world: &World, metric: &str, days_ago: i64, high: f64) {
    let day = Day((world.backend.app.clock.now() - Span::hours(24 * days_ago)).0.date_naive());
    let days = json!({ "metric": metric, "days": [{ "day": day, "low": 0.0, "p95": high, "high": high }] });
    let answer = world.desk(Method::POST, &format!("/devices/{SERIAL}/telemetry"), &days).await;
    assert_eq!(answer.status, 204, "{}", answer.text());
}

async fn unread(customer: &Customer) -> u64 {
    customer.get(&to(path::NOTICES_UNREAD, &[])).await.json::<UnreadNotices>().count
}

/// The only notice about the device.
async fn only(customer: &Customer) -> NoticeId {
    let mut all = found(customer, "device=a1").await;
    assert_eq!(all.total, 1, "{:?}", brief(&all));
    all.items.remove(0).id
}

#[tokio::test]
async fn a_degraded_raid_is_warned_of_once_and_settled_when_it_is_over() {
    let world = World::new().await;
    let (lin, eve) = (world.customer("lin").await, world.customer("eve").await);
    let mut live = lin.live(None).await;
    assert_eq!(live.next().await.unwrap().0, HELLO);
    tell(&world, "raidState", 1, 0.0).await;
    assert_eq!(found(&lin, "").await.total, 0, "it is intact");
    tell(&world, "raidState", 0, 1.0).await;
    let (name, _, news) = live.next().await.unwrap();
    assert_eq!((name.as_str(), &news["notices"]["urgent"]), (NEWS, &json!(1)));
    let all = found(&lin, "group=earlyWarning&kind=raid").await;
    assert_eq!(brief(&all), ["raid high"]);
    let raid = &all.items[0];
    assert_eq!(raid.devices.iter().map(|device| device.id.as_str()).collect::<Vec<_>>(), ["a1"]);
    assert_eq!(raid.request.as_ref().map(|request| &request.ticket_type), Some(&TicketType::Fault));
    for words in [&raid.title, &raid.text, raid.advice.as_ref().unwrap()] {
        assert_eq!(words.tags().count(), 3, "{words:?}");
    }
    assert_eq!(found(&eve, "").await.total, 0);

    let act = json!({ "action": "acknowledge" });
    assert_eq!(lin.post(&to(path::NOTICE_ACTIONS, &[raid.id.as_str()]), &act).await.status, 200);
    tell(&world, "raidState", 0, 1.0).await;
    assert_eq!(only(&lin).await, raid.id, "told again, it is the same");
    assert_eq!(unread(&lin).await, 0, "and still in hand");

    world.backend.hand.advance(Span::hours(24 * 5));
    tell(&world, "raidState", 0, 0.0).await;
    let lin = world.customer("lin").await;
    assert_eq!(found(&lin, "").await.total, 0);
    let past = found(&lin, "state=past").await.items.remove(0);
    assert!(past.settled.is_some() && past.outcome.is_some());
    tell(&world, "raidState", 0, 1.0).await;
    assert_ne!(only(&lin).await, raid.id, "another time is another warning");
}

#[tokio::test]
async fn what_gets_worse_is_told_again_and_a_drift_until_it_is_corrected() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    tell(&world, "reallocatedSectors", 40, 0.0).await;
    tell(&world, "reallocatedSectors", 0, 12.0).await;
    assert_eq!(brief(&found(&lin, "").await), ["smart medium"]);
    let id = only(&lin).await;
    lin.post(&to(path::NOTICES_READ, &[]), &json!({ "ids": [id] })).await;
    world.backend.hand.advance(Span::seconds(60));
    tell(&world, "reallocatedSectors", 0, 41.0).await;
    assert_eq!(brief(&found(&lin, "").await), ["smart high"]);
    assert_eq!((only(&lin).await, unread(&lin).await), (id, 1), "the same, and to be read again");

    let snapshot = async |deviating: &[&str]| {
        let day = world.backend.app.clock.now().0.date_naive();
        let seen: Value = json!({ "deviating": deviating });
        let answer = world.desk(Method::PUT, &format!("/devices/{SERIAL}/snapshots/{day}"), &seen).await;
        assert_eq!(answer.status, 204, "{}", answer.text());
        brief(&found(&lin, "kind=configurationDrift").await)
    };
    assert_eq!(snapshot(&["RED-01", "RED-02", "ACL-02"]).await, ["configurationDrift medium"]);
    assert!(snapshot(&["ACL-02"]).await.is_empty());
}
