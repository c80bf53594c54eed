//! The ribbon in a row of a list: 12 px high, only for eyes; the row says the times in words.

use aftercare_contract::Timestamp;
use leptos::prelude::*;

use super::{
    super::{El, el},
    in_percent, percent,
    scale::Course,
};
use crate::platform::{clock::use_clock, zone};

/// The hatching of pauses; each page that shows ribbons has it once.
pub fn hatch() -> El {
    let line = el("line", "hatch__line").attr("x1", "0").attr("y1", "0").attr("x2", "0").attr("y2", "5");
    let pattern = el("pattern", "").attr("id", "hatch").attr("patternUnits", "userSpaceOnUse");
    let pattern = pattern.attr("width", "5").attr("height", "5").attr("patternTransform", "rotate(45)");
    el("svg", "defs").attr("aria-hidden", "true").child(el("defs", "").child(pattern.child(line)))
}

/// The same for `view!`.
#[component]
pub fn Hatch() -> impl IntoView {
    hatch()
}

/// The course of a ticket as a line.
pub fn ribbon_line(course: impl Fn() -> Course + 'static) -> El {
    let clock = use_clock();
    el("svg", "ribbon-line").attr("aria-hidden", "true").part(move || marks(&course(), clock.minute()))
}

fn marks(course: &Course, now: Timestamp) -> Vec<El> {
    let scale = course.scale(now, zone::utc_offset(now));
    let place = |time| scale.place(time);
    let (filed, reached) = (place(course.filed), course.reached(now));
    let mut marks = vec![bar("base", (0.0, 1.0), 5, 2), bar("done", (filed, place(reached)), 4, 4)];
    for pause in &course.pauses {
        let span = (place(pause.since), place(pause.until.unwrap_or(reached)));
        marks.extend([bar("pause", span, 3, 6), bar("pause-hatch", span, 3, 6)]);
    }
    let open = course.ended.is_none();
    if let Some(eta) = course.eta.as_ref().filter(|_| open) {
        let from = place(eta.earliest.unwrap_or(eta.expected_resolution_date));
        let to = place(eta.latest.unwrap_or(eta.expected_resolution_date));
        marks.push(bar("eta", (from, to.max(from + 0.03)), 2, 8));
    }
    if let Some(due) = course.due {
        marks.push(due_mark(course.late, &percent(place(due))));
    }
    if open {
        marks.push(now_dot(&percent(place(now))));
    }
    marks
}

/// A stretch of the line.
fn bar(class: &str, (from, to): (f64, f64), y: u8, height: u8) -> El {
    let bar = el("rect", &["ribbon__", class].concat()).attr("x", &percent(from)).attr("y", &y.to_string());
    bar.attr("width", &in_percent(0.98 * (to - from))).attr("height", &height.to_string())
}

fn due_mark(late: bool, x: &str) -> El {
    let line = el("line", if late { "ribbon__due ribbon__due--late" } else { "ribbon__due" });
    line.attr("x1", x).attr("x2", x).attr("y1", "0").attr("y2", "12")
}

fn now_dot(x: &str) -> El {
    el("circle", "ribbon__now-dot").attr("cx", x).attr("cy", "6").attr("r", "4")
}

/// How to read the line.
pub fn ribbon_key() -> El {
    el("svg", "ribbon-line ribbon-line--key").attr("aria-hidden", "true").children([
        bar("base", (0.0, 1.0), 5, 2),
        bar("done", (0.0, 0.5), 4, 4),
        bar("pause", (0.2, 0.34), 3, 6),
        bar("pause-hatch", (0.2, 0.34), 3, 6),
        bar("eta", (0.66, 0.8), 2, 8),
        due_mark(false, "92%"),
        now_dot("50%"),
    ])
}
