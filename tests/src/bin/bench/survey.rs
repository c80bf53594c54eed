//! The survey's page, as the link of an e-mail opens it in a browser that has never seen it.

use aftercare_contract::{survey::link, ticket::Action};
use aftercare_tests::{
    Backend,
    sample::fault,
    wait::{self, PATIENCE},
};

use crate::{
    visitor::{Speed, Visitor, run_first},
    wire::{Transfer, Wire},
};

/// One opening.
pub struct Opening {
    /// All that goes over the wire, with headers.
    pub bytes: u64,
    /// When its first question can be answered, in milliseconds from the beginning of the navigation.
    pub usable: f64,
    /// When all of it is there.
    pub whole: f64,
}

/// The path of the link in an e-mail about a service that has just ended.
pub async fn link_of_a_mail(backend: &Backend, visitor: &Visitor) -> String {
    let customer = &visitor.customer;
    let device = customer.devices().await.into_iter().find(|device| device.contract.is_some());
    let device = device.expect("a device is under contract");
    let sr = customer.file(&fault(&device.id, "Link flaps on port 3")).await.summary.sr_number;
    backend.desk().resolve(&sr, "Replaced the cable").await;
    customer.act(&sr, Action::Confirm, None).await;
    let token = backend.mail(&sr, "closed").await.token().expect("the e-mail has the survey's link");
    link(&token, None)
}

/// Opens the link.
pub async fn open(visitor: &Visitor, link: &str, speed: Speed) -> Opening {
    let browser = visitor.open_with_log(speed).await;
    run_first(&browser, include_str!("survey.js")).await;
    browser.goto(&visitor.url(link)).await;
    let [usable, whole] = wait::until("the survey", 3 * PATIENCE, async || {
        let times = browser.script("return globalThis.surveyTimes?.()", Vec::new()).await;
        serde_json::from_value(times).map_err(|_| "it isn't there".to_owned())
    })
    .await;
    let mut wire = Wire::default();
    wait::until("the end of loading", PATIENCE, async || {
        wire.read(&browser).await;
        let pending = wire.transfers().filter(|transfer| transfer.is_pending()).count();
        if pending == 0 { Ok(()) } else { Err(format!("{pending} are pending")) }
    })
    .await;
    browser.close().await;
    Opening { bytes: wire.transfers().map(Transfer::bytes).sum(), usable, whole }
}
