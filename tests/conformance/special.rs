//! What is asked for beyond the usual course: each is answered by when it was said, granted or refused with a reason.

use aftercare_contract::{history::EventType, ticket::Action};
use reqwest::Method;
use serde_json::json;

use crate::subject::Subject;

pub async fn what_is_asked_for_is_granted_or_refused(subject: &Subject) {
    let sr = subject.file("Asked for a manager").await;
    subject.desk().take(&sr).await;
    assert!(subject.customer.ticket(&sr).await.special_answer_within.is_some(), "it is said before");
    for (action, granted) in [(Action::Escalate, true), (Action::RequestGreenChannel, false)] {
        let asked = subject.customer.act(&sr, action.clone(), Some("The board is asking")).await;
        let special = asked.special_requests.last().expect("it was asked for");
        assert!(special.answer.is_none() && special.answer_by.is_some(), "{special:?}");
        assert!(!asked.actions.contains(&action), "it waits for its answer");
        let answer = json!({ "action": action, "granted": granted, "reason": "It is for outages" });
        subject.desk().act(&sr, "special", answer.clone()).await;
        let again = subject.desk().call(Method::POST, &format!("/tickets/{sr}/special"), Some(&answer)).await;
        again.expect(409);
        let answered = subject.customer.ticket(&sr).await;
        assert_eq!(answered.actions.contains(&action), !granted, "what was refused can be asked for again");
        let history = subject.customer.history(&sr).await;
        let told = history.iter().rfind(|event| event.event_type == EventType::SpecialRequestAnswered);
        let special = told.and_then(|told| told.special.clone()).expect("it is told");
        assert_eq!((special.action, special.answer.map(|answer| answer.granted)), (action, Some(granted)));
    }
}

pub async fn a_refusal_says_why(subject: &Subject) {
    let sr = subject.file("Refused without a word").await;
    subject.desk().take(&sr).await;
    subject.customer.act(&sr, Action::Escalate, Some("The board is asking")).await;
    let silent = json!({ "action": "escalate", "granted": false });
    let silent = subject.desk().call(Method::POST, &format!("/tickets/{sr}/special"), Some(&silent)).await;
    assert_eq!(silent.expect(422).problem().errors[0].pointer, "/reason");
}
