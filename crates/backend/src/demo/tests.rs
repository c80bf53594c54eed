use std::collections::BTreeSet;

use aftercare_contract::{
    Span, Timestamp,
    plan::PlanState,
    rma::{LoanerState, RmaState},
    ticket::{Channel, ClockState, Status, TicketType, Verdict},
    visit::VisitState,
};
use serde_json::Value;

use super::*;
use crate::{
    Clock, Config, Server,
    sla::PolicyData,
    ticket::{Record, Terms},
};

async fn demo(folder: &std::path::Path) -> Server {
    demo_at(folder, "2026-11-20T14:02:00+08:00").await
}

async fn demo_at(folder: &std::path::Path, time: &str) -> Server {
    let (clock, _) = Clock::by_hand(time.parse().unwrap());
    open(folder, clock, 0).await
}

async fn open(folder: &std::path::Path, clock: Clock, tickets: usize) -> Server {
    let any = "127.0.0.1:0".parse().unwrap();
    let demo = Some(Settings { tickets, ..Settings::default() });
    Server::bind(Config { listen: any, desk_listen: any, demo, clock, ..Config::new(folder) }).await.unwrap()
}

async fn records(server: &Server) -> Vec<(Record, Option<Terms>)> {
    let all = |conn: &rusqlite::Connection| {
        let mut all = conn.prepare("SELECT record FROM ticket")?;
        let records = all.query_map([], |row| row.get::<_, crate::db::Json<Record>>(0))?;
        records
            .map(|record| {
                record
                    .and_then(|record| Ok((Terms::of(conn, &record.0)?, record.0)))
                    .map(|(terms, record)| (record, terms))
            })
            .collect::<rusqlite::Result<Vec<_>>>()
    };
    server.app().db.read(all).await.unwrap()
}

/// What was lies behind, and what was said of the future lies ahead.
fn check_times(tickets: &[(Record, Option<Terms>)], now: Timestamp) {
    for (record, _) in tickets {
        let name = &record.request.name;
        assert!(record.changed <= now, "{name}: from the future");
        if !record.status.is_final() && record.status != Status::Resolved {
            assert!(record.next_update_by.is_none_or(|by| by > now), "{name}: no update in time");
            let expected = record.etas.last().map(|eta| eta.window.expected_resolution_date);
            assert!(expected.is_none_or(|expected| expected > now), "{name}: later than expected");
        }
    }
}

#[test]
fn policies_make_sense() {
    for policy in POLICIES {
        let policy: PolicyData = read(policy).unwrap();
        let codes: BTreeSet<_> = policy.grades.iter().map(|grade| grade.code.as_str()).collect();
        let named = policy.terms.iter().flat_map(|term| term.condition.grades.iter().flatten());
        let all = named.chain(policy.rules.iter().map(|rule| &rule.grade));
        for code in all {
            assert!(codes.contains(code.as_str()), "{}: no grade {code}", policy.id);
        }
        assert!(policy.catalogue().grades.iter().all(|grade| !grade.promises.is_empty()), "{}", policy.id);
    }
}

#[tokio::test]
async fn a_demo_shows_every_state_under_every_policy() {
    let folder = tempfile::tempdir().unwrap();
    let server = demo(folder.path()).await;
    let now: Timestamp = server.app().clock.now();
    let tickets = records(&server).await;
    assert!(tickets.len() >= 40);

    let statuses: BTreeSet<_> = tickets.iter().map(|(record, _)| record.status.clone()).collect();
    assert_eq!(statuses, Status::KNOWN.iter().cloned().collect());
    let policies: BTreeSet<_> =
        tickets.iter().filter_map(|(_, terms)| Some(terms.as_ref()?.policy.id.clone())).collect();
    assert_eq!(policies.len(), POLICIES.len(), "{policies:?}");

    let clocks: Vec<_> =
        tickets.iter().filter_map(|(record, terms)| Some(terms.as_ref()?.clocks(record, now))).flatten().collect();
    for state in [ClockState::Running, ClockState::Paused, ClockState::Stopped] {
        assert!(clocks.iter().any(|clock| clock.state == state), "{state}");
    }
    let plans: BTreeSet<_> =
        tickets.iter().filter_map(|(record, _)| Some(record.plan.as_ref()?.state.clone())).collect();
    assert!([PlanState::Proposed, PlanState::CarryingOut].iter().all(|state| plans.contains(state)), "{plans:?}");
    let parts: Vec<_> = tickets.iter().filter_map(|(record, _)| record.rma.as_ref()).collect();
    for state in [RmaState::OnTheWay, RmaState::Arrived, RmaState::Replaced, RmaState::Returned] {
        assert!(parts.iter().any(|rma| rma.state == state), "{state}");
    }
    assert!(parts.iter().any(|rma| rma.loaner.as_ref().is_some_and(|loaner| loaner.state == LoanerState::OnLoan)));
    assert!(parts.iter().any(|rma| rma.dead_on_arrival > 0));
    let visits: BTreeSet<_> =
        tickets.iter().filter_map(|(record, _)| Some(record.visit.as_ref()?.state.clone())).collect();
    let shown = [VisitState::Agreed, VisitState::OnTheWay, VisitState::Done];
    assert!(shown.iter().all(|state| visits.contains(state)), "{visits:?}");
    for verdict in [Some(Verdict::Met), Some(Verdict::Breached), None] {
        assert!(clocks.iter().any(|clock| clock.verdict == verdict), "{verdict:?}");
    }
}

