//! The desk API: the vendor's side of the tickets, on a listener of its own, for callers that hold the desk's token.
//!
//! Every call that does something may say with `?by=ENGINEER` who does it; else it is who works on the ticket.

mod body;
mod documents;
mod follow_ups;
mod improvements;
mod knowledge;
mod notices;
mod reports;
mod store;

use aftercare_contract::{
    FieldCode, FieldError, Problem, ProblemType,
    claim::ClaimProgress,
    conclusion::{NewChecks, NewConclusion},
    history::{Actor, Attachment, AttachmentId, ScanState, Side},
    list::Page,
    plan::NewPlan,
    remote::NewAccessRequest,
    rma::{LoanerProgress, NewRma, RmaProgress},
    special::NewSpecialAnswer,
    ticket::{Engineer, SrNumber},
    upload::UploadId,
    visit::VisitProgress,
};
use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, State},
    http::StatusCode,
    routing::{get, post},
};
use futures_util::StreamExt;
use rusqlite::Connection;
use serde::Deserialize;
use tokio::{
    fs::File,
    io::{AsyncWriteExt, BufWriter},
};

use crate::{
    App,
    http::{ApiError, Json, Path, Query},
    random,
    ticket::{
        Record,
        change::{self, Change},
        create::{self, Filing},
        file,
    },
    upload,
};
use body::{
    Act, Answered, Ask, FinishAccess, NewNote, Open, ProposeVisit, Reach, Resolve, Say, SetConnected, SetEta,
    SetPlanStep, SetSeverity, SetStatus, SetStep, Take, ToEngineer, ToTier, WithdrawPlan,
};
use store::{DeskEngineer, DeskTicket, QueueQuery, Queued};

/// The calls of the desk, below `/desk/v1`.
pub fn router() -> Router<App> {
    Router::new()
        .route("/engineers", get(engineers))
        .route("/tickets", get(queue).post(open))
        .route("/tickets/{sr}", get(one))
        .route("/tickets/{sr}/take", post(act::<Take>))
        .route("/tickets/{sr}/tier", post(act::<ToTier>))
        .route("/tickets/{sr}/engineer", post(act::<ToEngineer>))
        .route("/tickets/{sr}/status", post(act::<SetStatus>))
        .route("/tickets/{sr}/step", post(act::<SetStep>))
        .route("/tickets/{sr}/milestone", post(act::<Reach>))
        .route("/tickets/{sr}/severity", post(act::<SetSeverity>))
        .route("/tickets/{sr}/eta", post(act::<SetEta>))
        .route("/tickets/{sr}/messages", post(act::<Say>))
        .route("/tickets/{sr}/answers", post(answered))
        .route("/tickets/{sr}/ask", post(act::<Ask>))
        .route("/tickets/{sr}/plan", post(act::<NewPlan>))
        .route("/tickets/{sr}/plan/step", post(act::<SetPlanStep>))
        .route("/tickets/{sr}/plan/withdraw", post(act::<WithdrawPlan>))
        .route("/tickets/{sr}/access", post(act::<NewAccessRequest>))
        .route("/tickets/{sr}/access/session", post(act::<SetConnected>))
        .route("/tickets/{sr}/access/end", post(act::<FinishAccess>))
        .route("/tickets/{sr}/rma", post(act::<NewRma>))
        .route("/tickets/{sr}/rma/state", post(act::<RmaProgress>))
        .route("/tickets/{sr}/loaner", post(act::<LoanerProgress>))
        .route("/tickets/{sr}/visit", post(act::<ProposeVisit>))
        .route("/tickets/{sr}/visit/state", post(act::<VisitProgress>))
        .route("/tickets/{sr}/claim", post(act::<ClaimProgress>))
        .route("/tickets/{sr}/special", post(act::<NewSpecialAnswer>))
        .route("/tickets/{sr}/checks", post(act::<NewChecks>))
        .route("/tickets/{sr}/conclusion", post(act::<NewConclusion>))
        .route("/tickets/{sr}/resolve", post(act::<Resolve>))
        .route("/tickets/{sr}/notes", post(note))
        // A stream of any length: it is counted against the limit of uploads as it comes.
        .route("/tickets/{sr}/attachments", post(attach).layer(DefaultBodyLimit::disable()))
        .merge(follow_ups::router())
        .merge(knowledge::router())
        .merge(reports::router())
        .merge(documents::router())
        .merge(notices::router())
        .merge(improvements::router())
}

/// Who acts.
#[derive(Debug, Deserialize)]
struct By {
    by: Option<String>,
}

impl By {
    /// The one who was named, or else who works on the ticket, or else nobody in particular.
    fn actor(&self, conn: &Connection, record: &Record) -> Result<Actor, ApiError> {
        let engineer = match &self.by {
            Some(by) => Some(store::engineer(conn, by)?.ok_or_else(|| ApiError::malformed("nobody is called `by`"))?),
            None => record.engineer.clone(),
        };
        Ok(vendor(engineer.as_ref()))
    }
}

fn vendor(engineer: Option<&Engineer>) -> Actor {
    let (name, tier) = engineer.map(|engineer| (engineer.name.clone(), engineer.tier.clone())).unzip();
    Actor { side: Side::Vendor, name: name.unwrap_or_default(), tier }
}

async fn engineers(State(app): State<App>) -> Result<Json<Page<DeskEngineer>>, ApiError> {
    let items = app.db.read(store::engineers).await?;
    Ok(Json(Page { total: items.len() as u64, items, next_cursor: None }))
}

async fn queue(State(app): State<App>, Query(query): Query<QueueQuery>) -> Result<Json<Page<Queued>>, ApiError> {
    let now = app.clock.now();
    app.db.read(move |conn| store::queue(conn, &query, now)).await.map(Json)
}

