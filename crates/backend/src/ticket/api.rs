//! The portal's calls on tickets.

use aftercare_contract::{
    FieldCode, FieldError, ProblemType, Prose, Timestamp,
    history::{Actor, Attachment, AttachmentId, BindUploads, Event, NewMessage, Side},
    list::{Page, TicketQuery},
    routes::{self, path},
    ticket::{Action, Channel, NewTicket, RelatedTicket, SrNumber, TakeAction, Ticket, TicketPatch, TicketSummary},
    todo::Todo,
    validate::{Invalid, MAX_FILES, check_uploads},
};
use axum::{
    Router,
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use rusqlite::Connection;

use super::{
    actions, calendar,
    change::{self, Change},
    create::{self, Filing},
    csv, file,
    history::{self, HistoryQuery},
    list,
    record::Record,
    related, view,
};
use crate::{
    App,
    http::{Answer, ApiError, Download, Json, Once, Packed, Path, Query, archive as packed, etag, file_response},
    session::Viewer,
};

/// The calls of this module.
pub fn router() -> Router<App> {
    Router::new()
        .route(path::TODOS, get(todos))
        .route(path::TICKETS, get(tickets).post(create))
        .route(path::TICKETS_CSV, get(export))
        .route(path::TICKET, get(one).patch(edit))
        .route(path::HISTORY, get(history_page))
        .route(path::RELATED, get(related_tickets))
        .route(path::MESSAGES, post(answer))
        .route(path::ACTIONS, post(act))
        .route(path::ATTACHMENTS, get(attachments).post(bind))
        .route(path::ATTACHMENT, get(download))
        .route(path::ARCHIVE, get(archive))
        .route(path::VISIT_CALENDAR, get(visit_calendar))
}

async fn tickets(
    State(app): State<App>,
    viewer: Viewer,
    RawQuery(query): RawQuery,
) -> Result<Json<Page<TicketSummary>>, ApiError> {
    let query = TicketQuery::parse(query.as_deref().unwrap_or_default());
    let now = app.clock.now();
    app.db.read(move |conn| list::list(conn, &viewer, &query, now)).await.map(Json)
}

async fn todos(State(app): State<App>, viewer: Viewer) -> Result<Json<Page<Todo>>, ApiError> {
    let now = app.clock.now();
    app.db.read(move |conn| list::todos(conn, &viewer, now)).await.map(Json)
}

async fn export(
    State(app): State<App>,
    viewer: Viewer,
    RawQuery(query): RawQuery,
    Query(form): Query<csv::Form>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let query = TicketQuery::parse(query.as_deref().unwrap_or_default());
    csv::export(&app, viewer, query, csv::Reader::new(&form, &headers)).await
}

async fn create(State(app): State<App>, viewer: Viewer, once: Once<NewTicket>) -> Result<Answer, ApiError> {
    let now = app.clock.now();
    let work = move |tx: &rusqlite::Transaction<'_>| {
        let filing = Filing {
            requester: viewer.person_id.clone(),
            organisation: viewer.organisation_id.clone(),
            actor: actor(&viewer),
            channel: Channel::Web,
            request: once.body,
        };
        let record = create::file(tx, now, filing)?.record;
        let location = routes::to(path::TICKET, &[record.sr.as_str()]);
        Ok(versioned(StatusCode::CREATED, tx, record, &viewer, now)?.with(&header::LOCATION, location))
    };
    once.call.run(&app, work).await
}

async fn one(State(app): State<App>, viewer: Viewer, Path(sr): Path<SrNumber>) -> Result<impl IntoResponse, ApiError> {
    let now = app.clock.now();
    let ticket =
        app.db.read(move |conn| view::ticket(conn, Record::visible(conn, &sr, &viewer)?, Some(&viewer), now)).await?;
    // Never 304: with the same version, clocks have moved on, and another viewer has other actions.
    Ok(tagged(ticket))
}

