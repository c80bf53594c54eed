//! Binding, running and stopping.

use std::{
    fmt,
    fs::{DirBuilder, File, OpenOptions},
    future::Future,
    io::{self, Write},
    net::SocketAddr,
    num::NonZeroU32,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
    sync::Arc,
    time::Duration,
};

use aftercare_contract::routes::BASE;
use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, DefaultBodyLimit, Request},
    http::{Extensions, HeaderMap, StatusCode, Version, header},
    middleware,
    routing::get,
    serve::Listener,
};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::{net::TcpListener, sync::Semaphore, time::MissedTickBehavior};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, CompressionLevel},
    timeout::TimeoutBody,
    trace::{DefaultOnResponse, TraceLayer},
};
use tracing::Level;

use crate::{
    App, Config, asset, catalogue,
    config::ARCHIVES,
    db::{Db, OpenError},
    demo, desk,
    http::{ApiError, Lasting, fallback, guard, headers, idempotency, statics},
    kb,
    live::{self, Hub},
    mail::{self, Delivery},
    notice, random, report, review, session, survey, ticket, upload,
};

/// Base of the desk's paths, on its own listener.
pub const DESK_BASE: &str = "/desk/v1";
/// Answers as soon as the server runs, to whoever asks.
const HEALTH: &str = "/health";

/// How long requests under way may take to finish after a stop.
pub const LAST_REQUESTS: Duration = Duration::from_secs(10);
/// How often tickets are looked for whose time has come.
const DUE_TICKETS: Duration = Duration::from_secs(1);
/// How often e-mails are looked for that are to be sent.
const DUE_MAILS: Duration = Duration::from_secs(1);
/// How often reports are looked for that are due.
const DUE_REPORTS: Duration = Duration::from_mins(10);
/// How often the desk of the demo looks at its tickets.
const DEMO_DESK: Duration = Duration::from_secs(1);
/// How often what is out of date is removed.
const OUT_OF_DATE: Duration = Duration::from_mins(10);
/// Largest body of a call, in bytes; chunks of uploads have their own limit.
const LARGEST_BODY: usize = 1 << 20;

/// A server that is bound to its addresses and ready to run.
pub struct Server {
    app: App,
    portal: (TcpListener, SocketAddr),
    desk: (TcpListener, SocketAddr),
    desk_token: String,
    demo_desk: Option<demo::Desk>,
}

/// Why a server can't start.
#[derive(Debug)]
pub enum StartError {
    /// An address can't be listened on.
    Listen(SocketAddr, io::Error),
    /// A file or folder can't be made or read.
    Files(std::path::PathBuf, io::Error),
    /// The database can't be used.
    Database(std::path::PathBuf, OpenError),
    /// The demo data can't be written.
    Demo(ApiError),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen(address, error) => write!(f, "can't listen on {address}: {error}"),
            Self::Files(path, error) => write!(f, "can't use {}: {error}", path.display()),
            Self::Database(path, error) => write!(f, "can't use the database {}: {error}", path.display()),
            Self::Demo(error) => write!(f, "can't write the demo data: {error}"),
        }
    }
}

impl core::error::Error for StartError {}

impl Server {
    /// Opens the database, makes what is missing, and listens; nothing is answered before [`run`](Self::run).
    pub async fn bind(mut config: Config) -> Result<Self, StartError> {
        let portal = listen(config.listen).await?;
        let desk = listen(config.desk_listen).await?;
        if config.origins.is_empty() {
            let port = portal.1.port();
            config.origins = vec![format!("http://127.0.0.1:{port}"), format!("http://localhost:{port}")];
        }
        let files = |path: &Path, error| StartError::Files(path.to_owned(), error);
        let mut folders = vec![&config.uploads];
        if let Delivery::Folder(outbox) = &config.mail {
            folders.push(outbox);
        }
        for folder in folders {
            let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
            made.map_err(|error| files(folder, error))?;
        }
        private_file(&config.database).map_err(|error| files(&config.database, error))?;
        let desk_token = desk_token(&config.desk_token_file).map_err(|error| files(&config.desk_token_file, error))?;

        let live = Hub::default();
        let db = Db::open(&config.database, live.clone())
            .map_err(|error| StartError::Database(config.database.clone(), error))?;
        let streams = config.streams;
        let app = App {
            clock: config.clock.clone(),
            config: Arc::new(config),
            db,
            live,
            stopping: CancellationToken::new(),
            in_flight: idempotency::InFlight::default(),
            sign_ins: session::SignIns::default(),
            openings: survey::Openings::default(),
            holders: upload::Holders::default(),
            streams: Lasting::new(streams),
            archives: Lasting::new(ARCHIVES),
            documents: Arc::new(Semaphore::new(1)),
        };
        let mut demo_desk = None;
        if let Some(demo::Settings { tickets, speed }) = app.config.demo {
            demo::seed(&app, tickets).await.map_err(StartError::Demo)?;
            demo_desk = NonZeroU32::new(speed).map(demo::Desk::new).transpose().map_err(StartError::Demo)?;
        }
        Ok(Self { app, portal, desk, desk_token, demo_desk })
    }

    /// What the handlers share; for seeding and for tests.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Where the portal's API and the static files are.
    pub fn address(&self) -> SocketAddr {
        self.portal.1
    }

    /// Where the desk's API is.
    pub fn desk_address(&self) -> SocketAddr {
        self.desk.1
    }

    /// What the desk's callers have to send as `Authorization: Bearer …`.
    pub fn desk_token(&self) -> &str {
        &self.desk_token
    }

