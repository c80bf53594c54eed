//! Tickets: filing, history, messages, actions, clocks, ETA; catalogue and devices that they are made of.

use std::{collections::BTreeSet, time::Duration};

use aftercare_contract::{
    FieldCode, ProblemType, Span,
    asset::{Contract, Device},
    history::{Event, EventType, NewMessage, Side},
    list::{Page, Scope, TicketQuery},
    routes::{path, to},
    ticket::{
        Action, Channel, ClockState, NewTicket, PauseReason, RaiseSeverity, SrNumber, Status, Step, Task, Ticket,
        TurnOf, Verdict,
    },
};
use aftercare_tests::{
    Backend, Customer, Desk, Live,
    api::{encode, new_key},
    backend::{AMARA, HE, PASSWORD},
    sample::fault,
    wait,
};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;

use crate::subject::Subject;

pub async fn filing_gives_a_unique_number_at_once(subject: &Subject) {
    let url = to(path::TICKETS, &[]);
    let filed = join_all((0..12).map(|number| {
        let ticket = fault(&subject.device, &format!("Filed at the same time as {number} others"));
        let url = &url;
        async move { subject.customer.post(url, &ticket).await.expect(201) }
    }))
    .await;
    let mut numbers = BTreeSet::new();
    for answer in filed {
        let ticket: Ticket = answer.json();
        let location = answer.header("location").expect("a new ticket has a Location");
        assert!(location.ends_with(&to(path::TICKET, &[ticket.summary.sr_number.as_str()])), "{location}");
        assert!(answer.header("etag").is_some(), "and an ETag");
        subject.customer.get(&to(path::TICKET, &[ticket.summary.sr_number.as_str()])).await.expect(200);
        numbers.insert(ticket.summary.sr_number);
    }
    assert_eq!(numbers.len(), 12);
}

pub async fn a_ticket_keeps_what_was_filed(subject: &Subject) {
    let sent = NewTicket {
        external_identifier: Some("OPS-4711".to_owned()),
        since: Some(subject.customer.me().await.server_time + Span::hours(-2)),
        description: "第一行\nsecond line <b>no markup</b> & 3 % 失败".to_owned(),
        visit_wanted: true,
        ..fault(&subject.device, "Keeps what was filed")
    };
    let sr = subject.customer.file(&sent).await.summary.sr_number;
    let kept = subject.customer.ticket(&sr).await;
    assert_eq!(kept.summary.name, sent.name);
    assert_eq!(kept.summary.external_identifier, sent.external_identifier);
    assert_eq!(kept.summary.channel, Channel::Web);
    assert_eq!(kept.summary.status, Status::Acknowledged);
    assert_eq!(kept.description, sent.description);
    assert_eq!(kept.impact, sent.impact);
    assert_eq!(kept.contact, Some(sent.contact));
    assert_eq!(kept.tried, sent.tried);
    assert_eq!((kept.remote_access, kept.window, kept.visit_wanted), (sent.remote_access, sent.window, true));
    assert_eq!(kept.since.map(|since| since.unix_millis() / 1000), sent.since.map(|since| since.unix_millis() / 1000));
    assert_eq!(kept.device.map(|device| device.id), sent.device);
    assert!(kept.contract.is_some(), "with the contract of its device");
    assert_eq!(kept.summary.turn.who, TurnOf::Vendor);
    assert_eq!(kept.step, Step::Reported);
}

pub async fn severity_follows_from_the_facts(subject: &Subject) {
    let catalogue = subject.customer.catalogue().await;
    let device: Device = subject.customer.load(&to(path::DEVICE, &[subject.device.as_str()])).await;
    let policy = device.contract.expect("it is under contract").policy;
    let policy = catalogue.policies.iter().find(|known| known.id == policy).expect("its policy is in the catalogue");
    let ticket = fault(&subject.device, "Severity by facts");
    let (proposed, _) = policy.propose(ticket.impact.as_ref().expect("a fault has facts")).expect("a rule fits");
    let filed = subject.customer.file(&ticket).await;
    assert_eq!(filed.summary.severity.as_ref(), Some(&proposed.grade));

    let gravest = policy.grades.iter().min_by_key(|grade| grade.grade.rank).expect("a policy has grades");
    if gravest.grade.rank < proposed.grade.rank {
        let reason = "Trading starts at nine".to_owned();
        let raise = RaiseSeverity { code: gravest.grade.code.clone(), reason };
        let raised = NewTicket { raise_severity: Some(raise), ..fault(&subject.device, "Raised with a reason") };
        assert_eq!(subject.customer.file(&raised).await.summary.severity.as_ref(), Some(&gravest.grade));
    }
    let raise = RaiseSeverity { code: proposed.grade.code.clone(), reason: "Just so".to_owned() };
    let same = NewTicket { raise_severity: Some(raise), ..fault(&subject.device, "Raised to the same") };
    let problem = subject.customer.post(&to(path::TICKETS, &[]), &same).await.expect(422).problem();
    assert_eq!(problem.errors[0].pointer, "/raiseSeverity/code");
}

