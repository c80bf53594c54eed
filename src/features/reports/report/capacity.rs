//! How long what there is will do: what was measured, and what is expected with its range.

use aftercare_contract::{
    asset::Day,
    report::{Expected, Forecast, Point as Measured, Report},
};
use leptos::prelude::*;

use super::{
    super::pieces::Said,
    charts::{Axis, limit, unit_words},
};
use crate::{
    i18n::{DayWriter, I18n},
    route::{Known, Link, Route},
    ui::{Band, Caption, Dot, End, LineChart, Point, Range, Size, Stroke, Table, Tone},
};

pub(super) fn view(i18n: I18n, report: &Report) -> AnyView {
    let one = |(index, forecast): (usize, &Forecast)| {
        let device = forecast.device.as_ref();
        let name = device.and_then(|id| report.devices.iter().find(|one| one.id == *id)).map(|one| one.name.clone());
        let known = Known { device: device.cloned(), words: i18n.localized(&forecast.name).0, ..Known::default() };
        let drawn = chart(i18n, format!("forecast-{index}"), forecast, name.filter(|_| report.devices.len() > 1));
        view! {
            <div class="forecast">
                <p class="section__lead">
                    <Said words=forecast.advice.clone() />
                </p>
                {drawn.view(i18n)}
                <p class="chart__source">
                    <Said words=forecast.method.clone() />
                </p>
                <p class="buttons report__next">
                    <Link class="button" to=Route::NewTicket(known)>
                        {i18n.finding_request()}
                    </Link>
                </p>
            </div>
        }
    };
    report.forecasts.iter().enumerate().map(one).collect_view().into_any()
}

fn chart(i18n: I18n, id: String, forecast: &Forecast, device: Option<String>) -> LineChart {
    let history = forecast.history.iter().map(|point| point.from);
    let days: Vec<Day> = history.chain(forecast.months.iter().map(|month| month.from)).collect();
    let axis = Axis::new(days.first().copied(), days.last().copied());
    let write = i18n.months();
    let last = forecast.history.last().copied();
    let unit = &forecast.unit;
    // What is expected goes on from what was measured last.
    let joined = last.map(|Measured { from, value }| Expected { from, low: value, expected: value, high: value });
    let months: Vec<Expected> = joined.into_iter().chain(forecast.months.iter().copied()).collect();
    let range = |month: &Expected| Range { x: axis.place(month.from), low: month.low, high: month.high };
    let point = |month: &Expected| Point { x: axis.place(month.from), y: month.expected };
    let measured = last.map(|last| Dot {
        at: Point { x: axis.place(last.from), y: last.value },
        text: Some(i18n.report_measured_now(&i18n.measured(last.value, unit))),
        open: false,
    });
    let reached = |day: Option<Day>, words: fn(I18n, &str) -> String| {
        let (day, limit) = (day?, forecast.limit.as_ref()?);
        let at = Point { x: axis.place(day), y: limit.value };
        Some(Dot { at, text: Some(words(i18n, &write.say(day))), open: true })
    };
    let earliest = reached(forecast.earliest, I18n::report_earliest);
    // Its label would lie on the other one; the description and the advice name it.
    let likeliest = reached(forecast.likeliest, I18n::report_likeliest).map(|dot| Dot { text: None, ..dot });
    let ends = forecast.months.last().map(|end| {
        let quiet = |value| End { y: value, text: i18n.figure(value), tone: Tone::Quiet };
        let expected = i18n.report_expected_end(&i18n.figure(end.expected));
        vec![quiet(end.high), End { y: end.expected, text: expected, tone: Tone::Now }, quiet(end.low)]
    });
    LineChart {
        caption: caption(i18n, id, forecast, device, &write),
        size: Size::Wide,
        ticks: axis.ticks(&days, &write, last.map(|last| last.from)),
        bands: vec![Band { ranges: months.iter().map(range).collect(), expected: true }],
        lines: vec![
            (Stroke::Main, axis.line(&forecast.history)),
            (Stroke::Expected, months.iter().map(point).collect()),
        ],
        limit: forecast.limit.as_ref().map(|of| limit(i18n, of, unit)),
        dots: [measured, earliest, likeliest].into_iter().flatten().collect(),
        ends: ends.unwrap_or_default(),
        ..LineChart::default()
    }
}

fn caption(i18n: I18n, id: String, forecast: &Forecast, device: Option<String>, write: &DayWriter) -> Caption {
    let name = i18n.localized(&forecast.name).0;
    let title = [Some(name), device].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let unit = &forecast.unit;
    let confidence = i18n.number(forecast.confidence.into());
    let said = |value: f64| i18n.measured(value, unit);
    let past =
        |point: &Measured| vec![write.say(point.from), said(point.value), String::new(), String::new(), String::new()];
    let coming = |month: &Expected| {
        vec![write.say(month.from), String::new(), said(month.low), said(month.expected), said(month.high)]
    };
    let head = vec![
        i18n.report_month(),
        i18n.report_measured(),
        i18n.report_low(),
        i18n.report_expected(),
        i18n.report_high(),
    ];
    let last = forecast.months.last().map(|last| {
        let (expected, low, high) = (said(last.expected), said(last.low), said(last.high));
        i18n.report_expected_words(&write.say(last.from), &expected, &confidence, &low, &high)
    });
    let limit = forecast.limit.as_ref().map(|of| limit(i18n, of, unit).text);
    let earliest = forecast.earliest.map(|day| i18n.report_earliest(&write.say(day)));
    let likeliest = forecast.likeliest.map(|day| i18n.report_likeliest(&write.say(day)));
    let rows = forecast.history.iter().map(past).chain(forecast.months.iter().map(coming));
    Caption {
        id,
        title,
        unit: i18n.report_forecast_unit(&unit_words(i18n, unit, &forecast.measure), &confidence),
        description: [last, limit, earliest, likeliest].into_iter().flatten().collect::<Vec<_>>().join(" · "),
        table: Table { head, rows: rows.collect() },
    }
}
