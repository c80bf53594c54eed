//! Files that are fetched by the portal itself, because it tells how far they are. Unlike [`client`](super::client),
//! which reads texts whole, this takes bytes as they come. After a cut it goes on where it was, as long as the file is
//! still the same, and in the end it compares the digest.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use aftercare_contract::{Problem, ProblemType, backoff, report::ReportId, routes::path};
use gloo_net::http::Request;
use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Blob, ReadableStreamDefaultReader};

use super::{
    Api, ApiError,
    client::{Abort, Endpoint, parameter},
    uploads::base64,
};
use crate::platform::{
    files, json, random,
    timer::{Timer, sleep},
};

/// How long nothing may come before the line counts as broken.
const SILENCE: Duration = Duration::from_secs(30);
/// So many bytes are laid aside as a piece that the browser may keep outside of the memory.
const PIECE: u64 = 4 << 20;
/// So many tries in a row may bring nothing before the visitor is asked.
const FRUITLESS: u32 = 5;

/// How far a download is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes that have arrived.
    pub arrived: u64,
    /// How many there are, where that is known.
    pub size: Option<u64>,
    /// Whether it was cut and is about to be tried again.
    pub cut: bool,
}

/// What has arrived of a file; a clone is the same.
#[derive(Clone, Default)]
pub struct Partial(Rc<RefCell<Inner>>);

#[derive(Default)]
struct Inner {
    /// Blobs, and after them what isn't one yet.
    pieces: Vec<JsValue>,
    loose: u64,
    arrived: u64,
    size: Option<u64>,
    /// The entity tag, without which nothing is gone on with.
    tag: Option<String>,
    /// `sha-256=:…:`.
    digest: Option<String>,
}

impl Partial {
    /// How many bytes have arrived.
    pub fn arrived(&self) -> u64 {
        self.0.borrow().arrived
    }

    fn progress(&self, cut: bool) -> Progress {
        let inner = self.0.borrow();
        Progress { arrived: inner.arrived, size: inner.size, cut }
    }

    fn push(&self, part: &Uint8Array) -> Option<()> {
        let mut inner = self.0.borrow_mut();
        let length = u64::from(part.byte_length());
        inner.pieces.push(part.clone().into());
        inner.arrived += length;
        inner.loose += length;
        if inner.loose >= PIECE {
            let first = inner.pieces.iter().position(JsCast::is_instance_of::<Uint8Array>)?;
            let loose: Array = inner.pieces.drain(first..).collect();
            inner.pieces.push(Blob::new_with_u8_array_sequence(&loose).ok()?.into());
            inner.loose = 0;
        }
        Some(())
    }

    fn whole(&self) -> Option<Blob> {
        let pieces: Array = self.0.borrow().pieces.iter().collect();
        Blob::new_with_blob_sequence(&pieces).ok()
    }

    fn forget(&self) {
        self.0.take();
    }

    /// Whether what has arrived is what the backend has; `true` where nobody can say.
    async fn is_intact(&self, whole: &Blob) -> bool {
        let told = self.0.borrow().digest.clone();
        let expected = told.as_deref().and_then(|digest| digest.strip_prefix("sha-256=:")?.strip_suffix(':'));
        let Some(expected) = expected else { return true };
        let Some(bytes) = files::read(whole, 0..files::size(whole)).await else { return false };
        files::sha256(&bytes).await.is_none_or(|digest| base64(&digest) == expected)
    }
}

impl Api {
    /// Where a file of a report is: `zh-CN.pdf`.
    pub fn report_file_url(self, report: &ReportId, file: &str) -> String {
        self.url(&Endpoint::new(path::REPORT_FILE, &[report.as_str(), file]))
    }

    /// Where the files of several reports are, in one archive.
    pub fn report_archive_url(self, reports: &[ReportId], language: &str) -> String {
        let ids: Vec<&str> = reports.iter().map(ReportId::as_str).collect();
        let query = [parameter("ids", &ids.join(",")), parameter("language", language)].join("&");
        self.url(&Endpoint::new(path::REPORT_ARCHIVE, &[]).with_query(&query))
    }

