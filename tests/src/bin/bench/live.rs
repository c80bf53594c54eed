//! From a live event's arrival in the page to the frame that shows it.

use aftercare_tests::{
    Desk,
    sample::fault,
    wait::{self, PATIENCE},
};
use serde_json::json;

use crate::visitor::{Speed, Visitor, run_first};

/// Events that are measured.
const EVENTS: usize = 10;

/// Milliseconds from the arrival of each event to its paint, on a slow processor with the ticket's page open.
pub async fn event_to_paint(visitor: &Visitor, desk: &Desk) -> Vec<f64> {
    let device = visitor.customer.devices().await.into_iter().find(|device| device.contract.is_some());
    let device = device.expect("the customer has a device under contract").id;
    let sr = visitor.customer.file(&fault(&device, "Watched by the bench")).await.summary.sr_number;
    let browser = visitor.open(Speed::Slow).await;
    run_first(&browser, include_str!("live.js")).await;
    browser.goto(&visitor.url(&format!("/tickets/{sr}"))).await;
    browser.sees("Watched by the bench").await;
    wait::until("the live stream", PATIENCE, async || {
        let open = browser.script("return globalThis.liveIsOpen === true", Vec::new()).await;
        if open == true { Ok(()) } else { Err("it isn't open".to_owned()) }
    })
    .await;
    let mut times = Vec::new();
    for number in 1..=EVENTS {
        let text = format!("measured event {number}.");
        browser.script("globalThis.watchFor(arguments[0])", vec![json!(text)]).await;
        desk.say(&sr, &text).await;
        times.push(
            wait::until("the event's paint", PATIENCE, async || {
                let told = browser.script("return globalThis.eventToPaint ?? null", Vec::new()).await;
                told.as_f64().ok_or_else(|| "it isn't painted".to_owned())
            })
            .await,
        );
    }
    browser.close().await;
    times
}
