//! Reports made of what is known: telemetry, snapshots and tickets.

use std::collections::BTreeMap;

use aftercare_contract::{
    FieldCode, FieldError, Localized, Timestamp,
    asset::{Day, DeviceId},
    catalogue::FieldOption,
    conclusion::ConclusionKind,
    history::{Actor, Side},
    report::{
        CheckedRule, Drill, FaultCount, Faults, FindingGrade, FindingId, Forecast, HealthArea, InstalledVersion,
        Metric, MetricId, Passage, Period, Reading, Report, ReportKind, RuleGroup, Subscore, Verdict, Vulnerability,
    },
    review::ReviewPeriod,
    ticket::{self, Severity, Tier},
};
use chrono::{Datelike, NaiveDate};
use rusqlite::{Connection, OptionalExtension, named_params};

use super::{
    evaluate::{Examined, month_name, round},
    forecast::{CONFIDENCE, crossing},
    publish::{Draft, Subject, blank},
    rules::{self, RULES, Rules, compare_versions},
    store::{NewFinding, rank},
    words::{Fill, fill, sentences},
};
use crate::{
    catalogue,
    db::{At, Json},
    http::ApiError,
    ticket::Record,
};

/// Up to so many devices every one is shown with all that was read.
const FEW: usize = 2;
/// How many forecasts a report has at the most.
const FORECASTS: usize = 4;

/// The report of a subject, made of what is known of it. Of kinds that aren't made of data there is none.
pub fn draft(conn: &Connection, subject: &Subject, now: Timestamp) -> Result<Draft, ApiError> {
    match subject.kind {
        ReportKind::HealthCheck => check(conn, subject, HealthArea::KNOWN),
        ReportKind::Inspection => check(conn, subject, &[HealthArea::Hardware]),
        ReportKind::OperationAnalysisMonthly | ReportKind::OperationAnalysisQuarterly => operation(conn, subject),
        ReportKind::ServiceReview => service_review(conn, subject, now),
        ReportKind::YearlyOptimisation => yearly(conn, subject),
        ReportKind::RootCause => root_cause(conn, subject),
        ReportKind::Other(_) => Err(vec![FieldError::new("/kind", FieldCode::NotOffered)].into()),
    }
}

/// The title of a report about `about`.
pub fn title(kind: &ReportKind, about: impl Into<Fill>, period: Period) -> Localized {
    let Day(last) = period.to;
    let time = match kind {
        ReportKind::YearlyOptimisation => last.format("%Y").to_string(),
        ReportKind::ServiceReview => quarter(period).to_string(),
        ReportKind::OperationAnalysisQuarterly => format!("{}–{}", month_name(period.from.0), month_name(last)),
        _ => month_name(last),
    };
    let words = RULES.words.titles.get(kind.as_str());
    words.map(|title| fill(title, &[("about", about.into()), ("period", time.into())])).unwrap_or_default()
}

/// The quarter that a service review is about.
fn quarter(Period { from: Day(first), .. }: Period) -> ReviewPeriod {
    ReviewPeriod::quarter_of(first.year(), first.month())
}

fn basis(kind: &ReportKind, gaps: &[(&str, Fill)]) -> Localized {
    RULES.words.basis.get(kind.as_str()).map(|basis| fill(basis, gaps)).unwrap_or_default()
}

fn read_all(conn: &Connection, subject: &Subject, areas: &[HealthArea]) -> rusqlite::Result<Vec<Examined>> {
    let mut all = Vec::with_capacity(subject.devices.len());
    for id in &subject.devices {
        all.extend(Examined::read(conn, id, subject.period, owner(conn, id)?, areas)?);
    }
    Ok(all)
}

/// Who of the customer looks after a device: its site's contact, else who speaks for the company.
fn owner(conn: &Connection, device: &DeviceId) -> rusqlite::Result<Option<String>> {
    conn.prepare_cached(
        "SELECT p.name FROM device d JOIN person p ON p.organisation_id = d.organisation_id
             LEFT JOIN site_contact c ON c.site_id = d.site_id AND c.person_id = p.id
         WHERE d.id = ?1 AND (c.person_id IS NOT NULL OR p.role = 'organisationAdmin')
         ORDER BY c.person_id IS NULL, p.id LIMIT 1",
    )?
    .query_row([device.as_str()], |row| row.get(0))
    .optional()
}

