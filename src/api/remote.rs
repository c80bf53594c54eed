//! One remote value as the screen knows it: where its fetching stands, and the last good copy.

use aftercare_contract::Timestamp;

use super::ApiError;

/// Where the fetching of a value stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// On its way.
    Fetching,
    /// The last good copy is the answer to the last call.
    Ready,
    /// The last call failed.
    Failed(ApiError),
}

/// A value and when it was true.
#[derive(Clone, Debug, PartialEq)]
pub struct Good<T> {
    /// The value.
    pub value: T,
    /// When it was fetched or last set right, by the backend's clock.
    pub at: Timestamp,
}

/// A remote value. The last good copy outlives refreshing and failures.
#[derive(Clone, Debug, PartialEq)]
pub struct Remote<T> {
    /// Where its fetching stands.
    pub phase: Phase,
    /// The last good copy.
    pub last: Option<Good<T>>,
}

impl<T> Remote<T> {
    /// Nothing there yet.
    pub const fn new() -> Self {
        Self { phase: Phase::Fetching, last: None }
    }

    /// Notes that a call has begun.
    pub fn begin(&mut self) {
        self.phase = Phase::Fetching;
    }

    /// Notes the answer to a call.
    pub fn settle(&mut self, answer: Result<T, ApiError>, at: Timestamp) {
        self.phase = match answer {
            Ok(value) => {
                self.last = Some(Good { value, at });
                Phase::Ready
            }
            Err(error) => Phase::Failed(error),
        };
    }

    /// The last good copy.
    pub fn value(&self) -> Option<&T> {
        self.last.as_ref().map(|good| &good.value)
    }

    /// Why the last call failed.
    pub fn error(&self) -> Option<&ApiError> {
        match &self.phase {
            Phase::Failed(error) => Some(error),
            Phase::Fetching | Phase::Ready => None,
        }
    }
}

impl<T> Default for Remote<T> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn the_last_good_copy_stays() {
        let mut remote = Remote::new();
        remote.settle(Ok(1), Timestamp::default());
        remote.begin();
        assert_eq!((remote.value(), &remote.phase), (Some(&1), &Phase::Fetching));
        remote.settle(Err(ApiError::Offline), Timestamp::default());
        assert_eq!((remote.value(), remote.error()), (Some(&1), Some(&ApiError::Offline)));
    }
}
