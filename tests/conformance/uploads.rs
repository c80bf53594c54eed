//! Uploads by tus, and the files of tickets that come of them.

use std::io::Cursor;

use aftercare_contract::{
    ProblemType,
    history::{Attachment, BindUploads, EventType},
    list::Page,
    routes::{path, to},
    ticket::{NewTicket, SrNumber},
    upload::{TUS_EXTENSIONS, TUS_VERSION, UploadId},
};
use aftercare_tests::{
    Answer,
    api::upload_id,
    sample::{SCREENSHOT, fault, log_file, sha256},
    wait::{self, PATIENCE},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use reqwest::Method;
use sha2::{Digest, Sha256};

use crate::subject::Subject;

/// The files of a ticket, once there are `count`.
async fn files(subject: &Subject, sr: &SrNumber, count: usize) -> Vec<Attachment> {
    wait::until(&format!("{count} files of {sr}"), PATIENCE, async || {
        let url = to(path::ATTACHMENTS, &[sr.as_str()]);
        let files = subject.customer.load::<Page<Attachment>>(&url).await.items;
        if files.len() == count { Ok(files) } else { Err(format!("there are {}", files.len())) }
    })
    .await
}

/// A ticket with one file, which is complete.
async fn with_file(subject: &Subject, name: &str, content: &[u8]) -> (SrNumber, Attachment) {
    let upload = subject.customer.upload(name, content).await;
    let ticket = NewTicket { uploads: vec![upload], ..fault(&subject.device, "With a file") };
    let sr = subject.customer.file(&ticket).await.summary.sr_number;
    let file = files(subject, &sr, 1).await.remove(0);
    (sr, file)
}

pub async fn the_server_tells_its_tus(subject: &Subject) {
    let answer = Answer::of(subject.customer.bare(Method::OPTIONS, &to(path::UPLOADS, &[]))).await;
    assert!(answer.status.is_success(), "{}", answer.status);
    let told = |name: &str| answer.header(name).unwrap_or_default().replace(' ', "");
    assert!(told("tus-version").split(',').any(|version| version == TUS_VERSION));
    for extension in TUS_EXTENSIONS.split(',') {
        assert!(told("tus-extension").split(',').any(|known| known == extension), "{extension}");
    }
    assert!(told("tus-checksum-algorithm").split(',').any(|algorithm| algorithm == "sha256"));
    let limits = subject.customer.catalogue().await.uploads;
    assert_eq!(told("tus-max-size"), limits.max_size.to_string(), "the same limit as in the catalogue");
}

pub async fn an_unknown_version_of_tus_is_refused(subject: &Subject) {
    let request = subject.customer.write(Method::POST, &to(path::UPLOADS, &[]));
    let answer = Answer::of(request.header("upload-length", 1).header("tus-resumable", "0.2.2")).await;
    assert_eq!(answer.status, 412);
    assert_eq!(answer.header("tus-version"), Some(TUS_VERSION));
}

pub async fn an_upload_is_resumed_where_it_stopped(subject: &Subject) {
    let content = log_file(300_000);
    let url = subject.customer.begin_upload("resumed.log", content.len()).await;
    let mut offset = 0;
    for end in [100_000, 100_001, content.len()] {
        let request = subject.customer.chunk(&url, offset).body(content[offset..end].to_vec());
        let answer = Answer::of(request).await.expect(204);
        assert_eq!(answer.header("upload-offset"), Some(end.to_string().as_str()));
        assert_eq!(answer.header("tus-resumable"), Some(TUS_VERSION));
        assert_eq!(subject.customer.offset(&url).await, end as u64);
        offset = end;
    }
    let ticket = NewTicket { uploads: vec![upload_id(&url)], ..fault(&subject.device, "With a resumed file") };
    let sr = subject.customer.file(&ticket).await.summary.sr_number;
    assert_eq!(files(subject, &sr, 1).await[0].sha256, sha256(&content));
}

pub async fn the_offset_isnt_kept_by_caches(subject: &Subject) {
    let url = subject.customer.begin_upload("cached.log", 3).await;
    let answer = Answer::of(subject.customer.bare(Method::HEAD, &url).header("tus-resumable", TUS_VERSION)).await;
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("upload-length"), Some("3"));
}

