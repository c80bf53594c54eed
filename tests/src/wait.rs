//! Waiting for a condition instead of for a time.

use std::time::Duration;

use tokio::time::Instant;

/// How long anything may take that a person would wait for, on a slow and busy machine.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// How soon a condition is looked at again: first after the shorter time, then ever later, since looking takes the
/// browser the time that it needs to get there.
const PAUSE: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(200));

/// Asks `probe` until it has an answer, and returns that. Panics with the last reason why not when `limit` is over.
pub async fn until<T>(what: &str, limit: Duration, mut probe: impl AsyncFnMut() -> Result<T, String>) -> T {
    let end = Instant::now() + limit;
    let (mut pause, longest) = PAUSE;
    loop {
        match probe().await {
            Ok(answer) => return answer,
            Err(why) if Instant::now() >= end => panic!("{what}: not within {limit:?}; {why}"),
            Err(_) => tokio::time::sleep(pause).await,
        }
        pause = (pause * 5 / 4).min(longest);
    }
}
