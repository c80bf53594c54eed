//! Who has to do with a ticket: colleagues who follow it, and those who answer by other channels than the portal.

use aftercare_contract::{
    account::Colleague,
    history::{EventType, Side},
    list::Page,
    routes::{self, path},
    ticket::{Action, Channel, PartyRole, SrNumber, Status, Ticket, TurnOf},
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{Answer, Customer, World, at, fault};

async fn share(who: &Customer, sr: &SrNumber, action: &str, person: &str) -> Answer {
    who.post(&at(path::ACTIONS, sr), &json!({ "action": action, "person": person })).await
}

fn watchers(ticket: &Ticket) -> Vec<&str> {
    let watching = ticket.related_party.iter().filter(|party| party.role == PartyRole::Watcher);
    watching.map(|party| &*party.name).collect()
}

#[tokio::test]
async fn a_colleague_follows_it_and_no_more() {
    let world = World::new().await;
    let (lin, mei, he) = (world.customer("lin").await, world.customer("mei").await, world.customer("he").await);
    let sr = lin.file(&fault("New connections fail", "a1")).await.summary.sr_number;
    assert_eq!(mei.get(&at(path::TICKET, &sr)).await.status, 404);
    assert!(!lin.ticket(&sr).await.actions.contains(&Action::RemoveWatcher), "nobody follows it");

    let shared: Ticket = share(&lin, &sr, "addWatcher", "mei").await.json();
    assert_eq!(watchers(&shared), ["梅岭"]);
    let followed = mei.ticket(&sr).await;
    assert_eq!(followed.actions, [Action::Answer, Action::Nudge], "who follows it shares it with nobody");
    assert_eq!(share(&mei, &sr, "removeWatcher", "mei").await.problem().0, 409);
    for (person, wrong) in [("mei", "notOffered"), ("lin", "notOffered"), ("eve", "notFound"), ("nobody", "notFound")] {
        let refused = share(&lin, &sr, "addWatcher", person).await;
        assert_eq!(refused.problem(), (422, vec![format!("/person {wrong}")]), "{person}");
    }
    let whom = lin.act(&sr, "addWatcher", None).await;
    assert_eq!(whom.problem(), (422, vec!["/person required".to_owned()]));

    let alone: Ticket = share(&he, &sr, "removeWatcher", "mei").await.json();
    assert!(watchers(&alone).is_empty());
    assert_eq!(mei.get(&at(path::TICKET, &sr)).await.status, 404);
    let told = lin.history(&sr).await;
    let told: Vec<_> = told[1..].iter().map(|event| (event.event_type.clone(), event.actor.name.as_str())).collect();
    assert_eq!(told, [(EventType::WatcherAdded, "林晓峰"), (EventType::WatcherRemoved, "何倩")]);
    lin.act(&sr, "withdraw", None).await;
    assert_eq!(share(&lin, &sr, "addWatcher", "mei").await.problem().0, 409, "it is over");
}

#[tokio::test]
async fn colleagues_are_those_of_the_company() {
    let world = World::new().await;
    let of = async |name: &str| {
        let page: Page<Colleague> = world.customer(name).await.get(&routes::to(path::PEOPLE, &[])).await.json();
        page.items.into_iter().map(|colleague| colleague.id.0).collect::<Vec<_>>()
    };
    let mut huadong = of("mei").await;
    huadong.sort_unstable();
    assert_eq!(huadong, ["he", "lin", "mei", "zhao"]);
    let northwind = of("eve").await;
    assert!(northwind.iter().all(|id| !huadong.contains(id)) && northwind.contains(&"eve".to_owned()));
}

#[tokio::test]
async fn an_answer_by_any_channel_is_an_answer() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = lin.file(&fault("New connections fail", "a1")).await.summary.sr_number;
    for channel in Channel::KNOWN {
        world.act(&sr, "ask", &json!({ "text": "Which build?" })).await;
        assert_eq!(lin.ticket(&sr).await.summary.turn.who, TurnOf::Customer);
        let answer = json!({ "from": "mei@example.cn", "channel": channel, "text": format!("8.4.2, by {channel}") });
        world.act(&sr, "answers", &answer).await;
        let answered = lin.ticket(&sr).await;
        assert_eq!((answered.summary.status, answered.summary.turn.who), (Status::InProgress, TurnOf::Vendor));
        let history = lin.history(&sr).await;
        let told = history.iter().rfind(|event| event.event_type == EventType::Message).unwrap();
        assert_eq!((&told.actor.side, &*told.actor.name), (&Side::Customer, "梅岭"));
        assert_eq!(&told.message.as_ref().unwrap().channel, channel);
        world.act(&sr, "messages", &json!({ "text": "Thank you", "channel": channel })).await;
        let spoken = lin.history(&sr).await.pop().unwrap();
        assert_eq!((&spoken.actor.side, &spoken.message.unwrap().channel), (&Side::Vendor, channel));
    }
    let answers = format!("/tickets/{sr}/answers");
    for (wrong, body) in [
        ("/from notFound", json!({ "from": "eve@example.cn", "channel": "phone", "text": "Let me in" })),
        ("/from notFound", json!({ "from": "nobody", "channel": "phone", "text": "Hello" })),
        ("/channel notOffered", json!({ "from": "mei@example.cn", "channel": "pigeon", "text": "Hello" })),
        ("/text required", json!({ "from": "mei@example.cn", "channel": "phone", "text": " " })),
    ] {
        assert_eq!(world.desk(Method::POST, &answers, &body).await.problem(), (422, vec![wrong.to_owned()]));
    }
    lin.act(&sr, "withdraw", None).await;
    let late = json!({ "from": "mei@example.cn", "channel": "phone", "text": "Hello?" });
    assert_eq!(world.desk(Method::POST, &answers, &late).await.problem().0, 409);
}

/// A ticket that was opened by another channel is the requester's like any other.
#[tokio::test]
async fn a_ticket_of_any_channel_is_like_any_other() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    for channel in Channel::KNOWN {
        let open =
            json!({ "channel": channel, "requester": "lin@example.cn", "request": fault("It has failed", "a1") });
        let opened: Value = world.desk(Method::POST, "/tickets", &open).await.json();
        let sr: SrNumber = opened["ticket"]["summary"]["srNumber"].as_str().unwrap().into();
        let ticket = lin.ticket(&sr).await;
        assert_eq!(&ticket.summary.channel, channel);
        let own = lin.file(&fault("It has failed", "a1")).await;
        assert_eq!(ticket.actions, own.actions);
        assert_eq!(ticket.clocks.len(), own.clocks.len());
        let found: Page<Value> = lin.get(&format!("{}?channel={channel}", routes::to(path::TICKETS, &[]))).await.json();
        assert!(found.items.iter().any(|item| item["srNumber"] == sr.as_str()), "{channel}");
    }
}
