//! What happens when the last byte has come.

use std::{
    fs::File,
    io::{self, BufReader, Read},
    path::Path,
};

use aftercare_contract::{Problem, ProblemType};
use sha2::{Digest, Sha256};

use super::{Content, Upload, path, sniff, store};
use crate::{App, http::ApiError, ticket};

/// Checks the content and makes the upload a file of its ticket, if it has one. What isn't taken is removed.
pub async fn finish(app: &App, upload: Upload) -> Result<(), ApiError> {
    let (file, name) = (path(&app.config, &upload.id), upload.name.clone());
    let look = move || look(&file, &name);
    let (media_type, sha256) = tokio::task::spawn_blocking(look).await.map_err(ApiError::internal)??;
    let Some(media_type) = media_type else {
        let id = upload.id.clone();
        app.db.write(move |tx| store::remove(tx, &id)).await?;
        store::remove_file(app, &upload.id).await?;
        let detail = "the content isn't what the name says, or is a program, a script or a page";
        return Err(Problem::new(ProblemType::UnsupportedType).with_detail(detail).into());
    };
    let now = app.clock.now();
    let content = Content { completed: now, media_type: media_type.to_owned(), sha256 };
    app.db
        .write(move |tx| {
            let upload = store::complete(tx, &upload.id, &content)?;
            ticket::upload_completed(tx, &upload, now)
        })
        .await
}

/// The media type by name and content, if it is taken, and the digest (SHA-256, lower-case hexadecimal). Blocks.
pub fn look(path: &Path, name: &str) -> io::Result<(Option<&'static str>, String)> {
    let mut file = BufReader::with_capacity(1 << 16, File::open(path)?);
    let mut head = Vec::with_capacity(sniff::HEAD);
    file.by_ref().take(sniff::HEAD as u64).read_to_end(&mut head)?;
    let mut digest = Sha256::new_with_prefix(&head);
    let mut chunk = vec![0; 1 << 16];
    loop {
        let count = file.read(&mut chunk)?;
        match chunk.get(..count) {
            Some([]) | None => break,
            Some(read) => digest.update(read),
        }
    }
    let sha256 = digest.finalize().iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    Ok((sniff::media_type(name, &head), sha256))
}
