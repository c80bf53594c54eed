//! The table `upload`.

use aftercare_contract::{
    FieldCode, FieldError, Problem, ProblemType, Timestamp,
    account::{OrganisationId, PersonId},
    upload::UploadId,
};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params};

use super::{Content, Upload, path};
use crate::{
    App,
    config::{LOOSE_BYTES, LOOSE_UPLOADS, UPLOAD_KEPT},
    db::At,
    http::ApiError,
    session::Viewer,
};

fn from_row(row: &Row) -> rusqlite::Result<Upload> {
    let completed: Option<At> = row.get("completed")?;
    let content = match completed {
        Some(At(completed)) => {
            Some(Content { completed, media_type: row.get("media_type")?, sha256: row.get("sha256")? })
        }
        None => None,
    };
    Ok(Upload {
        id: UploadId(row.get("id")?),
        person_id: PersonId(row.get("person_id")?),
        organisation_id: OrganisationId(row.get("organisation_id")?),
        name: row.get("name")?,
        size: row.get("size")?,
        offset: row.get("offset")?,
        content,
        ticket_sr: row.get("ticket_sr")?,
    })
}

/// One of the person's own uploads; everybody else's don't exist for them.
pub fn own(connection: &Connection, person: &PersonId, id: &UploadId) -> Result<Upload, ApiError> {
    connection
        .prepare_cached("SELECT * FROM upload WHERE id = ? AND person_id = ?")?
        .query_row((id.as_str(), person.as_str()), from_row)
        .optional()?
        .ok_or_else(ApiError::not_found)
}

/// Whether the person may add one of this size to those that are unfinished or not bound yet. The problem (429) names
/// no time: there is room as soon as one of them is done.
pub fn room_for(tx: &Transaction, person: &PersonId, size: u64) -> Result<(), ApiError> {
    let (count, bytes): (u64, u64) = tx
        .prepare_cached(
            "SELECT count(*), coalesce(sum(size), 0) FROM upload
             WHERE person_id = ? AND (completed IS NULL OR ticket_sr IS NULL)",
        )?
        .query_row([person.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if count < LOOSE_UPLOADS && bytes.saturating_add(size) <= LOOSE_BYTES {
        return Ok(());
    }
    let detail = format!("at most {LOOSE_UPLOADS} files and {LOOSE_BYTES} bytes may be unfinished or without a ticket");
    Err(Problem::new(ProblemType::TooMany).with_detail(detail).into())
}

/// Notes a new one.
pub fn create(
    tx: &Transaction,
    viewer: &Viewer,
    id: &UploadId,
    name: &str,
    size: u64,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO upload (id, person_id, organisation_id, name, size, created)
         VALUES (:id, :person, :organisation, :name, :size, :now)",
    )?
    .execute(named_params! {
        ":id": id.as_str(),
        ":person": viewer.person_id.as_str(),
        ":organisation": viewer.organisation_id.as_str(),
        ":name": name,
        ":size": size,
        ":now": At(now),
    })
    .map(drop)
}

/// Notes how many bytes are safely on the disk.
pub fn advance(tx: &Transaction, id: &UploadId, offset: u64) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE upload SET offset = ? WHERE id = ?")?.execute((offset, id.as_str())).map(drop)
}

/// Notes what is known of a complete one, and returns it as it is now: it may have been bound meanwhile.
pub fn complete(tx: &Transaction, id: &UploadId, content: &Content) -> rusqlite::Result<Upload> {
    tx.prepare_cached("UPDATE upload SET completed = ?, media_type = ?, sha256 = ? WHERE id = ? RETURNING *")?
        .query_row((At(content.completed), &content.media_type, &content.sha256, id.as_str()), from_row)
}

/// Forgets one. Its file has to be removed after the commit.
pub fn remove(tx: &Transaction, id: &UploadId) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM upload WHERE id = ?")?.execute([id.as_str()]).map(drop)
}

/// Binds the person's uploads, finished or not, to a ticket and returns them; those that are complete
/// have to be attached by the caller. Each can be bound once; a second time to the same ticket changes nothing and
/// returns nothing. Errors name the wrong ones by `/uploads/N`.
pub fn bind(tx: &Transaction, person: &PersonId, ids: &[UploadId], sr: &str) -> Result<Vec<Upload>, ApiError> {
    let (mut bound, mut errors) = (Vec::new(), Vec::new());
    for (index, id) in ids.iter().enumerate() {
        match own(tx, person, id) {
            Ok(upload) if upload.ticket_sr.is_none() => {
                let mut statement = tx.prepare_cached("UPDATE upload SET ticket_sr = ? WHERE id = ? RETURNING *")?;
                bound.push(statement.query_row((sr, id.as_str()), from_row)?);
            }
            Ok(upload) if upload.ticket_sr.as_deref() == Some(sr) => {}
            Ok(_) | Err(ApiError::Problem(_)) => {
                errors.push(FieldError::new(format!("/uploads/{index}"), FieldCode::NotFound));
            }
            Err(error) => return Err(error),
        }
    }
    if errors.is_empty() { Ok(bound) } else { Err(errors.into()) }
}

/// Removes uploads that were never finished or never bound.
pub async fn sweep(app: &App) -> Result<(), ApiError> {
    let oldest = At(app.clock.now() - UPLOAD_KEPT);
    let sql = "DELETE FROM upload WHERE created < ? AND (completed IS NULL OR ticket_sr IS NULL) RETURNING id";
    let removed = app.db.write(move |tx| -> rusqlite::Result<Vec<String>> {
        tx.prepare(sql)?.query_map([oldest], |row| row.get(0))?.collect()
    });
    for id in removed.await? {
        remove_file(app, &UploadId(id)).await?;
    }
    Ok(())
}

/// Removes the bytes of an upload, if any have come.
pub async fn remove_file(app: &App, id: &UploadId) -> Result<(), ApiError> {
    match tokio::fs::remove_file(path(&app.config, id)).await {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
