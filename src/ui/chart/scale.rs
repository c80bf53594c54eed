//! Where a value lies in a drawing. All of it is plain geometry: places from 0 (left, bottom) to 1 (right, top), and px
//! from the drawing's upper edge.

use std::fmt::Write as _;

/// A value at a place between left (0) and right (1).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Where.
    pub x: f64,
    /// How much.
    pub y: f64,
}

/// From a low to a high value at a place between left (0) and right (1).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// Where.
    pub x: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// How many steps a scale has, about.
const STEPS: f64 = 4.0;
/// How much room stays free above the highest value, as a share of it.
const HEADROOM: f64 = 1.04;

/// A scale in round steps on which zero is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    low: f64,
    step: f64,
    steps: u16,
}

impl Scale {
    /// One that has room for all values; what is no number is left out.
    pub fn over(values: impl Iterator<Item = f64>) -> Self {
        let (low, high) = values
            .filter(|value| value.is_finite())
            .fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
        let high = if low < high { high * HEADROOM } else { 1.0 };
        let step = round_step((high - low) / STEPS);
        let low = (low / step).floor() * step;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and a few steps")]
        let steps = ((high - low) / step).ceil().max(1.0) as u16;
        Self { low, step, steps }
    }

    /// The same, if it ends at `most` at the latest: there are no values above that.
    pub fn at_most(self, most: f64) -> Self {
        if self.low + self.step * f64::from(self.steps) > most {
            return Self { step: (most - self.low) / 2.0, steps: 2, ..self };
        }
        self
    }

    /// Where a value lies between bottom (0) and top (1).
    pub fn place(self, value: f64) -> f64 {
        ((value - self.low) / (self.step * f64::from(self.steps))).clamp(0.0, 1.0)
    }

    /// The values that get a line, from the bottom.
    pub fn marks(self) -> impl Iterator<Item = f64> {
        (0..=self.steps).map(move |mark| self.low + self.step * f64::from(mark))
    }
}

/// The next round number from `step` on: 1, 2, 2.5 or 5 times a power of ten.
fn round_step(step: f64) -> f64 {
    let power = 10_f64.powf(step.log10().floor());
    [1.0, 2.0, 2.5, 5.0].into_iter().map(|round| round * power).find(|round| step <= *round).unwrap_or(10.0 * power)
}

/// Pushes labels apart that want to stand at these heights (px), so that `gap` px are between each two and all of them
/// stay between `top` and `bottom` as long as there is room. In the order in which they came.
pub fn apart(wishes: &[f64], gap: f64, top: f64, bottom: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wishes.len()).collect();
    let wish = |index: &usize| wishes.get(*index).copied().unwrap_or_default();
    order.sort_by(|one, other| wish(one).total_cmp(&wish(other)));
    let mut heights: Vec<f64> = Vec::with_capacity(wishes.len());
    for index in &order {
        let free = heights.last().map_or(top, |above| above + gap);
        heights.push(wish(index).max(free));
    }
    let mut free = bottom;
    for height in heights.iter_mut().rev() {
        *height = height.min(free);
        free = *height - gap;
    }
    let mut placed: Vec<(usize, f64)> = order.into_iter().zip(heights).collect();
    placed.sort_by_key(|(index, _)| *index);
    placed.into_iter().map(|(_, height)| height).collect()
}

/// A share of the width, in percent.
pub fn percent(share: f64) -> String {
    format!("{:.2}%", 100.0 * share)
}

/// The path of a line in a square of 100 × 100; where a value is missing it begins anew.
pub fn line(scale: Scale, points: impl Iterator<Item = Point>) -> String {
    let mut path = String::new();
    let mut begun = false;
    for Point { x, y } in points {
        if y.is_finite() {
            // Writing to a string can't fail.
            let _ =
                write!(path, "{}{:.2} {:.2}", if begun { "L" } else { "M" }, 100.0 * x, 100.0 - 100.0 * scale.place(y));
        }
        begun = y.is_finite();
    }
    path
}

/// The outline of ranges in a square of 100 × 100: along the upper ends, and back along the lower ones.
pub fn outline(scale: Scale, ranges: &[Range]) -> String {
    let high = ranges.iter().map(|range| Point { x: range.x, y: range.high });
    let low = ranges.iter().rev().map(|range| Point { x: range.x, y: range.low });
    if ranges.is_empty() { String::new() } else { line(scale, high.chain(low)) + "Z" }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn marks(values: &[f64]) -> String {
        said(&Scale::over(values.iter().copied()).marks().collect::<Vec<_>>())
    }

    fn said(values: &[f64]) -> String {
        values.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }

    #[wasm_bindgen_test]
    fn a_scale_has_round_steps_from_zero_and_room_above() {
        assert_eq!(marks(&[46.0, 61.0, 80.0]), "0 25 50 75 100");
        assert_eq!(marks(&[3.8, 5.0]), "0 2 4 6");
        assert_eq!(marks(&[242.0]), "0 100 200 300");
        assert_eq!(marks(&[-4.0, 3.0]), "-4 -2 0 2 4");
        let per_cent = |value: f64| said(&Scale::over([value].into_iter()).at_most(100.0).marks().collect::<Vec<_>>());
        assert_eq!([97.0, 12.0].map(per_cent), ["0 50 100", "0 5 10 15"], "and none where nothing can be");
        assert_eq!(marks(&[]), marks(&[0.0, f64::NAN]), "nothing to show is no reason to fail");
    }

    #[wasm_bindgen_test]
    fn every_value_is_on_its_scale() {
        for exponent in -6..7 {
            for digits in 1..100 {
                let value = f64::from(digits) * 10_f64.powi(exponent);
                let scale = Scale::over([value].into_iter());
                let (low, high) = (scale.place(0.0), scale.place(value));
                assert!(low.abs() < 1e-9 && (0.55..=1.0).contains(&high), "{value} lies at {high}");
                assert!((2..=6).contains(&scale.marks().count()), "{value}: {scale:?}");
            }
        }
    }

    #[wasm_bindgen_test]
    fn labels_are_pushed_apart_and_keep_their_order() {
        assert_eq!(said(&apart(&[50.0, 52.0], 18.0, 0.0, 200.0)), "50 68");
        assert_eq!(said(&apart(&[195.0, 190.0, 20.0], 18.0, 0.0, 200.0)), "200 182 20");
        assert_eq!(said(&apart(&[-5.0], 18.0, 0.0, 200.0)), "0");
    }

    #[wasm_bindgen_test]
    fn a_line_begins_anew_where_a_value_is_missing() {
        let scale = Scale::over([0.0, 90.0].into_iter());
        let points = [(0.0, 0.0), (0.25, f64::NAN), (0.5, 50.0), (1.0, 100.0)].map(|(x, y)| Point { x, y });
        assert_eq!(line(scale, points.into_iter()), "M0.00 100.00M50.00 50.00L100.00 0.00");
        let range = |x| Range { x, low: 0.0, high: 100.0 };
        assert_eq!(outline(scale, &[range(0.0), range(1.0)]), "M0.00 0.00L100.00 0.00L100.00 100.00L0.00 100.00Z");
        assert_eq!(outline(scale, &[]), "");
    }
}
