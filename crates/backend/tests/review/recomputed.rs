//! The figures, counted once more by plain loops over what the API tells of each ticket.

use std::collections::{BTreeMap, BTreeSet};

use aftercare_backend::demo;
use aftercare_contract::{
    Span, Timestamp,
    asset::{Contract, Device},
    list::Page,
    review::{Figure, Review},
    routes::{path, to},
    survey::Surveys,
    ticket::{Interruption, Promise, SrNumber, Ticket, TicketSummary, TicketType, Verdict},
};
use chrono::{NaiveTime, TimeZone};
use chrono_tz::Tz;

use crate::{
    common::Backend,
    world::{Customer, World},
};

/// All tickets of the company, whole.
async fn tickets(admin: &Customer) -> Vec<Ticket> {
    let mut tickets = Vec::new();
    for sr in numbers(admin, "scope=organisation&state=all").await {
        tickets.push(admin.ticket(&sr).await);
    }
    tickets
}

/// The numbers of all tickets of a query.
async fn numbers(admin: &Customer, query: &str) -> BTreeSet<SrNumber> {
    let mut numbers = BTreeSet::new();
    let mut cursor = String::new();
    loop {
        let page: Page<TicketSummary> =
            admin.get(&format!("{}?{query}&limit=200{cursor}", to(path::TICKETS, &[]))).await.json();
        numbers.extend(page.items.into_iter().map(|ticket| ticket.sr_number));
        let Some(next) = page.next_cursor else { break };
        cursor = format!("&cursor={next}");
    }
    numbers
}

fn set<'a>(tickets: impl IntoIterator<Item = &'a Ticket>) -> BTreeSet<SrNumber> {
    tickets.into_iter().map(|ticket| ticket.summary.sr_number.clone()).collect()
}

/// The middle of sorted seconds.
fn middle(sorted: &[i64]) -> i64 {
    let count = sorted.len();
    if count % 2 == 1 { sorted[count / 2] } else { i64::midpoint(sorted[count / 2 - 1], sorted[count / 2]) }
}

/// What one promise of one length came to: ticket, seconds, whether it was kept.
type Cases<'a> = Vec<(&'a Ticket, i64, bool)>;

/// A review, and what it is counted again from.
struct Recount<'a> {
    admin: &'a Customer,
    review: &'a Review,
    tickets: &'a [Ticket],
    start: Timestamp,
    end: Timestamp,
}

fn is_fault(ticket: &Ticket) -> bool {
    ticket.summary.ticket_type == TicketType::Fault
}

fn device(ticket: &Ticket) -> Option<&str> {
    ticket.summary.device.as_ref().map(|device| device.id.as_str())
}

impl<'a> Recount<'a> {
    fn new(admin: &'a Customer, review: &'a Review, tickets: &'a [Ticket]) -> Self {
        let zone: Tz = review.time_zone.parse().unwrap();
        let midnight = |day: chrono::NaiveDate| {
            Timestamp(zone.from_local_datetime(&day.and_time(NaiveTime::MIN)).earliest().unwrap().to_utc())
        };
        let (start, end) = (midnight(review.first_day.0), midnight(review.last_day.0.succ_opt().unwrap()));
        Self { admin, review, tickets, start, end }
    }

