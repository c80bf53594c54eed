//! "Rules for every call": form of JSON, problems, strangers, idempotency, versions, lists.

use std::collections::BTreeSet;

use aftercare_contract::{
    FieldCode, ProblemType, Span, Timestamp,
    account::{Capability, Session},
    asset::{Contract, Device, Site},
    history::NewMessage,
    list::{Page, StateFilter, TicketQuery, TicketSort},
    report::ReportSummary,
    routes::{IDEMPOTENCY_KEY, WRITE_HEADER, WRITE_HEADER_VALUE, path, to},
    ticket::{
        Action, Contact, NewTicket, SrNumber, TakeAction, Ticket, TicketPatch, TicketSummary, TicketType, TurnOf,
    },
};
use aftercare_tests::{
    Answer,
    api::{encode, new_key},
    sample::{self, fault},
};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::subject::Subject;

/// Every GET of JSON that the customer has, with one ticket among them.
async fn readable(subject: &Subject) -> Vec<String> {
    let sr = subject.file("Readable by all its calls").await;
    let sr = sr.as_str();
    let mut urls = vec![
        to(path::ME, &[]),
        to(path::SESSIONS, &[]),
        to(path::CATALOGUE, &[]),
        to(path::DEVICES, &[]),
        to(path::DEVICE, &[subject.device.as_str()]),
        to(path::FLEET, &[]),
        to(path::CONTRACTS, &[]),
        to(path::SITES, &[]),
        to(path::PEOPLE, &[]),
        to(path::NOTICES, &[]),
        to(path::NOTICES_UNREAD, &[]),
        to(path::NOTICE_CHOICES, &[]),
        to(path::CALENDAR_FEED, &[]),
        to(path::TICKETS, &[]),
        to(path::TICKET, &[sr]),
        to(path::HISTORY, &[sr]),
        to(path::RELATED, &[sr]),
        to(path::ATTACHMENTS, &[sr]),
    ];
    if subject.customer.me().await.capabilities.contains(&Capability::Reports) {
        let url = to(path::REPORTS, &[]);
        let reports: Page<ReportSummary> = subject.customer.load(&url).await;
        urls.extend(reports.items.first().map(|report| to(path::REPORT, &[report.id.as_str()])));
        urls.push(url);
    }
    urls
}

/// Visits every value with the key under which it stands.
fn visit(key: &str, value: &Value, look: &mut impl FnMut(&str, &Value)) {
    look(key, value);
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| visit(key, value, look)),
        Value::Array(items) => items.iter().for_each(|item| visit(key, item, look)),
        _ => {}
    }
}

fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    (2..=3).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_lowercase())
        && parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

pub async fn json_is_utf8_and_camel_case(subject: &Subject) {
    for url in readable(subject).await {
        let answer = subject.customer.get(&url).await.expect(200);
        let media_type = answer.header("content-type").unwrap_or_default().to_ascii_lowercase();
        assert!(
            matches!(media_type.replace(' ', "").as_str(), "application/json" | "application/json;charset=utf-8"),
            "{url} is {media_type}"
        );
        let body = std::str::from_utf8(&answer.body).expect("JSON is UTF-8");
        let body: Value = serde_json::from_str(body).expect("it is JSON");
        visit("", &body, &mut |_, value| {
            for key in value.as_object().into_iter().flatten().map(|(key, _)| key) {
                let camel =
                    key.starts_with(|c: char| c.is_ascii_lowercase()) && key.chars().all(|c| c.is_ascii_alphanumeric());
                assert!(camel || is_language(key), "{url}: {key:?}");
            }
        });
    }
}

pub async fn a_ticket_has_the_names_of_tmf621(subject: &Subject) {
    let sr = subject.file("Named as TMF621 names it").await;
    let ticket: Value = subject.customer.load(&to(path::TICKET, &[sr.as_str()])).await;
    for pointer in [
        "/summary/status",
        "/summary/ticketType",
        "/summary/severity",
        "/statusChangeDate",
        "/relatedParty",
        "/attachment",
    ] {
        assert!(ticket.pointer(pointer).is_some(), "{pointer} in {ticket}");
    }
}

