//! Files that are fetched by the portal itself, because it tells how far they are. Unlike [`client`](super::client),
//! which reads texts whole, this takes bytes as they come.

use std::{cell::Cell, rc::Rc, time::Duration};

use gloo_net::http::Request;
use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Blob, ReadableStreamDefaultReader};

use super::{Api, ApiError, client::Abort};
use crate::platform::{json, timer::Timer};

/// How long nothing may come before the line counts as broken.
const SILENCE: Duration = Duration::from_secs(30);

impl Api {
    /// Fetches what is at `url`, whole; `heard` is told how many bytes have arrived. Where the session has ended, it
    /// begins again after the visitor has signed in.
    pub async fn download(self, url: &str, heard: impl Fn(u64)) -> Result<Blob, ApiError> {
        loop {
            match fetch(url, &heard).await {
                Err(ApiError::SignedOut) if self.gate().pass().await => {}
                outcome => return outcome,
            }
        }
    }
}

async fn fetch(url: &str, heard: &impl Fn(u64)) -> Result<Blob, ApiError> {
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
    let request = Request::get(url).abort_signal(Some(&abort.0.signal()));
    let response = request.send().await.map_err(|_| unreachable())?;
    if !response.ok() {
        let text = response.text().await.map_err(|_| unreachable())?;
        return Err(ApiError::from_answer(response.status(), json::read(&JsValue::from_str(&text)), None));
    }
    let stream = response.body().ok_or(ApiError::Decode)?;
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let (parts, mut arrived) = (Array::new(), 0);
    loop {
        let step = JsFuture::from(reader.read()).await.map_err(|_| unreachable())?;
        let part: Uint8Array = match Reflect::get(&step, &"value".into()).ok().and_then(|part| part.dyn_into().ok()) {
            Some(part) => part,
            None => break,
        };
        drop(std::mem::replace(&mut watchdog, watch()));
        arrived += u64::from(part.byte_length());
        parts.push(&part);
        heard(arrived);
    }
    Blob::new_with_u8_array_sequence(&parts).map_err(|_| ApiError::Decode)
}
