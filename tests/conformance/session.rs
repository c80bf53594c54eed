//! The session: cookie, sign-in and sign-out, the viewer and their sessions.

use aftercare_contract::{
    ProblemType,
    account::{Capability, Session},
    list::Page,
    routes::{WRITE_HEADER, WRITE_HEADER_VALUE, path, to},
};
use aftercare_tests::{Answer, Customer, api::new_key};
use reqwest::Method;
use serde_json::json;

use crate::subject::Subject;

/// Every path that needs somebody signed in.
fn private() -> Vec<(Method, String)> {
    let read = [
        to(path::ME, &[]),
        to(path::SESSIONS, &[]),
        to(path::CATALOGUE, &[]),
        to(path::DEVICES, &[]),
        to(path::DEVICE, &["x"]),
        to(path::CONTRACTS, &[]),
        to(path::SITES, &[]),
        to(path::PEOPLE, &[]),
        to(path::TICKETS, &[]),
        to(path::TICKET, &["x"]),
        to(path::HISTORY, &["x"]),
        to(path::ATTACHMENTS, &["x"]),
        to(path::ATTACHMENT, &["x", "y"]),
        to(path::ARCHIVE, &["x"]),
        to(path::ARTICLES, &[]),
        to(path::ARTICLE, &["x"]),
        to(path::ARTICLE_PICTURE, &["x", "y"]),
        to(path::LIVE, &[]),
    ];
    let written = [
        (Method::DELETE, to(path::SESSION_ONE, &["x"])),
        (Method::POST, to(path::TICKETS, &[])),
        (Method::PATCH, to(path::TICKET, &["x"])),
        (Method::POST, to(path::MESSAGES, &["x"])),
        (Method::POST, to(path::ACTIONS, &["x"])),
        (Method::POST, to(path::ATTACHMENTS, &["x"])),
        (Method::POST, to(path::UPLOADS, &[])),
        (Method::PATCH, to(path::UPLOAD, &["x"])),
        (Method::DELETE, to(path::UPLOAD, &["x"])),
    ];
    read.into_iter().map(|url| (Method::GET, url)).chain(written).collect()
}

pub async fn nothing_is_told_without_signing_in(subject: &Subject) {
    let guest = Customer::guest(&subject.origin);
    for (method, url) in private() {
        let request = guest.write(method.clone(), &url).header("tus-resumable", "1.0.0").json(&json!({}));
        let answer = Answer::of(request).await;
        assert_eq!(answer.status, 401, "{method} {url}: {}", answer.text());
        assert_eq!(answer.problem().problem_type, ProblemType::SignInNeeded, "{method} {url}");
    }
}

pub async fn the_cookie_is_out_of_reach_of_scripts(subject: &Subject) {
    let guest = Customer::guest(&subject.origin);
    let answer = guest.try_sign_in(&subject.credentials.user_name, &subject.credentials.password).await.expect(200);
    let cookie = answer.header("set-cookie").expect("signing in sets a cookie").to_owned();
    let (pair, attributes) = cookie.split_once(';').expect("the cookie has attributes");
    let attributes = attributes.to_ascii_lowercase();
    let has = |wanted: &str| attributes.split(';').any(|attribute| attribute.trim() == wanted);
    assert!(has("httponly"), "{attributes}");
    assert!(has("samesite=lax") || has("samesite=strict"), "{attributes}");
    assert!(has("path=/"), "{attributes}");
    assert!(!attributes.contains("domain="), "it stays with this host: {attributes}");
    if subject.origin.starts_with("https:") {
        assert!(has("secure"), "{attributes}");
    }
    let (_, secret) = pair.split_once('=').expect("a cookie is name=value");
    assert!(secret.len() >= 22, "at least 128 bits: {} characters", secret.len());
    assert!(!answer.text().contains(secret), "and isn't in the body");
    for url in [to(path::ME, &[]), to(path::SESSIONS, &[])] {
        assert!(!guest.get(&url).await.text().contains(secret), "nor in {url}");
    }
}

pub async fn each_sign_in_is_a_session_of_its_own(subject: &Subject) {
    let (first, second) = (subject.another_session().await, subject.another_session().await);
    assert_ne!(first.cookie(), second.cookie());
    // Signing in again doesn't keep the secret that somebody may have planted.
    let planted = first.cookie();
    first.try_sign_in(&subject.credentials.user_name, &subject.credentials.password).await.expect(200);
    assert_ne!(first.cookie(), planted);
}