pub async fn times_are_rfc3339_with_an_offset(subject: &Subject) {
    let mut count = 0;
    for url in readable(subject).await {
        let body: Value = subject.customer.load(&url).await;
        visit("", &body, &mut |key, value| {
            let Some(text) = value.as_str() else { return };
            // A date with a clock time, whatever the key is called.
            let timed = text.len() > 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[10] == b'T';
            let named = key.ends_with("Date") || key.ends_with("Time") || matches!(key, "created" | "lastUsed" | "due");
            // What is due on a day is no time.
            let is_day = text.len() == "2026-11-20".len();
            if timed || (named && !text.is_empty() && !is_day) {
                assert!(text.parse::<Timestamp>().is_ok(), "{url}: {key} is {text:?}");
                count += 1;
            }
        });
    }
    assert!(count > 10, "there are times to look at");
}

pub async fn durations_are_iso8601(subject: &Subject) {
    let catalogue: Value = subject.customer.load(&to(path::CATALOGUE, &[])).await;
    let mut count = 0;
    visit("", &catalogue, &mut |key, value| {
        if key == "target" {
            let text = value.as_str().expect("a target is a text");
            assert!(text.parse::<Span>().is_ok(), "target is {text:?}");
            count += 1;
        }
    });
    assert!(count > 0, "contracts promise something");
}

pub async fn languages_are_bcp47(subject: &Subject) {
    for url in readable(subject).await {
        let body: Value = subject.customer.load(&url).await;
        visit("", &body, &mut |key, value| {
            if let ("language", Some(tag)) = (key, value.as_str()) {
                assert!(is_language(tag), "{url}: {tag:?}");
            }
        });
    }
}

pub async fn ids_are_strings(subject: &Subject) {
    for url in readable(subject).await {
        let body: Value = subject.customer.load(&url).await;
        visit("", &body, &mut |key, value| {
            if matches!(key, "id" | "srNumber" | "policy") && !value.is_object() {
                assert!(value.as_str().is_some_and(|id| !id.is_empty()), "{url}: {key} is {value}");
            }
        });
    }
}

pub async fn unknown_query_parameters_are_left_out(subject: &Subject) {
    let url = to(path::TICKETS, &[]);
    let plain: Page<TicketSummary> = subject.customer.load(&format!("{url}?limit=1")).await;
    let newer: Page<TicketSummary> = subject.customer.load(&format!("{url}?limit=1&mood=calm&severity=much")).await;
    assert_eq!(plain.items, newer.items);
}

pub async fn an_unknown_path_is_a_problem(subject: &Subject) {
    let problem = subject.customer.get(&to("/no/such/thing", &[])).await.expect(404).problem();
    assert_eq!(problem.problem_type, ProblemType::NotFound);
}

pub async fn an_unknown_method_is_a_problem(subject: &Subject) {
    let request = subject.customer.write(Method::PUT, &to(path::ME, &[]));
    assert_eq!(Answer::of(request).await.problem().status, 405);
}

pub async fn a_malformed_body_is_a_problem(subject: &Subject) {
    for body in ["{", "[]", "{\"ticketType\":\"fault\"}", "\u{feff}"] {
        let request = subject.customer.write(Method::POST, &to(path::TICKETS, &[]));
        let answer = Answer::of(request.header("content-type", "application/json").body(body)).await;
        let problem = answer.problem();
        assert_eq!((problem.problem_type, problem.status), (ProblemType::Malformed, 400), "for {body:?}");
    }
}

pub async fn a_body_that_is_no_json_is_a_problem(subject: &Subject) {
    let request = subject.customer.write(Method::POST, &to(path::TICKETS, &[])).header("content-type", "text/plain");
    let problem = Answer::of(request.body("hello")).await.problem();
    assert!(matches!(problem.problem_type, ProblemType::UnsupportedType | ProblemType::Malformed), "{problem:?}");
}