/// Health check or inspection: what the rules of some areas say of each device.
fn check(conn: &Connection, subject: &Subject, areas: &[HealthArea]) -> Result<Draft, ApiError> {
    let examined = read_all(conn, subject, areas)?;
    let findings: Vec<NewFinding> = examined.iter().flat_map(|device| device.findings(areas)).collect();
    let score = |device: &DeviceId, area: &HealthArea| {
        let of = findings.iter().filter(|it| it.device.as_ref() == Some(device) && it.area == *area);
        RULES.grade(of.map(|finding| &finding.grade))
    };
    let area_grades: Vec<(HealthArea, usize)> = areas
        .iter()
        .map(|area| {
            let each: Vec<_> = examined.iter().map(|device| score(&device.id, area)).collect();
            (area.clone(), Rules::overall(&each))
        })
        .collect();
    let mut report = blank(subject.kind.clone(), subject.title.clone(), subject.period);
    let overall: Vec<_> = area_grades.iter().map(|(_, grade)| *grade).collect();
    report.summary.grade = Some(RULES.grade_name(Rules::overall(&overall)));
    report.summary.lead = lead(&findings, examined.len());
    report.subscores = area_grades
        .into_iter()
        .map(|(area, grade)| Subscore {
            area,
            before: None,
            now: RULES.grade_name(grade),
            change: aftercare_contract::report::Change::New,
        })
        .collect();
    report.inspected = Some(Period { from: subject.period.to, to: subject.period.to });
    report.inspector = inspector(conn, subject)?;
    report.hardware = hardware(&examined, &findings);
    if subject.kind == ReportKind::HealthCheck {
        report.metrics = charts(&examined, &findings);
        report.versions = versions(&examined, &findings);
        report.compliance = compliance(&examined, &findings);
        report.vulnerabilities = vulnerabilities(&examined, &findings);
        report.drills = drills(&examined, &findings);
        report.forecasts = forecasts(&examined);
    }
    by_contract(conn, subject, &mut report)?;
    let whole = subject.kind == ReportKind::HealthCheck;
    let grade = |device: &Examined| {
        let areas: Vec<_> = areas.iter().map(|area| score(&device.id, area)).collect();
        (device.id.clone(), RULES.grade_name(Rules::overall(&areas)))
    };
    let grades = examined.iter().filter(|_| whole).map(grade).collect();
    Ok(Draft { report, findings, grades })
}

fn lead(findings: &[NewFinding], devices: usize) -> Localized {
    let count = |grade: FindingGrade| findings.iter().filter(|finding| finding.grade == grade).count();
    let [high, medium, low] = [FindingGrade::High, FindingGrade::Medium, FindingGrade::Low].map(count);
    let due = findings.iter().filter(|finding| finding.grade == FindingGrade::High).filter_map(|it| it.told.due).min();
    let words = match (high, findings.is_empty()) {
        (0, true) => &RULES.words.lead_none,
        (0, false) => &RULES.words.lead_other,
        _ => &RULES.words.lead_high,
    };
    let due = due.map(|Day(day)| day.to_string()).unwrap_or_default();
    let gaps = [("high", high.into()), ("medium", medium.into()), ("low", low.into()), ("devices", devices.into())];
    fill(words, &[&gaps[..], &[("due", due.into())]].concat())
}

/// Who looked: at the site a field engineer, else somebody of the second line; always the same for the same subject.
fn inspector(conn: &Connection, subject: &Subject) -> rusqlite::Result<Option<Actor>> {
    let tier = if subject.kind == ReportKind::Inspection { Tier::Field } else { Tier::L2 };
    let name: Option<String> = conn
        .prepare_cached("SELECT name FROM engineer WHERE tier = ?1 ORDER BY id LIMIT 1")?
        .query_row([tier.as_str()], |row| row.get(0))
        .optional()?;
    Ok(name.map(|name| Actor { side: Side::Vendor, name, tier: Some(tier) }))
}

