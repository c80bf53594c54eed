//! Uploads by tus 1.0 (core, creation, checksum, termination).

ids! {
    /// An upload, which may still be under way.
    UploadId;
}

/// Version of the tus protocol.
pub const TUS_VERSION: &str = "1.0.0";
/// Extensions of tus that are needed.
pub const TUS_EXTENSIONS: &str = "creation,checksum,termination";
/// Algorithms for `Upload-Checksum`.
pub const TUS_CHECKSUM_ALGORITHMS: &str = "sha256";
/// The content type of a chunk.
pub const CHUNK_TYPE: &str = "application/offset+octet-stream";
