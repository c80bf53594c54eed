//! Lists beyond their pages: the time of filing, what waits for the viewer, tables for spreadsheets.

use aftercare_contract::{
    Span,
    list::{Page, StateFilter, TicketQuery},
    routes::{path, to},
    ticket::{Action, SrNumber, Status, TurnOf},
    todo::Todo,
};
use aftercare_tests::{Answer, api::new_key, sample::fault};
use serde_json::json;

use crate::subject::Subject;

/// What the viewer is told to do.
async fn todos(subject: &Subject) -> Page<Todo> {
    subject.customer.load(&to(path::TODOS, &[])).await
}

async fn todo_of(subject: &Subject, sr: &SrNumber) -> Option<Todo> {
    todos(subject).await.items.into_iter().find(|todo| todo.ticket.sr_number == *sr)
}

pub async fn a_period_holds_its_first_instant_and_not_its_last(subject: &Subject) {
    let sr = subject.file("Filed within a period").await;
    let filed = subject.customer.ticket(&sr).await.summary.creation_date;
    let within = async |created_from, created_before| {
        let query = TicketQuery { text: sr.to_string(), created_from, created_before, ..Subject::all() };
        subject.customer.tickets(&query).await.total
    };
    let later = filed + Span::seconds(1);
    assert_eq!(within(Some(filed), Some(later)).await, 1);
    assert_eq!(within(Some(later), None).await, 0);
    assert_eq!(within(None, Some(filed)).await, 0);
}

pub async fn what_waits_for_the_viewer_is_their_turn(subject: &Subject) {
    let waiting = todos(subject).await;
    for todo in &waiting.items {
        assert_eq!(todo.ticket.turn.who, TurnOf::Customer, "{}", todo.ticket.sr_number);
        assert!(!todo.actions.is_empty(), "something can be done about {}", todo.ticket.sr_number);
    }
    let due: Vec<_> = waiting.items.iter().map(|todo| (todo.ticket.turn.by.is_none(), todo.ticket.turn.by)).collect();
    assert!(due.is_sorted(), "what falls due first first: {due:?}");
    assert!(waiting.total >= due.len() as u64);
}

pub async fn what_waits_comes_with_the_question_and_goes_with_the_answer(subject: &Subject) {
    let (asked, fixed) = (subject.file("Asked back at home").await, subject.file("Fixed at home").await);
    assert!(todo_of(subject, &asked).await.is_none(), "nobody has asked yet");
    subject.desk().take(&asked).await;
    subject.desk().act(&asked, "ask", json!({ "text": "Which firmware?" })).await;
    subject.desk().resolve(&fixed, "Replaced the card").await;

    let question = todo_of(subject, &asked).await.expect("a question waits");
    let said = question.said.and_then(|said| said.message).expect("the question");
    assert_eq!((said.prose.text.as_str(), question.actions.contains(&Action::Answer)), ("Which firmware?", true));
    let fix = todo_of(subject, &fixed).await.expect("a fix waits");
    let done = fix.said.and_then(|said| said.reason).expect("what was done");
    assert_eq!((done.text.as_str(), fix.actions.contains(&Action::Confirm)), ("Replaced the card", true));
    let strange: Page<Todo> = subject.stranger.load(&to(path::TODOS, &[])).await;
    assert!(strange.items.iter().all(|todo| ![&asked, &fixed].contains(&&todo.ticket.sr_number)));

    subject.customer.say(&asked, "8.4.2", &[]).await;
    subject.customer.act(&fixed, Action::Confirm, None).await;
    assert!(todo_of(subject, &asked).await.is_none() && todo_of(subject, &fixed).await.is_none());
}

pub async fn a_list_is_given_out_as_a_table(subject: &Subject) {
    let key = new_key();
    let mut formula = fault(&subject.device, &format!("=1+1, \"磁盘\" {key}"));
    formula.external_identifier = Some("@SUM(A1)".to_owned());
    subject.customer.file(&formula).await;
    subject.customer.file(&fault(&subject.device, &format!("Second {key}"))).await;
    let query = TicketQuery { text: key, limit: Some(1), ..Subject::all() };
    let url = format!("{}?{}&lang=zh-CN&zone=Asia/Shanghai", to(path::TICKETS_CSV, &[]), query.print());

    let answer = subject.customer.get(&url).await.expect(200);
    assert!(answer.header("content-type").is_some_and(|it| it.starts_with("text/csv")));
    assert!(answer.header("content-disposition").is_some_and(|it| it.starts_with("attachment") && it.contains(".csv")));
    let text = answer.text();
    assert!(text.starts_with('\u{feff}'), "Excel needs a byte order mark for UTF-8");
    assert_eq!(text.matches("\r\n").count(), 3, "a header and every ticket of the query: {text}");
    assert!(text.contains("\"'=1+1, \"\"磁盘\"\" ") && text.contains("'@SUM(A1)"), "no live formula: {text}");
    let english = Answer::of(subject.customer.read(&url.replace("zh-CN", "en"))).await;
    assert_ne!(english.text().lines().next(), text.lines().next(), "the header is in the language asked for");
    let strange = subject.stranger.get(&url).await.expect(200);
    assert_eq!(strange.text().matches("\r\n").count(), 1, "nothing of another company");
}

pub async fn the_states_of_lists_divide_what_is_open(subject: &Subject) {
    subject.file_some().await;
    let count = async |state| subject.customer.tickets(&TicketQuery { state, ..TicketQuery::default() }).await;
    let others = count(StateFilter::OthersTurn).await;
    assert!(others.items.iter().all(|ticket| ticket.turn.who != TurnOf::Customer && ticket.status != Status::Closed));
    assert!(others.total > 0);
}
