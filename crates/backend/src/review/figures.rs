//! The figures of a review. Each is counted once, with the tickets behind it: asked for by its name, the same count
//! gives them.

use std::collections::{BTreeMap, BTreeSet};

use aftercare_contract::{
    Localized, ProblemType, Span, Timestamp,
    account::{OrganisationId, Role},
    asset::{Contract, ContractId, Day, TicketRef},
    list::{Scope, StateFilter, TicketQuery},
    review::{
        Availability, DeviceShare, DimensionScore, Figure, KindShare, MissedPromise, PromiseBefore, PromiseFigures,
        Repair, Repeats, Review, ReviewPeriod, Satisfaction, SeverityShare, TrendPoint,
    },
    survey::GivenAnswer,
    ticket::{Clock, DeviceRef, Interruption, Promise, SrNumber, TicketType, Verdict},
};
use chrono::Datelike;
use chrono_tz::Tz;
use rusqlite::{Connection, OptionalExtension, named_params};

use super::{
    TERMS,
    cases::{self, Bounds, Case, Subject},
    improvement,
    measures::{mean, mean_span, median, per_cent, percentile},
};
use crate::{
    asset,
    db::{At, Json},
    http::{ApiError, cursor},
    session::Viewer,
    sla::{Milestone, PolicyData},
    survey,
};

/// A mark for whether one would recommend the service, from which on one does.
const PROMOTES: u8 = 9;
/// The mark up to which one doesn't.
const DETRACTS: u8 = 6;

/// The company's review of a period; of the last quarter that is over, if none is named.
pub fn review(
    conn: &Connection,
    organisation: &OrganisationId,
    period: Option<ReviewPeriod>,
    contract: Option<ContractId>,
    now: Timestamp,
) -> Result<Review, ApiError> {
    let contracts = asset::own_contracts(conn, organisation)?;
    let chosen = chosen(&contracts, contract.as_ref())?.cloned();
    let subject = subject(organisation, &contracts, chosen.as_ref());
    let today = now.0.with_timezone(&subject.zone);
    let period = period.unwrap_or_else(|| ReviewPeriod::quarter_of(today.year(), today.month()).previous());
    let mut first = period;
    for _ in 1..TERMS.trend {
        first = first.previous();
    }
    let mut counted = Counted::new(period, contract);
    let all = Cases::load(conn, &subject, first, period, now)?;
    let mut review = counted.review(conn, &subject, &all, contracts, chosen, now)?;
    review.trend = trend(conn, &subject, &all, first, now)?;
    review.improvements = improvement::list(conn, &subject.organisation, all.bounds(period)?, now)?;
    Ok(review)
}

/// The tickets behind a figure, as [`Figure::tickets`] names it; for the company's admins.
pub fn tickets_of(conn: &Connection, viewer: &Viewer, figure: &str, now: Timestamp) -> Result<Vec<SrNumber>, ApiError> {
    if viewer.role != Role::OrganisationAdmin {
        return Err(ProblemType::NotAllowed.into());
    }
    let (period, contract, name): (ReviewPeriod, Option<ContractId>, String) = cursor::decode(figure)?;
    let contracts = asset::own_contracts(conn, &viewer.organisation_id)?;
    let chosen = chosen(&contracts, contract.as_ref())?.cloned();
    let subject = subject(&viewer.organisation_id, &contracts, chosen.as_ref());
    let mut counted = Counted::new(period, contract);
    let all = Cases::load(conn, &subject, period, period, now)?;
    counted.review(conn, &subject, &all, contracts, chosen, now)?;
    Ok(counted.behind.remove(&name).unwrap_or_default())
}

fn chosen<'a>(contracts: &'a [Contract], id: Option<&ContractId>) -> Result<Option<&'a Contract>, ApiError> {
    let find = |id: &ContractId| contracts.iter().find(|contract| contract.id == *id).ok_or_else(ApiError::not_found);
    id.map(find).transpose()
}

/// Days begin as the contract says, or the company's first one.
fn subject(organisation: &OrganisationId, contracts: &[Contract], chosen: Option<&Contract>) -> Subject {
    let zone = chosen.or(contracts.first()).and_then(|contract| contract.time_zone.parse().ok());
    Subject {
        organisation: organisation.clone(),
        contract: chosen.map(|contract| contract.id.clone()),
        zone: zone.unwrap_or(Tz::UTC),
    }
}

