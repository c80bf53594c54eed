//! A report as a document for people and printers: what it says, in which order. Where that stands on the page is up to
//! [`crate::document`].

use aftercare_contract::{
    Localized,
    asset::Day,
    report::{Change, Finding, FindingGrade, Forecast, Metric, Range, Report, Verdict},
};
use chrono::Datelike;
use krilla::error::KrillaError;

mod review;

use super::wording::{Reader, WORDS, device};
use crate::document::{About, BODY, Cell, Chart, Colour, Column, Flow, Fonts, QUIET, SMALL, figure, render};

const BAD: Colour = [170, 36, 36];
const WATCH: Colour = [138, 90, 0];
const GOOD: Colour = [26, 107, 60];
/// How wide the names of facts may be.
const NAMES: f32 = 110.0;
/// The same, inside of a finding.
const NARROW: f32 = 70.0;
/// How many times are named below a chart, at most.
const TICKS: usize = 6;
/// Up to so many findings the contents name each one.
const FEW: usize = 30;

/// Everything that the document is made of.
pub struct Source<'a> {
    /// The report.
    pub report: &'a Report,
    /// All that it found.
    pub findings: &'a [Finding],
    /// For whom it is.
    pub company: &'a str,
    /// Who publishes it.
    pub author: &'a str,
}

/// The document in this language.
pub fn pdf(source: &Source, reader: Reader) -> Result<Vec<u8>, KrillaError> {
    let Source { report, .. } = source;
    let title = reader.say(&report.summary.title);
    let page_of = reader.say(&WORDS.page_of);
    let about = About {
        title: &title,
        number: report.summary.id.as_str(),
        language: reader.language,
        author: source.author,
        created: report.summary.published.unwrap_or_default(),
        page_of: &page_of,
    };
    let body = Writer { flow: Flow::new(Fonts::of(reader.language)), reader, source, section: 0 }.body();
    let levels = if source.findings.len() <= FEW { 2..=3 } else { 2..=2 };
    let front = |first| {
        let flow = Flow::new(Fonts::of(reader.language));
        let mut flow = Writer { flow, reader, source, section: 0 }.front();
        flow.contents(&reader.say(&WORDS.contents), &body, levels.clone(), first);
        flow
    };
    // How long the contents are doesn't depend on the numbers in them.
    let ahead = front(1).length();
    render(&about, &front(ahead.saturating_add(1)), &body)
}

struct Writer<'a> {
    flow: Flow,
    reader: Reader<'a>,
    source: &'a Source<'a>,
    section: usize,
}

