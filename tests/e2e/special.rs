//! The green channel: what comes of it is said before, and who refused it and why afterwards.

use aftercare_tests::{
    backend::AMARA,
    browser::target::{button, dialog, field, heading},
    sample::fault,
};
use serde_json::json;

use crate::{
    pages::{self, a_device},
    scene::Scene,
};

pub async fn the_green_channel_is_asked_for_and_refused(scene: &mut Scene) {
    let browser = &scene.browser;
    let customer = scene.backend.customer(AMARA).await;
    let device = a_device(&customer).await;
    let sr = customer.file(&fault(&device.id, "Asked to go first")).await.summary.sr_number;
    scene.backend.desk().take(&sr).await;
    pages::sign_in(scene, &format!("/tickets/{sr}"), AMARA).await;
    browser.click(&button("More")).await;
    browser.click(&button("Ask for the green channel")).await;
    browser.sees("You get an answer within").await;
    browser.axe().await;
    browser.fill(&field("Reason"), "The shop is closed").await;
    let asking = dialog("Ask for the green channel");
    browser.click_in(&asking, &button("Ask for the green channel").exactly()).await;
    browser.find(&heading("Special requests")).await;
    browser.sees("We answer by").await;
    let refusal = json!({ "action": "requestGreenChannel", "granted": false, "reason": "It is kept for outages" });
    scene.backend.desk().act(&sr, "special", refusal).await;
    browser.sees("Refused by").await;
    browser.sees("It is kept for outages").await;
    browser.sees("Green channel refused").await;
    browser.axe().await;
}
