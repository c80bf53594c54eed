use std::collections::BTreeSet;

use aftercare_contract::{
    Timestamp,
    ticket::{ClockState, Status, Verdict},
};

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
    let any = "127.0.0.1:0".parse().unwrap();
    Server::bind(Config { listen: any, desk_listen: any, demo: true, clock, ..Config::new(folder) }).await.unwrap()
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
    for (record, _) in after {
        let name = &record.request.name;
        assert!(record.changed <= now, "{name}: from the future");
        if !record.status.is_final() && record.status != Status::Resolved {
            assert!(record.next_update_by.is_none_or(|by| by > now), "{name}: no update in time");
            let expected = record.etas.last().map(|eta| eta.window.expected_resolution_date);
            assert!(expected.is_none_or(|expected| expected > now), "{name}: later than expected");
        }
    }
}

#[tokio::test]
async fn a_demo_can_begin_at_any_time() {
    for time in ["2026-12-31T23:59:59+08:00", "2027-03-28T01:00:00Z", "2028-02-29T04:30:00Z"] {
        let folder = tempfile::tempdir().unwrap();
        assert!(!records(&demo_at(folder.path(), time).await).await.is_empty(), "{time}");
    }
}