pub async fn wrong_fields_are_named_by_pointer_and_code(subject: &Subject) {
    let wrong = NewTicket {
        name: "ab".to_owned(),
        description: String::new(),
        contact: Contact { name: " ".to_owned(), phone: Some("x".to_owned()), channels: Vec::new() },
        ..fault(&subject.device, "")
    };
    let problem = subject.customer.post(&to(path::TICKETS, &[]), &wrong).await.expect(422).problem();
    assert_eq!(problem.problem_type, ProblemType::Invalid);
    let named: BTreeSet<(&str, FieldCode)> =
        problem.errors.iter().map(|error| (error.pointer.as_str(), error.code.clone())).collect();
    let expected = [
        ("/contact/name", FieldCode::Required),
        ("/contact/phone", FieldCode::BadFormat),
        ("/description", FieldCode::Required),
        ("/name", FieldCode::TooShort),
    ];
    assert_eq!(named, BTreeSet::from(expected));
    let short = problem.errors.iter().find(|error| error.pointer == "/name").expect("it is named");
    assert_eq!((short.min, short.actual), (Some(4), Some(2)), "with the figures of its sentence");
}

pub async fn a_device_that_isnt_ones_own_is_as_one_that_isnt_there(subject: &Subject) {
    let url = to(path::TICKETS, &[]);
    let foreign = subject.customer.post(&url, &fault(&subject.strange_device, "With a foreign device")).await;
    let missing = subject.customer.post(&url, &fault(&"no-such-device".into(), "With no device at all")).await;
    assert_eq!(foreign.status, missing.status);
    assert_eq!(foreign.problem().errors, missing.problem().errors);
    assert_eq!(foreign.problem().errors[0].pointer, "/device");
}

pub async fn an_upload_that_isnt_ones_own_is_as_one_that_isnt_there(subject: &Subject) {
    let upload = subject.stranger.upload("theirs.log", b"theirs").await;
    let url = to(path::TICKETS, &[]);
    let with = |upload| NewTicket { uploads: vec![upload], ..fault(&subject.device, "With an upload of somebody") };
    let foreign = subject.customer.post(&url, &with(upload)).await;
    let missing = subject.customer.post(&url, &with("no-such-upload".into())).await;
    assert_eq!(foreign.status, missing.status, "{} / {}", foreign.text(), missing.text());
    assert!(foreign.status.is_client_error(), "{}", foreign.text());
    assert_eq!(foreign.problem().errors, missing.problem().errors);
}

/// Every call on a ticket and what hangs on it, with a body where it takes one.
fn calls_on_ticket(sr: &SrNumber, attachment: &str) -> Vec<(Method, String, Option<Value>)> {
    let sr = sr.as_str();
    let message = json!(NewMessage { text: "hello".to_owned(), ..NewMessage::default() });
    let action = json!(TakeAction::from(Action::Withdraw));
    vec![
        (Method::GET, to(path::TICKET, &[sr]), None),
        (Method::PATCH, to(path::TICKET, &[sr]), Some(json!({ "name": "Stolen title" }))),
        (Method::GET, to(path::HISTORY, &[sr]), None),
        (Method::GET, to(path::RELATED, &[sr]), None),
        (Method::POST, to(path::MESSAGES, &[sr]), Some(message)),
        (Method::POST, to(path::ACTIONS, &[sr]), Some(action)),
        (Method::GET, to(path::ATTACHMENTS, &[sr]), None),
        (Method::POST, to(path::ATTACHMENTS, &[sr]), Some(json!({ "uploads": [] }))),
        (Method::GET, to(path::ATTACHMENT, &[sr, attachment]), None),
        (Method::GET, to(path::ARCHIVE, &[sr]), None),
    ]
}

pub async fn a_strangers_ticket_is_not_found_by_any_call(subject: &Subject) {
    let sr = subject.file("Not for strangers").await;
    let upload = subject.customer.upload("private.log", b"private").await;
    subject.customer.say(&sr, "with a file", &[upload]).await;
    let attachment = subject.customer.ticket(&sr).await.attachment[0].id.clone();
    let before = subject.customer.ticket(&sr).await;
    let ours = calls_on_ticket(&sr, attachment.as_str());
    let nobodys = calls_on_ticket(&"SR-0000-000000".into(), "none");
    for ((method, url, body), (_, missing, _)) in ours.into_iter().zip(nobodys) {
        let ask = async |url: &str| {
            let mut request = subject.stranger.write(method.clone(), url).header("if-match", "\"1\"");
            if let Some(body) = &body {
                request = request.json(body);
            }
            Answer::of(request).await
        };
        let foreign = ask(&url).await;
        assert_eq!(foreign.status, 404, "{method} {url}: {}", foreign.text());
        assert_eq!(foreign.problem().problem_type, ProblemType::NotFound);
        assert_eq!(foreign.problem(), ask(&missing).await.problem(), "{method} {url} tells that it exists");
    }
    let after = subject.customer.ticket(&sr).await;
    assert_eq!(
        (after.summary.version, after.last_event),
        (before.summary.version, before.last_event),
        "it is as before"
    );
}

