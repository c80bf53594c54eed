//! Files of tickets: uploads become attachments when they are complete and bound, in whichever order.

use aftercare_contract::{
    Timestamp,
    account::PersonId,
    history::{Actor, Attachment, AttachmentId, ScanState, Side},
    ticket::SrNumber,
    upload::UploadId,
};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params};

use super::change::{self, Change};
use crate::{
    db::{At, Json},
    http::ApiError,
    upload::{self, Upload},
};

/// Binds the person's uploads to the ticket; those that are complete are its attachments now, and are returned.
/// Problems: uploads that don't exist, are somebody else's or another ticket's (422).
pub fn bind(
    tx: &Transaction,
    now: Timestamp,
    sr: &SrNumber,
    person: &PersonId,
    author: &Actor,
    uploads: &[UploadId],
) -> Result<Vec<Attachment>, ApiError> {
    let bound = upload::bind(tx, person, uploads, sr.as_str())?;
    let complete: Vec<_> = bound.into_iter().filter_map(|upload| attachment(upload, author, now)).collect();
    for attachment in &complete {
        store(tx, sr, attachment)?;
    }
    Ok(complete)
}

/// Adds an upload that is complete now to the ticket that it was bound to before; nothing happens if it wasn't.
pub fn upload_completed(tx: &Transaction, upload: &Upload, now: Timestamp) -> Result<(), ApiError> {
    let Some(sr) = &upload.ticket_sr else { return Ok(()) };
    let name = tx
        .prepare_cached("SELECT name FROM person WHERE id = ?1")?
        .query_row([upload.person_id.as_str()], |row| row.get(0))?;
    let author = Actor { side: Side::Customer, name, tier: None };
    attachment(upload.clone(), &author, now).map_or(Ok(()), |attachment| add(tx, &SrNumber(sr.clone()), attachment))
}

fn attachment(upload: Upload, author: &Actor, now: Timestamp) -> Option<Attachment> {
    let content = upload.content?;
    Some(Attachment {
        id: AttachmentId(upload.id.0),
        name: upload.name,
        media_type: content.media_type,
        size: upload.size,
        sha256: content.sha256,
        scan: ScanState::NotScanned,
        author: author.clone(),
        attached: now,
    })
}

/// Adds a complete file, which lies in the uploads' folder under its id, to a ticket.
pub fn add(tx: &Transaction, sr: &SrNumber, attachment: Attachment) -> Result<(), ApiError> {
    store(tx, sr, &attachment)?;
    let (now, author) = (attachment.attached, attachment.author.clone());
    change::apply(tx, now, sr, author, Change::File(attachment)).map(drop)
}

fn store(tx: &Transaction, sr: &SrNumber, attachment: &Attachment) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO attachment SELECT :id, :sr, 1 + count(*), :name, :media_type, :size, :sha256, :author, :attached
         FROM attachment WHERE sr = :sr",
    )?
    .execute(named_params! {
        ":id": attachment.id.as_str(),
        ":sr": sr.as_str(),
        ":name": attachment.name,
        ":media_type": attachment.media_type,
        ":size": attachment.size,
        ":sha256": attachment.sha256,
        ":author": Json(&attachment.author),
        ":attached": At(attachment.attached),
    })?;
    Ok(())
}

const COLUMNS: &str = "id, name, media_type, size, sha256, author, attached";

fn read(row: &Row) -> rusqlite::Result<Attachment> {
    Ok(Attachment {
        id: AttachmentId(row.get(0)?),
        name: row.get(1)?,
        media_type: row.get(2)?,
        size: row.get(3)?,
        sha256: row.get(4)?,
        scan: ScanState::NotScanned,
        author: row.get::<_, Json<Actor>>(5)?.0,
        attached: row.get::<_, At>(6)?.0,
    })
}

/// The ticket's files, oldest first.
pub fn all(conn: &Connection, sr: &SrNumber) -> rusqlite::Result<Vec<Attachment>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM attachment WHERE sr = ?1 ORDER BY position"))?
        .query_map([sr.as_str()], read)?
        .collect()
}

/// One of the ticket's files.
pub fn one(conn: &Connection, sr: &SrNumber, id: &AttachmentId) -> Result<Attachment, ApiError> {
    let found = conn
        .prepare_cached(&format!("SELECT {COLUMNS} FROM attachment WHERE sr = ?1 AND id = ?2"))?
        .query_row([sr.as_str(), id.as_str()], read)
        .optional()?;
    found.ok_or_else(ApiError::not_found)
}
