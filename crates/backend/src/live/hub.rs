//! Tells streams that there is more to read, and when to end.

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// Tells streams that there is more to read, and when to end; a clone is the same hub.
#[derive(Clone, Debug)]
pub struct Hub {
    newest: watch::Sender<u64>,
    stop: CancellationToken,
}

impl Hub {
    /// A hub that ends its streams when `stop` is cancelled.
    pub fn new(stop: CancellationToken) -> Self {
        Self { newest: watch::Sender::new(0), stop }
    }

    /// Says that events up to `newest` are committed.
    pub fn announce(&self, newest: u64) {
        self.newest.send_if_modified(|last| {
            let more = newest > *last;
            *last = newest.max(*last);
            more
        });
    }

    /// The newest committed event, and the news of later ones.
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.newest.subscribe()
    }

    /// Is cancelled when streams have to end.
    pub fn stop(&self) -> &CancellationToken {
        &self.stop
    }
}
