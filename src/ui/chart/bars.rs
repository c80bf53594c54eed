//! Columns: counts by month or kind, side by side or on one another; each share has a pattern of its own.

use leptos::prelude::*;

use super::{
    frame::{Caption, Field, Size, Tick},
    scale::{Scale, percent},
};
use crate::{i18n::I18n, ui::ribbon::text_width};

/// What a part of the columns is.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    /// What it is called.
    pub name: String,
    /// Its value in each column.
    pub values: Vec<f64>,
}

/// Columns over one axis.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bars {
    /// What it says beside the drawing.
    pub caption: Caption,
    /// How high it is.
    pub size: Size,
    /// What each column is about.
    pub columns: Vec<String>,
    /// What the columns are made of, at most six.
    pub shares: Vec<Share>,
    /// Whether shares stand on one another, or side by side.
    pub stacked: bool,
}

/// How much of a column's place is free.
const FREE: f64 = 0.3;
/// How wide a chart is on a narrow screen, and what stays free between two names, in px.
const NARROW: f64 = 230.0;
const GAP: f64 = 6.0;

impl Bars {
    /// Draws them.
    pub fn view(self, i18n: I18n) -> AnyView {
        let totals = self.totals();
        let values = self.shares.iter().flat_map(|share| share.values.iter().copied());
        let highest: Vec<f64> = if self.stacked { totals.clone() } else { values.collect() };
        let field = Field::new(Scale::over(highest.into_iter()), self.size);
        let (fits, last) = (self.fits_narrow(), self.columns.len().saturating_sub(1));
        let tick = |(index, text): (usize, &String)| {
            let spare = !fits && index != 0 && index != last;
            Tick { x: self.middle(index), text: text.clone(), now: false, spare }
        };
        let ticks = self.columns.iter().enumerate().map(tick);
        let label = |(index, total): (usize, &f64)| {
            view! {
                <text
                    class="chart__label"
                    x=percent(self.middle(index))
                    y=field.y(*total)
                    dy="-0.45em"
                    text-anchor="middle"
                >
                    {i18n.figure(*total)}
                </text>
            }
        };
        let labels = self.stacked.then(|| totals.iter().enumerate().map(label).collect_view());
        let id = self.caption.id.clone();
        let drawing = view! {
            <defs>{(0..self.shares.len()).map(|share| pattern(&id, share)).collect_view()}</defs>
            {field.axes(i18n, ticks.collect())}
            {self.draw(field)}
            {labels}
        };
        let legend = (self.shares.len() > 1).then(|| self.legend());
        field.figure(i18n, self.caption, legend, drawing)
    }

    fn totals(&self) -> Vec<f64> {
        let total = |index| self.shares.iter().filter_map(|share| share.values.get(index)).sum();
        (0..self.columns.len()).map(total).collect()
    }

    /// Whether the names of all columns have room beside one another on a narrow screen.
    fn fits_narrow(&self) -> bool {
        let widest = self.columns.iter().map(|name| text_width(name, false)).fold(0.0, f64::max);
        (widest + GAP) * float(self.columns.len()) <= NARROW
    }

    /// The middle of a column, from left (0) to right (1).
    fn middle(&self, column: usize) -> f64 {
        (float(column) + 0.5) / float(self.columns.len().max(1))
    }

    fn draw(&self, field: Field) -> impl IntoView + use<> {
        let width = (1.0 - FREE) / float(self.columns.len().max(1));
        let mut drawn = Vec::new();
        for column in 0..self.columns.len() {
            let left = self.middle(column) - width / 2.0;
            let mut below = 0.0;
            for (index, share) in self.shares.iter().enumerate() {
                let value = share.values.get(column).copied().unwrap_or_default();
                let (x, part, from) = if self.stacked {
                    (left, width, below)
                } else {
                    let part = width / float(self.shares.len().max(1));
                    (left + part * float(index), part, 0.0)
                };
                let (top, foot) = (field.y(from + value), field.y(from));
                below += value;
                if top < foot {
                    drawn.push(rect(&self.caption.id, index, percent(x), top, percent(part), foot - top));
                }
            }
        }
        drawn
    }

    fn legend(&self) -> AnyView {
        let one = |(index, share): (usize, &Share)| {
            let swatch = rect(&self.caption.id, index, "1".to_owned(), 1.0, "12".to_owned(), 12.0);
            view! {
                <li>
                    <svg aria-hidden="true" width="14" height="14">
                        {swatch}
                    </svg>
                    {share.name.clone()}
                </li>
            }
        };
        view! { <ul class="chart__legend">{self.shares.iter().enumerate().map(one).collect_view()}</ul> }.into_any()
    }
}

fn rect(id: &str, share: usize, x: String, y: f64, width: String, height: f64) -> AnyView {
    let fill = format!("url(#{id}-{share})");
    view! { <rect class="chart__bar" fill=fill x=x y=y width=width height=height></rect> }.into_any()
}

/// The pattern of a share: solid, hatched, empty, dotted, lying, crossed.
fn pattern(id: &str, share: usize) -> impl IntoView + use<> {
    let (ground, drawn) = match share % 6 {
        0 => ("chart__ground chart__ground--full", ""),
        1 => ("chart__ground", "M-1 1 1 -1M0 6 6 0M5 7 7 5"),
        2 => ("chart__ground", ""),
        3 => ("chart__ground", "M2.5 3h1"),
        4 => ("chart__ground", "M0 3h6"),
        _ => ("chart__ground", "M0 0 6 6M0 6 6 0"),
    };
    view! {
        <pattern id=format!("{id}-{share}") patternUnits="userSpaceOnUse" width="6" height="6">
            <rect class=ground width="6" height="6"></rect>
            <path class="chart__hatch" d=drawn></path>
        </pattern>
    }
}

fn float(count: usize) -> f64 {
    u32::try_from(count).map_or(0.0, f64::from)
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn columns_stand_in_the_middle_of_their_places() {
        let share = |values: &[f64]| Share { name: String::new(), values: values.to_vec() };
        let shares = vec![share(&[1.0, 2.0]), share(&[3.0])];
        let bars = Bars { columns: vec![String::new(), String::new()], shares, ..Bars::default() };
        assert_eq!(format!("{} {}", bars.middle(0), bars.middle(1)), "0.25 0.75");
        assert_eq!(format!("{:?}", bars.totals()), "[4.0, 2.0]", "a value that is missing counts as none");
    }
}
