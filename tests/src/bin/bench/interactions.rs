//! How quickly the page answers to clicks and keys, over a session of a customer with many tickets.

use aftercare_contract::list::TicketQuery;
use aftercare_tests::{
    Browser,
    wait::{self, PATIENCE},
};
use serde_json::json;
use thirtyfour::{By, prelude::WebDriverResult};

use crate::{
    cold::list,
    visitor::{Speed, Visitor, run_first},
};

/// How often everything is done.
const ROUNDS: usize = 5;

/// A key or a click: what it was meant to do (unless it was too short to be told of), and the milliseconds until the
/// frame that showed its effect.
pub type Interaction = (Option<String>, f64);

/// Opens tickets and goes back, filters, searches and changes the language, on a slow processor.
pub async fn session(visitor: &Visitor, query: &TicketQuery) -> Vec<Interaction> {
    let browser = visitor.open(Speed::SlowProcessor).await;
    run_first(&browser, include_str!("interactions.js")).await;
    browser.goto(&visitor.url(&list(query))).await;
    let session = Session(&browser);
    session.until(LIST).await;
    for round in 1..=ROUNDS {
        session.begin("open a ticket").await;
        session.click(&format!(".list__row:nth-child({round}) .list__title")).await;
        session.until("location.pathname.startsWith('/tickets/') && document.querySelector('.timeline')").await;
        session.begin("back to the list").await;
        session.click(".page-header__crumbs a").await;
        session.until(LIST).await;

        session.begin("open the filters").await;
        session.click("#tool-filters").await;
        session.until("document.querySelector('.tool__checks')").await;
        session.begin("filter").await;
        session.click(".tool__checks .choice").await;
        session.until("location.search.includes('severity=')").await;
        session.until(LIST).await;
        session.begin("take off the filter").await;
        session.click(".tool__checks .choice").await;
        session.until("!location.search.includes('severity=')").await;
        session.until(LIST).await;
        session.begin("close the filters").await;
        session.click("#tool-filters").await;

        session.begin("search").await;
        session.click("#filter-text").await;
        session.press("link\u{e003}").await;
        session.until("location.search.includes('q=lin')").await;
        session.until(LIST).await;
        session.press("\u{e003}\u{e003}\u{e003}").await;
        session.until("!location.search.includes('q=')").await;
        session.until(LIST).await;

        for language in ["en", "ja", "zh-CN"] {
            session.begin("change the language").await;
            session.click(&format!(".languages [lang={language}]")).await;
            session.until(&format!("document.documentElement.lang === '{language}'")).await;
        }
    }
    let told = browser.script("return interactions()", Vec::new()).await;
    browser.close().await;
    serde_json::from_value(told).expect("an interaction is a name and a time")
}

/// Whether the list is there.
const LIST: &str = "location.pathname === '/tickets' && document.querySelector('.list__row')";

/// Somebody at work. The page is looked at by short scripts only, so that the looking takes none of its time.
struct Session<'a>(&'a Browser);

impl Session<'_> {
    async fn begin(&self, step: &str) {
        self.0.script("beginStep(arguments[0])", vec![json!(step)]).await;
    }

    async fn click(&self, selector: &str) {
        wait::until(selector, PATIENCE, async || {
            let click = async || self.0.driver().find(By::Css(selector)).await?.click().await;
            let clicked: WebDriverResult<()> = click().await;
            clicked.map_err(|error| error.to_string())
        })
        .await;
        self.rest().await;
    }

    async fn press(&self, keys: &str) {
        for key in keys.chars() {
            self.0.press(key.to_string()).await;
            self.rest().await;
        }
    }

    /// Until what was done is on the screen.
    async fn rest(&self) {
        let rest = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))";
        self.0.driver().execute_async(rest, Vec::new()).await.expect("a page has frames");
    }

    async fn until(&self, condition: &str) {
        let script = format!("return Boolean(!document.querySelector('.skeleton') && {condition})");
        wait::until(condition, PATIENCE, async || {
            let holds = self.0.script(&script, Vec::new()).await == true;
            if holds { Ok(()) } else { Err(format!("the page is at {}", self.0.path().await)) }
        })
        .await;
        self.rest().await;
    }
}
