//! Spare parts: sent by the desk, followed and reported about by the customer.

use aftercare_contract::{
    ProblemType, Span, Timestamp,
    history::{Event, EventType},
    rma::{LoanerState, NewRma, Rma, RmaProgress, RmaReport, RmaService, RmaState},
    routes::{path, to},
    ticket::{Action, SrNumber, TakeAction, Task, Ticket, TurnOf},
};
use aftercare_tests::{Answer, Customer, Live, api::new_key, sample::fault};
use reqwest::Method;
use serde_json::json;

use crate::subject::Subject;

fn new_rma(service: RmaService) -> NewRma {
    NewRma {
        number: "RMA-0042-07".to_owned(),
        part: "Redundant power supply".to_owned(),
        language: Some("en".to_owned()),
        fru_number: "710-0642-03".to_owned(),
        old_serial_number: Some("P0642-0917".to_owned()),
        service,
        return_within: Some(Span::hours(7 * 24)),
    }
}

/// Files a fault for which the desk opens an RMA.
async fn opened(subject: &Subject, name: &str, service: RmaService) -> SrNumber {
    let sr = subject.file(name).await;
    subject.desk().take(&sr).await;
    subject.desk().act(&sr, "rma", json!(new_rma(service))).await;
    sr
}

/// What the desk notes with a state.
fn progress(state: &RmaState, now: Timestamp) -> RmaProgress {
    let is = |due: &[RmaState]| due.contains(state);
    RmaProgress {
        depot: is(&[RmaState::Picked]).then(|| "Forward stock depot".to_owned()),
        carrier: is(&[RmaState::OnTheWay]).then(|| "Same-day courier".to_owned()),
        tracking_number: is(&[RmaState::OnTheWay]).then(|| "1Z-0042".to_owned()),
        eta: is(&[RmaState::OnTheWay, RmaState::Backordered]).then(|| now + Span::hours(2)),
        new_serial_number: is(&[RmaState::Replaced]).then(|| "P0642-1188".to_owned()),
        reason: is(&[RmaState::Backordered, RmaState::Confirmed, RmaState::Refused]).then(|| "Sold out".to_owned()),
        ..RmaProgress::to(state.clone())
    }
}

async fn go(subject: &Subject, sr: &SrNumber, states: &[RmaState]) -> Rma {
    let now = subject.customer.me().await.server_time;
    for state in states {
        subject.desk().act(sr, "rma/state", json!(progress(state, now))).await;
    }
    shown(subject, sr).await
}

async fn shown(subject: &Subject, sr: &SrNumber) -> Rma {
    subject.customer.ticket(sr).await.rma.expect("it has an RMA")
}

fn report(action: Action, seen: &Rma) -> TakeAction {
    let carrier = (action == Action::HandOverDefective).then(|| "Same-day courier".to_owned());
    let rma = Some(RmaReport { revision: seen.revision, carrier, tracking_number: None });
    TakeAction { rma, ..action.into() }
}

async fn act(customer: &Customer, sr: &SrNumber, action: &TakeAction) -> Answer {
    customer.post(&to(path::ACTIONS, &[sr.as_str()]), action).await
}

fn of_rma(events: &[Event]) -> Vec<(&str, &str)> {
    let about = events.iter().filter_map(|event| Some((event, event.rma.as_ref()?)));
    about.map(|(event, rma)| (event.event_type.as_str(), rma.state.as_str())).collect()
}

pub async fn a_part_goes_its_way_live(subject: &Subject) {
    use RmaState::{Arrived, Backordered, Confirmed, OnTheWay, Picked, Replaced, Returned};
    let sr = opened(subject, "A part comes", RmaService::OnSite).await;
    let ticket = subject.customer.ticket(&sr).await;
    assert_eq!((&ticket.summary.turn.who, &ticket.summary.turn.task), (&TurnOf::Vendor, &Task::Deliver));
    assert_eq!(ticket.rma.map(|rma| rma.fru_number), Some("710-0642-03".to_owned()));
    let mut live = Live::open(&subject.customer, None, false).await;
    let way = [Backordered, Picked, OnTheWay, Arrived, Confirmed, Picked, OnTheWay, Arrived, Replaced];
    let replaced = go(subject, &sr, &way).await;
    let mut told = Vec::new();
    while told.len() < way.len() {
        let live = live.tickets(1).await.remove(0);
        let rma = live.event.rma.clone().filter(|_| live.ticket.summary.sr_number == sr);
        told.extend(rma.map(|rma| (live.event, rma)));
    }
    assert_eq!(told.iter().map(|(_, rma)| rma.state.clone()).collect::<Vec<_>>(), way);
    assert_eq!(told[0].0.reason.as_ref().map(|reason| reason.text.as_str()), Some("Sold out"));
    assert_eq!(told[2].1.tracking_number.as_deref(), Some("1Z-0042"));
    assert!(told[2].1.eta.is_some() && told[4].1.eta.is_none(), "it is another part");
    assert_eq!((told[4].0.event_type.clone(), told[4].1.dead_on_arrival), (EventType::PartDeadOnArrival, 1));
    assert_eq!(replaced.new_serial_number.as_deref(), Some("P0642-1188"));

    let handed = act(&subject.customer, &sr, &report(Action::HandOverDefective, &replaced)).await.expect(200);
    let rma = handed.json::<Ticket>().rma.expect("it has an RMA");
    assert!(rma.hand_over.is_some() && rma.return_by == replaced.return_by);
    assert_eq!(go(subject, &sr, &[Returned]).await.state, Returned);
    let history = subject.customer.history(&sr).await;
    let end = [("defectiveHandedOver", "replaced"), ("rmaChanged", "returned")];
    assert!(of_rma(&history).ends_with(&end) && of_rma(&history).starts_with(&[("rmaOpened", "confirmed")]));
}

