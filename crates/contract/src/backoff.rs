//! How clients wait before they try again: a backend that has just come back is not met by all of them at once.

use std::time::Duration;

/// The longest wait.
const LONGEST: Duration = Duration::from_secs(30);

/// How long to wait after the `failures`-th failure in a row: 1, 2, 4 … 30 s, less up to a half by `chance` (0 to 1).
pub fn wait(failures: u32, chance: f64) -> Duration {
    let whole = Duration::from_secs(1 << failures.saturating_sub(1).min(5)).min(LONGEST);
    // `mul_add` is a program of its own in WebAssembly.
    whole.mul_f64(1.0 - 0.5 * chance.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_never_fall_below_half() {
        assert_eq!(wait(1, 0.0), Duration::from_secs(1));
        assert_eq!(wait(4, 0.0), Duration::from_secs(8));
        assert_eq!(wait(u32::MAX, 0.0), Duration::from_secs(30));
        assert_eq!(wait(1, 1.0), Duration::from_millis(500));
    }
}
