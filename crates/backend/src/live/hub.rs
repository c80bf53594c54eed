//! Tells streams that there is more to read.

use tokio::sync::watch;

/// Knows the newest event of the log and tells streams of later ones; a clone is the same hub.
#[derive(Clone, Debug, Default)]
pub struct Hub(watch::Sender<u64>);

impl Hub {
    /// Says that events up to `newest` are committed.
    pub fn announce(&self, newest: u64) {
        self.0.send_if_modified(|last| {
            let more = newest > *last;
            *last = newest.max(*last);
            more
        });
    }

    /// The newest committed event, and the news of later ones.
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.0.subscribe()
    }
}
