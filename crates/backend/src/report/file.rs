//! Reports as files. A published report doesn't change, so each file is made once, when it is first asked for, and kept
//! in the folder of uploads; the desk can put another one in its place, e.g. one that is signed.

use std::{fs::File, io::Write};

use aftercare_contract::{
    Timestamp,
    list::Page,
    report::{FileFormat, Finding, FindingQuery, Report, ReportFile, ReportId, ReportState},
    routes::path,
    upload::UploadId,
};
use axum::{Router, extract::State, http::HeaderMap, response::Response, routing::get};
use rusqlite::{Connection, OptionalExtension, Transaction, named_params};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{
    pdf::{Source, pdf},
    store,
    table::csv,
    wording::{LANGUAGES, Reader, WORDS},
};
use crate::{
    App,
    db::At,
    http::{ApiError, Download, Packed, Path, Query, archive, file_response, table},
    random,
    session::Viewer,
    upload,
};

/// How many findings are read at once.
const AT_ONCE: u16 = 200;
/// How many reports fit into one archive.
const MOST_REPORTS: usize = 100;

/// The calls of this module.
pub fn router() -> Router<App> {
    Router::new().route(path::REPORT_FILE, get(one)).route(path::REPORT_ARCHIVE, get(several))
}

/// Which file of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// In which form.
    pub format: FileFormat,
    /// In which language.
    pub language: &'static str,
}

impl Form {
    /// `zh-CN.pdf`; fails with [`ApiError::not_found`].
    pub fn parse(file: &str) -> Result<Self, ApiError> {
        let (language, format) = file.rsplit_once('.').ok_or_else(ApiError::not_found)?;
        let language = LANGUAGES.into_iter().find(|known| *known == language);
        let format = FileFormat::KNOWN.iter().find(|known| known.as_str() == format).cloned();
        let (language, format) = language.zip(format).ok_or_else(ApiError::not_found)?;
        Ok(Self { format, language })
    }

    fn all() -> impl Iterator<Item = Self> {
        FileFormat::KNOWN
            .iter()
            .flat_map(|format| LANGUAGES.into_iter().map(|language| Self { format: format.clone(), language }))
    }
}

/// A file that is kept.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Its name in the folder of uploads.
    pub file: UploadId,
    /// In bytes.
    pub size: u64,
    /// Lower-case hexadecimal.
    pub sha256: String,
    /// When it was made.
    pub made: Timestamp,
}

/// The files of a published report, also those that nobody has asked for yet.
pub fn listed(conn: &Connection, report: &ReportId) -> rusqlite::Result<Vec<ReportFile>> {
    let told = |form: Form| {
        let kept = find(conn, report, &form)?;
        Ok(ReportFile {
            format: form.format,
            language: form.language.to_owned(),
            state: ReportState::Ready,
            size: kept.as_ref().map(|kept| kept.size),
            sha256: kept.map(|kept| kept.sha256),
        })
    };
    Form::all().map(told).collect()
}

fn find(conn: &Connection, report: &ReportId, form: &Form) -> rusqlite::Result<Option<Kept>> {
    conn.prepare_cached(
        "SELECT file, size, sha256, made FROM document WHERE report_id = ?1 AND format = ?2 AND language = ?3",
    )?
    .query_row([report.as_str(), form.format.as_str(), form.language], |row| {
        let At(made) = row.get(3)?;
        Ok(Kept { file: UploadId(row.get(0)?), size: row.get(1)?, sha256: row.get(2)?, made })
    })
    .optional()
}

/// Keeps the file in place of the one before, which is returned.
pub fn keep(tx: &Transaction, report: &ReportId, form: &Form, kept: &Kept) -> rusqlite::Result<Option<Kept>> {
    let before = find(tx, report, form)?;
    tx.prepare_cached(
        "INSERT OR REPLACE INTO document VALUES (:report, :format, :language, :file, :size, :sha256, :made)",
    )?
    .execute(named_params! {
        ":report": report.as_str(),
        ":format": form.format.as_str(),
        ":language": form.language,
        ":file": kept.file.0,
        ":size": kept.size,
        ":sha256": kept.sha256,
        ":made": At(kept.made),
    })?;
    Ok(before)
}

async fn one(
    State(app): State<App>,
    viewer: Viewer,
    Path((id, file)): Path<(ReportId, String)>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let form = Form::parse(&file)?;
    let (report, kept) = made(&app, &viewer, &id, &form).await?;
    let download = Download {
        path: upload::path(&app.config, &kept.file),
        name: name(&report, &form),
        media_type: media_type(&form.format).to_owned(),
        sha256: kept.sha256,
    };
    file_response(&download, &headers).await
}

#[derive(Debug, Deserialize)]
struct Several {
    ids: String,
    language: Option<String>,
    format: Option<FileFormat>,
}

