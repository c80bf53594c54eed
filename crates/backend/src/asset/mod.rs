//! What the customer owns and what was promised for it: devices, contracts, sites.

mod store;

use aftercare_contract::{
    asset::{Contract, Device, DeviceId, Site},
    list::Page,
    routes::path,
};
use axum::{Router, extract::State, routing::get};

pub use store::{contract, device, site};

use crate::{
    App,
    http::{ApiError, Json, Path, Query},
    session::Viewer,
};

/// The calls of this module.
pub fn router() -> Router<App> {
    Router::new()
        .route(path::DEVICES, get(devices))
        .route(path::DEVICE, get(one))
        .route(path::CONTRACTS, get(contracts))
        .route(path::SITES, get(sites))
}

async fn devices(
    State(app): State<App>,
    viewer: Viewer,
    Query(query): Query<store::DeviceQuery>,
) -> Result<Json<Page<Device>>, ApiError> {
    app.db.read(move |conn| store::devices(conn, &viewer, &query)).await.map(Json)
}

async fn one(State(app): State<App>, viewer: Viewer, Path(id): Path<DeviceId>) -> Result<Json<Device>, ApiError> {
    app.db.read(move |conn| store::own_device(conn, &viewer, &id)).await.map(Json)
}

async fn contracts(State(app): State<App>, viewer: Viewer) -> Result<Json<Page<Contract>>, ApiError> {
    app.db.read(move |conn| store::contracts(conn, &viewer)).await.map(whole)
}

async fn sites(State(app): State<App>, viewer: Viewer) -> Result<Json<Page<Site>>, ApiError> {
    app.db.read(move |conn| store::sites(conn, &viewer)).await.map(whole)
}

fn whole<T>(items: Vec<T>) -> Json<Page<T>> {
    Json(Page { total: items.len() as u64, items, next_cursor: None })
}
