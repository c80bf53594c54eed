//! Claims for missed promises: filed by who speaks for the company, decided in writing, accepted or appealed against.

use aftercare_contract::{
    ProblemType,
    claim::{Claim, ClaimDecision, ClaimProgress, ClaimState},
    list::{Page, Scope, StateFilter, TicketQuery},
    routes::{path, to},
    ticket::{Action, SrNumber, TakeAction, Task, Ticket},
    todo::Todo,
};
use aftercare_tests::{Answer, Customer, api::new_key};
use reqwest::Method;
use serde_json::json;

use crate::subject::Subject;

/// The steps up to the notice.
const TO_NOTICE: [ClaimState; 5] = {
    use ClaimState::{Appraisal, Evidence, Noticed, Proposal, TakenOn};
    [TakenOn, Evidence, Appraisal, Proposal, Noticed]
};

/// A ticket of the stranger's company, whose admin they are, with a missed promise and no claim yet.
async fn missed(admin: &Customer) -> SrNumber {
    let query =
        TicketQuery { scope: Scope::Organisation, state: StateFilter::All, limit: Some(200), ..TicketQuery::default() };
    for summary in admin.tickets(&query).await.items {
        if admin.ticket(&summary.sr_number).await.actions.contains(&Action::FileClaim) {
            return summary.sr_number;
        }
    }
    panic!("the demo has tickets with missed promises of a contract with claims");
}

async fn act(who: &Customer, sr: &SrNumber, action: Action, reason: Option<&str>, claim: ClaimDecision) -> Answer {
    let act = TakeAction { reason: reason.map(str::to_owned), claim: Some(claim), ..action.into() };
    who.post(&to(path::ACTIONS, &[sr.as_str()]), &act).await
}

fn filing(revision: u32, amount: u64) -> ClaimDecision {
    let description = Some("Deliveries could not be confirmed".to_owned());
    ClaimDecision { amount: Some(amount), description, ..ClaimDecision::on(revision) }
}

async fn shown(who: &Customer, sr: &SrNumber) -> Claim {
    who.ticket(sr).await.claim.expect("it has a claim")
}

async fn go(subject: &Subject, sr: &SrNumber, states: &[ClaimState]) -> Claim {
    for state in states {
        let text = "As the contract says".to_owned();
        let progress = ClaimProgress { amount: Some(9_000), text, ..ClaimProgress::to(state.clone()) };
        subject.desk().act(sr, "claim", json!(progress)).await;
    }
    shown(&subject.stranger, sr).await
}

