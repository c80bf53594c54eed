//! A value on its normal range: a line with a grey stretch and a stroke.

use leptos::prelude::*;

use super::scale::percent;

/// How much of the strip lies outside of what it shows, on both sides together.
const MARGIN: f64 = 0.4;

/// A value and where it should be.
#[derive(Clone, Debug, PartialEq)]
pub struct Strip {
    /// The value.
    pub value: f64,
    /// The least that is normal; none where little is never wrong.
    pub low: Option<f64>,
    /// The most that is normal; none where much is never wrong.
    pub high: Option<f64>,
    /// Whether it is out of what is normal.
    pub out: bool,
    /// The same in words.
    pub label: String,
}

impl Strip {
    /// Draws it.
    pub fn view(self) -> impl IntoView {
        let place = self.scale();
        let from = self.low.map_or(0.0, &place);
        let to = self.high.map_or(1.0, &place);
        let x = percent(place(self.value));
        let class = if self.out { "strip__value strip__value--out" } else { "strip__value" };
        view! {
            <svg class="strip" role="img" aria-label=self.label width="100%" height="16">
                <line class="strip__scale" x1="0" x2="100%" y1="8" y2="8"></line>
                <rect class="strip__range" x=percent(from) y="5" width=percent((to - from).max(0.0)) height="6"></rect>
                <line class=class x1=x.clone() x2=x y1="1" y2="15"></line>
            </svg>
        }
    }

    /// Where a value lies from left (0) to right (1): the range in the middle, the value never beyond the ends.
    fn scale(&self) -> impl Fn(f64) -> f64 + use<> {
        let bounds = [self.low, self.high].into_iter().flatten();
        let (least, most) = bounds
            .chain([self.value])
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), bound| (least.min(bound), most.max(bound)));
        let span = if most > least { most - least } else { 1.0 };
        let room = span * MARGIN / 2.0;
        // What can't be negative begins at its zero.
        let from = if least >= 0.0 { (least - room).max(0.0) } else { least - room };
        let to = most + room;
        move |value| ((value - from) / (to - from)).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn strip(value: f64, low: Option<f64>, high: Option<f64>) -> Strip {
        Strip { value, low, high, out: false, label: String::new() }
    }

    #[wasm_bindgen_test]
    fn the_value_lies_where_it_is_on_its_range() {
        let place = strip(24.5, Some(18.0), Some(27.0)).scale();
        assert!(place(18.0) < place(24.5) && place(24.5) < place(27.0) && place(27.0) < 1.0);
        let place = strip(158.0, Some(200.0), Some(240.0)).scale();
        assert!(place(158.0) > 0.0 && place(158.0) < place(200.0));
        let place = strip(4.0, Some(0.0), Some(36.0)).scale();
        assert!(place(0.0).abs() < 1e-9, "nothing is below zero");
        let place = strip(5.0, None, Some(5.0)).scale();
        assert!(place(5.0).is_finite());
    }
}