pub async fn the_catalogue_has_all_that_a_form_needs(subject: &Subject) {
    let catalogue = subject.customer.catalogue().await;
    assert!(!catalogue.kinds.is_empty() && !catalogue.channels.is_empty());
    assert!(catalogue.uploads.max_size > 0 && !catalogue.uploads.extensions.is_empty());
    for kind in &catalogue.kinds {
        for language in ["zh-CN", "en", "ja"] {
            let (tag, text) = kind.name.in_language(language);
            assert!(!text.is_empty(), "{} has a name, if only in {tag}", kind.ticket_type);
        }
    }
    let contracts: Page<Contract> = subject.customer.load(&to(path::CONTRACTS, &[])).await;
    for contract in contracts.items {
        let policy = catalogue.policies.iter().find(|policy| policy.id == contract.policy);
        let policy = policy.unwrap_or_else(|| panic!("{} of {} is in the catalogue", contract.policy, contract.number));
        assert!(policy.grades.is_sorted_by_key(|grade| grade.grade.rank), "{}: gravest first", policy.id);
        let last = policy.rules.last().expect("a policy has rules");
        let fits_always = last.interruption.is_none()
            && last.data_at_risk.is_none()
            && last.core_system.is_none()
            && last.affected_users.is_none()
            && last.workaround.is_none();
        assert!(fits_always, "{}: the last rule always fits", policy.id);
        assert!(
            policy.rules.iter().all(|rule| policy.grade(&rule.grade).is_some()),
            "{}: rules lead to grades",
            policy.id
        );
    }
}

pub async fn devices_are_found_by_serial_number(subject: &Subject) {
    let device: Device = subject.customer.load(&to(path::DEVICE, &[subject.device.as_str()])).await;
    let devices = to(path::DEVICES, &[]);
    let by_serial = format!("{devices}?serialNumber={}", encode(&device.serial_number));
    let found: Page<Device> = subject.customer.load(&by_serial).await;
    assert_eq!(found.items.iter().map(|found| &found.id).collect::<Vec<_>>(), [&subject.device]);
    let by_name = format!("{devices}?q={}", encode(&device.name));
    let found: Page<Device> = subject.customer.load(&by_name).await;
    assert!(found.items.iter().any(|found| found.id == subject.device), "by its name, too");
    let none: Page<Device> = subject.customer.load(&format!("{devices}?serialNumber=NO-SUCH-SERIAL")).await;
    assert_eq!((none.items.len(), none.total), (0, 0));
}

pub async fn a_device_tells_its_open_tickets(subject: &Subject) {
    let sr = subject.file("Open on its device").await;
    let open = async || {
        let device: Device = subject.customer.load(&to(path::DEVICE, &[subject.device.as_str()])).await;
        device.open_tickets.into_iter().any(|ticket| ticket.sr_number == sr)
    };
    assert!(open().await);
    subject.customer.act(&sr, Action::Withdraw, None).await;
    assert!(!open().await, "what is over isn't open");
}

pub async fn history_is_numbered_without_gaps(subject: &Subject) {
    let sr = subject.file("Many things happen to it").await;
    join_all((0..6).map(|number| {
        let text = format!("Message {number}");
        let sr = &sr;
        async move { subject.customer.say(sr, &text, &[]).await }
    }))
    .await;
    let ticket = subject.customer.act(&sr, Action::Withdraw, None).await;
    let events = subject.customer.history(&sr).await;
    let numbers: Vec<u64> = events.iter().map(|event| event.number).collect();
    assert_eq!(numbers, (1..=ticket.last_event).collect::<Vec<_>>());
    assert!(events.is_sorted_by_key(|event| event.event_date), "and in the order of time");
    assert_eq!(events[0].event_type, EventType::Created);
}

