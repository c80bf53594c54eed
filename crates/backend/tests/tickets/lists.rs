use std::{collections::BTreeSet, time::Instant};

use aftercare_contract::{
    Span,
    history::Event,
    list::Page,
    routes::{self, path},
    ticket::{Action, SrNumber, TicketSummary},
    todo::Todo,
};
use serde_json::json;

use crate::world::{Answer, Customer, World, at, fault};

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
    let filed = lin.ticket(alpha).await.summary.creation_date;
    world.act(alpha, "eta", &json!({ "expected": "2026-11-20T09:00:00Z", "reason": "part ordered" })).await;
    world.backend.hand.advance(Span::minutes(1));
    world.act(beta, "take", &json!({ "engineer": "zhou" })).await;
    world.act(beta, "ask", &json!({ "text": "Which build?" })).await;
    world.act(gamma, "resolve", &json!({ "text": "Restarted" })).await;

    for (query, expected) in [
        ("", vec!["Gamma 新建连接", "Beta is slow", "Alpha fails"]),
        ("sort=-creationDate", vec!["Gamma 新建连接", "Beta is slow", "Alpha fails"]),
        ("sort=creationDate", vec!["Alpha fails", "Beta is slow", "Gamma 新建连接"]),
        ("sort=lastUpdate&limit=1", vec!["Alpha fails"]),
        ("sort=severity", vec!["Beta is slow", "Alpha fails", "Gamma 新建连接"]),
        ("sort=-severity", vec!["Alpha fails", "Beta is slow", "Gamma 新建连接"]),
        ("sort=-expectedResolutionDate&limit=1", vec!["Alpha fails"]),
        ("sort=expectedResolutionDate&limit=1", vec!["Alpha fails"]),
        ("state=yourTurn&sort=-creationDate", vec!["Gamma 新建连接", "Beta is slow"]),
        ("state=othersTurn", vec!["Alpha fails"]),
        ("state=toVerify", vec!["Gamma 新建连接"]),
        ("state=ended", vec![]),
        ("severity=2", vec!["Alpha fails"]),
        ("severity=2&severity=1&sort=-creationDate", vec!["Beta is slow", "Alpha fails"]),
        ("ticketType=question&ticketType=fault&device=a2", vec!["Gamma 新建连接"]),
        ("device=a2", vec!["Gamma 新建连接"]),
        ("site=sa&sort=-creationDate", vec!["Beta is slow", "Alpha fails"]),
        ("q=BETA%20own", vec!["Beta is slow"]),
        ("q=新建", vec!["Gamma 新建连接"]),
        ("q=03158", vec!["Gamma 新建连接"]),
        ("q=%25", vec![]),
        ("q=SLO", vec!["Beta is slow"]),
        ("q=lo", vec!["Beta is slow"]),
        ("q=lo%20nothing", vec![]),
        ("q=%22fails%22", vec![]),
        ("q=fails%00%20OR%20*", vec![]),
        ("q=%00%20", vec!["Gamma 新建连接", "Beta is slow", "Alpha fails"]),
        ("ticketType=question", vec![]),
        ("channel=phone", vec![]),
        ("createdFrom=FIRST", vec!["Gamma 新建连接", "Beta is slow", "Alpha fails"]),
        ("createdFrom=FIRST&createdBefore=SECOND", vec!["Alpha fails"]),
        ("createdFrom=SECOND", vec!["Gamma 新建连接", "Beta is slow"]),
        ("createdFrom=yesterday&createdBefore=FIRST", vec![]),
    ] {
        let query = query.replace("FIRST", &filed.to_string());
        let query = query.replace("SECOND", &(filed + Span::minutes(1)).to_string());
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
async fn what_waits_for_somebody_comes_with_all_they_need() {
    let world = World::new().await;
    let (lin, mei) = (world.customer("lin").await, world.customer("mei").await);
    let mut numbers = Vec::new();
    for name in ["Asked", "Asked with a date", "Fixed", "Ours", "Of a colleague"] {
        let customer = if name == "Of a colleague" { &mei } else { &lin };
        numbers.push(customer.file(&fault(name, "a1")).await.summary.sr_number);
    }
    let [asked, dated, fixed, ours, foreign] = &numbers[..] else { panic!() };
    for sr in [asked, foreign] {
        world.act(sr, "take", &json!({ "engineer": "zhou" })).await;
        world.act(sr, "ask", &json!({ "text": "Which build?", "language": "en" })).await;
    }
    world.act(ours, "take", &json!({ "engineer": "zhou" })).await;
    world.act(fixed, "resolve", &json!({ "text": "Restarted", "language": "en" })).await;
    world.act(dated, "ask", &json!({ "text": "May we connect?", "by": "2026-11-20T09:00:00Z" })).await;
    world.act(dated, "eta", &json!({ "expected": "2026-11-20T12:00:00Z", "reason": "Waits for you" })).await;
    world.watch(foreign, "lin").await;

    let todos: Page<Todo> = lin.get(&routes::to(path::TODOS, &[])).await.json();
    let waiting: Vec<_> = todos.items.iter().map(|todo| todo.ticket.name.as_str()).collect();
    assert_eq!((waiting, todos.total), (vec!["Asked with a date", "Fixed", "Asked"], 3), "what falls due first first");
    let said = |todo: &Todo| {
        let said = todo.said.clone().unwrap();
        said.message.map(|message| message.prose).or(said.reason).unwrap().text
    };
    assert_eq!(todos.items.iter().map(said).collect::<Vec<_>>(), ["May we connect?", "Restarted", "Which build?"]);
    assert!(todos.items[1].actions.contains(&Action::Confirm) && todos.items[2].actions.contains(&Action::Answer));

    lin.say(asked, "Build 4711").await;
    lin.act(fixed, "confirm", None).await;
    let todos: Page<Todo> = lin.get(&routes::to(path::TODOS, &[])).await.json();
    assert_eq!(todos.total, 1, "what is done waits no more");
}

/// The rows of a table, its header first.
async fn table(customer: &Customer, query: &str) -> Vec<Vec<String>> {
    let answer = customer.get(&format!("{}?{query}", routes::to(path::TICKETS_CSV, &[]))).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let text = answer.text().strip_prefix('\u{feff}').expect("Excel needs a byte order mark");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.deserialize().collect::<Result<_, _>>().unwrap()
}

#[tokio::test]
async fn a_list_becomes_a_table_for_spreadsheets() {
    let world = World::new().await;
    let (lin, eve) = (world.customer("lin").await, world.customer("eve").await);
    let mut formula = fault("=HYPERLINK(\"https://evil.example\")", "a1");
    formula["externalIdentifier"] = "+86, \"浦东\"".into();
    lin.file(&formula).await;
    world.backend.hand.advance(Span::minutes(1));
    let closed = lin.file(&fault("新建连接 3% 失败", "a2")).await.summary.sr_number;
    lin.act(&closed, "withdraw", None).await;
    eve.file(&fault("Somebody else's", "x1")).await;

    let rows =
        table(&lin, "scope=organisation&state=all&sort=creationDate&limit=1&lang=zh-CN&zone=Asia/Shanghai").await;
    assert_eq!(rows.len(), 3, "all of one's own and nothing else, whatever the limit");
    assert_eq!((&*rows[0][0], &*rows[0][14]), ("工单编号", "提交时间 (Asia/Shanghai)"));
    assert_eq!((&*rows[1][1], &*rows[1][2]), ("'+86, \"浦东\"", "'=HYPERLINK(\"https://evil.example\")"));
    assert_eq!(
        (&*rows[1][5], &*rows[1][7], &*rows[1][10], &*rows[1][14]),
        ("已受理", "adx-a-01", "Site A", "2026-11-20 14:00")
    );
    assert_eq!((&*rows[2][2], &*rows[2][5]), ("新建连接 3% 失败", "已撤回"));
    assert_eq!(table(&lin, "q=HYPERLINK").await.len(), 2, "filters hold");

    let asked = lin.read(&routes::to(path::TICKETS_CSV, &[])).header("accept-language", "ja,en;q=0.5");
    let answer = Answer::of(asked).await;
    assert!(answer.text().contains("チケット番号") && answer.text().contains("(UTC)"), "{}", answer.text());
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8; header=present");
    let name = answer.header("content-disposition");
    assert!(name.starts_with("attachment;") && name.ends_with("-2026-11-20.csv"), "{name}");
    assert_eq!(world.backend.guest().get(&routes::to(path::TICKETS_CSV, &[])).await.status(), 401);
}

#[tokio::test]
async fn ten_thousand_tickets_are_paged_found_and_exported() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = lin.file(&fault("Fan stands still", "a1")).await.summary.sr_number;
    let copies = "INSERT INTO ticket SELECT printf('SR-2027-%06d', value), organisation_id, requester_id, device_id, site_id,
             contract_id, ticket_type, channel, status, customers_turn, severity_rank, created + value, changed + value,
             expected, next_deadline, replace(record, sr, printf('SR-2027-%06d', value))
         FROM ticket, (WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 10000)
                       SELECT value FROM n);
         INSERT INTO ticket_text (sr, search) SELECT sr, 'fan ' || (rowid * 7919 % 10007) || replace(hex(zeroblob(100)), '0', ' 盘')
         FROM ticket WHERE sr LIKE 'SR-2027-%';";
    world.backend.app.db.write(move |tx| tx.execute_batch(copies)).await.unwrap();
    for (query, total) in [
        ("state=all", 10_001),
        ("sort=severity&severity=1", 10_001),
        ("sort=expectedResolutionDate&site=sa", 10_001),
        ("q=9574", 1),
        ("q=fan%20stands", 1),
        ("q=%E7%9B%98", 10_000),
        ("q=zz", 0),
    ] {
        let begun = Instant::now();
        assert_eq!(list(&lin, query).await.total, total, "{query}");
        println!("{:?} {query}", begun.elapsed());
    }
    let begun = Instant::now();
    let rows = table(&lin, "sort=-creationDate").await;
    println!("{:?} as a table", begun.elapsed());
    assert_eq!((rows.len(), &*rows[1][0], &*rows[10_001][0]), (10_002, "SR-2027-010000", sr.as_str()));
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
