//! A report as a table for spreadsheets: everything that it says, a row for each value.

use aftercare_contract::{
    Span,
    asset::Day,
    report::{Drill, Expected, Finding, Forecast, InstalledVersion, Metric, Point, Reading, Vulnerability},
    review::{Availability, DimensionScore, Improvement, PromiseFigures, Review},
};

use super::{
    pdf::Source,
    wording::{Reader, WORDS, device},
};
use crate::http::{
    ApiError,
    table::{BYTE_ORDER_MARK, table},
};

/// A row; what doesn't apply to it stays empty.
#[derive(Debug, Default)]
struct Row {
    section: String,
    number: String,
    device: String,
    subject: String,
    day: String,
    value: String,
    unit: String,
    low: String,
    high: String,
    limit: String,
    verdict: String,
    evidence: String,
    impact: String,
    advice: String,
    owner: String,
    due: String,
}

const COLUMNS: [&str; 16] = [
    "section", "number", "device", "subject", "day", "value", "unit", "lowEnd", "highEnd", "limit", "verdict",
    "evidence", "impact", "advice", "owner", "due",
];

impl Row {
    fn cells(self) -> Vec<String> {
        vec![
            self.section,
            self.number,
            self.device,
            self.subject,
            self.day,
            self.value,
            self.unit,
            self.low,
            self.high,
            self.limit,
            self.verdict,
            self.evidence,
            self.impact,
            self.advice,
            self.owner,
            self.due,
        ]
    }
}

/// The table in this language.
pub fn csv(source: &Source, reader: Reader) -> Result<Vec<u8>, ApiError> {
    let mut rows = Vec::new();
    let mut section = |name: &str, of_section: Vec<Row>| {
        let section = reader.part(name);
        rows.extend(of_section.into_iter().map(|row| Row { section: section.clone(), ..row }));
    };
    let review = source.report.review.as_deref();
    section("times", review.map(|review| times(review, reader)).unwrap_or_default());
    section("availability", review.map(availability).unwrap_or_default());
    section("satisfaction", review.map(|review| marks(review, reader)).unwrap_or_default());
    section("agreedImprovements", review.map(|review| improvements(review, reader)).unwrap_or_default());
    section("findings", source.findings.iter().map(|finding| found(finding, reader)).collect());
    section("hardware", readings(source, reader));
    section("metrics", points(source, reader));
    section("versions", versions(source, reader));
    section("compliance", rules(source, reader));
    section("vulnerabilities", vulnerabilities(source, reader));
    section("drills", drills(source, reader));
    section("forecasts", forecasts(source, reader));
    section("faults", faults(source, reader));
    let header = COLUMNS.map(|name| reader.part(name)).to_vec();
    let table = table([header].into_iter().chain(rows.into_iter().map(Row::cells)))?;
    Ok([BYTE_ORDER_MARK.as_bytes(), &table].concat())
}

/// As spreadsheets of every language read a date.
fn day(day: Day) -> String {
    day.0.to_string()
}

/// The medians, with the percentile as the high end and the target as the limit.
fn times(review: &Review, reader: Reader) -> Vec<Row> {
    let minutes = |span: Span| (span.as_seconds() / 60).to_string();
    let row = |row: &PromiseFigures| Row {
        subject: reader.word(&WORDS.promises, row.promise.as_str()),
        value: minutes(row.median),
        unit: "min".to_owned(),
        high: row.percentile.map(minutes).unwrap_or_default(),
        limit: minutes(row.target),
        verdict: reader.word(&WORDS.kept, row.verdict.as_ref().map_or("few", |verdict| verdict.as_str())),
        evidence: format!("{} / {}", row.met.count, row.judged.count),
        ..Row::default()
    };
    review.promises.iter().map(row).collect()
}

fn availability(review: &Review) -> Vec<Row> {
    let row = |row: &Availability| Row {
        subject: row.contract.clone(),
        value: row.percent.to_string(),
        unit: "%".to_owned(),
        limit: row.target.map(|target| target.to_string()).unwrap_or_default(),
        ..Row::default()
    };
    review.availability.iter().map(row).collect()
}

fn marks(review: &Review, reader: Reader) -> Vec<Row> {
    let row = |row: &DimensionScore| Row {
        subject: reader.say(&row.name),
        value: row.mean.map(|mean| format!("{mean:.2}")).unwrap_or_default(),
        evidence: row.marks.to_string(),
        ..Row::default()
    };
    review.satisfaction.dimensions.iter().map(row).collect()
}

fn improvements(review: &Review, reader: Reader) -> Vec<Row> {
    let row = |row: &Improvement| Row {
        subject: row.title.text.clone(),
        verdict: reader.word(&WORDS.improvements, row.state.as_str()),
        owner: row.owner.clone(),
        due: day(row.due),
        ..Row::default()
    };
    review.improvements.iter().map(row).collect()
}

