//! What goes wrong leads to a page that says so and to a way on.

use aftercare_contract::ticket::SrNumber;
use aftercare_tests::{
    backend::AMARA,
    browser::target::{button, heading, link},
    sample::fault,
    wait::{self, PATIENCE},
};

use crate::{
    pages::{self, a_device, answer},
    scene::Scene,
};

/// How requests for the list begin.
const LIST: &str = "GET /api/v1/tickets";

/// An answer that closes the connection.
fn http(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\
         date: Thu, 19 Nov 2026 10:00:00 GMT\r\nconnection: close\r\n{headers}\r\n{body}"
    )
}

/// Signs in on a page that doesn't ask for the list.
async fn beside_the_list(scene: &Scene) {
    pages::sign_in(scene, "/account", AMARA).await;
    scene.browser.find(&link("Tickets").exactly()).await;
}

async fn a_ticket(scene: &Scene, name: &str) -> SrNumber {
    let customer = scene.backend.customer(AMARA).await;
    let device = a_device(&customer).await;
    customer.file(&fault(&device.id, name)).await.summary.sr_number
}

/// Wrong JSON, a fault of the backend, an answer that breaks off: each has its sentence, and the list comes afterwards.
pub async fn a_list_that_cannot_be_read_says_why_and_comes_again(scene: &mut Scene) {
    let sr = a_ticket(scene, "Listed after all trouble").await;
    beside_the_list(scene).await;
    let (browser, proxy) = (&scene.browser, &scene.proxy);
    let document = browser.document().await;
    let torn = http("200 OK", "", r#"{"items":[],"total":0,"pad":"..........................."}"#);
    let torn = torn.strip_suffix(r#"......"}"#).expect("it ends so");
    for (spoilt, sentence) in [
        (http("200 OK", "", r#"{"items":7}"#).as_str(), "gave an answer that this page does not understand"),
        (&http("200 OK", "", "<!doctype html>"), "gave an answer that this page does not understand"),
        (&http("500 Internal Server Error", "", "oops"), "has a fault of its own"),
        (torn, "There is no connection to the service desk"),
    ] {
        proxy.spoil(LIST, spoilt);
        browser.click(&link("Tickets").exactly()).await;
        browser.sees(sentence).await;
        browser.axe().await;
        proxy.mend();
        if !sentence.contains("does not understand") {
            browser.click(&button("Try again").exactly()).await;
            browser.sees("Listed after all trouble").await;
        }
        browser.click(&link("Account").exactly()).await;
        browser.find(&heading("Account")).await;
    }
    browser.click(&link("Tickets").exactly()).await;
    browser.sees(sr.as_str()).await;
    assert_eq!(browser.document().await, document, "all of it without a reload");
}

/// 429: the page says when, and then does it by itself.
pub async fn too_many_requests_are_tried_again_at_the_time_named(scene: &mut Scene) {
    a_ticket(scene, "Listed in time").await;
    beside_the_list(scene).await;
    let (browser, proxy) = (&scene.browser, &scene.proxy);
    // The date is long past, so that it may be tried again at once.
    proxy.spoil(LIST, &http("429 Too Many Requests", "retry-after: 3\r\n", ""));
    browser.click(&link("Tickets").exactly()).await;
    browser.sees("This page tries again by itself at").await;
    wait::until("another try", PATIENCE, async || {
        let tries = proxy.requests(LIST).len();
        if tries > 1 { Ok(()) } else { Err(format!("there were {tries}")) }
    })
    .await;
    proxy.mend();
    browser.sees("Listed in time").await;
}

/// An answer that doesn't come within 20 s is given up.
pub async fn a_slow_answer_is_given_up(scene: &mut Scene) {
    a_ticket(scene, "Listed late").await;
    beside_the_list(scene).await;
    let (browser, proxy) = (&scene.browser, &scene.proxy);
    proxy.spoil_and_hang(LIST, "");
    browser.click(&link("Tickets").exactly()).await;
    wait::until("the end of patience", 2 * PATIENCE, async || {
        let page = browser.text().await;
        if page.contains("took too long to answer") { Ok(()) } else { Err(page) }
    })
    .await;
    proxy.mend();
    browser.click(&button("Try again").exactly()).await;
    browser.sees("Listed late").await;
}

/// Storage that is full, and storage that is forbidden: whoever writes is told that the draft isn't kept.
pub async fn a_draft_that_cannot_be_kept_says_so(scene: &mut Scene) {
    let sr = a_ticket(scene, "Answered without storage").await;
    pages::sign_in(scene, &format!("/tickets/{sr}"), AMARA).await;
    let browser = &scene.browser;
    let fill = "for (let size = 1 << 22; size >= 1; size >>= 1)
        try { for (let part = 0; ; part++) localStorage.setItem(`full ${size} ${part}`, 'x'.repeat(size)) } catch {}";
    let forbid = "Storage.prototype.setItem = () => { throw new DOMException('forbidden', 'SecurityError') }";
    for (trouble, way_out) in [(fill, "localStorage.clear()"), (forbid, "")] {
        browser.fill(&answer(), "kept").await;
        browser.sees_no("The draft cannot be kept").await;
        browser.script(trouble, Vec::new()).await;
        browser.fill(&answer(), "written where nothing can be kept").await;
        browser.sees("The draft cannot be kept").await;
        browser.axe().await;
        browser.script(way_out, Vec::new()).await;
    }
    browser.click(&button("Send").exactly()).await;
    browser.sees("written where nothing can be kept").await;
}

/// The browser's clock is three hours ahead: what is promised stays where it is.
pub async fn a_clock_that_is_wrong_by_hours_changes_no_time(scene: &mut Scene) {
    let sr = a_ticket(scene, "Promised by the backend's clock").await;
    pages::sign_in(scene, &format!("/tickets/{sr}"), AMARA).await;
    let browser = &scene.browser;
    browser.find(&answer()).await;
    let left = "return document.querySelector('main').innerText.match(/[0-9]+ h(ours?)? /g)";
    let promised = browser.script(left, Vec::new()).await;
    assert!(promised.is_array(), "something is promised in hours: {}", browser.text().await);
    let shift = "const now = Date.now; Date.now = () => now() + 3 * 3600e3";
    browser.script(shift, Vec::new()).await;
    // The next word from the backend sets it right.
    scene.proxy.cut();
    browser.sees("Connection lost").await;
    scene.proxy.mend();
    browser.sees_no("Connection lost").await;
    assert_eq!(browser.script(left, Vec::new()).await, promised);
}

/// The program traps, as it does when it panics: the page says so, and nothing typed is lost.
pub async fn a_trap_shows_the_way_back_and_the_draft_is_kept(scene: &mut Scene) {
    let sr = a_ticket(scene, "Answered across a crash").await;
    pages::sign_in(scene, &format!("/tickets/{sr}"), AMARA).await;
    let browser = &scene.browser;
    browser.fill(&answer(), "typed before the crash").await;
    // The portal's own module, whose calls through its table of functions lead nowhere any more: the next one traps, and
    // there is one each second.
    let trap = "const script = document.querySelector('link[rel=modulepreload]').href;
        import(script).then((portal) => portal.default()).then((program) => {
            const table = program.__indirect_function_table;
            for (let index = 0; index < table.length; index++) table.set(index, null);
        })";
    browser.script(trap, Vec::new()).await;
    browser.find(&heading("This page cannot go on").exactly()).await;
    browser.axe().await;
    browser.click(&link("Load the page again").exactly()).await;
    browser.find(&answer()).await;
    wait::until("the draft", PATIENCE, async || {
        let text = browser.value(&answer()).await;
        if text == "typed before the crash" { Ok(()) } else { Err(format!("{text:?}")) }
    })
    .await;
}