/// One ticket through all of it: tickets of the demo with missed promises are few.
pub async fn a_claim_is_filed_once_decided_in_writing_and_appealed_against(subject: &Subject) {
    let admin = &subject.stranger;
    let sr = missed(admin).await;
    let terms = admin.ticket(&sr).await.terms.and_then(|terms| terms.claims).expect("it says how claims go");
    let url = to(path::ACTIONS, &[sr.as_str()]);

    // What fits no claim is refused, and strangers don't learn that there is something to be claimed.
    act(&subject.customer, &sr, Action::FileClaim, None, filing(0, 1)).await.expect(404);
    let empty = act(admin, &sr, Action::FileClaim, None, ClaimDecision::on(0)).await.expect(422).problem();
    let pointers: Vec<_> = empty.errors.iter().map(|error| error.pointer.as_str()).collect();
    assert_eq!(pointers, ["/claim/amount", "/claim/description"]);
    let foreign = ClaimDecision { uploads: vec!["nobodys".into()], ..filing(0, 1) };
    act(admin, &sr, Action::FileClaim, None, foreign).await.expect(422);
    act(admin, &sr, Action::AcceptClaim, None, ClaimDecision::on(0)).await.expect(409);
    assert_eq!(admin.ticket(&sr).await.claim, None, "nothing of it was done");

    let (key, file) = (new_key(), TakeAction { claim: Some(filing(0, 12_000)), ..Action::FileClaim.into() });
    let first = admin.post_with_key(&url, &key, &file).await.expect(200);
    let again = admin.post_with_key(&url, &key, &file).await.expect(200);
    assert_eq!(again.body, first.body, "the first answer again");
    let claim = first.json::<Ticket>().claim.expect("it is filed");
    assert_eq!(Some(&claim.grade), terms.grade(12_000));
    assert!(claim.breaches.iter().all(|clock| clock.elapsed > clock.target) && !claim.breaches.is_empty());
    assert!(claim.decide_by.is_some_and(|by| by > claim.stages[0].reached));
    let second = act(admin, &sr, Action::FileClaim, None, filing(0, 99)).await.expect(412).problem();
    assert_eq!((second.problem_type, second.current_version), (ProblemType::Stale, Some(claim.revision.into())));

    let upload = admin.upload("statement.txt", b"412 orders").await;
    let evidence = ClaimDecision { uploads: vec![upload.clone()], ..ClaimDecision::on(claim.revision) };
    let proved = act(admin, &sr, Action::AddClaimEvidence, None, evidence).await.expect(200).json::<Ticket>();
    assert_eq!(proved.attachment.last().map(|file| file.id.as_str()), Some(upload.as_str()));
    assert_eq!(proved.claim.map(|claim| claim.evidence.len()), Some(1));

    let skip = json!({ "state": "noticed", "amount": 1, "text": "x" });
    let call = format!("/tickets/{sr}/claim");
    subject.desk().call(Method::POST, &call, Some(&skip)).await.expect(409);
    let own = json!({ "state": "accepted" });
    subject.desk().call(Method::POST, &call, Some(&own)).await.expect(422);
    let noticed = go(subject, &sr, &TO_NOTICE).await;
    let notice = noticed.notice.clone().expect("it is told in writing");
    assert_eq!(notice.amount, Some(9_000));
    let todos = admin.load::<Page<Todo>>(&to(path::TODOS, &[])).await;
    let todo = todos.items.iter().find(|todo| todo.ticket.sr_number == sr).expect("it waits for them");
    assert_eq!((&todo.ticket.turn.task, todo.ticket.turn.by), (&Task::DecideClaim, notice.appeal_by));
    let mail = subject.mail(&sr, "yourTurn").await;
    assert!(mail.text.contains("As the contract says"), "{}", mail.text);

    let silent = act(admin, &sr, Action::AppealClaim, None, ClaimDecision::on(noticed.revision)).await.expect(422);
    assert_eq!(silent.problem().errors[0].pointer, "/reason");
    let stale = ClaimDecision::on(noticed.revision - 1);
    act(admin, &sr, Action::AcceptClaim, None, stale).await.expect(412);
    let appeal = act(admin, &sr, Action::AppealClaim, Some("It was more"), ClaimDecision::on(noticed.revision)).await;
    let appealed = appeal.expect(200).json::<Ticket>().claim.expect("it has a claim");
    assert_eq!(appealed.state, ClaimState::Appealed);
    act(admin, &sr, Action::AcceptClaim, None, ClaimDecision::on(appealed.revision)).await.expect(409);
    let refused = go(subject, &sr, &[ClaimState::Refused]).await;
    assert_eq!(refused.notice.and_then(|notice| notice.amount), None);

    let told = admin.history(&sr).await;
    let told: Vec<_> = told.iter().filter_map(|event| Some(event.claim.as_ref()?.state.as_str())).collect();
    let way = ["filed", "filed", "takenOn", "evidence", "appraisal", "proposal", "noticed", "appealed", "refused"];
    assert_eq!(told, way, "each step is in the history");
}

pub async fn nothing_is_claimed_where_no_promise_was_missed(subject: &Subject) {
    let sr = subject.file("Nothing missed").await;
    let ticket = subject.customer.ticket(&sr).await;
    assert!(!ticket.actions.iter().any(Action::is_on_claim));
    act(&subject.customer, &sr, Action::FileClaim, None, filing(0, 1)).await.expect(409);
    let progress = json!(ClaimProgress::to(ClaimState::TakenOn));
    subject.desk().call(Method::POST, &format!("/tickets/{sr}/claim"), Some(&progress)).await.expect(409);
}