async fn several(
    State(app): State<App>,
    viewer: Viewer,
    Query(query): Query<Several>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let language = table::language(query.language.as_deref(), &headers, &WORDS.contents);
    let ids: Vec<ReportId> = query.ids.split(',').filter(|id| !id.is_empty()).map(ReportId::from).collect();
    if ids.is_empty() || ids.len() > MOST_REPORTS {
        return Err(ApiError::malformed(format!("ids must name 1 to {MOST_REPORTS} reports")));
    }
    let forms: Vec<Form> = Form::all()
        .filter(|form| form.language == language)
        .filter(|form| query.format.as_ref().is_none_or(|wanted| *wanted == form.format))
        .collect();
    let mut files = Vec::new();
    for id in &ids {
        for form in &forms {
            let (report, kept) = made(&app, &viewer, id, form).await?;
            files.push(Packed {
                path: upload::path(&app.config, &kept.file),
                name: name(&report, form),
                size: kept.size,
                modified: kept.made,
            });
        }
    }
    let title = Reader { language }.part("file");
    let day = app.clock.now().0.format("%Y-%m-%d");
    Ok(archive(app.archives.open(&viewer.person_id), &format!("{title}-{day}.zip"), files))
}

/// What the file is saved as.
fn name(report: &Report, form: &Form) -> String {
    let kind = Reader { language: form.language }.word(&WORDS.kinds, report.summary.kind.as_str());
    format!("{} {kind}.{}", report.summary.id, form.format)
}

fn media_type(format: &FileFormat) -> &'static str {
    match format {
        FileFormat::Pdf => "application/pdf",
        FileFormat::Csv => "text/csv; charset=utf-8; header=present",
        FileFormat::Other(_) => "application/octet-stream",
    }
}

/// The file of a report that the viewer may read; made if nobody has asked for it before.
async fn made(app: &App, viewer: &Viewer, id: &ReportId, form: &Form) -> Result<(Report, Kept), ApiError> {
    let now = app.clock.now();
    let look = {
        let (viewer, id, form) = (viewer.clone(), id.clone(), form.clone());
        move |conn: &Connection| {
            let report = store::report(conn, &viewer, &id, now)?;
            if report.summary.state != ReportState::Ready {
                return Err(ApiError::not_found());
            }
            Ok((report, find(conn, &id, &form)?))
        }
    };
    if let (report, Some(kept)) = app.db.read(look.clone()).await? {
        return Ok((report, kept));
    }
    let _turn = app.documents.acquire().await.map_err(ApiError::internal)?;
    // Somebody else may have waited for the same one.
    let (report, kept) = app.db.read(look).await?;
    if let Some(kept) = kept {
        return Ok((report, kept));
    }
    let content = content(app, viewer, &report, form).await?;
    let file = UploadId(random::id()?);
    let path = upload::path(&app.config, &file);
    let write = move || {
        let mut file = File::create(path)?;
        file.write_all(&content)?;
        file.sync_all()?;
        Ok::<_, std::io::Error>((content.len(), Sha256::digest(&content)))
    };
    let (size, digest) = tokio::task::spawn_blocking(write).await.map_err(ApiError::internal)??;
    let sha256 = digest.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    let kept = Kept { file, size: size as u64, sha256, made: now };
    let (id, form, own) = (id.clone(), form.clone(), kept.file.clone());
    let store = move |tx: &Transaction<'_>| {
        // What the desk has put there meanwhile stays.
        if let Some(signed) = find(tx, &id, &form)? {
            return Ok(signed);
        }
        keep(tx, &id, &form, &kept)?;
        Ok::<_, ApiError>(kept)
    };
    let kept = app.db.write(store).await?;
    if kept.file != own {
        upload::remove_file(app, &own).await?;
    }
    Ok((report, kept))
}

async fn content(app: &App, viewer: &Viewer, report: &Report, form: &Form) -> Result<Vec<u8>, ApiError> {
    let now = app.clock.now();
    let (asker, id) = (viewer.clone(), report.summary.id.clone());
    let read = move |conn: &Connection| {
        let company: String = conn
            .prepare_cached("SELECT name FROM organisation WHERE id = ?1")?
            .query_row([asker.organisation_id.as_str()], |row| row.get(0))?;
        Ok::<_, ApiError>((company, all_findings(conn, &asker, &id, now)?))
    };
    let (company, findings) = app.db.read(read).await?;
    let author = app.config.mail_from.name.clone().unwrap_or_default();
    let (report, form) = (report.clone(), form.clone());
    let make = move || {
        let source = Source { report: &report, findings: &findings, company: &company, author: &author };
        let reader = Reader { language: form.language };
        match form.format {
            FileFormat::Csv => csv(&source, reader),
            FileFormat::Pdf | FileFormat::Other(_) => {
                pdf(&source, reader).map_err(|error| ApiError::internal(format!("no document: {error:?}")))
            }
        }
    };
    tokio::task::spawn_blocking(make).await.map_err(ApiError::internal)?
}

fn all_findings(
    conn: &Connection,
    viewer: &Viewer,
    report: &ReportId,
    now: Timestamp,
) -> Result<Vec<Finding>, ApiError> {
    let mut all = Vec::new();
    let mut query = FindingQuery { limit: Some(AT_ONCE), ..FindingQuery::default() };
    loop {
        let Page { items, next_cursor, .. } = store::findings(conn, viewer, report, &query, now)?;
        all.extend(items);
        query.cursor = next_cursor;
        if query.cursor.is_none() {
            return Ok(all);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_by_its_language_and_form() {
        let form = Form::parse("zh-CN.pdf").unwrap();
        assert_eq!(form, Form { format: FileFormat::Pdf, language: "zh-CN" });
        for unknown in ["zh-CN", "zh-CN.exe", "tlh.pdf", ".pdf", "../en.pdf"] {
            assert!(Form::parse(unknown).is_err(), "{unknown}");
        }
        assert_eq!(Form::all().count(), 6);
    }
}
