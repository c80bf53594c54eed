//! Load on the backend: a fixed number of customers, each asking again as soon as they have their answer.

use std::time::Duration;

use aftercare_contract::{
    list::TicketQuery,
    routes::{path, to},
    ticket::NewTicket,
};
use aftercare_tests::{Answer, Customer, sample::fault};
use futures_util::future::join_all;
use hdrhistogram::Histogram;
use reqwest::{Method, RequestBuilder};
use tokio::time::Instant;

/// Customers at once.
const CUSTOMERS: usize = 8;
/// How long each kind of call is measured.
const PERIOD: Duration = Duration::from_secs(6);
/// How long it runs before that.
const WARM_UP: Duration = Duration::from_secs(1);

/// What was measured.
pub struct Figures {
    /// Answers in a second.
    pub per_second: f64,
    /// Milliseconds that half of the answers took at most.
    pub median: f64,
    /// Milliseconds that 99 of 100 answers took at most.
    pub p99: f64,
}

/// The first page of the list of tickets.
pub async fn list(customer: &Customer) -> Figures {
    let url = format!("{}?{}", to(path::TICKETS, &[]), TicketQuery::default().print());
    run(200, || customer.read(&url)).await
}

/// One ticket.
pub async fn ticket(customer: &Customer) -> Figures {
    let sr = customer.tickets(&TicketQuery::default()).await.items[0].sr_number.clone();
    let url = to(path::TICKET, &[sr.as_str()]);
    run(200, || customer.read(&url)).await
}

/// Filing a fault.
pub async fn create(customer: &Customer) -> Figures {
    let devices = customer.devices().await;
    let device = devices.iter().find(|device| device.contract.is_some()).expect("a device is under contract");
    let body: NewTicket = fault(&device.id, "Filed under load");
    run(201, || customer.write(Method::POST, &to(path::TICKETS, &[])).json(&body)).await
}

async fn run(status: u16, request: impl Fn() -> RequestBuilder) -> Figures {
    let begin = Instant::now() + WARM_UP;
    let end = begin + PERIOD;
    let customers = (0..CUSTOMERS).map(|_| async {
        let mut times = Histogram::<u64>::new(3).expect("three digits are possible");
        loop {
            let asked = Instant::now();
            if asked >= end {
                return times;
            }
            Answer::of(request()).await.expect(status);
            if asked >= begin {
                let micros = u64::try_from(asked.elapsed().as_micros()).expect("an answer takes less than centuries");
                times.record(micros).expect("the histogram grows");
            }
        }
    });
    let mut all = Histogram::<u64>::new(3).expect("three digits are possible");
    for times in join_all(customers).await {
        all.add(times).expect("both hold the same values");
    }
    let millis = |quantile| Duration::from_micros(all.value_at_quantile(quantile)).as_secs_f64() * 1000.0;
    #[expect(clippy::cast_precision_loss, reason = "a few thousand answers")]
    let count = all.len() as f64;
    Figures { per_second: count / PERIOD.as_secs_f64(), median: millis(0.5), p99: millis(0.99) }
}
