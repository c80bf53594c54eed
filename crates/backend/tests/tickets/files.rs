use std::io::{Cursor, Read};

use aftercare_contract::{
    history::{Attachment, Event},
    list::Page,
    routes::{self, path},
    ticket::{SrNumber, Ticket},
    upload::{CHUNK_TYPE, TUS_VERSION},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::Method;
use serde_json::json;

use crate::world::{Answer, Customer, World, at, fault};

/// Announces an upload; returns its path and id.
async fn announce(customer: &Customer, name: &str, size: usize) -> (String, String) {
    let request = customer
        .write(Method::POST, &routes::to(path::UPLOADS, &[]))
        .header("tus-resumable", TUS_VERSION)
        .header("upload-length", size)
        .header("upload-metadata", format!("filename {}", STANDARD.encode(name)));
    let answer = Answer::of(request).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let location = answer.header("location").to_owned();
    let id = location.rsplit('/').next().unwrap().to_owned();
    (location, id)
}

/// Sends all of it.
async fn send(customer: &Customer, location: &str, content: &'static [u8]) -> Answer {
    let request = customer
        .write(Method::PATCH, location)
        .header("tus-resumable", TUS_VERSION)
        .header("upload-offset", 0)
        .header("content-type", CHUNK_TYPE)
        .body(content);
    Answer::of(request).await
}

async fn files(customer: &Customer, sr: &SrNumber) -> Vec<Attachment> {
    customer.get(&at(path::ATTACHMENTS, sr)).await.json::<Page<Attachment>>().items
}

#[tokio::test]
async fn files_come_before_with_and_after_the_ticket() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let (before, complete) = announce(&lin, "before.log", 6).await;
    assert_eq!(send(&lin, &before, b"before").await.status, 204);
    let (late, unfinished) = announce(&lin, "late.log", 4).await;
    let mut request = fault("New connections fail", "a1");
    request["uploads"] = json!([complete, unfinished]);
    let ticket = lin.file(&request).await;
    let sr = ticket.summary.sr_number;
    assert_eq!(ticket.attachment.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["before.log"]);

    assert_eq!(send(&lin, &late, b"late").await.status, 204);
    let (with, sent) = announce(&lin, "with.log", 4).await;
    send(&lin, &with, b"with").await;
    let message = lin.post(&at(path::MESSAGES, &sr), &json!({ "text": "", "uploads": [sent] })).await;
    assert_eq!(message.json::<Event>().message.unwrap().attachment[0].name, "with.log");
    assert_eq!(lin.post(&at(path::ATTACHMENTS, &sr), &json!({ "uploads": [sent] })).await.status, 204);

    let files = files(&lin, &sr).await;
    assert_eq!(files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["before.log", "late.log", "with.log"]);
    assert_eq!(lin.story(&sr).await, ["created", "fileAdded", "fileAdded", "message"]);
    let late = routes::to(path::ATTACHMENT, &[sr.as_str(), files[1].id.as_str()]);
    assert_eq!(lin.get(&late).await.text(), "late");
}

#[tokio::test]
async fn an_upload_belongs_to_one_person_and_one_ticket() {
    let world = World::new().await;
    let (lin, mei) = (world.customer("lin").await, world.customer("mei").await);
    let (location, upload) = announce(&lin, "a.log", 1).await;
    send(&lin, &location, b"a").await;
    let mut request = fault("New connections fail", "a1");
    request["uploads"] = json!([upload]);
    let refused = mei.post(&routes::to(path::TICKETS, &[]), &request).await;
    assert_eq!(refused.problem(), (422, vec!["/uploads/0 notFound".to_owned()]));
    lin.file(&request).await;
    let again = lin.post(&routes::to(path::TICKETS, &[]), &request).await;
    assert_eq!(again.problem(), (422, vec!["/uploads/0 notFound".to_owned()]));
}

#[tokio::test]
async fn a_file_still_arrives_when_the_ticket_is_over() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let (location, upload) = announce(&lin, "a.log", 1).await;
    let mut request = fault("New connections fail", "a1");
    request["uploads"] = json!([upload]);
    let sr = lin.file(&request).await.summary.sr_number;
    assert_eq!(lin.act(&sr, "withdraw", None).await.status, 200);
    assert_eq!(send(&lin, &location, b"a").await.status, 204);
    assert_eq!(lin.ticket(&sr).await.attachment.len(), 1);
}

#[tokio::test]
async fn all_files_come_in_one_archive() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = lin.file(&fault("New connections fail", "a1")).await.summary.sr_number;
    for content in [b"one".as_slice(), b"two"] {
        assert_eq!(world.send_file(&sr, "../计划.txt", content).await.status, 201);
    }
    assert_eq!(world.send_file(&sr, "run.txt", b"#!/bin/sh\n").await.status, 415);
    let ticket: Ticket = lin.ticket(&sr).await;
    assert_eq!(ticket.attachment.len(), 2);

    let answer = lin.get(&at(path::ARCHIVE, &sr)).await;
    assert_eq!(answer.header("content-type"), "application/zip");
    let mut archive = zip::ZipArchive::new(Cursor::new(answer.body)).unwrap();
    let mut contents = Vec::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let mut content = String::new();
        file.read_to_string(&mut content).unwrap();
        contents.push((file.name().unwrap().into_owned(), content));
    }
    assert_eq!(contents, [("计划.txt".to_owned(), "one".to_owned()), ("计划 (2).txt".to_owned(), "two".to_owned())]);
}

#[tokio::test]
async fn an_archive_that_lacks_a_file_is_no_whole_download() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = lin.file(&fault("New connections fail", "a1")).await.summary.sr_number;
    for content in [b"one".as_slice(), b"two"] {
        assert_eq!(world.send_file(&sr, "plan.txt", content).await.status, 201);
    }
    let lost = &files(&lin, &sr).await[1].id;
    std::fs::remove_file(world.backend.app.config.uploads.join(lost.as_str())).unwrap();
    // Before its head arrives or after, as it happens.
    let download = async { lin.read(&at(path::ARCHIVE, &sr)).send().await?.error_for_status()?.bytes().await };
    let error = download.await.expect_err("the connection is cut");
    assert!(error.status().is_none(), "{error}");
}