pub async fn another_expected_time_of_a_part_has_a_reason(subject: &Subject) {
    let sr = opened(subject, "A part is late", RmaService::CarryIn).await;
    let before = go(subject, &sr, &[RmaState::Picked, RmaState::OnTheWay]).await;
    let mut later = progress(&RmaState::OnTheWay, before.eta.expect("it is expected"));
    let call = format!("/tickets/{sr}/rma/state");
    let refused = subject.desk().call(Method::POST, &call, Some(&json!(later))).await.expect(422).problem();
    assert_eq!(refused.errors[0].pointer, "/reason");
    later.reason = Some("The bridge is closed".to_owned());
    subject.desk().act(&sr, "rma/state", json!(later)).await;
    let after = shown(subject, &sr).await;
    assert!(after.eta > before.eta && after.stages == before.stages);
    let history = subject.customer.history(&sr).await;
    assert_eq!(of_rma(&history).last(), Some(&("rmaEtaChanged", "onTheWay")));
}

pub async fn an_rma_is_refused_with_a_reason(subject: &Subject) {
    let sr = opened(subject, "No part for this", RmaService::OnSite).await;
    let refused = go(subject, &sr, &[RmaState::Refused]).await;
    assert_eq!(refused.reason.map(|reason| reason.text), Some("Sold out".to_owned()));
    assert!(!subject.customer.ticket(&sr).await.actions.iter().any(Action::is_on_rma));
}

pub async fn whoever_replaces_the_part_reports_it_once_per_key(subject: &Subject) {
    let sr = opened(subject, "Replaced by ourselves", RmaService::Customer).await;
    let seen = go(subject, &sr, &[RmaState::Picked, RmaState::OnTheWay]).await;
    let (key, url) = (new_key(), to(path::ACTIONS, &[sr.as_str()]));
    let arrived = report(Action::ReportPartArrived, &seen);
    let first = subject.customer.post_with_key(&url, &key, &arrived).await.expect(200);
    assert_eq!(first.json::<Ticket>().summary.turn.who, TurnOf::Customer);
    let again = subject.customer.post_with_key(&url, &key, &arrived).await.expect(200);
    assert_eq!(again.body, first.body, "the first answer again");
    let stale = act(&subject.customer, &sr, &report(Action::ReportReplaced, &seen)).await.expect(412).problem();
    let now = shown(subject, &sr).await;
    assert_eq!((stale.problem_type, stale.current_version), (ProblemType::Stale, Some(now.revision.into())));
    let done = act(&subject.customer, &sr, &report(Action::ReportReplaced, &now)).await.expect(200);
    assert_eq!(done.json::<Ticket>().rma.map(|rma| rma.state), Some(RmaState::Replaced));
}

pub async fn whoever_has_to_replace_a_part_is_written_to(subject: &Subject) {
    let sr = opened(subject, "A part by post", RmaService::Customer).await;
    go(subject, &sr, &[RmaState::Picked, RmaState::OnTheWay, RmaState::Arrived]).await;
    let ticket = subject.customer.ticket(&sr).await;
    assert_eq!((&ticket.summary.turn.who, &ticket.summary.turn.task), (&TurnOf::Customer, &Task::Replace));
    let mail = subject.mail(&sr, "yourTurn").await;
    assert!(mail.text.contains("Redundant power supply"), "{}", mail.text);
}

pub async fn a_loaner_is_asked_for_only_where_it_is_offered(subject: &Subject) {
    let sr = opened(subject, "A device meanwhile", RmaService::OnSite).await;
    let seen = shown(subject, &sr).await;
    let offered = seen.loaner.as_ref().is_some_and(|loaner| loaner.state == LoanerState::Offered);
    let listed = subject.customer.ticket(&sr).await.actions.contains(&Action::RequestLoaner);
    assert_eq!(offered, listed);
    let asked = act(&subject.customer, &sr, &report(Action::RequestLoaner, &seen)).await;
    if offered {
        let loaner = asked.expect(200).json::<Ticket>().rma.and_then(|rma| rma.loaner);
        assert_eq!(loaner.map(|loaner| loaner.state), Some(LoanerState::Requested));
    } else {
        assert_eq!(asked.expect(409).problem().problem_type, ProblemType::ActionNotAllowed);
    }
}

pub async fn strangers_report_nothing_about_a_part(subject: &Subject) {
    let sr = opened(subject, "Nobody else's part", RmaService::Customer).await;
    let seen = go(subject, &sr, &[RmaState::Picked, RmaState::OnTheWay]).await;
    act(&subject.stranger, &sr, &report(Action::ReportPartArrived, &seen)).await.expect(404);
    assert_eq!(shown(subject, &sr).await, seen);
    let own = subject.stranger.file(&fault(&subject.strange_device, "A stranger's own part")).await;
    assert_eq!(own.rma, None);
}
