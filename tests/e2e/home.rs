//! The first page: what waits is done right there, and comes and goes without a reload.

use aftercare_contract::ticket::{SrNumber, Status, TurnOf};
use aftercare_tests::{
    Customer,
    backend::INGRID,
    browser::target::{button, field, heading},
    sample::fault,
    wait::{self, PATIENCE},
};
use serde_json::json;

use crate::{
    pages::{self, a_device, answer},
    scene::Scene,
};

/// Two requests of somebody who has nothing open: one is asked about, the other is fixed.
async fn two_requests(customer: &Customer) -> (SrNumber, SrNumber) {
    let device = a_device(customer).await;
    let asked = customer.file(&fault(&device.id, "Link flaps on port 3")).await.summary.sr_number;
    let fixed = customer.file(&fault(&device.id, "Health probes fail")).await.summary.sr_number;
    (asked, fixed)
}

/// A question and a fix appear on the open page, are answered and confirmed there, and wait no more.
pub async fn what_waits_is_done_at_home(scene: &mut Scene) {
    let (browser, desk) = (&scene.browser, scene.backend.desk());
    let customer = scene.backend.customer(INGRID).await;
    pages::sign_in(scene, "/", INGRID).await;
    browser.find(&heading("Nothing waits for you")).await;
    browser.axe().await;
    let document = browser.document().await;

    let (asked, fixed) = two_requests(&customer).await;
    let name = desk.take(&asked).await;
    desk.act(&asked, "ask", json!({ "text": "Which slot is the card in?", "language": "en" })).await;
    browser.find(&heading("One thing waits for you")).await;
    browser.find(&heading(&format!("{name} has a question for you"))).await;
    browser.sees("Which slot is the card in?").await;
    browser.axe().await;

    // What is due later comes after what is being read.
    desk.resolve(&fixed, "Replaced the cable").await;
    browser.find(&heading("2 things wait for you")).await;
    browser.find(&heading("Does it work again?")).await;
    browser.sees("Replaced the cable").await;

    browser.fill(&field(&format!("Answer {name}")), "Slot 2").await;
    browser.click(&button("Send").exactly()).await;
    browser.find(&heading("One thing waits for you")).await;
    wait::until("the answer", PATIENCE, async || match customer.ticket(&asked).await.summary.turn.who {
        TurnOf::Vendor => Ok(()),
        who => Err(format!("it is the turn of {who}")),
    })
    .await;
    browser.click(&button("It works").exactly()).await;
    browser.find(&heading("Nothing waits for you")).await;
    assert_eq!(customer.ticket(&fixed).await.summary.status, Status::Closed);
    browser.axe().await;
    assert_eq!(browser.document().await, document, "all of it without a reload");
}

/// An answer that is begun at home survives a reload and stands on the ticket's page, too; a fix that doesn't hold is
/// sent back with its reason.
pub async fn a_draft_at_home_is_that_of_the_ticket(scene: &mut Scene) {
    let (browser, desk) = (&scene.browser, scene.backend.desk());
    let customer = scene.backend.customer(INGRID).await;
    let (asked, fixed) = two_requests(&customer).await;
    let name = desk.take(&asked).await;
    desk.act(&asked, "ask", json!({ "text": "Which slot is the card in?", "language": "en" })).await;
    desk.resolve(&fixed, "Replaced the cable").await;
    pages::sign_in(scene, "/", INGRID).await;

    let answer_at_home = field(&format!("Answer {name}"));
    browser.fill(&answer_at_home, "Slot 2, I think").await;
    browser.reload().await;
    browser.find(&heading("2 things wait for you")).await;
    assert_eq!(browser.value(&answer_at_home).await, "Slot 2, I think");
    browser.goto(&scene.url(&format!("/tickets/{asked}"))).await;
    browser.find(&answer()).await;
    assert_eq!(browser.value(&answer()).await, "Slot 2, I think");

    browser.goto(&scene.url("/")).await;
    browser.click(&button("Not fixed")).await;
    browser.fill(&field("Reason"), "It came back at noon").await;
    browser.axe().await;
    // Ctrl+Enter would do as well; the button stands in the same form as the reason.
    browser.script("document.activeElement.form.requestSubmit()", Vec::new()).await;
    browser.find(&heading("One thing waits for you")).await;
    assert_eq!(customer.ticket(&fixed).await.summary.status, Status::InProgress);
}
