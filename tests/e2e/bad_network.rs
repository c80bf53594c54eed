//! Connections that break, and a backend that is restarted.

use aftercare_contract::ticket::SrNumber;
use aftercare_tests::{
    Browser,
    backend::AMARA,
    browser::target::{button, field, heading, link, listitem},
    sample::{fault, log_file, sha256},
    wait::{self, PATIENCE},
};

use crate::{
    pages::{self, a_device},
    scene::Scene,
};

/// How often a text stands on the page.
async fn count(browser: &Browser, text: &str) -> usize {
    browser.text().await.matches(text).count()
}

/// The stream is cut and the backend restarted: the page says so, and then shows what it has missed, each thing once.
pub async fn a_cut_stream_loses_and_doubles_nothing(scene: &mut Scene) {
    let customer = scene.backend.customer(AMARA).await;
    let device = a_device(&customer).await;
    let sr: SrNumber = customer.file(&fault(&device.id, "Followed over a bad line")).await.summary.sr_number;
    pages::sign_in(scene, &format!("/tickets/{sr}"), AMARA).await;
    let browser = &scene.browser;
    browser.find(&button("Send").exactly()).await;
    scene.backend.desk().say(&sr, "said before the cut").await;
    browser.sees("said before the cut").await;
    let document = browser.document().await;

    scene.proxy.cut();
    browser.sees("Connection lost").await;
    scene.backend.desk().say(&sr, "said during the cut").await;
    scene.backend.stop().await;
    scene.backend.start_again().await;
    scene.backend.desk().say(&sr, "said after the restart").await;
    scene.proxy.mend();

    let browser = &scene.browser;
    browser.sees("said during the cut").await;
    browser.sees("said after the restart").await;
    browser.sees_no("Connection lost").await;
    scene.backend.desk().say(&sr, "said on the new line").await;
    browser.sees("said on the new line").await;
    for text in ["said before the cut", "said during the cut", "said after the restart", "said on the new line"] {
        assert_eq!(count(browser, text).await, 1, "{text:?} in {}", browser.text().await);
    }
    assert_eq!(browser.document().await, document, "all of it without a reload");
}

/// An upload is cut three times, with a reload between, and still arrives whole.
pub async fn an_upload_survives_three_cuts_and_a_reload(scene: &mut Scene) {
    let customer = scene.backend.customer(AMARA).await;
    let device = a_device(&customer).await;
    let log = log_file(8_000_000);
    let path = scene.file("ssl-engine.log", &log);
    pages::sign_in(scene, "/tickets/new", AMARA).await;
    let (browser, proxy) = (&scene.browser, &scene.proxy);
    pages::describe_fault(browser, &device, "Sent over a line that breaks").await;

    proxy.cut_after(1_500_000);
    pages::add_files(browser, &[&path]).await;
    proxy.is_cut().await;
    browser.sees("Interrupted at").await;

    proxy.mend();
    proxy.cut_after(1_500_000);
    proxy.is_cut().await;
    browser.sees("Interrupted at").await;

    proxy.mend();
    proxy.cut_after(2_000_000);
    browser.reload().await;
    assert_eq!(browser.value(&field("In one line")).await, "Sent over a line that breaks");
    proxy.is_cut().await;

    proxy.mend();
    wait::until("the whole file", 6 * PATIENCE, async || {
        let sent = browser.all(&listitem("· sent")).await;
        if sent.is_empty() { Err(browser.text().await) } else { Ok(()) }
    })
    .await;
    let sr = pages::send(browser).await;
    browser.find(&pages::attachment("ssl-engine.log")).await;
    let file = customer.ticket(&sr).await.attachment.remove(0);
    assert_eq!((file.size, file.sha256), (log.len() as u64, sha256(&log)));
}

/// A page whose code can't be fetched says so and offers to try again, and then it comes.
pub async fn a_page_that_cannot_be_loaded_is_offered_again(scene: &mut Scene) {
    pages::sign_in(scene, "/tickets", AMARA).await;
    let browser = &scene.browser;
    browser.find(&heading("Tickets").exactly()).await;
    scene.proxy.cut();
    browser.click(&link("New request")).await;
    browser.sees("This page could not be loaded").await;
    scene.proxy.mend();
    browser.click(&button("Try again")).await;
    browser.find(&pages::send_request()).await;
}
