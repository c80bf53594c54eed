//! A herd of clients: thousands of live streams that all lose the backend at once and come back as the portal does.

use std::{
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use aftercare_contract::{
    backoff,
    live::{HELLO, RESET, TICKET},
    routes::{path, to},
    ticket::SrNumber,
};
use aftercare_tests::{
    Backend, Customer,
    backend::{AMARA, HE, INGRID, LIN},
    runner,
    sample::fault,
    wait,
};
use eventsource_stream::Eventsource;
use futures_util::StreamExt;
use lexopt::{Arg, Parser, ValueExt};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::time::Instant;

const USAGE: &str = "\
Usage: herd [--clients COUNT]

Opens so many live streams (5000 if not said), restarts the backend, and prints how long it takes until all are live
again. AFTERCARE_BACKEND is the backend's binary (a release build, or the figures say little).";

/// How long the herd may take for anything.
const LIMIT: Duration = Duration::from_mins(3);
/// As long as the portal waits for a stream's greeting.
const GREETING: Duration = Duration::from_secs(10);

/// What the clients have seen, all together.
#[derive(Default)]
struct Herd {
    live: AtomicUsize,
    /// Events of tickets that were heard for the first time.
    heard: AtomicUsize,
    /// Events that a client had heard before.
    doubled: AtomicUsize,
    /// Streams that had to start anew.
    reset: AtomicUsize,
    /// Connections that were refused or broke off before an answer.
    unreachable: AtomicUsize,
    /// Answers that are no success.
    refused: AtomicUsize,
    /// Streams without a greeting in time.
    silent: AtomicUsize,
}

/// One client, for ever: holds a stream, and comes back as the portal does.
async fn graze(customer: Arc<Customer>, herd: Arc<Herd>) {
    let last = AtomicU64::new(0);
    let mut failures = 0;
    loop {
        if failures > 0 {
            tokio::time::sleep(backoff::wait(failures, chance())).await;
        }
        failures += 1;
        if failures > 1 && !answers(&customer, &herd).await {
            continue;
        }
        let seen = last.load(SeqCst);
        let resume = if seen > 0 { format!("?lastEventId={seen}") } else { String::new() };
        let answer = match customer.read(&format!("{}{resume}", to(path::LIVE, &[]))).send().await {
            Ok(answer) if answer.status().is_success() => answer,
            Ok(_) => {
                herd.refused.fetch_add(1, SeqCst);
                continue;
            }
            Err(_) => {
                herd.unreachable.fetch_add(1, SeqCst);
                continue;
            }
        };
        let mut events = answer.bytes_stream().eventsource();
        let mut greeted = false;
        loop {
            let next =
                if greeted { Ok(events.next().await) } else { tokio::time::timeout(GREETING, events.next()).await };
            let event = match next {
                Ok(Some(Ok(event))) => event,
                Ok(_) => break,
                Err(_) => {
                    herd.silent.fetch_add(1, SeqCst);
                    break;
                }
            };
            let number = event.id.parse().unwrap_or_default();
            match event.event.as_str() {
                HELLO => {
                    greeted = true;
                    failures = 0;
                    herd.live.fetch_add(1, SeqCst);
                }
                RESET => drop(herd.reset.fetch_add(1, SeqCst)),
                TICKET if number > last.load(SeqCst) => drop(herd.heard.fetch_add(1, SeqCst)),
                TICKET => drop(herd.doubled.fetch_add(1, SeqCst)),
                _ => {}
            }
            last.fetch_max(number, SeqCst);
        }
        if greeted {
            herd.live.fetch_sub(1, SeqCst);
            failures = 1;
        }
    }
}

/// Whether the backend answers the question that the portal asks before it opens a stream again.
async fn answers(customer: &Customer, herd: &Herd) -> bool {
    match customer.read(&to(path::ME, &[])).send().await {
        Ok(answer) if answer.status().is_success() => true,
        Ok(_) => {
            herd.refused.fetch_add(1, SeqCst);
            false
        }
        Err(_) => {
            herd.unreachable.fetch_add(1, SeqCst);
            false
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a number between 0 and 1")]
fn chance() -> f64 {
    uuid::Uuid::new_v4().as_u128() as f64 / u128::MAX as f64
}

/// Each client, and each stream of the backend, which inherits the limit, is an open file.
fn raise_limit() {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
    setrlimit(Resource::Nofile, raised).expect("what is allowed may be used");
}

fn clients() -> Result<Option<usize>, lexopt::Error> {
    let mut clients = 5000;
    let mut parser = Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("clients") => clients = parser.value()?.parse()?,
            Arg::Long("help") | Arg::Short('h') => return Ok(None),
            _ => return Err(argument.unexpected()),
        }
    }
    Ok(Some(clients))
}

fn main() -> ExitCode {
    match clients() {
        Ok(Some(clients)) => {
            raise_limit();
            runner::runtime().block_on(measure(clients));
            ExitCode::SUCCESS
        }
        Ok(None) => {
            println!("{USAGE}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("herd: {error}\n\n{USAGE}");
            ExitCode::FAILURE
        }
    }
}

async fn measure(clients: usize) {
    let mut backend = Backend::with_options(&["--streams", &clients.to_string()]).await;
    let mut customers = Vec::new();
    for name in [LIN, HE, AMARA, INGRID] {
        customers.push(Arc::new(backend.customer(name).await));
    }
    let herd = Arc::new(Herd::default());
    let begun = Instant::now();
    for customer in customers.iter().cycle().take(clients) {
        tokio::spawn(graze(Arc::clone(customer), Arc::clone(&herd)));
    }
    let all_live = async |herd: &Herd| {
        wait::until("all live", LIMIT, async || match herd.live.load(SeqCst) {
            live if live == clients => Ok(()),
            live => Err(format!("{live} are")),
        })
        .await;
    };
    all_live(&herd).await;
    println!("{clients} clients live after {:.1?}", begun.elapsed());
    println!("peak memory of the backend: {}", memory(&backend));

    let (sr, audience) = ticket(&customers, clients).await;
    println!("an event reached {audience} clients after {:.2?}", tell(&backend, &herd, &sr, audience).await);

    backend.stop().await;
    for count in [&herd.unreachable, &herd.refused, &herd.silent] {
        count.store(0, SeqCst);
    }
    backend.start_again().await;
    let begun = Instant::now();
    all_live(&herd).await;
    println!("after a restart, {clients} clients live again after {:.1?}", begun.elapsed());
    println!("peak memory of the backend: {}", memory(&backend));
    println!(
        "meanwhile: {} tries found nobody, {} were refused, {} streams were silent",
        herd.unreachable.load(SeqCst),
        herd.refused.load(SeqCst),
        herd.silent.load(SeqCst)
    );
    println!("an event reached {audience} clients after {:.2?}", tell(&backend, &herd, &sr, audience).await);
    let (doubled, reset) = (herd.doubled.load(SeqCst), herd.reset.load(SeqCst));
    println!("events heard twice: {doubled}; streams that had to start anew: {reset}");
}

/// A ticket, and how many clients may hear of it.
async fn ticket(customers: &[Arc<Customer>], clients: usize) -> (SrNumber, usize) {
    let devices = customers[0].devices().await;
    let device = devices.iter().find(|device| device.contract.is_some()).expect("a device is under contract");
    let sr = customers[0].file(&fault(&device.id, "Watched by a herd")).await.summary.sr_number;
    let mut audience = 0;
    for (index, customer) in customers.iter().enumerate() {
        if customer.get(&to(path::TICKET, &[sr.as_str()])).await.status == 200 {
            audience += (clients - index).div_ceil(customers.len());
        }
    }
    (sr, audience)
}

/// How long it takes until what the desk says has reached all who may hear it.
async fn tell(backend: &Backend, herd: &Herd, sr: &SrNumber, audience: usize) -> Duration {
    // What came before has to be over: filing the ticket was news, too.
    let mut before = usize::MAX;
    wait::until("quiet", LIMIT, async || {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let so_far = herd.heard.load(SeqCst);
        if std::mem::replace(&mut before, so_far) == so_far { Ok(()) } else { Err(format!("{so_far} were heard")) }
    })
    .await;
    let begun = Instant::now();
    backend.desk().say(sr, "Said to a herd.").await;
    wait::until("the event everywhere", LIMIT, async || {
        let so_far = herd.heard.load(SeqCst) - before;
        if so_far >= audience { Ok(()) } else { Err(format!("{so_far} of {audience} have heard it")) }
    })
    .await;
    begun.elapsed()
}

fn memory(backend: &Backend) -> String {
    let peak = backend.peak_memory().map(|bytes| format!("{} MiB", bytes >> 20));
    peak.unwrap_or_else(|| "unknown on this system".to_owned())
}