    /// Fetches what is at `url`, whole; `heard` is told how many bytes have arrived. Where the session has ended, it
    /// begins again after the visitor has signed in.
    pub async fn download(self, url: &str, heard: impl Fn(u64)) -> Result<Blob, ApiError> {
        let partial = Partial::default();
        loop {
            match fetch(url, &partial, &|progress| heard(progress.arrived)).await {
                Ok(()) => return partial.whole().ok_or(ApiError::Decode),
                Err(ApiError::SignedOut) if self.gate().pass().await => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// The same, over as many tries as it takes: what has arrived is in `partial` and is gone on with, also by a later
    /// call. In the end the digest is compared.
    pub async fn resume(self, url: &str, partial: &Partial, heard: impl Fn(Progress)) -> Result<Blob, ApiError> {
        let (mut fruitless, mut spoilt) = (0, false);
        loop {
            let before = partial.progress(false).arrived;
            let error = match fetch(url, partial, &heard).await {
                Ok(()) => {
                    let whole = partial.whole().ok_or(ApiError::Decode)?;
                    if partial.is_intact(&whole).await {
                        return Ok(whole);
                    }
                    partial.forget();
                    let error = ApiError::Problem(Box::new(Problem::new(ProblemType::ChecksumMismatch)));
                    if std::mem::replace(&mut spoilt, true) {
                        return Err(error);
                    }
                    error
                }
                Err(ApiError::SignedOut) if self.gate().pass().await => continue,
                Err(error) => error,
            };
            fruitless = if partial.progress(false).arrived > before { 1 } else { fruitless + 1 };
            if !error.is_passing() || fruitless > FRUITLESS {
                return Err(error);
            }
            heard(partial.progress(true));
            sleep(backoff::wait(fruitless, random::fraction())).await;
        }
    }
}

async fn fetch(url: &str, partial: &Partial, heard: &impl Fn(Progress)) -> Result<(), ApiError> {
    let abort = Abort(AbortController::new().map_err(|_| ApiError::Offline)?);
    let late = Rc::new(Cell::new(false));
    let watch = || {
        let (controller, late) = (abort.0.clone(), Rc::clone(&late));
        Timer::after(SILENCE, move || {
            late.set(true);
            controller.abort();
        })
    };
    let unreachable = || if late.get() { ApiError::Timeout } else { ApiError::Offline };
    let mut watchdog = watch();
    let mut request = Request::get(url).abort_signal(Some(&abort.0.signal()));
    let begun = partial.progress(false).arrived;
    let tag = partial.0.borrow().tag.clone().filter(|_| begun > 0);
    if let Some(tag) = &tag {
        request = request.header("range", &format!("bytes={begun}-")).header("if-range", tag);
    }
    let response = request.send().await.map_err(|_| unreachable())?;
    let header = |name: &str| response.headers().get(name);
    match response.status() {
        206 if header("content-range").is_some_and(|range| range.starts_with(&format!("bytes {begun}-"))) => {}
        // The last cut came after the last byte, or another file is there now.
        416 if partial.progress(false).size == Some(begun) => return Ok(()),
        206 | 416 => {
            partial.forget();
            return Err(ApiError::Offline);
        }
        _ if response.ok() => {
            *partial.0.borrow_mut() = Inner {
                // Of what comes packed it would be the length of the package.
                size: header("content-length")
                    .filter(|_| header("content-encoding").is_none())
                    .and_then(|length| length.parse().ok()),
                tag: header("etag").filter(|tag| !tag.starts_with("W/")),
                digest: header("repr-digest"),
                ..Inner::default()
            };
        }
        status => {
            let text = response.text().await.map_err(|_| unreachable())?;
            return Err(ApiError::from_answer(status, json::read(&JsValue::from_str(&text)), None));
        }
    }
    let stream = response.body().ok_or(ApiError::Decode)?;
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    loop {
        let step = JsFuture::from(reader.read()).await.map_err(|_| unreachable())?;
        let part: Uint8Array = match Reflect::get(&step, &"value".into()).ok().and_then(|part| part.dyn_into().ok()) {
            Some(part) => part,
            None => break,
        };
        drop(std::mem::replace(&mut watchdog, watch()));
        partial.push(&part).ok_or(ApiError::Decode)?;
        heard(partial.progress(false));
    }
    let Progress { arrived, size, .. } = partial.progress(false);
    // Browsers don't complain about every cut.
    if size.is_some_and(|size| arrived < size) { Err(ApiError::Offline) } else { Ok(()) }
}