pub async fn history_is_paged_and_resumed(subject: &Subject) {
    let sr = subject.file("Told in pages").await;
    for number in 0..4 {
        subject.customer.say(&sr, &format!("Message {number}"), &[]).await;
    }
    let url = to(path::HISTORY, &[sr.as_str()]);
    let all = subject.customer.history(&sr).await;
    let newest: Page<Event> = subject.customer.load(&format!("{url}?limit=2")).await;
    assert_eq!(newest.items.iter().map(|event| event.number).collect::<Vec<_>>(), [5, 4], "newest first");
    assert_eq!(newest.total, all.len() as u64);
    let cursor = newest.next_cursor.expect("there is more");
    let next: Page<Event> = subject.customer.load(&format!("{url}?limit=2&cursor={}", encode(&cursor))).await;
    assert_eq!(next.items.iter().map(|event| event.number).collect::<Vec<_>>(), [3, 2]);
    let after: Page<Event> = subject.customer.load(&format!("{url}?after=2")).await;
    assert_eq!(after.items, all[2..], "what came after the second, oldest first");
}

pub async fn history_is_only_added_to(subject: &Subject) {
    let sr = subject.file("Never rewritten").await;
    subject.customer.say(&sr, "first", &[]).await;
    let before = subject.customer.history(&sr).await;
    subject.customer.say(&sr, "second", &[]).await;
    subject.customer.act(&sr, Action::Withdraw, None).await;
    assert_eq!(subject.customer.history(&sr).await[..before.len()], before[..]);
}

pub async fn a_message_is_part_of_the_history(subject: &Subject) {
    let sr = subject.file("Talked about").await;
    let event = subject.customer.say(&sr, "  Zeile eins\r\nline two 三行\t. ", &[]).await;
    assert_eq!(event.event_type, EventType::Message);
    assert_eq!(event.actor.side, Side::Customer);
    let message = event.message.clone().expect("it is a message");
    assert_eq!(message.prose.text, "Zeile eins\nline two 三行\t.", "trimmed, with its line break");
    assert_eq!(message.channel, Channel::Web);
    assert_eq!(subject.customer.history(&sr).await.last(), Some(&event));
}

pub async fn an_empty_message_is_refused(subject: &Subject) {
    let sr = subject.file("Said nothing about").await;
    let message = NewMessage { text: " \n ".to_owned(), ..NewMessage::default() };
    let problem = subject.customer.post(&to(path::MESSAGES, &[sr.as_str()]), &message).await.expect(422).problem();
    assert_eq!((problem.errors[0].pointer.as_str(), &problem.errors[0].code), ("/text", &FieldCode::Required));
}

pub async fn only_listed_actions_are_possible(subject: &Subject) {
    // Some have calls of their own, or are about somebody.
    let plain = |action: &&Action| !matches!(action, Action::Answer | Action::Edit) && !action.is_on_people();
    for action in Action::KNOWN.iter().filter(plain) {
        let sr = subject.file("Has its actions").await;
        let listed = subject.customer.ticket(&sr).await.actions.contains(action);
        let answer = subject.customer.try_act(&sr, action.clone(), Some("Trading starts at nine")).await;
        if listed {
            assert_eq!(answer.status, 200, "{action} is listed: {}", answer.text());
        } else {
            let problem = answer.expect(409).problem();
            assert_eq!(problem.problem_type, ProblemType::ActionNotAllowed, "{action} isn't listed");
        }
    }
}

pub async fn an_action_that_needs_a_reason_asks_for_it(subject: &Subject) {
    let sr = subject.file("Escalated without a reason").await;
    for action in subject.customer.ticket(&sr).await.actions.into_iter().filter(Action::needs_reason) {
        let problem = subject.customer.try_act(&sr, action.clone(), None).await.expect(422).problem();
        assert_eq!(problem.errors[0].pointer, "/reason", "{action}");
    }
}

