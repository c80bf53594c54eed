//! E-mails: what is written about, to whom, and that none is lost or repeated.

use std::{collections::BTreeSet, time::Duration};

use aftercare_contract::{
    Span,
    mail::{MailChoice, MailChoices, MailKind},
    routes::{path, to},
    ticket::{Action, SrNumber},
};
use aftercare_tests::{
    Answer, Backend, Customer, Mail, Smtp,
    backend::{AMARA, LIN},
    sample::fault,
    smtp::{Handed, Treatment},
    wait,
};
use reqwest::Method;
use serde_json::json;

use crate::subject::Subject;

/// Files a fault of one of the customer's devices.
async fn file(customer: &Customer, name: &str) -> SrNumber {
    let devices = customer.devices().await;
    let device = devices.iter().find(|device| device.contract.is_some()).expect("a device under contract");
    customer.file(&fault(&device.id, name)).await.summary.sr_number
}

pub async fn every_step_is_written_about(_: &Subject) {
    let smtp = Smtp::start().await;
    let backend = Backend::with_options(&["--smtp", &smtp.url(), "--mail-from", "Support <help@vendor.example>"]).await;
    let (customer, desk) = (backend.customer(LIN).await, backend.desk());
    let sr = file(&customer, "Title with <b>&\"quotes\"</b>").await;
    let engineer = desk.take(&sr).await;
    desk.act(&sr, "ask", json!({ "text": "Which version?\nAnd since when?" })).await;
    customer.say(&sr, "8.4.3", &[]).await;
    desk.expect_by(&sr, customer.me().await.server_time + Span::hours(2), "card has to be replaced").await;
    let (field, name) = desk.engineer("field").await;
    desk.act(&sr, "tier", json!({ "tier": "field", "engineer": field })).await;
    desk.resolve(&sr, "Replaced the card").await;
    customer.act(&sr, Action::Confirm, None).await;

    let handed = smtp.wait_for(6).await;
    assert!(handed.iter().all(|mail| mail.taken && mail.recipient == LIN));
    let mails: Vec<_> = handed.iter().map(|mail| Mail::read(&mail.content)).collect();
    let kinds = ["received", "yourTurn", "etaChanged", "onTheWay", "resolved", "closed"];
    for (mail, kind) in mails.iter().zip(kinds) {
        assert!(mail.is(kind), "{kind}: {}", mail.id);
        assert!(mail.subject.starts_with(&format!("[{sr}] ")), "{}", mail.subject);
        assert_eq!(mail.parts, ["multipart/alternative", "text/plain", "text/html"]);
        assert_eq!(mail.header("From").as_deref(), Some("Support <help@vendor.example>"));
        assert_eq!(mail.header("Auto-Submitted").as_deref(), Some("auto-generated"));
        assert_eq!(mail.header("List-Unsubscribe"), Some(format!("<{}/account>", backend.origin())));
        let thread = format!("<{sr}@vendor.example>");
        if kind == "received" {
            assert_eq!((format!("<{}>", mail.id), mail.header("References")), (thread, None));
        } else {
            assert_eq!((mail.header("In-Reply-To"), mail.header("References")), (Some(thread.clone()), Some(thread)));
        }
        // In his language, safe in the dark, and with nothing that is fetched when it is read.
        assert!(
            mail.text.starts_with("林晓峰，您好！") && mail.html.contains("<html lang=\"zh-CN\">"),
            "{}",
            mail.text
        );
        assert!(mail.html.contains("name=\"color-scheme\" content=\"light dark\""));
        for fetched in ["<img", "<b>", "url(", "<script", "src="] {
            assert!(!mail.html.contains(fetched), "{fetched} in {}", mail.html);
        }
        for link in mail.links() {
            assert!(link.starts_with(backend.origin()) && mail.text.contains(&link), "{link} in both parts");
        }
        assert!(mail.raw.lines().all(|line| line.len() <= 998), "RFC 5322");
    }
    let says = |place: usize, words: &str| assert!(mails[place].text.contains(words), "{words}: {}", mails[place].text);
    says(0, "编号为 SR-");
    says(1, "> Which version?\n> And since when?");
    says(2, "> card has to be replaced");
    says(3, &name);
    says(4, "> Replaced the card");
    assert_ne!(engineer, name);
    let token = mails[5].token().expect("the link of the survey");
    let log = backend.log();
    let about: Vec<_> = log.lines().filter(|line| line.contains("e-mail")).collect();
    assert!(!log.contains(&token) && !about.is_empty() && !about.iter().any(|line| line.contains(LIN)), "{log}");
}

