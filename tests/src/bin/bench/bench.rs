//! Measures the portal and the backend against their budgets, and prints a table.
//!
//! Chromium's network and CPU are slowed down through the DevTools protocol; each figure of a page is the median of
//! several cold starts, each in a browser of its own. The backend is measured over the loopback interface on the
//! same machine, so its figures are comparable with each other and not with those of another machine.

mod cold;
mod live;
mod load;
mod report;

use std::process::ExitCode;

use aftercare_contract::list::TicketQuery;
use aftercare_tests::{Backend, backend::HE, runner};
use lexopt::{Arg, Parser, ValueExt};

use crate::{
    cold::{Cold, Speed},
    report::Report,
};

const USAGE: &str = "\
Usage: bench [--bytes] [--json] [--language TAG]

  --bytes           only what a cold start costs on the wire; fails where it is more than it has been
  --json            prints the figures as JSON
  --language TAG    the browser's language (zh-CN if not said, whose messages are the largest)

AFTERCARE_BACKEND is the backend's binary (a release build), AFTERCARE_DIST the portal's bundle.";

/// Cold starts of which the median is taken.
const COLD_STARTS: usize = 5;

struct Options {
    bytes_only: bool,
    json: bool,
    language: String,
}

fn options() -> Result<Option<Options>, lexopt::Error> {
    let mut options = Options { bytes_only: false, json: false, language: "zh-CN".to_owned() };
    let mut parser = Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("bytes") => options.bytes_only = true,
            Arg::Long("json") => options.json = true,
            Arg::Long("language") => options.language = parser.value()?.string()?,
            Arg::Long("help") | Arg::Short('h') => return Ok(None),
            _ => return Err(argument.unexpected()),
        }
    }
    Ok(Some(options))
}

fn main() -> ExitCode {
    let options = match options() {
        Ok(Some(options)) => options,
        Ok(None) => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("bench: {error}\n\n{USAGE}");
            return ExitCode::FAILURE;
        }
    };
    let report = runner::runtime().block_on(measure(&options));
    if options.json {
        println!("{:#}", report.to_json());
    } else {
        println!("{report}");
    }
    // Times depend on the machine and are for reading; bytes don't, and are a gate.
    if options.bytes_only && !report.holds_the_gate() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

async fn measure(options: &Options) -> Report {
    let backend = Backend::start().await;
    // An admin sees the most tickets, so their list is the largest first data.
    let customer = backend.customer(HE).await;
    let mut report = Report::default();
    if options.bytes_only {
        let start = Cold::start(&backend, &customer, &options.language, Speed::Full).await;
        report.bytes(&start.bytes);
        return report;
    }
    let mut starts = Vec::new();
    for number in 1..=COLD_STARTS {
        eprintln!("cold start {number} of {COLD_STARTS}");
        starts.push(Cold::start(&backend, &customer, &options.language, Speed::Slow).await);
    }
    report.cold(&starts);
    eprintln!("live events");
    report.live(&live::event_to_paint(&backend, &customer, &options.language).await);
    eprintln!("backend");
    // Creating comes first: the reads then have a database of some size before them.
    report.load("create", &load::create(&customer).await);
    report.tickets(customer.tickets(&TicketQuery::default()).await.total);
    report.load("ticket list", &load::list(&customer).await);
    report.load("one ticket", &load::ticket(&customer).await);
    report
}