pub async fn a_strangers_device_is_not_found(subject: &Subject) {
    let problem = subject.stranger.get(&to(path::DEVICE, &[subject.device.as_str()])).await.expect(404).problem();
    assert_eq!(problem.problem_type, ProblemType::NotFound);
}

pub async fn a_strangers_upload_is_not_found_by_any_call(subject: &Subject) {
    let url = subject.customer.begin_upload("ours.log", 4).await;
    for method in [Method::HEAD, Method::PATCH, Method::DELETE] {
        let request = subject
            .stranger
            .write(method.clone(), &url)
            .header("tus-resumable", "1.0.0")
            .header("upload-offset", 0)
            .header("content-type", "application/offset+octet-stream")
            .body(if method == Method::PATCH { "evil" } else { "" });
        assert_eq!(Answer::of(request).await.status, 404, "{method}");
    }
    assert_eq!(subject.customer.offset(&url).await, 0, "nothing was written");
}

pub async fn a_strangers_session_is_not_found(subject: &Subject) {
    let sessions: Page<Session> = subject.customer.load(&to(path::SESSIONS, &[])).await;
    let url = to(path::SESSION_ONE, &[sessions.items[0].id.as_str()]);
    Answer::of(subject.stranger.write(Method::DELETE, &url)).await.expect(404);
}

pub async fn lists_hold_nothing_of_strangers(subject: &Subject) {
    let sr = subject.file("Only for the company's own lists").await;
    let query = Subject::all().print();
    let searched = encode("Only for the company's own lists");
    let tickets = to(path::TICKETS, &[]);
    for url in [
        format!("{tickets}?{query}&limit=200"),
        format!("{tickets}?{query}&scope=organisation&limit=200"),
        format!("{tickets}?{query}&scope=shared"),
        format!("{tickets}?{query}&q={searched}"),
        format!("{tickets}?{query}&device={}", subject.device),
    ] {
        let answer = subject.stranger.get(&url).await;
        assert!(!answer.text().contains(sr.as_str()), "{url}");
    }
    let ours: Page<Device> = subject.customer.load(&to(path::DEVICES, &[])).await;
    let serial = encode(&ours.items[0].serial_number);
    for url in [
        to(path::DEVICES, &[]),
        format!("{}?serialNumber={serial}", to(path::DEVICES, &[])),
        format!("{}?q={serial}", to(path::DEVICES, &[])),
    ] {
        let theirs: Page<Device> = subject.stranger.load(&url).await;
        assert!(theirs.items.iter().all(|device| ours.items.iter().all(|our| our.id != device.id)), "{url}");
    }
    let ours: Page<Contract> = subject.customer.load(&to(path::CONTRACTS, &[])).await;
    let theirs: Page<Contract> = subject.stranger.load(&to(path::CONTRACTS, &[])).await;
    assert!(theirs.items.iter().all(|theirs| ours.items.iter().all(|our| our.id != theirs.id)), "contracts");
    let ours: Page<Site> = subject.customer.load(&to(path::SITES, &[])).await;
    let theirs: Page<Site> = subject.stranger.load(&to(path::SITES, &[])).await;
    assert!(theirs.items.iter().all(|theirs| ours.items.iter().all(|our| our.id != theirs.id)), "sites");
}

