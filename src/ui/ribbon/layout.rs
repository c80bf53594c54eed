//! Where labels stand beside a ribbon, so that they never lie on one another.
//!
//! Labels keep their size at every width, so they collide on narrow screens and where much happens at once. Each one
//! takes the first free place: centred at its mark, then beginning or ending there, then in the next lane away from
//! the ribbon; its shorter wordings are tried before a farther lane. Where that leaves one without a place, all of them
//! are tried with other sides first, and with their shortest wordings. What finds no place isn't drawn; the list of the
//! same facts still says it.

use std::ops::Range;

/// Space that stays free between two labels, in px.
const GAP: f64 = 10.0;
/// Space that stays free on both sides of the line from a farther label to its mark, in px.
const LEADER_GAP: f64 = 4.0;
/// How much of a label may lie before its mark, in the orders in which it is tried: centred, after it, before it.
const SIDES: [[f64; 3]; 3] = [[0.5, 0.0, 1.0], [1.0, 0.5, 0.0], [0.0, 0.5, 1.0]];
/// Lanes on one side of the ribbon.
pub const LANES: usize = 2;

/// A label that wants a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    /// Where its mark is, in px from the left edge.
    pub at: f64,
    /// The widths of its wordings in px, the preferred one first.
    pub widths: Vec<f64>,
}

/// The place of a label.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// Where it begins, in px from the left edge.
    pub left: f64,
    /// How many lanes away from the ribbon, 0 is next to it.
    pub lane: usize,
    /// Which of its wordings.
    pub wording: usize,
}

/// Places labels, the most important one first, on a strip of `width` px. Answers a place for each, where there is one.
pub fn place(wishes: &[Wish], width: f64) -> Vec<Option<Spot>> {
    let attempt = |shortest: bool, sides: [f64; 3]| {
        let mut taken: [Vec<(f64, f64)>; LANES] = Default::default();
        let one = |wish: &Wish| {
            let last = wish.widths.len();
            let wordings = if shortest { last.saturating_sub(1)..last } else { 0..last };
            place_one(wish, wordings, sides, width, &mut taken)
        };
        wishes.iter().map(one).collect::<Vec<_>>()
    };
    let attempts = [false, true].into_iter().flat_map(|shortest| SIDES.map(|sides| (shortest, sides)));
    let mut best = Vec::new();
    let mut most = None;
    for (shortest, sides) in attempts {
        let spots = attempt(shortest, sides);
        let placed = spots.iter().flatten().count();
        if most.is_none_or(|most| placed > most) {
            (best, most) = (spots, Some(placed));
        }
        if most == Some(wishes.len()) {
            break;
        }
    }
    best
}

fn place_one(
    wish: &Wish,
    wordings: Range<usize>,
    sides: [f64; 3],
    width: f64,
    taken: &mut [Vec<(f64, f64)>; LANES],
) -> Option<Spot> {
    let at = wish.at.clamp(0.0, width);
    let is_free = |lane: &[(f64, f64)], left: f64, right: f64| lane.iter().all(|(l, r)| right <= *l || *r <= left);
    for lane in 0..LANES {
        let (inner, outer) = taken.split_at_mut(lane);
        let Some(here) = outer.first_mut() else { continue };
        if !inner.iter().all(|lane| is_free(lane, at - LEADER_GAP, at + LEADER_GAP)) {
            break;
        }
        let labels = wordings.clone().filter_map(|wording| Some((wording, *wish.widths.get(wording)?)));
        for (wording, label) in labels.filter(|(_, label)| *label <= width) {
            for side in sides {
                let left = (at - label * side).clamp(0.0, width - label);
                if is_free(here, left - GAP, left + label + GAP) {
                    here.push((left, left + label));
                    for lane in inner.iter_mut() {
                        lane.push((at - LEADER_GAP, at + LEADER_GAP));
                    }
                    return Some(Spot { left, lane, wording });
                }
            }
        }
    }
    None
}

