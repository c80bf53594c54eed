//! What the first visit of each page adds to the files that the list of tickets has fetched.

use std::collections::BTreeMap;

use aftercare_contract::list::TicketQuery;
use aftercare_tests::wait::{self, PATIENCE};

use crate::{
    cold::list,
    visitor::{Speed, Visitor},
    wire::Wire,
};

/// An article of the demo.
const ARTICLE: &str = "KB-1104";

/// The files that a page needs beside those of the list of tickets.
pub struct Added {
    /// What the page is called.
    pub page: &'static str,
    /// How many there are.
    pub files: usize,
    /// Bytes of all of them on the wire, with headers.
    pub bytes: u64,
}

/// What each page adds, in a browser that has never seen it.
pub async fn added(visitor: &Visitor) -> Vec<Added> {
    let query = TicketQuery::default();
    let sr = visitor.customer.tickets(&query).await.items[0].sr_number.clone();
    let start = files(visitor, &list(&query)).await;
    let guest = visitor.as_guest();
    let pages = [
        ("home", visitor, "/".to_owned()),
        ("a ticket", visitor, format!("/tickets/{sr}")),
        ("a new request", visitor, "/tickets/new".to_owned()),
        ("knowledge", visitor, "/kb".to_owned()),
        ("an article", visitor, format!("/kb/article/{ARTICLE}")),
        ("account", visitor, "/account".to_owned()),
        ("signing in", &guest, "/sign-in".to_owned()),
    ];
    let mut added = Vec::new();
    for (page, visitor, path) in pages {
        let mut files = files(visitor, &path).await;
        files.retain(|url, _| !start.contains_key(url));
        added.push(Added { page, files: files.len(), bytes: files.values().sum() });
    }
    added
}

/// The files that a browser fetches for a page that it has never seen, and how large they are.
async fn files(visitor: &Visitor, path: &str) -> BTreeMap<String, u64> {
    let browser = visitor.open_with_log(Speed::Full).await;
    browser.goto(&visitor.url(path)).await;
    let mut wire = Wire::default();
    wait::until(&format!("all of {path}"), PATIENCE, async || {
        let complete = browser.script(include_str!("complete.js"), Vec::new()).await == true;
        wire.read(&browser).await;
        let pending = wire.transfers().filter(|transfer| transfer.is_pending()).count();
        if complete && pending == 0 { Ok(()) } else { Err(format!("{pending} are pending: {}", browser.text().await)) }
    })
    .await;
    browser.close().await;
    let files = wire.transfers().filter(|transfer| !transfer.is_page() && !transfer.is_data());
    files.map(|file| (file.url.clone(), file.bytes())).collect()
}