async fn edit(
    State(app): State<App>,
    viewer: Viewer,
    Path(sr): Path<SrNumber>,
    if_match: etag::IfMatch,
    Json(patch): Json<TicketPatch>,
) -> Result<impl IntoResponse, ApiError> {
    let patch = patch.validate()?;
    let now = app.clock.now();
    let ticket = app
        .db
        .write(move |tx| {
            let record = Record::visible(tx, &sr, &viewer)?;
            if_match.check(record.version)?;
            require(&record, &viewer, &Action::Edit, now)?;
            let record = change::apply_to(tx, now, record, actor(&viewer), Change::Edit(patch))?.record;
            view::ticket(tx, record, Some(&viewer), now)
        })
        .await?;
    Ok(tagged(ticket))
}

async fn history_page(
    State(app): State<App>,
    viewer: Viewer,
    Path(sr): Path<SrNumber>,
    Query(query): Query<HistoryQuery>,
) -> Result<Json<Page<Event>>, ApiError> {
    let page = move |conn: &Connection| {
        let record = Record::visible(conn, &sr, &viewer)?;
        history::page(conn, &sr, record.last_event, &query)
    };
    app.db.read(page).await.map(Json)
}

async fn related_tickets(
    State(app): State<App>,
    viewer: Viewer,
    Path(sr): Path<SrNumber>,
) -> Result<Json<Page<RelatedTicket>>, ApiError> {
    let now = app.clock.now();
    let page = move |conn: &Connection| {
        let record = Record::visible(conn, &sr, &viewer)?;
        Ok::<_, ApiError>(related::page(conn, &viewer, &record, now)?)
    };
    app.db.read(page).await.map(Json)
}

async fn answer(
    State(app): State<App>,
    viewer: Viewer,
    Path(sr): Path<SrNumber>,
    once: Once<NewMessage>,
) -> Result<Answer, ApiError> {
    let now = app.clock.now();
    let work = move |tx: &rusqlite::Transaction<'_>| {
        let record = Record::visible(tx, &sr, &viewer)?;
        let message = once.body.validate()?;
        require(&record, &viewer, &Action::Answer, now)?;
        let files = file::bind(tx, now, &sr, &viewer.person_id, &actor(&viewer), &message.uploads)?;
        let prose = Prose { text: message.text, language: message.language };
        let change = Change::Message { prose, channel: Channel::Web, files };
        let events = change::apply_to(tx, now, record, actor(&viewer), change)?.events;
        // The message comes first; what follows from it, after it.
        let told = events.first().ok_or_else(|| ApiError::internal("a message without an event"))?;
        Answer::json(StatusCode::CREATED, told)
    };
    once.call.run(&app, work).await
}

async fn act(
    State(app): State<App>,
    viewer: Viewer,
    Path(sr): Path<SrNumber>,
    once: Once<TakeAction>,
) -> Result<Answer, ApiError> {
    let now = app.clock.now();
    let work = move |tx: &rusqlite::Transaction<'_>| {
        let record = Record::visible(tx, &sr, &viewer)?;
        let act = once.body.validate()?;
        if matches!(act.action, Action::Answer | Action::Edit) {
            // They have calls of their own.
            return Err(vec![FieldError::new("/action", FieldCode::NotOffered)].into());
        }
        let change = if act.action.is_on_claim() {
            claim_change(tx, now, &record, &viewer, act)?
        } else {
            require(&record, &viewer, &act.action, now)?;
            Change::Act(act)
        };
        let record = change::apply_to(tx, now, record, actor(&viewer), change)?.record;
        versioned(StatusCode::OK, tx, record, &viewer, now)
    };
    once.call.run(&app, work).await
}

/// An action on a claim, with the files that come with it. That somebody else was faster is said before what is
/// allowed now.
fn claim_change(
    tx: &rusqlite::Transaction<'_>,
    now: Timestamp,
    record: &Record,
    viewer: &Viewer,
    act: TakeAction,
) -> Result<Change, ApiError> {
    let revision = record.claim.as_ref().map_or(0, |claim| claim.revision);
    let seen = act.claim.as_ref().map_or(revision, |claim| claim.revision);
    if actions::speaks_for_company(viewer) && seen != revision {
        return Err(ApiError::stale(revision.into()));
    }
    require(record, viewer, &act.action, now)?;
    let uploads = act.claim.as_ref().map(|claim| &*claim.uploads).unwrap_or_default();
    let files = file::bind(tx, now, &record.sr, &viewer.person_id, &actor(viewer), uploads)?;
    Ok(Change::Claim { act, person: viewer.person_id.clone(), files })
}

