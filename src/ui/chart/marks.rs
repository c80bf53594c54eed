//! One mark a rule: hollow where it is kept, solid where it isn't, a dash where it doesn't apply.

use leptos::prelude::*;

/// How a rule turned out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It is kept.
    Kept,
    /// It isn't.
    Broken,
    /// It doesn't apply.
    Idle,
}

/// How far marks are apart, in px.
const STEP: usize = 14;
/// How many stand on a line, so that a phone has room for it.
const LINE: usize = 14;

/// Draws marks; `label` says the same in words.
pub fn marks(marks: &[Mark], label: String) -> impl IntoView + use<> {
    let place = |index: usize| (STEP * (index % LINE) + 1, STEP * (index / LINE) + 3);
    let mark = |(index, mark): (usize, &Mark)| {
        let (x, y) = place(index);
        match mark {
            Mark::Kept => view! { <rect class="marks__ok" x=x y=y width="8" height="8"></rect> }.into_any(),
            Mark::Broken => view! { <rect class="marks__no" x=x y=y width="8" height="8"></rect> }.into_any(),
            Mark::Idle => view! { <line class="marks__na" x1=x x2=x + 8 y1=y + 4 y2=y + 4></line> }.into_any(),
        }
    };
    let (width, height) = (STEP * marks.len().min(LINE), STEP * marks.len().div_ceil(LINE).max(1));
    let drawn = marks.iter().enumerate().map(mark).collect_view();
    view! {
        <svg class="marks__svg" role="img" aria-label=label width=width height=height>
            {drawn}
        </svg>
    }
}
