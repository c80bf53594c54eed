//! A field visit: its time is chosen, moved and cancelled, and whoever waits at the site sees how far the engineer is.

use aftercare_contract::{
    Span, Timestamp,
    plan::MaintenanceWindow,
    ticket::SrNumber,
    visit::{Visit, VisitProgress, VisitState},
};
use aftercare_tests::{
    Browser, Customer,
    backend::{AMARA, LIN},
    browser::{
        Key,
        target::{alert, button, dialog, field, group, heading, link, radio},
    },
    sample::fault,
    wait::{self, PATIENCE},
};
use icalendar::{Calendar, Component, Event, EventStatus};
use serde_json::json;

use crate::{
    pages,
    plan::{a_device_in_shanghai, in_shanghai, window},
    scene::Scene,
};

const NARROW: &str = "return document.documentElement.scrollWidth <= document.documentElement.clientWidth";

/// A ticket of a device in Shanghai that somebody has taken over.
async fn a_ticket(scene: &Scene, customer: &Customer, name: &str) -> SrNumber {
    let device = a_device_in_shanghai(customer).await;
    let sr = customer.file(&fault(&device.id, name)).await.summary.sr_number;
    scene.backend.desk().take(&sr).await;
    sr
}

/// The desk proposes to come at one of these times, and says why they are other ones.
async fn propose(scene: &Scene, sr: &SrNumber, times: &[MaintenanceWindow], reason: Option<&str>) {
    let desk = scene.backend.desk();
    let (engineer, _) = desk.engineer("field").await;
    let proposal = json!({
        "engineer": engineer, "purpose": "Replace the SSL card", "language": "en", "times": times,
        "changeBefore": "PT2H", "reason": reason
    });
    desk.act(sr, "visit", proposal).await;
}

async fn note(scene: &Scene, sr: &SrNumber, progress: VisitProgress) {
    scene.backend.desk().act(sr, "visit/state", json!(progress)).await;
}

/// Waits until the backend has the visit in this state.
async fn is(customer: &Customer, sr: &SrNumber, state: &VisitState) -> Visit {
    wait::until("the visit", PATIENCE, async || {
        let visit = customer.ticket(sr).await.visit.expect("it has a visit");
        if visit.state == *state { Ok(visit) } else { Err(format!("it is {}", visit.state)) }
    })
    .await
}

/// The entry for calendars that a link of the page downloads, with its method.
async fn entry(browser: &Browser, sr: &SrNumber, word: &str) -> (String, Event) {
    let file = browser.download(&link(word), &format!("{sr}.ics")).await;
    let text = String::from_utf8(file).expect("it is UTF-8");
    assert!(text.split("\r\n").all(|line| !line.contains('\n')), "{text:?}");
    let calendar: Calendar = text.parse().expect("it is a calendar");
    let method = calendar.property_value("METHOD").expect("it has a method").to_owned();
    let event = calendar.events().next().expect("it has an event").clone();
    (method, event)
}

fn utc(time: Timestamp) -> String {
    time.0.to_utc().format("%Y%m%dT%H%M%SZ").to_string()
}

/// From the keyboard a time is chosen; it goes into the calendar, and the engineer is watched until the report.
pub async fn a_time_is_chosen_by_keyboard_and_the_engineer_watched(scene: &mut Scene) {
    let browser = &scene.browser;
    let customer = scene.backend.customer(AMARA).await;
    let sr = a_ticket(scene, &customer, "Somebody has to come").await;
    pages::sign_in(scene, &format!("/tickets/{sr}"), AMARA).await;
    browser.find(&heading("Somebody has to come")).await;
    let document = browser.document().await;
    let now = customer.me().await.server_time;
    let [first, second] = [window(now, 5), window(now, 30)];
    propose(scene, &sr, &[first, second], None).await;
    browser.find(&heading("Please choose a time for the visit")).await;
    for text in ["Replace the SSL card", "Site rules for visitors", "Let in by", "(Asia/Shanghai)", "Certificates"] {
        browser.sees(text).await;
    }
    browser.axe().await;

    browser.tab_to(&link("Choose a time")).await;
    browser.press(Key::Enter).await;
    browser.at("the visit", |path| path.ends_with("#field-visit")).await;
    let agree = button("Agree on this time").exactly();
    browser.tab_to(&agree).await;
    browser.press(Key::Enter).await;
    browser.sees("Please fill this in").await;
    let focused = "return document.activeElement.id";
    assert_eq!(browser.script(focused, Vec::new()).await, "visit-when", "what is missing");
    browser.axe().await;
    browser.press(" ").await;
    browser.tab_to(&agree).await;
    browser.press(Key::Enter).await;
    let agreed = is(&customer, &sr, &VisitState::Agreed).await;
    assert_eq!(agreed.time, Some(first));
    browser.gone(&heading("Please choose a time")).await;
    browser.sees("Visit agreed:").await;
    browser.sees("Move or cancel").await;
    browser.axe().await;

    let (method, event) = entry(browser, &sr, "Add to calendar").await;
    assert_eq!((method.as_str(), event.get_status()), ("PUBLISH", Some(EventStatus::Confirmed)));
    assert_eq!(event.property_value("DTSTART"), Some(&*utc(first.start)));
    assert_eq!(event.get_uid(), Some(agreed.id.as_str()));
    assert!(event.get_summary().is_some_and(|summary| summary.ends_with("Somebody has to come")));

    let eta = Some(customer.me().await.server_time + Span::minutes(40));
    note(scene, &sr, VisitProgress { eta, ..VisitProgress::to(VisitState::OnTheWay) }).await;
    browser.sees("Visit: On the way").await;
    browser.sees("about ").await;
    note(scene, &sr, VisitProgress::to(VisitState::Arrived)).await;
    browser.sees("Visit: At the site").await;
    browser.axe().await;
    let report = Some("The card is replaced, both engines run".to_owned());
    note(scene, &sr, VisitProgress { report, ..VisitProgress::to(VisitState::Done) }).await;
    browser.find(&heading("Visit report")).await;
    browser.sees("both engines run").await;
    browser.axe().await;
    assert_eq!(browser.document().await, document, "all of it without a reload");
}

