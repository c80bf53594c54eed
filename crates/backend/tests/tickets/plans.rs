use aftercare_backend::ticket;
use aftercare_contract::{
    Span, Timestamp,
    history::{EventType, Side},
    plan::{PlanState, PlanStepState, ResolutionPlan},
    routes::path,
    ticket::{Action, Clock, ClockState, PauseReason, Promise, SrNumber, Status, Task, Ticket, TurnOf},
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{Answer, Customer, World, at, fault};

/// Files a fault for which the desk proposes a plan.
async fn planned(world: &World, lin: &Customer) -> SrNumber {
    let sr = lin.file(&fault("New connections fail", "a1")).await.summary.sr_number;
    world.act(&sr, "take", &json!({ "engineer": "zhou" })).await;
    world.act(&sr, "plan", &plan()).await;
    sr
}

fn plan() -> Value {
    json!({
        "steps": ["备份配置", "升级到 8.4.5"], "expectedEffect": "不再出现 HA-4107", "risks": "连接中断约 20 秒",
        "rollback": "从另一分区启动", "language": "zh-CN", "duration": "PT1H",
        "offered": ["customer", "remote", "onSite"]
    })
}

async fn shown(lin: &Customer, sr: &SrNumber) -> ResolutionPlan {
    lin.ticket(sr).await.plan.unwrap()
}

/// Decides about the plan as it is now.
async fn decide(lin: &Customer, sr: &SrNumber, action: &str, chosen: Value) -> Answer {
    let mut plan = chosen;
    plan["revision"] = shown(lin, sr).await.revision.into();
    lin.post(&at(path::ACTIONS, sr), &json!({ "action": action, "reason": "said by us", "plan": plan })).await
}

fn resolution(ticket: &Ticket) -> &Clock {
    ticket.clocks.iter().find(|clock| clock.promise == Promise::Resolution).unwrap()
}

fn turn(ticket: &Ticket) -> (TurnOf, Task, Option<Timestamp>) {
    let turn = ticket.summary.turn.clone();
    (turn.who, turn.task, turn.by)
}

#[tokio::test]
async fn work_waits_for_the_agreed_window() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = planned(&world, &lin).await;
    let before = lin.ticket(&sr).await;
    assert_eq!(resolution(&before).pauses[0].reason, PauseReason::WaitingForCustomer);
    let start = before.server_time + Span::hours(6);
    let window = json!({ "start": start, "end": start + Span::hours(1) });
    let approved = decide(&lin, &sr, "approvePlan", json!({ "carriedOutBy": "remote", "window": window })).await;
    let approved: Ticket = approved.json();
    assert_eq!(turn(&approved), (TurnOf::Vendor, Task::Wait, Some(start)));
    let paused = resolution(&approved);
    let reason = &paused.pauses.last().unwrap().reason;
    assert_eq!((&paused.state, reason), (&ClockState::Paused, &PauseReason::WaitingForWindow));
    let tick = json!({ "step": 1, "state": "running" });
    let early = world.desk(Method::POST, &format!("/tickets/{sr}/plan/step"), &tick).await;
    assert_eq!(early.problem().0, 409, "nothing is done before it");
    world.act(&sr, "messages", &json!({ "text": "Until then" })).await;

    world.backend.hand.set(start - Span::seconds(1));
    ticket::sweep(&world.backend.app).await.unwrap();
    assert_eq!(lin.ticket(&sr).await.summary.status, Status::Pending);
    world.backend.hand.set(start);
    ticket::sweep(&world.backend.app).await.unwrap();
    let begun = lin.ticket(&sr).await;
    assert_eq!((begun.summary.status.clone(), turn(&begun).1), (Status::InProgress, Task::CarryOut));
    assert_eq!(resolution(&begun).state, ClockState::Running);
    assert_eq!(lin.history(&sr).await.pop().unwrap().actor.side, Side::System);
    world.act(&sr, "plan/step", &tick).await;
}

#[tokio::test]
async fn whoever_is_asked_about_the_plan_has_the_turn() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = planned(&world, &lin).await;
    lin.say(&sr, "Will sessions be kept?").await;
    let asked = lin.ticket(&sr).await;
    assert_eq!((turn(&asked).0, &resolution(&asked).state), (TurnOf::Vendor, &ClockState::Running));
    assert!(asked.actions.contains(&Action::ApprovePlan), "it may be decided nevertheless");
    world.act(&sr, "messages", &json!({ "text": "They will" })).await;
    let answered = lin.ticket(&sr).await;
    assert_eq!((turn(&answered).1, &resolution(&answered).state), (Task::Decide, &ClockState::Paused));

    let approved: Ticket = decide(&lin, &sr, "approvePlan", json!({ "carriedOutBy": "remote" })).await.json();
    assert_eq!(turn(&approved).1, Task::CarryOut);
    // A question in between has nothing to do with the plan: neither steps nor messages answer it.
    world.act(&sr, "ask", &json!({ "text": "Which password?", "by": "2026-11-20T12:00:00Z" })).await;
    world.act(&sr, "messages", &json!({ "text": "Of the second node" })).await;
    world.act(&sr, "plan/step", &json!({ "step": 1, "state": "done" })).await;
    world.act(&sr, "plan/step", &json!({ "step": 2, "state": "done" })).await;
    let by = "2026-11-20T12:00:00Z".parse().unwrap();
    assert_eq!(turn(&lin.ticket(&sr).await), (TurnOf::Customer, Task::Answer, Some(by)));
}

