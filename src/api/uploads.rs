//! Uploads by tus 1.0. The client is our own few calls: pausing, resuming and what happens offline are the portal's
//! business, and no library for the browser knows the backend's problems and session.

use aftercare_contract::{
    routes::{IDEMPOTENCY_KEY, path},
    upload::{CHUNK_TYPE, TUS_VERSION, UploadId},
};
use gloo_net::http::Method;
use js_sys::ArrayBuffer;

use super::{
    Api, ApiError, IdempotencyKey,
    client::{Answer, Call, Endpoint},
};

const VERSION: (&str, &str) = ("tus-resumable", TUS_VERSION);
const OFFSET: &str = "upload-offset";

impl Api {
    /// Announces a file of `size` bytes.
    pub async fn create_upload(self, name: &str, size: u64, key: &IdempotencyKey) -> Result<UploadId, ApiError> {
        let call = Call::new(Method::POST, self.url(&Endpoint::new(path::UPLOADS, &[])))
            .with(VERSION.0, VERSION.1)
            .with("upload-length", &size.to_string())
            .with("upload-metadata", &["filename", &base64(name.as_bytes())].join(" "))
            .with(IDEMPOTENCY_KEY, key.as_str());
        let answer = self.write(call).await?;
        let location = answer.header("location").ok_or(ApiError::Decode)?;
        let id = location.rsplit('/').next().filter(|id| !id.is_empty()).ok_or(ApiError::Decode)?;
        Ok(id.into())
    }

    /// How many bytes of an upload have arrived.
    pub async fn upload_offset(self, id: &UploadId) -> Result<u64, ApiError> {
        let call = Call::new(Method::HEAD, self.url(&one(id))).with(VERSION.0, VERSION.1);
        offset(&self.perform(call).await?)
    }

    /// Sends the bytes after `from`, with their SHA-256 where the browser can compute one; how many have arrived then.
    pub async fn send_chunk(
        self,
        id: &UploadId,
        from: u64,
        chunk: &ArrayBuffer,
        sha256: Option<&[u8]>,
    ) -> Result<u64, ApiError> {
        let mut call = Call::new(Method::PATCH, self.url(&one(id)))
            .with(VERSION.0, VERSION.1)
            .with(OFFSET, &from.to_string())
            .with_body(CHUNK_TYPE, chunk);
        if let Some(sha256) = sha256 {
            call = call.with("upload-checksum", &["sha256", &base64(sha256)].join(" "));
        }
        offset(&self.write(call).await?)
    }

    /// Takes an upload back.
    pub async fn remove_upload(self, id: &UploadId) -> Result<(), ApiError> {
        self.write(Call::new(Method::DELETE, self.url(&one(id))).with(VERSION.0, VERSION.1)).await.map(drop)
    }
}

fn one(id: &UploadId) -> Endpoint {
    Endpoint::new(path::UPLOAD, &[id.as_str()])
}

fn offset(answer: &Answer) -> Result<u64, ApiError> {
    answer.header(OFFSET).and_then(|offset| offset.parse().ok()).ok_or(ApiError::Decode)
}

/// The browser's `btoa` takes a text of which each character stands for one byte.
pub(super) fn base64(bytes: &[u8]) -> String {
    let binary: String = bytes.iter().copied().map(char::from).collect();
    leptos::prelude::window().btoa(&binary).unwrap_or_default()
}
