//! What forms are built from.

use aftercare_contract::{catalogue::Catalogue, routes::path};

use super::{Api, ApiError, client::Endpoint};

impl Api {
    /// The whole catalogue.
    pub async fn catalogue(self) -> Result<Catalogue, ApiError> {
        self.get(Endpoint::new(path::CATALOGUE, &[])).await
    }
}
