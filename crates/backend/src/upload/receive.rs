//! Takes a chunk from the network to the disk.

use aftercare_contract::{Problem, ProblemType, upload::TUS_CHECKSUM_ALGORITHMS};
use axum::body::Body;
use base64::{Engine, engine::general_purpose::STANDARD};
use futures_util::StreamExt;
use sha2::{Digest, Sha256};
use tokio::{
    fs::{File, OpenOptions},
    io::{AsyncSeekExt, AsyncWriteExt, BufWriter, SeekFrom},
};

use super::{Upload, holder::Holder, path, store};
use crate::{App, http::ApiError};

/// What `Upload-Checksum` says a chunk has to be.
pub struct Checksum([u8; 32]);

impl Checksum {
    /// Reads `sha256 BASE64`.
    pub fn parse(header: &str) -> Result<Self, ApiError> {
        let (algorithm, digest) = header.split_once(' ').unwrap_or((header, ""));
        if algorithm != TUS_CHECKSUM_ALGORITHMS {
            return Err(ApiError::malformed("Upload-Checksum must be by sha256"));
        }
        let digest = STANDARD.decode(digest).ok().and_then(|digest| digest.try_into().ok());
        digest.map(Self).ok_or_else(|| ApiError::malformed("Upload-Checksum isn't a digest in Base64"))
    }
}

/// Writes the chunk behind what is there already and returns the new offset. A chunk that is cut off counts as far as
/// it has come, unless a checksum was to be held.
pub async fn receive(
    app: &App,
    holder: &Holder,
    upload: &Upload,
    body: Body,
    checksum: Option<Checksum>,
) -> Result<u64, ApiError> {
    let mut file = open(app, upload).await?;
    let mut digest = Sha256::new();
    let copied = copy(app, holder, upload, body, &mut file, &mut digest).await;
    if copied.is_err() {
        // A full disk shall not stay full of what doesn't count: tickets need the room.
        file.get_ref().set_len(upload.offset).await?;
    }
    let (written, end) = copied?;
    if let Some(Checksum(expected)) = checksum {
        match end {
            Ok(()) if digest.finalize().as_slice() == expected => {}
            Ok(()) => return Err(ProblemType::ChecksumMismatch.into()),
            // A part can't be checked.
            Err(cut) => return Err(cut),
        }
    }
    file.flush().await?;
    file.get_ref().sync_data().await?;
    let (id, offset) = (upload.id.clone(), upload.offset + written);
    app.db.write(move |tx| store::advance(tx, &id, offset)).await?;
    end.map(|()| offset)
}

/// Opens the file at its offset, without whatever an interrupted chunk has left behind it.
async fn open(app: &App, upload: &Upload) -> Result<BufWriter<File>, ApiError> {
    let path = path(&app.config, &upload.id);
    let mut file = OpenOptions::new().write(true).create(true).truncate(false).open(path).await?;
    if file.metadata().await?.len() < upload.offset {
        return Err(ApiError::internal(format!("the file of upload {} is shorter than its offset", upload.id)));
    }
    file.set_len(upload.offset).await?;
    file.seek(SeekFrom::Start(upload.offset)).await?;
    Ok(BufWriter::with_capacity(1 << 18, file))
}

/// Copies until the chunk ends, is cut off, or would go beyond the upload's size. Returns how many bytes were written,
/// and how it ended; a fault of our own is the outer error.
async fn copy(
    app: &App,
    holder: &Holder,
    upload: &Upload,
    body: Body,
    file: &mut BufWriter<File>,
    digest: &mut Sha256,
) -> Result<(u64, Result<(), ApiError>), ApiError> {
    let room = upload.size - upload.offset;
    let mut chunks = body.into_data_stream();
    let mut written = 0;
    loop {
        let chunk = tokio::select! {
            biased;
            () = holder.give_up().cancelled() => return Ok((written, Err(ProblemType::OffsetMismatch.into()))),
            () = app.stopping.cancelled() => return Ok((written, Err(ProblemType::Unavailable.into()))),
            chunk = chunks.next() => chunk,
        };
        let chunk = match chunk {
            None => return Ok((written, Ok(()))),
            Some(Err(cut)) => return Ok((written, Err(ApiError::malformed(cut.to_string())))),
            Some(Ok(chunk)) => chunk,
        };
        if chunk.len() as u64 > room - written {
            let problem = Problem::new(ProblemType::TooLarge).with_detail("more than Upload-Length says");
            return Ok((written, Err(problem.into())));
        }
        file.write_all(&chunk).await?;
        digest.update(&chunk);
        written += chunk.len() as u64;
    }
}
