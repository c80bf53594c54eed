//! What is known of unfinished files after the page was loaded again; their bytes are in the browser's file store.

use aftercare_contract::{account::PersonId, upload::UploadId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Place, State, Transfer, Upload};
use crate::platform::{json, storage};

/// One file of the list that is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Kept {
    key: String,
    round: u32,
    place: Place,
    name: String,
    size: u64,
    modified: i64,
    id: Option<UploadId>,
    to_bind: bool,
    paused: bool,
}

impl Kept {
    /// What to keep of it; nothing of what was refused.
    pub(super) fn of(upload: &Upload) -> Option<Self> {
        let transfer = upload.transfer.get_untracked();
        (!matches!(transfer.state, State::Refused(_))).then(|| Self {
            key: upload.key.clone(),
            round: upload.round,
            place: upload.place.clone(),
            name: transfer.name,
            size: transfer.size,
            modified: upload.modified,
            id: transfer.id,
            to_bind: transfer.to_bind,
            paused: transfer.state == State::Paused,
        })
    }
}

impl From<Kept> for Upload {
    fn from(kept: Kept) -> Self {
        let mut transfer = Transfer::new(kept.name, kept.size);
        transfer.id = kept.id;
        transfer.to_bind = kept.to_bind;
        // Whether it has arrived, and is still there after days, is for the backend to say.
        if kept.paused {
            transfer.state = State::Paused;
        }
        Self {
            key: kept.key,
            round: kept.round,
            place: kept.place,
            modified: kept.modified,
            transfer: ArcRwSignal::new(transfer),
        }
    }
}

fn slot(person: &PersonId) -> String {
    ["uploads:", person.as_str()].concat()
}

/// Whether there are any.
pub(super) fn is_any(person: &PersonId) -> bool {
    storage::get(&slot(person)).is_some()
}

/// The files that `person` left unfinished in this browser.
pub(super) fn load(person: &PersonId) -> Vec<Kept> {
    storage::get(&slot(person)).and_then(|list| json::read(&list.into())).unwrap_or_default()
}

/// Keeps the list. Where the browser doesn't let it, files go on only until the page is left.
pub(super) fn save(person: &PersonId, list: &[Kept]) {
    match serde_json::to_string(list) {
        Ok(json) if !list.is_empty() => {
            let _ = storage::set(&slot(person), &json);
        }
        _ => storage::remove(&slot(person)),
    }
}