async fn one(State(app): State<App>, Path(sr): Path<SrNumber>) -> Result<Json<DeskTicket>, ApiError> {
    let now = app.clock.now();
    app.db.read(move |conn| store::ticket(conn, &sr, now)).await.map(Json)
}

async fn open(State(app): State<App>, Json(open): Json<Open>) -> Result<(StatusCode, Json<DeskTicket>), ApiError> {
    let now = app.clock.now();
    let ticket = app
        .db
        .write(move |tx| {
            let wrong = |pointer, code| vec![FieldError::new(pointer, code)];
            let requester = store::requester(tx, &open.requester)?;
            let (requester, organisation, name) = requester.ok_or_else(|| wrong("/requester", FieldCode::NotFound))?;
            if !open.channel.is_known() {
                return Err(wrong("/channel", FieldCode::NotOffered).into());
            }
            let actor = Actor { side: Side::Customer, name, tier: None };
            let filing = Filing { requester, organisation, actor, channel: open.channel, request: open.request };
            let sr = create::file(tx, now, filing)?.record.sr;
            store::ticket(tx, &sr, now)
        })
        .await?;
    Ok((StatusCode::CREATED, Json(ticket)))
}

async fn act<A: Act>(
    State(app): State<App>,
    Path(sr): Path<SrNumber>,
    Query(by): Query<By>,
    Json(body): Json<A>,
) -> Result<Json<DeskTicket>, ApiError> {
    let now = app.clock.now();
    let work = move |tx: &rusqlite::Transaction<'_>| {
        let record = Record::load(tx, &sr)?;
        let change = body.change(tx)?;
        let actor = match &change {
            Change::TakeOver(engineer) if by.by.is_none() => vendor(Some(engineer)),
            _ => by.actor(tx, &record)?,
        };
        change::apply_to(tx, now, record, actor, change)?;
        store::ticket(tx, &sr, now)
    };
    app.db.write(work).await.map(Json)
}

/// Writes down what somebody of the ticket's company has answered by another channel.
async fn answered(
    State(app): State<App>,
    Path(sr): Path<SrNumber>,
    Json(answered): Json<Answered>,
) -> Result<Json<DeskTicket>, ApiError> {
    let now = app.clock.now();
    let work = move |tx: &rusqlite::Transaction<'_>| {
        let record = Record::load(tx, &sr)?;
        let person = store::requester(tx, &answered.from)?;
        let person = person.filter(|(_, organisation, _)| *organisation == record.organisation);
        let (.., name) = person.ok_or_else(|| vec![FieldError::new("/from", FieldCode::NotFound)])?;
        let actor = Actor { side: Side::Customer, name, tier: None };
        change::apply_to(tx, now, record, actor, answered.change(tx)?)?;
        store::ticket(tx, &sr, now)
    };
    app.db.write(work).await.map(Json)
}

async fn note(
    State(app): State<App>,
    Path(sr): Path<SrNumber>,
    Query(by): Query<By>,
    Json(note): Json<NewNote>,
) -> Result<(StatusCode, Json<DeskTicket>), ApiError> {
    let now = app.clock.now();
    let text = note.validate()?;
    let ticket = app
        .db
        .write(move |tx| {
            let author = by.actor(tx, &Record::load(tx, &sr)?)?.name;
            store::add_note(tx, &sr, &author, &text, now)?;
            store::ticket(tx, &sr, now)
        })
        .await?;
    Ok((StatusCode::CREATED, Json(ticket)))
}

#[derive(Debug, Deserialize)]
struct FileQuery {
    name: String,
    #[serde(flatten)]
    by: By,
}

/// Takes the body as a file for the customer.
async fn attach(
    State(app): State<App>,
    Path(sr): Path<SrNumber>,
    Query(FileQuery { name, by }): Query<FileQuery>,
    body: Body,
) -> Result<(StatusCode, Json<Attachment>), ApiError> {
    let name = upload::clean_name(&name).ok_or_else(|| ApiError::malformed("name must be the name of a file"))?;
    let number = sr.clone();
    let author = app.db.read(move |conn| by.actor(conn, &Record::load(conn, &number)?)).await?;
    let id = UploadId(random::id()?);
    let kept = keep(&app, &id, name, author, body).await;
    let added = match kept {
        Ok(attachment) => {
            let stored = attachment.clone();
            app.db.write(move |tx| file::add(tx, &sr, stored)).await.map(|()| attachment)
        }
        Err(error) => Err(error),
    };
    if added.is_err() {
        upload::remove_file(&app, &id).await?;
    }
    added.map(|attachment| (StatusCode::CREATED, Json(attachment)))
}

/// Writes the body to the folder of uploads.
async fn keep(app: &App, id: &UploadId, name: String, author: Actor, body: Body) -> Result<Attachment, ApiError> {
    let path = upload::path(&app.config, id);
    let mut file = BufWriter::new(File::create(&path).await?);
    let mut size: u64 = 0;
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|cut| ApiError::malformed(cut.to_string()))?;
        size += chunk.len() as u64;
        if size > app.config.upload_limits.max_size {
            return Err(ProblemType::TooLarge.into());
        }
        file.write_all(&chunk).await?;
    }
    file.flush().await?;
    file.get_ref().sync_all().await?;
    let looked_at = name.clone();
    let (media_type, sha256) =
        tokio::task::spawn_blocking(move || upload::look(&path, &looked_at)).await.map_err(ApiError::internal)??;
    let media_type = media_type.ok_or_else(|| Problem::new(ProblemType::UnsupportedType))?.to_owned();
    let (id, attached) = (AttachmentId(id.0.clone()), app.clock.now());
    Ok(Attachment { id, name, media_type, size, sha256, scan: ScanState::NotScanned, author, attached })
}
