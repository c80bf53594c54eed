//! Time: the browser's clock, set right by the backend's.

use std::time::Duration;

use aftercare_contract::Timestamp;
use leptos::{leptos_dom::helpers::set_interval_with_handle, prelude::*};

use super::followed::Followed;

/// The backend's clock as far as it is known, ticking once a minute. The viewer's own clock may be wrong by hours.
#[derive(Clone, Copy)]
pub struct Clock {
    /// How far the backend's clock is ahead of this browser's, in milliseconds.
    ahead: StoredValue<i64>,
    minute: RwSignal<i64>,
    /// The minute, as this page follows it.
    read: Followed,
}

impl Clock {
    /// A clock that ticks until the owner goes.
    pub fn new() -> Self {
        let minute = RwSignal::new(minute(browser_time(0)));
        let clock = Self { ahead: StoredValue::new(0), minute, read: Followed::new(&minute) };
        if let Ok(interval) = set_interval_with_handle(move || clock.tick(), Duration::from_secs(1)) {
            on_cleanup(move || interval.clear());
        }
        clock
    }

    /// The same for what goes with the current owner, e.g. a page.
    #[must_use]
    pub fn of_page(self) -> Self {
        Self { read: Followed::new(&self.minute), ..self }
    }

    /// Sets the clock by what the backend just said.
    pub fn set(self, server_time: Timestamp) {
        self.ahead.set_value(server_time.unix_millis() - browser_time(0).unix_millis());
        self.tick();
    }

    /// Now; whoever reads it runs again each minute.
    pub fn minute(self) -> Timestamp {
        self.read.track();
        self.now()
    }

    /// Now, once.
    pub fn now(self) -> Timestamp {
        browser_time(self.ahead.get_value())
    }

    fn tick(self) {
        // The last tick may come after the owner has gone.
        if let Some(ahead) = self.ahead.try_get_value() {
            let now = minute(browser_time(ahead));
            if self.minute.try_get_untracked().is_some_and(|before| before != now) {
                self.minute.try_set(now);
            }
        }
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new()
    }
}

fn minute(time: Timestamp) -> i64 {
    time.unix_millis() / 60_000
}

/// The clock of the portal.
pub fn use_clock() -> Clock {
    use_context().unwrap_or_default()
}

#[expect(clippy::disallowed_methods, reason = "the browser's clock, set right here")]
fn browser_time(ahead: i64) -> Timestamp {
    #[expect(clippy::cast_possible_truncation, reason = "a date is a whole number of milliseconds, far below 2^53")]
    let millis = js_sys::Date::now() as i64;
    Timestamp::from_unix_millis(millis.saturating_add(ahead)).unwrap_or_default()
}
