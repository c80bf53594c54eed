//! One stream for all tabs, and what is done without one.

use aftercare_contract::{
    routes::{BASE, WRITE_HEADER, WRITE_HEADER_VALUE, path},
    ticket::SrNumber,
};
use aftercare_tests::{
    Browser,
    backend::{AMARA, INGRID, PASSWORD},
    browser::target::{button, field},
    sample::fault,
    wait::{self, PATIENCE},
};
use serde_json::json;

use crate::{
    pages::{self, a_device},
    scene::Scene,
};

/// How requests for the stream begin.
const STREAM: &str = "GET /api/v1/live";

async fn a_ticket(scene: &Scene, name: &str) -> SrNumber {
    let customer = scene.backend.customer(AMARA).await;
    let device = a_device(&customer).await;
    customer.file(&fault(&device.id, name)).await.summary.sr_number
}

/// Waits until the stream has been asked for so often, and returns the last request.
async fn asked_for_streams(scene: &Scene, count: usize) -> String {
    wait::until(&format!("stream number {count}"), PATIENCE, async || {
        let mut requests = scene.proxy.requests(STREAM);
        if requests.len() < count {
            Err(format!("there were {requests:?}"))
        } else {
            Ok(requests.swap_remove(count - 1))
        }
    })
    .await
}

async fn opens(browser: &Browser, url: &str) {
    browser.goto(url).await;
    browser.find(&button("Send").exactly()).await;
}

/// Two tabs share a stream; when the one that holds it is closed, the other goes on where it was.
pub async fn tabs_share_one_stream(scene: &mut Scene) {
    let sr = a_ticket(scene, "Followed in two tabs").await;
    pages::sign_in(scene, &format!("/tickets/{sr}"), AMARA).await;
    let (browser, desk) = (&scene.browser, scene.backend.desk());
    browser.find(&field("Answer")).await;
    asked_for_streams(scene, 1).await;
    let leader = browser.driver().window().await.expect("a tab has a name");
    let follower = browser.driver().new_tab().await.expect("a tab can be opened");
    browser.driver().switch_to_window(follower.clone()).await.expect("a tab can be looked at");
    opens(browser, &scene.url(&format!("/tickets/{sr}"))).await;

    desk.say(&sr, "said to both tabs").await;
    browser.sees("said to both tabs").await;
    browser.driver().switch_to_window(leader).await.expect("a tab can be looked at");
    browser.sees("said to both tabs").await;
    assert_eq!(scene.proxy.requests(STREAM).len(), 1, "one stream for both");

    browser.driver().close_window().await.expect("a tab can be closed");
    browser.driver().switch_to_window(follower).await.expect("a tab can be looked at");
    let resumed = asked_for_streams(scene, 2).await;
    assert!(resumed.contains("lastEventId="), "it resumes where the other was: {resumed}");
    desk.say(&sr, "said to the tab that is left").await;
    browser.sees("said to the tab that is left").await;
    for text in ["said to both tabs", "said to the tab that is left"] {
        assert_eq!(browser.text().await.matches(text).count(), 1, "{text:?} in {}", browser.text().await);
    }
}

/// A proxy keeps the stream back: the page says that it is refreshed from time to time, is, and goes live again.
pub async fn a_stream_that_is_kept_back_is_polled_for(scene: &mut Scene) {
    let sr = a_ticket(scene, "Followed through a proxy that buffers").await;
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
    scene.proxy.spoil_and_hang(STREAM, head);
    pages::sign_in(scene, &format!("/tickets/{sr}"), AMARA).await;
    let browser = &scene.browser;
    // Three streams without a greeting, and the waits between them.
    wait::until("polling", 4 * PATIENCE, async || {
        let page = browser.text().await;
        if page.contains("refreshed about every half minute") { Ok(()) } else { Err(page) }
    })
    .await;
    scene.backend.desk().say(&sr, "said past the stream").await;
    wait::until("what was said", 3 * PATIENCE, async || {
        let page = browser.text().await;
        if page.contains("said past the stream") { Ok(()) } else { Err(page) }
    })
    .await;
    scene.proxy.mend();
    // Whoever comes back to the page doesn't wait for the next try.
    browser.script("dispatchEvent(new Event('online'))", Vec::new()).await;
    browser.sees_no("refreshed about every half minute").await;
    scene.backend.desk().say(&sr, "said live again").await;
    browser.sees("said live again").await;
}

/// While the line was cut, somebody else has signed in in this browser: nobody goes on under another's name.
pub async fn a_line_that_is_back_asks_who_is_there(scene: &mut Scene) {
    pages::sign_in(scene, "/account", AMARA).await;
    let browser = &scene.browser;
    browser.sees("Amara").await;
    asked_for_streams(scene, 1).await;
    let someone = json!({ "userName": INGRID, "password": PASSWORD });
    let session = [BASE, path::SESSION].concat();
    browser.script(SIGN_IN, vec![json!(session), json!(WRITE_HEADER), json!(WRITE_HEADER_VALUE), someone]).await;
    wait::until("the other tab's session", PATIENCE, async || {
        let status = browser.script("return globalThis.answered", Vec::new()).await;
        if status == 200 { Ok(()) } else { Err(status.to_string()) }
    })
    .await;
    scene.proxy.cut();
    browser.sees("Connection lost").await;
    scene.proxy.mend();
    browser.sees("Ingrid Visser").await;
    browser.sees_no("Amara").await;
}

/// What another tab does that signs somebody in: the address, the header for writes and its value, and who.
const SIGN_IN: &str = "
    const [address, header, value, someone] = arguments;
    const headers = { 'content-type': 'application/json', [header]: value };
    fetch(address, { method: 'POST', headers, body: JSON.stringify(someone) }).then(({ status }) => {
        globalThis.answered = status;
    });
";
