//! Uploads by tus, as far as they go without a ticket.

use crate::common::{AMARA, Backend, Browser, HE, LIN, eventually, header_of, problem};
use aftercare_backend::config::{LOOSE_BYTES, LOOSE_UPLOADS};
use aftercare_contract::{
    ProblemType, Span,
    routes::{path, to},
    upload::{CHUNK_TYPE, UploadId},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::{Body, Method, RequestBuilder, Response, StatusCode};
use sha2::{Digest, Sha256};
use tokio::{io::AsyncWriteExt, net::TcpStream};

fn tus(browser: &Browser, method: Method, path: &str) -> RequestBuilder {
    browser.request(method, path).header("tus-resumable", "1.0.0")
}

fn creation(browser: &Browser, key: &str, name: &str, size: u64) -> RequestBuilder {
    browser
        .post(&to(path::UPLOADS, &[]), key)
        .header("tus-resumable", "1.0.0")
        .header("upload-length", size)
        .header("upload-metadata", format!("filename {}", STANDARD.encode(name)))
}

/// Where a new upload is.
async fn create(browser: &Browser, name: &str, size: u64) -> String {
    let answer = creation(browser, &format!("create {name}"), name, size).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::CREATED);
    header_of(&answer, "location")
}

fn chunk(browser: &Browser, upload: &str, offset: u64, body: impl Into<Body>) -> RequestBuilder {
    tus(browser, Method::PATCH, upload).header("upload-offset", offset).header("content-type", CHUNK_TYPE).body(body)
}

async fn offset(browser: &Browser, upload: &str) -> Response {
    tus(browser, Method::HEAD, upload).send().await.unwrap()
}

fn stored(backend: &Backend, upload: &str) -> Vec<u8> {
    let id = UploadId::from(upload.rsplit('/').next().unwrap());
    std::fs::read(aftercare_backend::upload::path(&backend.app.config, &id)).unwrap()
}

/// Media type and digest, as far as they are known.
async fn content(backend: &Backend, upload: &str) -> Option<(String, String)> {
    let id = upload.rsplit('/').next().unwrap().to_owned();
    let read = backend.app.db.read(move |connection| {
        connection.query_row("SELECT media_type, sha256 FROM upload WHERE id = ?", [id], |row| {
            Ok(row.get::<_, Option<String>>(0)?.zip(row.get(1)?))
        })
    });
    read.await.unwrap()
}

/// A connection on which a chunk was announced and only its first part was sent.
async fn send_part(backend: &Backend, browser: &Browser, upload: &str, announced: usize, part: &[u8]) -> TcpStream {
    let mut socket = TcpStream::connect(backend.origin.strip_prefix("http://").unwrap()).await.unwrap();
    let request = format!(
        "PATCH {upload} HTTP/1.1\r\nhost: x\r\norigin: {}\r\naftercare-write: 1\r\ncookie: {}\r\n\
         tus-resumable: 1.0.0\r\nupload-offset: 0\r\ncontent-type: {CHUNK_TYPE}\r\ncontent-length: {announced}\r\n\r\n",
        backend.origin, browser.cookie,
    );
    socket.write_all(request.as_bytes()).await.unwrap();
    socket.write_all(part).await.unwrap();
    socket
}

#[tokio::test]
async fn an_upload_goes_on_where_it_was_cut() {
    let backend = Backend::start().await;
    let lin = backend.browser(LIN).await;
    let log = "ssl-engine[1]: checksum mismatch\n".repeat(3000).into_bytes();
    let upload = create(&lin, "ssl.log", log.len() as u64).await;
    let (head, rest) = log.split_at(10_000);
    drop(send_part(&backend, &lin, &upload, log.len(), head).await);
    let id = upload.rsplit('/').next().unwrap().to_owned();
    eventually(async || {
        let id = id.clone();
        let offset = "SELECT offset FROM upload WHERE id = ?";
        let read = backend.app.db.read(move |connection| connection.query_row(offset, [id], |row| row.get(0)));
        read.await.unwrap_or(0_u64) == 10_000
    })
    .await;

    let answer = offset(&lin, &upload).await;
    assert_eq!(header_of(&answer, "upload-offset"), "10000");
    assert_eq!(header_of(&answer, "upload-length"), log.len().to_string());
    let answer = chunk(&lin, &upload, 10_000, rest.to_vec()).send().await.unwrap();
    assert_eq!(header_of(&answer, "upload-offset"), log.len().to_string());
    assert_eq!(stored(&backend, &upload), log);
    let sha256 = Sha256::digest(&log).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    assert_eq!(content(&backend, &upload).await, Some(("text/plain".to_owned(), sha256)));
}

