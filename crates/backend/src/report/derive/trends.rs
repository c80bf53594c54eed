//! Quantities over time, and what is to be expected of them.

use aftercare_contract::{
    asset::Day,
    report::{Baseline, Forecast, HealthArea, Metric, MetricId},
};
use chrono::NaiveDate;

use super::{
    super::{
        evaluate::{Examined, month_name, round},
        forecast::{CONFIDENCE, crossing},
        rules::{self, RULES},
        store::NewFinding,
        words::{Fill, fill},
    },
    FEW, about, key, verdict,
};

/// How many forecasts a report has at the most.
const FORECASTS: usize = 4;

/// Quantities over time: of many devices, those with findings come first.
pub(super) fn charts(examined: &[Examined], findings: &[NewFinding]) -> Vec<Metric> {
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
        baseline: baseline.map(|it| Baseline { p10: round(it.p10), median: round(it.median), p90: round(it.p90) }),
        limit: metric.limit_of(&device.model),
        remark: (above > 1).then_some(remark),
        verdict: verdict(finding, baseline.is_none_or(|it| last <= it.p90)),
        finding: key(finding),
        points,
    })
}

/// What comes near its limit; at least the one that is nearest.
pub(super) fn forecasts(examined: &[Examined]) -> Vec<Forecast> {
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