/// Which contract asks for it, and when the next one is due.
fn by_contract(conn: &Connection, subject: &Subject, report: &mut Report) -> rusqlite::Result<()> {
    let contract = subject.devices.first().map(|device| {
        conn.prepare_cached(
            "SELECT c.number, c.plan, c.policy_id FROM device d JOIN contract c ON c.id = d.contract_id WHERE d.id = ?1",
        )?
        .query_row([device.as_str()], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, Json<Localized>>(1)?.0, row.get::<_, String>(2)?))
        })
        .optional()
    });
    let Some((number, plan, policy)) = contract.transpose()?.flatten() else { return Ok(()) };
    let asks = |due: &&rules::Due| due.kind == subject.kind && due.policies.contains(&policy);
    if let Some(due) = RULES.schedule.iter().find(asks) {
        let gaps = [("contract", number.into()), ("plan", (&plan).into()), ("months", due.months.to_string().into())];
        report.basis = basis(&subject.kind, &gaps);
        report.next_due = subject.period.to.0.checked_add_months(chrono::Months::new(due.months)).map(Day);
    }
    Ok(())
}

/// The finding about something of a device, by its key until it has a number, and how grave it is.
fn about<'a>(findings: &'a [NewFinding], device: &DeviceId, what: &str) -> Option<&'a NewFinding> {
    let begins = format!("{device}:");
    findings.iter().find(|finding| {
        finding.key.strip_prefix(&begins).is_some_and(|rest| {
            rest.split_once(':').is_some_and(|(key, metric)| {
                if what.contains(':') { rest == what } else { key == what || metric == what }
            })
        })
    })
}

fn key(finding: Option<&NewFinding>) -> Option<FindingId> {
    finding.map(|finding| FindingId(finding.key.clone()))
}

fn verdict(finding: Option<&NewFinding>, normal: bool) -> Verdict {
    match finding.map(|finding| &finding.grade) {
        Some(FindingGrade::High | FindingGrade::Medium) => Verdict::Abnormal,
        None if normal => Verdict::Normal,
        Some(_) | None => Verdict::Watch,
    }
}

/// What parts say: of many devices, what isn't normal comes first.
fn hardware(examined: &[Examined], findings: &[NewFinding]) -> Vec<Reading> {
    let mut readings = Vec::new();
    for device in examined {
        for metric in RULES.metrics.iter().filter(|metric| metric.area == HealthArea::Hardware) {
            let days = device.now(&metric.id);
            let values = days.map(|(_, day)| f64::from(if metric.low_is_bad { day.low } else { day.high }));
            let worst = if metric.low_is_bad { values.min_by(f64::total_cmp) } else { values.max_by(f64::total_cmp) };
            let Some(worst) = worst else { continue };
            let finding = about(findings, &device.id, &metric.id);
            let normal = metric.normal.is_none_or(|range| (range.low..=range.high).contains(&worst));
            let is_state = metric.id == "raidState";
            let stands_for = |number: &i32| (f64::from(*number) - worst).abs() < 0.5;
            let state = RULES.raid_states.iter().zip(0..).find(|(_, number)| stands_for(number));
            readings.push(Reading {
                part: metric.name.clone(),
                device: device.id.clone(),
                worst: Some(round(worst)).filter(|_| !is_state),
                unit: metric.unit.clone(),
                normal: metric.normal.filter(|_| !is_state),
                state: state.filter(|_| is_state).map(|(name, _)| name.clone()),
                verdict: verdict(finding, normal),
                finding: key(finding),
            });
        }
    }
    if examined.len() > FEW {
        readings.sort_by_key(|reading| reading.verdict == Verdict::Normal);
        let unusual = readings.iter().filter(|reading| reading.verdict != Verdict::Normal).count();
        readings.truncate(unusual.max(RULES.readings));
    }
    readings
}

/// Quantities over time: of many devices, those with findings come first.
fn charts(examined: &[Examined], findings: &[NewFinding]) -> Vec<Metric> {
    let mut charts: Vec<Metric> = Vec::new();
    for device in examined {
        for metric in RULES.metrics.iter().filter(|metric| metric.area == HealthArea::Performance) {
            charts.extend(chart(device, metric, findings));
        }
    }
    if examined.len() > FEW {
        charts.sort_by_key(|chart| chart.finding.is_none());
        charts.truncate(RULES.charts);
    }
    charts
}

