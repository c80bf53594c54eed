//! Resolution plans: proposed and carried out by the desk, decided by the customer.

use aftercare_contract::{
    Problem, ProblemType, Span, Timestamp,
    history::{Event, EventType},
    plan::{CarriedOutBy, MaintenanceWindow, NewPlan, PlanDecision, PlanState, PlanStepState, ResolutionPlan},
    routes::{path, to},
    ticket::{Action, SrNumber, Status, Step, TakeAction, Task, Ticket, TurnOf},
    todo::Todo,
};
use aftercare_tests::{
    Answer, Customer, Live,
    api::new_key,
    backend::{HE, LIN, PASSWORD},
    sample::fault,
};
use reqwest::Method;
use serde_json::json;

use crate::subject::Subject;

const EFFECT: &str = "HA-4107 no longer occurs after a failover";

/// Work of an hour in two steps.
fn plan(windows: &[MaintenanceWindow]) -> NewPlan {
    NewPlan {
        steps: vec!["Back up the configuration".to_owned(), "Upgrade to 8.4.5".to_owned()],
        expected_effect: EFFECT.to_owned(),
        risks: "Connections are cut for about 20 seconds".to_owned(),
        rollback: "Boot from the other partition".to_owned(),
        language: Some("en".to_owned()),
        duration: Span::hours(1),
        offered: vec![CarriedOutBy::Customer, CarriedOutBy::Remote],
        windows: windows.to_vec(),
    }
}

/// Two hours that begin so many hours from `now`. Cases share a device, so each has hours of its own.
fn window(now: Timestamp, hours: i64) -> MaintenanceWindow {
    let start = now + Span::hours(hours);
    MaintenanceWindow { start, end: start + Span::hours(2) }
}

/// Files a fault for which the desk proposes a plan.
async fn planned(subject: &Subject, name: &str, windows: &[MaintenanceWindow]) -> (SrNumber, ResolutionPlan) {
    let sr = subject.file(name).await;
    subject.desk().take(&sr).await;
    let proposed = propose(subject, &sr, &plan(windows)).await;
    (sr, proposed)
}

async fn propose(subject: &Subject, sr: &SrNumber, plan: &NewPlan) -> ResolutionPlan {
    subject.desk().act(sr, "plan", json!(plan)).await;
    shown(subject, sr).await
}

async fn shown(subject: &Subject, sr: &SrNumber) -> ResolutionPlan {
    subject.customer.ticket(sr).await.plan.expect("it has a plan")
}

fn decision(action: Action, plan: &ResolutionPlan) -> TakeAction {
    let reason = action.needs_reason().then(|| "Not during the fair".to_owned());
    let plan = PlanDecision { revision: plan.revision, carried_out_by: None, window: None };
    TakeAction { reason, plan: Some(plan), ..action.into() }
}

/// The approval of what was seen.
fn approval(plan: &ResolutionPlan, by: CarriedOutBy, window: Option<MaintenanceWindow>) -> TakeAction {
    let plan = PlanDecision { revision: plan.revision, carried_out_by: Some(by), window };
    TakeAction { plan: Some(plan), ..Action::ApprovePlan.into() }
}

async fn decide(customer: &Customer, sr: &SrNumber, decision: &TakeAction) -> Answer {
    customer.post(&to(path::ACTIONS, &[sr.as_str()]), decision).await
}

/// The pointers of the wrong fields with their codes.
fn wrong(problem: &Problem) -> Vec<String> {
    problem.errors.iter().map(|error| format!("{} {}", error.pointer, error.code)).collect()
}

fn of_plan(events: &[Event]) -> Vec<&str> {
    let about = events.iter().filter(|event| event.plan.is_some() || event.plan_step.is_some());
    about.map(|event| event.event_type.as_str()).collect()
}

