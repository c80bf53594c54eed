//! Signing in, staying signed in, signing out.

use crate::common::{AMARA, Backend, Browser, HE, LIN, PASSWORD, header_of, json, problem};
use aftercare_contract::{
    ProblemType, Span,
    account::{Me, Session},
    list::Page,
    routes::{WRITE_HEADER, path, to},
};
use reqwest::{Method, StatusCode, header};

async fn me(browser: &Browser) -> reqwest::Response {
    browser.get(&to(path::ME, &[])).await
}

#[tokio::test]
async fn who_signs_in_is_known_until_they_sign_out() {
    let backend = Backend::start().await;
    let guest = backend.guest();
    assert_eq!(problem(me(&guest).await).await.problem_type, ProblemType::SignInNeeded);

    let answer = guest.sign_in(&LIN.to_uppercase(), PASSWORD).await;
    let cookie = header_of(&answer, "set-cookie");
    for part in ["aftercare-session=", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    assert!(!cookie.contains("Secure"), "WebKit takes no Secure cookie over http: {cookie}");
    let mut lin = guest;
    lin.keep(&answer);
    assert_eq!(json::<Me>(answer).await.user.email, LIN);
    let who: Me = json(me(&lin).await).await;
    assert_eq!((who.user.name.as_str(), who.organisation.id.as_str()), ("林晓峰", "huadong"));
    assert!(who.hotline.open_now && who.server_time == backend.app.clock.now());

    let out = lin.request(Method::DELETE, &to(path::SESSION, &[])).send().await.unwrap();
    assert_eq!(out.status(), StatusCode::NO_CONTENT);
    assert!(header_of(&out, "set-cookie").contains("Max-Age=0"));
    assert_eq!(me(&lin).await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn over_https_the_cookie_is_bound_to_host_and_https() {
    let origin = "https://support.example.com";
    let backend = Backend::start_with(|config| config.origins = vec![origin.to_owned()]).await;
    let mut answer = backend.guest().sign_in(LIN, PASSWORD).await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN, "its own address isn't an origin of the portal");
    assert_eq!(header_of(&answer, "strict-transport-security"), "max-age=31536000");
    let request = backend.guest().http.post(format!("{}{}", backend.origin, to(path::SESSION, &[])));
    let body = serde_json::json!({ "userName": LIN, "password": PASSWORD });
    answer = request.header(header::ORIGIN, origin).header(WRITE_HEADER, "1").json(&body).send().await.unwrap();
    let cookie = header_of(&answer, "set-cookie");
    assert!(cookie.starts_with("__Host-aftercare-session=") && cookie.contains("Secure"), "{cookie}");
}

#[tokio::test]
async fn a_session_ends_when_it_idles_and_after_thirty_days() {
    let backend = Backend::start().await;
    let lin = backend.browser(LIN).await;
    backend.hand.advance(Span::hours(13));
    assert_eq!(me(&lin).await.status(), StatusCode::UNAUTHORIZED);

    let mut busy = backend.browser(LIN).await;
    for _ in 0..30 * 24 / 8 - 1 {
        backend.hand.advance(Span::hours(8));
        let answer = me(&busy).await;
        assert_eq!(answer.status(), StatusCode::OK);
        busy.keep(&answer);
    }
    backend.hand.advance(Span::hours(8));
    assert_eq!(me(&busy).await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_secret_rotates_without_signing_anybody_out() {
    let backend = Backend::start().await;
    let old = backend.browser(LIN).await;
    backend.hand.advance(Span::minutes(61));

    // Several requests at once: one gets the new secret, all are served.
    let calls = (0..8).map(|_| {
        let old = old.clone();
        tokio::spawn(async move { me(&old).await })
    });
    let mut fresh = Vec::new();
    for call in calls.collect::<Vec<_>>() {
        let answer = call.await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        let mut browser = old.clone();
        browser.keep(&answer);
        if browser.cookie != old.cookie {
            fresh.push(browser);
        }
    }
    let [new] = fresh.as_slice() else { panic!("{} new secrets", fresh.len()) };

    // The answer with the new secret got lost: the old one is still good, and gets another.
    backend.hand.advance(Span::minutes(5));
    let answer = me(&old).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let mut newer = old.clone();
    newer.keep(&answer);
    assert!(newer.cookie != old.cookie && newer.cookie != new.cookie);

    // Once the new one was seen, the old one is soon over.
    assert_eq!(me(&newer).await.status(), StatusCode::OK);
    assert_eq!(me(&old).await.status(), StatusCode::OK, "requests under way");
    backend.hand.advance(Span::minutes(2));
    assert_eq!(me(&old).await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(me(&newer).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn wrong_tries_are_limited_for_the_account_only_and_told_alike() {
    let backend = Backend::start().await;
    let guest = backend.guest();
    let unknown = problem(guest.sign_in("nobody@example.cn", PASSWORD).await).await;
    for _ in 0..8 {
        assert_eq!(problem(guest.sign_in(LIN, "wrong").await).await, unknown);
    }
    assert_eq!(unknown.problem_type, ProblemType::WrongCredentials);
    let limited = guest.sign_in(LIN, PASSWORD).await;
    assert!(!header_of(&limited, "retry-after").is_empty());
    let limited = problem(limited).await;
    assert_eq!(limited.problem_type, ProblemType::TooMany);
    let retry_after = limited.retry_after.unwrap();

    assert_eq!(guest.sign_in(HE, PASSWORD).await.status(), StatusCode::OK, "a colleague behind the same address");
    backend.hand.set(retry_after);
    assert_eq!(guest.sign_in(LIN, PASSWORD).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn sessions_are_listed_and_ended_by_their_owner_only() {
    let backend = Backend::start().await;
    let (here, there) = (backend.browser(LIN).await, backend.browser(LIN).await);
    let sessions: Page<Session> = json(here.get(&to(path::SESSIONS, &[])).await).await;
    assert_eq!((sessions.total, sessions.items.iter().filter(|session| session.current).count()), (2, 1));
    let other = sessions.items.iter().find(|session| !session.current).unwrap();

    let end = to(path::SESSION_ONE, &[other.id.as_str()]);
    let stranger = backend.browser(AMARA).await;
    let refused = stranger.request(Method::DELETE, &end).send().await.unwrap();
    assert_eq!(problem(refused).await.problem_type, ProblemType::NotFound);
    assert_eq!(me(&there).await.status(), StatusCode::OK);
    assert_eq!(here.request(Method::DELETE, &end).send().await.unwrap().status(), StatusCode::NO_CONTENT);
    assert_eq!(me(&there).await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(me(&here).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn sign_in_says_which_field_is_wrong() {
    let backend = Backend::start().await;
    let problem = problem(backend.guest().sign_in("", PASSWORD).await).await;
    assert_eq!(problem.problem_type, ProblemType::Invalid);
    assert_eq!(problem.errors.first().unwrap().pointer, "/userName");
}

#[tokio::test]
async fn no_foreign_page_can_write() {
    let backend = Backend::start().await;
    let lin = backend.browser(LIN).await;
    let url = format!("{}{}", backend.origin, to(path::SESSION, &[]));
    let request = || lin.http.delete(&url).header(header::COOKIE, &lin.cookie);
    for foreign in [
        request().header(header::ORIGIN, &backend.origin),
        request().header(WRITE_HEADER, "1"),
        request().header(WRITE_HEADER, "1").header(header::ORIGIN, "https://evil.example"),
        request().header(WRITE_HEADER, "1").header(header::ORIGIN, "null"),
    ] {
        assert_eq!(problem(foreign.send().await.unwrap()).await.problem_type, ProblemType::ForeignOrigin);
    }
    assert_eq!(me(&lin).await.status(), StatusCode::OK, "still signed in");
}

#[tokio::test]
async fn what_does_not_exist_is_a_problem_too() {
    let backend = Backend::start().await;
    let guest = backend.guest();
    assert_eq!(problem(guest.get("/api/v1/nothing").await).await.status, 404);
    assert_eq!(problem(guest.get("/api/v2").await).await.status, 404);
    let put = guest.request(Method::PUT, &to(path::ME, &[])).send().await.unwrap();
    assert_eq!(header_of(&put, "allow"), "GET,HEAD");
    assert_eq!(problem(put).await.status, 405);
    let broken = guest.request(Method::POST, &to(path::SESSION, &[]));
    let answer = broken.header(header::CONTENT_TYPE, "application/json").body("{").send().await.unwrap();
    assert_eq!(problem(answer).await.problem_type, ProblemType::Malformed);
    let typeless = guest.request(Method::POST, &to(path::SESSION, &[])).body("{}").send().await.unwrap();
    assert_eq!(problem(typeless).await.problem_type, ProblemType::UnsupportedType);
    let large = guest.sign_in(LIN, &"x".repeat(2 << 20)).await;
    assert_eq!(problem(large).await.problem_type, ProblemType::TooLarge);
}

#[tokio::test]
async fn json_is_compressed_for_who_takes_it() {
    let backend = Backend::start().await;
    let lin = backend.browser(LIN).await;
    for (taken, encoding) in [("gzip, br", "br"), ("gzip", "gzip"), ("identity", "")] {
        let answer =
            lin.request(Method::GET, &to(path::ME, &[])).header("accept-encoding", taken).send().await.unwrap();
        assert_eq!(header_of(&answer, "content-encoding"), encoding);
        assert_eq!(header_of(&answer, "vary"), "accept-encoding");
    }
}

#[tokio::test]
async fn the_desk_opens_to_its_token_only() {
    let backend = Backend::start().await;
    let lin = backend.browser(LIN).await;
    let desk = format!("{}/tickets", backend.desk);
    let call = |token: &str| lin.http.get(&desk).header(header::COOKIE, &lin.cookie).bearer_auth(token).send();
    assert_eq!(problem(call("").await.unwrap()).await.status, 401);
    assert_eq!(problem(call(&"A".repeat(43)).await.unwrap()).await.status, 401);
    assert_eq!(call(&backend.desk_token).await.unwrap().status(), StatusCode::OK);
    assert_eq!(problem(lin.get("/desk/v1/tickets").await).await.status, 404, "not where customers are");
}

#[tokio::test]
async fn what_is_stored_is_for_its_owner_alone() {
    let backend = Backend::start().await;
    for (name, expected) in
        [("desk-token", 0o600), ("aftercare.db", 0o600), ("aftercare.db-wal", 0o600), ("uploads", 0o700)]
    {
        let metadata = std::fs::metadata(backend.folder.path().join(name)).unwrap();
        let mode = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions());
        assert_eq!(mode & 0o777, expected, "{name}");
    }
}
