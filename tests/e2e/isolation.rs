//! Two companies that see nothing of each other.

use aftercare_contract::{
    list::{Scope, StateFilter, TicketQuery},
    routes::{path, to},
};
use aftercare_tests::{
    backend::{AMARA, INGRID},
    browser::target::heading,
    sample::fault,
};

use crate::{
    pages::{self, a_device},
    scene::Scene,
};

/// Somebody of another company, even its admin, finds nothing by any page, address or call.
pub async fn a_strangers_ticket_does_not_exist(scene: &mut Scene) {
    let customer = scene.backend.customer(AMARA).await;
    let device = a_device(&customer).await;
    let name = "Known to one company only";
    let sr = customer.file(&fault(&device.id, name)).await.summary.sr_number;
    let upload = customer.upload("secret.log", b"secret").await;
    customer.say(&sr, "with a secret", &[upload]).await;
    let file = customer.ticket(&sr).await.attachment.remove(0).id;

    pages::sign_in(scene, &format!("/tickets/{sr}"), INGRID).await;
    let browser = &scene.browser;
    browser.sees("This does not exist, or it is not yours to see").await;
    assert!(!browser.text().await.contains(name));
    let missing = browser.text().await.replace(sr.as_str(), "");
    browser.goto(&scene.url("/tickets/SR-0000-000000")).await;
    browser.sees("This does not exist, or it is not yours to see").await;
    let nobodys = browser.text().await.replace("SR-0000-000000", "");
    assert_eq!(missing, nobodys, "a stranger's ticket and none look the same");

    for query in ["", "?scope=organisation&state=all", "?scope=shared&state=all", "?state=all&q=Known"] {
        browser.goto(&scene.url(&format!("/tickets{query}"))).await;
        browser.find(&heading("Tickets").exactly()).await;
        assert!(!browser.text().await.contains(name), "/tickets{query}");
    }
    for url in [
        to(path::TICKET, &[sr.as_str()]),
        to(path::HISTORY, &[sr.as_str()]),
        to(path::ATTACHMENTS, &[sr.as_str()]),
        to(path::ATTACHMENT, &[sr.as_str(), file.as_str()]),
        to(path::ARCHIVE, &[sr.as_str()]),
        to(path::DEVICE, &[device.id.as_str()]),
    ] {
        browser.goto(&scene.url(&url)).await;
        let text = browser.text().await;
        assert!(text.contains("not-found") && !text.contains("secret") && !text.contains(name), "{url}: {text}");
    }

    // And the other way round.
    let stranger = scene.backend.customer(INGRID).await;
    let theirs = TicketQuery { scope: Scope::Organisation, state: StateFilter::All, ..TicketQuery::default() };
    for ticket in stranger.tickets(&theirs).await.items {
        customer.get(&to(path::TICKET, &[ticket.sr_number.as_str()])).await.expect(404);
    }
}
