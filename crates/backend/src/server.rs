//! Binding, running and stopping.

use std::{
    fmt,
    future::Future,
    io::{self, Write},
    net::SocketAddr,
    path::Path,
    sync::Arc,
    time::Duration,
};

use aftercare_contract::routes::BASE;
use axum::{Router, extract::DefaultBodyLimit, middleware, routing::get};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{
    App, Config,
    db::{Db, OpenError},
    http::{ApiError, guard, idempotency},
    live::Hub,
    random, session,
};

/// How long requests under way may take to finish after a stop.
const LAST_REQUESTS: Duration = Duration::from_secs(10);
/// How often what is out of date is removed.
const SWEEP: Duration = Duration::from_secs(600);
/// Largest body of a call, in bytes; chunks of uploads have their own limit.
const LARGEST_BODY: usize = 1 << 20;

/// A server that is bound to its addresses and ready to run.
pub struct Server {
    app: App,
    portal: TcpListener,
    desk: TcpListener,
    desk_token: String,
    stop: CancellationToken,
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
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen(address, error) => write!(f, "can't listen on {address}: {error}"),
            Self::Files(path, error) => write!(f, "can't use {}: {error}", path.display()),
            Self::Database(path, error) => write!(f, "can't use the database {}: {error}", path.display()),
        }
    }
}

impl core::error::Error for StartError {}

impl Server {
    /// Opens the database, makes what is missing, and listens; nothing is answered before [`run`](Self::run).
    pub async fn bind(mut config: Config) -> Result<Self, StartError> {
        let listen = |address| async move {
            TcpListener::bind(address).await.map_err(|error| StartError::Listen(address, error))
        };
        let portal = listen(config.listen).await?;
        let desk = listen(config.desk_listen).await?;
        if config.origins.is_empty() {
            let port = portal.local_addr().map_err(|error| StartError::Listen(config.listen, error))?.port();
            config.origins = vec![format!("http://127.0.0.1:{port}"), format!("http://localhost:{port}")];
        }
        let files = |path: &Path, error| StartError::Files(path.to_owned(), error);
        std::fs::create_dir_all(&config.uploads).map_err(|error| files(&config.uploads, error))?;
        let desk_token = desk_token(&config.desk_token_file).map_err(|error| files(&config.desk_token_file, error))?;

        let stop = CancellationToken::new();
        let live = Hub::new(stop.child_token());
        let db = Db::open(&config.database, live.clone())
            .map_err(|error| StartError::Database(config.database.clone(), error))?;
        let app = App {
            clock: config.clock.clone(),
            config: Arc::new(config),
            db,
            live,
            in_flight: idempotency::InFlight::default(),
            sign_ins: session::SignIns::default(),
            holders: crate::upload::Holders::default(),
        };
        Ok(Self { app, portal, desk, desk_token, stop })
    }

    /// What the handlers share; for seeding and for tests.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Where the portal's API and the static files are.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.portal.local_addr()
    }

    /// Where the desk's API is.
    pub fn desk_address(&self) -> io::Result<SocketAddr> {
        self.desk.local_addr()
    }

    /// What the desk's callers have to send as `Authorization: Bearer …`.
    pub fn desk_token(&self) -> &str {
        &self.desk_token
    }

    /// Serves until `shutdown` is done, then ends streams, finishes requests and tidies up.
    pub async fn run(self, shutdown: impl Future<Output = ()> + Send + 'static) -> Result<(), ApiError> {
        let Self { app, portal, desk, desk_token: _, stop } = self;
        let service = portal_router(&app).into_make_service_with_connect_info::<SocketAddr>();
        let portal = axum::serve(portal, service).with_graceful_shutdown(stop.clone().cancelled_owned());
        let _ = desk;
        let stopping = stop.clone();
        tokio::spawn(async move {
            shutdown.await;
            stopping.cancel();
        });
        let overdue = async {
            stop.cancelled().await;
            tokio::time::sleep(LAST_REQUESTS).await;
        };
        tokio::select! {
            served = portal => served?,
            () = overdue => tracing::warn!("requests were cut off"),
        }
        app.db.checkpoint().await
    }
}

fn portal_router(app: &App) -> Router {
    let api = Router::new()
        .route("/health", get(|| async { "ok" }))
        .merge(session::router())
        .layer(middleware::from_fn_with_state(app.clone(), session::authenticate))
        .layer(middleware::from_fn_with_state(app.clone(), guard::guard))
        .layer(DefaultBodyLimit::max(LARGEST_BODY));
    Router::new().nest(BASE, api).with_state(app.clone())
}

/// The token in the file; a new one, readable only by its owner, where there is none.
fn desk_token(path: &Path) -> io::Result<String> {
    match std::fs::read_to_string(path) {
        Ok(token) if !token.trim().is_empty() => return Ok(token.trim().to_owned()),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let token = random::secret().map_err(io::Error::other)?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(token.as_bytes())?;
    Ok(token)
}
