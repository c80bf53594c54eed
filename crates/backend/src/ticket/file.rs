//! Files of tickets: uploads become attachments when they are complete and bound, in whichever order.

use std::{
    collections::HashSet,
    fs::File,
    future,
    io::{self, BufWriter, Write},
    path::Path,
};

use aftercare_contract::{
    Timestamp,
    account::PersonId,
    history::{Actor, Attachment, AttachmentId, ScanState, Side},
    ticket::SrNumber,
    upload::UploadId,
};
use axum::{
    body::{Body, Bytes},
    http::header,
    response::{IntoResponse, Response},
};
use futures_util::{StreamExt, stream};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params};
use tokio::{runtime::Handle, sync::mpsc};
use zip::{ZipWriter, result::ZipResult, write::SimpleFileOptions};

use super::change::{self, Change};
use crate::{
    App,
    db::{At, Json},
    http::{ApiError, Place, disposition},
    session::Viewer,
    upload::{self, Upload},
};

/// The pieces in which an archive is sent, in bytes.
const ARCHIVE_PIECE: usize = 64 * 1024;
/// How many of them are made ahead of their reader.
const ARCHIVE_AHEAD: usize = 4;

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

/// All files in one archive, made while it is read. If that fails, the connection is cut, so that nobody takes a part
/// for the whole.
pub fn archive(app: &App, sr: &SrNumber, viewer: &Viewer, files: Vec<Attachment>) -> Response {
    let (sender, mut pieces) = mpsc::channel(ARCHIVE_AHEAD);
    let place = app.archives.open(&viewer.person_id);
    let sink = Sink { pieces: sender, place, runtime: Handle::current(), failed: false };
    let (folder, number) = (app.config.uploads.clone(), sr.clone());
    let packing = tokio::task::spawn_blocking(move || {
        pack(&folder, files, BufWriter::with_capacity(ARCHIVE_PIECE, sink))
            .inspect_err(|error| tracing::warn!(%error, sr = %number, "archive not finished"))
    });
    let failure = stream::once(packing).filter_map(|packed| {
        let packed = packed.map_err(io::Error::other).and_then(|packed| packed.map_err(io::Error::other));
        future::ready(packed.err().map(Err))
    });
    let pieces = stream::poll_fn(move |context| pieces.poll_recv(context)).map(Ok);
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_DISPOSITION, disposition(&format!("{sr}.zip"))),
    ];
    (headers, Body::from_stream(pieces.chain(failure))).into_response()
}

/// Where an archive is written to: whoever downloads it.
struct Sink {
    pieces: mpsc::Sender<Bytes>,
    place: Place,
    runtime: Handle,
    failed: bool,
}

impl Write for Sink {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        if self.failed {
            // The end of the archive, which a dropped `ZipWriter` still wants to write.
            return Ok(piece.len());
        }
        let sent = self.pieces.send(Bytes::copy_from_slice(piece));
        let sent = self.runtime.block_on(async {
            tokio::select! {
                biased;
                () = self.place.ended() => Err(io::Error::other("later archives of the same person took its place")),
                sent = sent => sent.map_err(|_| io::ErrorKind::BrokenPipe.into()),
            }
        });
        self.failed = sent.is_err();
        sent.map(|()| piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn pack(folder: &Path, files: Vec<Attachment>, writer: impl Write) -> ZipResult<()> {
    let mut archive = ZipWriter::new_stream(writer);
    let mut taken = HashSet::new();
    for file in files {
        let modified = zip::DateTime::try_from(file.attached.0.naive_utc()).unwrap_or_default();
        let options = SimpleFileOptions::default()
            // Logs come packed already, pictures too.
            .compression_method(zip::CompressionMethod::Stored)
            .large_file(file.size >= u64::from(u32::MAX))
            .last_modified_time(modified);
        archive.start_file(free_name(&mut taken, &file.name), options)?;
        io::copy(&mut File::open(folder.join(file.id.as_str()))?, &mut archive)?;
    }
    archive.finish()?.into_inner().flush()?;
    Ok(())
}

/// The name, or `name (2).log` where an earlier file is called the same (also but for case, as some systems see it).
fn free_name(taken: &mut HashSet<String>, name: &str) -> String {
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => (stem, format!(".{extension}")),
        _ => (name, String::new()),
    };
    let mut names = core::iter::once(name.to_owned()).chain((2..).map(|n: u32| format!("{stem} ({n}){extension}")));
    names.find(|name| taken.insert(name.to_lowercase())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_an_archive_are_unique() {
        let mut taken = HashSet::new();
        let named =
            ["a.log", "A.log", "a.log", "a (2).log", ".env", ".env", "日志"].map(|name| free_name(&mut taken, name));
        assert_eq!(named, ["a.log", "A (2).log", "a (3).log", "a (2) (2).log", ".env", ".env (2)", "日志"]);
    }
}