fn found(finding: &Finding, reader: Reader) -> Row {
    let about = finding.device.as_ref();
    let owner = finding.owner.as_ref();
    Row {
        number: finding.id.to_string(),
        device: about.map(|device| format!("{} · {}", device.name, device.serial_number)).unwrap_or_default(),
        subject: reader.say(&finding.title),
        verdict: reader.word(&WORDS.grades, finding.grade.as_str()),
        evidence: reader.say(&finding.evidence),
        impact: reader.say(&finding.impact),
        advice: reader.say(&finding.advice),
        owner: owner.map(|owner| owner.name.clone()).unwrap_or_default(),
        due: finding.due.map(day).unwrap_or_default(),
        ..Row::default()
    }
}

fn readings(source: &Source, reader: Reader) -> Vec<Row> {
    let row = |reading: &Reading| Row {
        device: device(source.report, &reading.device),
        subject: reader.say(&reading.part),
        value: reading
            .worst
            .map(|value| value.to_string())
            .or_else(|| reading.state.as_ref().map(|state| reader.say(state)))
            .unwrap_or_default(),
        unit: reader.say(&reading.unit),
        low: reading.normal.map(|normal| normal.low.to_string()).unwrap_or_default(),
        high: reading.normal.map(|normal| normal.high.to_string()).unwrap_or_default(),
        verdict: reader.verdict(&reading.verdict),
        ..Row::default()
    };
    source.report.hardware.iter().map(row).collect()
}

fn points(source: &Source, reader: Reader) -> Vec<Row> {
    let of_metric = |metric: &Metric| {
        let usual = metric.baseline;
        let limit = metric.limit.as_ref();
        let row = |point: &Point| Row {
            device: metric.device.as_ref().map(|id| device(source.report, id)).unwrap_or_default(),
            subject: reader.say(&metric.name),
            day: day(point.from),
            value: point.value.to_string(),
            unit: reader.say(&metric.unit),
            low: usual.map(|usual| usual.p10.to_string()).unwrap_or_default(),
            high: usual.map(|usual| usual.p90.to_string()).unwrap_or_default(),
            limit: limit.map(|limit| limit.value.to_string()).unwrap_or_default(),
            verdict: reader.verdict(&metric.verdict),
            ..Row::default()
        };
        metric.points.iter().map(row).collect::<Vec<_>>()
    };
    source.report.metrics.iter().flat_map(of_metric).collect()
}

fn versions(source: &Source, reader: Reader) -> Vec<Row> {
    let row = |version: &InstalledVersion| Row {
        device: device(source.report, &version.device),
        subject: reader.say(&version.component),
        value: version.installed.clone(),
        limit: version.recommended.clone().unwrap_or_default(),
        verdict: reader.verdict(&version.verdict),
        ..Row::default()
    };
    source.report.versions.iter().map(row).collect()
}

fn rules(source: &Source, reader: Reader) -> Vec<Row> {
    let rules = source.report.compliance.iter().flat_map(|group| &group.rules);
    rules
        .map(|rule| Row {
            number: rule.code.clone(),
            device: reader.list(rule.devices.iter().map(|id| device(source.report, id))),
            subject: reader.say(&rule.name),
            verdict: reader.verdict(&rule.verdict),
            ..Row::default()
        })
        .collect()
}

fn vulnerabilities(source: &Source, reader: Reader) -> Vec<Row> {
    let row = |hole: &Vulnerability| Row {
        number: hole.advisory.clone(),
        device: reader.list(hole.devices.iter().map(|id| device(source.report, id))),
        subject: reader.say(&hole.title),
        value: hole.cvss.to_string(),
        unit: reader.part("severity"),
        limit: hole.fixed_in.clone().unwrap_or_default(),
        ..Row::default()
    };
    source.report.vulnerabilities.iter().map(row).collect()
}

fn drills(source: &Source, reader: Reader) -> Vec<Row> {
    let row = |drill: &Drill| Row {
        device: device(source.report, &drill.device),
        subject: reader.say(&drill.name),
        day: drill.day.map(day).unwrap_or_default(),
        value: reader.say(&drill.outcome),
        verdict: reader.verdict(&drill.verdict),
        ..Row::default()
    };
    source.report.drills.iter().map(row).collect()
}

fn forecasts(source: &Source, reader: Reader) -> Vec<Row> {
    let of_forecast = |forecast: &Forecast| {
        let limit = forecast.limit.as_ref();
        let row = |month: &Expected| Row {
            device: forecast.device.as_ref().map(|id| device(source.report, id)).unwrap_or_default(),
            subject: reader.say(&forecast.name),
            day: day(month.from),
            value: month.expected.to_string(),
            unit: reader.say(&forecast.unit),
            low: month.low.to_string(),
            high: month.high.to_string(),
            limit: limit.map(|limit| limit.value.to_string()).unwrap_or_default(),
            ..Row::default()
        };
        forecast.months.iter().map(row).collect::<Vec<_>>()
    };
    source.report.forecasts.iter().flat_map(of_forecast).collect()
}

fn faults(source: &Source, reader: Reader) -> Vec<Row> {
    let counts = source.report.faults.iter().flat_map(|faults| faults.by_kind.iter().chain(&faults.by_severity));
    counts
        .map(|count| Row { subject: reader.say(&count.name), value: count.count.to_string(), ..Row::default() })
        .collect()
}