    /// The tickets that were filed in the period.
    fn filed(&self) -> impl Iterator<Item = &'a Ticket> {
        let (start, end) = (self.start, self.end);
        self.tickets.iter().filter(move |ticket| (start..end).contains(&ticket.summary.creation_date))
    }

    fn faults(&self) -> impl Iterator<Item = &'a Ticket> {
        self.filed().filter(|ticket| is_fault(ticket))
    }

    /// The tickets that a figure opens are those that were counted.
    async fn same(&self, figure: &Figure, counted: BTreeSet<SrNumber>) {
        assert_eq!(figure.count, counted.len() as u64, "{}", self.review.period);
        assert_eq!(numbers(self.admin, &figure.tickets).await, counted, "{}", self.review.period);
    }

    async fn promises(&self) {
        let mut promises: BTreeMap<(Promise, i64), Cases<'_>> = BTreeMap::new();
        for ticket in self.filed() {
            for clock in &ticket.clocks {
                if let Some(verdict) = &clock.verdict {
                    let row = promises.entry((clock.promise.clone(), clock.target.as_seconds())).or_default();
                    row.push((ticket, clock.elapsed.as_seconds(), *verdict == Verdict::Met));
                }
            }
        }
        assert_eq!(self.review.promises.len(), promises.len());
        for row in &self.review.promises {
            let cases = &promises[&(row.promise.clone(), row.target.as_seconds())];
            let mut times: Vec<i64> = cases.iter().map(|(_, seconds, _)| *seconds).collect();
            times.sort_unstable();
            let kept = |met: bool| set(cases.iter().filter(|case| case.2 == met).map(|case| case.0));
            self.same(&row.met, kept(true)).await;
            self.same(&row.missed, kept(false)).await;
            assert_eq!(row.judged.count, row.met.count + row.missed.count);
            assert_eq!(row.median.as_seconds(), middle(&times));
            assert_eq!(row.few, times.len() < 10);
            let ninety = times[(times.len() * 9).div_ceil(10) - 1];
            let told = (!row.few).then(|| Span::seconds(ninety));
            assert_eq!(row.percentile, told, "{} {}", row.promise, row.target);
            let verdict = told.map(|time| if time <= row.target { Verdict::Met } else { Verdict::Breached });
            assert_eq!(row.verdict, verdict);
        }
    }

    async fn repairs(&self) {
        let fixed = |ticket: &&Ticket| ticket.summary.resolution_date.is_some();
        let repaired: Vec<&Ticket> = self.faults().filter(fixed).collect();
        self.same(&self.review.repair.faults, set(repaired.iter().copied())).await;
        let time =
            |ticket: &Ticket| ticket.summary.resolution_date.unwrap().since(ticket.summary.creation_date).as_seconds();
        let all: i64 = repaired.iter().map(|ticket| time(ticket)).sum();
        let count = i64::try_from(repaired.len()).ok().filter(|count| *count > 0);
        assert_eq!(self.review.repair.mean, count.map(|count| Span::seconds(all / count)));
        let again = self.faults().filter(|ticket| {
            let now = ticket.summary.creation_date;
            let shortly_before = |other: &Ticket| {
                let at = other.summary.creation_date;
                at < now && at >= now - Span::hours(30 * 24) && device(other) == device(ticket)
            };
            device(ticket).is_some() && self.tickets.iter().filter(|ticket| is_fault(ticket)).any(shortly_before)
        });
        self.same(&self.review.repeats.faults, set(again)).await;
    }

    async fn shares(&self) {
        for share in &self.review.kinds {
            let of_kind = self.filed().filter(|ticket| ticket.summary.ticket_type == share.ticket_type);
            self.same(&share.tickets, set(of_kind)).await;
        }
        for share in &self.review.severities {
            let rank = |ticket: &Ticket| ticket.summary.severity.as_ref().map(|severity| severity.rank);
            self.same(&share.faults, set(self.faults().filter(|ticket| rank(ticket) == share.rank))).await;
        }
        for share in &self.review.faulty_devices {
            let of_device = self.faults().filter(|ticket| device(ticket) == Some(share.device.id.as_str()));
            self.same(&share.faults, set(of_device)).await;
        }
    }

    /// Minute by minute, so that what was down twice at once counts once.
    fn availability(&self, devices: &[Device], now: Timestamp) {
        let until = self.end.min(now);
        for row in &self.review.availability {
            let ours = |contract: Option<&Contract>| contract.is_some_and(|contract| contract.number == row.contract);
            let covered = devices.iter().filter(|device| ours(device.contract.as_ref())).count();
            assert_eq!(row.devices, covered as u64);
            let mut down: BTreeMap<&str, BTreeSet<i64>> = BTreeMap::new();
            for ticket in
                self.tickets.iter().filter(|ticket| is_fault(ticket)).filter(|ticket| ours(ticket.contract.as_ref()))
            {
                let whole = ticket.impact.as_ref().is_some_and(|impact| impact.interruption == Interruption::Yes);
                let Some(device) = device(ticket).filter(|_| whole) else { continue };
                let created = ticket.summary.creation_date;
                let from = ticket.since.map_or(created, |since| since.min(created)).max(self.start);
                let restored = ticket.clocks.iter().find(|clock| clock.promise == Promise::Restoration);
                let restored = restored.and_then(|clock| clock.stopped).or(ticket.summary.resolution_date);
                let to = restored.unwrap_or(until).min(until);
                down.entry(device).or_default().extend(from.unix_millis() / 60_000..to.unix_millis() / 60_000);
            }
            let minutes = down.values().map(BTreeSet::len).sum::<usize>();
            let told = row.downtime.as_seconds() / 60;
            let difference = told.abs_diff(i64::try_from(minutes).unwrap());
            assert!(difference <= row.faults.count, "{}: {told} and {minutes} minutes", row.contract);
        }
    }

    async fn satisfaction(&self) {
        let mut scores = Vec::new();
        for ticket in self.tickets {
            let url = format!("{}?ticket={}", to(path::SURVEYS, &[]), ticket.summary.sr_number);
            let surveys: Surveys = self.admin.get(&url).await.json();
            let asked = surveys.items.iter().filter(|survey| (self.start..self.end).contains(&survey.closed));
            let last = asked.max_by_key(|survey| survey.closed).and_then(|survey| survey.answer.as_ref());
            scores.extend(last.map(|answer| answer.score));
        }
        assert_eq!(self.review.satisfaction.answered.count, scores.len() as u64);
        let mean = scores.iter().sum::<f64>() / f64::from(u32::try_from(scores.len()).unwrap());
        assert!(self.review.satisfaction.score.is_none_or(|told| (told - mean).abs() < 0.006));
    }
}

