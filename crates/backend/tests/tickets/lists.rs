use std::collections::BTreeSet;

use aftercare_contract::{
    Span,
    history::Event,
    list::Page,
    routes::{self, path},
    ticket::{SrNumber, TicketSummary},
};
use serde_json::json;

use crate::world::{Customer, World, at, fault};

async fn list(customer: &Customer, query: &str) -> Page<TicketSummary> {
    customer.get(&format!("{}?{query}", routes::to(path::TICKETS, &[]))).await.json()
}

fn names(page: &Page<TicketSummary>) -> Vec<&str> {
    page.items.iter().map(|ticket| ticket.name.as_str()).collect()
}

#[tokio::test]
async fn filters_find_and_sorts_order() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let mut numbers = Vec::new();
    for (name, device, interruption) in
        [("Alpha fails", "a1", "no"), ("Beta is slow", "a1", "yes"), ("Gamma 新建连接", "a2", "yes")]
    {
        let mut request = fault(name, device);
        request["impact"]["interruption"] = interruption.into();
        request["externalIdentifier"] = format!("OWN-{name}").into();
        numbers.push(lin.file(&request).await.summary.sr_number);
        world.backend.hand.advance(Span::minutes(1));
    }
    let [alpha, beta, gamma] = &numbers[..] else { panic!() };
    world.act(alpha, "eta", &json!({ "expected": "2026-11-20T09:00:00Z", "reason": "part ordered" })).await;
    world.act(beta, "take", &json!({ "engineer": "zhou" })).await;
    world.act(beta, "ask", &json!({ "text": "Which build?" })).await;
    world.act(gamma, "resolve", &json!({ "text": "Restarted" })).await;

    for (query, expected) in [
        ("", vec!["Gamma 新建连接", "Beta is slow", "Alpha fails"]),
        ("sort=-creationDate", vec!["Gamma 新建连接", "Beta is slow", "Alpha fails"]),
        ("sort=severity", vec!["Beta is slow", "Alpha fails", "Gamma 新建连接"]),
        ("sort=expectedResolutionDate&limit=1", vec!["Alpha fails"]),
        ("state=yourTurn&sort=-creationDate", vec!["Gamma 新建连接", "Beta is slow"]),
        ("state=toVerify", vec!["Gamma 新建连接"]),
        ("state=ended", vec![]),
        ("severity=2", vec!["Alpha fails"]),
        ("device=a2", vec!["Gamma 新建连接"]),
        ("site=sa&sort=-creationDate", vec!["Beta is slow", "Alpha fails"]),
        ("q=BETA%20own", vec!["Beta is slow"]),
        ("q=新建", vec!["Gamma 新建连接"]),
        ("q=03158", vec!["Gamma 新建连接"]),
        ("q=%25", vec![]),
        ("ticketType=question", vec![]),
        ("channel=phone", vec![]),
    ] {
        let query = query.replace("新建", "%E6%96%B0%E5%BB%BA");
        assert_eq!(names(&list(&lin, &query).await), expected, "{query}");
    }
}

#[tokio::test]
async fn paging_loses_and_doubles_nothing_while_tickets_change() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let mut all = Vec::new();
    for number in 0..11 {
        all.push(lin.file(&fault(&format!("Fault {number}"), "a1")).await.summary.sr_number);
        // Several at the same instant, so that ties are met.
        world.backend.hand.advance(Span::seconds(i64::from(number % 3 == 0)));
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = list(&lin, &format!("limit=3{cursor}")).await;
        assert_eq!(page.total, 11);
        seen.extend(page.items.into_iter().map(|ticket| ticket.sr_number));
        // One that was seen and one that wasn't move to the front.
        world.backend.hand.advance(Span::minutes(1));
        lin.say(&all[10], "still there").await;
        lin.say(&all[0], "still there").await;
        let Some(next) = page.next_cursor else { break };
        cursor = format!("&cursor={next}");
    }
    let unique: BTreeSet<&SrNumber> = seen.iter().collect();
    assert_eq!(unique.len(), seen.len());
    assert!(all[1..].iter().all(|sr| unique.contains(sr)));

    let page = list(&lin, "limit=3").await;
    let other = format!("?limit=3&sort=severity&cursor={}", page.next_cursor.unwrap());
    assert_eq!(lin.get(&format!("{}{other}", routes::to(path::TICKETS, &[]))).await.status, 400);
}

#[tokio::test]
async fn a_history_has_no_gaps_however_many_write() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = lin.file(&fault("New connections fail", "a1")).await.summary.sr_number;
    let writers = (0..20).map(|number| {
        let (lin, sr) = (lin.clone(), sr.clone());
        tokio::spawn(async move { lin.say(&sr, &format!("message {number}")).await.status })
    });
    for writer in writers.collect::<Vec<_>>() {
        assert_eq!(writer.await.unwrap(), 201);
    }
    let numbers = |events: &[Event]| events.iter().map(|event| event.number).collect::<Vec<_>>();
    assert_eq!(numbers(&lin.history(&sr).await), (1..=21).collect::<Vec<_>>());

    let history = at(path::HISTORY, &sr);
    let newest: Page<Event> = lin.get(&format!("{history}?limit=2")).await.json();
    assert_eq!((numbers(&newest.items), newest.total), (vec![21, 20], 21));
    let next: Page<Event> = lin.get(&format!("{history}?limit=2&cursor={}", newest.next_cursor.unwrap())).await.json();
    assert_eq!(numbers(&next.items), [19, 18]);
    let after: Page<Event> = lin.get(&format!("{history}?after=17&limit=3")).await.json();
    assert_eq!((numbers(&after.items), after.total), (vec![18, 19, 20], 4));
    let rest: Page<Event> =
        lin.get(&format!("{history}?after=17&limit=3&cursor={}", after.next_cursor.unwrap())).await.json();
    assert_eq!((numbers(&rest.items), rest.next_cursor), (vec![21], None));
    let none: Page<Event> = lin.get(&format!("{history}?after=99")).await.json();
    assert!(none.items.is_empty());
}
