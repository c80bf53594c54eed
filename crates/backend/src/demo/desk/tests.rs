use aftercare_contract::{
    Prose,
    account::{OrganisationId, PersonId},
    history::Actor,
    survey::{SurveyAnswer, SurveyId},
    ticket::{Channel, ClockState, NewTicket},
};
use serde_json::json;

use super::*;
use crate::{
    Clock, Server,
    clock::Hand,
    demo::Settings,
    survey::{TERMS, store},
    ticket::{
        Terms,
        change::{self, Change},
        create::{self, Filing},
    },
};

const SPEED: u32 = 20;

/// A demo at a time that a test turns on.
struct Demo {
    server: Server,
    hand: Hand,
    _folder: tempfile::TempDir,
}

impl Demo {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (clock, hand) = Clock::by_hand("2026-11-20T14:02:00+08:00".parse().unwrap());
        let any = "127.0.0.1:0".parse().unwrap();
        let demo = Some(Settings { tickets: 0, speed: SPEED });
        let config = Config { listen: any, desk_listen: any, demo, clock, ..Config::new(folder.path()) };
        Self { server: Server::bind(config).await.unwrap(), hand, _folder: folder }
    }

    fn now(&self) -> Timestamp {
        self.server.app().clock.now()
    }

    /// Lets a second pass. The desk is a new one each time, as after a restart.
    async fn tick(&self) {
        self.hand.advance(Span::seconds(1));
        Desk::new(NonZeroU32::new(SPEED).unwrap()).unwrap().work(self.server.app()).await.unwrap();
    }

    async fn file(&self, request: NewTicket) -> SrNumber {
        let now = self.now();
        let filing = Filing {
            requester: PersonId("lin".to_owned()),
            organisation: OrganisationId("huadong".to_owned()),
            actor: lin(),
            channel: Channel::Web,
            request,
        };
        self.server.app().db.write(move |tx| create::file(tx, now, filing)).await.unwrap().record.sr
    }

    async fn customer(&self, sr: &SrNumber, change: Change) {
        let (now, sr) = (self.now(), sr.clone());
        self.server.app().db.write(move |tx| change::apply(tx, now, &sr, lin(), change)).await.unwrap();
    }

    async fn says(&self, sr: &SrNumber, text: &str) {
        let prose = Prose { text: text.to_owned(), language: None };
        self.customer(sr, Change::Message { prose, channel: Channel::Web, files: Vec::new() }).await;
    }

    async fn does(&self, sr: &SrNumber, action: Action) {
        self.customer(sr, Change::Act { action, reason: Some("还没好".to_owned()) }).await;
    }

    async fn case(&self, sr: &SrNumber) -> Case {
        let sr = sr.clone();
        self.server.app().db.read(move |conn| Case::of(conn, Record::load(conn, &sr)?)).await.unwrap()
    }

    /// Lets time pass until it holds; how long it took.
    async fn until(&self, sr: &SrNumber, holds: impl Fn(&Case) -> bool) -> Span {
        let begun = self.now();
        loop {
            let case = self.case(sr).await;
            if holds(&case) {
                return self.now().since(begun);
            }
            if case.record.waits_for_customer() {
                self.says(sr, "日志已附上，昨晚改过一次配置。").await;
            }
            assert!(self.now().since(begun) < Span::minutes(30), "never: {:?}", case.events.last());
            self.tick().await;
        }
    }
}

fn lin() -> Actor {
    Actor { side: Side::Customer, name: "林晓峰".to_owned(), tier: None }
}

fn request(area: &str, language: &str) -> NewTicket {
    serde_json::from_value(json!({
        "ticketType": "fault",
        "name": "新建连接偶发失败",
        "description": "握手失败约 3%",
        "language": language,
        "device": "adx-sh-01",
        "impact": {
            "interruption": "partly", "dataAtRisk": "no", "coreSystem": true, "affectedUsers": "some", "workaround": true
        },
        "contact": { "name": "林晓峰", "channels": ["web"] },
        "remoteAccess": "onRequest",
        "window": "anytime",
        "fields": { "area": area }
    }))
    .unwrap()
}

fn messages(case: &Case) -> Vec<&str> {
    let by_vendor = case.events.iter().filter(|event| event.actor.side == Side::Vendor);
    by_vendor.filter_map(|event| Some(event.message.as_ref()?.prose.text.as_str())).collect()
}

fn is_resolved(case: &Case) -> bool {
    case.record.status == Status::Resolved
}

#[tokio::test]
async fn a_request_is_worked_on_until_it_is_verified() {
    let demo = Demo::start().await;
    for area in ["software", "hardware"] {
        let sr = demo.file(request(area, "zh-CN")).await;
        let answered = demo.until(&sr, |case| !messages(case).is_empty()).await;
        assert!(answered <= Span::seconds(25), "first answer after {answered}");
        demo.until(&sr, is_resolved).await;

        let case = demo.case(&sr).await;
        for told in [EventType::EngineerChanged, EventType::StepChanged, EventType::EtaChanged] {
            assert!(case.by_vendor(&told) > 0, "{area}: {told}");
        }
        let gaps = case.events.windows(2).map(|pair| pair[1].event_date.since(pair[0].event_date));
        assert!(gaps.max().unwrap() < Span::seconds(90), "{area}: nothing happened for too long");
        let expected = case.record.etas.last().unwrap().window.expected_resolution_date;
        assert!(demo.now() < expected + Span::minutes(2), "{area}: expected {expected}");
        assert_eq!(case.record.facts.at(Milestone::Arrived).is_some(), area == "hardware");

        demo.does(&sr, Action::Confirm).await;
        let closed = demo.case(&sr).await.events.len();
        for _ in 0..120 {
            demo.tick().await;
        }
        let case = demo.case(&sr).await;
        assert_eq!((case.record.status, case.events.len()), (Status::Closed, closed));
    }
}