pub async fn a_plan_is_approved_and_carried_out_live(subject: &Subject) {
    let now = subject.customer.me().await.server_time;
    let offered = [window(now, 0), window(now, 24)];
    let (sr, proposed) = planned(subject, "Carried out in a window", &offered).await;
    let ticket = subject.customer.ticket(&sr).await;
    assert_eq!((proposed.state.clone(), proposed.windows.as_slice()), (PlanState::Proposed, offered.as_slice()));
    assert_eq!((&ticket.summary.turn.who, &ticket.summary.turn.task), (&TurnOf::Customer, &Task::Decide));
    assert_eq!(ticket.summary.turn.by, Some(offered[1].start), "as long as a proposed window can be had");
    let todos: aftercare_contract::list::Page<Todo> = subject.customer.load(&to(path::TODOS, &[])).await;
    let todo = todos.items.into_iter().find(|todo| todo.ticket.sr_number == sr).expect("it waits for the customer");
    assert!(todo.said.is_some_and(|said| said.plan.is_some()) && todo.actions.contains(&Action::ApprovePlan));
    let mail = subject.mail(&sr, "yourTurn").await;
    assert!(mail.text.contains(EFFECT), "{}", mail.text);

    let mut live = Live::open(&subject.customer, None, false).await;
    let approved = decide(&subject.customer, &sr, &approval(&proposed, CarriedOutBy::Remote, Some(offered[0]))).await;
    let approved: Ticket = approved.expect(200).json();
    assert_eq!((&approved.summary.turn.who, &approved.summary.turn.task), (&TurnOf::Vendor, &Task::CarryOut));
    assert_eq!((&approved.summary.status, &approved.step), (&Status::InProgress, &Step::CarryingOut));
    let plan = approved.plan.expect("it has a plan");
    assert_eq!((plan.state, plan.window), (PlanState::Approved, Some(offered[0])));

    for (step, state) in [(1, "running"), (1, "done"), (2, "done")] {
        subject.desk().act(&sr, "plan/step", json!({ "step": step, "state": state })).await;
    }
    let mut ticks = Vec::new();
    while ticks.len() < 4 {
        let told = live.tickets(1).await.remove(0);
        let plan = told.ticket.plan.filter(|_| told.ticket.summary.sr_number == sr);
        let is_tick = matches!(told.event.event_type, EventType::PlanStepChanged | EventType::PlanDone);
        ticks.extend(plan.filter(|_| is_tick).map(|plan| (told.event, plan)));
    }
    let step = ticks[1].0.plan_step.clone().expect("it tells the step");
    assert_eq!((step.text.text.as_str(), step.state), ("Back up the configuration", PlanStepState::Done));
    assert!(step.done.is_some());
    assert_eq!(ticks[3].0.event_type, EventType::PlanDone);
    let done = shown(subject, &sr).await;
    assert!(done.state == PlanState::Done && done.steps.iter().all(|step| step.state == PlanStepState::Done));
    let history = subject.customer.history(&sr).await;
    let story = ["planProposed", "planApproved", "planStepChanged", "planStepChanged", "planStepChanged", "planDone"];
    assert_eq!(of_plan(&history), story);
}

pub async fn a_plan_is_declined_with_a_reason(subject: &Subject) {
    let (sr, proposed) = planned(subject, "Not now", &[]).await;
    let declining = decision(Action::DeclinePlan, &proposed);
    let silent = TakeAction { reason: Some(" ".to_owned()), ..declining.clone() };
    assert_eq!(wrong(&decide(&subject.customer, &sr, &silent).await.expect(422).problem()), ["/reason required"]);
    let declined: Ticket = decide(&subject.customer, &sr, &declining).await.expect(200).json();
    assert_eq!((&declined.summary.turn.who, &declined.summary.turn.task), (&TurnOf::Vendor, &Task::Solve));
    assert_eq!(declined.summary.status, Status::InProgress);
    assert!(!declined.actions.iter().any(Action::is_on_plan), "{:?}", declined.actions);
    let history = subject.customer.history(&sr).await;
    let told = history.iter().find(|event| event.event_type == EventType::PlanDeclined).expect("it is told");
    assert_eq!(told.reason.as_ref().map(|reason| reason.text.as_str()), Some("Not during the fair"));

    let second = propose(subject, &sr, &plan(&[])).await;
    assert!(second.state == PlanState::Proposed && second.revision > proposed.revision);
}

