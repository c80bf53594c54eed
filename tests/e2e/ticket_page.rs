//! A ticket's page, beyond following it: looking things up in it, and writing where the network comes and goes.

use std::io::{Cursor, Read};

use aftercare_contract::{
    Span,
    routes::{path, to},
    ticket::SrNumber,
};
use aftercare_tests::{
    Answer, Browser, Customer,
    backend::AMARA,
    browser::{
        Key,
        target::{button, dialog, field, heading, link, listitem, radio},
    },
    sample::fault,
    wait::{self, PATIENCE},
};
use reqwest::Method;
use serde_json::json;

use crate::{
    pages::{self, a_device, answer},
    scene::Scene,
};

/// A new ticket of the customer's.
async fn a_ticket(customer: &Customer, name: &str) -> SrNumber {
    let device = a_device(customer).await;
    customer.file(&fault(&device.id, name)).await.summary.sr_number
}

/// Opens the page of a ticket as Amara.
async fn open(scene: &Scene, sr: &SrNumber) {
    pages::sign_in(scene, &format!("/tickets/{sr}"), AMARA).await;
    scene.browser.find(&button("Send").exactly()).await;
}

/// The texts of the messages that have arrived, oldest first.
async fn said(customer: &Customer, sr: &SrNumber) -> Vec<String> {
    customer.history(sr).await.into_iter().filter_map(|event| event.message).map(|message| message.prose.text).collect()
}

async fn has_arrived(customer: &Customer, sr: &SrNumber, texts: &[&str]) {
    wait::until("the messages", PATIENCE, async || {
        let said = said(customer, sr).await;
        if said == texts { Ok(()) } else { Err(format!("said: {said:?}")) }
    })
    .await;
}

async fn type_and_send(browser: &Browser, text: &str) {
    browser.fill(&answer(), text).await;
    browser.click(&button("Send").exactly()).await;
}

/// What is written without a network waits, is written again or thrown away, outlives the page, and arrives once.
pub async fn answers_wait_for_the_network_and_arrive_once(scene: &mut Scene) {
    let customer = scene.backend.customer(AMARA).await;
    let sr = a_ticket(&customer, "Answered from a cellar").await;
    open(scene, &sr).await;
    let browser = &scene.browser;
    scene.proxy.cut();

    type_and_send(browser, "The fan is loud").await;
    browser.find(&listitem("Waiting to be sent")).await;
    assert_eq!(browser.value(&answer()).await, "", "the box is free for the next");
    browser.axe().await;
    browser.click(&button("Edit").exactly()).await;
    browser.sees_no("Waiting to be sent").await;
    assert_eq!(browser.value(&answer()).await, "The fan is loud");
    type_and_send(browser, "The fan is very loud").await;
    type_and_send(browser, "Never mind").await;
    let second = browser.find(&listitem("Never mind")).await;
    browser.find_in(&second, &button("Discard")).await.click().await.expect("a button can be clicked");
    browser.click_in(&dialog("Discard this message?"), &button("Discard").exactly()).await;
    browser.sees_no("Never mind").await;
    type_and_send(browser, "Slot 2 by the way").await;
    browser.find(&listitem("Slot 2 by the way")).await;

    // The page is left without a network, and another one of the portal is opened with one.
    browser.goto("about:blank").await;
    scene.proxy.mend();
    browser.goto(&scene.url("/tickets")).await;
    has_arrived(&customer, &sr, &["The fan is very loud", "Slot 2 by the way"]).await;
    browser.goto(&scene.url(&format!("/tickets/{sr}"))).await;
    browser.sees("Slot 2 by the way").await;
    browser.sees_no("Waiting to be sent").await;
    for text in ["The fan is very loud", "Slot 2 by the way"] {
        assert_eq!(browser.text().await.matches(text).count(), 1, "{text:?} stands there once");
    }
}