/// The tickets of several periods on end, and of what lies right before them.
struct Cases {
    all: Vec<Case>,
    zone: Tz,
}

impl Cases {
    fn load(
        conn: &Connection,
        subject: &Subject,
        first: ReviewPeriod,
        last: ReviewPeriod,
        now: Timestamp,
    ) -> Result<Self, ApiError> {
        let from = Bounds::of(first.previous(), subject.zone)?.start - TERMS.repeat_within;
        let to = Bounds::of(last, subject.zone)?.end;
        Ok(Self { all: cases::load(conn, subject, from, to, now)?, zone: subject.zone })
    }

    fn bounds(&self, period: ReviewPeriod) -> Result<Bounds, ApiError> {
        Bounds::of(period, self.zone)
    }

    /// Those that were filed in a period.
    fn within(&self, bounds: Bounds) -> impl Iterator<Item = &Case> + Clone {
        self.all.iter().filter(move |case| bounds.has(case.record.created()))
    }

    /// Faults of a device on which another one had been filed shortly before.
    fn repeated(&self, bounds: Bounds) -> impl Iterator<Item = &Case> {
        self.within(bounds).filter(|case| case.is_fault()).filter(|case| {
            let (device, filed) = (&case.record.request.device, case.record.created());
            let before = |other: &Case| {
                let at = other.record.created();
                other.is_fault()
                    && at < filed
                    && filed - TERMS.repeat_within <= at
                    && other.record.request.device == *device
            };
            device.is_some() && self.all.iter().any(before)
        })
    }
}

/// The figures of one review with the tickets behind them, by their names.
struct Counted {
    period: ReviewPeriod,
    contract: Option<ContractId>,
    behind: BTreeMap<String, Vec<SrNumber>>,
}

impl Counted {
    fn new(period: ReviewPeriod, contract: Option<ContractId>) -> Self {
        Self { period, contract, behind: BTreeMap::new() }
    }