pub async fn nobody_gets_what_they_declined(_: &Subject) {
    let smtp = Smtp::start().await;
    let backend = Backend::with_options(&["--smtp", &smtp.url()]).await;
    let (customer, other) = (backend.customer(AMARA).await, backend.customer(LIN).await);
    let url = to(path::MAILS, &[]);
    let all: MailChoices = customer.load(&url).await;
    let kinds: Vec<_> = all.mails.iter().map(|choice| choice.kind.clone()).collect();
    assert!(kinds == MailKind::KNOWN && all.mails.iter().all(|choice| choice.wanted));
    let choose = async |kind: MailKind, wanted| {
        let body = MailChoices { mails: vec![MailChoice { kind, wanted }] };
        Answer::of(customer.write(Method::PATCH, &url).json(&body)).await
    };
    choose(MailKind::Received, false).await.expect(200);
    choose(MailKind::Closed, false).await.expect(200);
    let kept: MailChoices = choose(MailKind::Closed, true).await.expect(200).json();
    let declined: Vec<_> =
        kept.mails.iter().filter(|choice| !choice.wanted).map(|choice| choice.kind.clone()).collect();
    assert_eq!(declined, [MailKind::Received]);
    let problem = choose("telegram".into(), true).await.expect(422).problem();
    assert_eq!(problem.errors[0].pointer, "/mails/0/kind");

    let quiet = file(&customer, "Nobody is written to").await;
    backend.desk().resolve(&quiet, "Done").await;
    let loud = file(&other, "Somebody else still is").await;
    let handed = smtp.wait_for(2).await;
    let ids: Vec<_> = handed.iter().map(|mail| Mail::read(&mail.content).id).collect();
    assert!(ids[0].starts_with(&format!("{quiet}.resolved.")) && ids[1].starts_with(&format!("{loud}@")), "{ids:?}");
}

fn ids(handed: &[Handed]) -> Vec<String> {
    handed.iter().filter(|mail| mail.taken).map(|mail| Mail::read(&mail.content).id).collect()
}

pub async fn a_kill_in_the_middle_loses_and_repeats_nothing(_: &Subject) {
    let smtp = Smtp::start().await;
    smtp.treat([Treatment::Take, Treatment::Hold]);
    let mut backend = Backend::with_options(&["--smtp", &smtp.url()]).await;
    let customer = backend.customer(AMARA).await;
    let mut expected = BTreeSet::new();
    for number in 0..4 {
        expected.insert(format!("{}@localhost", file(&customer, &format!("Filed before the cut, {number}")).await));
    }
    // The second one is handed over, and whether it was taken nobody will ever know.
    let held = Mail::read(&smtp.wait_for(2).await[1].content).id;
    backend.kill();
    backend.start_again().await;
    let taken = ids(&smtp.wait_for(5).await);
    assert_eq!(taken.iter().cloned().collect::<BTreeSet<_>>(), expected, "none is lost");
    assert_eq!(taken.len(), expected.len(), "none is taken twice: {taken:?}");
    assert!(taken.contains(&held), "the one that was under way comes under its own Message-ID");
}

pub async fn kills_leave_each_letter_once_in_the_folder(_: &Subject) {
    let mut backend = Backend::start().await;
    let mut expected = BTreeSet::new();
    for round in 0..3 {
        let customer = backend.customer(AMARA).await;
        for number in 0..3 {
            expected.insert(format!("{}@localhost", file(&customer, &format!("Cut {round}, {number}")).await));
        }
        // Each time at another point of the work.
        let outbox = backend.outbox();
        wait::until("the letters of this round begin to be written", Duration::from_secs(20), async || {
            let written = Mail::in_folder(&outbox).len();
            if written > expected.len() - 3 + round { Ok(()) } else { Err(format!("{written} are there")) }
        })
        .await;
        backend.kill();
        backend.start_again().await;
    }
    let outbox = backend.outbox();
    let mails = wait::until("all letters", wait::PATIENCE, async || {
        let mails = Mail::in_folder(&outbox);
        if mails.len() >= expected.len() { Ok(mails) } else { Err(format!("{} are there", mails.len())) }
    })
    .await;
    let written: Vec<_> = mails.iter().map(|mail| mail.id.clone()).collect();
    assert_eq!(written.len(), expected.len(), "{written:?}");
    assert_eq!(written.into_iter().collect::<BTreeSet<_>>(), expected);
}