/// The answer to a message is lost on the way: it is sent again under the same key, and is there once.
pub async fn an_answer_whose_receipt_is_lost_is_not_sent_twice(scene: &mut Scene) {
    let customer = scene.backend.customer(AMARA).await;
    let sr = a_ticket(&customer, "Receipts get lost").await;
    open(scene, &sr).await;
    let browser = &scene.browser;
    // The page sends, but the answer doesn't reach it.
    let deaf = "const real = window.fetch; let lost = false;
        window.fetch = async (...call) => {
            const request = new Request(...call);
            const answer = await real(request);
            if (!lost && request.method === 'POST' && request.url.endsWith('/messages')) {
                lost = true;
                throw new TypeError('the line went down');
            }
            return answer;
        }";
    browser.script(deaf, Vec::new()).await;
    type_and_send(browser, "Said once").await;
    has_arrived(&customer, &sr, &["Said once"]).await;
    browser.sees_no("Waiting to be sent").await;
    assert_eq!(said(&customer, &sr).await, ["Said once"]);
}

/// Enter that ends a composition never sends, with whichever key beside it; Ctrl and Enter does.
pub async fn a_composition_is_never_sent_half_done(scene: &mut Scene) {
    let customer = scene.backend.customer(AMARA).await;
    let sr = a_ticket(&customer, "用输入法回复").await;
    open(scene, &sr).await;
    let browser = &scene.browser;
    browser.fill(&answer(), "备机正常").await;
    let composing = "document.getElementById('answer-text').dispatchEvent(new KeyboardEvent('keydown',
        { key: 'Enter', ctrlKey: true, isComposing: true, bubbles: true, cancelable: true }))";
    browser.script(composing, Vec::new()).await;
    assert_eq!(browser.value(&answer()).await, "备机正常");
    let field = browser.find(&answer()).await;
    field.send_keys(Key::Control + Key::Enter).await.expect("keys can be pressed");
    has_arrived(&customer, &sr, &["备机正常"]).await;
    assert_eq!(browser.value(&answer()).await, "");
}

/// The history is filtered and searched, all of it and not only what is loaded.
pub async fn the_history_is_searched(scene: &mut Scene) {
    let customer = scene.backend.customer(AMARA).await;
    let sr = a_ticket(&customer, "A long story").await;
    let desk = scene.backend.desk();
    let name = desk.take(&sr).await;
    desk.say(&sr, "Please pull out the second card").await;
    let soon = customer.me().await.server_time + Span::hours(3);
    desk.expect_by(&sr, soon, "The part is on its way").await;
    desk.expect_by(&sr, soon + Span::hours(1), "Traffic jam on the ring road").await;
    for number in 0..60 {
        customer.say(&sr, &format!("Reading {number}"), &[]).await;
    }
    open(scene, &sr).await;
    let browser = &scene.browser;
    browser.find(&button("Load earlier ones")).await;
    let taken = format!("{name} has taken over");

    browser.fill(&field("Search the history"), "second card").await;
    browser.find(&listitem("Please pull out the second card")).await;
    browser.gone(&listitem("Reading 59")).await;
    browser.axe().await;
    browser.click(&button("Show everything")).await;
    browser.find(&listitem("Reading 59")).await;

    browser.click(&radio("Times")).await;
    browser.find(&listitem("Reason: Traffic jam on the ring road")).await;
    browser.gone(&listitem("Reading 59")).await;
    assert!(browser.all(&listitem(&taken)).await.is_empty(), "who works on it is no time");
    browser.click(&radio("State")).await;
    browser.find(&listitem(&taken)).await;
    browser.sees("The expected time has changed once").await;
}

/// The customer's own number is changed in its place; what a colleague made of it meanwhile is never overwritten
/// unseen.
pub async fn ones_own_number_is_changed_in_place(scene: &mut Scene) {
    let customer = scene.backend.customer(AMARA).await;
    let sr = a_ticket(&customer, "Numbered by us").await;
    open(scene, &sr).await;
    let browser = &scene.browser;
    browser.click(&button("Add your number")).await;
    browser.fill(&field("Your own number"), "OPS-1").await;
    // Something else changes meanwhile, which is no reason to ask.
    scene.backend.desk().say(&sr, "Looking into it").await;
    browser.press(Key::Enter).await;
    browser.sees("Your number OPS-1").await;

    browser.click(&button("Change your number")).await;
    browser.fill(&field("Your own number"), "OPS-2").await;
    let version = customer.ticket(&sr).await.summary.version;
    let change = customer.write(Method::PATCH, &to(path::TICKET, &[sr.as_str()]));
    let change = change.header("if-match", format!("\"{version}\"")).json(&json!({ "externalIdentifier": "OPS-9" }));
    Answer::of(change).await.expect(200);
    let overtaken = "it now reads “OPS-9”";
    browser.click(&button("Save").exactly()).await;
    // The stream may have told the page before; then the backend has nothing to complain about.
    browser.sees(overtaken).await;
    browser.axe().await;
    browser.click(&button("Save").exactly()).await;
    browser.sees("Your number OPS-2").await;
    assert_eq!(customer.ticket(&sr).await.summary.external_identifier.as_deref(), Some("OPS-2"));
}

