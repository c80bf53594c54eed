//! The service review: its numbers open their tickets, and an improvement is confirmed.

use aftercare_contract::{
    review::Review,
    routes::{path, to},
};
use aftercare_tests::{
    backend::HE,
    browser::target::{button, heading, link, listitem, region},
};
use serde_json::json;

use crate::{pages, scene::Scene};

const NARROW: &str = "return document.documentElement.scrollWidth <= document.documentElement.clientWidth";

/// A quarter is read, one of its numbers opens exactly the tickets behind it, and an improvement is confirmed.
pub async fn a_number_opens_the_tickets_behind_it(scene: &mut Scene) {
    let browser = &scene.browser;
    let review: Review = scene.backend.customer(HE).await.load(&to(path::REVIEW, &[])).await;
    pages::sign_in(scene, &format!("/review?period={}", review.period), HE).await;
    browser.find(&heading("Service review, Q")).await;
    browser.find(&heading("Times against target")).await;
    browser.axe().await;
    let improvement = region("在苏州前置电源模块备件");
    browser.click_in(&improvement, &button("It is done")).await;
    browser.sees("Confirmed").await;
    browser.click(&link(&format!("{} ticket", review.tickets.count))).await;
    browser.at("the list", |path| path.starts_with("/tickets?") && path.contains("figure=")).await;
    browser.sees(&format!("{0} of {0} shown", review.tickets.count)).await;
    browser.find(&listitem("Figure of the service review")).await;
    let phone = json!({ "width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": true });
    browser.driver().cdp().send_raw("Emulation.setDeviceMetricsOverride", phone).await.expect("Chromium can be narrow");
    browser.goto(&scene.url(&format!("/review?period={}", review.period.year()))).await;
    browser.find(&heading("Times against target")).await;
    assert_eq!(browser.script(NARROW, Vec::new()).await, true, "nothing is beside the screen");
    browser.axe().await;
}
