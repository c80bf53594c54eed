//! Lines: what was measured, on what is usual, against a limit, and what is expected.

use leptos::prelude::*;

use super::{
    frame::{Caption, Field, Size, Tick},
    scale::{Point, Range, Scale, apart, line, outline, percent},
};
use crate::i18n::I18n;

/// How far labels at the lines' ends are apart, in px.
const LABEL: f64 = 18.0;

/// How a line is drawn; each can be told from the others without its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stroke {
    /// What it is about: thick.
    Main,
    /// What is usual: dotted.
    Usual,
    /// What is expected: dashed.
    Expected,
}

/// A range along the x axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// Its ends.
    pub ranges: Vec<Range>,
    /// Whether it is expected, or usual.
    pub expected: bool,
}

/// How a label stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// The newest value.
    Now,
    /// What is said beside it.
    Quiet,
}

/// A label behind the right edge.
#[derive(Clone, Debug, PartialEq)]
pub struct End {
    /// The value that it stands at.
    pub y: f64,
    /// What it says.
    pub text: String,
    /// How it stands out.
    pub tone: Tone,
}

/// A value that isn't to be reached, or that was agreed.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// The value.
    pub y: f64,
    /// What it is.
    pub text: String,
    /// Whether reaching it is an alarm.
    pub alarm: bool,
}

/// A mark on a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Dot {
    /// Where.
    pub at: Point,
    /// What it is; it stands before the mark.
    pub text: Option<String>,
    /// Whether it marks what hasn't come yet.
    pub open: bool,
}

/// Lines over one axis.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LineChart {
    /// What it says beside the drawing.
    pub caption: Caption,
    /// How high it is.
    pub size: Size,
    /// The marks of the x axis, from the left.
    pub ticks: Vec<Tick>,
    /// Ranges, below all lines.
    pub bands: Vec<Band>,
    /// The lines, the lowest one first.
    pub lines: Vec<(Stroke, Vec<Point>)>,
    /// A value that matters.
    pub limit: Option<Limit>,
    /// The greatest value that there can be.
    pub most: Option<f64>,
    /// Marks.
    pub dots: Vec<Dot>,
    /// What stands behind the right edge.
    pub ends: Vec<End>,
}

impl LineChart {
    /// Draws it.
    pub fn view(self, i18n: I18n) -> AnyView {
        let field = Field::new(self.scale(), self.size);
        let limit = self.limit.map(|limit| draw_limit(field, limit));
        let dots = self.dots.into_iter().map(|dot| draw_dot(field, dot)).collect_view();
        let drawing = view! {
            {field.axes(i18n, self.ticks)}
            {field.stretched(stretched(field.scale, &self.bands, &self.lines))}
            {limit}
            {dots}
            {draw_ends(field, self.ends)}
        };
        field.figure(i18n, self.caption, None, drawing)
    }

    fn scale(&self) -> Scale {
        let ranges = self.bands.iter().flat_map(|band| &band.ranges);
        let points = self.lines.iter().flat_map(|(_, points)| points);
        let values = ranges.flat_map(|range| [range.low, range.high]).chain(points.map(|point| point.y));
        let scale = Scale::over(values.chain(self.limit.iter().map(|limit| limit.y)));
        self.most.map_or(scale, |most| scale.at_most(most))
    }
}

fn stretched(scale: Scale, bands: &[Band], lines: &[(Stroke, Vec<Point>)]) -> impl IntoView + use<> {
    let bands = bands.iter().map(|band| {
        let class = if band.expected { "chart__range" } else { "chart__band" };
        view! { <path class=class d=outline(scale, &band.ranges)></path> }
    });
    let lines = lines.iter().map(|(stroke, points)| {
        let class = match stroke {
            Stroke::Main => "chart__line",
            Stroke::Usual => "chart__baseline",
            Stroke::Expected => "chart__forecast",
        };
        view! { <path class=class d=line(scale, points.iter().copied())></path> }
    });
    view! {
        {bands.collect_view()}
        {lines.collect_view()}
    }
}

fn draw_limit(field: Field, limit: Limit) -> impl IntoView {
    let y = field.y(limit.y);
    let (class, label) = if limit.alarm {
        ("chart__limit", "chart__label chart__label--limit")
    } else {
        ("chart__target-line", "chart__label chart__label--quiet")
    };
    view! {
        <line class=class x1="0" x2="100%" y1=y y2=y></line>
        <text class=label x="0%" y=y dx="4" dy="-0.45em" text-anchor="start">
            {limit.text}
        </text>
    }
}

fn draw_dot(field: Field, dot: Dot) -> impl IntoView {
    let (x, y) = (percent(dot.at.x), field.y(dot.at.y));
    let class = if dot.open { "chart__dot chart__dot--open" } else { "chart__dot" };
    let label = dot.text.map(|text| {
        let class = if dot.open { "chart__note chart__wide" } else { "chart__label chart__label--now" };
        view! {
            <text class=class x=x.clone() y=y dx="-8" dy="-0.7em" text-anchor="end">
                {text}
            </text>
        }
    });
    view! {
        <circle class=class cx=x.clone() cy=y r="3.5"></circle>
        {label}
    }
}

fn draw_ends(field: Field, ends: Vec<End>) -> impl IntoView {
    let wishes: Vec<f64> = ends.iter().map(|end| field.y(end.y)).collect();
    let heights = apart(&wishes, LABEL, field.top, field.bottom);
    let label = |(end, y): (End, f64)| {
        let class = match end.tone {
            Tone::Now => "chart__label chart__label--now",
            Tone::Quiet => "chart__label chart__label--quiet",
        };
        view! {
            <text class=class x="100%" y=y dx="9" dy="0.32em" text-anchor="start">
                {end.text}
            </text>
        }
    };
    ends.into_iter().zip(heights).map(label).collect_view()
}
