//! POSTs that are repeated, at once and later.

use std::collections::BTreeSet;

use crate::common::{AMARA, Backend, Browser, LIN, header_of, problem};
use aftercare_backend::{
    http::{Answer, ApiError, idempotency, idempotency::Keyed},
    session::Viewer,
};
use aftercare_contract::{
    ProblemType, Span,
    account::Role,
    routes::{IDEMPOTENCY_KEY, path, to},
};
use axum::{
    http::{Request, StatusCode, request::Parts},
    response::IntoResponse,
};
use reqwest::Response;

/// Creates an upload: the shortest of the calls that need a key.
async fn create(browser: &Browser, key: &str, name: &str) -> Response {
    let request = browser.post(&to(path::UPLOADS, &[]), key).header("tus-resumable", "1.0.0");
    request.header("upload-length", 3).header("upload-metadata", format!("filename {name}")).send().await.unwrap()
}

/// `a.log` in Base64.
const LOG: &str = "YS5sb2c=";
/// `a.exe` in Base64.
const PROGRAM: &str = "YS5leGU=";

async fn uploads(backend: &Backend) -> u64 {
    let count = "SELECT count(*) FROM upload";
    backend.app.db.read(move |connection| connection.query_row(count, [], |row| row.get(0))).await.unwrap()
}

#[tokio::test]
async fn many_taps_at_once_have_one_effect() {
    let backend = Backend::start().await;
    let lin = backend.browser(LIN).await;
    let taps = (0..5).map(|_| {
        let lin = lin.clone();
        tokio::spawn(async move { create(&lin, "tap", LOG).await })
    });
    let mut places = BTreeSet::new();
    for tap in taps.collect::<Vec<_>>() {
        let answer = tap.await.unwrap();
        if answer.status() == StatusCode::CREATED {
            places.insert(header_of(&answer, "location"));
        } else {
            assert_eq!(problem(answer).await.problem_type, ProblemType::InFlight);
        }
    }
    places.insert(header_of(&create(&lin, "tap", LOG).await, "location"));
    assert_eq!(places.len(), 1);
    assert_eq!(uploads(&backend).await, 1);
}

#[tokio::test]
async fn a_key_is_somebodys_own_and_outlives_a_restart_and_a_month() {
    let backend = Backend::start().await;
    let (lin, amara) = (backend.browser(LIN).await, backend.browser(AMARA).await);
    let first = header_of(&create(&lin, "k", LOG).await, "location");
    assert_ne!(header_of(&create(&amara, "k", LOG).await, "location"), first);

    let backend = backend.restart().await;
    backend.hand.advance(Span::hours(30 * 24));
    idempotency::sweep(&backend.app).await.unwrap();
    let lin = backend.browser(LIN).await;
    assert_eq!(header_of(&create(&lin, "k", LOG).await, "location"), first);

    backend.hand.advance(Span::hours(2 * 24));
    idempotency::sweep(&backend.app).await.unwrap();
    let lin = backend.browser(LIN).await;
    assert_ne!(header_of(&create(&lin, "k", LOG).await, "location"), first);
}

#[tokio::test]
async fn keys_are_checked() {
    let backend = Backend::start().await;
    let lin = backend.browser(LIN).await;
    assert_eq!(problem(create(&lin, &"k".repeat(256), LOG).await).await.problem_type, ProblemType::Malformed);
    assert_eq!(create(&lin, "k", LOG).await.status(), StatusCode::CREATED);
    assert_eq!(problem(create(&lin, "k", PROGRAM).await).await.problem_type, ProblemType::UnsupportedType);
    assert_eq!(problem(create(&backend.guest(), "k", LOG).await).await.problem_type, ProblemType::SignInNeeded);
}

fn call() -> Parts {
    let request = Request::post("/api/v1/tickets").header(IDEMPOTENCY_KEY, "k");
    request.body(()).unwrap().into_parts().0
}

fn lin() -> Viewer {
    Viewer {
        person_id: "lin".into(),
        name: String::new(),
        organisation_id: "huadong".into(),
        role: Role::Requester,
        session_id: "s".into(),
    }
}

#[tokio::test]
async fn problems_are_repeated_without_their_writes_and_faults_are_not() {
    let backend = Backend::start().await;
    let app = &backend.app;
    let keyed = |body: &'static str| Keyed::new(app, &lin().person_id, &call(), body.as_bytes());

    // A fault of our own: everything is undone, and the next try is a new one.
    let fault = keyed("body").unwrap().run(app, |_| Err(ApiError::internal("disk full"))).await;
    assert!(matches!(fault, Err(ApiError::Internal(_))));

    let refused = keyed("body").unwrap().run(app, |tx| {
        tx.execute("UPDATE person SET name = 'half done'", [])?;
        Err(ProblemType::ActionNotAllowed.into())
    });
    let refused = refused.await.unwrap();
    assert_eq!(refused.clone().into_response().status(), StatusCode::CONFLICT);
    let name = "SELECT name FROM person WHERE id = 'lin'";
    let name = app.db.read(|connection| connection.query_row(name, [], |row| row.get::<_, String>(0)));
    assert_eq!(name.await.unwrap(), "林晓峰");

    let again = keyed("body").unwrap().run(app, |_| Ok(Answer::empty(StatusCode::NO_CONTENT))).await;
    assert_eq!(again.unwrap(), refused);
    let other = keyed("other").unwrap().run(app, |_| Ok(Answer::empty(StatusCode::NO_CONTENT))).await;
    assert!(matches!(other, Err(ApiError::Problem(problem)) if problem.problem_type == ProblemType::KeyReused));
}

#[tokio::test]
async fn a_call_in_flight_is_told_and_one_that_was_given_up_is_not() {
    let backend = Backend::start().await;
    let keyed = || Keyed::new(&backend.app, &lin().person_id, &call(), b"");
    let held = keyed().unwrap();
    assert!(matches!(keyed(), Err(ApiError::Problem(problem)) if problem.problem_type == ProblemType::InFlight));
    drop(held);
    assert!(keyed().is_ok());
}
