//! Runs asynchronous tests under the usual command line of a Rust test binary.

use std::{future::Future, time::Duration};

use libtest_mimic::Trial;
use tokio::runtime::{Builder, Runtime};

/// The longest that any single test may take; one that hangs fails instead.
const LONGEST: Duration = Duration::from_mins(5);

/// The runtime that all tests of a binary share.
pub fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime can be made")
}

/// A test by its name. It fails by panicking.
pub fn trial<F>(runtime: &Runtime, name: &str, test: impl FnOnce() -> F + Send + 'static) -> Trial
where
    F: Future<Output = ()>,
{
    let runtime = runtime.handle().clone();
    Trial::test(name, move || {
        runtime
            .block_on(async { tokio::time::timeout(LONGEST, test()).await })
            .map_err(|_| format!("not done within {LONGEST:?}").into())
    })
}
