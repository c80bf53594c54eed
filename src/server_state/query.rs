//! One remote value: latest wins, and the last good copy stays.

use std::future::Future;

use futures::future::{AbortHandle, abortable};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{ApiError, Remote},
    platform::clock::{Clock, use_clock},
};

/// Drops a call that nobody waits for any more.
struct InFlight(AbortHandle);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A remote value that is fetched, fetched again on demand, and set right by live events.
pub struct Query<T: Send + Sync + 'static> {
    state: RwSignal<Remote<T>>,
    turn: RwSignal<u32>,
    clock: Clock,
}

impl<T: Send + Sync + 'static> Clone for Query<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Query<T> {}

impl<T: Clone + Send + Sync + 'static> Query<T> {
    /// Runs `fetch` now and whenever something changes that it reads before it returns its future; the earlier run
    /// is dropped and its request aborted.
    pub fn new<F, Fut>(fetch: F) -> Self
    where
        F: Fn() -> Fut + 'static,
        Fut: Future<Output = Result<T, ApiError>> + 'static,
    {
        let clock = use_clock();
        let (state, turn) = (RwSignal::new(Remote::new()), RwSignal::new(0));
        Effect::new(move |earlier: Option<InFlight>| {
            drop(earlier);
            turn.track();
            let (task, handle) = abortable(fetch());
            state.update(Remote::begin);
            spawn_local(async move {
                if let Ok(answer) = task.await {
                    // Whoever showed it may have gone.
                    let _ = state.try_update(|remote| remote.settle(answer, clock.now()));
                }
            });
            InFlight(handle)
        });
        Self { state, turn, clock }
    }

    /// The value as it stands, for `<Loaded>`.
    pub fn remote(self) -> Signal<Remote<T>> {
        self.state.into()
    }

    /// The last good copy; tracked.
    pub fn value(self) -> Option<T> {
        self.state.with(|remote| remote.value().cloned())
    }

    /// Looks at the value; tracked.
    pub fn with<R>(self, look: impl FnOnce(&Remote<T>) -> R) -> R {
        self.state.with(look)
    }

    /// Looks at the value once; `None` where its owner has gone.
    pub fn peek<R>(self, look: impl FnOnce(&Remote<T>) -> R) -> Option<R> {
        self.state.try_with_untracked(look)
    }

    /// Fetches again.
    pub fn refresh(self) {
        // A live event or a timer may come after the owner has gone.
        let _ = self.turn.try_update(|turn| *turn = turn.wrapping_add(1));
    }

    /// For a button that tries again.
    pub fn retry(self) -> Callback<()> {
        Callback::new(move |()| self.refresh())
    }

    /// Sets the value right by something newer, e.g. a live event; where there is none yet, nothing happens.
    pub fn patch(self, change: impl FnOnce(&mut T)) {
        let now = self.clock.now();
        let _ = self.state.try_update(|remote| {
            if let Some(good) = &mut remote.last {
                change(&mut good.value);
                good.at = now;
            }
        });
    }

    /// Puts `value` in place of what is there, e.g. the answer to a write.
    pub fn set(self, value: T) {
        let now = self.clock.now();
        let _ = self.state.try_update(|remote| remote.settle(Ok(value), now));
    }
}
