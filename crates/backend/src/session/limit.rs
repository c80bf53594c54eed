//! Limits on signing in: how often it may fail, and how many passwords are checked at once.

use std::sync::{Arc, Mutex, PoisonError};

use aftercare_contract::{Span, Timestamp};
use tokio::sync::Semaphore;

use super::password::{self, Memory};
use crate::http::{ApiError, Network, Tally};

/// Failures are counted for so long.
const WINDOW: Span = Span::minutes(15);
/// Failures for one account from one address: enough for a person who tries all their passwords.
const ACCOUNT_FAILURES: u32 = 8;
/// Failures from one address: a whole company may sit behind it.
const ADDRESS_FAILURES: u32 = 200;
/// Passwords that are checked at once; each takes 19 MiB and a core.
const CHECKS_AT_ONCE: usize = 2;

/// Counts failed sign-ins; a clone counts the same.
#[derive(Clone, Debug)]
pub struct SignIns {
    failures: Tally<Source>,
    checks: Arc<Semaphore>,
    /// Of checks that are done.
    memories: Arc<Mutex<Vec<Memory>>>,
}

/// What failures are counted by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Source {
    Account(String, Network),
    Address(Network),
}

/// A sign-in under way. It counts as failed until it has succeeded, so that many at once don't slip through.
#[derive(Debug)]
pub struct Attempt {
    account: Source,
    address: Source,
}

impl Default for SignIns {
    fn default() -> Self {
        let checks = Arc::new(Semaphore::new(CHECKS_AT_ONCE));
        Self { failures: Tally::new(WINDOW), checks, memories: Arc::default() }
    }
}

impl SignIns {
    /// Starts a sign-in. The error tells when to come back.
    pub fn begin(&self, user_name: &str, network: Network, now: Timestamp) -> Result<Attempt, ApiError> {
        let (account, address) = (Source::Account(user_name.to_lowercase(), network), Source::Address(network));
        self.failures.count([(&account, ACCOUNT_FAILURES), (&address, ADDRESS_FAILURES)], now)?;
        Ok(Attempt { account, address })
    }

    /// Forgets failures that don't count any more.
    pub fn sweep(&self, now: Timestamp) {
        self.failures.sweep(now);
    }

    /// The sign-in has succeeded: what the account failed before is forgotten, and this try doesn't count.
    pub fn succeed(&self, attempt: &Attempt) {
        self.failures.forget(&attempt.account);
        self.failures.take_back(&attempt.address);
    }

    /// Whether the password is the one of `stored`, once it is its turn to be checked.
    pub async fn check(&self, password: String, stored: Option<String>) -> Result<bool, ApiError> {
        let memories = || self.memories.lock().unwrap_or_else(PoisonError::into_inner);
        let _turn = self.checks.acquire().await.map_err(ApiError::internal)?;
        let mut memory = memories().pop().unwrap_or_default();
        let check = move || (password::verify(&password, stored.as_deref(), &mut memory), memory);
        let (fits, memory) = tokio::task::spawn_blocking(check).await.map_err(ApiError::internal)?;
        memories().push(memory);
        fits
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;

    fn network(host: u8) -> Network {
        Network::of(IpAddr::from([192, 0, 2, host]))
    }

    #[test]
    fn an_account_is_stopped_and_its_neighbours_are_not() {
        let (sign_ins, address) = (SignIns::default(), network(1));
        let now: Timestamp = "2026-11-20T14:02:00Z".parse().unwrap();
        for _ in 0..ACCOUNT_FAILURES {
            sign_ins.begin("lin@example.cn", address, now).unwrap();
        }
        let Err(ApiError::Problem(problem)) = sign_ins.begin("LIN@example.cn", address, now) else { panic!() };
        assert_eq!(problem.retry_after, Some(now + WINDOW));
        assert!(sign_ins.begin("he@example.cn", address, now).is_ok());
        assert!(sign_ins.begin("lin@example.cn", network(2), now).is_ok());
        assert!(sign_ins.begin("lin@example.cn", address, now + WINDOW).is_ok());
    }

    #[test]
    fn an_address_can_neither_hide_among_its_neighbours_nor_fill_the_memory() {
        let sign_ins = SignIns::default();
        let now: Timestamp = "2026-11-20T14:02:00Z".parse().unwrap();
        for host in 0..2 * ADDRESS_FAILURES {
            let address: IpAddr = format!("2001:db8::{host:x}").parse().unwrap();
            assert_eq!(sign_ins.begin(&host.to_string(), Network::of(address), now).is_ok(), host < ADDRESS_FAILURES);
        }
        let known = || sign_ins.failures.keys();
        assert_eq!(known(), ADDRESS_FAILURES as usize + 1);
        sign_ins.sweep(now + WINDOW);
        assert_eq!(known(), 0);
    }

    #[test]
    fn success_is_never_counted() {
        let (sign_ins, address) = (SignIns::default(), network(1));
        let now: Timestamp = "2026-11-20T14:02:00Z".parse().unwrap();
        for _ in 0..2 * ADDRESS_FAILURES {
            let attempt = sign_ins.begin("lin@example.cn", address, now).unwrap();
            sign_ins.succeed(&attempt);
        }
    }
}