#[tokio::test]
async fn a_customer_carries_it_out_and_says_so() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = planned(&world, &lin).await;
    let start = lin.ticket(&sr).await.server_time;
    let window = json!({ "start": start, "end": start + Span::hours(3) });
    let approved = decide(&lin, &sr, "approvePlan", json!({ "carriedOutBy": "customer", "window": window })).await;
    let approved: Ticket = approved.json();
    assert_eq!(turn(&approved), (TurnOf::Customer, Task::CarryOut, Some(start + Span::hours(3))));
    assert_eq!(resolution(&approved).state, ClockState::Paused);
    assert!(approved.actions.contains(&Action::ReportCarriedOut));
    world.act(&sr, "plan/step", &json!({ "step": 1, "state": "done" })).await;
    world.backend.hand.advance(Span::hours(1));
    let done: Ticket = decide(&lin, &sr, "reportCarriedOut", json!({})).await.json();
    assert_eq!((turn(&done).0, &resolution(&done).state), (TurnOf::Vendor, &ClockState::Running));
    let plan = done.plan.unwrap();
    let times: Vec<_> = plan.steps.iter().map(|step| step.done.unwrap()).collect();
    assert_eq!((plan.state, times), (PlanState::Done, vec![start, start + Span::hours(1)]));
    let told = lin.history(&sr).await;
    let told = told.iter().rfind(|event| event.event_type == EventType::PlanDone).unwrap();
    assert_eq!((told.actor.side.clone(), told.reason.clone().unwrap().text), (Side::Customer, "said by us".to_owned()));
}

#[tokio::test]
async fn a_plan_ends_with_its_ticket() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    for (end, kept) in
        [("withdraw", PlanState::Withdrawn), ("resolve", PlanState::Withdrawn), ("done", PlanState::Done)]
    {
        let sr = planned(&world, &lin).await;
        if end == "withdraw" {
            assert_eq!(lin.act(&sr, "withdraw", None).await.status, 200);
        } else {
            if end == "done" {
                decide(&lin, &sr, "approvePlan", json!({ "carriedOutBy": "onSite" })).await;
                for step in [1, 2] {
                    world.act(&sr, "plan/step", &json!({ "step": step, "state": "done" })).await;
                }
            }
            world.act(&sr, "resolve", &json!({ "text": "Upgraded" })).await;
        }
        let ended = lin.ticket(&sr).await;
        assert_eq!(ended.plan.unwrap().state, kept, "{end}");
        assert!(!ended.actions.iter().any(Action::is_on_plan), "{end}");
        assert_eq!(world.desk(Method::POST, &format!("/tickets/{sr}/plan"), &plan()).await.problem().0, 409, "{end}");
        if end != "withdraw" {
            lin.act(&sr, "reopen", Some("2 % still fail")).await;
            world.act(&sr, "plan", &plan()).await;
            let anew = shown(&lin, &sr).await;
            assert_eq!((anew.state, &anew.steps[0].state), (PlanState::Proposed, &PlanStepState::Open), "{end}");
        }
    }
}

#[tokio::test]
async fn only_who_decides_about_the_ticket_decides_about_its_plan() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = planned(&world, &lin).await;
    world.watch(&sr, "mei").await;
    for (name, may) in [("lin", true), ("he", true), ("mei", false), ("zhao", false)] {
        let person = world.customer(name).await;
        let listed = person.ticket(&sr).await.actions.contains(&Action::DeclinePlan);
        assert_eq!(listed, may, "{name}");
        if !may {
            assert_eq!(decide(&person, &sr, "declinePlan", json!({})).await.problem().0, 409, "{name}");
        }
    }
}

#[tokio::test]
async fn the_desk_proposes_whole_plans() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = lin.file(&fault("New connections fail", "a1")).await.summary.sr_number;
    for (call, body, wrong) in [
        (
            "plan",
            json!({ "steps": ["x"], "risks": "x", "rollback": "x", "duration": "PT1H", "offered": ["remote"] }),
            "/expectedEffect required",
        ),
        ("plan/withdraw", json!({}), "/reason required"),
        ("plan/step", json!({ "step": 1, "state": "perhaps" }), "/state notOffered"),
    ] {
        let answer = world.desk(Method::POST, &format!("/tickets/{sr}/{call}"), &body).await;
        assert_eq!(answer.problem(), (422, vec![wrong.to_owned()]));
    }
    assert_eq!(lin.story(&sr).await, ["created"]);
    world.act(&sr, "plan", &plan()).await;
    decide(&lin, &sr, "approvePlan", json!({ "carriedOutBy": "remote" })).await;
    for step in [0, 3] {
        let tick = json!({ "step": step, "state": "done" });
        let answer = world.desk(Method::POST, &format!("/tickets/{sr}/plan/step"), &tick).await;
        assert_eq!(answer.problem(), (422, vec!["/step notOffered".to_owned()]));
    }
}

