//! The spare part of a ticket: its way is watched, the defective one is sent back, and a device is lent meanwhile.

use aftercare_contract::{
    Span,
    asset::Device,
    rma::{LoanerState, NewRma, Rma, RmaProgress, RmaService, RmaState},
    ticket::SrNumber,
};
use aftercare_tests::{
    Browser, Customer,
    backend::{AMARA, LIN},
    browser::target::{alert, button, dialog, field, heading, link},
    sample::fault,
    wait::{self, PATIENCE},
};
use serde_json::json;

use crate::{pages, scene::Scene};

const NARROW: &str = "return document.documentElement.scrollWidth <= document.documentElement.clientWidth";

/// A device under the plan that lends one during a repair.
async fn a_device_with_a_loaner(customer: &Customer) -> Device {
    let devices = customer.devices().await;
    devices.into_iter().find(|device| device.name == "adx-sh-02").expect("it is of the strategic plan")
}

/// A ticket for which the desk opens an RMA.
async fn opened(scene: &Scene, customer: &Customer, name: &str, service: RmaService) -> SrNumber {
    let device = a_device_with_a_loaner(customer).await;
    let sr = customer.file(&fault(&device.id, name)).await.summary.sr_number;
    let desk = scene.backend.desk();
    desk.take(&sr).await;
    let new = NewRma {
        number: "RMA-0042-07".to_owned(),
        part: "ASX-40 SSL accelerator".to_owned(),
        language: Some("en".to_owned()),
        fru_number: "710-0642-03".to_owned(),
        old_serial_number: Some("ASX40-2231-0917".to_owned()),
        service,
        return_within: Some(Span::hours(7 * 24)),
    };
    desk.act(&sr, "rma", json!(new)).await;
    sr
}

/// The desk notes a state with all that is due with it.
async fn go(scene: &Scene, customer: &Customer, sr: &SrNumber, state: RmaState, reason: Option<&str>) {
    let eta = customer.me().await.server_time + Span::hours(2);
    let progress = RmaProgress {
        depot: (state == RmaState::Picked).then(|| "Forward stock depot".to_owned()),
        carrier: (state == RmaState::OnTheWay).then(|| "Same-day courier".to_owned()),
        tracking_number: (state == RmaState::OnTheWay).then(|| "TC-20481177".to_owned()),
        eta: matches!(state, RmaState::OnTheWay | RmaState::Backordered).then_some(eta),
        new_serial_number: (state == RmaState::Replaced).then(|| "ASX40-2604-1188".to_owned()),
        reason: reason.map(str::to_owned),
        language: Some("en".to_owned()),
        ..RmaProgress::to(state)
    };
    scene.backend.desk().act(sr, "rma/state", json!(progress)).await;
}

async fn shown(customer: &Customer, sr: &SrNumber) -> Rma {
    customer.ticket(sr).await.rma.expect("it has an RMA")
}

/// Waits until the backend has it so.
async fn is(customer: &Customer, sr: &SrNumber, holds: impl Fn(&Rma) -> bool) {
    wait::until("the part", PATIENCE, async || {
        let rma = shown(customer, sr).await;
        if holds(&rma) { Ok(()) } else { Err(format!("it is {rma:?}")) }
    })
    .await;
}

/// Presses a button of the card and answers the question that follows with the same word.
async fn report(browser: &Browser, word: &str) {
    browser.click(&button(word)).await;
    browser.click_in(&dialog(word), &button(word).exactly()).await;
}

