//! Notices: they arrive live, are acknowledged, put off and turned into requests; their dates go to calendars.

use aftercare_contract::{
    account::Me,
    asset::Day,
    notice::UnreadNotices,
    routes::{path, to},
};
use aftercare_tests::{
    Browser,
    backend::{HE, INGRID, LIN},
    browser::target::{button, checkbox, field, heading, link, region},
    wait::{self, PATIENCE},
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    pages::{self, a_device},
    scene::Scene,
};

const TITLE: &str = "A fan of adx-sh-01 is slow";

/// The desk warns about a load balancer of Lin's company.
async fn warn(scene: &Scene) {
    let text = |en: &str| json!({ "en": en, "zh-CN": en, "ja": en });
    let warning = json!({
        "kind": "cooling", "urgency": "high", "serialNumbers": ["ADX64-2209-03157"],
        "title": text(TITLE), "text": text("4,100 turns a minute instead of 6,000"), "advice": text("Replace it this week"),
        "request": {
            "ticketType": "fault", "action": text("Ask for a new fan"), "title": text("Replace the fan"),
            "description": text("It is slow")
        }
    });
    scene.backend.desk().call(Method::POST, "/notices", Some(&warning)).await.expect(201);
}

/// A warning arrives by itself, somebody takes it in hand, puts it off, shows it again, and asks for help with one tap.
pub async fn a_warning_arrives_and_becomes_a_request(scene: &mut Scene) {
    let browser = &scene.browser;
    pages::sign_in(scene, "/notices", LIN).await;
    browser.find(&heading("Notices")).await;
    browser.sees("S.M.A.R.T. warning of three disks").await;
    warn(scene).await;
    browser.sees(TITLE).await;
    browser.axe().await;
    let notice = region(TITLE);
    browser.click_in(&notice, &button("I have it in hand")).await;
    browser.sees("has it in hand since").await;
    browser.click_in(&notice, &button("Remind me later")).await;
    browser.click_in(&notice, &button("Put it off")).await;
    browser.sees_no(TITLE).await;
    browser.click(&link("Put off").exactly()).await;
    browser.sees(TITLE).await;
    browser.click_in(&notice, &button("Show it again")).await;
    browser.sees_no(TITLE).await;
    browser.click(&link("Now").exactly()).await;
    browser.sees(TITLE).await;
    browser.click_in(&notice, &link("Ask for a new fan")).await;
    browser.at("the request", |path| path.starts_with("/tickets/new?")).await;
    browser.sees("adx-sh-01").await;
}

/// Waits until the frame shows this beside its way to the notices.
async fn counted(browser: &Browser, content: &str) {
    let shown = "return getComputedStyle(document.querySelector('.rail__place[href=\"/notices\"]'), '::after').content";
    wait::until(content, PATIENCE, async || {
        let now = browser.script(shown, Vec::new()).await;
        if now == content { Ok(()) } else { Err(now.to_string()) }
    })
    .await;
}

/// What the rules find in telemetry is counted wherever one is, until somebody has read it; its device leads to it.
pub async fn what_a_device_tells_is_warned_of_everywhere(scene: &mut Scene) {
    let browser = &scene.browser;
    let customer = scene.backend.customer(INGRID).await;
    let device = a_device(&customer).await;
    let unread = async || customer.load::<UnreadNotices>(&to(path::NOTICES_UNREAD, &[])).await.count;
    let before = unread().await;
    pages::sign_in(scene, &format!("/devices/{}", device.id), INGRID).await;
    browser.find(&heading("To watch now")).await;
    let me: Me = customer.load(&to(path::ME, &[])).await;
    let day = json!({ "day": Day(me.server_time.0.date_naive()), "low": 0, "p95": 90, "high": 90 });
    let told = json!({ "metric": "reallocatedSectors", "days": [day] });
    let url = format!("/devices/{}/telemetry", device.serial_number);
    scene.backend.desk().call(Method::POST, &url, Some(&told)).await.expect(204);
    let warning = region("a disk is beyond its threshold");
    browser.find(&warning).await;
    // The first time that it tells something, it may tell more than that.
    let new = unread().await;
    assert!(new > before, "{new} after {before}");
    counted(browser, &format!("\"{new}\" / \"{new} new\"")).await;
    browser.axe().await;
    browser.click_in(&warning, &link("Read more")).await;
    browser.at("the notices", |path| path.starts_with("/notices?device=")).await;
    browser.click_in(&region("a disk is beyond its threshold"), &button("I have it in hand")).await;
    let left = new - 1;
    counted(browser, &if left > 0 { format!("\"{left}\" / \"{left} new\"") } else { "none".to_owned() }).await;
}

/// Filters stand in the address, a choice is kept, and a calendar program reads the dates by the private address.
pub async fn dates_go_to_a_calendar_and_kinds_are_chosen(scene: &mut Scene) {
    let browser = &scene.browser;
    pages::sign_in(scene, "/notices?group=lifeCycle", HE).await;
    browser.find(&heading("Notices")).await;
    browser.sees("Life cycle").await;
    browser.sees_no("S.M.A.R.T. warning of three disks").await;
    browser.click(&button("Make a private address")).await;
    let url = browser.value(&field("Private address")).await;
    let calendar = reqwest::get(&url).await.expect("it answers").text().await.expect("it is text");
    assert!(calendar.starts_with("BEGIN:VCALENDAR") && calendar.contains("DTSTART;VALUE=DATE:"), "{calendar}");
    browser.click(&button("Revoke the address")).await;
    browser.sees("The address opens nothing any more").await;
    assert_eq!(reqwest::get(&url).await.expect("it answers").status(), 404);
    browser.click(&checkbox("Degraded RAID")).await;
    browser.sees("Your choice is saved").await;
    let choices: Value = scene.backend.customer(HE).await.load(&to(path::NOTICE_CHOICES, &[])).await;
    let raid = choices["notices"].as_array().and_then(|all| all.iter().find(|choice| choice["kind"] == "raid"));
    assert_eq!(raid.map(|choice| &choice["wanted"]), Some(&json!(false)));
    browser.axe().await;
}