pub async fn a_post_without_a_key_is_refused(subject: &Subject) {
    let sr = subject.file("Needs keys").await;
    let sr = sr.as_str();
    for (url, body) in [
        (to(path::TICKETS, &[]), json!(fault(&subject.device, "Without a key"))),
        (to(path::MESSAGES, &[sr]), json!({ "text": "without a key" })),
        (to(path::ACTIONS, &[sr]), json!({ "action": "withdraw" })),
        (to(path::ATTACHMENTS, &[sr]), json!({ "uploads": [] })),
    ] {
        let request = subject
            .customer
            .bare(Method::POST, &url)
            .header("origin", &subject.origin)
            .header(WRITE_HEADER, WRITE_HEADER_VALUE);
        let problem = Answer::of(request.json(&body)).await.expect(400).problem();
        assert_eq!(problem.problem_type, ProblemType::KeyMissing, "{url}");
    }
}

pub async fn the_same_key_and_body_get_the_first_answer_again(subject: &Subject) {
    let (key, url) = (new_key(), to(path::TICKETS, &[]));
    let ticket = fault(&subject.device, "Sent twice");
    let first = subject.customer.post_with_key(&url, &key, &ticket).await.expect(201);
    let sr = first.json::<Ticket>().summary.sr_number;
    subject.customer.say(&sr, "something happens between", &[]).await;
    let second = subject.customer.post_with_key(&url, &key, &ticket).await.expect(201);
    assert_eq!(second.json::<Value>(), first.json::<Value>(), "even though the ticket has changed since");
    for header in ["location", "etag"] {
        assert_eq!(second.header(header), first.header(header), "{header}");
    }

    let (key, url) = (new_key(), to(path::MESSAGES, &[sr.as_str()]));
    let message = NewMessage { text: "said once".to_owned(), ..NewMessage::default() };
    let first = subject.customer.post_with_key(&url, &key, &message).await.expect(201);
    let second = subject.customer.post_with_key(&url, &key, &message).await.expect(201);
    assert_eq!(second.json::<Value>(), first.json::<Value>());
    let said = subject.customer.history(&sr).await;
    let said = said.iter().filter(|event| event.message.as_ref().is_some_and(|said| said.prose.text == "said once"));
    assert_eq!(said.count(), 1, "and it was said once");

    let (key, url) = (new_key(), to(path::ACTIONS, &[sr.as_str()]));
    let action = TakeAction::from(Action::Withdraw);
    subject.customer.post_with_key(&url, &key, &action).await.expect(200);
    subject.customer.post_with_key(&url, &key, &action).await.expect(200);
}

pub async fn a_refusal_is_repeated_too(subject: &Subject) {
    let (key, url) = (new_key(), to(path::TICKETS, &[]));
    let wrong = fault(&subject.device, "");
    let first = subject.customer.post_with_key(&url, &key, &wrong).await.expect(422).problem();
    assert_eq!(subject.customer.post_with_key(&url, &key, &wrong).await.expect(422).problem(), first);
}

pub async fn the_same_key_with_another_body_is_refused(subject: &Subject) {
    let (key, url) = (new_key(), to(path::TICKETS, &[]));
    subject.customer.post_with_key(&url, &key, &fault(&subject.device, "The first body")).await.expect(201);
    let other = subject.customer.post_with_key(&url, &key, &fault(&subject.device, "Another body")).await;
    assert_eq!(other.expect(422).problem().problem_type, ProblemType::KeyReused);
}

pub async fn one_key_at_once_makes_one_ticket(subject: &Subject) {
    let (key, url) = (new_key(), to(path::TICKETS, &[]));
    let name = format!("Tapped eight times {key}");
    let ticket = fault(&subject.device, &name);
    let answers = join_all((0..8).map(|_| subject.customer.post_with_key(&url, &key, &ticket))).await;
    let mut numbers = BTreeSet::new();
    for answer in &answers {
        if answer.status == 409 {
            assert_eq!(answer.problem().problem_type, ProblemType::InFlight);
        } else {
            assert_eq!(answer.status, 201, "{}", answer.text());
            numbers.insert(answer.json::<Ticket>().summary.sr_number);
        }
    }
    assert_eq!(numbers.len(), 1, "all that were answered were told the same number");
    let found = subject.customer.tickets(&TicketQuery { text: key, ..Subject::all() }).await;
    assert_eq!(found.total, 1);
}

