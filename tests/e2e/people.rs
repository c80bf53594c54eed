//! Who has to do with a ticket: colleagues with whom it is shared, and answers by other channels than the portal.

use aftercare_contract::{
    routes::{path, to},
    ticket::{Channel, PartyRole, SrNumber},
};
use aftercare_tests::{
    Customer,
    backend::{AMARA, LIN},
    browser::target::{button, field, heading},
    sample::fault,
    wait::{self, PATIENCE},
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    pages::{self, a_device},
    scene::Scene,
};

/// How many follow it, once they do.
async fn followed_by(customer: &Customer, sr: &SrNumber, count: usize) {
    wait::until("who follows it", PATIENCE, async || {
        let parties = customer.ticket(sr).await.related_party;
        let now = parties.iter().filter(|party| party.role == PartyRole::Watcher).count();
        if now == count { Ok(()) } else { Err(format!("{now} follow it")) }
    })
    .await;
}

/// It was opened on the phone, is shared with a colleague, whose answer comes by WeCom, and no more.
pub async fn a_ticket_of_the_phone_is_shared_and_answered_by_we_com(scene: &mut Scene) {
    let browser = &scene.browser;
    let (lin, amara) = (scene.backend.customer(LIN).await, scene.backend.customer(AMARA).await);
    let device = a_device(&lin).await;
    let desk = scene.backend.desk();
    let open = json!({ "channel": "phone", "requester": LIN, "request": fault(&device.id, "Told on the phone") });
    let opened: Value = desk.call(Method::POST, "/tickets", Some(&open)).await.expect(201).json();
    let sr: SrNumber = opened["ticket"]["summary"]["srNumber"].as_str().expect("it has a number").into();
    pages::sign_in(scene, &format!("/tickets/{sr}"), LIN).await;
    browser.find(&heading("Told on the phone")).await;
    browser.sees("via Telephone").await;
    let url = to(path::TICKET, &[sr.as_str()]);
    amara.get(&url).await.expect(404);

    let document = browser.document().await;
    browser.click(&button("Share with a colleague").exactly()).await;
    browser.sees("They see everything on this page and can answer.").await;
    browser.axe().await;
    let name = amara.me().await.user.name;
    let choice = browser.find(&field("Colleague")).await;
    choice.send_keys(&*name).await.expect("somebody is chosen by the first letters");
    browser.click(&button("Share").exactly()).await;
    followed_by(&lin, &sr, 1).await;
    browser.sees(&format!("Shared with {name}")).await;
    amara.get(&url).await.expect(200);

    desk.take(&sr).await;
    desk.act(&sr, "ask", json!({ "text": "Which build is it?", "language": "en" })).await;
    browser.find(&heading("Please answer our question")).await;
    let answer = json!({ "from": AMARA, "channel": Channel::WeCom, "text": "It is 8.4.2", "language": "en" });
    desk.act(&sr, "answers", answer).await;
    browser.sees("It is 8.4.2").await;
    browser.sees("via WeCom").await;
    browser.gone(&heading("Please answer our question")).await;

    browser.click(&button(&format!("Stop sharing with {name}"))).await;
    followed_by(&lin, &sr, 0).await;
    browser.sees(&format!("No longer shared with {name}")).await;
    amara.get(&url).await.expect(404);
    assert_eq!(browser.document().await, document, "all of it without a reload");
}
