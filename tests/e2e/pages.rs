//! What people do in the portal, in its English words. A word that changes there changes here, once.

use std::path::Path;

use aftercare_contract::{asset::Device, ticket::SrNumber};
use aftercare_tests::{
    Browser, Customer,
    backend::PASSWORD,
    browser::target::{Target, button, dialog, field, file, group, heading, link, radio, region},
};

use serde_json::json;

use crate::scene::Scene;

/// Holds back what is decided until [`LET_GO`]: meanwhile somebody else can come before it.
pub const HOLD_ACTIONS: &str = "const real = window.fetch; window.held = new Promise((go) => { window.go = go; });
    window.fetch = async (...call) => {
        const request = new Request(...call);
        if (request.method === 'POST' && request.url.endsWith('/actions')) await window.held;
        return real(request);
    }";
/// Sends what was held back.
pub const LET_GO: &str = "window.go()";

/// The button that sends a request.
pub fn send_request() -> Target {
    button("Send request").exactly()
}

/// The field for an answer on a ticket's page.
pub fn answer() -> Target {
    field("Answer")
}

/// Opens a page of the portal as somebody who isn't signed in, and signs in there.
pub async fn sign_in(scene: &Scene, path: &str, user_name: &str) {
    let browser = &scene.browser;
    browser.goto(&scene.url(path)).await;
    browser.find(&heading("Sign in").exactly()).await;
    browser.axe().await;
    give_credentials(browser, user_name).await;
}

/// Fills in and sends the form for signing in.
pub async fn give_credentials(browser: &Browser, user_name: &str) {
    browser.fill(&field("E-mail address"), user_name).await;
    browser.fill(&field("Password"), PASSWORD).await;
    browser.click(&button("Sign in").exactly()).await;
}

/// Signs in again in the dialog that a session's end opens over the page.
pub async fn sign_in_again(browser: &Browser, user_name: &str) {
    browser.find(&dialog("Please sign in again")).await;
    give_credentials(browser, user_name).await;
    browser.gone(&dialog("Please sign in again")).await;
}

/// A device of the customer that is under contract.
pub async fn a_device(customer: &Customer) -> Device {
    let devices = customer.devices().await;
    devices.into_iter().find(|device| device.contract.is_some()).expect("a device is under contract")
}

/// Fills in all of the form for a fault that is needed, but for its files.
pub async fn describe_fault(browser: &Browser, device: &Device, name: &str) {
    browser.click(&radio("Fault").exactly()).await;
    browser.fill(&field("Serial number, host name or site"), &device.serial_number).await;
    browser.find(&button("Change")).await;
    browser.fill(&field("In one line"), name).await;
    browser.fill(&field("What you see, and what you expected"), "checksum mismatch, retry 3/3").await;
    for (question, answer) in [
        ("Is the business interrupted?", "No"),
        ("Is data at risk or lost?", "No"),
        ("Is it a core system?", "Yes"),
        ("Who notices it?", "Nobody yet"),
        ("Is there a workaround?", "No"),
    ] {
        browser.click_in(&group(question), &radio(answer).exactly()).await;
    }
}

/// Adds files to the form.
pub async fn add_files(browser: &Browser, files: &[&Path]) {
    browser.choose(&file("Drop files here"), files).await;
}

/// Sends the form and returns the number of the ticket whose page opens.
pub async fn send(browser: &Browser) -> SrNumber {
    browser.click(&send_request()).await;
    arrived(browser).await
}

/// Waits for a new ticket's page and returns its number.
pub async fn arrived(browser: &Browser) -> SrNumber {
    let path = browser.at("the ticket's page", |path| path.starts_with("/tickets/SR-")).await;
    let number = path.trim_start_matches("/tickets/").split(['?', '#']).next().unwrap_or_default().into();
    browser.find(&region("Where it stands")).await;
    number
}

/// A link to a file of a ticket.
pub fn attachment(name: &str) -> Target {
    link(name).exactly()
}

/// Asks for the portal in another language by its own name.
pub async fn switch_language(browser: &Browser, name: &str) {
    browser.click(&button(name).exactly()).await;
}

/// Sets the two ends of one's own time, as the calendar of the control does.
pub async fn choose_own(browser: &Browser, labels: [&str; 2], from: &str, until: &str) {
    for (label, time) in labels.into_iter().zip([from, until]) {
        let control = browser.find(&field(label).exactly()).await;
        let set = "arguments[0].value = arguments[1]; \
                   arguments[0].dispatchEvent(new InputEvent('input', { bubbles: true }))";
        browser.script(set, vec![control.to_json().expect("a control can be named"), json!(time)]).await;
    }
}