    /// The figure of this name: as many as there are tickets, each once.
    fn figure<'a>(&mut self, name: &str, cases: impl IntoIterator<Item = &'a SrNumber>) -> Result<Figure, ApiError> {
        let mut known = BTreeSet::new();
        let behind: Vec<SrNumber> = cases.into_iter().filter(|sr| known.insert(*sr)).cloned().collect();
        let count = behind.len() as u64;
        self.behind.insert(name.to_owned(), behind);
        let figure = cursor::encode(&(self.period, &self.contract, name))?;
        let query = TicketQuery {
            scope: Scope::Organisation,
            state: StateFilter::All,
            figure: Some(figure),
            ..TicketQuery::default()
        };
        Ok(Figure { count, tickets: query.print() })
    }

    fn review(
        &mut self,
        conn: &Connection,
        subject: &Subject,
        all: &Cases,
        contracts: Vec<Contract>,
        contract: Option<Contract>,
        now: Timestamp,
    ) -> Result<Review, ApiError> {
        let (period, before) = (self.period, all.bounds(self.period.previous())?);
        let bounds = all.bounds(period)?;
        let faults = |bounds| all.within(bounds).filter(|case| case.is_fault());
        let missed = missed(all, bounds);
        Ok(Review {
            period,
            first_day: Day(cases::first_day(period)?),
            last_day: cases::last_day(period)?,
            running: now < bounds.end,
            time_zone: subject.zone.name().to_owned(),
            periods: periods(conn, subject, period, now)?,
            few_below: TERMS.few_below as u64,
            percentile: TERMS.percentile,
            tickets: self.figure("tickets", all.within(bounds).map(Case::sr))?,
            tickets_before: all.within(before).count() as u64,
            devices: devices(conn, subject)?,
            promises: self.promises(all, bounds, before)?,
            missed_tickets: self.figure("missed", missed.iter().map(|(case, _)| case.sr()))?,
            missed: missed.into_iter().take(TERMS.worst).map(told).collect(),
            availability: self.availability(conn, all, &contracts, bounds, now)?,
            repair: Repair {
                faults: self.figure("repaired", faults(bounds).filter(|case| repair(case).is_some()).map(Case::sr))?,
                mean: mean_repair(faults(bounds)),
                before: mean_repair(faults(before)),
                few: faults(bounds).filter_map(repair).count() < TERMS.few_below,
            },
            repeats: Repeats {
                faults: self.figure("repeats", all.repeated(bounds).map(Case::sr))?,
                within: TERMS.repeat_within,
                of: self.figure("faults", faults(bounds).map(Case::sr))?,
                before: all.repeated(before).count() as u64,
            },
            kinds: self.kinds(all, bounds, before)?,
            severities: self.severities(all, bounds, before)?,
            faulty_devices: self.faulty_devices(conn, all, bounds, before)?,
            satisfaction: self.satisfaction(conn, subject, bounds, before)?,
            trend: Vec::new(),
            improvements: Vec::new(),
            contract,
            contracts,
        })
    }

    /// One row for each promise and target, in the order of the process.
    fn promises(&mut self, all: &Cases, bounds: Bounds, before: Bounds) -> Result<Vec<PromiseFigures>, ApiError> {
        let earlier = judged(all, before);
        let mut rows = Vec::new();
        for ((position, target), clocks) in judged(all, bounds) {
            let Some(promise) = Promise::KNOWN.get(position) else { continue };
            let name = |what: &str| format!("{promise}.{target}.{what}");
            let kept = |verdict: Verdict| {
                clocks
                    .iter()
                    .filter(move |(_, clock)| clock.verdict.as_ref() == Some(&verdict))
                    .map(|(case, _)| case.sr())
            };
            let times = times(&clocks);
            let few = times.len() < TERMS.few_below;
            let slowest = percentile(&times, TERMS.percentile).filter(|_| !few);
            let verdict = |time: Span| if time.as_seconds() <= target { Verdict::Met } else { Verdict::Breached };
            rows.push(PromiseFigures {
                promise: promise.clone(),
                target: Span::seconds(target),
                judged: self.figure(&name("judged"), clocks.iter().map(|(case, _)| case.sr()))?,
                met: self.figure(&name("met"), kept(Verdict::Met))?,
                missed: self.figure(&name("missed"), kept(Verdict::Breached))?,
                median: median(&times).unwrap_or_default(),
                percentile: slowest,
                verdict: slowest.map(verdict),
                few,
                before: earlier.get(&(position, target)).and_then(|clocks| {
                    Some(PromiseBefore {
                        judged: clocks.len() as u64,
                        met: clocks.iter().filter(|(_, clock)| clock.verdict == Some(Verdict::Met)).count() as u64,
                        median: median(&self::times(clocks))?,
                    })
                }),
            });
        }
        Ok(rows)
    }

    /// By contract: what part of the time its devices didn't interrupt the business wholly.
    fn availability(
        &mut self,
        conn: &Connection,
        all: &Cases,
        contracts: &[Contract],
        bounds: Bounds,
        now: Timestamp,
    ) -> Result<Vec<Availability>, ApiError> {
        let until = bounds.end.min(now);
        let span = until.since(bounds.start).as_seconds();
        let mut rows = Vec::new();
        let chosen = self.contract.clone();
        for contract in contracts.iter().filter(|one| chosen.as_ref().is_none_or(|id| one.id == *id)) {
            let devices: i64 = conn
                .prepare_cached("SELECT count(*) FROM device WHERE contract_id = ?1")?
                .query_row([contract.id.as_str()], |row| row.get(0))?;
            // By device, as two faults may interrupt it at once.
            let mut outages: BTreeMap<&str, Vec<(Timestamp, Timestamp)>> = BTreeMap::new();
            let mut tickets = Vec::new();
            for case in all.all.iter().filter(|case| case.record.contract.as_ref() == Some(&contract.id)) {
                if let Some((device, from, to)) = outage(case, bounds.start, until) {
                    outages.entry(device).or_default().push((from, to));
                    tickets.push(case.sr());
                }
            }
            let downtime: i64 = outages.into_values().map(united).sum();
            let Some(percent) = per_cent(span * devices - downtime, span * devices) else { continue };
            let target = promised_availability(conn, &contract.policy)?;
            rows.push(Availability {
                contract: contract.number.clone(),
                devices: devices.unsigned_abs(),
                percent,
                downtime: Span::seconds(downtime),
                target,
                verdict: target.map(|target| if percent >= target { Verdict::Met } else { Verdict::Breached }),
                faults: self.figure(&format!("outages.{}", contract.id), tickets)?,
            });
        }
        Ok(rows)
    }

    fn kinds(&mut self, all: &Cases, bounds: Bounds, before: Bounds) -> Result<Vec<KindShare>, ApiError> {
        let of = |bounds, kind: &TicketType| {
            let kind = kind.clone();
            all.within(bounds).filter(move |case| case.record.request.ticket_type == kind)
        };
        let kinds: BTreeSet<_> = all.within(bounds).map(|case| &case.record.request.ticket_type).collect();
        let mut shares = Vec::new();
        for kind in kinds {
            let tickets = self.figure(&format!("kind.{kind}"), of(bounds, kind).map(Case::sr))?;
            shares.push(KindShare { ticket_type: kind.clone(), tickets, before: of(before, kind).count() as u64 });
        }
        shares.sort_by_key(|share| core::cmp::Reverse(share.tickets.count));
        Ok(shares)
    }

    fn severities(&mut self, all: &Cases, bounds: Bounds, before: Bounds) -> Result<Vec<SeverityShare>, ApiError> {
        let rank = |case: &Case| case.record.severity.as_ref().map(|severity| severity.rank);
        let of =
            |bounds, wanted: Option<u8>| all.within(bounds).filter(move |case| case.is_fault() && rank(case) == wanted);
        let mut ranks: BTreeMap<(bool, Option<u8>), Vec<Localized>> = BTreeMap::new();
        for case in all.within(bounds).filter(|case| case.is_fault()) {
            let names = ranks.entry((rank(case).is_none(), rank(case))).or_default();
            let name = case.record.severity.as_ref().map(|severity| severity.name.clone());
            names.extend(name.filter(|name| !names.contains(name)));
        }
        let mut shares = Vec::new();
        for ((_, rank), names) in ranks {
            let faults =
                self.figure(&format!("severity.{}", rank.unwrap_or_default()), of(bounds, rank).map(Case::sr))?;
            shares.push(SeverityShare { rank, names, faults, before: of(before, rank).count() as u64 });
        }
        Ok(shares)
    }

    fn faulty_devices(
        &mut self,
        conn: &Connection,
        all: &Cases,
        bounds: Bounds,
        before: Bounds,
    ) -> Result<Vec<DeviceShare>, ApiError> {
        let of = |bounds| {
            let mut faults: BTreeMap<_, Vec<&SrNumber>> = BTreeMap::new();
            for case in all.within(bounds).filter(|case| case.is_fault()) {
                if let Some(device) = &case.record.request.device {
                    faults.entry(device).or_default().push(case.sr());
                }
            }
            faults
        };
        let earlier = of(before);
        let mut faulty: Vec<_> = of(bounds).into_iter().collect();
        faulty.sort_by_key(|(_, faults)| core::cmp::Reverse(faults.len()));
        let mut shares = Vec::new();
        for (id, faults) in faulty.into_iter().take(TERMS.worst) {
            let Some(device) = asset::device(conn, id)? else { continue };
            shares.push(DeviceShare {
                device: DeviceRef {
                    id: device.id,
                    name: device.name,
                    model: device.model,
                    serial_number: device.serial_number,
                },
                faults: self.figure(&format!("device.{id}"), faults)?,
                before: earlier.get(id).map_or(0, Vec::len) as u64,
            });
        }
        Ok(shares)
    }

    fn satisfaction(
        &mut self,
        conn: &Connection,
        subject: &Subject,
        bounds: Bounds,
        before: Bounds,
    ) -> Result<Satisfaction, ApiError> {
        let (now, earlier) = (Answers::load(conn, subject, bounds)?, Answers::load(conn, subject, before)?);
        let asked = &survey::TERMS.asked;
        let mut dimensions = Vec::new();
        for dimension in &asked.dimensions {
            let marks = |answers: &Answers| -> Vec<f64> {
                answers
                    .given
                    .iter()
                    .filter_map(|(_, given)| given.answer.marks.get(&dimension.id))
                    .map(|mark| f64::from(*mark))
                    .collect()
            };
            let low = now
                .given
                .iter()
                .filter(|(_, given)| given.answer.marks.get(&dimension.id).is_some_and(|mark| *mark <= asked.low_mark));
            dimensions.push(DimensionScore {
                dimension: dimension.id.clone(),
                name: dimension.name.clone(),
                weight: dimension.weight,
                marks: marks(&now).len() as u64,
                mean: mean(&marks(&now)),
                before: mean(&marks(&earlier)),
                low: self.figure(&format!("low.{}", dimension.id), low.map(|(sr, _)| sr))?,
            });
        }
        let nps: Vec<u8> = now.given.iter().filter_map(|(_, given)| given.answer.nps).collect();
        let promoters = nps.iter().filter(|mark| **mark >= PROMOTES).count();
        let detractors = nps.iter().filter(|mark| **mark <= DETRACTS).count();
        let difference = i64::try_from(promoters).ok().zip(i64::try_from(detractors).ok()).map(|(a, b)| a - b);
        let whole = i64::try_from(nps.len()).ok().filter(|_| nps.len() >= TERMS.few_below);
        Ok(Satisfaction {
            asked: now.asked,
            answered: self.figure("answered", now.given.iter().map(|(sr, _)| sr))?,
            score: now.score(),
            before: earlier.score(),
            few: now.given.len() < TERMS.few_below,
            dimensions,
            recommend_asked: nps.len() as u64,
            promoters: promoters as u64,
            detractors: detractors as u64,
            nps: difference.zip(whole).and_then(|(difference, whole)| per_cent(difference, whole)),
        })
    }
}

