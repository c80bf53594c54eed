use aftercare_contract::{
    Span,
    asset::Device,
    catalogue::Catalogue,
    list::Page,
    routes::{self, path},
    ticket::{Channel, Ticket, TurnOf},
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{Answer, World, at, fault};

#[tokio::test]
async fn a_request_has_its_number_grade_and_clocks_at_once() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let answer = lin.post(&routes::to(path::TICKETS, &[]), &fault("New connections fail", "a1")).await;
    assert_eq!((answer.status.as_u16(), answer.header("etag")), (201, "\"1\""));
    let ticket: Ticket = answer.json();
    let sr = ticket.summary.sr_number.clone();
    assert_eq!(answer.header("location"), at(path::TICKET, &sr));
    assert!(sr.as_str().starts_with("SR-2026-"), "{sr}");
    assert_eq!(ticket.summary.severity.unwrap().code, "P1");
    assert_eq!(ticket.summary.turn.by, ticket.clocks.first().unwrap().due);
    assert_eq!(ticket.clocks.len(), 2);
    assert_eq!(
        ticket.related_party.iter().map(|party| party.name.as_str()).collect::<Vec<_>>(),
        ["林晓峰", "赵启明", "许静宜"]
    );
    assert_eq!(lin.story(&sr).await, ["created"]);

    // Of the same version, but not the same: a colleague may do less, and an hour later clocks have moved on.
    world.backend.hand.advance(Span::hours(1));
    let again = Answer::of(lin.read(&at(path::TICKET, &sr)).header("if-none-match", answer.header("etag"))).await;
    assert_eq!((again.status.as_u16(), again.header("etag")), (200, answer.header("etag")));
    assert_eq!(again.json::<Ticket>().server_time, world.backend.app.clock.now());
}

#[tokio::test]
async fn five_taps_make_one_ticket() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let tap = || {
        let request = lin.write(Method::POST, &routes::to(path::TICKETS, &[]));
        let mut request = request.json(&fault("New connections fail", "a1")).build().unwrap();
        request.headers_mut().insert(routes::IDEMPOTENCY_KEY, "one".parse().unwrap());
        request
    };
    let http = reqwest::Client::new();
    let taps = (0..5).map(|_| tokio::spawn(http.execute(tap()))).collect::<Vec<_>>();
    let mut filed = Vec::new();
    for answer in taps {
        let answer = answer.await.unwrap().unwrap();
        match answer.status().as_u16() {
            201 => filed.push(answer.json::<Ticket>().await.unwrap().summary.sr_number),
            status => assert_eq!(status, 409),
        }
    }
    let again = http.execute(tap()).await.unwrap().json::<Ticket>().await.unwrap();
    assert!(filed.iter().all(|sr| *sr == again.summary.sr_number));
    let list: Page<Value> = lin.get(&routes::to(path::TICKETS, &[])).await.json();
    assert_eq!(list.total, 1);
}

#[tokio::test]
async fn wrong_fields_are_named() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let tickets = routes::to(path::TICKETS, &[]);
    let mut request = fault("x", "a1");
    request["impact"] = Value::Null;
    assert_eq!(
        lin.post(&tickets, &request).await.problem(),
        (422, vec!["/name tooShort".to_owned(), "/impact required".to_owned()])
    );
    let unknown = lin.post(&tickets, &fault("New connections fail", "nowhere")).await;
    assert_eq!(unknown.problem(), (422, vec!["/device notFound".to_owned()]));
    let mut training = fault("New connections fail", "a1");
    training["ticketType"] = "training".into();
    assert_eq!(lin.post(&tickets, &training).await.problem(), (422, vec!["/ticketType notOffered".to_owned()]));
    let list: Page<Value> = lin.get(&tickets).await.json();
    assert_eq!(list.total, 0);
}

#[tokio::test]
async fn a_kinds_own_fields_are_checked_again() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let tickets = routes::to(path::TICKETS, &[]);
    let question = |fields: Value| {
        let mut question = fault("How many may come", "a1");
        question["ticketType"] = "question".into();
        question["fields"] = fields;
        question
    };
    for (fields, wrong) in [
        (json!({}), "/fields/people required"),
        (json!({ "people": "51" }), "/fields/people badFormat"),
        (json!({ "people": "5", "by": "tomorrow" }), "/fields/by badFormat"),
        (json!({ "people": "5", "errorCode": "0x2E" }), "/fields/errorCode notOffered"),
    ] {
        assert_eq!(lin.post(&tickets, &question(fields)).await.problem(), (422, vec![wrong.to_owned()]));
    }
    let ticket = lin.file(&question(json!({ "people": "5", "by": "2026-12-01" }))).await;
    assert_eq!((&*ticket.fields["people"], &*ticket.fields["by"]), ("5", "2026-12-01"));
}

