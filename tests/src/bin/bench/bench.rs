//! Measures the portal and the backend against their budgets, and prints a table.
//!
//! Chromium's network and CPU are slowed down through the DevTools protocol; each figure of a page is the median of
//! several cold starts, each in a browser of its own. The backend is measured over the loopback interface on the
//! same machine, so its figures are comparable with each other and not with those of another machine.

mod cold;
mod documents;
mod health_check;
mod interactions;
mod knowledge;
mod lighthouse;
mod live;
mod load;
mod long_list;
mod memory;
mod report;
mod routes;
mod survey;
mod visitor;
mod wire;

use std::process::ExitCode;

use aftercare_contract::list::{Scope, StateFilter, TicketQuery};
use aftercare_tests::{Backend, backend::HE, runner};
use lexopt::{Arg, Parser, ValueExt};

use crate::{
    cold::Cold,
    report::Report,
    visitor::{Speed, Visitor},
};

const USAGE: &str = "\
Usage: bench [--bytes] [--json] [--language TAG] [PART]...

  --bytes           only what cold starts cost on the wire; fails where that is over budget
  --json            prints the figures as JSON
  --language TAG    the browser's language (zh-CN if not said, whose messages are the largest)

Parts, all of them if none is named:
  cold              a cold start of the list of tickets
  survey            the survey, opened by the link of an e-mail
  routes            what the first visit of each page costs on the wire
  live              from a live event to its paint
  lighthouse        Lighthouse's marks on a phone
  backend           answers of the backend under load
  long-list         opening and scrolling the list of a customer with 10,000 tickets
  memory            what a tab keeps over 1,000 route changes more
  interactions      from clicks and keys to their paint
  knowledge         how well and how fast articles are found
  report            a cold start of a health check's page
  documents         how long the backend takes to make PDFs, and how much memory

AFTERCARE_BACKEND is the backend's binary (a release build), AFTERCARE_DIST the portal's bundle, AFTERCARE_TOOLS a
folder with Lighthouse.";

/// What is measured, with the demo's few tickets and with many.
const WITH_FEW: [&str; 7] = ["cold", "survey", "report", "routes", "live", "lighthouse", "backend"];
const WITH_MANY: [&str; 3] = ["long-list", "memory", "interactions"];
/// With a backend of its own, of whose memory nothing is used yet.
const DOCUMENTS: &str = "documents";
/// Measured by the backend itself.
const KNOWLEDGE: &str = "knowledge";

/// Cold starts of which the median is taken.
const COLD_STARTS: usize = 5;
/// Tickets of a large customer.
const MANY: usize = 10_000;

struct Options {
    bytes_only: bool,
    json: bool,
    language: String,
    parts: Vec<String>,
}

impl Options {
    fn parse() -> Result<Option<Self>, lexopt::Error> {
        let mut options = Self { bytes_only: false, json: false, language: "zh-CN".to_owned(), parts: Vec::new() };
        let mut parser = Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Long("bytes") => options.bytes_only = true,
                Arg::Long("json") => options.json = true,
                Arg::Long("language") => options.language = parser.value()?.string()?,
                Arg::Long("help") | Arg::Short('h') => return Ok(None),
                Arg::Value(part) if is_part(&part.to_string_lossy()) => options.parts.push(part.string()?),
                _ => return Err(argument.unexpected()),
            }
        }
        Ok(Some(options))
    }

    /// Whether a part is to be measured; says so to whoever waits.
    fn begin(&self, part: &str) -> bool {
        let wanted = self.want(&[part]);
        if wanted {
            eprintln!("measuring: {part}");
        }
        wanted
    }

    fn want(&self, parts: &[&str]) -> bool {
        self.parts.is_empty() || self.parts.iter().any(|wanted| parts.contains(&wanted.as_str()))
    }
}

fn is_part(name: &str) -> bool {
    WITH_FEW.contains(&name) || WITH_MANY.contains(&name) || [DOCUMENTS, KNOWLEDGE].contains(&name)
}