pub async fn keys_are_ones_own(subject: &Subject) {
    let (key, url) = (new_key(), to(path::TICKETS, &[]));
    let first = subject.customer.post_with_key(&url, &key, &fault(&subject.device, "One's own key")).await;
    let other = subject.stranger.post_with_key(&url, &key, &fault(&subject.strange_device, "One's own key")).await;
    assert_ne!(
        first.expect(201).json::<Ticket>().summary.sr_number,
        other.expect(201).json::<Ticket>().summary.sr_number
    );
}

async fn patch(subject: &Subject, sr: &SrNumber, if_match: Option<&str>, name: &str) -> Answer {
    let mut request = subject
        .customer
        .write(Method::PATCH, &to(path::TICKET, &[sr.as_str()]))
        .json(&TicketPatch { name: Some(name.to_owned()), ..TicketPatch::default() });
    if let Some(version) = if_match {
        request = request.header("if-match", version);
    }
    Answer::of(request).await
}

pub async fn a_write_to_a_version_needs_if_match(subject: &Subject) {
    let sr = subject.file("Versioned").await;
    let problem = patch(subject, &sr, None, "Unversioned").await.expect(428).problem();
    assert_eq!(problem.problem_type, ProblemType::PreconditionMissing);
}

pub async fn a_stale_write_tells_the_version_now(subject: &Subject) {
    let sr = subject.file("Will be changed twice").await;
    let url = to(path::TICKET, &[sr.as_str()]);
    let read = subject.customer.get(&url).await.expect(200);
    let version = read.header("etag").expect("a ticket has an ETag").to_owned();
    let changed = patch(subject, &sr, Some(&version), "Changed once").await.expect(200);
    let ticket: Ticket = changed.json();
    assert_eq!(ticket.summary.name, "Changed once");
    assert!(ticket.summary.version > read.json::<Ticket>().summary.version, "its version grows");
    assert_ne!(changed.header("etag"), Some(version.as_str()), "with a new ETag");

    let problem = patch(subject, &sr, Some(&version), "Changed in ignorance").await.expect(412).problem();
    assert_eq!(problem.problem_type, ProblemType::Stale);
    assert_eq!(problem.current_version, Some(ticket.summary.version));
    assert_eq!(subject.customer.ticket(&sr).await.summary.name, "Changed once", "nothing was overwritten");
}

pub async fn what_hasnt_changed_isnt_sent_again(subject: &Subject) {
    let url = to(path::CATALOGUE, &[]);
    let first = subject.customer.get(&url).await.expect(200);
    let version = first.header("etag").expect("the catalogue has an ETag");
    let again = Answer::of(subject.customer.read(&url).header("if-none-match", version)).await;
    assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
}

/// Every page of a list, one after the other.
async fn pages(subject: &Subject, query: &TicketQuery) -> Vec<Page<TicketSummary>> {
    let mut query = query.clone();
    let mut pages: Vec<Page<TicketSummary>> = Vec::new();
    loop {
        let page = subject.customer.tickets(&query).await;
        query.cursor.clone_from(&page.next_cursor);
        pages.push(page);
        if query.cursor.is_none() {
            return pages;
        }
        assert!(pages.len() < 10_000, "cursors come to an end");
    }
}

fn numbers(pages: &[Page<TicketSummary>]) -> Vec<SrNumber> {
    pages.iter().flat_map(|page| &page.items).map(|ticket| ticket.sr_number.clone()).collect()
}

pub async fn lists_are_paged_by_cursor(subject: &Subject) {
    let filed = subject.file_some().await;
    for sort in TicketSort::KNOWN {
        let query = TicketQuery { sort: sort.clone(), limit: Some(2), ..Subject::all() };
        let paged = pages(subject, &query).await;
        assert!(paged.iter().all(|page| page.items.len() <= 2), "as many as were asked for, by {sort}");
        let paged_numbers = numbers(&paged);
        let distinct: BTreeSet<_> = paged_numbers.iter().collect();
        assert_eq!(distinct.len(), paged_numbers.len(), "no entry twice, by {sort}");
        assert!(filed.iter().all(|sr| distinct.contains(sr)), "none is missing, by {sort}");
    }
}

