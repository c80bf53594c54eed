//! The steps of an article that somebody has ticked off, kept on this device.

use std::collections::BTreeSet;

use leptos::prelude::*;

use crate::platform::storage;

/// The steps that are ticked off.
#[derive(Clone, Copy)]
pub struct Ticks {
    slot: StoredValue<String>,
    revision: u32,
    done: RwSignal<BTreeSet<usize>>,
}

impl Ticks {
    /// Those that are kept for this revision of a text; after a change of it, the steps may be others.
    pub fn open(text: &str, revision: u32) -> Self {
        let slot = ["ticks/", text].concat();
        let done = storage::get(&slot).and_then(|kept| parse(&kept, revision)).unwrap_or_default();
        Self { slot: StoredValue::new(slot), revision, done: RwSignal::new(done) }
    }

    /// Whether a step is ticked off; tracked.
    pub fn has(self, step: usize) -> bool {
        self.done.with(|done| done.contains(&step))
    }

    /// Ticks a step off, or not any more.
    pub fn turn(self, step: usize) {
        self.done.update(|done| {
            if !done.remove(&step) {
                done.insert(step);
            }
        });
        let kept = self.done.with_untracked(|done| print(done, self.revision));
        // Where storage is full or forbidden, the ticks last as long as the page.
        self.slot
            .with_value(|slot| if kept.is_empty() { storage::remove(slot) } else { _ = storage::set(slot, &kept) });
    }
}

/// Revision and steps, with blanks between; nothing where nothing is ticked off.
fn print(done: &BTreeSet<usize>, revision: u32) -> String {
    if done.is_empty() {
        return String::new();
    }
    let steps = done.iter().map(ToString::to_string);
    std::iter::once(revision.to_string()).chain(steps).collect::<Vec<_>>().join(" ")
}

fn parse(kept: &str, revision: u32) -> Option<BTreeSet<usize>> {
    let steps = kept.strip_prefix(&revision.to_string())?.strip_prefix(' ')?;
    steps.split(' ').map(|step| step.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn ticks_are_those_of_one_revision() {
        let done = BTreeSet::from([0, 2, 11]);
        let kept = print(&done, 3);
        assert_eq!(parse(&kept, 3), Some(done));
        assert_eq!(parse(&kept, 31), None);
        assert_eq!(parse("nonsense", 3), None);
        assert_eq!(print(&BTreeSet::new(), 3), "");
    }
}
