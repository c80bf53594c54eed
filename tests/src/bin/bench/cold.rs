//! One cold start of a page.

use std::collections::BTreeMap;

use aftercare_contract::list::TicketQuery;
use aftercare_tests::wait::{self, PATIENCE};
use serde::Deserialize;
use serde_json::json;

use crate::{
    visitor::{Speed, Visitor, run_first},
    wire::{Transfer, Wire},
};

/// What a page tells about its start, in milliseconds from the beginning of the navigation.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Milestones {
    /// The first frame that shows anything.
    pub first_paint: f64,
    /// The largest text or picture.
    pub largest_paint: f64,
    /// What the page is there for: the first ticket's number, or what is named instead.
    pub live_data: f64,
    /// Sum of all layout shifts; no unit.
    pub layout_shift: f64,
    /// When the navigation began, in milliseconds since 1970.
    began: f64,
}

impl Milestones {
    /// Whether it was asked for when the data was on the screen.
    fn precede(&self, transfer: &Transfer) -> bool {
        transfer.asked * 1000.0 > self.began + self.live_data
    }
}

/// Bytes on the wire by kind, with headers; "later" is what was asked for when the data was on the screen.
pub type Bytes = BTreeMap<&'static str, u64>;

/// The kind of [`Bytes`] that isn't part of the start.
pub const LATER: &str = "later";

/// One cold start.
pub struct Cold {
    /// Bytes on the wire.
    pub bytes: Bytes,
    /// Times and layout shift.
    pub milestones: Milestones,
}

impl Cold {
    /// Opens a list of tickets in a browser that has never seen it.
    pub async fn start(visitor: &Visitor, query: &TicketQuery, speed: Speed) -> Self {
        let first = visitor.customer.tickets(query).await.items.into_iter().next();
        let first = first.expect("the list has a first ticket").sr_number;
        Self::at(visitor, &list(query), first.as_str(), speed).await
    }

    /// Opens the page at this path in a browser that has never seen the portal; it is there for this text.
    pub async fn at(visitor: &Visitor, path: &str, text: &str, speed: Speed) -> Self {
        let browser = visitor.open_with_log(speed).await;
        run_first(&browser, &include_str!("cold.js").replace("\"SOUGHT\"", &json!(text).to_string())).await;
        browser.goto(&visitor.url(path)).await;
        let milestones: Milestones = wait::until(&format!("{text} at {path}"), 3 * PATIENCE, async || {
            let told = browser.script("return globalThis.coldStart?.()", Vec::new()).await;
            match serde_json::from_value(told) {
                Ok(milestones) => Ok(milestones),
                Err(error) => Err(format!("{error}; the page says: {}", browser.text().await)),
            }
        })
        .await;
        // What was asked for before the data came may still be on its way.
        let mut wire = Wire::default();
        wait::until("the end of loading", 3 * PATIENCE, async || {
            wire.read(&browser).await;
            let pending = wire.transfers().filter(|it| it.is_pending() && !milestones.precede(it)).count();
            if pending == 0 { Ok(()) } else { Err(format!("{pending} are pending")) }
        })
        .await;
        browser.close().await;
        let mut bytes = Bytes::new();
        for transfer in wire.transfers() {
            let kind = if milestones.precede(transfer) { LATER } else { transfer.kind() };
            *bytes.entry(kind).or_default() += transfer.bytes();
        }
        Self { bytes, milestones }
    }
}

/// The path of a list.
pub fn list(query: &TicketQuery) -> String {
    format!("/tickets?{}", query.print()).trim_end_matches('?').to_owned()
}
