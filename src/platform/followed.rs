//! What lives as long as the visit, as a page follows it.

use leptos::{
    prelude::*,
    reactive::{
        computed::ArcMemo,
        graph::{Source, ToAnySource, ToAnySubscriber},
    },
};

/// Follows a signal of the visit for the current owner, e.g. a page. A signal keeps a mark of everything that has ever
/// followed it, even of what has gone: this is its one follower here, and goes with the owner.
#[derive(Clone, Copy)]
pub struct Followed(Memo<bool>);

impl Followed {
    /// Follows `signal` until the owner goes.
    pub fn new(signal: &impl ToAnySource) -> Self {
        let (signal, source) = (signal.to_any_source(), signal.to_any_source());
        // Another value each time, since whoever follows this is to run again.
        let turns = ArcMemo::new(move |before| {
            source.track();
            before != Some(&true)
        });
        let follower = turns.to_any_subscriber();
        on_cleanup(move || signal.remove_subscriber(&follower));
        Self(turns.into())
    }

    /// Runs the caller again whenever the signal changes, as long as the owner is there.
    pub fn track(self) {
        // Only what is read looks at what it follows.
        let _ = self.0.try_get();
    }
}