pub async fn an_action_of_the_future_is_refused(subject: &Subject) {
    let sr = subject.file("Asked for too much").await;
    let answer = subject.customer.try_act(&sr, Action::Other("teleport".to_owned()), None).await;
    assert_eq!(answer.expect(422).problem().errors[0].pointer, "/action");
}

pub async fn withdrawing_ends_a_ticket(subject: &Subject) {
    let sr = subject.file("Settled itself").await;
    let ticket = subject.customer.act(&sr, Action::Withdraw, None).await;
    assert_eq!(ticket.summary.status, Status::Cancelled);
    assert_eq!(ticket.summary.turn.who, TurnOf::Nobody);
    assert!(!ticket.actions.contains(&Action::Withdraw));
    assert!(ticket.clocks.iter().all(|clock| clock.state == ClockState::Stopped), "{:?}", ticket.clocks);
}

pub async fn every_action_is_in_the_history(subject: &Subject) {
    let sr = subject.file("Escalated").await;
    if !subject.customer.ticket(&sr).await.actions.contains(&Action::Escalate) {
        return;
    }
    subject.customer.act(&sr, Action::Escalate, Some("No answer for an hour")).await;
    let events = subject.customer.history(&sr).await;
    let event = events.iter().find(|event| event.action == Some(Action::Escalate)).expect("it is told");
    assert_eq!(event.event_type, EventType::ActionTaken);
    assert_eq!(event.reason.as_ref().map(|reason| reason.text.as_str()), Some("No answer for an hour"));
}

pub async fn clocks_are_counted_by_the_backend(subject: &Subject) {
    let sr = subject.file("Promised something").await;
    let ticket = subject.customer.ticket(&sr).await;
    assert!(!ticket.clocks.is_empty(), "its contract promises something");
    for clock in &ticket.clocks {
        assert!(clock.target > Span::seconds(0), "{clock:?}");
        assert!(clock.start <= ticket.server_time, "{clock:?}");
        match clock.state {
            ClockState::Running | ClockState::OutsideHours => assert!(clock.due.is_some(), "{clock:?}"),
            ClockState::Paused => assert!(clock.due.is_none() && !clock.pauses.is_empty(), "{clock:?}"),
            _ => assert!(clock.stopped.is_some() && clock.verdict.is_some(), "{clock:?}"),
        }
    }
    let next = ticket.summary.next_clock.expect("something falls due next");
    let earliest = ticket.clocks.iter().filter_map(|clock| clock.due).min();
    assert_eq!(next.due, earliest, "the summary names what falls due first");
}

pub async fn every_change_of_an_eta_has_its_reason(subject: &Subject) {
    let tickets = subject.customer.tickets(&TicketQuery { limit: Some(100), ..Subject::all() }).await;
    for ticket in tickets.items.iter().filter(|ticket| ticket.eta.is_some()) {
        let eta = subject.customer.ticket(&ticket.sr_number).await.eta.expect("the summary says so");
        assert!(!eta.reason.text.trim().is_empty(), "{}", ticket.sr_number);
        for event in subject.customer.history(&ticket.sr_number).await {
            if event.event_type == EventType::EtaChanged {
                let reason = &event.eta.expect("it tells the new one").reason.text;
                assert!(!reason.trim().is_empty(), "{} event {}", ticket.sr_number, event.number);
            }
        }
    }
}

// From here on the vendor has to act, so these need the desk of the bundled backend.

pub async fn what_the_desk_does_is_told(subject: &Subject) {
    let sr = subject.file("Handled by the desk").await;
    let desk = subject.desk();
    let name = desk.take(&sr).await;
    let taken = subject.customer.ticket(&sr).await;
    assert_eq!(taken.summary.status, Status::InProgress);
    assert_eq!(taken.engineer.map(|engineer| engineer.name), Some(name));

    let due = taken.server_time + Span::hours(3);
    desk.expect_by(&sr, due, "The part arrives at noon").await;
    desk.expect_by(&sr, due + Span::hours(1), "Traffic jam").await;
    let eta = subject.customer.ticket(&sr).await.eta.expect("it is expected");
    assert_eq!((eta.window.expected_resolution_date, eta.reason.text.as_str()), (due + Span::hours(1), "Traffic jam"));
    assert_eq!(eta.history.len(), 1, "the one before is kept");

    let (id, second) = desk.engineer("L2").await;
    desk.act(&sr, "tier", json!({ "tier": "L2", "engineer": id, "reason": "Needs a packet trace" })).await;
    let handed = subject.customer.ticket(&sr).await;
    assert_eq!((handed.tier.as_str(), handed.engineer.map(|engineer| engineer.name)), ("L2", Some(second)));

    let events = subject.customer.history(&sr).await;
    let kinds: BTreeSet<EventType> = events.iter().map(|event| event.event_type.clone()).collect();
    for kind in [EventType::StatusChanged, EventType::TierChanged, EventType::EtaChanged] {
        assert!(kinds.contains(&kind), "{kind} in {kinds:?}");
    }
}

