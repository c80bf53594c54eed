//! In place of the crate of this name, which leptos brings along for server functions. The portal has none, and yet
//! the three classes that the crate gives to scripts would be in every start.

use futures_util::stream::{Empty, Stream};
use wasm_bindgen::{JsValue, throw_str};

const WHY: &str = "the portal has no server functions";

/// What server functions send and receive.
pub struct ReadableStream;

impl ReadableStream {
    /// Never called.
    #[must_use]
    pub fn from_raw(_: web_sys::ReadableStream) -> Self {
        throw_str(WHY)
    }

    /// Never called.
    pub fn from_stream(_: impl Stream<Item = Result<JsValue, JsValue>> + 'static) -> Self {
        throw_str(WHY)
    }

    /// Never called.
    #[must_use]
    pub fn into_raw(self) -> web_sys::ReadableStream {
        throw_str(WHY)
    }

    /// Never called.
    pub fn into_stream(self) -> Empty<Result<JsValue, JsValue>> {
        throw_str(WHY)
    }
}