/// Everybody does what they may, in any order.
#[tokio::test]
async fn whatever_happens_there_is_a_way_on() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    for seed in 0..20 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let sr = lin.file(&fault("New connections fail", "a1")).await.summary.sr_number;
        for turns in 0..30 {
            let ticket = lin.ticket(&sr).await;
            assert!(has_a_way_on(&ticket), "seed {seed}, {turns}: {:?} {:?}", ticket.summary.turn, ticket.plan);
            let (what, answer) = if rng.bool() {
                let (call, body) = at_desk(&mut rng);
                (call, world.desk(Method::POST, &format!("/tickets/{sr}/{call}"), &body).await)
            } else {
                let listed: Vec<_> =
                    ticket.actions.iter().filter(|action| **action != Action::Edit && !action.is_on_people()).collect();
                let Some(action) = rng.choice(listed) else { break };
                let answer = by_customer(&lin, &mut rng, &ticket, action).await;
                assert!(answer.status.is_success(), "seed {seed}, {turns}: {action} is listed: {}", answer.text());
                (action.as_str(), answer)
            };
            assert!(!answer.status.is_server_error(), "seed {seed}, {turns}: {what}: {}", answer.text());
            world.backend.hand.advance(Span::minutes(rng.i64(0..120)));
            ticket::sweep(&world.backend.app).await.unwrap();
        }
    }
}

fn has_a_way_on(ticket: &Ticket) -> bool {
    let may = |action| ticket.actions.contains(&action);
    let state = ticket.plan.as_ref().map(|plan| plan.state.clone());
    let open = ticket.plan.as_ref().is_some_and(ResolutionPlan::is_open);
    let ended = ticket.summary.status == Status::Resolved || ticket.summary.status.is_final();
    let (who, task, by) = turn(ticket);
    let whoever_has_the_turn = match (who, task) {
        (TurnOf::Customer, Task::Decide) => may(Action::ApprovePlan) && may(Action::DeclinePlan),
        (TurnOf::Customer, Task::CarryOut) => may(Action::ReportCarriedOut),
        (TurnOf::Customer, Task::Answer) => may(Action::Answer),
        (TurnOf::Customer, _) => may(Action::Confirm) && may(Action::Reopen),
        // Of the waits that the desk begins here, only the one for a window ends by itself.
        (TurnOf::Vendor, Task::Wait) => {
            state == Some(PlanState::Approved) && by.is_some_and(|by| by > ticket.server_time)
        }
        _ => true,
    };
    whoever_has_the_turn && !(ended && open) && may(Action::ApprovePlan) <= open
}

fn at_desk(rng: &mut fastrand::Rng) -> (&'static str, Value) {
    let state = *rng.choice(&["open", "running", "done"]).unwrap();
    let calls = [
        ("plan", plan()),
        ("plan/step", json!({ "step": rng.u8(1..=2), "state": state })),
        ("plan/step", json!({ "step": rng.u8(1..=2), "state": "done" })),
        ("plan/withdraw", json!({ "reason": "A patch came out" })),
        ("ask", json!({ "text": "Which build?" })),
        ("messages", json!({ "text": "Still looking" })),
        ("status", json!({ "status": "inProgress" })),
        ("status", json!({ "status": "pending", "waitingFor": "waitingForThirdParty", "reason": "A part" })),
        ("resolve", json!({ "text": "Upgraded" })),
    ];
    rng.choice(calls).unwrap()
}

async fn by_customer(lin: &Customer, rng: &mut fastrand::Rng, ticket: &Ticket, action: &Action) -> Answer {
    let sr = &ticket.summary.sr_number;
    if *action == Action::Answer {
        return lin.say(sr, "8.4.2").await;
    }
    let mut chosen = ticket.plan.as_ref().filter(|_| *action == Action::ApprovePlan).map_or(json!({}), |plan| {
        let after_others = plan.taken.iter().map(|taken| taken.end).max().unwrap_or(ticket.server_time);
        let start = after_others.max(ticket.server_time) + Span::hours(rng.i64(0..3));
        let window = rng.bool().then(|| json!({ "start": start, "end": start + Span::hours(2) }));
        json!({ "carriedOutBy": rng.choice(&plan.offered), "window": window })
    });
    chosen["revision"] = ticket.plan.as_ref().map_or(0, |plan| plan.revision).into();
    let body = json!({ "action": action, "reason": "said by us", "plan": chosen });
    lin.post(&at(path::ACTIONS, sr), &body).await
}