pub async fn an_eta_without_a_reason_is_refused(subject: &Subject) {
    let sr = subject.file("Expected without a reason").await;
    subject.desk().take(&sr).await;
    let expected = subject.customer.me().await.server_time + Span::hours(1);
    for body in [json!({ "expected": expected }), json!({ "expected": expected, "reason": " " })] {
        let answer = subject.desk().call(Method::POST, &format!("/tickets/{sr}/eta"), Some(&body)).await;
        assert_eq!(answer.expect(422).problem().errors[0].pointer, "/reason");
    }
    assert!(subject.customer.ticket(&sr).await.eta.is_none());
}

pub async fn an_internal_note_never_leaves(subject: &Subject) {
    let sr = subject.file("Has a note").await;
    let mut live = Live::open(&subject.customer, None, false).await;
    subject.desk().act(&sr, "notes", json!({ "text": "customer-is-difficult-7731" })).await;
    let number = sr.as_str();
    for url in [to(path::TICKET, &[number]), to(path::HISTORY, &[number]), to(path::TICKETS, &[])] {
        assert!(!subject.customer.get(&url).await.text().contains("customer-is-difficult-7731"), "{url}");
    }
    let found = subject.customer.tickets(&TicketQuery { text: "difficult-7731".to_owned(), ..Subject::all() }).await;
    assert_eq!(found.total, 0, "nor by searching");
    subject.customer.say(&sr, "after the note", &[]).await;
    let told = live.tickets(1).await;
    assert_eq!(told[0].event.number, 2, "nor does a number or a live event tell of it");
}

pub async fn a_question_stops_the_clock_until_it_is_answered(subject: &Subject) {
    let sr = subject.file("Asked back").await;
    subject.desk().take(&sr).await;
    subject.desk().act(&sr, "ask", json!({ "text": "Which firmware?" })).await;
    let asked = subject.customer.ticket(&sr).await;
    assert_eq!(asked.summary.status, Status::Pending);
    assert_eq!((&asked.summary.turn.who, &asked.summary.turn.task), (&TurnOf::Customer, &Task::Answer));
    let paused: Vec<_> = asked.clocks.iter().filter(|clock| clock.state == ClockState::Paused).collect();
    assert!(!paused.is_empty(), "{:?}", asked.clocks);
    assert!(paused.iter().all(|clock| {
        clock
            .pauses
            .last()
            .is_some_and(|pause| pause.reason == PauseReason::WaitingForCustomer && pause.until.is_none())
    }));
    subject.customer.say(&sr, "8.4.2", &[]).await;
    let answered = subject.customer.ticket(&sr).await;
    assert_eq!((&answered.summary.status, &answered.summary.turn.who), (&Status::InProgress, &TurnOf::Vendor));
    assert!(answered.clocks.iter().all(|clock| clock.state != ClockState::Paused), "{:?}", answered.clocks);
}

