//! The calendar of dates: a file, and a feed with an address of its own.

use aftercare_backend::notice;
use aftercare_contract::{
    notice::CalendarFeed,
    routes::{path, to},
};
use reqwest::Method;
use serde_json::json;

use crate::{
    raise,
    world::{Answer, Customer, World},
};

/// The lines of an iCalendar file, unfolded.
fn lines(file: &Answer) -> Vec<String> {
    assert!(file.header("content-type").starts_with("text/calendar"));
    file.text().replace("\r\n ", "").lines().map(str::to_owned).collect()
}

fn uids(lines: &[String]) -> Vec<&str> {
    lines.iter().filter_map(|line| line.strip_prefix("UID:")).collect()
}

async fn new_address(customer: &Customer) -> String {
    let answer = Answer::of(customer.write(Method::PUT, &to(path::CALENDAR_FEED, &[]))).await;
    answer.json::<CalendarFeed>().url.unwrap()
}

/// What a program gets that knows nothing but the address.
async fn fetch(url: &str) -> Answer {
    Answer::of(reqwest::Client::new().get(url)).await
}

#[tokio::test]
async fn a_program_that_knows_the_address_reads_these_dates_until_it_is_revoked() {
    let world = World::new().await;
    let (lin, eve) = (world.customer("lin").await, world.customer("eve").await);
    let ends = "UPDATE device SET warranty_end = '2027-06-30' WHERE id IN ('a1', 'a2')";
    world.backend.app.db.write(move |tx| tx.execute_batch(ends)).await.unwrap();
    let work = json!({
        "kind": "maintenance",
        "urgency": "low",
        "serialNumbers": ["ADX64-2209-03157"],
        "window": { "start": "2026-11-28T17:00:00Z", "end": "2026-11-28T19:00:00Z" },
        "title": { "en": "Update of the control plane", "ja": "更新" },
        "text": { "en": "Ten minutes,\nat night" }
    });
    raise(&world, &work).await;

    let url = new_address(&lin).await;
    let feed = lines(&fetch(&url).await);
    for line in ["DTSTART;VALUE=DATE:20291231", "DTSTART;VALUE=DATE:20270630", "DTSTART:20261128T170000Z"] {
        assert!(feed.iter().any(|known| known == line), "{line} in {feed:#?}");
    }
    assert_eq!(uids(&feed).len(), 3, "both devices of a model are one entry");
    notice::sweep(&world.backend.app).await.unwrap();
    let again = fetch(&format!("{url}&lang=ja")).await;
    assert_eq!(uids(&lines(&again)), uids(&feed), "the same entries, in any language");
    assert!(again.text().contains("更新"));
    let file = lin.get(&to(path::NOTICES_CALENDAR, &[])).await;
    assert_eq!(uids(&lines(&file)), uids(&feed));
    assert!(!eve.get(&to(path::NOTICES_CALENDAR, &[])).await.text().contains("C-1"), "nothing of another company");

    let kept: CalendarFeed = lin.get(&to(path::CALENDAR_FEED, &[])).await.json();
    assert!(kept.url.is_none() && kept.created.is_some() && kept.last_used.is_some());
    let token = url.split_once("token=").unwrap().1.to_owned();
    let known = "SELECT EXISTS (SELECT 1 FROM calendar_feed WHERE hash = ?1 OR instr(hash, ?1) > 0)";
    let known = move |conn: &rusqlite::Connection| conn.query_row(known, [token.as_bytes()], |row| row.get(0));
    assert!(!world.backend.app.db.read::<bool, _>(known).await.unwrap(), "the token is kept nowhere");

    let newer = new_address(&lin).await;
    assert_eq!((fetch(&url).await.status.as_u16(), fetch(&newer).await.status.as_u16()), (404, 200));
    assert_eq!(fetch(&newer.replace("token=", "token=x")).await.status, 404);
    assert_eq!(Answer::of(lin.write(Method::DELETE, &to(path::CALENDAR_FEED, &[]))).await.status, 204);
    assert_eq!(fetch(&newer).await.status, 404);
}