async fn attachments(
    State(app): State<App>,
    viewer: Viewer,
    Path(sr): Path<SrNumber>,
) -> Result<Json<Page<Attachment>>, ApiError> {
    let items = app.db.read(move |conn| all_files(conn, &sr, &viewer)).await?;
    Ok(Json(Page { total: items.len() as u64, items, next_cursor: None }))
}

async fn bind(
    State(app): State<App>,
    viewer: Viewer,
    Path(sr): Path<SrNumber>,
    once: Once<BindUploads>,
) -> Result<Answer, ApiError> {
    let now = app.clock.now();
    let work = move |tx: &rusqlite::Transaction<'_>| {
        let mut record = Record::visible(tx, &sr, &viewer)?;
        let mut invalid = Invalid::default();
        check_uploads(&mut invalid, &once.body.uploads, MAX_FILES);
        invalid.into_result(())?;
        require(&record, &viewer, &Action::Answer, now)?;
        for file in file::bind(tx, now, &sr, &viewer.person_id, &actor(&viewer), &once.body.uploads)? {
            record = change::apply_to(tx, now, record, actor(&viewer), Change::File(file))?.record;
        }
        Ok(Answer::empty(StatusCode::NO_CONTENT))
    };
    once.call.run(&app, work).await
}

async fn download(
    State(app): State<App>,
    viewer: Viewer,
    Path((sr, id)): Path<(SrNumber, AttachmentId)>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let one = move |conn: &Connection| {
        Record::visible(conn, &sr, &viewer)?;
        file::one(conn, &sr, &id)
    };
    let Attachment { id, name, media_type, sha256, .. } = app.db.read(one).await?;
    let path = app.config.uploads.join(id.as_str());
    file_response(&Download { path, name, media_type, sha256 }, &headers).await
}

async fn archive(State(app): State<App>, viewer: Viewer, Path(sr): Path<SrNumber>) -> Result<Response, ApiError> {
    let (number, reader) = (sr.clone(), viewer.clone());
    let files = app.db.read(move |conn| all_files(conn, &number, &reader)).await?;
    let entry = |Attachment { id, name, size, attached, .. }| Packed {
        path: app.config.uploads.join(id.as_str()),
        name,
        size,
        modified: attached,
    };
    let files = files.into_iter().map(entry).collect();
    Ok(packed(app.archives.open(&viewer.person_id), &format!("{sr}.zip"), files))
}

async fn visit_calendar(
    State(app): State<App>,
    viewer: Viewer,
    Path(sr): Path<SrNumber>,
    Query(form): Query<calendar::Form>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    calendar::entry(&app, viewer, sr, &form, &headers).await
}

fn all_files(conn: &Connection, sr: &SrNumber, viewer: &Viewer) -> Result<Vec<Attachment>, ApiError> {
    Record::visible(conn, sr, viewer)?;
    Ok(file::all(conn, sr)?)
}

fn actor(viewer: &Viewer) -> Actor {
    Actor { side: Side::Customer, name: viewer.name.clone(), tier: None }
}

fn require(record: &Record, viewer: &Viewer, action: &Action, now: Timestamp) -> Result<(), ApiError> {
    let allowed = actions::allowed(record, viewer, now).contains(action);
    if allowed { Ok(()) } else { Err(ProblemType::ActionNotAllowed.into()) }
}

fn tagged(ticket: Ticket) -> impl IntoResponse {
    ([(header::ETAG, etag::of_version(ticket.summary.version))], Json(ticket))
}

fn versioned(
    status: StatusCode,
    conn: &Connection,
    record: Record,
    viewer: &Viewer,
    now: Timestamp,
) -> Result<Answer, ApiError> {
    let ticket: Ticket = view::ticket(conn, record, Some(viewer), now)?;
    Ok(Answer::json(status, &ticket)?.with(&header::ETAG, etag::of_version(ticket.summary.version)))
}
