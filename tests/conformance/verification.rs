//! Verifying a fix: three answers, more time, and what is published beyond the fix.

use aftercare_contract::ticket::{Action, SrNumber, Status, TurnOf};
use serde_json::json;

use crate::subject::Subject;

const CHECK: &str = "Both nodes take connections";

async fn fixed(subject: &Subject, name: &str) -> SrNumber {
    let sr = subject.file(name).await;
    let desk = subject.desk();
    desk.take(&sr).await;
    desk.act(&sr, "checks", json!({ "checks": [CHECK], "language": "en" })).await;
    desk.act(&sr, "resolve", json!({ "text": "Replaced" })).await;
    sr
}

pub async fn what_the_vendor_verified_is_shown_with_the_end(subject: &Subject) {
    let sr = fixed(subject, "Verified by both").await;
    let ticket = subject.customer.ticket(&sr).await;
    let verification = ticket.verification.expect("there is a fix");
    assert_eq!(verification.checks[0].text, CHECK);
    let history = subject.customer.history(&sr).await;
    assert!(history.iter().any(|event| event.checks.iter().any(|check| check.text == CHECK)));
    let closed = subject.customer.act(&sr, Action::Confirm, None).await;
    let until = closed.verification.expect("it was fixed").reopen_until.expect("it can be reopened for a while");
    assert!(until > closed.server_time && closed.actions.contains(&Action::Reopen));
}

pub async fn it_is_kept_open_for_as_long_as_was_said(subject: &Subject) {
    let sr = fixed(subject, "Needs more time").await;
    let ticket = subject.customer.ticket(&sr).await;
    let before = ticket.verification.expect("there is a fix");
    let kept = subject.customer.act(&sr, Action::KeepOpen, None).await;
    assert_eq!(kept.closes_at, before.keep_open_until);
    assert!(kept.closes_at > ticket.closes_at && kept.summary.status == Status::Resolved);
    assert_eq!(kept.verification.map(|after| after.keep_open_left + 1), Some(before.keep_open_left));
}

pub async fn what_is_partly_fixed_goes_on_with_a_reason(subject: &Subject) {
    let sr = fixed(subject, "Half of it").await;
    let silent = subject.customer.try_act(&sr, Action::ConfirmPartly, None).await.expect(422).problem();
    assert_eq!(silent.errors[0].pointer, "/reason");
    let partly = subject.customer.act(&sr, Action::ConfirmPartly, Some("The second node is still out")).await;
    assert_eq!((partly.summary.status, partly.summary.turn.who), (Status::InProgress, TurnOf::Vendor));
}

pub async fn why_it_happened_and_what_prevents_it_is_published(subject: &Subject) {
    let sr = fixed(subject, "Explained afterwards").await;
    subject.customer.act(&sr, Action::Confirm, None).await;
    for (kind, text) in [("rootCause", "A worn card"), ("advice", "Replace the others")] {
        subject.desk().act(&sr, "conclusion", json!({ "kind": kind, "text": text, "language": "en" })).await;
    }
    let published = subject.customer.ticket(&sr).await.conclusions;
    let kinds: Vec<_> = published.iter().map(|it| (it.kind.as_str(), it.text.text.as_str())).collect();
    assert_eq!(kinds, [("rootCause", "A worn card"), ("advice", "Replace the others")]);
}
