//! Scrolling through the list of a customer with many tickets.

use std::time::Duration;

use aftercare_contract::list::TicketQuery;
use aftercare_tests::{
    browser::target::row,
    wait::{self, PATIENCE},
};
use serde::Deserialize;

use crate::{
    cold::list,
    visitor::{Speed, Visitor},
};

/// How long it may take to fetch all tickets and to scroll back.
const LONGEST: Duration = Duration::from_mins(5);

/// The frames of scrolling, in milliseconds.
#[derive(Deserialize)]
pub struct Frames {
    /// From each frame to the next.
    pub pauses: Vec<f64>,
    /// What was worked for frames, of those that took more than 50 ms.
    pub long: Vec<f64>,
}

/// Scrolls to the end of a list and back, on a slow processor.
pub async fn scroll(visitor: &Visitor, query: &TicketQuery) -> Frames {
    let first = visitor.customer.tickets(query).await.items[0].sr_number.clone();
    let browser = visitor.open(Speed::SlowProcessor).await;
    browser.goto(&visitor.url(&list(query))).await;
    browser.find(&row(first.as_str())).await;
    wait::until("the page", PATIENCE, async || {
        let complete = browser.script(include_str!("complete.js"), Vec::new()).await == true;
        if complete { Ok(()) } else { Err(browser.text().await) }
    })
    .await;
    browser.script(include_str!("scrolling.js"), Vec::new()).await;
    let frames = wait::until("the way to the end and back", LONGEST, async || {
        let told = browser.script("return globalThis.scrolled", Vec::new()).await;
        serde_json::from_value(told).map_err(|error| error.to_string())
    })
    .await;
    browser.close().await;
    frames
}
