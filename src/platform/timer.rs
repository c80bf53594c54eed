//! Timers that end with the thing that needs them.

use std::time::Duration;

use futures::channel::oneshot;
use gloo_timers::callback::Timeout;

/// The longest that browsers can count, in milliseconds.
const LONGEST: u32 = i32::MAX.unsigned_abs();

/// Calls back once after a while, unless it is dropped before.
pub struct Timer {
    /// Leptos has timers, too, but of one that is stopped the callback stays in memory for good.
    _timeout: Timeout,
}

impl Timer {
    /// Starts counting.
    pub fn after(delay: Duration, call: impl FnOnce() + 'static) -> Self {
        Self::start(delay, Box::new(call))
    }

    /// One callback type for all: each would bring code of its own to the start.
    fn start(delay: Duration, call: Box<dyn FnOnce()>) -> Self {
        let delay = u32::try_from(delay.as_millis()).unwrap_or(LONGEST).min(LONGEST);
        Self { _timeout: Timeout::new(delay, call) }
    }
}

/// Waits.
pub async fn sleep(delay: Duration) {
    let (done, waiting) = oneshot::channel();
    let _timer = Timer::after(delay, move || {
        // Whoever waited may have gone.
        let _ = done.send(());
    });
    let _ = waiting.await;
}

/// Measures how long something takes.
#[derive(Clone, Copy)]
pub struct Stopwatch(f64);

impl Stopwatch {
    /// Begins to count.
    pub fn start() -> Self {
        Self(now())
    }

    /// How long it has counted.
    pub fn elapsed(&self) -> Duration {
        // The browser's clock may be set back meanwhile.
        Duration::from_secs_f64((now() - self.0).max(0.0) / 1000.0)
    }
}

#[expect(clippy::disallowed_methods, reason = "the browser's clock, for lengths of time only")]
fn now() -> f64 {
    js_sys::Date::now()
}
