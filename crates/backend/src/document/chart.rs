//! Charts as vectors: lines over time with a band of what is usual and a limit; told apart by form, not by colour.

use krilla::tagging::Tag;

use super::{
    flow::{Flow, HAIRLINE, INK, Item, MARGINS, NodeId, QUIET, SMALL},
    lines::{Colour, Style},
};

/// What is drawn over time.
#[derive(Clone, Debug, Default)]
pub struct Chart {
    /// What it is called.
    pub title: String,
    /// Unit, and how the points were made.
    pub unit: String,
    /// For who can't see it.
    pub description: String,
    /// Time and value.
    pub line: Vec<(f32, f32)>,
    /// What is expected, in dashes.
    pub expected: Vec<(f32, f32)>,
    /// Time, lower and upper end of what is usual or likely.
    pub band: Vec<(f32, f32, f32)>,
    /// What is written at the end of the band.
    pub band_name: String,
    /// A line that may not be passed, and what it is called.
    pub limit: Option<(f32, String)>,
    /// Times that are named.
    pub ticks: Vec<(f32, String)>,
}

const HEIGHT: f32 = 118.0;
const LINE: Colour = [31, 94, 158];
const BAND: Colour = [221, 231, 241];
const LIMIT: Colour = [170, 36, 36];
const LABEL: Style = Style { size: 7.0, leading: 9.0, ..SMALL };

/// A part of the page with its scales.
struct Frame {
    left: f32,
    top: f32,
    width: f32,
    times: (f32, f32),
    values: (f32, f32),
}

impl Frame {
    fn x(&self, time: f32) -> f32 {
        let span = (self.times.1 - self.times.0).max(f32::EPSILON);
        self.left + self.width * (time - self.times.0) / span
    }

    fn y(&self, value: f32) -> f32 {
        let span = (self.values.1 - self.values.0).max(f32::EPSILON);
        self.top + HEIGHT * (1.0 - (value - self.values.0) / span)
    }
}

impl Flow {
    /// A chart across the page, with its title.
    pub fn chart(&mut self, chart: &Chart) {
        let values = chart.line.iter().chain(&chart.expected).map(|(_, value)| *value);
        let band = chart.band.iter().flat_map(|(_, low, high)| [*low, *high]);
        let values: Vec<f32> = values.chain(band).chain(chart.limit.as_ref().map(|(value, _)| *value)).collect();
        let times: Vec<f32> = chart.line.iter().chain(&chart.expected).map(|(time, _)| *time).collect();
        let most = values.iter().copied().fold(0.0, f32::max);
        let step = step(most);
        let first = times.iter().copied().fold(f32::INFINITY, f32::min);
        let last = times.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        if first >= last || !most.is_finite() {
            return;
        }
        self.need(HEIGHT + 62.0);
        self.space(6.0);
        let figure = self.node(Tag::Figure(Some(chart.description.clone())), None);
        let caption = self.node(Tag::Caption, Some(figure));
        let top = self.top();
        let title = self.fonts.printable(&chart.title);
        self.put(MARGINS.0, top + 10.0, &title, SMALL.bold(), Some(caption));
        let after = MARGINS.0 + SMALL.bold().width(self.fonts, &title) + 8.0;
        self.put(after, top + 10.0, &chart.unit, SMALL.in_colour(QUIET), Some(caption));
        let names = values.iter().map(|_| 0.0).fold(34.0, f32::max);
        let frame = Frame {
            left: MARGINS.0 + names,
            top: top + 24.0,
            width: super::flow::MEASURE - names - 62.0,
            times: (first, last),
            values: (0.0, step * (most / step).ceil().max(1.0)),
        };
        self.scales(&frame, step, chart, figure);
        self.curves(&frame, chart, figure);
        self.advance(HEIGHT + 46.0);
    }

