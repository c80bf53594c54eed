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

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn whoever_follows_runs_again_each_time_until_the_page_goes() {
        let signal = RwSignal::new(0);
        let page = Owner::current().unwrap_or_default().child();
        let (followed, runs) = page.with(|| {
            let followed = Followed::new(&signal);
            let runs = Memo::new(move |before: Option<&u32>| {
                followed.track();
                before.copied().unwrap_or_default() + 1
            });
            (followed, runs)
        });
        assert_eq!(runs.get_untracked(), 1);
        for time in 1..4 {
            signal.set(time);
            assert_eq!(runs.get_untracked(), 1 + time);
        }
        page.cleanup();
        signal.set(9);
        followed.track();
        assert_eq!(runs.try_get_untracked(), None);
    }
}
