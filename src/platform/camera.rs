//! Reads bar codes and QR codes with the camera, where the browser can.

use js_sys::{Array, Object, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue, prelude::*};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlVideoElement;

#[wasm_bindgen]
extern "C" {
    /// Not in every browser, so web-sys doesn't have it.
    type BarcodeDetector;
    #[wasm_bindgen(constructor, catch)]
    fn new() -> Result<BarcodeDetector, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn detect(this: &BarcodeDetector, image: &HtmlVideoElement) -> Result<Promise, JsValue>;

    type Barcode;
    #[wasm_bindgen(method, getter, js_name = rawValue)]
    fn raw_value(this: &Barcode) -> String;

    #[wasm_bindgen(js_namespace = ["navigator", "mediaDevices"], js_name = getUserMedia, catch)]
    fn get_user_media(wish: &JsValue) -> Result<Promise, JsValue>;

    type Stream;
    #[wasm_bindgen(method, js_name = getTracks)]
    fn tracks(this: &Stream) -> Array;

    type Track;
    #[wasm_bindgen(method)]
    fn stop(this: &Track);
}

/// Whether this browser reads codes and has cameras at all; whether it may use one shows when it tries.
pub fn can_scan() -> bool {
    let has =
        |object: &JsValue, name: &str| Reflect::get(object, &name.into()).is_ok_and(|value| !value.is_undefined());
    has(&window(), "BarcodeDetector") && has(&window().navigator(), "mediaDevices")
}

/// A camera that is on; it goes off when this is dropped.
pub struct Scanner {
    detector: BarcodeDetector,
    stream: Stream,
}

impl Scanner {
    /// Switches the camera on that looks away from the visitor, and shows in `video` what it sees. `None` where there
    /// is none, or the visitor doesn't allow it.
    pub async fn start(video: &HtmlVideoElement) -> Option<Self> {
        let detector = BarcodeDetector::new().ok()?;
        let (wish, facing) = (Object::new(), Object::new());
        Reflect::set(&facing, &"facingMode".into(), &"environment".into()).ok()?;
        Reflect::set(&wish, &"video".into(), &facing).ok()?;
        let stream: Stream = JsFuture::from(get_user_media(&wish).ok()?).await.ok()?.unchecked_into();
        let scanner = Self { detector, stream };
        Reflect::set(video, &"srcObject".into(), &scanner.stream).ok()?;
        // The picture starts by itself where the browser wants to be asked twice.
        drop(video.play());
        Some(scanner)
    }

    /// The code that the camera sees now, if it sees one.
    pub async fn look(&self, video: &HtmlVideoElement) -> Option<String> {
        let codes = JsFuture::from(self.detector.detect(video).ok()?).await.ok()?;
        let code: Barcode = codes.dyn_into::<Array>().ok()?.iter().next()?.unchecked_into();
        Some(code.raw_value().trim().to_owned()).filter(|code| !code.is_empty())
    }
}

impl Drop for Scanner {
    fn drop(&mut self) {
        for track in self.stream.tracks().iter() {
            track.unchecked_into::<Track>().stop();
        }
    }
}