#[tokio::test]
async fn the_customers_words_are_answered_in_their_language() {
    let demo = Demo::start().await;
    let sr = demo.file(request("software", "ja")).await;
    demo.until(&sr, |case| !messages(case).is_empty()).await;
    for action in [Action::Nudge, Action::Escalate, Action::RequestGreenChannel] {
        let before = messages(&demo.case(&sr).await).len();
        demo.does(&sr, action).await;
        let answered = demo.until(&sr, |case| messages(case).len() > before).await;
        assert!(answered <= Span::seconds(25), "after {answered}");
    }
    demo.until(&sr, is_resolved).await;
    demo.says(&sr, "確認します。").await;
    let before = messages(&demo.case(&sr).await).len();
    demo.until(&sr, |case| messages(case).len() > before).await;

    demo.does(&sr, Action::Reopen).await;
    demo.until(&sr, |case| case.by_vendor(&EventType::Message) > 0).await;
    demo.until(&sr, is_resolved).await;
    let case = demo.case(&sr).await;
    let is_japanese = |text: &&str| text.chars().any(|c| ('\u{3040}'..='\u{30ff}').contains(&c));
    assert!(messages(&case).iter().all(is_japanese), "{:?}", messages(&case));
}

#[tokio::test]
async fn a_question_stops_the_clocks_until_it_is_answered() {
    let demo = Demo::start().await;
    let mut asked = None;
    // Not everybody is asked something.
    for _ in 0..20 {
        let sr = demo.file(request("network", "zh-CN")).await;
        let case = demo.case(&sr).await;
        let desk = Desk::new(NonZeroU32::MIN).unwrap();
        if desk.0.plan(&case).iter().any(|step| matches!(step, Move::Ask)) {
            asked = Some(sr);
            break;
        }
    }
    let sr = asked.unwrap();
    demo.until(&sr, |case| case.record.waits_for_customer()).await;
    for _ in 0..120 {
        demo.tick().await;
    }
    let now = demo.now();
    let number = sr.clone();
    let clocks = move |conn: &Connection| {
        let record = Record::load(conn, &number)?;
        Ok::<_, ApiError>(Terms::of(conn, &record)?.unwrap().clocks(&record, now))
    };
    let clocks = demo.server.app().db.read(clocks).await.unwrap();
    assert!(clocks.iter().any(|clock| clock.state == ClockState::Paused), "it waits");
    demo.until(&sr, is_resolved).await;
}

#[tokio::test]
async fn what_nobody_looks_after_stays_open_but_isnt_forgotten() {
    let demo = Demo::start().await;
    let open = |conn: &Connection| {
        conn.prepare("SELECT record FROM ticket WHERE status IN ('acknowledged', 'inProgress', 'pending', 'held')")?
            .query_map([], |row| row.get::<_, Json<Record>>(0).map(|Json(record)| record))?
            .collect::<rusqlite::Result<Vec<_>>>()
    };
    let before = demo.server.app().db.read(open).await.unwrap();
    let last_event: u64 = before.iter().map(|record| record.last_event).sum();
    for _ in 0..8 * 30 {
        demo.hand.advance(Span::seconds(119));
        demo.tick().await;
    }
    let after = demo.server.app().db.read(open).await.unwrap();
    assert!(after.len() * 10 >= before.len() * 7, "{} of {} are left", after.len(), before.len());
    let added = after.iter().map(|record| record.last_event).sum::<u64>().saturating_sub(last_event);
    assert!(added < 500, "{added} events in one night");
    for record in after.iter().filter(|record| record.status == Status::InProgress && record.engineer.is_some()) {
        assert!(record.next_update_by.is_none_or(|by| by > demo.now()), "{}: no news in time", record.request.name);
    }
}

#[tokio::test]
async fn a_low_mark_is_looked_into() {
    let demo = Demo::start().await;
    let sr = demo.file(request("software", "zh-CN")).await;
    demo.until(&sr, is_resolved).await;
    demo.does(&sr, Action::Confirm).await;
    let (now, number) = (demo.now(), sr.clone());
    let answer = move |tx: &Transaction<'_>| {
        let survey = tx.query_row("SELECT id FROM survey WHERE sr = ?1", [number.as_str()], |row| row.get(0))?;
        let low = SurveyAnswer { overall: 1, ..SurveyAnswer::default() }.validate(&TERMS.asked)?;
        store::answer(tx, now, &store::load(tx, &SurveyId(survey), now)?, low)
    };
    demo.server.app().db.write(answer).await.unwrap();
    let told = demo.until(&sr, |case| case.by_vendor(&EventType::FollowUpAnswered) > 0).await;
    assert!((Span::minutes(3)..Span::minutes(4)).contains(&told), "after {told}");
}
