//! Counting how often something was tried, against a limit.
//!
//! Only the running process remembers: nobody outside can have it restarted, and a try must not cost a write to the
//! disk.

use std::{
    collections::HashMap,
    hash::Hash,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
};

use aftercare_contract::{Span, Timestamp};
use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, request::Parts},
};

use super::ApiError;

/// Counts by keys within a length of time, which begins with the first try; a clone counts the same.
#[derive(Debug)]
pub struct Tally<K> {
    window: Span,
    counts: Arc<Mutex<HashMap<K, Count>>>,
}

impl<K> Clone for Tally<K> {
    fn clone(&self) -> Self {
        Self { window: self.window, counts: Arc::clone(&self.counts) }
    }
}

#[derive(Clone, Copy, Debug)]
struct Count {
    tries: u32,
    since: Timestamp,
}

impl<K: Clone + Eq + Hash> Tally<K> {
    /// Counts within `window`.
    pub fn new(window: Span) -> Self {
        Self { window, counts: Arc::default() }
    }

    /// Counts a try for each of the keys, unless one of them has reached its limit: the error tells when to come back.
    /// Only what is let through is noted, so that nobody can fill the memory with keys.
    pub fn count<const N: usize>(&self, keys: [(&K, u32); N], now: Timestamp) -> Result<(), ApiError> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, limit) in keys {
            let known = counts.get(key).filter(|known| now < known.since + self.window);
            if let Some(known) = known.filter(|known| known.tries >= limit) {
                return Err(ApiError::too_many(known.since + self.window));
            }
        }
        for (key, _) in keys {
            let count = counts.entry(key.clone()).or_insert(Count { tries: 0, since: now });
            if now >= count.since + self.window {
                *count = Count { tries: 0, since: now };
            }
            count.tries += 1;
        }
        Ok(())
    }

    /// Takes back one try.
    pub fn take_back(&self, key: &K) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(key) {
            count.tries = count.tries.saturating_sub(1);
        }
    }

    /// Forgets all tries of a key.
    pub fn forget(&self, key: &K) {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }

    /// Forgets tries that don't count any more.
    pub fn sweep(&self, now: Timestamp) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.retain(|_, count| now < count.since + self.window);
    }

    /// How many keys are remembered.
    #[cfg(test)]
    pub fn keys(&self) -> usize {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

/// Where a call comes from, as far as one caller can't choose it: whoever has one address of IPv6 usually has the 2⁶⁴
/// that share its first half.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Network(IpAddr);

impl Network {
    /// That of an address.
    pub fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(address) => IpAddr::from((address.to_bits() & !u128::from(u64::MAX)).to_be_bytes()),
            address @ IpAddr::V4(_) => address,
        })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Network {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let peer = ConnectInfo::<SocketAddr>::from_request_parts(parts, state).await.map_err(ApiError::internal)?;
        Ok(Self::of(client_address(peer.0, &parts.headers)))
    }
}

/// A proxy in front of us runs on this machine and appends its caller's address.
fn client_address(peer: SocketAddr, headers: &HeaderMap) -> IpAddr {
    let forwarded = headers.get_all("x-forwarded-for").iter().next_back();
    let last = forwarded.and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
    last.filter(|_| peer.ip().is_loopback()).unwrap_or(peer.ip())
}