fn chart(device: &Examined, metric: &rules::Metric, findings: &[NewFinding]) -> Option<Metric> {
    let points = device.weeks(&metric.id);
    let last = points.last()?.value;
    let baseline = device.baseline(&metric.id);
    let finding = about(findings, &device.id, &metric.id);
    let above = points.iter().rev().take_while(|point| baseline.is_some_and(|it| point.value > it.p90)).count();
    let remark = fill(&RULES.words.above_baseline, &[("weeks", above.into())]);
    Some(Metric {
        metric: MetricId(metric.id.clone()),
        name: metric.name.clone(),
        unit: metric.unit.clone(),
        measure: RULES.words.weekly.clone(),
        device: Some(device.id.clone()),
        baseline: baseline.map(|it| aftercare_contract::report::Baseline {
            p10: round(it.p10),
            median: round(it.median),
            p90: round(it.p90),
        }),
        limit: metric.limit_of(&device.model),
        remark: (above > 1).then_some(remark),
        verdict: verdict(finding, baseline.is_none_or(|it| last <= it.p90)),
        finding: key(finding),
        points,
    })
}

fn versions(examined: &[Examined], findings: &[NewFinding]) -> Vec<InstalledVersion> {
    let mut versions = Vec::new();
    for device in examined {
        let Some((_, snapshot)) = &device.snapshot else { continue };
        if let Some(installed) = &snapshot.firmware {
            let finding =
                about(findings, &device.id, "vulnerability").or_else(|| about(findings, &device.id, "firmware"));
            versions.push(InstalledVersion {
                device: device.id.clone(),
                component: RULES.words.firmware.clone(),
                installed: installed.clone(),
                recommended: device.recommended.clone(),
                verdict: verdict(finding, !device.is_behind()),
                finding: key(finding),
            });
        }
        for driver in RULES.drivers.iter().filter(|driver| driver.family == device.family) {
            versions.extend(snapshot.drivers.get(&driver.id).map(|installed| InstalledVersion {
                device: device.id.clone(),
                component: driver.name.clone(),
                installed: installed.clone(),
                recommended: Some(driver.recommended.clone()),
                verdict: verdict(None, compare_versions(installed, &driver.recommended).is_ge()),
                finding: None,
            }));
        }
    }
    versions
}

fn compliance(examined: &[Examined], findings: &[NewFinding]) -> Vec<RuleGroup> {
    let rule = |rule: &rules::Kept| {
        let looked_at = |device: &&Examined| {
            device.snapshot.is_some() && (rule.families.is_empty() || rule.families.contains(&device.family))
        };
        let deviates = |device: &&Examined| device.deviating().iter().any(|it| it.code == rule.code);
        let devices: Vec<_> =
            examined.iter().filter(looked_at).filter(deviates).map(|device| device.id.clone()).collect();
        let verdict = match (examined.iter().filter(looked_at).count(), devices.len()) {
            (0, _) => Verdict::NotApplicable,
            (_, 0) => Verdict::Normal,
            _ => Verdict::Abnormal,
        };
        let finding = devices.first().and_then(|device| about(findings, device, "compliance"));
        CheckedRule { code: rule.code.clone(), name: rule.name.clone(), verdict, finding: key(finding), devices }
    };
    let group =
        |group: &rules::Group| RuleGroup { name: group.name.clone(), rules: group.rules.iter().map(rule).collect() };
    if examined.iter().all(|device| device.snapshot.is_none()) {
        return Vec::new();
    }
    RULES.compliance.iter().map(group).collect()
}

fn vulnerabilities(examined: &[Examined], findings: &[NewFinding]) -> Vec<Vulnerability> {
    let mut all: BTreeMap<&str, Vulnerability> = BTreeMap::new();
    for device in examined {
        for advisory in device.advisories() {
            let known = all.entry(&advisory.id).or_insert_with(|| Vulnerability {
                advisory: advisory.id.clone(),
                cvss: advisory.cvss,
                title: advisory.title.clone(),
                devices: Vec::new(),
                fixed_in: Some(advisory.fixed_in.clone()),
                finding: key(about(findings, &device.id, "vulnerability")),
            });
            known.devices.push(device.id.clone());
        }
    }
    let mut all: Vec<_> = all.into_values().collect();
    all.sort_by(|one, other| other.cvss.total_cmp(&one.cvss));
    all
}