impl Writer<'_> {
    fn front(mut self) -> Flow {
        let (reader, report) = (self.reader, self.source.report);
        let summary = &report.summary;
        self.flow.space(0.0);
        self.flow.paragraph(&reader.word(&WORDS.kinds, summary.kind.as_str()), BODY.in_colour(QUIET));
        self.flow.heading(1, &reader.say(&summary.title));
        self.flow.space(4.0);
        self.flow.rule();
        self.flow.space(10.0);
        let sites = reader.list(summary.sites.iter().map(|site| site.name.clone()));
        let named = reader.list(summary.devices.iter().map(|device| device.name.clone()));
        let devices = match summary.device_count {
            0 => String::new(),
            count if count > summary.devices.len() as u64 => format!("{count} ({named} …)"),
            _ => named,
        };
        let inspector = report.inspector.as_ref().map(|inspector| inspector.name.clone());
        let about = [
            ("customer", self.source.company.to_owned()),
            ("number", summary.id.to_string()),
            ("period", reader.period(summary.period)),
            ("sites", sites),
            ("devices", devices),
            ("inspected", report.inspected.map(|period| reader.period(period)).unwrap_or_default()),
            ("inspector", inspector.unwrap_or_default()),
            ("published", summary.published.map(|time| reader.time(time)).unwrap_or_default()),
            ("basis", reader.say(&report.basis)),
            ("nextDue", report.next_due.map(|day| reader.day(day)).unwrap_or_default()),
            ("grade", self.overall()),
        ];
        let facts = about.map(|(name, text)| (reader.part(name), text));
        self.flow.facts(facts.iter().map(|(name, text)| (name.as_str(), text.clone())), NAMES);
        self.flow.heading(2, &reader.part("summary"));
        self.flow.paragraph(&reader.say(&summary.lead), BODY);
        let counts = summary.findings;
        if counts.total > 0 {
            let [total, high, medium, low] =
                [counts.total, counts.high, counts.medium, counts.low].map(|count| count.to_string());
            let values = [("total", &*total), ("high", &high), ("medium", &medium), ("low", &low)];
            self.flow.paragraph(&reader.fill("counts", &values), BODY.bold());
        }
        self.flow
    }

    fn overall(&self) -> String {
        let (summary, grades) = (&self.source.report.summary, &self.source.report.grades);
        let Some(grade) = &summary.grade else { return String::new() };
        let now = match (grades.first(), grades.last()) {
            (Some(best), Some(worst)) => {
                let range = format!("{best}–{worst}");
                self.reader.with(&WORDS.of_grades, &[("grade", grade), ("grades", &range), ("best", best)])
            }
            _ => grade.clone(),
        };
        match &summary.previous_grade {
            Some(before) => self.reader.with(&WORDS.before, &[("now", &now), ("before", before)]),
            None => now,
        }
    }

    fn body(mut self) -> Flow {
        self.changes();
        self.review();
        self.findings();
        self.hardware();
        self.metrics();
        self.versions();
        self.compliance();
        self.vulnerabilities();
        self.drills();
        self.forecasts();
        self.faults();
        for passage in &self.source.report.passages {
            let text = self.reader.say(&passage.text);
            self.titled(&self.reader.say(&passage.title));
            self.flow.paragraph(&text, BODY);
        }
        self.devices();
        self.flow
    }

    fn titled(&mut self, title: &str) {
        self.section = self.section.saturating_add(1);
        self.flow.heading(2, &format!("{}  {title}", self.section));
    }

    fn part(&mut self, name: &str) {
        self.titled(&self.reader.part(name));
    }

    fn words(&self, names: &[&str]) -> Vec<Column> {
        names.iter().map(|name| Column::words(self.reader.part(name))).collect()
    }

    fn changes(&mut self) {
        let (reader, report) = (self.reader, self.source.report);
        let is_compared = !report.subscores.is_empty() || !report.changes.is_empty();
        let Some(previous) = report.previous.as_ref().filter(|_| is_compared) else { return };
        self.part("since");
        let day = reader.day(Day(previous.published.0.date_naive()));
        let values = [("report", previous.id.as_str()), ("day", &day)];
        self.flow.paragraph(&reader.fill("sinceReport", &values), BODY.in_colour(QUIET));
        let rows: Vec<_> = report
            .subscores
            .iter()
            .map(|score| {
                vec![
                    reader.word(&WORDS.areas, score.area.as_str()).into(),
                    score.before.clone().unwrap_or_else(|| "–".to_owned()).into(),
                    score.now.clone().into(),
                    self.change(&score.change),
                ]
            })
            .collect();
        self.flow.table(&self.words(&["area", "last", "now", "change"]), &rows);
        let rows: Vec<_> = report
            .changes
            .iter()
            .map(|change| {
                let number = change.finding.as_ref().or(change.earlier.as_ref()).map(ToString::to_string);
                vec![
                    self.change(&change.change),
                    number.unwrap_or_default().into(),
                    reader.say(&change.title).into(),
                    change.device.as_ref().map(|device| device.name.clone()).unwrap_or_default().into(),
                ]
            })
            .collect();
        self.flow.table(&self.words(&["change", "number", "finding", "device"]), &rows);
    }

    fn change(&self, change: &Change) -> Cell {
        let colour = match change {
            Change::New | Change::Worse => Some(BAD),
            Change::Better | Change::Resolved => Some(GOOD),
            Change::Unchanged | Change::Other(_) => None,
        };
        Cell { text: self.reader.word(&WORDS.changes, change.as_str()), colour }
    }

    fn verdict(&self, verdict: &Verdict) -> Cell {
        let colour = match verdict {
            Verdict::Abnormal => Some(BAD),
            Verdict::Watch => Some(WATCH),
            Verdict::Normal | Verdict::NotApplicable | Verdict::Other(_) => None,
        };
        Cell { text: self.reader.verdict(verdict), colour }
    }

    fn findings(&mut self) {
        let (reader, findings) = (self.reader, self.source.findings);
        if findings.is_empty() {
            if !self.source.report.hardware.is_empty() {
                self.part("findings");
                self.flow.paragraph(&reader.part("noFindings"), BODY);
            }
            return;
        }
        self.part("findings");
        for finding in findings {
            self.flow.need(120.0);
            self.flow.heading(3, &format!("{}  {}", finding.id, reader.say(&finding.title)));
            let colour = match finding.grade {
                FindingGrade::High => BAD,
                FindingGrade::Medium => WATCH,
                FindingGrade::Low | FindingGrade::Other(_) => QUIET,
            };
            let said = [
                reader.word(&WORDS.grades, finding.grade.as_str()),
                reader.word(&WORDS.changes, finding.change.as_str()),
                reader.word(&WORDS.areas, finding.area.as_str()),
            ];
            self.flow.paragraph(&said.join(" · "), SMALL.bold().in_colour(colour));
            let about = finding.device.as_ref().map(|device| format!("{} · {}", device.name, device.serial_number));
            let facts = [
                ("device", about.unwrap_or_default()),
                ("evidence", reader.say(&finding.evidence)),
                ("impact", reader.say(&finding.impact)),
                ("advice", reader.say(&finding.advice)),
                ("owner", finding.owner.as_ref().map(|owner| owner.name.clone()).unwrap_or_default()),
                ("due", finding.due.map(|day| reader.day(day)).unwrap_or_default()),
            ];
            let facts = facts.map(|(name, text)| (reader.part(name), text));
            self.flow.facts(facts.iter().map(|(name, text)| (name.as_str(), text.clone())), NARROW);
            self.flow.space(8.0);
        }
    }

    fn hardware(&mut self) {
        let (reader, report) = (self.reader, self.source.report);
        if report.hardware.is_empty() {
            return;
        }
        self.part("hardware");
        let rows: Vec<_> = report
            .hardware
            .iter()
            .map(|reading| {
                let worst = reading.worst.map(|value| with_unit(reader, value, &reading.unit));
                let state = reading.state.as_ref().map(|state| reader.say(state));
                vec![
                    reader.say(&reading.part).into(),
                    device(report, &reading.device).into(),
                    worst.or(state).unwrap_or_default().into(),
                    reading.normal.map(|normal| range(reader, normal, &reading.unit)).unwrap_or_default().into(),
                    self.verdict(&reading.verdict),
                ]
            })
            .collect();
        let columns = [
            Column::words(reader.part("part")),
            Column::words(reader.part("device")),
            Column::figures(reader.part("worst")),
            Column::figures(reader.part("normal")),
            Column::words(reader.part("verdict")),
        ];
        self.flow.table(&columns, &rows);
    }

    fn metrics(&mut self) {
        let (reader, report) = (self.reader, self.source.report);
        if report.metrics.is_empty() {
            return;
        }
        self.part("metrics");
        for metric in &report.metrics {
            let chart = self.metric(metric);
            self.flow.chart(&chart);
            if let Some(remark) = &metric.remark {
                self.flow.paragraph(&reader.say(remark), SMALL);
            }
        }
    }

    fn metric(&self, metric: &Metric) -> Chart {
        let reader = self.reader;
        let points: Vec<(Day, f64)> = metric.points.iter().map(|point| (point.from, point.value)).collect();
        let about = metric.device.as_ref().map(|id| device(self.source.report, id));
        let (title, unit) = self.named(&metric.name, about, &metric.unit, &metric.measure);
        let band = metric.baseline.map(|usual| (single(usual.p10), single(usual.p90)));
        let limit = metric.limit.as_ref();
        Chart {
            description: self.described(&title, &unit, &points),
            line: points.iter().map(|(day, value)| (time(*day), single(*value))).collect(),
            expected: Vec::new(),
            band: band
                .map_or_else(Vec::new, |(low, high)| points.iter().map(|(day, _)| (time(*day), low, high)).collect()),
            band_name: reader.part("baseline"),
            limit: limit.map(|limit| (single(limit.value), limited(reader, limit.value, &limit.name, &metric.unit))),
            ticks: ticks(points.iter().map(|(day, _)| *day).collect(), |day| reader.tick(day)),
            title,
            unit,
        }
    }

    fn named(
        &self,
        name: &Localized,
        about: Option<String>,
        unit: &Localized,
        measure: &Localized,
    ) -> (String, String) {
        let title = [Some(self.reader.say(name)), about].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let unit = [self.reader.say(unit), self.reader.say(measure)];
        (title, self.reader.list(unit.into_iter().filter(|text| !text.is_empty())))
    }

    fn described(&self, name: &str, unit: &str, points: &[(Day, f64)]) -> String {
        let (Some(first), Some(last)) = (points.first(), points.last()) else { return name.to_owned() };
        let low = points.iter().map(|(_, value)| *value).fold(f64::INFINITY, f64::min);
        let high = points.iter().map(|(_, value)| *value).fold(f64::NEG_INFINITY, f64::max);
        let [low, high, from_value, to_value] = [low, high, first.1, last.1].map(|value| figure(single(value)));
        let (from, to) = (self.reader.day(first.0), self.reader.day(last.0));
        let values = [
            ("name", name),
            ("unit", unit),
            ("first", &from_value),
            ("from", &from),
            ("last", &to_value),
            ("to", &to),
            ("low", &low),
            ("high", &high),
        ];
        self.reader.fill("chart", &values)
    }

    fn versions(&mut self) {
        let (reader, report) = (self.reader, self.source.report);
        if report.versions.is_empty() {
            return;
        }
        self.part("versions");
        let rows: Vec<_> = report
            .versions
            .iter()
            .map(|version| {
                vec![
                    device(report, &version.device).into(),
                    reader.say(&version.component).into(),
                    version.installed.clone().into(),
                    version.recommended.clone().unwrap_or_default().into(),
                    self.verdict(&version.verdict),
                ]
            })
            .collect();
        self.flow.table(&self.words(&["device", "component", "installed", "recommended", "verdict"]), &rows);
    }

    fn compliance(&mut self) {
        let (reader, report) = (self.reader, self.source.report);
        if report.compliance.is_empty() {
            return;
        }
        self.part("compliance");
        for group in &report.compliance {
            self.flow.heading(3, &reader.say(&group.name));
            let rows: Vec<_> = group
                .rules
                .iter()
                .map(|rule| {
                    let kept = match rule.verdict {
                        Verdict::Normal => reader.part("kept").into(),
                        Verdict::Abnormal => Cell { text: reader.part("notKept"), colour: Some(BAD) },
                        _ => self.verdict(&rule.verdict),
                    };
                    let devices = rule.devices.iter().map(|id| device(report, id));
                    vec![rule.code.clone().into(), reader.say(&rule.name).into(), kept, reader.list(devices).into()]
                })
                .collect();
            self.flow.table(&self.words(&["number", "rule", "verdict", "deviating"]), &rows);
        }
    }

    fn vulnerabilities(&mut self) {
        let (reader, report) = (self.reader, self.source.report);
        if report.vulnerabilities.is_empty() {
            return;
        }
        self.part("vulnerabilities");
        let rows: Vec<_> = report
            .vulnerabilities
            .iter()
            .map(|hole| {
                vec![
                    hole.advisory.clone().into(),
                    format!("{:.1}", hole.cvss).into(),
                    reader.say(&hole.title).into(),
                    reader.list(hole.devices.iter().map(|id| device(report, id))).into(),
                    hole.fixed_in.clone().unwrap_or_default().into(),
                ]
            })
            .collect();
        self.flow.table(&self.words(&["advisory", "severity", "what", "devices", "fixedIn"]), &rows);
    }

    fn drills(&mut self) {
        let (reader, report) = (self.reader, self.source.report);
        if report.drills.is_empty() {
            return;
        }
        self.part("drills");
        let rows: Vec<_> = report
            .drills
            .iter()
            .map(|drill| {
                vec![
                    device(report, &drill.device).into(),
                    reader.say(&drill.name).into(),
                    drill.day.map(|day| reader.day(day)).unwrap_or_default().into(),
                    reader.say(&drill.outcome).into(),
                    self.verdict(&drill.verdict),
                ]
            })
            .collect();
        self.flow.table(&self.words(&["device", "drill", "lastDone", "outcome", "verdict"]), &rows);
    }

    fn forecasts(&mut self) {
        let (reader, report) = (self.reader, self.source.report);
        if report.forecasts.is_empty() {
            return;
        }
        self.part("forecasts");
        for forecast in &report.forecasts {
            let chart = self.forecast(forecast);
            self.flow.chart(&chart);
            self.flow.paragraph(&reader.say(&forecast.advice), BODY);
            let month = |day: Option<Day>| day.map(|day| reader.month(day)).unwrap_or_default();
            let facts = [
                ("earliest", month(forecast.earliest)),
                ("likeliest", month(forecast.likeliest)),
                ("method", reader.say(&forecast.method)),
            ];
            let facts = facts.map(|(name, text)| (reader.part(name), text));
            self.flow.facts(facts.iter().map(|(name, text)| (name.as_str(), text.clone())), NAMES);
        }
    }

    fn forecast(&self, forecast: &Forecast) -> Chart {
        let reader = self.reader;
        let points: Vec<(Day, f64)> = forecast.history.iter().map(|point| (point.from, point.value)).collect();
        let about = forecast.device.as_ref().map(|id| device(self.source.report, id));
        let (title, unit) = self.named(&forecast.name, about, &forecast.unit, &forecast.measure);
        let line: Vec<_> = points.iter().map(|(day, value)| (time(*day), single(*value))).collect();
        // What is expected goes on where the line ends.
        let joint = line.last().copied();
        let months = forecast.months.iter();
        let expected = months.clone().map(|month| (time(month.from), single(month.expected)));
        let band = months.clone().map(|month| (time(month.from), single(month.low), single(month.high)));
        let days = points.iter().map(|(day, _)| *day).chain(months.map(|month| month.from)).collect();
        let limit = forecast.limit.as_ref();
        Chart {
            description: self.described(&title, &unit, &points),
            expected: joint.into_iter().chain(expected).collect(),
            band: joint.map(|(time, value)| (time, value, value)).into_iter().chain(band).collect(),
            band_name: reader.fill("range", &[("confidence", &forecast.confidence.to_string())]),
            limit: limit.map(|limit| (single(limit.value), limited(reader, limit.value, &limit.name, &forecast.unit))),
            ticks: ticks(days, |day| reader.month(day)),
            line,
            title,
            unit,
        }
    }

    fn faults(&mut self) {
        let (reader, report) = (self.reader, self.source.report);
        let Some(faults) = &report.faults else { return };
        self.part("faults");
        let values = [("total", &*faults.total.to_string()), ("before", &*faults.before.to_string())];
        self.flow.paragraph(&reader.fill("totalFaults", &values), BODY);
        for (name, counts) in [("byKind", &faults.by_kind), ("bySeverity", &faults.by_severity)] {
            let rows: Vec<_> = counts
                .iter()
                .map(|fault| {
                    vec![
                        reader.say(&fault.name).into(),
                        fault.count.to_string().into(),
                        fault.before.to_string().into(),
                    ]
                })
                .collect();
            let columns = [
                Column::words(reader.part(name)),
                Column::figures(reader.part("count")),
                Column::figures(reader.part("countBefore")),
            ];
            self.flow.table(&columns, &rows);
        }
    }

    fn devices(&mut self) {
        let report = self.source.report;
        if report.devices.len() < 2 {
            return;
        }
        self.part("allDevices");
        let devices = report.devices.iter();
        let rows: Vec<_> = devices
            .map(|device| [&device.name, &device.model, &device.serial_number].map(|text| text.clone().into()).to_vec())
            .collect();
        self.flow.table(&self.words(&["name", "model", "serial"]), &rows);
    }
}