type Judged<'a> = Vec<(&'a Case, &'a Clock)>;

/// The clocks that have a verdict, by the promise's place in the process and its target.
fn judged(all: &Cases, bounds: Bounds) -> BTreeMap<(usize, i64), Judged<'_>> {
    let mut judged: BTreeMap<_, Judged<'_>> = BTreeMap::new();
    for case in all.within(bounds) {
        for clock in case.clocks.iter().filter(|clock| clock.verdict.is_some()) {
            if let Some(position) = Promise::KNOWN.iter().position(|known| *known == clock.promise) {
                judged.entry((position, clock.target.as_seconds())).or_default().push((case, clock));
            }
        }
    }
    judged
}

/// What the clocks have counted, in seconds, the shortest first.
fn times(clocks: &[(&Case, &Clock)]) -> Vec<i64> {
    let mut times: Vec<i64> = clocks.iter().map(|(_, clock)| clock.elapsed.as_seconds()).collect();
    times.sort_unstable();
    times
}

fn late(clock: &Clock) -> i64 {
    clock.elapsed.as_seconds() - clock.target.as_seconds()
}

/// The promises that were missed, by most first.
fn missed(all: &Cases, bounds: Bounds) -> Judged<'_> {
    let mut missed: Judged<'_> = judged(all, bounds).into_values().flatten().collect();
    missed.retain(|(_, clock)| clock.verdict == Some(Verdict::Breached));
    missed.sort_by_key(|(case, clock)| (core::cmp::Reverse(late(clock)), case.sr()));
    missed
}

