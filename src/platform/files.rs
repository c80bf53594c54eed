//! Files as the browser hands them over: chosen, dropped, pasted; and their bytes.

use js_sys::{Array, ArrayBuffer, Uint8Array};
use leptos::{
    leptos_dom::helpers::set_timeout,
    prelude::{document, window},
};
use std::{ops::Range, time::Duration};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, DataTransfer, File, FileList, HtmlAnchorElement, Url};

/// How long a browser may take to begin with saving a file.
const UNTIL_SAVED: Duration = Duration::from_mins(1);

/// The files of a list.
pub fn of_list(list: &FileList) -> Vec<File> {
    (0..list.length()).filter_map(|index| list.item(index)).collect()
}

/// What was dropped or pasted, if there are files in it.
pub fn of_transfer(transfer: Option<DataTransfer>) -> Vec<File> {
    transfer.and_then(|transfer| transfer.files()).map(|list| of_list(&list)).unwrap_or_default()
}

/// Whether what is dragged over the page has files.
pub fn carries_files(transfer: Option<DataTransfer>) -> bool {
    transfer.is_some_and(|transfer| transfer.types().includes(&"Files".into(), 0))
}

/// How large a file is, in bytes.
pub fn size(file: &Blob) -> u64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a size is a whole number")]
    let size = file.size() as u64;
    size
}

/// The bytes of `file` in `range`; `None` where the file can't be read (any more).
pub async fn read(file: &Blob, range: Range<u64>) -> Option<ArrayBuffer> {
    JsFuture::from(slice(file, range)?.array_buffer()).await.ok()?.dyn_into().ok()
}

/// What stands in `file`, read as UTF-8; `None` where it can't be read.
pub async fn text(file: &Blob) -> Option<String> {
    JsFuture::from(file.text()).await.ok()?.as_string()
}

/// The SHA-256 of `bytes`; `None` outside a secure context, where browsers compute none.
pub async fn sha256(bytes: &ArrayBuffer) -> Option<Vec<u8>> {
    let subtle = window().crypto().ok()?.subtle();
    let digest = subtle.digest_with_str_and_buffer_source("SHA-256", bytes).ok()?;
    Some(Uint8Array::new(&JsFuture::from(digest).await.ok()?).to_vec())
}

/// `file` with `mark` in place of the `ranges`, which are in order; nothing is copied. `None` where the browser can't.
pub fn replaced(file: &File, ranges: &[Range<u64>], mark: &str) -> Option<File> {
    let parts = Array::new();
    let mut from = 0;
    for range in ranges {
        let before = slice(file, from..range.start)?;
        parts.push(&before);
        parts.push(&JsValue::from_str(mark));
        from = range.end;
    }
    let rest = slice(file, from..u64::MAX)?;
    parts.push(&rest);
    File::new_with_blob_sequence(&parts, &file.name()).ok()
}

/// Has the browser save `content` as a file called `name`, as it saves downloads; whether it could.
pub fn save(content: &Blob, name: &str) -> bool {
    let Ok(url) = Url::create_object_url_with_blob(content) else { return false };
    let link: Option<HtmlAnchorElement> = document().create_element("a").ok().and_then(|link| link.dyn_into().ok());
    if let Some(link) = &link {
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
    // Browsers don't tell when they have read it.
    set_timeout(move || drop(Url::revoke_object_url(&url)), UNTIL_SAVED);
    link.is_some()
}

fn slice(file: &Blob, range: Range<u64>) -> Option<Blob> {
    #[expect(clippy::cast_precision_loss, reason = "files are far smaller than 2^53 bytes; a later end is the end")]
    file.slice_with_f64_and_f64(range.start as f64, range.end as f64).ok()
}