    /// Serves until `shutdown` is done, then ends streams, finishes requests and tidies up.
    pub async fn run(self, shutdown: impl Future<Output = ()> + Send + 'static) -> Result<(), ApiError> {
        let Self { app, portal, desk, desk_token, demo_desk } = self;
        let stopping = app.stopping.clone();
        mail::recover(&app).await?;
        let background = TaskTracker::new();
        background.spawn(every(app.clone(), DUE_TICKETS, ticket::sweep));
        background.spawn(every(app.clone(), DUE_MAILS, mail::send));
        background.spawn(every(app.clone(), OUT_OF_DATE, sweep));
        background.spawn(every(app.clone(), DUE_REPORTS, report::schedule::work));
        if let Some(desk) = demo_desk {
            background.spawn(every(app.clone(), DEMO_DESK, async move |app: &App| demo::go_on(app, &desk).await));
        }
        background.spawn({
            let stopping = stopping.clone();
            async move {
                shutdown.await;
                stopping.cancel();
            }
        });
        background.close();

        let patience = app.config.patience;
        let desk = serve(desk.0, desk_router(&app, desk_token), patience, &stopping);
        let portal = serve(portal.0, portal_router(&app), patience, &stopping);
        let overdue = async {
            stopping.cancelled().await;
            tokio::time::sleep(LAST_REQUESTS).await;
        };
        tokio::select! {
            ((), ()) = async { tokio::join!(portal, desk) } => {}
            () = overdue => tracing::warn!("some requests took too long and were cut off"),
        }
        stopping.cancel();
        background.wait().await;
        app.db.checkpoint().await
    }
}

/// The listener, and its address with the port that the system chose where 0 was asked for.
async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let failed = |error| StartError::Listen(address, error);
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

/// Serves until the server stops, and then what is under way. `axum::serve` would wait for slow clients for ever.
async fn serve(mut listener: TcpListener, router: Router, patience: Duration, stopping: &CancellationToken) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(patience);
    let connections = GracefulShutdown::new();
    while let Some((socket, peer)) = stopping.run_until_cancelled(Listener::accept(&mut listener)).await {
        let service = router.clone().map_request(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            request.map(|body| Body::new(TimeoutBody::new(patience, body)))
        });
        let connection = http.serve_connection(TokioIo::new(socket), TowerToHyperService::new(service));
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, %peer, "connection");
            }
        });
    }
    drop(listener);
    connections.shutdown().await;
}

fn portal_router(app: &App) -> Router {
    let api = Router::new()
        .route(HEALTH, get(async || "ok"))
        .merge(session::router())
        .merge(asset::router())
        .merge(catalogue::router())
        .merge(ticket::router())
        .merge(kb::router())
        .merge(survey::router())
        .merge(report::router())
        .merge(mail::router())
        .merge(notice::router())
        .merge(review::router())
        .merge(upload::router())
        .merge(live::router())
        .fallback(fallback::not_found)
        .method_not_allowed_fallback(fallback::method_not_allowed)
        .layer(CompressionLayer::new().quality(CompressionLevel::Precise(5)).compress_when(is_json))
        .layer(middleware::from_fn_with_state(app.clone(), session::authenticate))
        .layer(middleware::from_fn_with_state(app.clone(), guard::guard))
        .layer(DefaultBodyLimit::max(LARGEST_BODY));
    finish(Router::new().nest(BASE, api).fallback(statics::serve), app)
}

fn desk_router(app: &App, token: String) -> Router {
    let api = desk::router()
        .fallback(fallback::not_found)
        .method_not_allowed_fallback(fallback::method_not_allowed)
        .layer(middleware::from_fn_with_state(Arc::<str>::from(token), guard::desk));
    finish(Router::new().nest(DESK_BASE, api).fallback(fallback::not_found), app)
}

/// What both listeners have around their calls.
fn finish(router: Router<App>, app: &App) -> Router {
    let span = |request: &Request| {
        // Without the query: searches are nobody's business.
        tracing::info_span!("request", method = %request.method(), path = request.uri().path())
    };
    let answered = DefaultOnResponse::new().level(Level::INFO);
    router
        .layer(CatchPanicLayer::custom(fallback::panicked))
        .layer(middleware::from_fn_with_state(app.clone(), headers::add))
        .layer(TraceLayer::new_for_http().make_span_with(span).on_response(answered).on_failure(()))
        .with_state(app.clone())
}

/// Downloads are compressed already where it is worth it, and streams must not be held back.
fn is_json(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    content_type.is_some_and(|content_type| content_type.ends_with("json"))
}

/// Does `work` again and again until the server stops.
async fn every(app: App, period: Duration, work: impl AsyncFn(&App) -> Result<(), ApiError>) {
    let mut ticks = tokio::time::interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while app.stopping.run_until_cancelled(ticks.tick()).await.is_some() {
        if let Err(error) = work(&app).await {
            tracing::error!(%error, "work in the background failed");
        }
    }
}

/// Removes what is out of date, and tells of what comes near.
async fn sweep(app: &App) -> Result<(), ApiError> {
    idempotency::sweep(app).await?;
    session::sweep(app).await?;
    survey::sweep(app);
    mail::sweep(app).await?;
    live::sweep(app).await?;
    notice::sweep(app).await?;
    upload::sweep(app).await
}

/// The token in the file; a new one where there is none.
fn desk_token(path: &Path) -> io::Result<String> {
    match std::fs::read_to_string(path) {
        Ok(token) if !token.trim().is_empty() => return Ok(token.trim().to_owned()),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let token = random::secret().map_err(io::Error::other)?;
    private_file(path)?.write_all(token.as_bytes())?;
    Ok(token)
}

/// The file, which only its owner may read if it is made now; SQLite's own beside it are made alike.
fn private_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path)
}
