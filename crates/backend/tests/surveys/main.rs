//! Surveys and e-mails where time matters or the other side fails: a real server, with a clock that is turned by hand.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "the rest of it is for the tests of the frame")]
#[path = "../frame/common.rs"]
mod common;
#[path = "../../../../tests/src/mail.rs"]
mod mail;
#[expect(dead_code, reason = "the rest of it is for the other suites")]
#[path = "../../../../tests/src/smtp.rs"]
mod smtp;
#[expect(dead_code, reason = "the rest of it is for the tests of tickets")]
#[path = "../tickets/world.rs"]
mod world;

mod letters;
mod links;

use aftercare_backend::mail::send;
use aftercare_contract::ticket::SrNumber;
use serde_json::json;

use crate::{
    common::eventually,
    mail::Mail,
    world::{Customer, World, fault},
};

/// Files a fault that is fixed and confirmed.
async fn close(world: &World, customer: &Customer) -> SrNumber {
    let sr = customer.file(&fault("New connections fail", "a1")).await.summary.sr_number;
    world.act(&sr, "resolve", &json!({ "text": "Replaced the card" })).await;
    assert_eq!(customer.act(&sr, "confirm", None).await.status, 200);
    sr
}

/// Sends what is due, and waits until it has left.
async fn post(world: &World) {
    send(&world.backend.app).await.unwrap();
    let now = world.backend.app.clock.now().unix_millis();
    eventually(async || {
        let waiting = move |conn: &rusqlite::Connection| {
            let sql = "SELECT count(*) FROM mail WHERE state = 'sending' OR state = 'queued' AND next_try <= ?";
            conn.query_row(sql, [now], |row| row.get::<_, u64>(0))
        };
        world.backend.app.db.read(waiting).await.unwrap() == 0
    })
    .await;
}

/// What was written to the customers so far.
async fn written(world: &World) -> Vec<Mail> {
    post(world).await;
    Mail::in_folder(&world.backend.folder.path().join("outbox"))
}

/// The token of the newest survey's link on a ticket.
async fn token(world: &World, sr: &SrNumber) -> String {
    let mails = written(world).await;
    let newest = mails.iter().filter(|mail| mail.id.starts_with(sr.as_str()) && mail.is("closed"));
    newest.max_by_key(|mail| mail.header("Date")).and_then(Mail::token).expect("the survey's link")
}