pub async fn a_changed_plan_is_approved_again(subject: &Subject) {
    let (sr, first) = planned(subject, "Planned anew", &[]).await;
    let approved = decide(&subject.customer, &sr, &approval(&first, CarriedOutBy::Remote, None)).await.expect(200);
    let approved = approved.json::<Ticket>().plan.expect("it has a plan");
    subject.desk().act(&sr, "plan/step", json!({ "step": 1, "state": "done" })).await;
    let mut other = plan(&[]);
    other.steps.push("Upgrade the second node, too".to_owned());
    let changed = propose(subject, &sr, &other).await;
    assert_eq!((changed.state.clone(), changed.carried_out_by.clone()), (PlanState::Proposed, None));
    assert_eq!(changed.steps[0].state, PlanStepState::Done, "what is done stays done");
    assert_eq!(subject.customer.ticket(&sr).await.summary.turn.task, Task::Decide);
    let tick = json!({ "step": 2, "state": "running" });
    let tick = subject.desk().call(Method::POST, &format!("/tickets/{sr}/plan/step"), Some(&tick)).await;
    assert_eq!(tick.expect(409).problem().problem_type, ProblemType::ActionNotAllowed);

    for seen in [&first, &approved] {
        let problem = decide(&subject.customer, &sr, &approval(seen, CarriedOutBy::Remote, None)).await.expect(412);
        let problem = problem.problem();
        assert_eq!(problem.problem_type, ProblemType::Stale);
        assert_eq!(problem.current_version, Some(changed.revision.into()));
    }
    decide(&subject.customer, &sr, &approval(&changed, CarriedOutBy::Remote, None)).await.expect(200);
    subject.desk().act(&sr, "plan/step", json!({ "step": 2, "state": "running" })).await;
    let history = subject.customer.history(&sr).await;
    let story = ["planProposed", "planApproved", "planStepChanged", "planChanged", "planApproved", "planStepChanged"];
    assert_eq!(of_plan(&history), story);
}

pub async fn of_two_who_decide_at_once_the_second_decides_again(subject: &Subject) {
    let admin = Customer::sign_in(&subject.origin, HE, PASSWORD).await;
    let (sr, proposed) = planned(subject, "Two decide", &[]).await;
    decide(&admin, &sr, &approval(&proposed, CarriedOutBy::Remote, None)).await.expect(200);
    let late = decide(&subject.customer, &sr, &decision(Action::DeclinePlan, &proposed)).await;
    assert_eq!(late.expect(412).problem().problem_type, ProblemType::Stale);
    let seen = shown(subject, &sr).await;
    assert_eq!(seen.state, PlanState::Approved, "nothing was overwritten");
    let declined = decide(&subject.customer, &sr, &decision(Action::DeclinePlan, &seen)).await.expect(200);
    assert_eq!(declined.json::<Ticket>().plan.map(|plan| plan.state), Some(PlanState::Declined), "before it is begun");
}

pub async fn an_approval_says_who_and_when(subject: &Subject) {
    let now = subject.customer.me().await.server_time;
    let (sr, proposed) = planned(subject, "Approved carelessly", &[window(now, 30)]).await;
    let refused = async |by, window| {
        let answer = decide(&subject.customer, &sr, &approval(&proposed, by, window)).await;
        wrong(&answer.expect(422).problem())
    };
    let remote = || CarriedOutBy::Remote;
    assert_eq!(refused(remote(), None).await, ["/plan/window required"]);
    let at_site = refused(CarriedOutBy::OnSite, Some(window(now, 30))).await;
    assert_eq!(at_site, ["/plan/carriedOutBy notOffered"]);
    assert_eq!(refused(remote(), Some(window(now, -1))).await, ["/plan/window/start inPast"]);
    let brief = MaintenanceWindow { end: now + Span::minutes(30 * 60 + 59), ..window(now, 30) };
    assert_eq!(refused(remote(), Some(brief)).await, ["/plan/window/end tooBrief"]);
    let silent = TakeAction { plan: None, ..decision(Action::ApprovePlan, &proposed) };
    assert_eq!(wrong(&decide(&subject.customer, &sr, &silent).await.expect(422).problem()), ["/plan required"]);
    assert_eq!(shown(subject, &sr).await, proposed, "nothing has happened");

    let past = plan(&[window(now, -5)]);
    let answer = subject.desk().call(Method::POST, &format!("/tickets/{sr}/plan"), Some(&json!(past))).await;
    assert_eq!(wrong(&answer.expect(422).problem()), ["/windows/0/start inPast"], "nor does the desk propose it");
}

