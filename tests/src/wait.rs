//! Waiting for a condition instead of for a time.

use std::time::Duration;

use tokio::time::Instant;

/// How long anything may take that a person would wait for, on a slow and busy machine.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// How often a condition is looked at.
const INTERVAL: Duration = Duration::from_millis(40);

/// Asks `probe` until it has an answer, and returns that. Panics with the last reason why not when `limit` is over.
pub async fn until<T>(what: &str, limit: Duration, mut probe: impl AsyncFnMut() -> Result<T, String>) -> T {
    let end = Instant::now() + limit;
    loop {
        match probe().await {
            Ok(answer) => return answer,
            Err(why) if Instant::now() >= end => panic!("{what}: not within {limit:?}; {why}"),
            Err(_) => tokio::time::sleep(INTERVAL).await,
        }
    }
}
