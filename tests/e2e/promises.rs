//! What the contract promises, on the ticket's page: from the report to the closure.

use aftercare_contract::{
    Span,
    asset::DeviceId,
    ticket::{Action, Status},
};
use aftercare_tests::{
    backend::AMARA,
    browser::target::{button, dialog, heading},
    sample::fault,
};
use serde_json::json;

use crate::{pages, scene::Scene};

/// Under a contract that counts office hours: what counts when is said plainly, also what is to come, what a pause is
/// for, what a miss means, and that news were promised for a time that is over.
pub async fn a_contract_of_office_hours_is_followed_to_its_end(scene: &mut Scene) {
    let browser = &scene.browser;
    let customer = scene.backend.customer(AMARA).await;
    let switch = DeviceId("ns-zj-01".to_owned());
    let sr = customer.file(&fault(&switch, "Alarms are not forwarded")).await.summary.sr_number;
    pages::sign_in(scene, &format!("/tickets/{sr}"), AMARA).await;
    browser.find(&heading("Contract clocks")).await;
    browser.sees("Counts Mon–Fri 09:00–12:00, 13:30–18:00 (China").await;
    browser.sees("Public holidays and moved working days as the contract says.").await;
    // Whichever it is at the time of the test.
    let open = customer.ticket(&sr).await.terms.expect("it is under contract").hours.open;
    browser.sees(if open { "Counts now, until" } else { "Stands still now, goes on" }).await;
    browser.sees("within 3 days from its start").await;
    browser.click(&button("What a missed promise means")).await;
    browser.sees("It is counted as missed in the service review").await;
    browser.axe().await;
    let document = browser.document().await;

    let desk = scene.backend.desk();
    desk.take(&sr).await;
    let now = customer.me().await.server_time;
    let late = json!({
        "expected": now + Span::hours(3), "earliest": now + Span::hours(2), "latest": now + Span::hours(4),
        // In the middle of a minute: the browser's clock may be a little behind.
        "nextUpdateBy": now - Span::seconds(20 * 60 + 30), "reason": "A patch is being tested", "language": "en"
    });
    desk.act(&sr, "eta", late).await;
    browser.sees("Missed: it was due 20 minutes ago").await;
    browser.sees("A patch is being tested").await;

    desk.act(&sr, "ask", json!({ "text": "Which alarms?", "language": "en" })).await;
    browser.sees("Paused since").await;
    browser.axe().await;
    customer.say(&sr, "Those of the core switch", &[]).await;
    browser.sees_no("Paused since").await;

    desk.resolve(&sr, "Patched").await;
    browser.sees("counts around the clock").await;
    browser.click(&button("It works")).await;
    browser.click_in(&dialog("It works"), &button("It works")).await;
    browser.find(&heading("This request is closed")).await;
    browser.sees_no("Not begun").await;
    let closed = customer.ticket(&sr).await;
    assert_eq!((closed.summary.status, closed.actions), (Status::Closed, vec![Action::Reopen]));
    assert_eq!(browser.document().await, document, "all of it without a reload");
}