#[tokio::test]
async fn an_answer_comes_only_by_a_channel_that_the_vendor_has() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let mut request = fault("New connections fail", "a1");
    request["contact"]["channels"] = json!(["email", "qq"]);
    let answer = lin.post(&routes::to(path::TICKETS, &[]), &request).await;
    assert_eq!(answer.problem(), (422, vec!["/contact/channels/1 notOffered".to_owned()]));
}

#[tokio::test]
async fn a_grade_can_be_raised_with_a_reason() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let mut request = fault("New connections fail", "a1");
    request["impact"]["interruption"] = "no".into();
    request["raiseSeverity"] = json!({ "code": "P1", "reason": "Trading starts at nine" });
    let ticket = lin.file(&request).await;
    assert_eq!(ticket.summary.severity.unwrap().code, "P1");
    let history = lin.history(&ticket.summary.sr_number).await;
    assert_eq!(history[0].severity.as_ref().unwrap().code, "P2");
    assert_eq!(history[1].reason.as_ref().unwrap().text, "Trading starts at nine");
}

#[tokio::test]
async fn a_device_without_a_contract_can_be_reported() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let ticket = lin.file(&fault("New connections fail", "a2")).await;
    assert_eq!((ticket.summary.severity, ticket.clocks.len()), (None, 0));
    assert_eq!(ticket.summary.turn.who, TurnOf::Vendor);
}

#[tokio::test]
async fn a_time_that_could_not_be_read_again_is_not_taken() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    for (field, time) in
        [("since", "0000-01-01T00:00:00+14:00"), ("requestedResolutionDate", "9999-12-31T23:59:59-12:00")]
    {
        let mut request = fault("New connections fail", "a1");
        request[field] = time.into();
        assert_eq!(lin.post(&routes::to(path::TICKETS, &[]), &request).await.status, 400, "{field}");
    }
    assert_eq!(lin.get(&routes::to(path::TICKETS, &[])).await.status, 200);
}

#[tokio::test]
async fn a_call_to_the_hotline_is_a_ticket_in_the_portal() {
    let world = World::new().await;
    let body = json!({ "channel": "phone", "requester": "lin@example.cn", "request": fault("Fan is loud", "a1") });
    let answer = world.desk(Method::POST, "/tickets", &body).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let lin = world.customer("lin").await;
    let list: Page<Value> = lin.get(&format!("{}?channel=phone", routes::to(path::TICKETS, &[]))).await.json();
    assert_eq!(list.items[0]["name"], "Fan is loud");
    let sr = list.items[0]["srNumber"].as_str().unwrap().into();
    assert_eq!(lin.ticket(&sr).await.summary.channel, Channel::Phone);
}

#[tokio::test]
async fn forms_are_built_from_the_catalogue_and_the_devices() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let answer = lin.get(&routes::to(path::CATALOGUE, &[])).await;
    let catalogue: Catalogue = answer.json();
    assert_eq!((catalogue.kinds.len(), catalogue.policies.len(), catalogue.channels.len()), (2, 1, 2));
    assert_eq!(catalogue.policies[0].grades[0].promises.len(), 3);
    let again = lin.read(&routes::to(path::CATALOGUE, &[])).header("if-none-match", answer.header("etag"));
    assert_eq!(Answer::of(again).await.status, 304);

    let open = lin.file(&fault("New connections fail", "a1")).await.summary.sr_number;
    let devices = routes::to(path::DEVICES, &[]);
    let found: Page<Device> = lin.get(&format!("{devices}?serialNumber=adx64-2209-03157")).await.json();
    let device = found.items.first().unwrap();
    assert_eq!((found.total, device.name.as_str()), (1, "adx-a-01"));
    assert_eq!(device.site.as_ref().unwrap().name, "Site A");
    assert_eq!(device.contract.as_ref().unwrap().policy, "test");
    assert_eq!(device.open_tickets[0].sr_number, open);
    let by_site: Page<Device> = lin.get(&format!("{devices}?q=6400%20site")).await.json();
    assert_eq!(by_site.total, 1);
    let words: Page<Device> = lin.get(&format!("{devices}?q=a{}+nowhere", "+a".repeat(7))).await.json();
    assert_eq!(words.total, 2, "no search is so long that it takes long");
    let first: Page<Device> = lin.get(&format!("{devices}?limit=1")).await.json();
    let second: Page<Device> =
        lin.get(&format!("{devices}?limit=1&cursor={}", first.next_cursor.unwrap())).await.json();
    assert_eq!((second.items[0].name.as_str(), second.next_cursor), ("adx-a-02", None));
}
