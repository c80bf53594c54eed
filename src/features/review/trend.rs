//! The measures of this period and those before it.

use aftercare_contract::review::{Review, TrendPoint};
use leptos::prelude::*;

use super::pieces::{period_name, section as part};
use crate::{
    i18n::{I18n, Word},
    ui::{Caption, Dot, End, LineChart, Point, Size, Stroke, Table, Tick, Tone},
};

/// Fewer than these are no course.
const LEAST: usize = 2;

/// One small chart for each measure.
pub(super) fn section(i18n: I18n, review: &Review) -> Option<AnyView> {
    if review.trend.len() < LEAST {
        return None;
    }
    let hours = |point: &TrendPoint| {
        #[expect(clippy::cast_precision_loss, reason = "seconds of a service are small")]
        let seconds = point.repair?.as_seconds() as f64;
        Some(seconds / 3600.0)
    };
    #[expect(clippy::cast_precision_loss, reason = "counts of tickets are small")]
    let tickets = |point: &TrendPoint| Some(point.tickets as f64);
    let trend = review.trend.clone();
    let charts = move || {
        [
            chart(i18n, "trend-kept", I18n::trend_kept, ("%", Some(100.0)), &trend, |point| point.kept),
            chart(i18n, "trend-repair", I18n::trend_repair, ("h", None), &trend, hours),
            chart(i18n, "trend-score", I18n::trend_score, ("1–5", Some(5.0)), &trend, |point| point.score),
            chart(i18n, "trend-tickets", I18n::trend_tickets, ("", None), &trend, tickets),
        ]
        .into_iter()
        .flatten()
        .collect_view()
    };
    let matter = view! { <div class="chart-grid chart-grid--small">{charts}</div> };
    Some(part(i18n, "review-trend", I18n::trend_title, Some(I18n::trend_aside), matter.into_any()))
}

fn chart(
    i18n: I18n,
    id: &str,
    title: Word,
    (unit, most): (&str, Option<f64>),
    trend: &[TrendPoint],
    value: impl Fn(&TrendPoint) -> Option<f64>,
) -> Option<AnyView> {
    let last = u32::try_from(trend.len().checked_sub(1)?).ok().filter(|last| *last > 0)?;
    let known: Vec<(f64, String, Option<f64>)> = (0_u32..)
        .zip(trend)
        .map(|(index, point)| (f64::from(index) / f64::from(last), period_name(i18n, point.period), value(point)))
        .collect();
    let points: Vec<Point> = known.iter().map(|(x, _, y)| Point { x: *x, y: y.unwrap_or(f64::NAN) }).collect();
    let shown: Vec<Point> = points.iter().copied().filter(|point| point.y.is_finite()).collect();
    let (first, newest) = (shown.first()?.y, shown.last()?.y);
    let say = |value: f64| i18n.figure(value);
    let rows = known.iter().map(|(_, name, y)| vec![name.clone(), y.map_or_else(|| "—".to_owned(), say)]).collect();
    let ticks = [known.first(), known.last()].into_iter().flatten();
    let ticks = ticks.map(|(x, name, _)| Tick { x: *x, text: name.clone(), now: *x > 0.5, spare: false }).collect();
    let title = title(i18n);
    let chart = LineChart {
        caption: Caption {
            id: id.to_owned(),
            description: i18n.trend_course(&title, &say(first), &say(newest)),
            unit: unit.to_owned(),
            table: Table { head: vec![i18n.trend_period(), title.clone()], rows },
            title,
        },
        size: Size::Small,
        most,
        ticks,
        lines: vec![(Stroke::Main, points)],
        dots: shown.last().map(|at| Dot { at: *at, text: None, open: false }).into_iter().collect(),
        ends: vec![End { y: newest, text: say(newest), tone: Tone::Now }],
        ..LineChart::default()
    };
    Some(chart.view(i18n))
}