pub async fn windows_of_one_device_dont_overlap(subject: &Subject) {
    let now = subject.customer.me().await.server_time;
    let (first, proposed) = planned(subject, "Agreed for Monday", &[window(now, 40)]).await;
    let (second, other) = planned(subject, "Agreed for Monday, too", &[window(now, 40), window(now, 42)]).await;
    let monday = approval(&proposed, CarriedOutBy::Remote, Some(window(now, 40)));
    decide(&subject.customer, &first, &monday).await.expect(200);
    assert!(shown(subject, &second).await.taken.contains(&window(now, 40)), "it is said beforehand");

    let overlapping = approval(&other, CarriedOutBy::Remote, Some(window(now, 41)));
    let refused = decide(&subject.customer, &second, &overlapping).await.expect(422).problem();
    assert_eq!(wrong(&refused), ["/plan/window overlaps"]);
    let right_after = approval(&other, CarriedOutBy::Remote, Some(window(now, 42)));
    decide(&subject.customer, &second, &right_after).await.expect(200);

    let seen = shown(subject, &first).await;
    let to_another = approval(&seen, CarriedOutBy::Remote, Some(window(now, 50)));
    decide(&subject.customer, &first, &to_another).await.expect(200);
    let seen = shown(subject, &second).await;
    let now_free = approval(&seen, CarriedOutBy::Remote, Some(window(now, 40)));
    decide(&subject.customer, &second, &now_free).await.expect(200);
}

pub async fn a_decision_is_made_once_per_key(subject: &Subject) {
    let (sr, proposed) = planned(subject, "Approved twice", &[]).await;
    let (key, url) = (new_key(), to(path::ACTIONS, &[sr.as_str()]));
    let approval = approval(&proposed, CarriedOutBy::Remote, None);
    let first = subject.customer.post_with_key(&url, &key, &approval).await.expect(200);
    propose(subject, &sr, &plan(&[])).await;
    let again = subject.customer.post_with_key(&url, &key, &approval).await.expect(200);
    assert_eq!(again.body, first.body, "the first answer again");
    assert_eq!(shown(subject, &sr).await.state, PlanState::Proposed, "and nothing else happens");
    let other = decision(Action::DeclinePlan, &proposed);
    let other = subject.customer.post_with_key(&url, &key, &other).await.expect(422);
    assert_eq!(other.problem().problem_type, ProblemType::KeyReused);
}

pub async fn what_the_plan_doesnt_admit_is_refused(subject: &Subject) {
    let (sr, proposed) = planned(subject, "Decided out of turn", &[]).await;
    let refused = async |action, plan: &ResolutionPlan| {
        assert!(!subject.customer.ticket(&sr).await.actions.contains(&action), "{action} isn't listed");
        let problem = decide(&subject.customer, &sr, &decision(action, plan)).await.expect(409).problem();
        assert_eq!(problem.problem_type, ProblemType::ActionNotAllowed);
    };
    refused(Action::ReportCarriedOut, &proposed).await;
    decide(&subject.customer, &sr, &approval(&proposed, CarriedOutBy::Remote, None)).await.expect(200);
    subject.desk().act(&sr, "plan/step", json!({ "step": 1, "state": "running" })).await;
    let begun = shown(subject, &sr).await;
    for action in [Action::ApprovePlan, Action::DeclinePlan, Action::ReportCarriedOut] {
        refused(action, &begun).await;
    }
    subject.desk().act(&sr, "plan/withdraw", json!({ "reason": "A patch came out" })).await;
    let withdrawn = shown(subject, &sr).await;
    assert_eq!(withdrawn.state, PlanState::Withdrawn);
    refused(Action::ApprovePlan, &withdrawn).await;
    let beyond = json!({ "step": 1, "state": "done" });
    subject.desk().call(Method::POST, &format!("/tickets/{sr}/plan/step"), Some(&beyond)).await.expect(409);
}

pub async fn a_strangers_plan_is_not_found(subject: &Subject) {
    let (sr, proposed) = planned(subject, "Nobody else's plan", &[]).await;
    let approval = approval(&proposed, CarriedOutBy::Remote, None);
    decide(&subject.stranger, &sr, &approval).await.expect(404);
    let colleague = Customer::sign_in(&subject.origin, LIN, PASSWORD).await;
    decide(&colleague, &sr, &approval).await.expect(404);
    assert_eq!(shown(subject, &sr).await, proposed);
    let own = subject.stranger.file(&fault(&subject.strange_device, "A stranger's own")).await;
    assert_eq!(own.plan, None);
}
