//! Who calls: sessions in a cookie that no script can read.

mod api;
mod cookie;
mod limit;
mod me;
mod password;
mod store;

use aftercare_contract::{
    ProblemType,
    account::{OrganisationId, PersonId, Role, SessionId},
};
use axum::{
    extract::{FromRequestParts, Request, State},
    http::{header, request::Parts},
    middleware::Next,
    response::Response,
};

pub use api::router;
pub use limit::SignIns;
pub use me::{hotline, person};
pub use password::hash;
pub use store::{is_live, sweep};

use crate::{App, http::ApiError};

/// The person who calls. As an extractor, it answers 401 where nobody is signed in.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// Who.
    pub person_id: PersonId,
    /// As they are called.
    pub name: String,
    /// Of which company; nothing of another one may reach them.
    pub organisation_id: OrganisationId,
    /// What they may see of it.
    pub role: Role,
    /// By which session.
    pub session_id: SessionId,
}

impl<S: Sync> FromRequestParts<S> for Viewer {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        parts.extensions.get().cloned().ok_or_else(|| ProblemType::SignInNeeded.into())
    }
}

/// Finds out who calls, for [`Viewer`], and hands out the new secret when it is time for one.
pub async fn authenticate(State(app): State<App>, mut request: Request, next: Next) -> Result<Response, ApiError> {
    let Some(secret) = cookie::secret(&app.config, request.headers()) else {
        return Ok(next.run(request).await);
    };
    let Some((viewer, fresh)) = store::find(&app, secret).await? else {
        return Ok(next.run(request).await);
    };
    request.extensions_mut().insert(viewer);
    let mut response = next.run(request).await;
    // A handler that has just signed somebody in or out knows better.
    if let Some(fresh) = fresh.filter(|_| !response.headers().contains_key(header::SET_COOKIE)) {
        response.headers_mut().insert(header::SET_COOKIE, cookie::set(&app.config, &fresh)?);
    }
    Ok(response)
}
