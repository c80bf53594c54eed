//! Notices: raised by the desk, read, acknowledged and snoozed; the calendar of their dates.

use aftercare_contract::{
    Localized, ProblemType, Span,
    account::Me,
    asset::{Day, Device},
    list::Page,
    notice::{CalendarFeed, Notice, NoticeState, Notices},
    review::Review,
    routes::{path, to},
};
use aftercare_tests::{Answer, api::new_key};
use reqwest::Method;
use serde_json::json;

use crate::subject::Subject;

/// A warning about the device with this serial number.
async fn warn(subject: &Subject, serial: &str, title: &str) {
    let warning = json!({
        "kind": "cooling", "urgency": "high", "serialNumbers": [serial],
        "title": { "en": title }, "text": { "en": "29 °C" }
    });
    subject.desk().call(Method::POST, "/notices", Some(&warning)).await.expect(201);
}

pub async fn a_warning_is_acknowledged_and_put_off(subject: &Subject) {
    let customer = &subject.customer;
    let device: Device = customer.load(&to(path::DEVICE, &[subject.device.as_str()])).await;
    let title = format!("Too warm {}", new_key());
    warn(subject, &device.serial_number, &title).await;
    let query = format!("{}?device={}", to(path::NOTICES, &[]), subject.device);
    let found = async |query: &str| {
        let all: Notices = customer.load(query).await;
        all.items.into_iter().find(|notice| notice.title.in_language("en").1 == title)
    };
    let notice = found(&query).await.expect("it is there");
    assert!(!notice.read && notice.devices.iter().any(|known| known.id == device.id));
    let url = to(path::NOTICE, &[notice.id.as_str()]);
    assert_eq!(subject.stranger.get(&url).await.problem().problem_type, ProblemType::NotFound);

    let actions = to(path::NOTICE_ACTIONS, &[notice.id.as_str()]);
    let me: Me = customer.load(&to(path::ME, &[])).await;
    let known: Notice = customer.post(&actions, &json!({ "action": "acknowledge" })).await.expect(200).json();
    assert_eq!(known.acknowledged.map(|known| known.by), Some(me.user.name));
    let until = me.server_time + Span::hours(48);
    let later = customer.post(&actions, &json!({ "action": "snooze", "until": until })).await.expect(200);
    assert!(later.json::<Notice>().read, "whoever does something with it has read it");
    assert!(found(&query).await.is_none(), "it is put off");
    assert!(found(&format!("{query}&state={}", NoticeState::Snoozed)).await.is_some());
    customer.post(&actions, &json!({ "action": "unsnooze" })).await.expect(200);
    assert!(found(&query).await.is_some());
}

pub async fn telemetry_becomes_a_warning_once(subject: &Subject) {
    let customer = &subject.customer;
    let device: Device = customer.load(&to(path::DEVICE, &[subject.device.as_str()])).await;
    let me: Me = customer.load(&to(path::ME, &[])).await;
    let url = format!("/devices/{}/telemetry", device.serial_number);
    let tell = async |sectors: f64| {
        let day = json!({ "day": Day(me.server_time.0.date_naive()), "low": 0.0, "p95": sectors, "high": sectors });
        let told = json!({ "metric": "reallocatedSectors", "days": [day] });
        subject.desk().call(Method::POST, &url, Some(&told)).await.expect(204);
        let query = format!("{}?kind=smart&device={}", to(path::NOTICES, &[]), subject.device);
        customer.load::<Notices>(&query).await.items
    };
    let before = tell(0.0).await;
    let warned = tell(400.0).await;
    let new: Vec<_> = warned.iter().filter(|notice| before.iter().all(|known| known.id != notice.id)).collect();
    let [warning] = new[..] else { panic!("one is new: {new:?}") };
    let languages = |words: &Localized| ["zh-CN", "en", "ja"].iter().all(|tag| words.tags().any(|known| known == *tag));
    assert!(languages(&warning.title) && warning.advice.as_ref().is_some_and(languages));
    let again = tell(401.0).await;
    assert_eq!(again.len(), warned.len(), "it goes on");
    let over = tell(0.0).await;
    assert_eq!(over.len(), before.len(), "it is over");
}

pub async fn a_calendar_is_read_by_its_private_address_until_it_is_revoked(subject: &Subject) {
    let customer = &subject.customer;
    let feed = to(path::CALENDAR_FEED, &[]);
    let made: CalendarFeed = Answer::of(customer.write(Method::PUT, &feed)).await.expect(200).json();
    let url = made.url.expect("it is told once");
    let fetch = async || Answer::of(reqwest::Client::new().get(&url)).await;
    let calendar = fetch().await.expect(200);
    assert!(calendar.header("content-type").is_some_and(|known| known.starts_with("text/calendar")));
    let uids = |calendar: &Answer| -> Vec<String> {
        calendar.text().lines().filter(|line| line.starts_with("UID:")).map(str::to_owned).collect()
    };
    assert!(!uids(&calendar).is_empty());
    assert_eq!(uids(&calendar), uids(&fetch().await), "the same entries each time");
    assert!(customer.load::<CalendarFeed>(&feed).await.url.is_none());
    Answer::of(customer.write(Method::DELETE, &feed)).await.expect(204);
    fetch().await.expect(404);
}

pub async fn a_review_is_for_admins_and_each_figure_opens_its_tickets(subject: &Subject) {
    let url = format!("{}?period=2020-Q1", to(path::REVIEW, &[]));
    assert_eq!(subject.customer.get(&url).await.problem().problem_type, ProblemType::NotAllowed);
    let review: Review = subject.stranger.load(&to(path::REVIEW, &[])).await;
    for figure in [&review.tickets, &review.missed_tickets, &review.repeats.of] {
        let url = format!("{}?{}", to(path::TICKETS, &[]), figure.tickets);
        assert_eq!(subject.stranger.load::<Page<serde_json::Value>>(&url).await.total, figure.count);
    }
}
