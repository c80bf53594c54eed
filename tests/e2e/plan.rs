//! The plan of a ticket: it is decided with all that speaks for and against it in sight, and its steps tick live.

use aftercare_contract::{
    Span, Timestamp,
    asset::Device,
    plan::{CarriedOutBy, MaintenanceWindow, NewPlan, PlanDecision, PlanState, ResolutionPlan},
    routes::{path, to},
    ticket::{Action, SrNumber, TakeAction},
};
use aftercare_tests::{
    Customer,
    backend::{AMARA, INGRID, LIN},
    browser::{
        Key,
        target::{Target, alert, button, dialog, field, group, heading, link, radio},
    },
    sample::fault,
    wait::{self, PATIENCE},
};
use serde_json::json;

use crate::{
    pages::{self, a_device},
    scene::Scene,
};

const NARROW: &str = "return document.documentElement.scrollWidth <= document.documentElement.clientWidth";

/// Work of an hour in two steps.
fn plan(windows: &[MaintenanceWindow]) -> NewPlan {
    NewPlan {
        steps: vec!["Back up the configuration".to_owned(), "Upgrade to 8.4.5".to_owned()],
        expected_effect: "HA-4107 no longer occurs after a failover".to_owned(),
        risks: "Connections are cut for about 20 seconds".to_owned(),
        rollback: "Boot from the other partition".to_owned(),
        language: Some("en".to_owned()),
        duration: Span::hours(1),
        offered: vec![CarriedOutBy::Remote, CarriedOutBy::Customer],
        windows: windows.to_vec(),
    }
}

/// Two hours that begin so many hours from now, at a full minute.
pub fn window(now: Timestamp, hours: i64) -> MaintenanceWindow {
    let minute = now.unix_millis() - now.unix_millis() % 60_000;
    let start = Timestamp::from_unix_millis(minute).expect("now is a time") + Span::hours(hours);
    MaintenanceWindow { start, end: start + Span::hours(2) }
}

/// A ticket that somebody has taken over.
async fn a_ticket(scene: &Scene, customer: &Customer, device: &Device, name: &str) -> SrNumber {
    let sr = customer.file(&fault(&device.id, name)).await.summary.sr_number;
    scene.backend.desk().take(&sr).await;
    sr
}

async fn propose(scene: &Scene, sr: &SrNumber, plan: &NewPlan) {
    scene.backend.desk().act(sr, "plan", json!(plan)).await;
}

async fn tick(scene: &Scene, sr: &SrNumber, step: usize, state: &str) {
    scene.backend.desk().act(sr, "plan/step", json!({ "step": step, "state": state })).await;
}

async fn shown(customer: &Customer, sr: &SrNumber) -> ResolutionPlan {
    customer.ticket(sr).await.plan.expect("it has a plan")
}

/// Waits until the backend has the plan in this state.
async fn is(customer: &Customer, sr: &SrNumber, state: &PlanState) -> ResolutionPlan {
    wait::until("the plan", PATIENCE, async || {
        let plan = shown(customer, sr).await;
        if plan.state == *state { Ok(plan) } else { Err(format!("it is {}", plan.state)) }
    })
    .await
}

fn approve() -> Target {
    button("Approve the plan").exactly()
}

/// A device in Shanghai, whose clocks are eight hours ahead of UTC all year.
pub async fn a_device_in_shanghai(customer: &Customer) -> Device {
    let in_shanghai = |device: &Device| device.site.as_ref().is_some_and(|site| site.time_zone == "Asia/Shanghai");
    let devices = customer.devices().await;
    devices.into_iter().find(|device| device.contract.is_some() && in_shanghai(device)).expect("one is in Shanghai")
}

/// The time in Shanghai as a control has it.
pub fn in_shanghai(time: Timestamp) -> String {
    (time + Span::hours(8)).to_string().chars().take("2026-11-20T12:55".len()).collect()
}

/// Agrees to a plan elsewhere.
async fn approve_elsewhere(customer: &Customer, sr: &SrNumber, window: Option<MaintenanceWindow>) {
    let revision = shown(customer, sr).await.revision;
    let plan = Some(PlanDecision { revision, carried_out_by: Some(CarriedOutBy::Remote), window });
    let approval = TakeAction { plan, ..Action::ApprovePlan.into() };
    customer.post(&to(path::ACTIONS, &[sr.as_str()]), &approval).await.expect(200);
}

