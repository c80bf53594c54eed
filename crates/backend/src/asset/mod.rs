//! What the customer owns and what was promised for it: devices, contracts, sites.

mod fleet;
mod life;
mod lookup;
mod store;
mod table;

use aftercare_contract::{
    asset::{Contract, Device, DeviceId, Site},
    fleet::{DeviceQuery, Fleet, LookupAnswer, SerialLookup},
    list::Page,
    routes::path,
};
use axum::{
    Router,
    extract::{RawQuery, State},
    http::HeaderMap,
    response::Response,
    routing::{get, post},
};

use life::Today;
pub use store::{contract, contracts as own_contracts, device, site};

use crate::{
    App,
    http::{ApiError, Json, Path, Query},
    session::Viewer,
};

/// The calls of this module.
pub fn router() -> Router<App> {
    Router::new()
        .route(path::DEVICES, get(devices))
        .route(path::DEVICES_CSV, get(export))
        .route(path::FLEET, get(fleet))
        .route(path::DEVICE, get(one))
        .route(path::DEVICE_LOOKUP, post(look_up))
        .route(path::DEVICE_LOOKUP_CSV, post(look_up_csv))
        .route(path::CONTRACTS, get(contracts))
        .route(path::SITES, get(sites))
}

async fn devices(
    State(app): State<App>,
    viewer: Viewer,
    RawQuery(query): RawQuery,
) -> Result<Json<Page<Device>>, ApiError> {
    let query = DeviceQuery::parse(query.as_deref().unwrap_or_default());
    let today = Today::at(app.clock.now());
    app.db.read(move |conn| fleet::devices(conn, &viewer, &query, &today)).await.map(Json)
}

async fn export(
    State(app): State<App>,
    viewer: Viewer,
    RawQuery(query): RawQuery,
    Query(form): Query<table::Form>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let query = DeviceQuery::parse(query.as_deref().unwrap_or_default());
    let today = Today::at(app.clock.now());
    let devices = app.db.read(move |conn| fleet::all(conn, &viewer, &query, &today)).await?;
    table::devices(devices, &today, form.language(&headers))
}

async fn fleet(State(app): State<App>, viewer: Viewer) -> Result<Json<Fleet>, ApiError> {
    let today = Today::at(app.clock.now());
    app.db.read(move |conn| fleet::fleet(conn, &viewer, &today)).await.map(Json)
}

async fn one(State(app): State<App>, viewer: Viewer, Path(id): Path<DeviceId>) -> Result<Json<Device>, ApiError> {
    let today = Today::at(app.clock.now());
    app.db.read(move |conn| store::own_device(conn, &viewer, &id, &today)).await.map(Json)
}

async fn look_up(
    State(app): State<App>,
    viewer: Viewer,
    Json(list): Json<SerialLookup>,
) -> Result<Json<LookupAnswer>, ApiError> {
    answer(&app, viewer, list).await.map(Json)
}

async fn look_up_csv(
    State(app): State<App>,
    viewer: Viewer,
    Query(form): Query<table::Form>,
    headers: HeaderMap,
    Json(list): Json<SerialLookup>,
) -> Result<Response, ApiError> {
    let answer = answer(&app, viewer, list).await?;
    table::lookup(answer, &Today::at(app.clock.now()), form.language(&headers))
}

async fn answer(app: &App, viewer: Viewer, list: SerialLookup) -> Result<LookupAnswer, ApiError> {
    list.check().map_err(|error| vec![error])?;
    app.db.read(move |conn| lookup::look_up(conn, &viewer, &list)).await
}

async fn contracts(State(app): State<App>, viewer: Viewer) -> Result<Json<Page<Contract>>, ApiError> {
    app.db.read(move |conn| store::contracts(conn, &viewer.organisation_id)).await.map(whole)
}

async fn sites(State(app): State<App>, viewer: Viewer) -> Result<Json<Page<Site>>, ApiError> {
    app.db.read(move |conn| store::sites(conn, &viewer)).await.map(whole)
}

fn whole<T>(items: Vec<T>) -> Json<Page<T>> {
    Json(Page { total: items.len() as u64, items, next_cursor: None })
}