pub async fn pages_stay_whole_while_tickets_come_in(subject: &Subject) {
    subject.file_some().await;
    let mut query = TicketQuery { sort: TicketSort::Created, limit: Some(2), ..Subject::all() };
    let first = subject.customer.tickets(&query).await;
    let newer = subject.file("Came in between two pages").await;
    query.cursor = first.next_cursor.clone();
    let rest = pages(subject, &query).await;
    let rest = numbers(&rest);
    assert!(first.items.iter().all(|ticket| !rest.contains(&ticket.sr_number)), "nothing twice");
    assert!(!rest.contains(&newer), "what is new belongs before the first page");
}

pub async fn total_counts_all_pages(subject: &Subject) {
    subject.file_some().await;
    let device = Some(subject.device.to_string());
    let query = TicketQuery { device, limit: Some(1), state: StateFilter::Ended, ..TicketQuery::default() };
    let paged = pages(subject, &query).await;
    let count: usize = paged.iter().map(|page| page.items.len()).sum();
    assert_eq!(paged[0].total, count as u64);
}

pub async fn a_broken_cursor_is_a_problem(subject: &Subject) {
    let problem = subject.customer.get(&format!("{}?cursor=nonsense", to(path::TICKETS, &[]))).await.problem();
    assert_eq!((problem.problem_type, problem.status), (ProblemType::Malformed, 400));
}

pub async fn lists_are_sorted_as_asked(subject: &Subject) {
    subject.file_some().await;
    let sorted = async |sort| subject.customer.tickets(&TicketQuery { sort, limit: Some(50), ..Subject::all() }).await;
    let created: Vec<_> = sorted(TicketSort::Created).await.items.iter().map(|ticket| ticket.creation_date).collect();
    assert!(created.is_sorted_by(|a, b| a >= b), "newest first: {created:?}");
    let changed: Vec<_> = sorted(TicketSort::Changed).await.items.iter().map(|ticket| ticket.last_update).collect();
    assert!(changed.is_sorted_by(|a, b| a >= b), "latest change first: {changed:?}");
    let severe = sorted(TicketSort::Severity).await;
    let severe: Vec<_> = severe.items.iter().filter_map(|ticket| ticket.severity.as_ref()).map(|it| it.rank).collect();
    assert!(severe.is_sorted(), "most severe first: {severe:?}");
    let expected = sorted(TicketSort::Expected).await;
    let expected: Vec<_> = expected
        .items
        .iter()
        .map(|ticket| ticket.eta.as_ref().map(|eta| eta.expected_resolution_date))
        .map(|eta| (eta.is_none(), eta))
        .collect();
    assert!(expected.is_sorted(), "earliest end first, none last: {expected:?}");
}

pub async fn filters_are_kept_to(subject: &Subject) {
    let withdrawn = subject.file("Filtered: withdrawn").await;
    subject.customer.act(&withdrawn, Action::Withdraw, None).await;
    subject.file("Filtered: open").await;
    for state in StateFilter::KNOWN {
        let found = subject.customer.tickets(&TicketQuery { state: state.clone(), ..TicketQuery::default() }).await;
        for ticket in found.items {
            let turn = ticket.turn.who == TurnOf::Customer;
            assert!(state.takes(&ticket.status, turn), "{} in {state}: {}", ticket.sr_number, ticket.status);
        }
    }
    let ended = subject.customer.tickets(&TicketQuery { state: StateFilter::Ended, ..TicketQuery::default() }).await;
    assert!(ended.items.iter().any(|ticket| ticket.sr_number == withdrawn));

    let only = async |query: TicketQuery| subject.customer.tickets(&query).await.items;
    let kind = TicketQuery { ticket_types: vec![TicketType::Fault], ..Subject::all() };
    assert!(only(kind).await.iter().all(|ticket| ticket.ticket_type == TicketType::Fault));
    let device = TicketQuery { device: Some(subject.device.to_string()), ..Subject::all() };
    let of_device = only(device).await;
    assert!(!of_device.is_empty());
    let all_of_it = |ticket: &TicketSummary| ticket.device.as_ref().is_some_and(|device| device.id == subject.device);
    assert!(of_device.iter().all(all_of_it));
    let rank = of_device.iter().find_map(|ticket| ticket.severity.as_ref()).expect("a fault has a severity").rank;
    let severe = only(TicketQuery { severity_ranks: vec![rank], ..Subject::all() }).await;
    assert!(severe.iter().all(|ticket| ticket.severity.as_ref().is_some_and(|severity| severity.rank == rank)));
    let channel = only(TicketQuery { channel: Some("web".to_owned()), ..Subject::all() }).await;
    assert!(channel.iter().all(|ticket| ticket.channel.as_str() == "web"));
}

