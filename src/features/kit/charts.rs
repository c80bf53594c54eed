//! Charts, drawn of made-up figures.

use leptos::prelude::*;

use super::{Specimen, Words, localized, say};
use crate::{
    i18n::{I18n, use_i18n},
    ui::{
        Band, Bars, Caption, Dot, End, Limit, LineChart, Mark, Point, Range, Share, Size, Strip, Stroke, Table, Tick,
        Tone, marks,
    },
};

const CPU: [f64; 13] = [46.0, 47.0, 45.0, 48.0, 47.0, 50.0, 52.0, 71.0, 55.0, 57.0, 58.0, 60.0, 61.0];
const PEAK: [f64; 14] =
    [410.0, 420.0, 430.0, 424.0, 445.0, 455.0, 463.0, 478.0, 489.0, 505.0, 518.0, 551.0, 583.0, 612.0];

#[component]
pub(super) fn Charts() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Specimen title=["Charts", "图表", "グラフ"]>
            <div class="sheet">
                <div class="chart-grid">{move || usual(i18n).view(i18n)} {move || columns(i18n, true).view(i18n)}</div>
                {move || expected(i18n).view(i18n)}
                <div class="chart-grid chart-grid--small">
                    {move || columns(i18n, false).view(i18n)} {move || target(i18n).view(i18n)}
                </div>
            </div>
            <p class="buttons">
                {strips()} {marks(&[Mark::Kept, Mark::Kept, Mark::Broken, Mark::Idle], "2 of 3".to_owned())}
                <span class="soft">{say(["hollow is kept", "空心为符合", "白抜きは適合"])}</span>
            </p>
        </Specimen>
    }
}

fn words(i18n: I18n, words: Words) -> String {
    i18n.localized(&localized(words)).0
}

fn caption(i18n: I18n, id: &str, title: Words, unit: &str, values: &[f64]) -> Caption {
    let title = words(i18n, title);
    let row = |(index, value): (usize, &f64)| vec![(index + 1).to_string(), i18n.figure(*value)];
    let rows = values.iter().enumerate().map(row).collect();
    let table = Table { head: vec!["#".to_owned(), unit.to_owned()], rows };
    Caption { id: id.to_owned(), description: title.clone(), title, unit: unit.to_owned(), table }
}

/// Values from one place to another, evenly.
fn spread(values: &[f64], from: f64, to: f64) -> Vec<Point> {
    let last = u32::try_from(values.len().saturating_sub(1)).map_or(1.0, f64::from);
    let places = (0_u32..).map(|place| from + (to - from) * f64::from(place) / last);
    places.zip(values).map(|(x, y)| Point { x, y: *y }).collect()
}

fn ticks(texts: [&str; 4]) -> Vec<Tick> {
    let tick = |(x, text): (f64, &str)| Tick { x, text: text.to_owned(), now: x > 0.9, spare: x > 0.1 };
    [0.0, 0.33, 0.67, 1.0].into_iter().zip(texts).map(tick).collect()
}

fn usual(i18n: I18n) -> LineChart {
    let band = |x| Range { x, low: 38.0, high: 52.0 };
    let end = |y, tone| End { y, text: i18n.figure(y), tone };
    LineChart {
        caption: caption(i18n, "kit-cpu", ["CPU load", "CPU 利用率", "CPU 使用率"], "%", &CPU),
        ticks: ticks(["17 Aug", "14 Sep", "12 Oct", "9 Nov"]),
        bands: vec![Band { ranges: vec![band(0.0), band(1.0)], expected: false }],
        lines: vec![(Stroke::Usual, spread(&[45.0, 45.0], 0.0, 1.0)), (Stroke::Main, spread(&CPU, 0.0, 1.0))],
        limit: Some(Limit { y: 80.0, text: words(i18n, ["Alarm 80%", "告警线 80%", "警報 80%"]), alarm: true }),
        dots: vec![Dot { at: Point { x: 1.0, y: 61.0 }, text: None, open: false }],
        ends: vec![end(61.0, Tone::Now), end(58.0, Tone::Quiet)],
        ..LineChart::default()
    }
}