pub async fn a_wrong_password_is_told_as_a_wrong_user_is(subject: &Subject) {
    let guest = Customer::guest(&subject.origin);
    let nobody = format!("{}@example.com", new_key());
    let wrong = guest.try_sign_in(&subject.credentials.user_name, "not the password").await.expect(401).problem();
    let unknown = guest.try_sign_in(&nobody, "not the password").await.expect(401).problem();
    assert_eq!(wrong.problem_type, ProblemType::WrongCredentials);
    assert_eq!(wrong, unknown, "who has an account isn't told");
    assert_eq!(guest.cookie(), None);
    // So that this case doesn't use up the account's tries.
    guest.try_sign_in(&subject.credentials.user_name, &subject.credentials.password).await.expect(200);
}

pub async fn signing_in_is_limited(subject: &Subject) {
    let guest = Customer::guest(&subject.origin);
    let nobody = format!("{}@example.com", new_key());
    for _ in 0..40 {
        let answer = guest.try_sign_in(&nobody, "guess").await;
        if answer.status == 429 {
            let problem = answer.problem();
            assert_eq!(problem.problem_type, ProblemType::TooMany);
            assert!(problem.retry_after.is_some(), "it says when to come back");
            assert!(answer.header("retry-after").is_some(), "in the header, too");
            return;
        }
        assert_eq!(answer.status, 401);
    }
    panic!("forty wrong tries in a row");
}

pub async fn signing_in_needs_name_and_password(subject: &Subject) {
    let problem = Customer::guest(&subject.origin).try_sign_in("", "").await.expect(422).problem();
    let pointers: Vec<_> = problem.errors.iter().map(|error| error.pointer.as_str()).collect();
    assert_eq!(pointers, ["/userName", "/password"]);
}

pub async fn a_foreign_page_cannot_sign_in(subject: &Subject) {
    let guest = Customer::guest(&subject.origin);
    let body = json!({ "userName": subject.credentials.user_name, "password": subject.credentials.password });
    let request = guest
        .bare(Method::POST, &to(path::SESSION, &[]))
        .header(WRITE_HEADER, WRITE_HEADER_VALUE)
        .header("origin", "https://evil.example")
        .json(&body);
    assert_eq!(Answer::of(request).await.expect(403).problem().problem_type, ProblemType::ForeignOrigin);
}

pub async fn signing_out_ends_the_session(subject: &Subject) {
    let customer = subject.another_session().await;
    let stolen = customer.cookie().expect("there is a session");
    Answer::of(customer.write(Method::DELETE, &to(path::SESSION, &[]))).await.expect(204);
    customer.get(&to(path::ME, &[])).await.expect(401);
    let request = Customer::guest(&subject.origin).read(&to(path::ME, &[])).header("cookie", stolen);
    Answer::of(request).await.expect(401);
}

pub async fn sessions_are_listed_and_ended(subject: &Subject) {
    let (phone, desktop) = (subject.another_session().await, subject.another_session().await);
    let current = async |customer: &Customer| {
        let sessions: Page<Session> = customer.load(&to(path::SESSIONS, &[])).await;
        let mut current = sessions.items.into_iter().filter(|session| session.current);
        let found = current.next().expect("the one that asks is in the list");
        assert!(current.next().is_none(), "only one asks");
        found
    };
    let lost = current(&phone).await;
    assert_ne!(lost.id, current(&desktop).await.id);
    Answer::of(desktop.write(Method::DELETE, &to(path::SESSION_ONE, &[lost.id.as_str()]))).await.expect(204);
    phone.get(&to(path::ME, &[])).await.expect(401);
    desktop.get(&to(path::ME, &[])).await.expect(200);
}

pub async fn me_tells_what_this_backend_can_do(subject: &Subject) {
    let me = subject.customer.me().await;
    assert!(!me.user.name.is_empty() && !me.organisation.name.is_empty() && !me.hotline.number.is_empty());
    // What a backend says it has, it has.
    for (capability, url) in [(Capability::Tickets, path::TICKETS), (Capability::Live, path::LIVE)] {
        if me.capabilities.contains(&capability) {
            let answer = subject.customer.read(&to(url, &[])).send().await.expect("the backend answers");
            assert_eq!(answer.status(), 200, "{capability}");
        }
    }
}

pub async fn answers_arent_kept_by_shared_caches(subject: &Subject) {
    for url in [to(path::ME, &[]), to(path::TICKETS, &[])] {
        let answer = subject.customer.get(&url).await.expect(200);
        let control = answer.header("cache-control").unwrap_or_default();
        assert!(control.contains("private") || control.contains("no-store"), "{url}: {control:?}");
    }
}