fn told((case, clock): (&Case, &Clock)) -> MissedPromise {
    MissedPromise {
        ticket: TicketRef { sr_number: case.sr().clone(), name: case.record.request.name.clone() },
        promise: clock.promise.clone(),
        target: clock.target,
        late: Span::seconds(late(clock)),
        claim: case.record.claim.as_ref().map(|claim| claim.state.clone()),
    }
}

/// How long the repair of a fault took, in seconds.
fn repair(case: &Case) -> Option<i64> {
    case.record.resolved().map(|resolved| resolved.since(case.record.created()).as_seconds())
}

fn mean_repair<'a>(faults: impl Iterator<Item = &'a Case>) -> Option<Span> {
    mean_span(&faults.filter_map(repair).collect::<Vec<_>>())
}

/// From when to when a fault has interrupted the business wholly, as far as that is between `start` and `until`.
fn outage(case: &Case, start: Timestamp, until: Timestamp) -> Option<(&str, Timestamp, Timestamp)> {
    let record = &case.record;
    let impact = record.request.impact.as_ref().filter(|impact| impact.interruption == Interruption::Yes)?;
    let device = record.request.device.as_ref().filter(|_| case.is_fault() && impact.interruption.is_known())?;
    let began = record.request.since.map_or(record.created(), |since| since.min(record.created()));
    let ended = record.facts.at(Milestone::Restored).or(record.facts.withdrawn()).unwrap_or(until);
    let (from, to) = (began.max(start), ended.min(until));
    (from < to).then(|| (device.as_str(), from, to))
}

/// How many seconds lie within some of the stretches.
fn united(mut stretches: Vec<(Timestamp, Timestamp)>) -> i64 {
    stretches.sort_unstable();
    let mut covered: Option<Timestamp> = None;
    let mut seconds = 0;
    for (from, to) in stretches {
        let from = covered.map_or(from, |covered| covered.max(from));
        seconds += to.since(from).as_seconds().max(0);
        covered = Some(covered.map_or(to, |covered| covered.max(to)));
    }
    seconds
}

