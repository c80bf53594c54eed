//! The viewer.

use aftercare_contract::{account::Me, routes::path};

use super::{Api, ApiError, client::Endpoint};

impl Api {
    /// Who is signed in.
    pub async fn me(self) -> Result<Me, ApiError> {
        self.get(Endpoint::new(path::ME, &[])).await
    }
}
