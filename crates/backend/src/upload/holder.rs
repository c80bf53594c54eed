//! One request at a time writes to an upload, and the latest one wins.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use aftercare_contract::upload::UploadId;
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};
use tokio_util::sync::CancellationToken;

/// Who writes to which upload; a clone is the same.
#[derive(Clone, Debug, Default)]
pub struct Holders(Arc<Mutex<HashMap<UploadId, Entry>>>);

#[derive(Clone, Debug, Default)]
struct Entry {
    /// Tells the current holder to give up.
    give_up: CancellationToken,
    turn: Arc<AsyncMutex<()>>,
}

impl Holders {
    /// Waits until nobody else works on the upload. Whoever does so is told to stop first: after a cut connection it
    /// is a request that waits for bytes which will never come, while its sender is back already.
    pub async fn take(&self, id: &UploadId) -> Holder {
        let give_up = CancellationToken::new();
        let turn = {
            let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let entry = all.entry(id.clone()).or_default();
            core::mem::replace(&mut entry.give_up, give_up.clone()).cancel();
            Arc::clone(&entry.turn)
        };
        let guard = turn.lock_owned().await;
        Holder { id: id.clone(), give_up, guard: Some(guard), all: self.clone() }
    }
}

/// The right to work on an upload, until it is dropped.
#[derive(Debug)]
pub struct Holder {
    id: UploadId,
    give_up: CancellationToken,
    guard: Option<OwnedMutexGuard<()>>,
    all: Holders,
}

impl Holder {
    /// Is cancelled when somebody else wants to work on it.
    pub fn give_up(&self) -> &CancellationToken {
        &self.give_up
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        let mut all = self.all.0.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.guard.take());
        // Whoever waits has a clone of the mutex; without one, the map's is the last.
        if all.get(&self.id).is_some_and(|entry| Arc::strong_count(&entry.turn) == 1) {
            all.remove(&self.id);
        }
    }
}
