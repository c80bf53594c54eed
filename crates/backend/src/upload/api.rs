//! The calls of tus.

use aftercare_contract::{
    Problem, ProblemType, routes,
    routes::path,
    upload::{CHUNK_TYPE, TUS_CHECKSUM_ALGORITHMS, TUS_EXTENSIONS, TUS_VERSION, UploadId},
};
use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{head, post},
};
use base64::{Engine, engine::general_purpose::STANDARD};

use super::{
    Upload, clean_name,
    finish::finish,
    receive::{Checksum, receive},
    store,
};
use crate::{
    App, Config,
    http::{Answer, ApiError, Path, idempotency::Keyed},
    random,
    session::Viewer,
};

const TUS_RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const UPLOAD_LENGTH: HeaderName = HeaderName::from_static("upload-length");
const UPLOAD_METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const UPLOAD_CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");

/// The calls of this module.
pub fn router() -> Router<App> {
    Router::new()
        .route(path::UPLOADS, post(create).options(options))
        .route(path::UPLOAD, head(offset).patch(append).delete(terminate).options(options))
        .layer(middleware::from_fn(speak_tus))
        .layer(DefaultBodyLimit::disable())
}

/// Every request but OPTIONS says which version it speaks, and every answer, too.
async fn speak_tus(request: Request, next: Next) -> Response {
    let is_ours = request.headers().get(TUS_RESUMABLE).is_some_and(|version| version == TUS_VERSION);
    let mut response = if is_ours || request.method() == axum::http::Method::OPTIONS {
        next.run(request).await
    } else {
        let mut refusal =
            ApiError::plain(StatusCode::PRECONDITION_FAILED, "Tus-Resumable must be 1.0.0").into_response();
        refusal.headers_mut().insert("tus-version", HeaderValue::from_static(TUS_VERSION));
        refusal
    };
    response.headers_mut().insert(TUS_RESUMABLE, HeaderValue::from_static(TUS_VERSION));
    response
}

async fn options(State(app): State<App>) -> impl IntoResponse {
    let headers = [
        ("tus-version", TUS_VERSION.to_owned()),
        ("tus-extension", TUS_EXTENSIONS.to_owned()),
        ("tus-checksum-algorithm", TUS_CHECKSUM_ALGORITHMS.to_owned()),
        ("tus-max-size", app.config.upload_limits.max_size.to_string()),
    ];
    (StatusCode::NO_CONTENT, headers)
}

async fn create(State(app): State<App>, viewer: Viewer, parts: Parts) -> Result<Answer, ApiError> {
    let headers = &parts.headers;
    let size = number(headers, &UPLOAD_LENGTH)?;
    let metadata = text(headers, &UPLOAD_METADATA)?.unwrap_or_default();
    let print = format!("{size}\n{metadata}");
    let call = Keyed::new(&app, &viewer.person_id, &parts, print.as_bytes())?;
    let (name, now) = (file_name(metadata)?, app.clock.now());
    check(&app.config, &name, size)?;
    let id = UploadId(random::id()?);
    call.run(&app, move |tx| {
        store::room_for(tx, &viewer.person_id, size)?;
        store::create(tx, &viewer, &id, &name, size, now)?;
        let location = routes::to(path::UPLOAD, &[id.as_str()]);
        Ok(Answer::empty(StatusCode::CREATED).with(&header::LOCATION, location))
    })
    .await
}

/// Whether such a file is taken at all.
fn check(config: &Config, name: &str, size: u64) -> Result<(), ApiError> {
    let limits = &config.upload_limits;
    let problem = |problem_type, detail: String| Err(Problem::new(problem_type).with_detail(detail).into());
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default();
    if size > limits.max_size {
        return problem(ProblemType::TooLarge, format!("at most {} bytes", limits.max_size));
    }
    if size == 0 {
        return problem(ProblemType::Malformed, "an empty file".to_owned());
    }
    if !limits.extensions.contains(&extension) {
        return problem(ProblemType::UnsupportedType, format!("files of type {extension:?} aren't taken"));
    }
    Ok(())
}