fn promised_availability(conn: &Connection, policy: &str) -> rusqlite::Result<Option<f64>> {
    let policy = conn
        .prepare_cached("SELECT data FROM policy WHERE id = ?1")?
        .query_row([policy], |row| row.get::<_, Json<PolicyData>>(0))
        .optional()?;
    Ok(policy.and_then(|Json(policy)| policy.quality).map(|quality| quality.availability))
}

fn devices(conn: &Connection, subject: &Subject) -> rusqlite::Result<u64> {
    conn.prepare_cached(
        "SELECT count(*) FROM device WHERE organisation_id = ?1 AND contract_id IS NOT NULL
             AND (?2 IS NULL OR contract_id = ?2)",
    )?
    .query_row((subject.organisation.as_str(), subject.contract.as_ref().map(ContractId::as_str)), |row| row.get(0))
}

/// The periods of this one's length from that of the first ticket to that of `now`; the latest of them.
fn periods(
    conn: &Connection,
    subject: &Subject,
    period: ReviewPeriod,
    now: Timestamp,
) -> Result<Vec<ReviewPeriod>, ApiError> {
    let first: Option<At> = conn
        .prepare_cached("SELECT min(created) FROM ticket WHERE organisation_id = ?1")?
        .query_row([subject.organisation.as_str()], |row| row.get(0))?;
    let At(first) = first.unwrap_or(At(now));
    // From the one that is shown to the one of now, and then back to the first one.
    let mut last = period;
    while Bounds::of(last, subject.zone)?.end <= now {
        last = last.next();
    }
    while Bounds::of(last, subject.zone)?.start > now {
        last = last.previous();
    }
    let mut periods = vec![last];
    while periods.len() < TERMS.periods && Bounds::of(last, subject.zone)?.start > first {
        last = last.previous();
        periods.push(last);
    }
    periods.reverse();
    Ok(periods)
}

/// What was answered on tickets that closed in a period; of several surveys on one ticket, to the last one.
struct Answers {
    asked: u64,
    given: Vec<(SrNumber, GivenAnswer)>,
}

impl Answers {
    fn load(conn: &Connection, subject: &Subject, bounds: Bounds) -> rusqlite::Result<Self> {
        let mut statement = conn.prepare_cached(
            "SELECT s.sr, s.answer, max(s.closed) FROM survey s JOIN ticket t ON t.sr = s.sr
             WHERE s.organisation_id = :organisation AND s.closed >= :from AND s.closed < :to
                 AND (:contract IS NULL OR t.contract_id = :contract) GROUP BY s.sr ORDER BY s.sr",
        )?;
        let mut rows = statement.query(named_params! {
            ":organisation": subject.organisation.as_str(),
            ":contract": subject.contract.as_ref().map(ContractId::as_str),
            ":from": At(bounds.start),
            ":to": At(bounds.end),
        })?;
        let mut answers = Self { asked: 0, given: Vec::new() };
        while let Some(row) = rows.next()? {
            answers.asked += 1;
            if let Some(Json(given)) = row.get::<_, Option<Json<GivenAnswer>>>(1)? {
                answers.given.push((SrNumber(row.get(0)?), given));
            }
        }
        Ok(answers)
    }

    fn score(&self) -> Option<f64> {
        mean(&self.given.iter().map(|(_, given)| given.score).collect::<Vec<_>>())
    }
}

/// The measures of all periods from `first` on that the cases hold.
fn trend(
    conn: &Connection,
    subject: &Subject,
    all: &Cases,
    first: ReviewPeriod,
    now: Timestamp,
) -> Result<Vec<TrendPoint>, ApiError> {
    let mut points = Vec::new();
    let mut period = first;
    while points.len() < TERMS.trend && all.bounds(period)?.start <= now {
        let bounds = all.bounds(period)?;
        let clocks: Judged<'_> = judged(all, bounds).into_values().flatten().collect();
        let kept = clocks.iter().filter(|(_, clock)| clock.verdict == Some(Verdict::Met)).count();
        let share = i64::try_from(kept).ok().zip(i64::try_from(clocks.len()).ok());
        points.push(TrendPoint {
            period,
            tickets: all.within(bounds).count() as u64,
            kept: share.and_then(|(kept, all)| per_cent(kept, all)),
            repair: mean_repair(all.within(bounds).filter(|case| case.is_fault())),
            score: Answers::load(conn, subject, bounds)?.score(),
        });
        period = period.next();
    }
    Ok(points)
}