fn main() -> ExitCode {
    let options = match Options::parse() {
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
    let mut report = Report::default();
    if options.bytes_only || options.want(&WITH_FEW) {
        with_few_tickets(options, &mut report).await;
    }
    if !options.bytes_only && options.want(&WITH_MANY) {
        with_many_tickets(options, &mut report).await;
    }
    if !options.bytes_only && options.begin(DOCUMENTS) {
        report.documents(&documents::make(&options.language).await);
    }
    if !options.bytes_only && options.begin(KNOWLEDGE) {
        for search in knowledge::search() {
            report.knowledge(&search);
        }
    }
    report
}

async fn with_few_tickets(options: &Options, report: &mut Report) {
    let backend = Backend::start().await;
    // An admin sees the most tickets, so their list is the largest first data.
    let visitor = Visitor { customer: backend.customer(HE).await, language: options.language.clone() };
    let query = TicketQuery::default();
    if options.bytes_only {
        report.bytes(&Cold::start(&visitor, &query, Speed::Full).await.bytes);
        let link = survey::link_of_a_mail(&backend, &visitor).await;
        report.survey_bytes(survey::open(&visitor.as_guest(), &link, Speed::Full).await.bytes);
        let check = health_check::newest(&visitor).await;
        return report.page_bytes(&health_check::open(&visitor, &check, Speed::Full).await.bytes);
    }
    if options.begin("cold") {
        report.cold(&cold_starts(&visitor, &query).await);
    }
    if options.begin("survey") {
        let link = survey::link_of_a_mail(&backend, &visitor).await;
        let mut openings = Vec::new();
        for _ in 0..COLD_STARTS {
            openings.push(survey::open(&visitor.as_guest(), &link, Speed::Slow).await);
        }
        report.survey(&openings);
    }
    if options.begin("report") {
        let check = health_check::newest(&visitor).await;
        let mut openings = Vec::new();
        for _ in 0..COLD_STARTS {
            openings.push(health_check::open(&visitor, &check, Speed::Slow).await);
        }
        report.page(&openings);
    }
    if options.begin("routes") {
        report.routes(&routes::added(&visitor).await);
    }
    if options.begin("live") {
        report.live(&live::event_to_paint(&visitor, backend.desk()).await);
    }
    if options.begin("lighthouse") {
        report.lighthouse("signing in", lighthouse::marks(&visitor.as_guest(), "/sign-in").await);
        report.lighthouse("tickets", lighthouse::marks(&visitor, "/tickets").await);
    }
    if options.begin("backend") {
        let customer = &visitor.customer;
        // Creating comes first: the reads then have a database of some size before them.
        report.load("create", &load::create(customer).await);
        report.tickets(customer.tickets(&query).await.total);
        report.load("ticket list", &load::list(customer).await);
        report.load("one ticket", &load::ticket(customer).await);
    }
}

async fn with_many_tickets(options: &Options, report: &mut Report) {
    eprintln!("writing {MANY} tickets");
    let backend = Backend::with_tickets(MANY).await;
    let visitor = Visitor { customer: backend.customer(HE).await, language: options.language.clone() };
    let all = TicketQuery { scope: Scope::Organisation, state: StateFilter::All, ..TicketQuery::default() };
    if options.begin("long-list") {
        report.long_list(&cold_starts(&visitor, &all).await);
        report.scrolling(&long_list::scroll(&visitor, &all).await);
    }
    if options.begin("memory") {
        report.memory(memory::weigh(&visitor).await);
    }
    if options.begin("interactions") {
        report.interactions(&interactions::session(&visitor, &all).await);
    }
}

async fn cold_starts(visitor: &Visitor, query: &TicketQuery) -> Vec<Cold> {
    let mut starts = Vec::new();
    for _ in 0..COLD_STARTS {
        starts.push(Cold::start(visitor, query, Speed::Slow).await);
    }
    starts
}