#[tokio::test]
async fn what_was_lies_behind_what_was_said_ahead_and_a_second_start_adds_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let before = records(&demo(folder.path()).await).await;
    let server = demo(folder.path()).await;
    let now = server.app().clock.now();
    let after = records(&server).await;
    assert_eq!(before.len(), after.len());
    check_times(&after, now);
}

#[tokio::test]
async fn a_demo_can_begin_at_any_time() {
    for time in ["2026-12-31T23:59:59+08:00", "2027-03-28T01:00:00Z", "2028-02-29T04:30:00Z"] {
        let folder = tempfile::tempdir().unwrap();
        assert!(!records(&demo_at(folder.path(), time).await).await.is_empty(), "{time}");
    }
}

#[tokio::test]
async fn two_years_of_tickets_are_varied_and_the_same_at_each_seeding() {
    let tickets = Settings::default().tickets;
    let (clock, _) = Clock::by_hand("2026-11-20T14:02:00+08:00".parse().unwrap());
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let [first, second] = [&folders[0], &folders[1]].map(|folder| open(folder.path(), clock.clone(), tickets));
    let (first, second) = tokio::join!(first, second);
    let now = first.app().clock.now();
    let unfilled = |conn: &rusqlite::Connection| {
        conn.query_row(
            "SELECT coalesce(max(text), '') FROM (
                 SELECT coalesce(data ->> '$.message.text', data ->> '$.reason.text') AS text FROM event
                 UNION ALL SELECT search FROM ticket_text UNION ALL SELECT name FROM attachment)
             WHERE text LIKE '%{%'",
            [],
            |row| row.get::<_, String>(0),
        )
    };
    assert_eq!(first.app().db.read(unfilled).await.unwrap(), "", "left to be filled in");
    let [first, second] = [records(&first).await, records(&second).await];
    let told = |(record, _): &(Record, Option<Terms>)| {
        (record.sr.clone(), record.request.clone(), record.facts.clone(), record.last_event, record.status.clone())
    };
    assert_eq!(first.iter().map(told).collect::<Vec<_>>(), second.iter().map(told).collect::<Vec<_>>());

    assert_eq!(first.len(), tickets);
    check_times(&first, now);
    let all = |of: fn(&Record) -> String| first.iter().map(|(record, _)| of(record)).collect::<BTreeSet<_>>();
    assert_eq!(all(|record| record.request.name.clone()).len(), tickets, "titles");
    assert_eq!(all(|record| record.channel.to_string()).len(), Channel::KNOWN.len());
    assert_eq!(all(|record| record.request.ticket_type.to_string()).len(), TicketType::KNOWN.len());
    assert_eq!(all(|record| record.request.language.clone().unwrap()), ["en", "ja", "zh-CN"].map(str::to_owned).into());
    let oldest = first.iter().map(|(record, _)| record.created()).min().unwrap();
    assert!(now.since(oldest) > Span::hours(700 * 24), "the oldest is of {oldest}");
}

#[tokio::test]
async fn surveys_wait_are_answered_and_are_looked_into() {
    let folder = tempfile::tempdir().unwrap();
    let server = demo(folder.path()).await;
    let now = server.app().clock.now().unix_millis();
    let count = async |sql: &str| {
        let sql = format!("SELECT count(*) FROM {sql}");
        server.app().db.read(move |conn| conn.query_row(&sql, [], |row| row.get::<_, u64>(0))).await.unwrap()
    };
    let waiting = format!("survey WHERE respondent_id = 'lin' AND answer IS NULL AND expires > {now}");
    assert_eq!(count(&waiting).await, 1);
    assert!(count("survey WHERE answer IS NOT NULL").await > 5);
    assert_eq!(count(&format!("follow_up WHERE answered IS NULL AND due > {now}")).await, 1);
    let told = "follow_up f JOIN survey s ON s.id = f.survey_id WHERE f.answered IS NOT NULL AND respondent_id = 'lin'";
    assert_eq!(count(told).await, 1);
    assert_eq!((count("mail").await, count("unwanted_mail").await), (0, 0), "nobody is written to about the past");
}

#[test]
fn a_large_customer_has_as_many_titles_as_tickets() {
    let (vendor, companies): (Vendor, Vec<Company>) = (read(VENDOR).unwrap(), read(COMPANIES).unwrap());
    let now = "2026-11-20T14:02:00+08:00".parse().unwrap();
    let stories = past::invent(now, 10_000, &vendor, &companies, &[]).unwrap();
    let titles: BTreeSet<_> = stories.iter().map(|story| &story.request.name).collect();
    assert_eq!(titles.len(), stories.len());
}

#[test]
fn there_are_words_for_every_occasion() {
    fn is_said(value: &Value) -> bool {
        match value {
            Value::String(text) => !text.trim().is_empty(),
            Value::Array(values) => !values.is_empty() && values.iter().all(is_said),
            Value::Object(values) => !values.is_empty() && values.values().all(is_said),
            _ => true,
        }
    }
    for phrases in
        [include_str!("phrases/zh-CN.json"), include_str!("phrases/en.json"), include_str!("phrases/ja.json")]
    {
        assert!(is_said(&read(phrases).unwrap()));
    }
    for scenarios in past::SCENARIOS {
        assert!(is_said(&read(scenarios).unwrap()));
    }
}
