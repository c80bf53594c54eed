//! What is told to who looks elsewhere: a count in the frame, and notes of the operating system.

use aftercare_contract::ticket::{Action, SrNumber};
use aftercare_tests::{
    Customer,
    backend::INGRID,
    browser::{
        Browser,
        target::{button, checkbox, heading},
    },
    sample::fault,
    wait::{self, PATIENCE},
};
use serde_json::{Value, json};

use crate::{
    pages::{self, a_device},
    scene::Scene,
};

/// Keeps what the page tells the operating system, which it still does; and nobody looks at the page any more. In a tab
/// behind another one, nothing could be waited for.
const LOOK_AWAY: &str = "
    Object.defineProperty(document, 'hidden', { get: () => true });
    globalThis.noted = [];
    const Real = Notification;
    globalThis.Notification = class extends Real {
        constructor(title, options) {
            super(title, options);
            noted.push([title, options.body]);
            globalThis.last = this;
        }
    };";

async fn a_request(customer: &Customer, name: &str) -> SrNumber {
    let device = a_device(customer).await;
    customer.file(&fault(&device.id, name)).await.summary.sr_number
}

async fn titled(browser: &Browser, begins: &str) {
    wait::until("the window's title", PATIENCE, async || {
        let title = browser.script("return document.title", Vec::new()).await;
        if title.as_str().is_some_and(|title| title.starts_with(begins)) { Ok(()) } else { Err(title.to_string()) }
    })
    .await;
}

async fn noted(browser: &Browser, count: usize) -> Vec<Value> {
    wait::until("the notes", PATIENCE, async || {
        let noted = browser.script("return noted", Vec::new()).await;
        let noted = noted.as_array().cloned().unwrap_or_default();
        if noted.len() == count { Ok(noted) } else { Err(format!("{noted:?}")) }
    })
    .await
}

/// What waits is counted on every page and in the window's title, and counted down.
pub async fn what_waits_is_counted_everywhere(scene: &mut Scene) {
    let (browser, desk) = (&scene.browser, scene.backend.desk());
    let customer = scene.backend.customer(INGRID).await;
    let sr = a_request(&customer, "Fan 2 stands still").await;
    desk.resolve(&sr, "Replaced the fan").await;
    pages::sign_in(scene, "/tickets", INGRID).await;
    titled(browser, "(1) ").await;
    let told = "return document.querySelector('[data-waiting]')?.title";
    assert_eq!(browser.script(told, Vec::new()).await, "one thing waits for you");
    browser.axe().await;
    customer.act(&sr, Action::Confirm, None).await;
    titled(browser, "T").await;
    assert_eq!(browser.script(told, Vec::new()).await, Value::Null);
}

/// A note is shown of what was chosen, while another tab is looked at; pressing it leads to the ticket.
pub async fn what_happens_is_noted_while_one_looks_elsewhere(scene: &mut Scene) {
    let (browser, desk) = (&scene.browser, scene.backend.desk());
    let cdp = browser.driver().cdp();
    cdp.send_raw("Browser.grantPermissions", json!({ "permissions": ["notifications"] })).await.expect("it may");
    let customer = scene.backend.customer(INGRID).await;
    let before = a_request(&customer, "Fan 1 stands still").await;
    desk.resolve(&before, "Replaced the fan").await;
    pages::sign_in(scene, "/account", INGRID).await;
    browser.find(&heading("Notes in this browser")).await;
    // Allowed by the browser, but wanted is nothing yet.
    // The first one of that name is about e-mails.
    let wanted = browser.all(&checkbox("It is my turn")).await.pop().expect("it can be chosen");
    wanted.click().await.expect("it can be pressed");
    browser.axe().await;
    let sr = a_request(&customer, "Fan 2 stands still").await;
    desk.take(&sr).await;
    // What waits is told as news only once it is known what has waited before.
    titled(browser, "(1) ").await;
    browser.script(LOOK_AWAY, Vec::new()).await;
    desk.act(&sr, "ask", json!({ "text": "Which fan is it?", "language": "en" })).await;
    assert_eq!(noted(browser, 1).await, [json!(["Your turn: Fan 2 stands still", sr.as_str()])]);
    browser.script("last.onclick(new Event('click'))", Vec::new()).await;
    browser.find(&heading("Fan 2 stands still")).await;
    browser.find(&button("Send")).await;
}