    fn scales(&mut self, frame: &Frame, step: f32, chart: &Chart, node: NodeId) {
        let node = Some(node);
        let right = frame.left + frame.width;
        let mut value = 0.0;
        while value <= frame.values.1 + step / 2.0 {
            let y = frame.y(value);
            let points = vec![(frame.left, y), (right, y)];
            self.draw(Item::Stroke { points, width: 0.4, colour: HAIRLINE, dashed: false }, node);
            let label = figure(value);
            let wide = LABEL.width(self.fonts, &label);
            self.put(frame.left - 5.0 - wide, y + 2.4, &label, LABEL.in_colour(QUIET), node);
            value += step;
        }
        let bottom = frame.top + HEIGHT;
        for (time, name) in &chart.ticks {
            let x = frame.x(*time);
            let points = vec![(x, bottom), (x, bottom + 3.0)];
            self.draw(Item::Stroke { points, width: 0.5, colour: QUIET, dashed: false }, node);
            let wide = LABEL.width(self.fonts, name);
            self.put(x - wide / 2.0, bottom + 11.0, name, LABEL.in_colour(QUIET), node);
        }
    }

    fn curves(&mut self, frame: &Frame, chart: &Chart, node: NodeId) {
        let node = Some(node);
        let right = frame.left + frame.width + 5.0;
        if !chart.band.is_empty() {
            let upper = chart.band.iter().map(|(time, _, high)| (frame.x(*time), frame.y(*high)));
            let lower = chart.band.iter().rev().map(|(time, low, _)| (frame.x(*time), frame.y(*low)));
            self.draw(Item::Fill { points: upper.chain(lower).collect(), colour: BAND }, node);
        }
        for (curve, dashed) in [(&chart.line, false), (&chart.expected, true)] {
            let points: Vec<_> = curve.iter().map(|(time, value)| (frame.x(*time), frame.y(*value))).collect();
            if points.len() > 1 {
                self.draw(Item::Stroke { points, width: 1.4, colour: LINE, dashed }, node);
            }
        }
        if let Some((value, name)) = &chart.limit {
            let y = frame.y(*value);
            let points = vec![(frame.left, y), (frame.left + frame.width, y)];
            self.draw(Item::Stroke { points, width: 0.9, colour: LIMIT, dashed: true }, node);
            self.put(frame.left + 3.0, y - 3.0, name, LABEL.in_colour(LIMIT), node);
        }
        let end = chart.expected.last().or(chart.line.last()).copied();
        let now = end.map(|(_, value)| frame.y(value));
        if let (Some((_, value)), Some(y)) = (end, now) {
            self.put(right, y + 2.4, &figure(value), LABEL.bold().in_colour(INK), node);
        }
        // Below or above the last value, where the two would cover each other.
        if let Some((_, low, high)) = chart.band.last() {
            let y = frame.y((low + high) / 2.0);
            let y = now.filter(|now| (y - now).abs() < LABEL.leading).map_or(y, |now| now + LABEL.leading);
            self.put(right, y + 2.4, &chart.band_name, LABEL.in_colour(QUIET), node);
        }
    }
}

/// A round distance between the lines of a scale that ends at or above `most`.
fn step(most: f32) -> f32 {
    let rough = (most / 4.0).max(f32::MIN_POSITIVE);
    let power = 10_f32.powf(rough.log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0].map(|factor| factor * power);
    steps.into_iter().find(|step| *step >= rough * 0.999).unwrap_or(power)
}

/// A figure as a scale has it, with its thousands apart.
pub fn figure(value: f32) -> String {
    let rounded = if value.abs() < 10.0 { format!("{value:.2}") } else { format!("{value:.1}") };
    let rounded = rounded.trim_end_matches('0').trim_end_matches('.');
    let (whole, rest) =
        rounded.split_once('.').map_or((rounded, String::new()), |(whole, rest)| (whole, format!(".{rest}")));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && digits.len().saturating_sub(place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    [sign, &grouped, &rest].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_round() {
        assert_eq!([80.0, 5.0, 0.3, 12_000.0].map(|most| figure(step(most))), ["20", "2", "0.1", "5,000"]);
        assert_eq!([0.0, 3.8, 61.25, 1_234_567.0, -1234.5].map(figure), ["0", "3.8", "61.2", "1,234,567", "-1,234.5"]);
    }
}