fn drills(examined: &[Examined], findings: &[NewFinding]) -> Vec<Drill> {
    let words = &RULES.words;
    let mut all = Vec::new();
    for device in examined {
        let Some((_, snapshot)) = &device.snapshot else { continue };
        let outcome = |day: Option<Day>, failed: bool| match day {
            None => words.never.clone(),
            Some(_) if failed => words.failed.clone(),
            Some(_) => words.done.clone(),
        };
        for (what, name, day, failed) in [
            ("backup", &words.backup, snapshot.backup, false),
            ("drill", &words.drill, snapshot.drill, snapshot.drill_failed),
        ] {
            let finding = about(findings, &device.id, what);
            all.push(Drill {
                device: device.id.clone(),
                name: name.clone(),
                day,
                outcome: outcome(day, failed),
                verdict: verdict(finding, day.is_some() && !failed),
                finding: key(finding),
            });
        }
    }
    if examined.len() > FEW {
        all.sort_by_key(|drill| drill.verdict == Verdict::Normal);
        all.truncate(RULES.readings);
    }
    all
}

/// What comes near its limit; at least the one that is nearest.
fn forecasts(examined: &[Examined]) -> Vec<Forecast> {
    let mut all: Vec<(f64, Forecast)> = Vec::new();
    for device in examined {
        for metric in RULES.metrics.iter().filter(|metric| metric.forecast) {
            let (history, months) = (device.months(&metric.id), device.expected(metric));
            let Some(last) = months.last() else { continue };
            let limit = metric.limit_of(&device.model);
            let value = limit.as_ref().map_or(f64::INFINITY, |limit| limit.value);
            let (earliest, likeliest) = crossing(&months, value);
            let words = if likeliest.is_some() { &RULES.words.forecast_near } else { &RULES.words.forecast_far };
            let named = |day: Option<NaiveDate>| Fill::from(day.map(month_name).unwrap_or_default());
            let advice = fill(words, &[("earliest", named(earliest)), ("month", named(likeliest))]);
            let forecast = Forecast {
                metric: MetricId(metric.id.clone()),
                name: metric.name.clone(),
                unit: metric.unit.clone(),
                measure: RULES.words.monthly.clone(),
                device: Some(device.id.clone()),
                history,
                confidence: CONFIDENCE,
                limit,
                earliest: earliest.map(Day),
                likeliest: likeliest.map(Day),
                method: RULES.words.method.clone(),
                advice,
                months: months.clone(),
            };
            all.push((last.expected / value, forecast));
        }
    }
    all.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    let near = all.iter().filter(|(share, _)| *share >= 1.0).count().clamp(1, FORECASTS);
    all.truncate(near);
    all.into_iter().map(|(_, forecast)| forecast).collect()
}

/// Operation analysis: faults, use of resources, what is to be expected, what can be made better.
fn operation(conn: &Connection, subject: &Subject) -> Result<Draft, ApiError> {
    let examined = read_all(conn, subject, &[HealthArea::Performance])?;
    let findings: Vec<NewFinding> =
        examined.iter().flat_map(|device| device.findings(&[HealthArea::Performance])).collect();
    let mut report = blank(subject.kind.clone(), subject.title.clone(), subject.period);
    let faults = faults(conn, subject)?;
    report.forecasts = forecasts(&examined);
    let mut sentences_of = vec![fill(
        &RULES.words.lead_faults,
        &[("total", faults.total.to_string().into()), ("before", faults.before.to_string().into())],
    )];
    sentences_of.extend(report.forecasts.iter().filter_map(|forecast| {
        let month = forecast.likeliest?.0;
        let name = examined.iter().find(|device| Some(&device.id) == forecast.device.as_ref())?.name.as_str();
        let gaps = [("device", name.into()), ("part", (&forecast.name).into()), ("month", month_name(month).into())];
        Some(fill(&RULES.words.lead_forecast, &gaps))
    }));
    report.summary.lead = sentences(&sentences_of.iter().take(2).collect::<Vec<_>>());
    report.metrics = charts(&examined, &findings);
    for chart in &mut report.metrics {
        chart.finding = None;
    }
    report.passages = cases(&findings);
    report.faults = Some(faults);
    report.basis = basis(&subject.kind, &[]);
    Ok(Draft { report, findings: Vec::new(), grades: Vec::new() })
}