pub async fn a_chunk_at_another_offset_is_refused(subject: &Subject) {
    let url = subject.customer.begin_upload("offset.log", 6).await;
    Answer::of(subject.customer.chunk(&url, 0).body("abc")).await.expect(204);
    for offset in [0, 2, 4] {
        let answer = Answer::of(subject.customer.chunk(&url, offset).body("def")).await;
        assert_eq!(answer.expect(409).problem().problem_type, ProblemType::OffsetMismatch, "at {offset}");
    }
    assert_eq!(subject.customer.offset(&url).await, 3);
}

pub async fn a_chunk_beyond_the_length_is_refused(subject: &Subject) {
    let url = subject.customer.begin_upload("short.log", 4).await;
    let answer = Answer::of(subject.customer.chunk(&url, 0).body("five!")).await;
    assert!(answer.status.is_client_error(), "{}", answer.status);
    assert!(subject.customer.offset(&url).await <= 4);
}

pub async fn a_chunk_with_a_wrong_checksum_is_thrown_away(subject: &Subject) {
    let url = subject.customer.begin_upload("checked.log", 6).await;
    let checksum = |content: &str| format!("sha256 {}", BASE64_STANDARD.encode(Sha256::digest(content)));
    let send = async |content: &'static str, checksum: String| {
        Answer::of(subject.customer.chunk(&url, 0).header("upload-checksum", checksum).body(content)).await
    };
    let problem = send("abd", checksum("abc")).await.expect(460).problem();
    assert_eq!(problem.problem_type, ProblemType::ChecksumMismatch);
    assert_eq!(subject.customer.offset(&url).await, 0);
    send("abc", "crc32 AAAAAA==".to_owned()).await.expect(400);
    send("abc", checksum("abc")).await.expect(204);
    assert_eq!(subject.customer.offset(&url).await, 3);
}

pub async fn a_chunk_of_another_type_is_refused(subject: &Subject) {
    let url = subject.customer.begin_upload("typed.log", 3).await;
    let request = subject
        .customer
        .write(Method::PATCH, &url)
        .header("tus-resumable", TUS_VERSION)
        .header("content-type", "text/plain")
        .header("upload-offset", 0)
        .body("abc");
    assert_eq!(Answer::of(request).await.expect(415).problem().problem_type, ProblemType::UnsupportedType);
}

pub async fn an_upload_can_be_terminated(subject: &Subject) {
    let url = subject.customer.begin_upload("given up.log", 6).await;
    Answer::of(subject.customer.chunk(&url, 0).body("abc")).await.expect(204);
    Answer::of(subject.customer.write(Method::DELETE, &url).header("tus-resumable", TUS_VERSION)).await.expect(204);
    let gone = Answer::of(subject.customer.bare(Method::HEAD, &url).header("tus-resumable", TUS_VERSION)).await;
    assert!(matches!(gone.status.as_u16(), 404 | 410), "{}", gone.status);
}

pub async fn limits_are_kept_to(subject: &Subject) {
    let limits = subject.customer.catalogue().await.uploads;
    let large = subject.customer.try_begin_upload("large.log", limits.max_size + 1).await;
    assert_eq!(large.expect(413).problem().problem_type, ProblemType::TooLarge);
    let largest = subject.customer.try_begin_upload("largest.log", limits.max_size).await.expect(201);
    let url = largest.header("location").expect("a new upload has a Location").replace(&subject.origin, "");
    Answer::of(subject.customer.write(Method::DELETE, &url).header("tus-resumable", TUS_VERSION)).await.expect(204);
    for name in ["setup.exe", "page.html", "run.sh", "noextension"] {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_owned();
        assert!(!limits.extensions.contains(&extension), "{name} isn't announced");
        let answer = subject.customer.try_begin_upload(name, 10).await;
        assert_eq!(answer.expect(415).problem().problem_type, ProblemType::UnsupportedType, "{name}");
    }
}

