//! Claims for missed promises: filed by the company's admin, decided in writing, accepted or appealed against.

use aftercare_contract::{
    claim::{Claim, ClaimProgress, ClaimState},
    list::{Scope, StateFilter, TicketQuery},
    ticket::{Action, SrNumber},
};
use aftercare_tests::{
    Customer,
    backend::{HE, INGRID},
    browser::target::{button, dialog, field, file, heading, link, listitem},
    sample::{log_file, sha256},
    wait::{self, PATIENCE},
};
use serde_json::json;

use crate::{pages, scene::Scene};

const NARROW: &str = "return document.documentElement.scrollWidth <= document.documentElement.clientWidth";

/// The steps up to the notice.
const TO_NOTICE: [ClaimState; 5] =
    [ClaimState::TakenOn, ClaimState::Evidence, ClaimState::Appraisal, ClaimState::Proposal, ClaimState::Noticed];

/// A ticket of the demo with a missed promise and no claim yet.
async fn missed(admin: &Customer) -> SrNumber {
    let query = TicketQuery {
        scope: Scope::Organisation,
        state: StateFilter::Ended,
        limit: Some(200),
        ..TicketQuery::default()
    };
    for summary in admin.tickets(&query).await.items {
        if admin.ticket(&summary.sr_number).await.actions.contains(&Action::FileClaim) {
            return summary.sr_number;
        }
    }
    panic!("the demo has tickets with missed promises of a contract with claims");
}

async fn go(scene: &Scene, sr: &SrNumber, states: &[ClaimState], text: &str) {
    for state in states {
        let progress = ClaimProgress { amount: Some(9_000), text: text.to_owned(), ..ClaimProgress::to(state.clone()) };
        scene.backend.desk().act(sr, "claim", json!(progress)).await;
    }
}

/// Waits until the backend has it so.
async fn is(customer: &Customer, sr: &SrNumber, holds: impl Fn(&Claim) -> bool) {
    wait::until("the claim", PATIENCE, async || {
        let claim = customer.ticket(sr).await.claim;
        if claim.as_ref().is_some_and(&holds) { Ok(()) } else { Err(format!("it is {claim:?}")) }
    })
    .await;
}

/// A closed ticket with a missed promise: what is known is filled in, the grade is told while the amount is typed, each
/// step comes live, home leads to the decision, and it is accepted.
pub async fn a_missed_promise_is_claimed_for_and_the_proposal_accepted(scene: &mut Scene) {
    let browser = &scene.browser;
    let admin = scene.backend.customer(INGRID).await;
    let sr = missed(&admin).await;
    pages::sign_in(scene, &format!("/tickets/{sr}"), INGRID).await;
    browser.find(&heading("Claim compensation")).await;
    browser.script("document.querySelector('#claim details').open = true", Vec::new()).await;
    browser.sees("too long").await;
    let send = button("File the claim").exactly();
    browser.click(&send).await;
    browser.sees("Please fill this in").await;
    browser.fill(&field("Amount in CNY"), "12,000").await;
    browser.sees("Grade B: handled within 5 working days").await;
    browser.fill(&field("What did it cost you?"), "Deliveries could not be confirmed").await;
    let proof = log_file(20_000);
    browser.choose(&file("Attach evidence"), &[&scene.file("deliveries.csv", &proof)]).await;
    browser.find(&listitem("· sent")).await;
    browser.axe().await;
    browser.click(&send).await;
    is(&admin, &sr, |claim| claim.amount == 12_000 && claim.evidence.len() == 1).await;
    browser.sees("Filed").await;
    browser.find(&pages::attachment("deliveries.csv")).await;
    let kept = admin.ticket(&sr).await.attachment.into_iter().find(|kept| kept.name == "deliveries.csv");
    assert_eq!(kept.map(|kept| kept.sha256), Some(sha256(&proof)));
    go(scene, &sr, &TO_NOTICE, "As paragraph 8 says").await;
    browser.sees("We propose").await;
    browser.sees("You can appeal until").await;
    browser.axe().await;
    browser.goto(&scene.url("/")).await;
    browser.find(&heading("Your claim is decided")).await;
    browser.click(&link("To the claim")).await;
    browser.at("the claim", |path| path == format!("/tickets/{sr}#claim")).await;
    browser.click(&button("Accept the proposal")).await;
    browser.click_in(&dialog("Accept the proposal"), &button("Accept the proposal").exactly()).await;
    is(&admin, &sr, |claim| claim.state == ClaimState::Accepted).await;
    browser.sees("Proposal accepted").await;
}

/// On a phone in Chinese, a proposal is appealed against with a reason.
pub async fn a_proposal_is_appealed_against_in_chinese_on_a_phone(scene: &mut Scene) {
    let browser = &scene.browser;
    let admin = scene.backend.customer(HE).await;
    let sr = missed(&admin).await;
    let claim = json!({ "revision": 0, "amount": 60_000, "description": "停机损失" });
    let url = aftercare_contract::routes::to(aftercare_contract::routes::path::ACTIONS, &[sr.as_str()]);
    admin.post(&url, &json!({ "action": "fileClaim", "claim": claim })).await.expect(200);
    go(scene, &sr, &TO_NOTICE, "按合同第八条").await;
    let phone = json!({ "width": 320, "height": 740, "deviceScaleFactor": 2, "mobile": true });
    browser.driver().cdp().send_raw("Emulation.setDeviceMetricsOverride", phone).await.expect("Chromium can be narrow");
    pages::sign_in(scene, "/account", HE).await;
    pages::switch_language(browser, "中文").await;
    browser.find(&heading("账户")).await;
    browser.goto(&scene.url(&format!("/tickets/{sr}"))).await;
    browser.sees("按合同第八条").await;
    assert_eq!(browser.script(NARROW, Vec::new()).await, true, "nothing is beside the screen");
    browser.axe().await;
    browser.click(&button("申诉")).await;
    let asked = dialog("申诉");
    browser.click_in(&asked, &button("申诉").exactly()).await;
    browser.find(&asked).await;
    browser.fill(&field("原因"), "漏算了加班费用").await;
    browser.click_in(&asked, &button("申诉").exactly()).await;
    is(&admin, &sr, |claim| claim.state == ClaimState::Appealed).await;
    browser.sees("漏算了加班费用").await;
    assert_eq!(browser.script(NARROW, Vec::new()).await, true, "nothing is beside the screen");
}
