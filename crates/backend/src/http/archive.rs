//! Several files as one archive, made while it is read.

use std::{
    collections::HashSet,
    fs::File,
    future,
    io::{self, BufWriter, Write},
    path::PathBuf,
};

use aftercare_contract::Timestamp;
use axum::{
    body::{Body, Bytes},
    http::header,
    response::{IntoResponse, Response},
};
use futures_util::{StreamExt, stream};
use tokio::{runtime::Handle, sync::mpsc};
use zip::{ZipWriter, result::ZipResult, write::SimpleFileOptions};

use super::{Place, disposition};

/// The pieces in which an archive is sent, in bytes.
const PIECE: usize = 64 * 1024;
/// How many of them are made ahead of their reader.
const AHEAD: usize = 4;

/// A file that is packed.
#[derive(Clone, Debug)]
pub struct Packed {
    /// Where it lies.
    pub path: PathBuf,
    /// What it is called in the archive, unless another one is called so.
    pub name: String,
    /// How large it is, in bytes.
    pub size: u64,
    /// From when it is.
    pub modified: Timestamp,
}

/// All files in one archive, made while it is read. If that fails, the connection is cut, so that nobody takes a part
/// for the whole.
pub fn archive(place: Place, name: &str, files: Vec<Packed>) -> Response {
    let (sender, mut pieces) = mpsc::channel(AHEAD);
    let sink = Sink { pieces: sender, place, runtime: Handle::current(), failed: false };
    let named = name.to_owned();
    let packing = tokio::task::spawn_blocking(move || {
        pack(files, BufWriter::with_capacity(PIECE, sink))
            .inspect_err(|error| tracing::warn!(%error, name = %named, "archive not finished"))
    });
    let failure = stream::once(packing).filter_map(|packed| {
        let packed = packed.map_err(io::Error::other).and_then(|packed| packed.map_err(io::Error::other));
        future::ready(packed.err().map(Err))
    });
    let pieces = stream::poll_fn(move |context| pieces.poll_recv(context)).map(Ok);
    let headers =
        [(header::CONTENT_TYPE, "application/zip".to_owned()), (header::CONTENT_DISPOSITION, disposition(name))];
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

fn pack(files: Vec<Packed>, writer: impl Write) -> ZipResult<()> {
    let mut archive = ZipWriter::new_stream(writer);
    let mut taken = HashSet::new();
    for file in files {
        let modified = zip::DateTime::try_from(file.modified.0.naive_utc()).unwrap_or_default();
        let options = SimpleFileOptions::default()
            // Logs come packed already, pictures too.
            .compression_method(zip::CompressionMethod::Stored)
            .large_file(file.size >= u64::from(u32::MAX))
            .last_modified_time(modified);
        archive.start_file(free_name(&mut taken, &file.name), options)?;
        io::copy(&mut File::open(&file.path)?, &mut archive)?;
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