pub async fn a_fix_is_confirmed_or_reopened_by_the_customer(subject: &Subject) {
    let sr = subject.file("Fixed, but not at once").await;
    subject.desk().take(&sr).await;
    subject.desk().resolve(&sr, "Replaced the card").await;
    let resolved = subject.customer.ticket(&sr).await;
    assert_eq!(resolved.summary.status, Status::Resolved);
    assert_eq!((&resolved.summary.turn.who, &resolved.summary.turn.task), (&TurnOf::Customer, &Task::Verify));
    assert!(resolved.closes_at.is_some_and(|closes| closes > resolved.server_time), "it says when it closes by itself");
    assert!(resolved.summary.resolution_date.is_some());

    let problem = subject.customer.try_act(&sr, Action::Reopen, None).await.expect(422).problem();
    assert_eq!(problem.errors[0].pointer, "/reason");
    let reopened = subject.customer.act(&sr, Action::Reopen, Some("It came back at noon")).await;
    assert_eq!(reopened.summary.status, Status::InProgress);
    assert_eq!(reopened.closes_at, None);

    subject.desk().resolve(&sr, "Replaced the cable, too").await;
    let closed = subject.customer.act(&sr, Action::Confirm, None).await;
    assert_eq!((&closed.summary.status, &closed.summary.turn.who), (&Status::Closed, &TurnOf::Nobody));
    assert!(closed.clocks.iter().all(|clock| clock.verdict == Some(Verdict::Met)), "{:?}", closed.clocks);
}

pub async fn a_ticket_of_any_channel_is_in_the_portal(subject: &Subject) {
    let name = format!("Called the hotline {}", new_key());
    let body = json!({
        "channel": "phone",
        "requester": subject.credentials.user_name,
        "request": fault(&subject.device, &name),
    });
    let answer = subject.desk().call(Method::POST, "/tickets", Some(&body)).await;
    assert!(answer.status.is_success(), "{} {}", answer.status, answer.text());
    let found = subject.customer.tickets(&TicketQuery { text: name, ..Subject::all() }).await;
    assert_eq!(found.items.first().map(|ticket| &ticket.channel), Some(&Channel::Phone));
}

pub async fn an_admin_sees_the_company_and_a_requester_doesnt(subject: &Subject) {
    let admin = Customer::sign_in(&subject.origin, HE, PASSWORD).await;
    let sr = subject.file("For the admin, too").await;
    assert_eq!(admin.ticket(&sr).await.summary.sr_number, sr);
    let organisation = TicketQuery { scope: Scope::Organisation, ..Subject::all() };
    let all = admin.tickets(&TicketQuery { text: sr.to_string(), ..organisation.clone() }).await;
    assert_eq!(all.total, 1);
    let admins = admin.file(&fault(&subject.device, "The admin's own")).await.summary.sr_number;
    subject.customer.get(&to(path::TICKET, &[admins.as_str()])).await.expect(404);
    let url = format!("{}?{}", to(path::TICKETS, &[]), organisation.print());
    let asked = subject.customer.get(&url).await;
    assert!(!asked.text().contains(admins.as_str()), "a requester's list: {}", asked.status);
}

pub async fn the_desk_needs_its_token(subject: &Subject) {
    let queue = async |desk: &Desk| desk.call(Method::GET, "/tickets", None).await;
    queue(subject.desk()).await.expect(200);
    queue(&subject.desk().with_token("guess")).await.expect(401);
    let elsewhere = queue(&subject.desk().at(&subject.origin)).await;
    let is_json = elsewhere.header("content-type").is_some_and(|it| it.starts_with("application/json"));
    assert!(!is_json, "it isn't on the portal's listener: {}", elsewhere.text());
}

/// The numbers of tickets survive a restart, and so does what was told about idempotency.
pub async fn a_restart_forgets_nothing(_: &Subject) {
    let mut backend = Backend::start().await;
    let customer = backend.customer(AMARA).await;
    let device = customer.devices().await.into_iter().find(|device| device.contract.is_some()).expect("a device").id;
    let (key, url) = (new_key(), to(path::TICKETS, &[]));
    let ticket = fault(&device, "Filed before a restart");
    let first: Ticket = customer.post_with_key(&url, &key, &ticket).await.expect(201).json();
    backend.stop().await;
    backend.start_again().await;
    let again: Ticket = wait::until("the same answer", Duration::from_secs(10), async || {
        let answer = customer.post_with_key(&url, &key, &ticket).await;
        if answer.status == 201 { Ok(answer.json()) } else { Err(answer.text()) }
    })
    .await;
    assert_eq!(again.summary.sr_number, first.summary.sr_number);
    let next: SrNumber = customer.file(&fault(&device, "Filed after a restart")).await.summary.sr_number;
    assert_ne!(next, first.summary.sr_number);
    assert_eq!(customer.history(&first.summary.sr_number).await.len(), 1);
    backend.stop().await;
}
