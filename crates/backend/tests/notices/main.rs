//! Notices as customers and the desk notice them: a real server, over HTTP, with a clock that is turned by hand.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "the rest of it is for the tests of the frame")]
#[path = "../frame/common.rs"]
mod common;
#[expect(dead_code, reason = "the rest of it is for the tests of tickets")]
#[path = "../tickets/world.rs"]
mod world;

mod calendar;
mod readers;
mod warnings;

use aftercare_backend::notice;
use aftercare_contract::{
    Span,
    live::{HELLO, NEWS},
    notice::{Notice, NoticeKind, NoticeUrgency, Notices},
    routes::{path, to},
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{Customer, World};

/// What somebody finds under this query.
async fn found(customer: &Customer, query: &str) -> Notices {
    customer.get(&format!("{}?{query}", to(path::NOTICES, &[]))).await.json()
}

/// What a notice is about and how urgently, in short.
fn brief(notices: &Notices) -> Vec<String> {
    let line = |notice: &Notice| format!("{} {}", notice.kind, notice.urgency);
    notices.items.iter().map(line).collect()
}

/// A warning of the desk about these devices.
fn warning(serial_numbers: &[&str], urgency: &str) -> Value {
    json!({
        "kind": "smart",
        "urgency": urgency,
        "key": "disk-7",
        "serialNumbers": serial_numbers,
        "title": { "en": "A disk announces its failure" },
        "text": { "en": "31 sectors were reallocated" },
        "request": {
            "ticketType": "fault", "action": { "en": "Ask" }, "title": { "en": "Disk 7" }, "description": { "en": "…" }
        }
    })
}

/// The desk raises it.
async fn raise(world: &World, notice: &Value) -> Value {
    let answer = world.desk(Method::POST, "/notices", notice).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

#[tokio::test]
async fn what_ends_is_told_when_its_day_comes_near_and_once() {
    let world = World::new().await;
    let (he, eve) = (world.customer("he").await, world.customer("eve").await);
    let ends = async |day: &str| {
        let sql = format!("UPDATE contract SET valid_to = '{day}' WHERE id = 'ca' OR valid_to > '2029'");
        world.backend.app.db.write(move |tx| tx.execute_batch(&sql)).await.unwrap();
    };
    let look = async || notice::sweep(&world.backend.app).await.unwrap();
    ends("2026-12-31").await;
    look().await;
    look().await;
    let first = found(&he, "").await;
    assert_eq!(brief(&first), ["contractEnd medium"]);
    let contract = &first.items[0];
    assert_eq!(contract.contract.as_deref(), Some("C-1"));
    assert_eq!(contract.devices.iter().map(|device| device.name.as_str()).collect::<Vec<_>>(), ["adx-a-01"]);
    assert_eq!(found(&eve, "").await.items[0].contract.as_deref(), Some("C-2"), "each company is told of its own");

    let ids = json!({ "ids": [contract.id] });
    assert_eq!(he.post(&to(path::NOTICES_READ, &[]), &ids).await.json::<Value>()["count"], 0);
    world.backend.hand.advance(Span::hours(24 * 15));
    look().await;
    let (he, eve) = (world.customer("he").await, world.customer("eve").await);
    let nearer = found(&he, "").await;
    assert_eq!(brief(&nearer), ["contractEnd high"]);
    assert_eq!((&nearer.items[0].id, nearer.items[0].read), (&contract.id, false), "more urgent: told again");

    ends("2028-12-31").await;
    look().await;
    assert_eq!(found(&he, "").await.total, 0);
    assert!(found(&he, "state=past").await.items[0].settled.is_some(), "it was renewed");
    let past = found(&eve, "").await.items[0].clone();
    assert_eq!((past.kind, past.urgency), (NoticeKind::ContractEnd, NoticeUrgency::High));
    world.backend.hand.advance(Span::hours(24 * 90));
    look().await;
    let eve = world.customer("eve").await;
    assert_eq!((found(&eve, "").await.total, found(&eve, "state=past").await.total), (0, 1), "long over");
}

#[tokio::test]
async fn a_warning_of_the_desk_reaches_the_owners_of_the_devices_and_nobody_else() {
    let world = World::new().await;
    let (lin, eve) = (world.customer("lin").await, world.customer("eve").await);
    let mut live = lin.live(None).await;
    assert_eq!(live.next().await.unwrap().0, HELLO);
    let both = warning(&["ADX64-2209-03157", "ADX64-2209-09999"], "medium");
    let raised = raise(&world, &both).await;
    assert_eq!(raised["items"].as_array().map(Vec::len), Some(2), "one for each company");
    let (name, _, news) = live.next().await.unwrap();
    assert_eq!((name.as_str(), &news["notices"]["count"]), (NEWS, &json!(1)));

    let own = found(&lin, "").await.items.remove(0);
    let devices: Vec<&str> = own.devices.iter().map(|device| device.id.as_str()).collect();
    assert_eq!((devices, own.request.is_some()), (vec!["a1"], true));
    assert_eq!(found(&eve, "").await.items[0].devices[0].id.as_str(), "x1");
    assert_eq!(eve.get(&to(path::NOTICE, &[own.id.as_str()])).await.status, 404);
    let act = json!({ "action": "acknowledge" });
    assert_eq!(eve.post(&to(path::NOTICE_ACTIONS, &[own.id.as_str()]), &act).await.status, 404);
    assert_eq!(found(&lin, "device=x1").await.total, 0);
    assert_eq!(found(&lin, "device=a1&group=earlyWarning&kind=smart").await.total, 1);
    let narrow = found(&lin, "group=release").await;
    assert_eq!((narrow.total, narrow.groups[0].count), (0, 1), "the other groups are counted, too");

    raise(&world, &both).await;
    assert_eq!(found(&lin, "").await.total, 1, "raised again, it is the same");
    let outcome = json!({ "key": "disk-7", "outcome": { "en": "Replaced" } });
    assert_eq!(world.desk(Method::POST, "/notices/settle", &outcome).await.status, 204);
    assert_eq!(world.desk(Method::POST, "/notices/settle", &outcome).await.status, 404);
    let past = found(&lin, "state=past").await.items.remove(0);
    assert_eq!(past.outcome.unwrap().in_language("en").1, "Replaced");

    let wrong = world.desk(Method::POST, "/notices", &warning(&["nobody's"], "high")).await;
    assert_eq!(wrong.problem(), (422, vec!["/serialNumbers/0 notFound".to_owned()]));
}

#[tokio::test]
async fn a_long_list_is_read_page_by_page() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    for number in 0..5 {
        let mut notice = warning(&["ADX64-2209-03157"], "low");
        notice["key"] = json!(format!("disk-{number}"));
        raise(&world, &notice).await;
    }
    let mut seen = Vec::new();
    let mut page = found(&lin, "limit=2").await;
    while let Some(cursor) = page.next_cursor.clone() {
        seen.extend(page.items.into_iter().map(|notice| notice.id));
        page = found(&lin, &format!("limit=2&cursor={cursor}")).await;
    }
    seen.extend(page.items.into_iter().map(|notice| notice.id));
    seen.sort();
    seen.dedup();
    assert_eq!((seen.len(), page.total), (5, 5));
}
