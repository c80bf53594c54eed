//! What every chart has: what it is and in which unit, the drawing with its axes, and the table behind it.

use leptos::prelude::*;

use super::scale::{Scale, percent};
use crate::i18n::{I18n, text};

/// What a chart says beside its drawing, in the visitor's language.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Caption {
    /// An id of its own on the page.
    pub id: String,
    /// What is shown.
    pub title: String,
    /// In which unit, and what a value stands for.
    pub unit: String,
    /// What is to be seen, for who can't see it.
    pub description: String,
    /// The same in figures.
    pub table: Table,
}

/// A chart's figures, as they are read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// What stands in its columns.
    pub head: Vec<String>,
    /// Its rows; the first cell of each says what it is about.
    pub rows: Vec<Vec<String>>,
}

/// How high a drawing is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// One of many side by side.
    Small,
    /// One of a few.
    #[default]
    Usual,
    /// One on a line.
    Wide,
}

impl Size {
    /// The y of the highest and the lowest value, in px.
    pub(super) const fn edges(self) -> (f64, f64) {
        match self {
            Self::Small => (10.0, 104.0),
            Self::Usual => (10.0, 146.0),
            Self::Wide => (12.0, 270.0),
        }
    }
}

/// A mark of the x axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Where, from left (0) to right (1).
    pub x: f64,
    /// What stands there.
    pub text: String,
    /// Whether it is about now.
    pub now: bool,
    /// Whether narrow screens leave it out.
    pub spare: bool,
}

/// A scale laid between two heights (px).
#[derive(Clone, Copy)]
pub(super) struct Field {
    pub(super) scale: Scale,
    pub(super) top: f64,
    pub(super) bottom: f64,
}

impl Field {
    pub(super) fn new(scale: Scale, size: Size) -> Self {
        let (top, bottom) = size.edges();
        Self { scale, top, bottom }
    }

    /// The y of a value, in px.
    pub(super) fn y(self, value: f64) -> f64 {
        self.bottom - (self.bottom - self.top) * self.scale.place(value)
    }

    /// The y axis with its lines, and the marks of the x axis.
    pub(super) fn axes(self, i18n: I18n, ticks: Vec<Tick>) -> impl IntoView + use<> {
        let values = self.scale.marks().enumerate().map(move |(index, value)| {
            let y = self.y(value);
            let class = if index == 0 { "chart__axis" } else { "chart__grid" };
            view! {
                <line class=class x1="0" x2="100%" y1=y y2=y></line>
                <text class="chart__tick" x="0" y=y dx="-8" dy="0.32em" text-anchor="end">
                    {i18n.figure(value)}
                </text>
            }
        });
        let marks = ticks.into_iter().map(move |tick| {
            let x = percent(tick.x);
            let class = match (tick.now, tick.spare) {
                (true, _) => "chart__tick chart__tick--now",
                (false, true) => "chart__tick chart__wide",
                (false, false) => "chart__tick",
            };
            view! {
                <line class="chart__axis" x1=x.clone() x2=x.clone() y1=self.bottom y2=self.bottom + 4.0></line>
                <text class=class x=x y=self.bottom dy="1.45em" text-anchor="middle">
                    {tick.text}
                </text>
            }
        });
        view! {
            {values.collect_view()}
            {marks.collect_view()}
        }
    }

    /// What is stretched with the width, in a square of 100 × 100.
    pub(super) fn stretched(self, drawing: impl IntoView + 'static) -> impl IntoView {
        view! {
            <svg
                class="chart__stretch"
                x="0"
                y=self.top
                width="100%"
                height=self.bottom - self.top
                viewBox="0 0 100 100"
                preserveAspectRatio="none"
            >
                {drawing}
            </svg>
        }
    }

    /// The whole: what it is, the drawing, and the table.
    pub(super) fn figure(
        self,
        i18n: I18n,
        caption: Caption,
        legend: Option<AnyView>,
        drawing: impl IntoView + 'static,
    ) -> AnyView {
        let Caption { id, title, unit, description, table } = caption;
        let (title_id, description_id) = ([&*id, "-title"].concat(), [&*id, "-what"].concat());
        let named = [&*title_id, &*description_id].join(" ");
        let what = title.clone();
        view! {
            <figure class="chart" id=id>
                <figcaption class="chart__caption">
                    <span class="chart__title" id=title_id>
                        {title}
                    </span>
                    " "
                    <span class="chart__unit">{unit}</span>
                </figcaption>
                {legend}
                <svg class="chart__svg" role="img" aria-labelledby=named width="100%" height=self.bottom + 26.0>
                    <desc id=description_id>{description}</desc>
                    {drawing}
                </svg>
                {(!table.rows.is_empty()).then(|| table.view(i18n, what))}
            </figure>
        }
        .into_any()
    }
}

impl Table {
    fn view(self, i18n: I18n, what: String) -> impl IntoView {
        let head = self.head.into_iter().map(|cell| view! { <th scope="col">{cell}</th> }).collect_view();
        let row = |row: Vec<String>| {
            let cells = row.into_iter().enumerate().map(|(index, cell)| match index {
                0 => view! { <th scope="row">{cell}</th> }.into_any(),
                _ => view! { <td>{cell}</td> }.into_any(),
            });
            view! { <tr>{cells.collect_view()}</tr> }
        };
        let rows = self.rows.into_iter().map(row).collect_view();
        view! {
            <details class="chart__data">
                <summary class="chart__data-toggle">{text(move || i18n.chart_table())}</summary>
                <table class="chart__table">
                    <caption>{what}</caption>
                    <thead>
                        <tr>{head}</tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </details>
        }
    }
}