/// From the keyboard a plan is read, approved for a proposed window, and watched while its steps are done.
pub async fn a_plan_is_approved_by_keyboard_and_ticks_live(scene: &mut Scene) {
    let browser = &scene.browser;
    let customer = scene.backend.customer(AMARA).await;
    let device = a_device_in_shanghai(&customer).await;
    let sr = a_ticket(scene, &customer, &device, "Approved by keyboard").await;
    pages::sign_in(scene, &format!("/tickets/{sr}"), AMARA).await;
    browser.find(&heading("Approved by keyboard")).await;
    let document = browser.document().await;

    let now = customer.me().await.server_time;
    propose(scene, &sr, &plan(&[window(now, 0), window(now, 24)])).await;
    browser.find(&heading("Please decide about our plan")).await;
    for text in ["HA-4107 no longer occurs", "Connections are cut", "Boot from the other", "Back up the", "1 hr"] {
        browser.sees(text).await;
    }
    browser.sees("(Asia/Shanghai)").await;
    browser.axe().await;

    browser.tab_to(&link("To the plan")).await;
    browser.press(Key::Enter).await;
    browser.at("the plan", |path| path.ends_with("#resolution-plan")).await;
    browser.tab_to(&approve()).await;
    browser.press(Key::Enter).await;
    browser.sees("Please fill this in").await;
    let focused = "return document.activeElement.id";
    assert_eq!(browser.script(focused, Vec::new()).await, "plan-by", "what is missing first");
    browser.axe().await;
    browser.press(" ").await;
    browser.press(Key::Tab).await;
    browser.press(" ").await;
    browser.tab_to(&approve()).await;
    browser.press(Key::Enter).await;
    let agreed = is(&customer, &sr, &PlanState::Approved).await;
    assert_eq!((agreed.carried_out_by, agreed.window), (Some(CarriedOutBy::Remote), Some(window(now, 0))));
    browser.sees("Plan approved, Us, remotely").await;
    browser.gone(&heading("Please decide")).await;

    tick(scene, &sr, 1, "running").await;
    browser.sees("Under way").await;
    browser.sees("0 of 2 steps done").await;
    tick(scene, &sr, 1, "done").await;
    browser.sees("1 of 2 steps done").await;
    browser.axe().await;
    tick(scene, &sr, 2, "done").await;
    browser.sees("Plan carried out").await;
    browser.sees_no("steps done").await;
    browser.gone(&approve()).await;
    assert_eq!(browser.document().await, document, "all of it without a reload");
}

/// A plan is declined in Chinese on a phone; the reason that is due is asked for, and reaches the vendor.
pub async fn a_plan_is_declined_in_chinese_on_a_phone(scene: &mut Scene) {
    let browser = &scene.browser;
    let customer = scene.backend.customer(LIN).await;
    let device = a_device_in_shanghai(&customer).await;
    let sr = a_ticket(scene, &customer, &device, "升级被拒绝").await;
    let now = customer.me().await.server_time;
    propose(scene, &sr, &plan(&[window(now, 24), window(now, 48)])).await;
    let phone = json!({ "width": 320, "height": 740, "deviceScaleFactor": 2, "mobile": true });
    browser.driver().cdp().send_raw("Emulation.setDeviceMetricsOverride", phone).await.expect("Chromium can be narrow");
    pages::sign_in(scene, "/account", LIN).await;
    pages::switch_language(browser, "中文").await;
    browser.find(&heading("账户")).await;
    browser.goto(&scene.url(&format!("/tickets/{sr}"))).await;
    browser.find(&heading("审批我们的解决方案")).await;
    browser.sees("站点当地时间").await;
    assert_eq!(browser.script(NARROW, Vec::new()).await, true, "nothing is beside the screen");
    browser.axe().await;

    let decline = button("拒绝方案");
    browser.click(&decline).await;
    browser.click_in(&dialog("拒绝方案"), &decline.clone().exactly()).await;
    browser.sees("请填写此项").await;
    browser.fill(&field("原因"), "大促期间不动生产").await;
    browser.click_in(&dialog("拒绝方案"), &decline.exactly()).await;
    is(&customer, &sr, &PlanState::Declined).await;
    browser.sees("方案已拒绝").await;
    browser.sees("大促期间不动生产").await;
    browser.gone(&heading("审批我们的")).await;
    assert_eq!(browser.script(NARROW, Vec::new()).await, true, "nothing is beside the screen");
    browser.axe().await;
}

/// One's own time is that of the site. That other work is agreed for it is said at once where the page knows of it,
/// and by the backend where it doesn't; nothing that was chosen is lost over it.
pub async fn a_conflict_is_said_and_mended(scene: &mut Scene) {
    let browser = &scene.browser;
    let customer = scene.backend.customer(AMARA).await;
    let device = a_device_in_shanghai(&customer).await;
    let first = a_ticket(scene, &customer, &device, "Agreed first").await;
    let sr = a_ticket(scene, &customer, &device, "Agreed second").await;
    let now = customer.me().await.server_time;
    let (taken, free) = (window(now, 40), window(now, 50));
    for sr in [&first, &sr] {
        propose(scene, sr, &plan(&[window(now, 20)])).await;
    }
    pages::sign_in(scene, &format!("/tickets/{sr}"), AMARA).await;
    browser.click(&radio("Us, remotely").exactly()).await;
    browser.click(&radio("At another time").exactly()).await;
    pages::choose_own(
        browser,
        ["From", "Until"],
        &in_shanghai(taken.start),
        &in_shanghai(taken.start + Span::minutes(30)),
    )
    .await;
    browser.sees("At least 1 hr is needed; this is 30 min.").await;
    pages::choose_own(browser, ["From", "Until"], &in_shanghai(taken.start), &in_shanghai(taken.end)).await;
    browser.sees_no("At least").await;

    approve_elsewhere(&customer, &first, Some(taken)).await;
    browser.click(&approve()).await;
    browser.sees("Other work is agreed for this time").await;
    browser.sees("Other work on this device is agreed for:").await;
    browser.axe().await;
    assert_eq!(browser.value(&field("From").exactly()).await, in_shanghai(taken.start), "what was typed is there");

    // By now the page knows of it, also when it is loaded again; what was typed is kept.
    browser.reload().await;
    browser.sees("Other work is agreed for this time").await;
    pages::choose_own(browser, ["From", "Until"], &in_shanghai(free.start), &in_shanghai(free.end)).await;
    browser.sees_no("Other work is agreed for this time").await;
    browser.click(&approve()).await;
    let agreed = is(&customer, &sr, &PlanState::Approved).await;
    assert_eq!((agreed.carried_out_by, agreed.window), (Some(CarriedOutBy::Remote), Some(free)));
}

