//! Signing in and out, and the list of where one is signed in.

use aftercare_contract::{
    ProblemType,
    account::{Colleague, Me, Session, SessionId, SignIn},
    list::Page,
    routes::path,
};
use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::IntoResponse,
    routing::{delete, get, post},
};

use super::{Viewer, cookie, me, store};
use crate::{
    App,
    http::{ApiError, Json, Network, Path},
};

/// Longest description of a browser that is kept.
const LONGEST_USER_AGENT: usize = 300;

/// The calls of this module.
pub fn router() -> Router<App> {
    Router::new()
        .route(path::SESSION, post(sign_in).delete(sign_out))
        .route(path::SESSIONS, get(sessions))
        .route(path::SESSION_ONE, delete(end_session))
        .route(path::ME, get(who_am_i))
        .route(path::PEOPLE, get(people))
}

async fn sign_in(
    State(app): State<App>,
    network: Network,
    headers: HeaderMap,
    before: Result<Viewer, ApiError>,
    Json(sign_in): Json<SignIn>,
) -> Result<impl IntoResponse, ApiError> {
    sign_in.validate()?;
    let user_name = sign_in.user_name.trim().to_owned();
    let attempt = app.sign_ins.begin(&user_name, network, app.clock.now())?;

    let credentials = app.db.read(move |connection| me::credentials(connection, &user_name)).await?;
    let (person, stored) = credentials.unzip();
    let fits = app.sign_ins.check(sign_in.password, stored).await?;
    let Some(person) = person.filter(|_| fits) else { return Err(ProblemType::WrongCredentials.into()) };
    app.sign_ins.succeed(&attempt);

    let user_agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let user_agent: String = user_agent.chars().take(LONGEST_USER_AGENT).collect();
    let now = app.clock.now();
    let (secret, me) = app
        .db
        .write(move |tx| {
            // Whoever was signed in here before isn't any more.
            if let Ok(before) = before {
                store::end(tx, &before.person_id, &before.session_id)?;
            }
            let secret = store::start(tx, &person, &user_agent, now)?;
            Ok::<_, ApiError>((secret, me::me(tx, &person, now)?))
        })
        .await?;
    Ok(([(header::SET_COOKIE, cookie::set(&app.config, &secret)?)], Json(me)))
}

/// The viewer's company is one page.
async fn people(State(app): State<App>, viewer: Viewer) -> Result<Json<Page<Colleague>>, ApiError> {
    let items = app.db.read(move |connection| me::colleagues(connection, &viewer.organisation_id)).await?;
    Ok(Json(Page { total: items.len() as u64, items, next_cursor: None }))
}

/// Succeeds for those, too, whose session is over: it is what they want.
async fn sign_out(State(app): State<App>, viewer: Result<Viewer, ApiError>) -> Result<impl IntoResponse, ApiError> {
    if let Ok(viewer) = viewer {
        app.db.write(move |tx| store::end(tx, &viewer.person_id, &viewer.session_id)).await?;
    }
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie::clear(&app.config)?)]))
}

async fn sessions(State(app): State<App>, viewer: Viewer) -> Result<Json<Page<Session>>, ApiError> {
    let now = app.clock.now();
    let items = app.db.read(move |connection| store::list(connection, &viewer, now)).await?;
    Ok(Json(Page { total: items.len() as u64, items, next_cursor: None }))
}

async fn end_session(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Result<StatusCode, ApiError> {
    let ended = app.db.write(move |tx| store::end(tx, &viewer.person_id, &SessionId(id))).await?;
    if ended { Ok(StatusCode::NO_CONTENT) } else { Err(ApiError::not_found()) }
}

async fn who_am_i(State(app): State<App>, viewer: Viewer) -> Result<Json<Me>, ApiError> {
    let now = app.clock.now();
    Ok(Json(app.db.read(move |connection| me::me(connection, &viewer.person_id, now)).await?))
}