/// A part that is out of stock and then dead on arrival comes in the end; a device is lent meanwhile, and the
/// defective part goes back.
pub async fn a_part_is_watched_and_the_defective_one_sent_back(scene: &mut Scene) {
    let browser = &scene.browser;
    let customer = scene.backend.customer(AMARA).await;
    let sr = opened(scene, &customer, "A part is watched", RmaService::OnSite).await;
    pages::sign_in(scene, &format!("/tickets/{sr}"), AMARA).await;
    browser.find(&heading("Spare part")).await;
    let document = browser.document().await;
    for text in
        ["We are getting the spare part to you", "710-0642-03", "ASX40-2231-0917", "RMA-0042-07", "7 days after"]
    {
        browser.sees(text).await;
    }
    browser.axe().await;

    browser.click(&link("To the spare part")).await;
    report(browser, "Ask for a loaner").await;
    browser.sees("Asked for").await;
    is(&customer, &sr, |rma| rma.loaner.as_ref().is_some_and(|it| it.state == LoanerState::Requested)).await;
    let due = customer.me().await.server_time + Span::hours(14 * 24);
    let lent = json!({ "state": "onLoan", "model": "ADX-6400", "serialNumber": "LN-0032", "dueBack": due });
    scene.backend.desk().act(&sr, "loaner", lent).await;
    browser.sees("ADX-6400 · LN-0032").await;
    browser.sees("due back").await;

    go(scene, &customer, &sr, RmaState::Backordered, Some("None is left in Shanghai")).await;
    browser.sees("On back order").await;
    browser.sees("None is left in Shanghai").await;
    browser.axe().await;
    for state in [RmaState::Picked, RmaState::OnTheWay] {
        go(scene, &customer, &sr, state, None).await;
    }
    browser.sees("Same-day courier TC-20481177").await;
    browser.sees("about ").await;
    go(scene, &customer, &sr, RmaState::Arrived, None).await;
    browser.sees("kept: ").await;
    go(scene, &customer, &sr, RmaState::Confirmed, Some("Its engine doesn't start")).await;
    browser.sees("The part that came is defective itself; another one is sent. Its engine doesn't start").await;
    browser.sees_no("kept: ").await;
    for state in [RmaState::Picked, RmaState::OnTheWay, RmaState::Arrived, RmaState::Replaced] {
        go(scene, &customer, &sr, state, None).await;
    }
    browser.sees("ASX40-2604-1188").await;

    let hand_over = button("Defective part handed over").exactly();
    browser.click(&hand_over).await;
    browser.sees("Please fill this in").await;
    let focused = "return document.activeElement.id";
    assert_eq!(browser.script(focused, Vec::new()).await, "rma-carrier", "what is missing");
    browser.axe().await;
    browser.fill(&field("Carrier"), "Same-day courier").await;
    browser.fill(&field("Tracking number"), "TC-3").await;
    browser.click(&hand_over).await;
    browser.sees("Handed over to Same-day courier TC-3").await;
    browser.gone(&hand_over).await;
    go(scene, &customer, &sr, RmaState::Returned, None).await;
    browser.sees("Defective part returned").await;
    assert_eq!(browser.document().await, document, "all of it without a reload");
}

/// Whoever replaces the part finds it at home, on a phone in Chinese, and says when it has come and works.
pub async fn a_part_is_replaced_by_ourselves_on_a_phone(scene: &mut Scene) {
    let browser = &scene.browser;
    let customer = scene.backend.customer(LIN).await;
    let sr = opened(scene, &customer, "自行更换", RmaService::Customer).await;
    let phone = json!({ "width": 320, "height": 740, "deviceScaleFactor": 2, "mobile": true });
    browser.driver().cdp().send_raw("Emulation.setDeviceMetricsOverride", phone).await.expect("Chromium can be narrow");
    pages::sign_in(scene, "/account", LIN).await;
    pages::switch_language(browser, "中文").await;
    browser.find(&heading("账户")).await;
    for state in [RmaState::Picked, RmaState::OnTheWay] {
        go(scene, &customer, &sr, state, None).await;
    }
    browser.goto(&scene.url(&format!("/tickets/{sr}"))).await;
    browser.find(&heading("我们正在调运备件")).await;
    assert_eq!(browser.script(NARROW, Vec::new()).await, true, "nothing is beside the screen");
    browser.axe().await;
    report(browser, "备件已到货").await;
    browser.find(&heading("请更换部件")).await;
    browser.goto(&scene.url("/")).await;
    browser.find(&heading("部件待您更换")).await;
    browser.click(&link("查看备件")).await;
    browser.at("the part", |path| path == format!("/tickets/{sr}#spare-part")).await;
    report(browser, "已更换，工作正常").await;
    is(&customer, &sr, Rma::awaits_return).await;
    browser.fill(&field("承运商"), "同城急送").await;
    browser.reload().await;
    let hand_over = button("坏件已交寄").exactly();
    browser.find(&hand_over).await;
    assert_eq!(browser.value(&field("承运商")).await, "同城急送", "what was typed is kept");
    assert_eq!(browser.script(NARROW, Vec::new()).await, true, "nothing is beside the screen");
    browser.axe().await;
    browser.click(&hand_over).await;
    is(&customer, &sr, |rma| rma.hand_over.as_ref().is_some_and(|given| given.carrier == "同城急送")).await;
}

/// While somebody asks for a loaner, the part comes and is refused: nothing is sent, and what is there now is shown.
pub async fn a_part_that_changes_meanwhile_is_shown_as_it_is(scene: &mut Scene) {
    let browser = &scene.browser;
    let customer = scene.backend.customer(AMARA).await;
    let sr = opened(scene, &customer, "Changed meanwhile", RmaService::OnSite).await;
    pages::sign_in(scene, &format!("/tickets/{sr}"), AMARA).await;
    browser.click(&button("Ask for a loaner")).await;
    let asked = dialog("Ask for a loaner");
    browser.find(&asked).await;
    go(scene, &customer, &sr, RmaState::Picked, None).await;
    browser.click_in(&asked, &button("Ask for a loaner").exactly()).await;
    browser.find(&alert("The spare part has changed meanwhile")).await;
    browser.axe().await;
    report(browser, "Ask for a loaner").await;
    browser.gone(&alert("The spare part has changed meanwhile")).await;
    is(&customer, &sr, |rma| rma.loaner.as_ref().is_some_and(|it| it.state == LoanerState::Requested)).await;
}
