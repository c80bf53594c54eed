//! People: colleagues with whom a ticket is shared, and answers that come by other channels.

use aftercare_contract::{
    account::{Colleague, PersonId},
    history::{EventType, Side},
    list::Page,
    routes::{path, to},
    ticket::{Action, Channel, PartyRole, TakeAction, Ticket, TurnOf},
};
use aftercare_tests::{Answer, Customer, backend::LIN};
use serde_json::json;

use crate::subject::Subject;

async fn colleagues(customer: &Customer) -> Vec<Colleague> {
    customer.load::<Page<Colleague>>(&to(path::PEOPLE, &[])).await.items
}

/// A colleague who isn't the customer.
async fn another(subject: &Subject) -> PersonId {
    let own = subject.customer.me().await.user.id;
    let people = colleagues(&subject.customer).await;
    assert!(people.iter().any(|person| person.id == own), "one is among one's colleagues");
    people.into_iter().find(|person| person.id != own).expect("the customer has a colleague").id
}

async fn share(subject: &Subject, ticket: &Ticket, action: Action, person: Option<PersonId>) -> Answer {
    let action = TakeAction { person, ..action.into() };
    subject.customer.post(&to(path::ACTIONS, &[ticket.summary.sr_number.as_str()]), &action).await
}

pub async fn colleagues_are_those_of_the_company(subject: &Subject) {
    let strange = colleagues(&subject.stranger).await;
    assert!(colleagues(&subject.customer).await.iter().all(|own| strange.iter().all(|other| own.id != other.id)));
}

pub async fn a_ticket_is_shared_with_a_colleague_and_no_more(subject: &Subject) {
    let ticket = subject.customer.ticket(&subject.file("Shared with a colleague").await).await;
    if !ticket.actions.contains(&Action::AddWatcher) {
        return;
    }
    let colleague = another(subject).await;
    let follows = |ticket: &Ticket| {
        let mut parties = ticket.related_party.iter();
        parties.any(|party| party.role == PartyRole::Watcher && party.id.as_ref() == Some(&colleague))
    };
    let shared: Ticket = share(subject, &ticket, Action::AddWatcher, Some(colleague.clone())).await.expect(200).json();
    assert!(follows(&shared) && shared.actions.contains(&Action::RemoveWatcher));
    let alone: Ticket =
        share(subject, &ticket, Action::RemoveWatcher, Some(colleague.clone())).await.expect(200).json();
    assert!(!follows(&alone));
    let history = subject.customer.history(&ticket.summary.sr_number).await;
    let told: Vec<_> = history.iter().filter(|event| event.party.is_some()).map(|event| &event.event_type).collect();
    assert_eq!(told, [&EventType::WatcherAdded, &EventType::WatcherRemoved]);
}

pub async fn a_ticket_is_shared_with_nobody_else(subject: &Subject) {
    let ticket = subject.customer.ticket(&subject.file("Shared with a stranger").await).await;
    if !ticket.actions.contains(&Action::AddWatcher) {
        return;
    }
    let stranger = subject.stranger.me().await.user.id;
    for person in [None, Some(stranger), Some("nobody at all".into())] {
        let refused = share(subject, &ticket, Action::AddWatcher, person).await.expect(422).problem();
        assert_eq!(refused.errors[0].pointer, "/person");
    }
    subject.stranger.get(&to(path::TICKET, &[ticket.summary.sr_number.as_str()])).await.expect(404);
}

pub async fn an_answer_by_another_channel_is_in_the_history(subject: &Subject) {
    let sr = subject.file("Answered by DingTalk").await;
    subject.desk().take(&sr).await;
    subject.desk().act(&sr, "ask", json!({ "text": "Which build?" })).await;
    let answer = json!({ "from": LIN, "channel": Channel::DingTalk, "text": "It is 8.4.2" });
    subject.desk().act(&sr, "answers", answer).await;
    assert_eq!(subject.customer.ticket(&sr).await.summary.turn.who, TurnOf::Vendor);
    let history = subject.customer.history(&sr).await;
    let told = history.iter().rfind(|event| event.event_type == EventType::Message).expect("it is told");
    let channel = told.message.as_ref().map(|message| &message.channel);
    assert_eq!((&told.actor.side, channel), (&Side::Customer, Some(&Channel::DingTalk)));
}
