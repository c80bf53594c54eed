//! Verifying a fix: with all that speaks for it in sight, with more time, and with words that mean what was chosen.

use aftercare_contract::ticket::{Action, SrNumber, Status};
use aftercare_tests::{
    Customer,
    backend::{AMARA, LIN},
    browser::target::{button, dialog, field, heading, link},
    sample::fault,
    wait::{self, PATIENCE},
};
use serde_json::json;

use crate::{
    pages::{self, a_device},
    scene::Scene,
};

const NARROW: &str = "return document.documentElement.scrollWidth <= document.documentElement.clientWidth";

async fn fixed(scene: &Scene, customer: &Customer, name: &str) -> SrNumber {
    let device = a_device(customer).await;
    let sr = customer.file(&fault(&device.id, name)).await.summary.sr_number;
    let desk = scene.backend.desk();
    desk.take(&sr).await;
    desk.act(&sr, "checks", json!({ "checks": ["Both nodes take connections"], "language": "en" })).await;
    desk.act(&sr, "resolve", json!({ "text": "The card was replaced", "language": "en" })).await;
    sr
}

/// Waits until the ticket has this status.
async fn is(customer: &Customer, sr: &SrNumber, status: Status) {
    wait::until("the ticket", PATIENCE, async || {
        let now = customer.ticket(sr).await.summary.status;
        if now == status { Ok(()) } else { Err(format!("it is {now}")) }
    })
    .await;
}

/// It is kept open, then confirmed with words that say the opposite: that is asked about, and the other answer taken.
pub async fn a_fix_is_verified_with_care(scene: &mut Scene) {
    let browser = &scene.browser;
    let customer = scene.backend.customer(AMARA).await;
    let sr = fixed(scene, &customer, "Verified with care").await;
    pages::sign_in(scene, &format!("/tickets/{sr}"), AMARA).await;
    browser.click(&link("Verify").exactly()).await;
    browser.find(&heading("Does it work again?")).await;
    for text in ["The card was replaced", "Both nodes take connections", "We go on with what is left", "2 more times"] {
        browser.sees(text).await;
    }
    browser.axe().await;
    let document = browser.document().await;
    browser.click(&button("Keep it open until")).await;
    browser.sees("Can be done once more.").await;
    browser.sees("Kept open by the customer").await;

    browser.click(&button("It works")).await;
    browser.fill(&field("Reason"), "Thank you, but 2 % still fail").await;
    browser.sees("Your words read as if something is still wrong").await;
    browser.axe().await;
    browser.click_in(&dialog("It works"), &button("Choose “Not fixed”")).await;
    assert_eq!(browser.value(&field("Reason")).await, "Thank you, but 2 % still fail", "what was typed is there");
    browser.sees_no("Your words read as if").await;
    browser.click_in(&dialog("Not fixed"), &button("Not fixed").exactly()).await;
    is(&customer, &sr, Status::InProgress).await;
    browser.gone(&heading("Does it work again?")).await;

    scene.backend.desk().act(&sr, "resolve", json!({ "text": "Now with the right firmware" })).await;
    browser.click(&button("Partly fixed")).await;
    browser.fill(&field("Reason"), "Reports are slow").await;
    browser.click_in(&dialog("Partly fixed"), &button("Partly fixed").exactly()).await;
    is(&customer, &sr, Status::InProgress).await;
    browser.sees("Partly fixed, says the customer").await;
    assert_eq!(browser.document().await, document, "all of it without a reload");
}

/// After the end one sees why it happened and until when it can be reopened; a ticket that can't be leads to a request
/// that names it.
pub async fn after_the_end_it_is_explained_and_gone_on_with(scene: &mut Scene) {
    let browser = &scene.browser;
    let customer = scene.backend.customer(LIN).await;
    let sr = fixed(scene, &customer, "事后说明").await;
    customer.act(&sr, Action::Confirm, None).await;
    let phone = json!({ "width": 320, "height": 740, "deviceScaleFactor": 2, "mobile": true });
    browser.driver().cdp().send_raw("Emulation.setDeviceMetricsOverride", phone).await.expect("Chromium can be narrow");
    pages::sign_in(scene, "/account", LIN).await;
    pages::switch_language(browser, "中文").await;
    browser.find(&heading("账户")).await;
    browser.goto(&scene.url(&format!("/tickets/{sr}"))).await;
    browser.sees("前重新打开此工单").await;
    let cause = json!({ "kind": "rootCause", "text": "加速卡老化", "language": "zh-CN" });
    scene.backend.desk().act(&sr, "conclusion", cause).await;
    browser.find(&heading("原因与预防")).await;
    browser.sees("加速卡老化").await;
    assert_eq!(browser.script(NARROW, Vec::new()).await, true, "nothing is beside the screen");
    browser.axe().await;

    let gone = fixed(scene, &customer, "不再需要").await;
    scene.backend.desk().act(&gone, "status", json!({ "status": "cancelled", "reason": "误报" })).await;
    browser.goto(&scene.url(&format!("/tickets/{gone}"))).await;
    browser.click(&link("提交后续请求")).await;
    let name = browser.value(&field("一句话概述")).await;
    assert!(name.contains(gone.as_str()) && name.contains("不再需要"), "{name}");
}