/// What the gravest findings advise, as cases of optimisation.
fn cases(findings: &[NewFinding]) -> Vec<Passage> {
    let mut gravest: Vec<_> = findings.iter().collect();
    gravest.sort_by_key(|finding| rank(&finding.grade));
    let case = |finding: &NewFinding| Passage {
        title: finding.told.title.clone(),
        text: sentences(&[&finding.told.evidence, &finding.told.advice]),
    };
    gravest.into_iter().take(RULES.charts).map(case).collect()
}

/// Service review: the figures of the quarter as they are now.
fn service_review(conn: &Connection, subject: &Subject, now: Timestamp) -> Result<Draft, ApiError> {
    let review = crate::review::review(conn, &subject.organisation, Some(quarter(subject.period)), None, now)?;
    let mut report = blank(subject.kind.clone(), subject.title.clone(), subject.period);
    let rows = |verdict: Option<ticket::Verdict>| review.promises.iter().filter(|row| row.verdict == verdict).count();
    report.summary.lead = fill(
        &RULES.words.lead_review,
        &[
            ("kept", rows(Some(ticket::Verdict::Met)).into()),
            ("missed", rows(Some(ticket::Verdict::Breached)).into()),
            ("few", rows(None).into()),
        ],
    );
    report.faults = Some(faults(conn, subject)?);
    report.basis = basis(&subject.kind, &[]);
    report.review = Some(Box::new(review));
    Ok(Draft { report, findings: Vec::new(), grades: Vec::new() })
}

/// Yearly optimisation: what came back in the checks of the year, and what is to be expected.
fn yearly(conn: &Connection, subject: &Subject) -> Result<Draft, ApiError> {
    let examined = read_all(conn, subject, &[HealthArea::Performance])?;
    let mut report = blank(subject.kind.clone(), subject.title.clone(), subject.period);
    let faults = faults(conn, subject)?;
    report.passages = repeated(conn, subject)?;
    report.summary.lead = fill(
        &RULES.words.lead_yearly,
        &[
            ("total", faults.total.to_string().into()),
            ("before", faults.before.to_string().into()),
            ("count", report.passages.len().into()),
        ],
    );
    report.forecasts = forecasts(&examined);
    report.faults = Some(faults);
    report.basis = basis(&subject.kind, &[]);
    Ok(Draft { report, findings: Vec::new(), grades: Vec::new() })
}

/// What was found in more than one check of the period, by rule, that of most devices first.
fn repeated(conn: &Connection, subject: &Subject) -> Result<Vec<Passage>, ApiError> {
    let rows = conn
        .prepare_cached(
            "WITH found AS (
                 SELECT f.key, f.device_id, f.data, r.published,
                     substr(f.key, length(f.device_id) + 2) AS rule
                 FROM finding f JOIN report r ON r.id = f.report_id
                 WHERE r.organisation_id = :organisation AND r.kind = 'healthCheck' AND f.device_id IS NOT NULL
                     AND r.period_to BETWEEN :from AND :to),
             again AS (SELECT key, device_id, rule, count(*) AS checks FROM found GROUP BY key HAVING checks > 1)
             SELECT max(a.checks), count(DISTINCT a.device_id),
                 (SELECT data FROM found WHERE found.key = a.key ORDER BY published DESC LIMIT 1)
             FROM again a GROUP BY a.rule ORDER BY 2 DESC, 1 DESC, a.rule LIMIT :limit",
        )?
        .query_map(
            named_params! {
                ":organisation": subject.organisation.as_str(),
                ":from": subject.period.from.0.to_string(),
                ":to": subject.period.to.0.to_string(),
                ":limit": RULES.charts,
            },
            |row| Ok((row.get::<_, usize>(0)?, row.get::<_, usize>(1)?, row.get::<_, Json<super::store::Told>>(2)?.0)),
        )?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let passage = |(checks, devices, told): (usize, usize, super::store::Told)| {
        let again = fill(&RULES.words.repeated, &[("checks", checks.into()), ("devices", devices.into())]);
        Passage { title: told.title, text: sentences(&[&again, &told.advice]) }
    };
    Ok(rows.into_iter().map(passage).collect())
}