/// All files come in one archive, and single ones as they were sent.
pub async fn all_files_come_in_one_archive(scene: &mut Scene) {
    let customer = scene.backend.customer(AMARA).await;
    let sr = a_ticket(&customer, "With two files").await;
    let desk = scene.backend.desk();
    desk.send_file(&sr, "first.txt", b"one").await;
    desk.send_file(&sr, "second.txt", b"two").await;
    open(scene, &sr).await;
    let browser = &scene.browser;
    let archive = browser.download(&link("All as one archive"), &format!("{sr}.zip")).await;
    let mut archive = zip::ZipArchive::new(Cursor::new(archive)).expect("it is an archive");
    for (name, content) in [("first.txt", "one"), ("second.txt", "two")] {
        let mut found = String::new();
        archive.by_name(name).expect("the file is in it").read_to_string(&mut found).expect("it can be read");
        assert_eq!(found, content);
    }
    assert_eq!(browser.download(&pages::attachment("second.txt"), "second.txt").await, b"two");
}

/// A ticket leads to others of the same device, and Back to the place where it was left.
pub async fn back_leads_to_where_one_was(scene: &mut Scene) {
    let customer = scene.backend.customer(AMARA).await;
    let before = a_ticket(&customer, "The first time").await;
    let sr = a_ticket(&customer, "The second time").await;
    for number in 0..20 {
        customer.say(&sr, &format!("Reading {number}"), &[]).await;
    }
    open(scene, &sr).await;
    let browser = &scene.browser;
    browser.find(&link("The first time")).await;
    browser.script("document.getElementById('answer').scrollIntoView()", Vec::new()).await;
    let left_at = browser.script("return scrollY", Vec::new()).await.as_f64().expect("a number");
    assert!(left_at > 100.0, "the page is long enough");
    // By the keyboard: a click would scroll to the link first.
    browser
        .script("[...document.links].find((link) => link.textContent === 'The first time').click()", Vec::new())
        .await;
    browser.at("the other ticket", |path| path.ends_with(before.as_str())).await;
    browser.find(&heading("The first time")).await;
    browser.find(&link("The second time")).await;
    browser.driver().back().await.expect("there is a way back");
    browser.find(&heading("The second time")).await;
    wait::until("the place where it was left", PATIENCE, async || {
        let at = browser.script("return scrollY", Vec::new()).await.as_f64().unwrap_or_default();
        if (at - left_at).abs() < 50.0 { Ok(()) } else { Err(format!("scrolled to {at} instead of {left_at}")) }
    })
    .await;
}

/// From a ticket to the next one of the list that it was opened from, and back to that list as it was.
pub async fn the_list_leads_on_from_ticket_to_ticket(scene: &mut Scene) {
    let customer = scene.backend.customer(AMARA).await;
    for name in ["First of the list", "Second of the list"] {
        a_ticket(&customer, name).await;
    }
    let list = "/tickets?state=all&sort=-creationDate";
    pages::sign_in(scene, list, AMARA).await;
    let browser = &scene.browser;
    browser.click(&link("Second of the list")).await;
    browser.find(&heading("Second of the list")).await;
    browser.click(&link("Next in the list")).await;
    browser.find(&heading("First of the list")).await;
    browser.find(&link("Previous in the list")).await;
    let back =
        "const { pathname, search } = document.querySelector('.page-header__crumbs a'); return pathname + search";
    assert_eq!(browser.script(back, Vec::new()).await, list);
}
