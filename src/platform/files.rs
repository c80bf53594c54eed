//! Files as the browser hands them over: chosen, dropped, pasted; and their bytes.

use js_sys::{ArrayBuffer, Uint8Array};
use leptos::prelude::window;
use std::ops::Range;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, DataTransfer, File, FileList};

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

/// The bytes of `file` in `range`; `None` where the file can't be read (any more).
pub async fn read(file: &Blob, range: Range<u64>) -> Option<ArrayBuffer> {
    #[expect(clippy::cast_precision_loss, reason = "files are far smaller than 2^53 bytes")]
    let slice = file.slice_with_f64_and_f64(range.start as f64, range.end as f64).ok()?;
    JsFuture::from(slice.array_buffer()).await.ok()?.dyn_into().ok()
}

/// The SHA-256 of `bytes`; `None` outside a secure context, where browsers compute none.
pub async fn sha256(bytes: &ArrayBuffer) -> Option<Vec<u8>> {
    let subtle = window().crypto().ok()?.subtle();
    let digest = subtle.digest_with_str_and_buffer_source("SHA-256", bytes).ok()?;
    Some(Uint8Array::new(&JsFuture::from(digest).await.ok()?).to_vec())
}
