use aftercare_contract::{
    Prose,
    account::{OrganisationId, PersonId},
    history::Actor,
    plan::{CarriedOutBy, MaintenanceWindow, NewPlan, PlanDecision},
    remote::{AccessDecision, AccessRequest},
    rma::RmaReport,
    survey::{SurveyAnswer, SurveyId},
    ticket::{Channel, ClockState, NewTicket, TakeAction, Window},
    visit::VisitDecision,
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
        self.customer(sr, Change::Act(TakeAction { reason: Some("还没好".to_owned()), ..action.into() })).await;
    }

    async fn reports(&self, sr: &SrNumber, action: Action) {
        let revision = self.case(sr).await.record.rma.unwrap().revision;
        let rma = Some(RmaReport { revision, carrier: Some("同城急送".to_owned()), tracking_number: None });
        self.customer(sr, Change::Act(TakeAction { rma, ..action.into() })).await;
    }

    /// Decides about the visit as it is now; not too late, whatever the time is.
    async fn visit(&self, sr: &SrNumber, action: Action, time: MaintenanceWindow) {
        let revision = self.case(sr).await.record.visit.unwrap().revision;
        let visit = Some(VisitDecision { revision, time: Some(time), host: None });
        self.customer(sr, Change::Act(TakeAction { visit, ..action.into() })).await;
    }

    /// Decides about a plan: the first who may carry it out does so, in the first window.
    async fn decides(&self, sr: &SrNumber, action: Action, plan: &ResolutionPlan) {
        let (carried_out_by, window) = (plan.offered.first().cloned(), plan.windows.first().copied());
        let decision = PlanDecision { revision: plan.revision, carried_out_by, window };
        let reason = action.needs_reason().then(|| "大促期间不动生产".to_owned());
        self.customer(sr, Change::Act(TakeAction { reason, plan: Some(decision), ..action.into() })).await;
    }

    /// Lets engineers connect for the first time that they offer.
    async fn grants(&self, sr: &SrNumber, access: &AccessRequest) {
        let decision = AccessDecision { revision: access.revision, duration: access.offered.first().copied() };
        let grant = TakeAction { access: Some(decision), ..Action::GrantAccess.into() };
        self.customer(sr, Change::Act(grant)).await;
    }

    /// Files requests until the desk means to propose a plan for one.
    async fn file_for_a_plan(&self, language: &str, window: Window) -> SrNumber {
        let desk = Desk::new(NonZeroU32::MIN).unwrap();
        for _ in 0..20 {
            let sr = self.file(NewTicket { window: window.clone(), ..request("software", language) }).await;
            let case = self.case(&sr).await;
            if desk.0.plan(&case).iter().any(|step| matches!(step, Move::Propose(_))) {
                return sr;
            }
        }
        panic!("the desk never proposes a plan");
    }

    async fn proposed(&self, sr: &SrNumber) -> ResolutionPlan {
        let is_proposed = |case: &Case| case.record.plan.as_ref().is_some_and(|it| it.state == PlanState::Proposed);
        self.until(sr, is_proposed).await;
        self.case(sr).await.record.plan.unwrap()
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
            if let Some(plan) = case.record.plan.as_ref().filter(|plan| plan.state == PlanState::Proposed) {
                self.decides(sr, Action::ApprovePlan, plan).await;
            } else if let Some(access) = case.record.access.as_ref().filter(|it| it.state == AccessState::Requested) {
                self.grants(sr, access).await;
            } else if case.record.visit.as_ref().is_some_and(Visit::waits_for_customer) {
                let time = case.record.visit.as_ref().unwrap().times[0];
                self.visit(sr, Action::ChooseVisitTime, time).await;
            } else if case.record.waits_for_customer() {
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
async fn a_part_is_sent_a_device_lent_and_both_taken_back() {
    let demo = Demo::start().await;
    let sr = demo.file(request("hardware", "zh-CN")).await;
    demo.until(&sr, |case| case.record.rma.is_some()).await;
    demo.reports(&sr, Action::RequestLoaner).await;
    let loaner = |case: &Case| case.record.rma.as_ref()?.loaner.as_ref().map(|loaner| loaner.state.clone());
    demo.until(&sr, |case| loaner(case) == Some(LoanerState::OnLoan)).await;
    demo.until(&sr, is_resolved).await;
    let case = demo.case(&sr).await;
    assert_eq!((loaner(&case), case.record.rma.unwrap().state), (Some(LoanerState::Returned), RmaState::Replaced));

    demo.does(&sr, Action::Confirm).await;
    demo.reports(&sr, Action::HandOverDefective).await;
    demo.until(&sr, |case| case.record.rma.as_ref().is_some_and(|rma| rma.state == RmaState::Returned)).await;
    assert_eq!(demo.case(&sr).await.record.status, Status::Closed);
}

#[tokio::test]
async fn somebody_comes_at_the_time_that_is_chosen() {
    let demo = Demo::start().await;
    let wanted = NewTicket { visit_wanted: true, ..request("hardware", "zh-CN") };
    let sr = demo.file(wanted).await;
    let visit = |case: &Case| case.record.visit.as_ref().map(|visit| visit.state.clone());
    demo.until(&sr, |case| visit(case) == Some(VisitState::Proposed)).await;
    let proposed = demo.case(&sr).await.record.visit.unwrap();
    assert_eq!(proposed.times.len(), 3);
    assert!(!proposed.purpose.text.contains('{') && proposed.engineer.phone.is_some(), "{proposed:?}");
    let wish = MaintenanceWindow { start: proposed.times[0].start + Span::minutes(5), ..proposed.times[0] };
    demo.visit(&sr, Action::RequestVisitTime, wish).await;
    demo.until(&sr, |case| visit(case) == Some(VisitState::Agreed)).await;
    assert_eq!(demo.case(&sr).await.record.visit.unwrap().time, Some(wish), "as was wished");
    demo.visit(&sr, Action::ChooseVisitTime, proposed.times[0]).await;
    demo.until(&sr, |case| visit(case) == Some(VisitState::Arrived)).await;
    let late = demo.now().since(proposed.times[0].start);
    assert!((Span::default()..Span::minutes(2)).contains(&late), "{late} after the time");
    demo.until(&sr, is_resolved).await;
    assert!(demo.case(&sr).await.record.visit.unwrap().report.is_some());
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
async fn an_approved_plan_is_carried_out_in_its_window() {
    let demo = Demo::start().await;
    let sr = demo.file(request("software", "zh-CN")).await;
    demo.until(&sr, |case| case.record.engineer.is_some()).await;
    // Later than the desk would attend to a ticket of which nothing is heard.
    let start = demo.now() + Span::hours(2);
    let window = MaintenanceWindow { start, end: start + Span::hours(1) };
    let plan = NewPlan {
        steps: vec!["备份配置".to_owned(), "升级到 8.4.5".to_owned()],
        expected_effect: "不再出现 HA-4107".to_owned(),
        risks: "连接中断约 20 秒".to_owned(),
        rollback: "从另一分区启动".to_owned(),
        language: None,
        duration: Span::hours(1),
        offered: vec![CarriedOutBy::Remote],
        windows: vec![window],
    };
    demo.customer(&sr, Change::ProposePlan(plan)).await;
    let (revision, carried_out_by) = (1, Some(CarriedOutBy::Remote));
    let decision = PlanDecision { revision, carried_out_by, window: Some(window) };
    let approval = TakeAction { plan: Some(decision), ..Action::ApprovePlan.into() };
    demo.customer(&sr, Change::Act(approval)).await;
    for _ in 0..120 {
        demo.tick().await;
    }
    let waiting = demo.case(&sr).await.record;
    assert_eq!(waiting.plan.unwrap().state, PlanState::Approved);
    demo.hand.set(start);
    crate::ticket::sweep(demo.server.app()).await.unwrap();
    demo.until(&sr, is_resolved).await;
    assert_eq!(demo.case(&sr).await.record.plan.unwrap().state, PlanState::Done);
}

#[tokio::test]
async fn a_plan_is_proposed_in_the_customers_language_and_carried_out_step_by_step() {
    let demo = Demo::start().await;
    let sr = demo.file_for_a_plan("ja", Window::Anytime).await;
    let plan = demo.proposed(&sr).await;
    assert!(plan.windows.is_empty(), "it may be done at any time");
    let texts = plan.steps.iter().map(|step| &step.text).chain([&plan.expected_effect, &plan.risks, &plan.rollback]);
    for text in texts {
        assert_eq!(text.language.as_deref(), Some("ja"));
        assert!(!text.text.contains('{'), "left to be filled in: {}", text.text);
    }
    demo.decides(&sr, Action::ApprovePlan, &plan).await;
    for number in 0..plan.steps.len() {
        for state in [PlanStepState::Running, PlanStepState::Done] {
            let took = demo
                .until(&sr, |case| case.record.plan.as_ref().is_some_and(|plan| plan.steps[number].state == state))
                .await;
            assert!(took < Span::seconds(60), "step {number} {state} after {took}");
        }
    }
    demo.until(&sr, is_resolved).await;
}

#[tokio::test]
async fn whoever_may_connect_does_and_ends_it() {
    let demo = Demo::start().await;
    for _ in 0..20 {
        let sr = demo.file(request("network", "zh-CN")).await;
        let case = demo.case(&sr).await;
        if Desk::new(NonZeroU32::MIN).unwrap().0.plan(&case).iter().any(|step| matches!(step, Move::Connect)) {
            let ended = |case: &Case| case.record.access.as_ref().is_some_and(|it| it.state == AccessState::Ended);
            demo.until(&sr, ended).await;
            let access = demo.case(&sr).await.record.access.unwrap();
            assert!(matches!(access.sessions.as_slice(), [once] if once.ended.is_some()), "{access:?}");
            assert!(!access.purpose.text.contains('{') && !access.scope.text.contains('{'), "{access:?}");
            return;
        }
    }
    panic!("the desk never asks to connect");
}

#[tokio::test]
async fn a_declined_plan_is_answered_and_proposed_anew_for_nights_at_the_site() {
    let demo = Demo::start().await;
    let sr = demo.file_for_a_plan("zh-CN", Window::LowPeak).await;
    let plan = demo.proposed(&sr).await;
    let nights: Vec<_> = plan.windows.iter().map(|window| window.start.to_string()).collect();
    assert_eq!(nights, ["2026-11-20T17:00:00Z", "2026-11-21T17:00:00Z"], "one o'clock in Shanghai");
    let before = messages(&demo.case(&sr).await).len();
    demo.decides(&sr, Action::DeclinePlan, &plan).await;
    demo.until(&sr, |case| messages(case).len() > before).await;
    assert!(demo.proposed(&sr).await.revision > plan.revision);
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
