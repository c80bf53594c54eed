//! Signing in and out, and the viewer's sessions.

use aftercare_contract::{
    account::{Me, Session, SessionId, SignIn},
    list::Page,
    routes::path,
};

use super::{Api, ApiError, client::Endpoint};

impl Api {
    /// Signs in; the cookie is the backend's affair.
    pub async fn sign_in(self, credentials: &SignIn) -> Result<Me, ApiError> {
        self.post(Endpoint::new(path::SESSION, &[]), credentials, None).await
    }

    /// Signs this browser out.
    pub async fn sign_out(self) -> Result<(), ApiError> {
        self.delete(Endpoint::new(path::SESSION, &[])).await
    }

    /// The browsers in which the viewer is signed in.
    pub async fn sessions(self) -> Result<Page<Session>, ApiError> {
        self.get(Endpoint::new(path::SESSIONS, &[])).await
    }

    /// Signs one of them out.
    pub async fn revoke_session(self, id: &SessionId) -> Result<(), ApiError> {
        self.delete(Endpoint::new(path::SESSION_ONE, &[id.as_str()])).await
    }
}