/// The upload, once nobody else works on it, and what its holder may do with it.
async fn hold(app: &App, viewer: Viewer, id: String) -> Result<(super::holder::Holder, Upload), ApiError> {
    let id = UploadId(id);
    let owner = viewer.clone();
    let wanted = id.clone();
    // Asked before waiting, so that a stranger can't stop somebody's upload.
    app.db.read(move |connection| store::own(connection, &owner.person_id, &wanted)).await?;
    let holder = app.holders.take(&id).await;
    let upload = app.db.read(move |connection| store::own(connection, &viewer.person_id, &id)).await?;
    Ok((holder, upload))
}

async fn offset(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Result<impl IntoResponse, ApiError> {
    let (_holder, upload) = hold(&app, viewer, id).await?;
    let headers = [
        (UPLOAD_OFFSET, upload.offset.to_string()),
        (UPLOAD_LENGTH, upload.size.to_string()),
        (UPLOAD_METADATA, format!("filename {}", STANDARD.encode(&upload.name))),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    if upload.offset == upload.size && upload.content.is_none() {
        // The server was stopped between the last byte and the check.
        finish(&app, upload).await?;
    }
    Ok((StatusCode::OK, headers))
}

async fn append(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<impl IntoResponse, ApiError> {
    if headers.get(header::CONTENT_TYPE).is_none_or(|value| value != CHUNK_TYPE) {
        return Err(Problem::new(ProblemType::UnsupportedType).with_detail(format!("a chunk is {CHUNK_TYPE}")).into());
    }
    let from = number(&headers, &UPLOAD_OFFSET)?;
    let checksum = text(&headers, &UPLOAD_CHECKSUM)?.map(Checksum::parse).transpose()?;
    // On a task of its own: what has come is kept even where the connection, and with it this call, is cut off.
    let work = tokio::spawn(async move {
        let (holder, upload) = hold(&app, viewer, id).await?;
        if from != upload.offset {
            return Err(ProblemType::OffsetMismatch.into());
        }
        let offset = receive(&app, &holder, &upload, body, checksum).await?;
        if offset == upload.size && upload.content.is_none() {
            finish(&app, Upload { offset, ..upload }).await?;
        }
        Ok::<_, ApiError>(offset)
    });
    let offset = work.await.map_err(ApiError::internal)??;
    Ok((StatusCode::NO_CONTENT, [(UPLOAD_OFFSET, offset.to_string())]))
}

async fn terminate(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Result<StatusCode, ApiError> {
    let (_holder, upload) = hold(&app, viewer, id).await?;
    if upload.content.is_some() && upload.ticket_sr.is_some() {
        let detail = "it is a file of a ticket by now";
        return Err(Problem::new(ProblemType::ActionNotAllowed).with_detail(detail).into());
    }
    let gone = upload.id.clone();
    app.db.write(move |tx| store::remove(tx, &gone)).await?;
    store::remove_file(&app, &upload.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, ApiError> {
    let value = headers.get(name).map(HeaderValue::to_str).transpose();
    value.map_err(|_| ApiError::malformed(format!("{name} isn't ASCII")))
}

fn number(headers: &HeaderMap, name: &HeaderName) -> Result<u64, ApiError> {
    let value = text(headers, name)?.and_then(|value| value.parse().ok());
    // What SQLite can keep.
    let value = value.filter(|number| i64::try_from(*number).is_ok());
    value.ok_or_else(|| ApiError::malformed(format!("{name} must be a number")))
}

/// The file's name from `Upload-Metadata`.
fn file_name(metadata: &str) -> Result<String, ApiError> {
    let mut pairs = metadata.split(',').filter_map(|pair| pair.trim().split_once(' '));
    let encoded = pairs.find(|(key, _)| *key == "filename").map(|(_, value)| value);
    let bytes = encoded.and_then(|value| STANDARD.decode(value).ok());
    let name = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    let name = name.as_deref().and_then(clean_name);
    name.ok_or_else(|| ApiError::malformed("Upload-Metadata must have a filename in Base64"))
}
