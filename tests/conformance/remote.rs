//! Remote access: asked for by the desk, granted for a time and withdrawn by the customer.

use aftercare_contract::{
    Problem, ProblemType, Span,
    history::{Event, EventType},
    remote::{AccessDecision, AccessRequest, AccessState},
    routes::{path, to},
    ticket::{Action, SrNumber, TakeAction, Task, Ticket, TurnOf},
};
use aftercare_tests::{
    Answer, Customer, Live,
    backend::{HE, PASSWORD},
    sample::fault,
};
use reqwest::Method;
use serde_json::json;

use crate::subject::Subject;

const PURPOSE: &str = "Read the counters of the card";

/// Files a fault for which an engineer asks to connect.
async fn asked(subject: &Subject, name: &str) -> (SrNumber, AccessRequest) {
    let sr = subject.file(name).await;
    subject.desk().take(&sr).await;
    let request =
        json!({ "purpose": PURPOSE, "scope": "The card, read only", "language": "en", "offered": ["PT1H", "PT2H"] });
    subject.desk().act(&sr, "access", request).await;
    let access = shown(subject, &sr).await;
    (sr, access)
}

async fn shown(subject: &Subject, sr: &SrNumber) -> AccessRequest {
    subject.customer.ticket(sr).await.access.expect("somebody has asked to connect")
}

fn decision(action: Action, access: &AccessRequest, hours: Option<i64>) -> TakeAction {
    let reason = action.needs_reason().then(|| "Not from outside".to_owned());
    let decision = AccessDecision { revision: access.revision, duration: hours.map(Span::hours) };
    TakeAction { reason, access: Some(decision), ..action.into() }
}

async fn decide(customer: &Customer, sr: &SrNumber, decision: &TakeAction) -> Answer {
    customer.post(&to(path::ACTIONS, &[sr.as_str()]), decision).await
}

async fn grant(subject: &Subject, sr: &SrNumber, hours: i64) -> Ticket {
    let grant = decision(Action::GrantAccess, &shown(subject, sr).await, Some(hours));
    decide(&subject.customer, sr, &grant).await.expect(200).json()
}

async fn connect(subject: &Subject, sr: &SrNumber, connected: bool) {
    subject.desk().act(sr, "access/session", json!({ "connected": connected })).await;
}

/// The pointers of the wrong fields with their codes.
fn wrong(problem: &Problem) -> Vec<String> {
    problem.errors.iter().map(|error| format!("{} {}", error.pointer, error.code)).collect()
}

fn of_access(events: &[Event]) -> Vec<&str> {
    let about = events.iter().filter(|event| event.access.is_some() || event.access_session.is_some());
    about.map(|event| event.event_type.as_str()).collect()
}

pub async fn access_is_granted_for_a_time_and_every_session_told_live(subject: &Subject) {
    let (sr, access) = asked(subject, "Seen from afar").await;
    let ticket = subject.customer.ticket(&sr).await;
    assert_eq!((&ticket.summary.turn.who, &ticket.summary.turn.task), (&TurnOf::Customer, &Task::Allow));
    assert_eq!((access.state, access.purpose.text.as_str()), (AccessState::Requested, PURPOSE));
    let mail = subject.mail(&sr, "yourTurn").await;
    assert!(mail.text.contains(PURPOSE), "{}", mail.text);

    let mut live = Live::open(&subject.customer, None, false).await;
    let granted = grant(subject, &sr, 2).await;
    assert_eq!(granted.summary.turn.who, TurnOf::Vendor);
    let until = granted.access.expect("it is granted").until.expect("it has an end");
    assert!(until <= granted.server_time + Span::hours(2), "from now on");
    connect(subject, &sr, true).await;
    connect(subject, &sr, false).await;
    let mut sessions = Vec::new();
    while sessions.len() < 2 {
        let told = live.tickets(1).await.remove(0);
        sessions.extend(told.event.access_session.filter(|_| told.ticket.summary.sr_number == sr));
    }
    assert!(sessions[0].ended.is_none() && sessions[1].ended.is_some(), "{sessions:?}");
    subject.desk().act(&sr, "access/end", json!({})).await;
    let ended = shown(subject, &sr).await;
    assert_eq!((ended.state, ended.sessions.len()), (AccessState::Ended, 1));
    let story = ["accessRequested", "accessGranted", "accessSessionChanged", "accessSessionChanged", "accessEnded"];
    assert_eq!(of_access(&subject.customer.history(&sr).await), story);
}

