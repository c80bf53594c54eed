//! Documents of reports that the vendor brings itself, e.g. signed ones.

use aftercare_contract::{
    Problem, ProblemType,
    history::{Actor, Side},
    report::{FileFormat, ReportFile, ReportId, ReportState},
    upload::UploadId,
};
use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, State},
    routing::put,
};
use rusqlite::{Connection, OptionalExtension};

use super::keep;
use crate::{
    App,
    http::{ApiError, Json, Path},
    random,
    report::file::{self, Form, Kept},
    upload,
};

/// The calls of this module.
pub fn router() -> Router<App> {
    // A stream of any length: it is counted against the limit of uploads as it comes.
    Router::new().route("/reports/{id}/files/{file}", put(replace).layer(DefaultBodyLimit::disable()))
}

/// Takes the body in place of the file that the report has, or would be made.
async fn replace(
    State(app): State<App>,
    Path((report, file)): Path<(ReportId, String)>,
    body: Body,
) -> Result<Json<ReportFile>, ApiError> {
    let form = Form::parse(&file)?;
    let asked = report.clone();
    let published = move |conn: &Connection| {
        let found = conn
            .prepare_cached("SELECT 1 FROM report WHERE id = ?1 AND published IS NOT NULL")?
            .query_row([asked.as_str()], |_| Ok(()))
            .optional()?;
        found.ok_or_else(ApiError::not_found)
    };
    app.db.read(published).await?;
    let id = UploadId(random::id()?);
    let author = Actor { side: Side::Vendor, name: String::new(), tier: None };
    let kept = match keep(&app, &id, file, author, body).await {
        Ok(kept) if form.format == FileFormat::Pdf && kept.media_type != "application/pdf" => {
            Err(Problem::new(ProblemType::UnsupportedType).into())
        }
        kept => kept,
    };
    let kept = match kept {
        Ok(kept) => Kept { file: id.clone(), size: kept.size, sha256: kept.sha256, made: kept.attached },
        Err(error) => {
            upload::remove_file(&app, &id).await?;
            return Err(error);
        }
    };
    let (stored, of) = (kept.clone(), form.clone());
    let before = app.db.write(move |tx| file::keep(tx, &report, &of, &stored).map_err(ApiError::from)).await?;
    if let Some(before) = before {
        upload::remove_file(&app, &before.file).await?;
    }
    Ok(Json(ReportFile {
        format: form.format,
        language: form.language.to_owned(),
        state: ReportState::Ready,
        size: Some(kept.size),
        sha256: Some(kept.sha256),
    }))
}
