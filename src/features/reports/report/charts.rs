//! What a report measured, as charts.

use aftercare_contract::{
    Localized,
    asset::Day,
    report::{Limit as ReportLimit, Metric, Point as Measured},
};

use crate::{
    i18n::{DayWriter, I18n},
    platform::zone,
    ui::{Band, Caption, Dot, End, Limit, LineChart, Point, Range, Stroke, Table, Tick, Tone},
};

/// How many marks an axis of time has.
const MARKS: usize = 4;

/// Where days lie between the first and the last.
pub(super) struct Axis {
    first: f64,
    length: f64,
}

impl Axis {
    pub(super) fn new(first: Option<Day>, last: Option<Day>) -> Self {
        let (first, last) = (first.map_or(0.0, millis), last.map_or(1.0, millis));
        Self { first, length: (last - first).max(1.0) }
    }

    pub(super) fn place(&self, day: Day) -> f64 {
        ((millis(day) - self.first) / self.length).clamp(0.0, 1.0)
    }

    /// Marks at some of the days, the first and the last among them.
    pub(super) fn ticks(&self, days: &[Day], write: &DayWriter, now: Option<Day>) -> Vec<Tick> {
        let last = days.len().saturating_sub(1);
        let tick = |index: usize| {
            let day = *days.get(index)?;
            let spare = index != 0 && index != last;
            Some(Tick { x: self.place(day), text: write.say(day), now: now == Some(day), spare })
        };
        let chosen = (0..MARKS).map(|mark| (mark * last + (MARKS - 1) / 2) / (MARKS - 1).max(1));
        let mut chosen: Vec<usize> = chosen.collect();
        chosen.dedup();
        chosen.into_iter().filter_map(tick).collect()
    }

    pub(super) fn line(&self, points: &[Measured]) -> Vec<Point> {
        points.iter().map(|point| Point { x: self.place(point.from), y: point.value }).collect()
    }
}

#[expect(clippy::cast_precision_loss, reason = "dates stay far below 2^53 milliseconds")]
fn millis(day: Day) -> f64 {
    zone::noon(day).map_or(0.0, |noon| noon.unix_millis() as f64)
}

/// The line that may not be passed.
pub(super) fn limit(i18n: I18n, limit: &ReportLimit, unit: &Localized) -> Limit {
    let text = i18n.report_limit(&i18n.localized(&limit.name).0, &i18n.measured(limit.value, unit));
    Limit { y: limit.value, text, alarm: true }
}

/// "%, 95th percentile of each week"
pub(super) fn unit_words(i18n: I18n, unit: &Localized, measure: &Localized) -> String {
    let (unit, measure) = (i18n.localized(unit).0, i18n.localized(measure).0);
    if unit.is_empty() { measure } else { i18n.report_unit(&unit, &measure) }
}

/// A metric on what is usual; `device` is named where it could be another's.
pub(super) fn metric(i18n: I18n, id: String, metric: &Metric, device: Option<String>) -> LineChart {
    let days: Vec<Day> = metric.points.iter().map(|point| point.from).collect();
    let axis = Axis::new(days.first().copied(), days.last().copied());
    let write = i18n.week_days();
    let band = metric.baseline.map(|usual| {
        let range = |x| Range { x, low: usual.p10, high: usual.p90 };
        Band { ranges: vec![range(0.0), range(1.0)], expected: false }
    });
    let median = metric
        .baseline
        .map(|usual| (Stroke::Usual, vec![Point { x: 0.0, y: usual.median }, Point { x: 1.0, y: usual.median }]));
    let last = metric.points.last();
    let now = last.map(|last| End { y: last.value, text: i18n.measured(last.value, &metric.unit), tone: Tone::Now });
    let usual = metric.baseline.map(|usual| {
        let text = i18n.report_baseline(&i18n.figure(usual.median));
        End { y: usual.median, text, tone: Tone::Quiet }
    });
    let dot = last.map(|last| Dot { at: Point { x: 1.0, y: last.value }, text: None, open: false });
    LineChart {
        caption: caption(i18n, id, metric, device, &write),
        ticks: axis.ticks(&days, &write, None),
        bands: band.into_iter().collect(),
        lines: median.into_iter().chain([(Stroke::Main, axis.line(&metric.points))]).collect(),
        limit: metric.limit.as_ref().map(|of| limit(i18n, of, &metric.unit)),
        dots: dot.into_iter().collect(),
        ends: now.into_iter().chain(usual).collect(),
        ..LineChart::default()
    }
}

fn caption(i18n: I18n, id: String, metric: &Metric, device: Option<String>, write: &DayWriter) -> Caption {
    let name = i18n.localized(&metric.name).0;
    let title = [Some(name.clone()), device].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let range = metric.baseline.map(|usual| [i18n.figure(usual.p10), i18n.figure(usual.p90)].join("–"));
    let row = |point: &Measured| {
        let cells = [Some(write.say(point.from)), Some(i18n.measured(point.value, &metric.unit)), range.clone()];
        cells.into_iter().flatten().collect()
    };
    let head = [
        Some(i18n.report_week()),
        Some(i18n.localized(&metric.measure).0),
        range.is_some().then(|| i18n.report_baseline_range()),
    ];
    let line = metric.points.first().zip(metric.points.last()).map(|(first, last)| {
        let value = |point: &Measured| i18n.measured(point.value, &metric.unit);
        i18n.report_line_words(
            &name,
            &i18n.localized(&metric.measure).0,
            &value(first),
            &write.say(first.from),
            &value(last),
            &write.say(last.from),
        )
    });
    let usual = metric.baseline.map(|usual| {
        i18n.report_line_usual(&i18n.measured(usual.p10, &metric.unit), &i18n.measured(usual.p90, &metric.unit))
    });
    let alarm = metric.limit.as_ref().map(|of| limit(i18n, of, &metric.unit).text);
    Caption {
        id,
        title,
        unit: unit_words(i18n, &metric.unit, &metric.measure),
        description: [line, usual, alarm].into_iter().flatten().collect::<Vec<_>>().join(" "),
        table: Table { head: head.into_iter().flatten().collect(), rows: metric.points.iter().map(row).collect() },
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn day(text: &str) -> Day {
        Day(text.parse().unwrap())
    }

    #[wasm_bindgen_test]
    fn days_lie_where_they_are() {
        let axis = Axis::new(Some(day("2026-01-01")), Some(day("2026-01-11")));
        let places = ["2026-01-01", "2026-01-06", "2026-01-11", "2027-01-01"].map(|text| axis.place(day(text)));
        assert_eq!(format!("{places:?}"), "[0.0, 0.5, 1.0, 1.0]");
        let alone = Axis::new(Some(day("2026-01-01")), Some(day("2026-01-01")));
        assert!(alone.place(day("2026-01-01")).is_finite());
    }
}