pub async fn access_is_declined_with_a_reason(subject: &Subject) {
    let (sr, access) = asked(subject, "Nobody from outside").await;
    let declining = decision(Action::DeclineAccess, &access, None);
    let silent = TakeAction { reason: Some(" ".to_owned()), ..declining.clone() };
    assert_eq!(wrong(&decide(&subject.customer, &sr, &silent).await.expect(422).problem()), ["/reason required"]);
    let declined: Ticket = decide(&subject.customer, &sr, &declining).await.expect(200).json();
    assert_eq!(declined.summary.turn.who, TurnOf::Vendor);
    assert!(!declined.actions.iter().any(Action::is_on_access), "{:?}", declined.actions);
    let history = subject.customer.history(&sr).await;
    let told = history.iter().find(|event| event.event_type == EventType::AccessDeclined).expect("it is told");
    assert_eq!(told.reason.as_ref().map(|reason| reason.text.as_str()), Some("Not from outside"));
}

pub async fn access_is_withdrawn_at_any_moment(subject: &Subject) {
    let (sr, _) = asked(subject, "Withdrawn in the middle").await;
    grant(subject, &sr, 1).await;
    connect(subject, &sr, true).await;
    let revoking = decision(Action::RevokeAccess, &shown(subject, &sr).await, None);
    let revoked: Ticket = decide(&subject.customer, &sr, &revoking).await.expect(200).json();
    let access = revoked.access.expect("it was granted");
    assert_eq!(access.state, AccessState::Ended);
    assert!(access.sessions[0].ended.is_some(), "whoever was connected isn't any more");
    let body = json!({ "connected": true });
    let late = subject.desk().call(Method::POST, &format!("/tickets/{sr}/access/session"), Some(&body)).await;
    assert_eq!(late.expect(409).problem().problem_type, ProblemType::ActionNotAllowed);
}

pub async fn access_ends_with_the_ticket(subject: &Subject) {
    for fixed in [true, false] {
        let (sr, _) = asked(subject, "Over with the ticket").await;
        grant(subject, &sr, 2).await;
        connect(subject, &sr, true).await;
        if fixed {
            subject.desk().act(&sr, "resolve", json!({ "text": "Replaced" })).await;
        } else {
            let withdrawal = TakeAction::from(Action::Withdraw);
            decide(&subject.customer, &sr, &withdrawal).await.expect(200);
        }
        let ended = shown(subject, &sr).await;
        assert_eq!(ended.state, AccessState::Ended);
        assert!(ended.sessions[0].ended.is_some());
    }
}

pub async fn of_two_who_decide_about_access_the_second_decides_again(subject: &Subject) {
    let admin = Customer::sign_in(&subject.origin, HE, PASSWORD).await;
    let (sr, access) = asked(subject, "Two decide about access").await;
    decide(&admin, &sr, &decision(Action::GrantAccess, &access, Some(1))).await.expect(200);
    let late = decide(&subject.customer, &sr, &decision(Action::GrantAccess, &access, Some(2))).await.expect(412);
    let seen = shown(subject, &sr).await;
    assert_eq!(late.problem().current_version, Some(seen.revision.into()));
    decide(&subject.customer, &sr, &decision(Action::GrantAccess, &seen, Some(2))).await.expect(200);
}

pub async fn what_access_doesnt_admit_is_refused(subject: &Subject) {
    let (sr, access) = asked(subject, "Carelessly granted").await;
    for (hours, code) in [(None, "required"), (Some(3), "notOffered")] {
        let answer = decide(&subject.customer, &sr, &decision(Action::GrantAccess, &access, hours)).await.expect(422);
        assert_eq!(wrong(&answer.problem()), [format!("/access/duration {code}")]);
    }
    let bare = TakeAction::from(Action::GrantAccess);
    let answer = decide(&subject.customer, &sr, &bare).await.expect(422);
    assert_eq!(wrong(&answer.problem()), ["/access required"]);
    let early = decide(&subject.customer, &sr, &decision(Action::RevokeAccess, &access, None)).await.expect(409);
    assert_eq!(early.problem().problem_type, ProblemType::ActionNotAllowed);
    let unsaid = json!({ "scope": "All of it" });
    let unsaid = subject.desk().call(Method::POST, &format!("/tickets/{sr}/access"), Some(&unsaid)).await.expect(422);
    assert_eq!(wrong(&unsaid.problem()), ["/purpose required"]);
}

pub async fn strangers_grant_nothing(subject: &Subject) {
    let (sr, access) = asked(subject, "Nobody else lets in").await;
    decide(&subject.stranger, &sr, &decision(Action::GrantAccess, &access, Some(1))).await.expect(404);
    assert_eq!(shown(subject, &sr).await, access);
    let own = subject.stranger.file(&fault(&subject.strange_device, "A stranger's own")).await;
    assert_eq!(own.access, None);
}