fn with_unit(reader: Reader, value: f64, unit: &Localized) -> String {
    [figure(single(value)), reader.say(unit)].join(" ").trim_end().to_owned()
}

fn range(reader: Reader, Range { low, high }: Range, unit: &Localized) -> String {
    [format!("{}–{}", figure(single(low)), figure(single(high))), reader.say(unit)].join(" ").trim_end().to_owned()
}

fn limited(reader: Reader, value: f64, name: &Localized, unit: &Localized) -> String {
    [reader.say(name), with_unit(reader, value, unit)].join(" ")
}

/// A few of the days, evenly apart, with their names.
fn ticks(days: Vec<Day>, name: impl Fn(Day) -> String) -> Vec<(f32, String)> {
    let every = days.len().div_ceil(TICKS).max(1);
    days.into_iter().step_by(every).map(|day| (time(day), name(day))).collect()
}

#[expect(clippy::cast_precision_loss, reason = "days of this century are exact")]
fn time(day: Day) -> f32 {
    day.0.num_days_from_ce() as f32
}

#[expect(clippy::cast_possible_truncation, reason = "as exact as a printer")]
fn single(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests {
    use aftercare_contract::Timestamp;
    use serde_json::{Value, json};

    use super::*;

    fn text(zh: &str, en: &str, ja: &str) -> Value {
        json!({ "zh-CN": zh, "en": en, "ja": ja })
    }

    fn finding(number: usize, grade: &str) -> Finding {
        serde_json::from_value(json!({
            "report": "HC-2026Q4-0071", "id": format!("F{number}"), "version": 1, "area": "hardware", "grade": grade,
            "change": "new",
            "title": text("主机电源 2 输入电压波动，电源冗余已失效", "Power supply 2: input voltage unsteady, redundancy lost", "電源 2 の入力電圧が不安定、冗長性が失われています"),
            "evidence": text(
                "11 月 13 日 22:41 至 22:58，AC42-24-01937 的电源 2 输入电压三次低于 170 V，最低 158 V，事件日志共 6 条；目前由电源 1 单独供电。",
                "On 13 November from 22:41 to 22:58 the input voltage of power supply 2 of AC42-24-01937 fell below 170 V three times, 158 V at the lowest; the event log has 6 entries. Only power supply 1 feeds the device now.",
                "11月13日 22:41〜22:58、AC42-24-01937 の電源 2 の入力電圧が 3 回 170 V を下回り、最低 158 V でした。イベントログは 6 件。現在は電源 1 のみで給電しています。"),
            "impact": text("电源 1 再出故障时主机会断电。", "If power supply 1 fails as well, the device loses power.", "電源 1 も故障すると本体が停止します。"),
            "advice": text("先检查 PDU 的 B 路插座；仍然波动则更换电源模块。", "Check outlet B of the PDU first; if it stays unsteady, replace the power supply module.", "まず PDU の B 系統を確認し、改善しない場合は電源モジュールを交換してください。"),
            "device": { "id": "d1", "name": "沪-ADC-01", "model": "ADX-6400", "serialNumber": "AC42-24-01937" },
            "due": "2026-12-17", "decision": { "state": "open" }
        }))
        .unwrap()
    }

    fn report() -> Report {
        let weeks = |values: &[f64]| -> Vec<Value> {
            let day = |week: usize| {
                chrono::NaiveDate::from_ymd_opt(2026, 8, 17).unwrap() + chrono::Days::new(7 * week as u64)
            };
            values
                .iter()
                .enumerate()
                .map(|(week, value)| json!({ "from": day(week).to_string(), "value": value }))
                .collect()
        };
        let devices = json!([
            { "id": "d1", "name": "沪-ADC-01", "model": "ADX-6400", "serialNumber": "AC42-24-01937" },
            { "id": "d2", "name": "沪-ADC-02", "model": "ADX-6400", "serialNumber": "AC42-24-01938" }
        ]);
        let reading = |verdict: &str, worst: f64| {
            json!({
                "part": text("电源 2 输入电压", "Power supply 2 input", "電源 2 入力"), "device": "d1", "worst": worst, "unit": text("V", "V", "V"),
                "normal": { "low": 200, "high": 240 }, "verdict": verdict
            })
        };
        serde_json::from_value(json!({
            "summary": {
                "id": "HC-2026Q4-0071", "kind": "healthCheck",
                "title": text("上海一号机房应用交付双机健康检查", "Health check of the application delivery pair in Shanghai DC 1", "上海第一データセンター ADC ペアのヘルスチェック"),
                "lead": text("运行良好，但主机电源已失去冗余，固件有高危漏洞：这两项请在 12 月 17 日前处理。", "Running well, but the power supply has lost its redundancy and the firmware has a grave vulnerability: please see to both by 17 December.", "稼働は良好ですが、電源の冗長性が失われ、ファームウェアに重大な脆弱性があります。12月17日までに対応してください。"),
                "period": { "from": "2026-08-14", "to": "2026-11-14" }, "devices": devices, "deviceCount": 2,
                "sites": [{ "id": "s", "name": "上海一号机房" }], "grade": "B", "previousGrade": "B", "published": "2026-11-17T02:10:00Z",
                "state": "ready", "findings": { "total": 5, "high": 2, "medium": 2, "low": 1, "open": 5, "requested": 0, "accepted": 0, "new": 5, "worse": 0, "unchanged": 0, "better": 0, "resolved": 3 }
            },
            "devices": devices,
            "grades": ["A", "B", "C", "D", "E"],
            "previous": { "id": "HC-2026Q3-0058", "published": "2026-08-13T02:00:00Z" },
            "subscores": [
                { "area": "hardware", "before": "A", "now": "C", "change": "worse" },
                { "area": "performance", "before": "A", "now": "B", "change": "worse" },
                { "area": "compliance", "before": "C", "now": "B", "change": "better" }
            ],
            "changes": [
                { "change": "new", "title": text("电源 2 输入电压波动", "Power supply 2: input voltage unsteady", "電源 2 の入力電圧が不安定"), "finding": "F1" },
                { "change": "resolved", "title": text("时间同步单一来源", "One time source only", "時刻同期の参照先が 1 つのみ"), "earlier": "F4" }
            ],
            "findings": { "items": [], "total": 5 },
            "hardware": [reading("abnormal", 158.0), reading("normal", 221.5), reading("watch", 199.0)],
            "metrics": [
                { "metric": "cpu", "name": text("CPU 利用率", "CPU utilisation", "CPU 使用率"), "unit": text("%", "%", "%"), "measure": text("每周 P95", "95th percentile of each week", "毎週の 95 パーセンタイル"),
                  "device": "d1", "points": weeks(&[46.0, 47.0, 45.0, 48.0, 47.0, 50.0, 52.0, 51.0, 55.0, 57.0, 58.0, 60.0, 61.0]),
                  "baseline": { "p10": 38, "median": 45, "p90": 52 }, "limit": { "value": 80, "name": text("告警线", "Alarm line", "警報線") },
                  "remark": text("连续五周高于基线。", "Above the baseline for five weeks.", "5 週連続で基準を上回っています。"), "verdict": "watch" },
                { "metric": "throughput", "name": text("吞吐量", "Throughput", "スループット"), "unit": text("Gbit/s", "Gbit/s", "Gbit/s"), "measure": text("每周 P95", "95th percentile of each week", "毎週の 95 パーセンタイル"),
                  "points": weeks(&[3.1, 3.2, 3.0, 3.3, 3.2, 3.4, 3.6, 2.4, 3.5, 3.6, 3.7, 3.7, 3.8]), "baseline": { "p10": 2.6, "median": 3.3, "p90": 3.9 }, "verdict": "normal" }
            ],
            "versions": [{ "device": "d1", "component": text("固件", "Firmware", "ファームウェア"), "installed": "8.6.2", "recommended": "8.6.4", "verdict": "abnormal" }],
            "compliance": [{ "name": text("冗余", "Redundancy", "冗長性"), "rules": [
                { "code": "R-01", "name": text("两台的配置一致", "Both have the same configuration", "両機の構成が一致している"), "verdict": "abnormal", "devices": ["d2"] },
                { "code": "R-02", "name": text("心跳链路有两条", "There are two heartbeat links", "ハートビートが 2 系統ある"), "verdict": "normal" }
            ] }],
            "vulnerabilities": [{ "advisory": "AS-2026-014", "cvss": 8.1, "title": text("管理面越权", "Privilege escalation in the management plane", "管理プレーンの権限昇格"), "devices": ["d1", "d2"], "fixedIn": "8.6.4" }],
            "drills": [{ "device": "d1", "name": text("配置恢复", "Restore of the configuration", "構成の復元"), "day": "2026-10-20", "outcome": text("成功，用时 4 分钟", "Worked, took 4 minutes", "成功、4 分"), "verdict": "normal" }],
            "forecasts": [{
                "metric": "cpu", "name": text("CPU 利用率", "CPU utilisation", "CPU 使用率"), "unit": text("%", "%", "%"), "measure": text("每月 P95", "95th percentile of each month", "毎月の 95 パーセンタイル"),
                "history": [{ "from": "2026-08-01", "value": 46 }, { "from": "2026-09-01", "value": 48 }, { "from": "2026-10-01", "value": 55 }, { "from": "2026-11-01", "value": 61 }],
                "months": [{ "from": "2026-12-01", "low": 62, "expected": 65, "high": 69 }, { "from": "2027-01-01", "low": 64, "expected": 70, "high": 76 }, { "from": "2027-02-01", "low": 66, "expected": 75, "high": 84 }],
                "confidence": 80, "limit": { "value": 80, "name": text("告警线", "Alarm line", "警報線") }, "earliest": "2027-02-01", "likeliest": "2027-04-01",
                "method": text("线性趋势，不含季节性。", "Linear trend, without seasons.", "線形の傾向（季節変動は含まない）。"), "advice": text("在 2 月前开启会话复用。", "Turn session reuse on before February.", "2月までにセッション再利用を有効にしてください。")
            }],
            "passages": [{ "title": text("检查范围", "What was looked at", "点検範囲"), "text": text("两台设备的硬件、配置与容量。\n现场由梁工程师检查。", "Hardware, configuration and capacity of both devices.\nEngineer Liang was at the site.", "両機のハードウェア、構成、容量。\n現地点検は梁エンジニアが実施。") }],
            "basis": text("高级服务合同，每季度一次", "Advanced plan, every quarter", "アドバンスト契約、四半期ごと"),
            "nextDue": "2027-02-14"
        }))
        .unwrap()
    }

    fn made(language: &str, findings: usize) -> Vec<u8> {
        let grades = ["high", "medium", "low"];
        let findings: Vec<_> = (1..=findings).map(|number| finding(number, grades[number % 3])).collect();
        let source =
            Source { report: &report(), findings: &findings, company: "云桥电商 😀", author: "Aftercare" };
        pdf(&source, Reader { language }).unwrap()
    }

    #[test]
    fn the_same_report_is_the_same_document() {
        for language in super::super::wording::LANGUAGES {
            let document = made(language, 5);
            assert!(document.starts_with(b"%PDF-1.7") && document == made(language, 5), "{language}");
            if let Some(folder) = std::env::var_os("AFTERCARE_DOCUMENTS") {
                std::fs::write(std::path::Path::new(&folder).join(format!("{language}.pdf")), document).unwrap();
            }
        }
        assert_ne!(Timestamp::default(), report().summary.published.unwrap());
    }
}
