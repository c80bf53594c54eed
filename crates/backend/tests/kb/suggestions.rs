//! Articles offered for drafts and tickets.

use aftercare_contract::{
    knowledge::{ArticleSummary, Draft},
    list::{Page, Scope, StateFilter, TicketQuery},
    routes::{self, path},
    ticket::TicketSummary,
};
use reqwest::Method;
use serde_json::json;

use crate::world::{Reader, World};

async fn suggestions(reader: &Reader, title: &str, description: &str, device: &str, language: &str) -> Vec<String> {
    let draft = Draft {
        title: title.to_owned(),
        description: description.to_owned(),
        device: Some(device.into()),
        language: Some(language.to_owned()),
    };
    let answer = reader.post(&routes::to(path::SUGGESTIONS, &[]), "", &serde_json::to_value(draft).unwrap()).await;
    assert_eq!(answer.status(), 200);
    let page: Page<ArticleSummary> = answer.json().await.unwrap();
    assert!((3..=5).contains(&page.items.len()), "{title}: {}", page.items.len());
    page.items.into_iter().map(|article| article.id.0).collect()
}

#[tokio::test]
async fn a_draft_is_answered_by_what_it_describes() {
    let world = World::new().await;
    let reader = world.reader("he@example.cn").await;
    for (title, description, device, language, meant) in [
        (
            "HTTPS 新建连接约 3% 失败",
            "日志反复出现 ssl-engine[1]: checksum mismatch, retry 3/3",
            "adx-sh-01",
            "zh-CN",
            "KB-1001",
        ),
        ("切换后断连", "日志里有 HA-4107", "adx-sh-01", "zh-CN", "KB-1102"),
        (
            "Frankfurt load balancer drops idle WebSocket connections",
            "closes after exactly 60 s",
            "adx-fr-01",
            "en",
            "KB-1010",
        ),
        ("ディスクの警告", "スロット3のディスクに代替セクタ増加の警告が出ています", "rx-ty-01", "ja", "KB-1202"),
        ("nightly backup", "error 0x2E twice this week", "bak-sz-01", "en", "KB-1304"),
        ("训练任务掉卡", "Xid 79", "gpu-01", "zh-CN", "KB-1212"),
    ] {
        let found = suggestions(&reader, title, description, device, language).await;
        assert!(found.iter().take(3).any(|id| id == meant), "{title}: {found:?}");
    }
    suggestions(&reader, "", "", "adx-sh-01", "en").await;
}

#[tokio::test]
async fn every_ticket_of_the_demo_has_three_to_five_articles() {
    let world = World::new().await;
    let reader = world.reader("he@example.cn").await;
    let all =
        TicketQuery { scope: Scope::Organisation, state: StateFilter::All, limit: Some(200), ..TicketQuery::default() };
    let page: Page<TicketSummary> = reader.read(&format!("{}?{}", routes::to(path::TICKETS, &[]), all.print())).await;
    assert!(page.items.len() > 30);
    for ticket in page.items {
        let sr = ticket.sr_number.as_str();
        let articles: Page<ArticleSummary> = reader.read(&routes::to(path::TICKET_ARTICLES, &[sr])).await;
        assert!((3..=5).contains(&articles.items.len()), "{}: {}", ticket.name, articles.items.len());
    }
}

#[tokio::test]
async fn what_the_desk_links_comes_first() {
    let world = World::new().await;
    let [lin, other] = [world.reader("lin@example.cn").await, world.reader("ingrid@example.net").await];
    let page: Page<TicketSummary> = lin.read(&routes::to(path::TICKETS, &[])).await;
    let sr = page.items.first().unwrap().sr_number.as_str().to_owned();
    let call = format!("/tickets/{sr}/articles");
    let links = json!({ "articles": ["KB-2001", "KB-1903"] });
    assert_eq!(world.desk(Method::PUT, &call, &links).await.status(), 204);
    let own = routes::to(path::TICKET_ARTICLES, &[&sr]);
    let articles: Page<ArticleSummary> = lin.read(&own).await;
    let ids: Vec<&str> = articles.items.iter().map(|article| article.id.as_str()).collect();
    assert_eq!(ids.get(..2), Some(&["KB-2001", "KB-1903"][..]));
    assert!(ids.len() >= 3);
    assert_eq!(other.get(&own).await.status(), 404);
    let unknown = json!({ "articles": ["KB-9999"] });
    assert_eq!(world.desk(Method::PUT, &call, &unknown).await.status(), 404);
}
