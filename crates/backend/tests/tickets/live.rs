use aftercare_contract::live::LiveEvent;
use serde_json::json;

use crate::world::{Live, World, fault};

/// The next event about a ticket.
async fn ticket_event(live: &mut Live) -> LiveEvent {
    loop {
        let (name, id, data) = live.next().await.unwrap();
        if name == "ticket" {
            let event: LiveEvent = serde_json::from_value(data).unwrap();
            assert_eq!(event.id, id);
            return event;
        }
    }
}

#[tokio::test]
async fn a_stream_resumes_over_a_restart_without_loss_or_doubles() {
    let world = World::new().await;
    let (lin, eve) = (world.customer("lin").await, world.customer("eve").await);
    let mut live = lin.live(None).await;
    let (name, start, _) = live.next().await.unwrap();
    assert_eq!(name, "hello");

    let sr = lin.file(&fault("New connections fail", "a1")).await.summary.sr_number;
    let mut told = vec![ticket_event(&mut live).await];
    assert_eq!(told[0].ticket.summary.sr_number, sr);
    // What happens at the other company is none of lin's business.
    eve.file(&fault("Other company", "x1")).await;
    world.act(&sr, "take", &json!({ "engineer": "zhou" })).await;
    told.push(ticket_event(&mut live).await);

    let world = world.restart().await;
    assert!(live.next().await.is_none_or(|(name, ..)| name == "ticket"), "the stream ends with the server");
    let lin = world.customer("lin").await;
    lin.say(&sr, "any news?").await;
    let mut live = lin.live(told.last().map(|event| event.id)).await;
    lin.say(&sr, "hello?").await;
    while told.last().unwrap().event.message.as_ref().is_none_or(|message| message.prose.text != "hello?") {
        told.push(ticket_event(&mut live).await);
    }
    let numbers: Vec<u64> = told.iter().map(|event| event.event.number).collect();
    assert_eq!(numbers, (1..=told.last().unwrap().ticket.last_event).collect::<Vec<_>>());
    assert!(told.iter().all(|event| event.ticket.summary.sr_number == sr && event.id > start));
    assert_eq!(told.iter().map(|event| &event.event).cloned().collect::<Vec<_>>(), lin.history(&sr).await);
}

#[tokio::test]
async fn a_stream_says_when_it_cannot_resume() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let mut live = lin.live(Some(99)).await;
    assert_eq!(live.next().await.unwrap().0, "reset");
}
