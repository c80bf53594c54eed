//! A wait that ends early when something has changed.

use std::time::Duration;

use futures::{channel::oneshot, future::select};
use leptos::prelude::*;

use crate::platform::timer;

/// One sender's wait after a failure.
#[derive(Clone, Copy)]
pub(super) struct Alarm(StoredValue<Option<oneshot::Sender<()>>>);

impl Alarm {
    pub(super) fn new() -> Self {
        Self(StoredValue::new(None))
    }

    /// Waits so long, or until [`Self::ring`].
    pub(super) async fn rest(self, length: Duration) {
        let (sender, woken) = oneshot::channel();
        self.0.set_value(Some(sender));
        select(Box::pin(timer::sleep(length)), woken).await;
    }

    /// Ends the wait, if there is one.
    pub(super) fn ring(self) {
        if let Some(alarm) = self.0.try_update_value(Option::take).flatten() {
            // Whoever waited may be through.
            let _ = alarm.send(());
        }
    }
}
