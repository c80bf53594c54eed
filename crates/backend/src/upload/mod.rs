//! Uploads by tus 1.0 (core, creation, checksum, termination), kept on the disk under their id.
//!
//! Bytes are on the disk before the offset says so; what lies beyond the offset after a crash is overwritten. One
//! request at a time works on an upload ([`Holders`]). When the last byte has come, the content is checked, and the
//! upload becomes a file of the ticket it was bound to, then or later.

mod api;
mod finish;
mod holder;
mod name;
mod receive;
mod sniff;
mod store;

use std::path::PathBuf;

use aftercare_contract::{
    Timestamp,
    account::{OrganisationId, PersonId},
    upload::UploadId,
};

pub use api::router;
pub use finish::look;
pub use holder::Holders;
pub use name::clean_name;
pub use store::{bind, remove_file, sweep};

use crate::Config;

/// What the table `upload` says of one.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Its id; the name of its file in the folder of uploads.
    pub id: UploadId,
    /// Who sends it.
    pub person_id: PersonId,
    /// Of which company.
    pub organisation_id: OrganisationId,
    /// The file's name, without any path.
    pub name: String,
    /// How large it will be, in bytes.
    pub size: u64,
    /// How many bytes are safely on the disk.
    pub offset: u64,
    /// What is known once it is complete and checked.
    pub content: Option<Content>,
    /// The ticket that it was bound to.
    pub ticket_sr: Option<String>,
}

/// What is known of a complete upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// When it was complete.
    pub completed: Timestamp,
    /// Its media type, by its content.
    pub media_type: String,
    /// SHA-256, lower-case hexadecimal.
    pub sha256: String,
}

/// Where the bytes of an upload lie.
pub fn path(config: &Config, id: &UploadId) -> PathBuf {
    config.uploads.join(id.as_str())
}
