//! Remote access: whoever allows it sees for how long, and who is connected; and can withdraw it.

use aftercare_contract::{
    remote::{AccessRequest, AccessState},
    routes::{path, to},
    ticket::{Action, SrNumber, TakeAction},
};
use aftercare_tests::{
    Customer,
    backend::{AMARA, LIN},
    browser::target::{alert, button, dialog, field, heading, link, radio},
    sample::fault,
    wait::{self, PATIENCE},
};
use serde_json::json;

use crate::{
    pages::{self, a_device},
    scene::Scene,
};

const NARROW: &str = "return document.documentElement.scrollWidth <= document.documentElement.clientWidth";

/// A ticket for which an engineer asks to connect.
async fn asked(scene: &Scene, customer: &Customer, name: &str) -> SrNumber {
    let device = a_device(customer).await;
    let sr = customer.file(&fault(&device.id, name)).await.summary.sr_number;
    scene.backend.desk().take(&sr).await;
    ask(scene, &sr).await;
    sr
}

async fn ask(scene: &Scene, sr: &SrNumber) {
    let request = json!({
        "purpose": "Read the counters of the card", "scope": "The card only, nothing is changed",
        "language": "en", "offered": ["PT1H", "PT2H"],
    });
    scene.backend.desk().act(sr, "access", request).await;
}

async fn connect(scene: &Scene, sr: &SrNumber, connected: bool) {
    scene.backend.desk().act(sr, "access/session", json!({ "connected": connected })).await;
}

/// Waits until the backend has it in this state.
async fn is(customer: &Customer, sr: &SrNumber, state: &AccessState) -> AccessRequest {
    wait::until("remote access", PATIENCE, async || {
        let access = customer.ticket(sr).await.access.expect("it was asked for");
        if access.state == *state { Ok(access) } else { Err(format!("it is {}", access.state)) }
    })
    .await
}

/// From home it is allowed for a time that is chosen; time and sessions are seen live, and it is withdrawn.
pub async fn access_is_allowed_watched_and_withdrawn(scene: &mut Scene) {
    let browser = &scene.browser;
    let customer = scene.backend.customer(AMARA).await;
    let sr = asked(scene, &customer, "Watched from home").await;
    pages::sign_in(scene, "/", AMARA).await;
    browser.find(&heading("An engineer asks for remote access")).await;
    browser.sees("Read the counters of the card").await;
    browser.goto(&scene.url(&format!("/tickets/{sr}"))).await;
    browser.find(&heading("Please decide whether an engineer may connect")).await;
    browser.click(&link("To remote access")).await;
    browser.at("remote access", |path| path.ends_with("#access-request")).await;
    browser.sees("The card only, nothing is changed").await;
    browser.axe().await;
    let document = browser.document().await;

    browser.click(&radio("2 hr from now")).await;
    browser.click(&button("Allow it for this time")).await;
    is(&customer, &sr, &AccessState::Granted).await;
    browser.sees("Ends by itself").await;
    wait::until("the time that is left", PATIENCE, async || {
        let text = browser.text().await;
        // The first of its minutes may not be over yet.
        let left = ["2 hr left", "1 hr 59 min left"].iter().any(|left| text.contains(left));
        if left { Ok(()) } else { Err(text) }
    })
    .await;
    browser.sees("Nobody has connected.").await;
    browser.gone(&heading("Please decide whether")).await;
    connect(scene, &sr, true).await;
    browser.sees("Connected since").await;
    browser.axe().await;
    connect(scene, &sr, false).await;
    browser.sees_no("Connected since").await;

    let withdraw = button("Withdraw remote access");
    browser.click(&withdraw).await;
    browser.click_in(&dialog("Withdraw remote access"), &withdraw.clone().exactly()).await;
    is(&customer, &sr, &AccessState::Ended).await;
    browser.sees("Remote access has ended").await;
    browser.gone(&withdraw).await;
    browser.axe().await;
    assert_eq!(browser.document().await, document, "all of it without a reload");
}

/// On a phone, in Chinese, it is declined; the reason that is due is asked for.
pub async fn access_is_declined_in_chinese_on_a_phone(scene: &mut Scene) {
    let browser = &scene.browser;
    let customer = scene.backend.customer(LIN).await;
    let sr = asked(scene, &customer, "拒绝接入").await;
    let phone = json!({ "width": 320, "height": 740, "deviceScaleFactor": 2, "mobile": true });
    browser.driver().cdp().send_raw("Emulation.setDeviceMetricsOverride", phone).await.expect("Chromium can be narrow");
    pages::sign_in(scene, "/account", LIN).await;
    pages::switch_language(browser, "中文").await;
    browser.find(&heading("账户")).await;
    browser.goto(&scene.url(&format!("/tickets/{sr}"))).await;
    browser.find(&heading("请决定是否授权远程接入")).await;
    assert_eq!(browser.script(NARROW, Vec::new()).await, true, "nothing is beside the screen");
    browser.axe().await;
    let decline = button("拒绝接入");
    browser.click(&decline).await;
    browser.click_in(&dialog("拒绝接入"), &decline.clone().exactly()).await;
    browser.sees("请填写此项").await;
    browser.fill(&field("原因"), "机房规定不允许外部接入").await;
    browser.click_in(&dialog("拒绝接入"), &decline.exactly()).await;
    is(&customer, &sr, &AccessState::Declined).await;
    browser.sees("机房规定不允许外部接入").await;
    browser.gone(&heading("请决定是否")).await;
    assert_eq!(browser.script(NARROW, Vec::new()).await, true, "nothing is beside the screen");
}

/// The request is taken back and made anew while it is being allowed: nothing is allowed that wasn't seen.
pub async fn access_that_changes_meanwhile_is_decided_again(scene: &mut Scene) {
    let browser = &scene.browser;
    let customer = scene.backend.customer(AMARA).await;
    let sr = asked(scene, &customer, "Asked anew meanwhile").await;
    pages::sign_in(scene, &format!("/tickets/{sr}"), AMARA).await;
    browser.find(&button("Allow it for this time")).await;
    browser.script(pages::HOLD_ACTIONS, Vec::new()).await;
    browser.click(&button("Allow it for this time")).await;
    ask(scene, &sr).await;
    browser.script(pages::LET_GO, Vec::new()).await;
    browser.find(&alert("While you were deciding")).await;
    is(&customer, &sr, &AccessState::Requested).await;
    browser.axe().await;
    browser.click(&button("Allow it for this time")).await;
    is(&customer, &sr, &AccessState::Granted).await;
    browser.gone(&alert("While you were deciding")).await;
    customer.post(&to(path::ACTIONS, &[sr.as_str()]), &TakeAction::from(Action::Withdraw)).await.expect(200);
    browser.sees("Remote access has ended").await;
}