/// From home, on a phone in Chinese, another time is asked for by the clocks of the site; what is agreed is cancelled
/// with a reason and taken out of the calendar.
pub async fn another_time_is_asked_for_and_the_visit_cancelled_in_chinese_on_a_phone(scene: &mut Scene) {
    let browser = &scene.browser;
    let customer = scene.backend.customer(LIN).await;
    let sr = a_ticket(scene, &customer, "请安排上门").await;
    let now = customer.me().await.server_time;
    propose(scene, &sr, &[window(now, 5), window(now, 30)], None).await;
    let phone = json!({ "width": 320, "height": 740, "deviceScaleFactor": 2, "mobile": true });
    browser.driver().cdp().send_raw("Emulation.setDeviceMetricsOverride", phone).await.expect("Chromium can be narrow");
    pages::sign_in(scene, "/account", LIN).await;
    pages::switch_language(browser, "中文").await;
    browser.find(&heading("账户")).await;
    browser.goto(&scene.url("/")).await;
    browser.find(&heading("上门时间待您选择")).await;
    browser.click(&link("选择上门时间")).await;
    browser.at("the visit", |path| path == format!("/tickets/{sr}#field-visit")).await;
    browser.find(&heading("访客须知")).await;
    assert_eq!(browser.script(NARROW, Vec::new()).await, true, "nothing is beside the screen");
    browser.axe().await;

    browser.click(&radio("其他时间").exactly()).await;
    let wish = window(now, 52);
    let ends = [wish.start, wish.end].map(in_shanghai);
    pages::choose_own(browser, ["开始", "结束"], &ends[0], &ends[1]).await;
    browser.fill(&field("补充说明"), "机房白天有变更，请晚上来").await;
    browser.axe().await;
    browser.click(&button("申请此时间").exactly()).await;
    let asked = is(&customer, &sr, &VisitState::Requested).await;
    assert_eq!(asked.wish, Some(wish));
    browser.sees("机房白天有变更，请晚上来").await;
    browser.sees("您申请的时间").await;

    note(scene, &sr, VisitProgress { time: Some(wish), ..VisitProgress::to(VisitState::Agreed) }).await;
    browser.find(&link("添加到日历")).await;
    let cancel = button("取消上门");
    browser.click(&cancel).await;
    browser.click_in(&dialog("取消上门"), &cancel.clone().exactly()).await;
    browser.sees("请填写此项").await;
    browser.fill(&field("原因"), "告警已自行恢复").await;
    browser.click_in(&dialog("取消上门"), &cancel.exactly()).await;
    is(&customer, &sr, &VisitState::Cancelled).await;
    browser.sees("告警已自行恢复").await;
    let (method, event) = entry(browser, &sr, "从日历中移除").await;
    assert_eq!((method.as_str(), event.get_status()), ("CANCEL", Some(EventStatus::Cancelled)));
    assert_eq!(browser.script(NARROW, Vec::new()).await, true, "nothing is beside the screen");
    browser.axe().await;
}

/// Other times are proposed while one is being chosen: nothing is agreed that can't be had, and it is decided again.
/// When it is too late to move it, that is explained.
pub async fn a_visit_that_changes_meanwhile_is_decided_again(scene: &mut Scene) {
    let browser = &scene.browser;
    let customer = scene.backend.customer(AMARA).await;
    let sr = a_ticket(scene, &customer, "Other times meanwhile").await;
    let now = customer.me().await.server_time;
    propose(scene, &sr, &[window(now, 5)], None).await;
    pages::sign_in(scene, &format!("/tickets/{sr}"), AMARA).await;
    browser.click_in(&group("When shall somebody come?"), &radio("")).await;
    browser.script(pages::HOLD_ACTIONS, Vec::new()).await;
    let agree = button("Agree on this time").exactly();
    browser.click(&agree).await;
    let soon = window(now, 1);
    propose(scene, &sr, &[soon, window(now, 30)], Some("A colleague is ill")).await;
    browser.sees("A colleague is ill").await;
    browser.script(pages::LET_GO, Vec::new()).await;
    browser.find(&alert("The visit has changed meanwhile")).await;
    let focused = "return document.activeElement.id";
    assert_eq!(browser.script(focused, Vec::new()).await, "visit-overtaken", "what comes first");
    is(&customer, &sr, &VisitState::Proposed).await;
    browser.axe().await;
    browser.click_in(&group("When shall somebody come?"), &radio("")).await;
    browser.click(&agree).await;
    assert_eq!(is(&customer, &sr, &VisitState::Agreed).await.time, Some(soon));
    browser.gone(&alert("The visit has changed meanwhile")).await;
    browser.sees("it can’t be moved or cancelled here").await;
    browser.find(&link("400-000-0123")).await;
    browser.gone(&button("Cancel the visit")).await;
    browser.axe().await;
}