/// The faults that were filed in the period, and in one as long before it.
fn faults(conn: &Connection, subject: &Subject) -> Result<Faults, ApiError> {
    let Period { from: Day(from), to: Day(to) } = subject.period;
    let end = start_of(to.succ_opt().unwrap_or(to));
    let start = start_of(from);
    let earlier = start_of(from - (to - from) - chrono::TimeDelta::days(1));
    let areas: Vec<FieldOption> = catalogue::kinds(conn)?
        .into_iter()
        .flat_map(|kind| kind.fields)
        .find(|field| field.key == "area")
        .map(|field| field.options)
        .unwrap_or_default();
    let mut statement = conn.prepare_cached(
        "SELECT t.created, t.record ->> '$.request.fields.area', t.record -> '$.severity' FROM ticket t
         WHERE t.organisation_id = ?1 AND t.ticket_type = 'fault' AND t.created >= ?2 AND t.created < ?3",
    )?;
    let mut rows = statement.query((subject.organisation.as_str(), At(earlier), At(end)))?;
    let mut faults = Faults { total: 0, before: 0, by_kind: Vec::new(), by_severity: Vec::new() };
    let mut severities: BTreeMap<u8, Vec<FaultCount>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let At(created) = row.get(0)?;
        let area: Option<String> = row.get(1)?;
        let severity = row.get::<_, Option<Json<Option<Severity>>>>(2)?.and_then(|Json(severity)| severity);
        let is_now = created >= start;
        *(if is_now { &mut faults.total } else { &mut faults.before }) += 1;
        let named = area.and_then(|area| areas.iter().find(|option| option.value == area));
        count(&mut faults.by_kind, named.map_or(&RULES.words.other_faults, |option| &option.label), is_now);
        let (rank, name) = severity.map_or((u8::MAX, RULES.words.ungraded.clone()), |it| (it.rank, it.name));
        count(severities.entry(rank).or_default(), &name, is_now);
    }
    faults.by_kind.sort_by_key(|count| core::cmp::Reverse((count.count, count.before)));
    faults.by_severity = severities.into_values().flatten().collect();
    Ok(faults)
}

/// Counts one more of this name.
fn count(counts: &mut Vec<FaultCount>, name: &Localized, is_now: bool) {
    let [now, before] = [u64::from(is_now), u64::from(!is_now)];
    match counts.iter_mut().find(|count| count.name == *name) {
        Some(known) => (known.count, known.before) = (known.count + now, known.before + before),
        None => counts.push(FaultCount { name: name.clone(), count: now, before }),
    }
}

/// Days of reports are those of UTC.
fn start_of(day: NaiveDate) -> Timestamp {
    Timestamp(day.and_time(chrono::NaiveTime::MIN).and_utc())
}

/// What came of a fault: its cause, and what prevents it.
fn root_cause(conn: &Connection, subject: &Subject) -> Result<Draft, ApiError> {
    let sr = subject.ticket.as_ref().ok_or_else(|| vec![FieldError::new("/ticket", FieldCode::Required)])?;
    let record = Record::load(conn, sr)?;
    let mut report = blank(subject.kind.clone(), subject.title.clone(), subject.period);
    for conclusion in &record.conclusions {
        let title = match conclusion.kind {
            ConclusionKind::RootCause => &RULES.words.cause,
            _ => &RULES.words.fix,
        };
        let language = conclusion.text.language.clone().unwrap_or_else(|| "und".to_owned());
        let text: Localized = [(language, conclusion.text.text.clone())].into_iter().collect();
        if conclusion.kind == ConclusionKind::RootCause {
            report.summary.lead = text.clone();
        }
        report.passages.push(Passage { title: title.clone(), text });
    }
    report.basis = basis(&subject.kind, &[("about", sr.as_str().into())]);
    Ok(Draft { report, findings: Vec::new(), grades: Vec::new() })
}