/// The plan is changed while its approval is on the way: nothing is approved, the new one is shown, and what was chosen
/// and still fits is there. One that is changed after it was approved is decided again, too.
pub async fn a_plan_that_changes_meanwhile_is_decided_again(scene: &mut Scene) {
    let browser = &scene.browser;
    let customer = scene.backend.customer(AMARA).await;
    let device = a_device(&customer).await;
    let sr = a_ticket(scene, &customer, &device, "Changed meanwhile").await;
    let now = customer.me().await.server_time;
    let (gone, stays) = (window(now, 20), window(now, 30));
    propose(scene, &sr, &plan(&[gone, stays])).await;
    pages::sign_in(scene, &format!("/tickets/{sr}"), AMARA).await;
    browser.click(&radio("Us, remotely").exactly()).await;
    browser.click_in(&group("When"), &radio("")).await;
    browser.script(pages::HOLD_ACTIONS, Vec::new()).await;
    browser.click(&approve()).await;
    let mut changed = plan(&[stays]);
    changed.steps.push("Fail over and back".to_owned());
    propose(scene, &sr, &changed).await;
    browser.sees("Fail over and back").await;
    browser.script(pages::LET_GO, Vec::new()).await;
    browser.find(&alert("While you were deciding")).await;
    browser.sees("Please decide about this version").await;
    let focused = "return document.activeElement.id";
    assert_eq!(browser.script(focused, Vec::new()).await, "plan-overtaken", "what comes first");
    browser.axe().await;
    let chosen = "return Array.from(document.querySelectorAll('#resolution-plan input:checked'), (it) => it.name)";
    assert_eq!(browser.script(chosen, Vec::new()).await, json!(["plan-by"]), "the window isn't offered any more");

    browser.click_in(&group("When"), &radio("")).await;
    browser.click(&approve()).await;
    assert_eq!(is(&customer, &sr, &PlanState::Approved).await.window, Some(stays));
    browser.gone(&alert("While you were deciding")).await;
    browser.gone(&heading("Please decide")).await;

    changed.steps.pop();
    propose(scene, &sr, &changed).await;
    browser.find(&heading("Please decide about our plan")).await;
    browser.sees("after it had been approved").await;
    browser.click(&radio("Yourselves").exactly()).await;
    browser.click_in(&group("When"), &radio("")).await;
    browser.click(&approve()).await;
    assert_eq!(is(&customer, &sr, &PlanState::Approved).await.carried_out_by, Some(CarriedOutBy::Customer));
    browser.sees_no("after it had been approved").await;
}

/// At home a plan is named among what waits and leads to where it is decided; whoever carries it out reports so there.
pub async fn home_leads_to_a_plan_that_one_carries_out_oneself(scene: &mut Scene) {
    let browser = &scene.browser;
    let customer = scene.backend.customer(INGRID).await;
    let device = a_device(&customer).await;
    let sr = a_ticket(scene, &customer, &device, "Done by ourselves").await;
    pages::sign_in(scene, "/", INGRID).await;
    browser.find(&heading("Nothing waits for you")).await;
    propose(scene, &sr, &plan(&[])).await;
    browser.find(&heading("A plan waits for your decision")).await;
    browser.sees("HA-4107 no longer occurs after a failover").await;
    browser.axe().await;
    browser.click(&link("Read the plan and decide")).await;
    browser.at("the plan", |path| path == format!("/tickets/{sr}#resolution-plan")).await;
    browser.click(&radio("Yourselves").exactly()).await;
    browser.click(&approve()).await;
    browser.find(&heading("Please carry out the plan")).await;
    browser.click(&button("We have carried it out")).await;
    let asked = dialog("We have carried it out");
    browser.axe().await;
    browser.click_in(&asked, &button("We have carried it out").exactly()).await;
    browser.sees("Plan carried out").await;
    let done = is(&customer, &sr, &PlanState::Done).await;
    assert!(done.steps.iter().all(|step| step.done.is_some()), "{:?}", done.steps);
    browser.gone(&heading("Please carry out")).await;
}