#[tokio::test]
async fn a_connection_that_hangs_gives_way_to_the_next() {
    let backend = Backend::start().await;
    let lin = backend.browser(LIN).await;
    let log = vec![b'x'; 100_000];
    let upload = create(&lin, "ssl.log", log.len() as u64).await;
    let _hanging = send_part(&backend, &lin, &upload, log.len(), log.get(..10_000).unwrap()).await;
    let file = backend.app.config.uploads.join(upload.rsplit('/').next().unwrap());
    eventually(async || file.exists()).await;

    let known: u64 = header_of(&offset(&lin, &upload).await, "upload-offset").parse().unwrap();
    assert!(known <= 10_000);
    let rest = vec![b'x'; log.len() - usize::try_from(known).unwrap()];
    assert_eq!(chunk(&lin, &upload, known, rest).send().await.unwrap().status(), StatusCode::NO_CONTENT);
    assert_eq!(stored(&backend, &upload), log);
}

#[tokio::test]
async fn a_restart_in_the_middle_loses_nothing() {
    let backend = Backend::start().await;
    let lin = backend.browser(LIN).await;
    let upload = create(&lin, "ssl.log", 6).await;
    chunk(&lin, &upload, 0, "abc").send().await.unwrap();
    // Bytes behind the offset, as a crash in the middle of a chunk leaves them.
    let id = upload.rsplit('/').next().unwrap();
    crate::common::write(&backend.app.config.uploads, id, b"abcXYZXYZ");
    let backend = backend.restart().await;
    let lin = Browser { origin: backend.origin.clone(), ..lin };
    assert_eq!(header_of(&offset(&lin, &upload).await, "upload-offset"), "3");
    chunk(&lin, &upload, 3, "def").send().await.unwrap();
    assert_eq!(stored(&backend, &upload), b"abcdef");
}

#[tokio::test]
async fn a_chunk_that_is_wrong_changes_nothing() {
    let backend = Backend::start().await;
    let lin = backend.browser(LIN).await;
    let upload = create(&lin, "ssl.log", 6).await;
    let digest = |content: &str| format!("sha256 {}", STANDARD.encode(Sha256::digest(content)));

    let damaged = chunk(&lin, &upload, 0, "abX").header("upload-checksum", digest("abc")).send().await.unwrap();
    assert_eq!(damaged.status().as_u16(), 460);
    assert_eq!(problem(damaged).await.problem_type, ProblemType::ChecksumMismatch);
    let early = chunk(&lin, &upload, 3, "def").send().await.unwrap();
    assert_eq!(problem(early).await.problem_type, ProblemType::OffsetMismatch);
    let md5 = chunk(&lin, &upload, 0, "abc").header("upload-checksum", "md5 AAAA").send().await.unwrap();
    assert_eq!(problem(md5).await.problem_type, ProblemType::Malformed);
    let typeless = tus(&lin, Method::PATCH, &upload).header("upload-offset", 0).body("abc").send().await.unwrap();
    assert_eq!(problem(typeless).await.problem_type, ProblemType::UnsupportedType);
    assert_eq!(header_of(&offset(&lin, &upload).await, "upload-offset"), "0");

    let good = chunk(&lin, &upload, 0, "abc").header("upload-checksum", digest("abc")).send().await.unwrap();
    assert_eq!(header_of(&good, "upload-offset"), "3");
    let surplus = chunk(&lin, &upload, 3, "defg").send().await.unwrap();
    assert_eq!(problem(surplus).await.problem_type, ProblemType::TooLarge);
    assert_eq!(chunk(&lin, &upload, 3, "def").send().await.unwrap().status(), StatusCode::NO_CONTENT);
    assert_eq!(stored(&backend, &upload), b"abcdef");
}

