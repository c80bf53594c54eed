use aftercare_backend::mail::Delivery;
use aftercare_contract::Span;
use rusqlite::Connection;
use serde_json::json;

use crate::{
    close,
    common::Backend,
    mail::Mail,
    post,
    smtp::{Smtp, Treatment},
    world::{World, fault},
    written,
};

/// A world whose e-mails go to a server.
async fn world_with(smtp: &Smtp) -> World {
    let url = smtp.url();
    World::of(Backend::start_with(|config| config.mail = Delivery::smtp(&url).unwrap()).await).await
}

fn subjects(smtp: &Smtp) -> Vec<String> {
    smtp.handed().iter().map(|mail| Mail::read(&mail.content).subject).collect()
}

/// Letters by state, with how often each was tried.
async fn queue(world: &World) -> Vec<(String, u32)> {
    let all = |conn: &Connection| {
        conn.prepare("SELECT state, tries FROM mail ORDER BY id")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<Vec<_>>>()
    };
    world.backend.app.db.read(all).await.unwrap()
}

#[tokio::test]
async fn everybody_is_written_to_in_their_language() {
    let world = World::new().await;
    for (language, tag, subject, greeting, time) in [
        ("zh-TW", "zh-CN", "] 已受理：New", "林晓峰，您好！", "2026年11月20日（周五）14:15（UTC+08:00）"),
        ("ja", "ja", "] 受付完了：New", "林晓峰 様", "2026年11月20日（金）14:15（UTC+08:00）"),
        ("de", "en", "] We have your request: New", "Hello 林晓峰,", "Friday 20 November 2026, 14:15 (UTC+08:00)"),
    ] {
        let choose = format!("UPDATE person SET language = '{language}' WHERE id = 'lin'");
        world.backend.app.db.write(move |tx| tx.execute_batch(&choose)).await.unwrap();
        let lin = world.customer("lin").await;
        let sr = lin.file(&fault("New connections fail", "a1")).await.summary.sr_number;
        let mails = written(&world).await;
        let mail = mails.iter().find(|mail| mail.id.starts_with(sr.as_str())).unwrap();
        assert!(mail.subject.contains(subject), "{}", mail.subject);
        assert!(mail.text.starts_with(greeting) && mail.text.contains(time), "{}", mail.text);
        assert!(mail.text.contains("400-000-0123") && mail.html.contains(&format!("<html lang=\"{tag}\">")));
    }
}

#[tokio::test]
async fn what_isnt_taken_is_tried_again_later() {
    let smtp = Smtp::start().await;
    let world = world_with(&smtp).await;
    smtp.treat([Treatment::Refuse("451 come back later"), Treatment::Refuse("451 still not")]);
    let lin = world.customer("lin").await;
    lin.file(&fault("New connections fail", "a1")).await;
    post(&world).await;
    assert_eq!((queue(&world).await, smtp.handed().len()), (vec![("queued".to_owned(), 1)], 0));
    world.backend.hand.advance(Span::minutes(1));
    post(&world).await;
    world.backend.hand.advance(Span::minutes(1));
    post(&world).await;
    assert_eq!(queue(&world).await, [("queued".to_owned(), 2)], "the second wait is twice as long");
    world.backend.hand.advance(Span::minutes(1));
    post(&world).await;
    assert_eq!((queue(&world).await.len(), smtp.handed().len()), (0, 1));
    let mail = Mail::read(&smtp.handed()[0].content);
    assert_eq!(mail.header("Date").unwrap(), "Fri, 20 Nov 2026 06:00:00 +0000", "it bears the date of its news");
}

#[tokio::test]
async fn what_is_refused_for_good_holds_up_nobody() {
    let smtp = Smtp::start().await;
    let world = world_with(&smtp).await;
    smtp.treat([Treatment::Refuse("550 nobody here"), Treatment::Refuse("535 who are you?")]);
    let lin = world.customer("lin").await;
    for name in ["The first fault", "The second fault", "The third fault"] {
        lin.file(&fault(name, "a1")).await;
    }
    post(&world).await;
    assert_eq!(queue(&world).await, [("failed".to_owned(), 1), ("queued".to_owned(), 1)]);
    assert!(subjects(&smtp).iter().all(|subject| subject.contains("The third fault")));
    // Our own password is the operator's to mend: that letter isn't lost.
    world.backend.hand.advance(Span::minutes(1));
    post(&world).await;
    assert_eq!(smtp.handed().len(), 2);
}

#[tokio::test]
async fn after_three_days_a_letter_is_given_up() {
    let world = {
        let gone = Smtp::start().await.url();
        World::of(Backend::start_with(|config| config.mail = Delivery::smtp(&gone).unwrap()).await).await
    };
    let lin = world.customer("lin").await;
    lin.file(&fault("New connections fail", "a1")).await;
    post(&world).await;
    assert_eq!(queue(&world).await, [("queued".to_owned(), 1)]);
    world.backend.hand.advance(Span::hours(3 * 24));
    post(&world).await;
    assert_eq!(queue(&world).await, [("failed".to_owned(), 2)]);
}

#[tokio::test]
async fn a_try_that_was_interrupted_leaves_links_that_both_work() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    close(&world, &lin).await;
    let closed = |mails: Vec<Mail>| mails.into_iter().find(|mail| mail.is("closed")).unwrap();
    let first = closed(written(&world).await);
    // As if the process had ended after handing it over and before noting that.
    let again = "INSERT INTO mail (local_id, letter, queued, state, next_try)
        SELECT ?1, json_object('kind', 'closed', 'name', 'Lin', 'address', 'lin@example.cn', 'language', 'en', 'zone', 'UTC',
            'sr', sr, 'title', 'T', 'news', json_object('survey', id)), 0, 'sending', 0 FROM survey";
    let local_id = first.id.split('@').next().unwrap().to_owned();
    world.backend.app.db.write(move |tx| tx.execute(again, [local_id])).await.unwrap();
    let world = world.restart().await;
    let mails = written(&world).await;
    assert_eq!(mails.iter().filter(|mail| mail.is("closed")).count(), 1, "the same e-mail is the same file");
    assert_eq!(closed(mails).token(), first.token());
    let tokens =
        |conn: &Connection| conn.query_row("SELECT count(*) FROM survey_token", [], |row| row.get::<_, u64>(0));
    assert_eq!(world.backend.app.db.read(tokens).await.unwrap(), 2, "whichever arrives opens the survey");
}

#[tokio::test]
async fn somebody_without_an_address_is_no_trouble() {
    let world = World::new().await;
    let mei = world.customer("mei").await;
    let sr = close(&world, &mei).await;
    assert_eq!(written(&world).await, []);
    world.act(&mei.file(&fault("Another one", "a1")).await.summary.sr_number, "ask", &json!({ "text": "?" })).await;
    assert!(!mei.history(&sr).await.is_empty());
}