#[tokio::test]
async fn every_figure_is_what_a_plain_count_gives_and_opens_its_tickets() {
    let quiet = demo::Settings { tickets: 160, speed: 0 };
    let backend = Backend::start_with(|config| config.demo = Some(quiet)).await;
    let world = World::with_password(backend, demo::PASSWORD);
    let admin = world.customer("he").await;
    let tickets = tickets(&admin).await;
    let devices: Page<Device> = admin.get(&format!("{}?limit=200", to(path::DEVICES, &[]))).await.json();
    for query in ["", "period=2026-11", "period=2026"] {
        let review: Review = admin.get(&format!("{}?{query}", to(path::REVIEW, &[]))).await.json();
        let recount = Recount::new(&admin, &review, &tickets);
        assert!(review.tickets.count > 5, "{query} says something");
        recount.same(&review.tickets, set(recount.filed())).await;
        recount.promises().await;
        recount.repairs().await;
        recount.shares().await;
        recount.availability(&devices.items, world.backend.app.clock.now());
        recount.satisfaction().await;
        assert_eq!(review.trend.iter().rev().nth(1).map(|point| point.tickets), Some(review.tickets_before));
    }

    let lin = world.customer("lin").await;
    assert_eq!(lin.get(&to(path::REVIEW, &[])).await.status, 403, "for the company's admins");
    let figure = admin.get(&to(path::REVIEW, &[])).await.json::<Review>().tickets.tickets;
    assert_eq!(lin.get(&format!("{}?{figure}", to(path::TICKETS, &[]))).await.status, 403);
    assert_eq!(admin.get(&format!("{}?period=2026-Q5", to(path::REVIEW, &[]))).await.status, 400);
    assert_eq!(admin.get(&format!("{}?contract=nw-adn", to(path::REVIEW, &[]))).await.status, 404);
}