/// About how wide a text is, in px; rather too wide than too narrow.
pub fn text_width(text: &str, strong: bool) -> f64 {
    let latin = if strong { 8.0 } else { 7.4 };
    // From the CJK radicals on, characters are as wide as they are high.
    text.chars().map(|c| if c < '\u{2e80}' { latin } else { 13.0 }).sum()
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn wish(at: f64, width: f64) -> Wish {
        Wish { at, widths: vec![width] }
    }

    #[wasm_bindgen_test]
    fn what_has_room_is_centred_next_to_the_ribbon() {
        let spots = place(&[wish(400.0, 80.0), wish(100.0, 80.0)], 900.0);
        assert_eq!(spots, [360.0, 60.0].map(|left| Some(Spot { left, lane: 0, wording: 0 })));
    }

    #[wasm_bindgen_test]
    fn labels_stay_on_the_strip() {
        let spots = place(&[wish(0.0, 80.0), wish(600.0, 80.0)], 600.0);
        assert_eq!(spots.iter().flatten().map(|spot| spot.left).collect::<Vec<_>>(), [0.0, 520.0]);
    }

    #[wasm_bindgen_test]
    fn what_collides_moves_beside_then_shortens_then_takes_the_next_lane() {
        let near = Wish { at: 465.0, widths: vec![150.0, 40.0] };
        let spots = place(&[wish(400.0, 100.0), near, wish(395.0, 100.0)], 500.0);
        assert_eq!(spots[1], Some(Spot { left: 460.0, lane: 0, wording: 1 }), "{spots:?}");
        assert_eq!(spots[2], None, "its line would cross the first label");
    }

    #[wasm_bindgen_test]
    fn all_are_shortened_before_one_is_left_out() {
        let long = |at| Wish { at, widths: vec![290.0, 130.0] };
        let spots = place(&[long(100.0), wish(214.0, 150.0)], 900.0);
        assert_eq!(spots.iter().flatten().map(|spot| spot.wording).collect::<Vec<_>>(), [1, 0]);
    }

    #[wasm_bindgen_test]
    fn a_label_goes_before_its_mark_to_make_room() {
        let near = Wish { at: 335.0, widths: vec![290.0, 135.0] };
        let spots = place(&[near, wish(391.0, 150.0)], 570.0);
        assert_eq!(spots.iter().flatten().map(|spot| spot.lane).collect::<Vec<_>>(), [0, 0]);
    }

    #[wasm_bindgen_test]
    fn labels_never_overlap_and_hang_on_their_marks() {
        // A linear congruential generator: the same cases each time.
        let mut state: u32 = 7;
        let mut next = |below: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f64::from((state >> 8) % below)
        };
        for case in 0..5000 {
            let width = 300.0 + next(900);
            let wishes: Vec<Wish> = (0..8)
                .map(|_| Wish { at: next(1300) - 50.0, widths: vec![20.0 + next(300), 10.0 + next(60)] })
                .collect();
            let placed: Vec<_> =
                place(&wishes, width).into_iter().zip(&wishes).filter_map(|(s, w)| Some((s?, w))).collect();
            assert!(!placed.is_empty(), "case {case}");
            let extent = |(spot, wish): &(Spot, &Wish)| (spot.left, spot.left + wish.widths[spot.wording]);
            for one in &placed {
                let (left, right) = extent(one);
                let at = one.1.at.clamp(0.0, width);
                assert!(0.0 <= left && right <= width && left <= at && at <= right, "case {case}: {one:?}");
                for other in placed.iter().filter(|other| !std::ptr::eq(*other, one)) {
                    let (l, r) = extent(other);
                    let apart = right + GAP <= l || r + GAP <= left;
                    let other_at = other.1.at.clamp(0.0, width);
                    if one.0.lane == other.0.lane {
                        assert!(apart, "case {case}: {one:?} lies on {other:?}");
                    } else if one.0.lane < other.0.lane {
                        assert!(other_at < left || right < other_at, "case {case}: {other:?} cuts {one:?}");
                    }
                }
            }
        }
    }
}
