use aftercare_contract::{
    list::Page,
    routes::{self, path},
    ticket::Action,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{Answer, Customer, World, at, fault};

#[tokio::test]
async fn another_company_sees_nothing_by_any_route() {
    let world = World::new().await;
    let (lin, eve) = (world.customer("lin").await, world.customer("eve").await);
    let ticket = lin.file(&fault("New connections fail", "a1")).await;
    let sr = ticket.summary.sr_number;
    let file: Value = world.send_file(&sr, "plan.txt", b"steps").await.json();
    let file = file["id"].as_str().unwrap();

    for path in [path::TICKET, path::HISTORY, path::RELATED, path::ATTACHMENTS, path::ARCHIVE] {
        assert_eq!(lin.get(&at(path, &sr)).await.status, 200, "{path}");
        assert_eq!(eve.get(&at(path, &sr)).await.status, 404, "{path}");
    }
    let file = routes::to(path::ATTACHMENT, &[sr.as_str(), file]);
    assert_eq!(lin.get(&file).await.text(), "steps");
    assert_eq!(eve.get(&file).await.status, 404);
    for (path, body) in [
        (path::MESSAGES, json!({ "text": "let me in" })),
        (path::ACTIONS, json!({ "action": "withdraw" })),
        (path::ATTACHMENTS, json!({ "uploads": [] })),
    ] {
        assert_eq!(eve.post(&at(path, &sr), &body).await.status, 404, "{path}");
    }
    let patch = eve.write(Method::PATCH, &at(path::TICKET, &sr)).header("if-match", "\"1\"").json(&json!({}));
    assert_eq!(Answer::of(patch).await.status, 404);

    assert_eq!(eve.get(&routes::to(path::DEVICE, &["a1"])).await.status, 404);
    for query in
        ["/devices?serialNumber=ADX64-2209-03157", "/tickets?scope=organisation&state=all", "/tickets?device=a1"]
    {
        let page: Page<Value> = eve.get(&format!("{}{query}", routes::BASE)).await.json();
        assert_eq!((page.items.len(), page.total), (0, 0), "{query}");
    }
    for path in [path::CONTRACTS, path::SITES, path::DEVICES] {
        let answer = eve.get(&routes::to(path, &[])).await;
        assert!(answer.json::<Page<Value>>().total == 1 && !answer.text().contains("Site A"), "{path}");
    }
    let foreign = eve.post(&routes::to(path::TICKETS, &[]), &fault("New connections fail", "a1")).await;
    assert_eq!(foreign.problem(), (422, vec!["/device notFound".to_owned()]));
}

#[tokio::test]
async fn colleagues_see_what_their_role_opens() {
    let world = World::new().await;
    let (lin, mei) = (world.customer("lin").await, world.customer("mei").await);
    let (zhao, he) = (world.customer("zhao").await, world.customer("he").await);
    let here = lin.file(&fault("Site A", "a1")).await.summary.sr_number;
    let elsewhere = lin.file(&fault("Elsewhere", "a2")).await.summary.sr_number;

    for (customer, sees_here, sees_elsewhere) in
        [(&lin, 200, 200), (&mei, 404, 404), (&zhao, 200, 404), (&he, 200, 200)]
    {
        assert_eq!(customer.get(&at(path::TICKET, &here)).await.status, sees_here);
        assert_eq!(customer.get(&at(path::TICKET, &elsewhere)).await.status, sees_elsewhere);
    }
    world.watch(&elsewhere, "mei").await;
    let watched = mei.ticket(&elsewhere).await;
    assert_eq!(watched.actions, [Action::Answer, Action::Nudge]);
    assert_eq!(mei.act(&elsewhere, "withdraw", None).await.problem().0, 409);

    let count = async |customer: &Customer, scope: &str| {
        let path = format!("{}?scope={scope}", routes::to(path::TICKETS, &[]));
        customer.get(&path).await.json::<Page<Value>>().total
    };
    assert_eq!((count(&mei, "mine").await, count(&mei, "shared").await, count(&mei, "organisation").await), (0, 1, 1));
    assert_eq!((count(&zhao, "shared").await, count(&he, "shared").await, count(&he, "organisation").await), (1, 0, 2));
}

#[tokio::test]
async fn what_the_vendor_notes_for_itself_stays_there() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = lin.file(&fault("New connections fail", "a1")).await.summary.sr_number;
    let mut live = lin.live(Some(0)).await;
    world.act(&sr, "notes?by=chen", &json!({ "text": "customer is right, our fault: marmalade" })).await;
    world.act(&sr, "messages", &json!({ "text": "We are on it" })).await;

    let desk = world.desk(Method::GET, &format!("/tickets/{sr}"), &Value::Null).await;
    assert!(desk.text().contains("marmalade") && desk.text().contains("Chen Lixing"));
    for path in [path::TICKET, path::HISTORY, path::ATTACHMENTS] {
        assert!(!lin.get(&at(path, &sr)).await.text().contains("marmalade"), "{path}");
    }
    let found: Page<Value> = lin.get(&format!("{}?q=marmalade", routes::to(path::TICKETS, &[]))).await.json();
    assert_eq!(found.total, 0);
    loop {
        let (_, _, data) = live.next().await.unwrap();
        assert!(!data.to_string().contains("marmalade"));
        if data.to_string().contains("We are on it") {
            break;
        }
    }
}

#[tokio::test]
async fn the_desk_asks_for_its_token() {
    let world = World::new().await;
    for path in ["/tickets", "/engineers", "/nowhere"] {
        assert_eq!(world.desk_without_token(path).await.status, 401, "{path}");
    }
}
