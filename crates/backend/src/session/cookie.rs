//! The session's cookie.

use axum::http::{HeaderMap, HeaderValue, header};
use cookie::{Cookie, SameSite};

use crate::{
    config::{Config, SESSION_LONGEST},
    http::ApiError,
};

/// Over https, the prefix has the browser refuse a cookie that a sibling domain or plain http tries to plant. Plain
/// http is only for the loopback address, where Safari takes no `Secure` cookie.
fn name(config: &Config) -> &'static str {
    if config.is_https() { "__Host-aftercare-session" } else { "aftercare-session" }
}

/// The secret that a request carries.
pub fn secret(config: &Config, headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut cookies = cookies.flat_map(Cookie::split_parse).filter_map(Result::ok);
    cookies.find(|cookie| cookie.name() == name(config)).map(|cookie| cookie.value().to_owned())
}

/// `Set-Cookie` with a new secret.
pub fn set(config: &Config, secret: &str) -> Result<HeaderValue, ApiError> {
    build(config, secret, SESSION_LONGEST.as_seconds())
}

/// `Set-Cookie` that takes the cookie away.
pub fn clear(config: &Config) -> Result<HeaderValue, ApiError> {
    build(config, "", 0)
}

fn build(config: &Config, secret: &str, seconds: i64) -> Result<HeaderValue, ApiError> {
    // Lax and not Strict: a link in an e-mail has to open its ticket for somebody who is signed in.
    let cookie = Cookie::build((name(config), secret))
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(config.is_https())
        .path("/")
        .max_age(cookie::time::Duration::seconds(seconds));
    HeaderValue::try_from(cookie.build().to_string()).map_err(ApiError::internal)
}