fn expected(i18n: I18n) -> LineChart {
    let now = 0.56;
    let cone = [(now, 612.0, 612.0), (0.78, 655.0, 761.0), (1.0, 702.0, 926.0)];
    let ranges = cone.map(|(x, low, high)| Range { x, low, high }).to_vec();
    let end = |y, tone| End { y, text: i18n.figure(y), tone };
    LineChart {
        caption: caption(
            i18n,
            "kit-peak",
            ["Concurrent connections, peak", "并发连接峰值", "同時接続数のピーク"],
            "10k",
            &PEAK,
        ),
        size: Size::Wide,
        ticks: ticks(["2025-10", "2026-06", "2027-01", "2027-09"]),
        bands: vec![Band { ranges, expected: true }],
        lines: vec![
            (Stroke::Main, spread(&PEAK, 0.0, now)),
            (Stroke::Expected, spread(&[612.0, 708.0, 814.0], now, 1.0)),
        ],
        limit: Some(Limit {
            y: 800.0,
            text: words(i18n, ["Licence 800", "授权上限 800", "ライセンス 800"]),
            alarm: true,
        }),
        dots: vec![
            Dot { at: Point { x: now, y: 612.0 }, text: Some(i18n.figure(612.0)), open: false },
            Dot { at: Point { x: 0.84, y: 800.0 }, text: Some("2027-05".to_owned()), open: true },
        ],
        ends: vec![end(926.0, Tone::Quiet), end(814.0, Tone::Now), end(702.0, Tone::Quiet)],
        ..LineChart::default()
    }
}

fn target(i18n: I18n) -> LineChart {
    let p90 = [24.0, 21.0, 18.0, 13.0];
    let end = |y, name: &str, tone| End { y, text: [name, &i18n.figure(y)].join(" "), tone };
    LineChart {
        caption: caption(i18n, "kit-response", ["First response", "首次响应", "初回応答"], "min", &p90),
        size: Size::Small,
        ticks: ticks(["Q4", "Q1", "Q2", "Q3"]),
        lines: vec![(Stroke::Main, spread(&p90, 0.0, 1.0))],
        limit: Some(Limit { y: 15.0, text: i18n.figure(15.0), alarm: false }),
        dots: vec![Dot { at: Point { x: 1.0, y: 13.0 }, text: None, open: false }],
        ends: vec![end(13.0, "p90", Tone::Now)],
        ..LineChart::default()
    }
}

fn columns(i18n: I18n, stacked: bool) -> Bars {
    let share = |name: &str, values: [f64; 4]| Share { name: name.to_owned(), values: values.to_vec() };
    let shares = vec![
        share("P0", [1.0, 0.0, 2.0, 1.0]),
        share("P1", [3.0, 2.0, 4.0, 1.0]),
        share("P2", [5.0, 6.0, 3.0, 4.0]),
        share("P3", [2.0, 3.0, 2.0, 5.0]),
    ];
    Bars {
        caption: caption(
            i18n,
            if stacked { "kit-stacked" } else { "kit-grouped" },
            ["Faults by severity", "各级别故障", "重大度別の障害"],
            "",
            &[11.0, 11.0, 11.0, 11.0],
        ),
        size: if stacked { Size::Usual } else { Size::Small },
        columns: ["Q4", "Q1", "Q2", "Q3"].map(str::to_owned).to_vec(),
        shares,
        stacked,
    }
}

fn strips() -> impl IntoView {
    let strip =
        |value: f64, out| Strip { value, low: Some(200.0), high: Some(240.0), out, label: format!("{value} V") };
    [strip(219.0, false).view(), strip(158.0, true).view()].into_iter().collect_view()
}