pub async fn an_upload_is_created_once_per_key(subject: &Subject) {
    let create = || {
        subject
            .customer
            .bare(Method::POST, &to(path::UPLOADS, &[]))
            .header("origin", &subject.origin)
            .header("aftercare-write", "1")
            .header("tus-resumable", TUS_VERSION)
            .header("upload-length", 3)
            .header("upload-metadata", format!("filename {}", BASE64_STANDARD.encode("once.log")))
    };
    let key = aftercare_tests::api::new_key();
    let first = Answer::of(create().header("idempotency-key", &key)).await.expect(201);
    let second = Answer::of(create().header("idempotency-key", &key)).await.expect(201);
    assert_eq!(first.header("location"), second.header("location"));
}

pub async fn content_is_what_it_says_it_is(subject: &Subject) {
    for (name, content) in [
        ("picture.png", b"<!doctype html><script>alert(1)</script>".as_slice()),
        ("picture.jpg", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0"),
        ("trace.log", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0"),
    ] {
        let url = subject.customer.begin_upload(name, content.len()).await;
        let answer = Answer::of(subject.customer.chunk(&url, 0).body(content.to_vec())).await;
        let problem = answer.expect(415).problem();
        assert_eq!(problem.problem_type, ProblemType::UnsupportedType, "{name}");
    }
}

pub async fn a_finished_upload_becomes_a_file_of_its_ticket(subject: &Subject) {
    let (sr, file) = with_file(subject, "front panel.png", SCREENSHOT).await;
    assert_eq!((file.name.as_str(), file.media_type.as_str()), ("front panel.png", "image/png"));
    assert_eq!((file.size, file.sha256), (SCREENSHOT.len() as u64, sha256(SCREENSHOT)));
    let events = subject.customer.history(&sr).await;
    let added: Vec<_> = events.iter().filter(|event| event.event_type == EventType::FileAdded).collect();
    assert_eq!(added.len(), 1, "and a line of its history: {events:?}");
    assert_eq!(subject.customer.ticket(&sr).await.attachment.len(), 1);
}

pub async fn a_file_never_blocks_its_ticket(subject: &Subject) {
    let content = log_file(1000);
    let slow = subject.customer.begin_upload("slow.log", content.len()).await;
    let never = subject.customer.begin_upload("never.log", 9).await;
    let uploads = vec![upload_id(&slow), upload_id(&never)];
    let sr = subject.customer.file(&NewTicket { uploads, ..fault(&subject.device, "Filed before its files") }).await;
    let sr = sr.summary.sr_number;
    assert!(subject.customer.ticket(&sr).await.attachment.is_empty(), "it isn't there yet");
    Answer::of(subject.customer.chunk(&slow, 0).body(content.clone())).await.expect(204);
    assert_eq!(files(subject, &sr, 1).await[0].sha256, sha256(&content));
}

pub async fn a_message_takes_files_with_it(subject: &Subject) {
    let sr = subject.file("Answered with a file").await;
    let upload = subject.customer.upload("answer.log", b"here it is").await;
    subject.customer.say(&sr, "", &[upload]).await;
    assert_eq!(files(subject, &sr, 1).await[0].name, "answer.log");
    let events = subject.customer.history(&sr).await;
    let message = events.iter().find_map(|event| event.message.as_ref()).expect("it is told");
    assert_eq!(message.attachment.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["answer.log"]);
}

pub async fn uploads_are_added_later(subject: &Subject) {
    let sr = subject.file("Files come later").await;
    let upload = subject.customer.upload("later.log", b"later").await;
    let body = BindUploads { uploads: vec![upload.clone()] };
    subject.customer.post(&to(path::ATTACHMENTS, &[sr.as_str()]), &body).await.expect(204);
    files(subject, &sr, 1).await;
    let other = subject.file("Not its file").await;
    let again = subject.customer.post(&to(path::ATTACHMENTS, &[other.as_str()]), &body).await;
    assert!(again.status.is_client_error(), "an upload belongs to one ticket: {}", again.status);
    let nothing = BindUploads { uploads: vec![UploadId::from("no-such-upload")] };
    let answer = subject.customer.post(&to(path::ATTACHMENTS, &[sr.as_str()]), &nothing).await;
    assert!(answer.status.is_client_error(), "{}", answer.status);
}

pub async fn a_download_is_what_was_sent(subject: &Subject) {
    let content = log_file(200_000);
    let (sr, file) = with_file(subject, "诊断 \"2026\".log", &content).await;
    let answer = subject.customer.get(&to(path::ATTACHMENT, &[sr.as_str(), file.id.as_str()])).await.expect(200);
    assert_eq!(sha256(&answer.body), sha256(&content));
    assert_eq!(answer.header("content-length"), Some(content.len().to_string().as_str()));
    let digest = format!("sha-256=:{}:", BASE64_STANDARD.encode(Sha256::digest(&content)));
    assert_eq!(answer.header("repr-digest"), Some(digest.as_str()));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    let disposition = answer.header("content-disposition").expect("a download has a name").to_owned();
    assert!(disposition.starts_with("attachment;"), "{disposition}");
    assert!(disposition.contains("filename*=UTF-8''%E8%AF%8A%E6%96%AD"), "{disposition}");
}

pub async fn a_download_takes_ranges(subject: &Subject) {
    let content = log_file(1000);
    let (sr, file) = with_file(subject, "ranged.log", &content).await;
    let url = to(path::ATTACHMENT, &[sr.as_str(), file.id.as_str()]);
    let whole = subject.customer.get(&url).await.expect(200);
    assert_eq!(whole.header("accept-ranges"), Some("bytes"));
    for (range, part, told) in [
        ("bytes=0-99", &content[..100], "bytes 0-99/1000"),
        ("bytes=900-", &content[900..], "bytes 900-999/1000"),
        ("bytes=-10", &content[990..], "bytes 990-999/1000"),
    ] {
        let answer = Answer::of(subject.customer.read(&url).header("range", range)).await.expect(206);
        assert_eq!(answer.body, part, "{range}");
        assert_eq!(answer.header("content-range"), Some(told));
    }
    Answer::of(subject.customer.read(&url).header("range", "bytes=2000-")).await.expect(416);
    let etag = whole.header("etag").expect("a file has an ETag").to_owned();
    Answer::of(subject.customer.read(&url).header("if-none-match", &etag)).await.expect(304);
    let resumed = subject.customer.read(&url).header("range", "bytes=500-");
    Answer::of(resumed.header("if-range", "\"another\"")).await.expect(200);
}

pub async fn all_files_come_in_one_archive(subject: &Subject) {
    let sr = subject.file("Archived").await;
    let mut uploads = Vec::new();
    for content in [b"first".as_slice(), b"second"] {
        uploads.push(subject.customer.upload("同名.log", content).await);
    }
    subject.customer.say(&sr, "two of the same name", &uploads).await;
    files(subject, &sr, 2).await;
    let answer = subject.customer.get(&to(path::ARCHIVE, &[sr.as_str()])).await.expect(200);
    let mut archive = zip::ZipArchive::new(Cursor::new(answer.body)).expect("it is a ZIP archive");
    assert_eq!(archive.len(), 2, "two names for two files");
    let mut contents = Vec::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).expect("it has as many entries as it says");
        let name = entry.enclosed_name().expect("its name leads nowhere else");
        assert!(name.extension().is_some_and(|extension| extension == "log"), "{}", name.display());
        let mut content = String::new();
        std::io::Read::read_to_string(&mut entry, &mut content).expect("it can be unpacked");
        contents.push(content);
    }
    contents.sort();
    assert_eq!(contents, ["first", "second"]);
}
