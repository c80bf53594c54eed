//! Clients that take their time.

use std::time::Duration;

use crate::common::{Backend, LIN};
use aftercare_contract::routes::{path, to};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// What the server answers to the beginning of a request, until it hangs up.
async fn answer_to(backend: &Backend, beginning: &str) -> String {
    let mut socket = TcpStream::connect(backend.origin.strip_prefix("http://").unwrap()).await.unwrap();
    socket.write_all(beginning.as_bytes()).await.unwrap();
    let mut answer = String::new();
    let hung_up = tokio::time::timeout(Duration::from_secs(10), socket.read_to_string(&mut answer));
    hung_up.await.expect("it hangs up").unwrap();
    answer
}

#[tokio::test]
async fn a_client_that_falls_silent_in_a_request_is_hung_up_on() {
    let backend = Backend::start_with(|config| config.patience = Duration::from_millis(100)).await;
    assert_eq!(answer_to(&backend, "GET /api/v1/me HTTP/1.1\r\nhost:").await, "");

    let lin = backend.browser(LIN).await;
    let answer = answer_to(
        &backend,
        &format!(
            "POST {} HTTP/1.1\r\nhost: x\r\norigin: {}\r\naftercare-write: 1\r\ncookie: {}\r\nidempotency-key: slow\r\n\
             content-type: application/json\r\ncontent-length: 100\r\n\r\n{{\"ticketType\"",
            to(path::TICKETS, &[]),
            backend.origin,
            lin.cookie
        ),
    )
    .await;
    assert!(answer.starts_with("HTTP/1.1 400") && answer.contains("malformed"), "{answer}");
}
