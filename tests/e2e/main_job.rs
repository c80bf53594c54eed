//! The main job: file a fault with files, follow its status and ETA live, verify the fix.

use aftercare_contract::{Span, ticket::Action};
use aftercare_tests::{
    backend::AMARA,
    browser::target::{button, dialog, file, heading, region},
    sample::{SCREENSHOT, log_file, sha256},
    wait::{self, PATIENCE},
};
use serde_json::json;

use crate::{
    pages::{self, a_device, answer, attachment},
    scene::Scene,
};

/// A customer files a fault with a 20 MB log and a screenshot, sees on the open page what the desk does, answers with
/// a file, confirms the fix, and gets back just the bytes that were sent.
pub async fn a_fault_from_filing_to_confirmation(scene: &mut Scene) {
    let (browser, desk) = (&scene.browser, scene.backend.desk());
    let customer = scene.backend.customer(AMARA).await;
    let device = a_device(&customer).await;
    let log = log_file(20_000_000);
    let (log_path, picture_path) = (scene.file("ssl-engine.log", &log), scene.file("front-panel.png", SCREENSHOT));

    pages::sign_in(scene, "/tickets/new", AMARA).await;
    pages::describe_fault(browser, &device, "Standby unit logs SSL engine errors").await;
    pages::add_files(browser, &[&log_path, &picture_path]).await;
    browser.axe().await;
    let sr = pages::send(browser).await;
    browser.sees(&format!("{sr} received.")).await;
    browser.sees("Standby unit logs SSL engine errors").await;
    let document = browser.document().await;

    // The files didn't hold the ticket up; they are on the page when they have arrived.
    browser.find(&attachment("front-panel.png")).await;
    wait::until("the log", 3 * PATIENCE, async || match browser.all(&attachment("ssl-engine.log")).await.len() {
        0 => Err(browser.text().await),
        _ => Ok(()),
    })
    .await;

    let name = desk.take(&sr).await;
    browser.sees(&format!("{name} has taken over")).await;
    let (second, second_name) = desk.engineer("L2").await;
    desk.act(&sr, "tier", json!({ "tier": "L2", "engineer": second, "reason": "Needs a packet trace" })).await;
    browser.sees("Reason: Needs a packet trace").await;
    browser.find(&region(&second_name)).await;
    let in_three_hours = customer.me().await.server_time + Span::hours(3);
    desk.expect_by(&sr, in_three_hours, "The part is on its way").await;
    browser.sees("The part is on its way").await;
    desk.expect_by(&sr, in_three_hours + Span::hours(1), "Traffic jam on the ring road").await;
    browser.sees("Traffic jam on the ring road").await;
    desk.send_file(&sr, "instructions.txt", b"Pull out card 2.").await;
    browser.find(&attachment("instructions.txt")).await;
    desk.act(&sr, "ask", json!({ "text": "Which slot is the card in?", "language": "en" })).await;
    browser.find(&heading("Please answer our question")).await;
    browser.sees("Which slot is the card in?").await;

    browser.axe().await;

    let photo = scene.file("slot.png", SCREENSHOT);
    browser.fill(&answer(), "Slot 2, see the picture").await;
    browser.choose(&file("Add files"), &[&photo]).await;
    browser.click(&button("Send").exactly()).await;
    browser.sees("Slot 2, see the picture").await;
    browser.find(&attachment("slot.png")).await;
    browser.gone(&heading("Please answer our question")).await;

    desk.resolve(&sr, "Replaced the card in slot 2").await;
    browser.find(&heading("Please verify that it works again")).await;
    browser.click(&button("It works")).await;
    browser.click_in(&dialog("It works"), &button("It works")).await;
    browser.find(&heading("This request is closed")).await;
    browser.axe().await;
    assert_eq!(browser.document().await, document, "all of it without a reload");
    assert!(!customer.ticket(&sr).await.actions.contains(&Action::Confirm));

    assert_eq!(sha256(&browser.download(&attachment("ssl-engine.log"), "ssl-engine.log").await), sha256(&log));
    let picture = browser.download(&attachment("front-panel.png"), "front-panel.png").await;
    assert_eq!(sha256(&picture), sha256(SCREENSHOT));
}
