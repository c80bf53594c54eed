//! The live stream.

use std::time::Duration;

use aftercare_contract::{
    history::EventType,
    live::{BEAT, BEAT_SECONDS, Beat, HELLO, RESET},
    routes::{path, to},
    ticket::Action,
};
use aftercare_tests::{Answer, Live, live::decode};
use reqwest::Method;

use crate::subject::Subject;

/// So long a stream is listened to for events that mustn't come.
const QUIET: Duration = Duration::from_millis(700);

pub async fn the_stream_greets_with_its_newest_id(subject: &Subject) {
    let mut live = Live::open(&subject.customer, None, false).await;
    let hello = live.next_within(Duration::from_secs(5)).await.expect("it greets at once");
    assert_eq!(hello.event, HELLO);
    assert!(!hello.id.is_empty(), "so that a client can resume before anything has happened");
    let beat: Beat = serde_json::from_str(&hello.data).expect("a beat");
    assert!(beat.server_time >= subject.customer.me().await.server_time + aftercare_contract::Span::seconds(-30));
}

pub async fn what_happens_is_told_with_the_ticket_after_it(subject: &Subject) {
    let mut live = Live::open(&subject.customer, None, false).await;
    live.next_named(HELLO).await;
    let sr = subject.file("Told live").await;
    let said = subject.customer.say(&sr, "said live", &[]).await;
    let told = live.tickets_until_quiet(QUIET).await;
    let told: Vec<_> = told.into_iter().filter(|event| event.ticket.summary.sr_number == sr).collect();
    assert_eq!(told.iter().map(|event| event.event.number).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(told[0].event.event_type, EventType::Created);
    assert_eq!(told[1].event, said);
    let mut ticket = subject.customer.ticket(&sr).await;
    let mut told = told[1].ticket.clone();
    // Both were put together at some time of their own.
    for ticket in [&mut ticket, &mut told] {
        ticket.server_time = said.event_date;
        for clock in ticket.clocks.iter_mut().chain(&mut ticket.summary.next_clock) {
            clock.elapsed = aftercare_contract::Span::default();
        }
    }
    assert_eq!(told, ticket, "no further call is needed to show it");
}

/// Makes three things happen, and returns the last event's id before them.
async fn miss_three(subject: &Subject) -> (String, aftercare_contract::ticket::SrNumber) {
    let mut live = Live::open(&subject.customer, None, false).await;
    let sr = subject.file("Missed").await;
    let mut last = live.next_named(aftercare_contract::live::TICKET).await;
    while decode(&last).ticket.summary.sr_number != sr {
        last = live.next_named(aftercare_contract::live::TICKET).await;
    }
    drop(live);
    subject.customer.say(&sr, "first", &[]).await;
    subject.customer.say(&sr, "second", &[]).await;
    subject.customer.act(&sr, Action::Withdraw, None).await;
    (last.id, sr)
}

async fn resumes(subject: &Subject, in_query: bool) {
    let (last, sr) = miss_three(subject).await;
    let expected = subject.customer.history(&sr).await;
    let mut live = Live::open(&subject.customer, Some(&last), in_query).await;
    let told = live.tickets_until_quiet(QUIET).await;
    let told: Vec<_> = told.into_iter().filter(|event| event.ticket.summary.sr_number == sr).collect();
    assert!(told.is_sorted_by(|a, b| a.id < b.id), "in their order");
    let told: Vec<_> = told.into_iter().map(|event| event.event).collect();
    assert_eq!(told, expected[1..], "nothing lost, nothing double");
}

pub async fn it_resumes_by_last_event_id(subject: &Subject) {
    resumes(subject, false).await;
}

pub async fn it_resumes_by_the_query(subject: &Subject) {
    resumes(subject, true).await;
}

pub async fn it_resumes_from_a_beat(subject: &Subject) {
    let mut live = Live::open(&subject.customer, None, false).await;
    let hello = live.next_named(HELLO).await;
    drop(live);
    let sr = subject.file("Filed after the greeting").await;
    let mut live = Live::open(&subject.customer, Some(&hello.id), false).await;
    let told = live.tickets_until_quiet(QUIET).await;
    assert_eq!(told.iter().filter(|event| event.ticket.summary.sr_number == sr).count(), 1);
}

pub async fn it_says_so_when_it_cant_resume(subject: &Subject) {
    for unknown in ["99999999999999", "not-a-number"] {
        let mut live = Live::open(&subject.customer, Some(unknown), false).await;
        let first = live.next_within(Duration::from_secs(5)).await.expect("it answers at once");
        assert_eq!(first.event, RESET, "for {unknown}");
        assert_ne!(first.id, unknown, "with an id from which it can go on");
    }
}

pub async fn it_beats(subject: &Subject) {
    let mut live = Live::open(&subject.customer, None, false).await;
    let hello = live.next_named(HELLO).await;
    let beat = async {
        loop {
            let event = live.next_within(Duration::from_secs(BEAT_SECONDS + 5)).await.expect("it is never silent");
            if event.event == BEAT {
                return event;
            }
        }
    };
    let beat = tokio::time::timeout(Duration::from_secs(4 * BEAT_SECONDS), beat).await.expect("it beats");
    let time = |data: &str| serde_json::from_str::<Beat>(data).expect("a beat").server_time;
    assert!(time(&beat.data) > time(&hello.data));
}

pub async fn strangers_hear_nothing(subject: &Subject) {
    let mut live = Live::open(&subject.stranger, None, false).await;
    live.next_named(HELLO).await;
    let (last, sr) = miss_three(subject).await;
    let told = live.tickets_until_quiet(QUIET).await;
    assert!(told.iter().all(|event| event.ticket.summary.sr_number != sr));
    let mut resumed = Live::open(&subject.stranger, Some(&last), false).await;
    let told = resumed.tickets_until_quiet(QUIET).await;
    assert!(told.iter().all(|event| event.ticket.summary.sr_number != sr), "not by resuming, either");
}

pub async fn it_ends_with_the_session(subject: &Subject) {
    let customer = subject.another_session().await;
    let mut live = Live::open(&customer, None, false).await;
    live.next_named(HELLO).await;
    Answer::of(customer.write(Method::DELETE, &to(path::SESSION, &[]))).await.expect(204);
    subject.file("Not for those who have signed out").await;
    assert!(live.tickets_until_quiet(QUIET).await.is_empty());
}

pub async fn no_cache_keeps_it(subject: &Subject) {
    let answer = subject.customer.read(&to(path::LIVE, &[])).send().await.expect("the backend answers");
    let control = answer.headers().get("cache-control").and_then(|value| value.to_str().ok()).unwrap_or_default();
    assert!(control.contains("no-store") || control.contains("no-cache"), "{control:?}");
    assert_eq!(answer.headers().get("content-encoding"), None, "it isn't held back by compression");
}