pub async fn tickets_are_found_by_words_of_any_language(subject: &Subject) {
    let key = new_key();
    let name = format!("新建连接约 3% 失败 {key}");
    let own = NewTicket { external_identifier: Some(format!("OPS-{key}")), ..fault(&subject.device, &name) };
    let sr = subject.customer.file(&own).await.summary.sr_number;
    for words in [key.clone(), "新建连接".to_owned(), format!("OPS-{key}"), sr.to_string()] {
        let found = subject.customer.tickets(&TicketQuery { text: words.clone(), ..Subject::all() }).await;
        assert!(found.items.iter().any(|ticket| ticket.sr_number == sr), "by {words:?}");
    }
    let none = subject.customer.tickets(&TicketQuery { text: format!("{key}%"), ..Subject::all() }).await;
    assert_eq!(none.total, 0, "a percent sign is no wildcard");
}

pub async fn a_write_without_its_header_is_refused(subject: &Subject) {
    let name = format!("Without its header {}", new_key());
    let body = fault(&subject.device, &name);
    let request =
        || subject.customer.bare(Method::POST, &to(path::TICKETS, &[])).header(IDEMPOTENCY_KEY, new_key()).json(&body);
    for (what, request) in [
        ("no header", request().header("origin", &subject.origin)),
        ("no origin", request().header(WRITE_HEADER, WRITE_HEADER_VALUE)),
        ("foreign origin", request().header(WRITE_HEADER, WRITE_HEADER_VALUE).header("origin", "https://evil.example")),
        ("opaque origin", request().header(WRITE_HEADER, WRITE_HEADER_VALUE).header("origin", "null")),
    ] {
        let problem = Answer::of(request).await.expect(403).problem();
        assert_eq!(problem.problem_type, ProblemType::ForeignOrigin, "{what}");
    }
    let found = subject.customer.tickets(&TicketQuery { text: name, ..Subject::all() }).await;
    assert_eq!(found.total, 0, "nothing was filed");
}

pub async fn a_foreign_page_may_not_even_ask(subject: &Subject) {
    let request = subject
        .customer
        .bare(Method::OPTIONS, &to(path::TICKETS, &[]))
        .header("origin", "https://evil.example")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", WRITE_HEADER);
    let answer = Answer::of(request).await;
    assert_eq!(answer.header("access-control-allow-origin"), None);
    let read = subject.customer.read(&to(path::ME, &[])).header("origin", "https://evil.example");
    assert_eq!(Answer::of(read).await.header("access-control-allow-origin"), None);
}

pub async fn the_backend_says_what_time_it_is(subject: &Subject) {
    let first = subject.customer.me().await.server_time;
    let sr = subject.file("Has a time").await;
    let ticket = subject.customer.ticket(&sr).await;
    assert!(ticket.server_time >= first);
    let created = ticket.summary.creation_date;
    assert!(first <= created && created <= ticket.server_time, "one clock for all");
}

pub async fn sample_faults_satisfy_the_contract(subject: &Subject) {
    // What the rest of the suite files is acceptable by the contract's own rules, so a refusal is the backend's fault.
    let catalogue = subject.customer.catalogue().await;
    let ticket = sample::fault(&subject.device, "Satisfies the contract");
    let kind = catalogue.kinds.iter().find(|kind| kind.ticket_type == ticket.ticket_type).expect("faults are taken");
    let now = subject.customer.me().await.server_time;
    assert!(ticket.validate(kind, None, now).is_ok());
}