#[tokio::test]
async fn what_is_not_taken_is_refused_as_early_as_can_be() {
    let backend = Backend::start_with(|config| config.upload_limits.max_size = 1000).await;
    let lin = backend.browser(LIN).await;
    let mut keys = 0..;
    let mut refused = async |name: &str, size: u64| {
        let key = format!("{}", keys.next().unwrap());
        problem(creation(&lin, &key, name, size).send().await.unwrap()).await.problem_type
    };
    assert_eq!(refused("a.log", 1001).await, ProblemType::TooLarge);
    assert_eq!(refused("a.exe", 10).await, ProblemType::UnsupportedType);
    assert_eq!(refused("noext", 10).await, ProblemType::UnsupportedType);
    assert_eq!(refused("/", 10).await, ProblemType::Malformed);
    assert_eq!(refused("a.log", 0).await, ProblemType::Malformed);

    // Only the content tells that this is no picture.
    let upload = create(&lin, "shot.png", 9).await;
    let answer = chunk(&lin, &upload, 0, "#!/bin/sh").send().await.unwrap();
    assert_eq!(problem(answer).await.problem_type, ProblemType::UnsupportedType);
    assert_eq!(offset(&lin, &upload).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(std::fs::read_dir(&backend.app.config.uploads).unwrap().count(), 0);
}

#[tokio::test]
async fn what_is_begun_has_its_limits() {
    let backend = Backend::start().await;
    let (lin, he) = (backend.browser(LIN).await, backend.browser(HE).await);
    let largest = backend.app.config.upload_limits.max_size;
    let mut begun = Vec::new();
    for number in 0..LOOSE_BYTES / largest {
        begun.push(create(&lin, &format!("{number}.log"), largest).await);
    }
    let one_more = || creation(&lin, "one more", "more.log", 1).send();
    assert_eq!(problem(one_more().await.unwrap()).await.problem_type, ProblemType::TooMany);
    create(&he, "a.log", largest).await;

    tus(&lin, Method::DELETE, begun.first().unwrap()).send().await.unwrap();
    assert_eq!(one_more().await.unwrap().status(), StatusCode::CREATED, "with the same key");
    for number in begun.len()..usize::try_from(LOOSE_UPLOADS).unwrap() {
        create(&lin, &format!("{number}.log"), 1).await;
    }
    let many = creation(&lin, "too many", "a.log", 1).send().await.unwrap();
    assert_eq!(problem(many).await.problem_type, ProblemType::TooMany);
}

#[tokio::test]
async fn creating_is_done_once_per_key() {
    let backend = Backend::start().await;
    let lin = backend.browser(LIN).await;
    let once = || creation(&lin, "one", "a.log", 10).send();
    let (first, again) = (once().await.unwrap(), once().await.unwrap());
    assert_eq!(header_of(&first, "location"), header_of(&again, "location"));
    let other = creation(&lin, "one", "b.log", 10).send().await.unwrap();
    assert_eq!(problem(other).await.problem_type, ProblemType::KeyReused);
    let keyless = tus(&lin, Method::POST, &to(path::UPLOADS, &[])).header("upload-length", 1).send().await.unwrap();
    assert_eq!(problem(keyless).await.problem_type, ProblemType::KeyMissing);
}

#[tokio::test]
async fn nobody_else_finds_it_and_its_owner_can_end_it() {
    let backend = Backend::start().await;
    let (lin, amara) = (backend.browser(LIN).await, backend.browser(AMARA).await);
    let upload = create(&lin, "a.log", 6).await;
    chunk(&lin, &upload, 0, "abc").send().await.unwrap();
    assert_eq!(offset(&amara, &upload).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(chunk(&amara, &upload, 3, "def").send().await.unwrap().status(), StatusCode::NOT_FOUND);
    let end = |browser: &Browser| tus(browser, Method::DELETE, &upload).send();
    assert_eq!(end(&amara).await.unwrap().status(), StatusCode::NOT_FOUND);
    assert_eq!(end(&lin).await.unwrap().status(), StatusCode::NO_CONTENT);
    assert_eq!(offset(&lin, &upload).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(std::fs::read_dir(&backend.app.config.uploads).unwrap().count(), 0);
}

#[tokio::test]
async fn what_is_never_finished_is_removed() {
    let backend = Backend::start().await;
    let lin = backend.browser(LIN).await;
    let upload = create(&lin, "a.log", 6).await;
    chunk(&lin, &upload, 0, "abc").send().await.unwrap();
    backend.hand.advance(Span::hours(7 * 24));
    aftercare_backend::upload::sweep(&backend.app).await.unwrap();
    assert_eq!(std::fs::read_dir(&backend.app.config.uploads).unwrap().count(), 1, "not yet");
    backend.hand.advance(Span::minutes(1));
    aftercare_backend::upload::sweep(&backend.app).await.unwrap();
    assert_eq!(std::fs::read_dir(&backend.app.config.uploads).unwrap().count(), 0);
}

#[tokio::test]
async fn the_server_tells_what_it_speaks() {
    let backend = Backend::start().await;
    let guest = backend.guest();
    let answer = guest.request(Method::OPTIONS, &to(path::UPLOADS, &[])).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    assert_eq!(header_of(&answer, "tus-extension"), "creation,checksum,termination");
    assert_eq!(header_of(&answer, "tus-max-size"), (2_u64 << 30).to_string());
    let lin = backend.browser(LIN).await;
    let other = lin.request(Method::HEAD, &to(path::UPLOAD, &["x"])).header("tus-resumable", "0.2").send().await;
    assert_eq!(header_of(&other.unwrap(), "tus-version"), "1.0.0");
}
