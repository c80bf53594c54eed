//! The ribbon as a drawing: every x of the ribbon in percent, so that it needs no style attribute and its text never
//! scales; labels stand where [`layout`](super::layout) finds room for them at the width there is.

use aftercare_contract::{Span, Timestamp, ticket::Pause};
use leptos::prelude::*;

use super::{
    layout::{Spot, Wish, place, text_width},
    list, percent,
    scale::{Course, Scale},
};
use crate::{
    i18n::{I18n, use_i18n},
    platform::{clock::use_clock, size, zone},
};

/// Height of the ribbon and of one lane of labels, in px.
const BAR: f64 = 18.0;
const LANE: f64 = 18.0;
/// The width that is assumed until it is known, in px.
const USUAL_WIDTH: f64 = 800.0;

/// The course of a ticket, as a drawing where there is room and as a list where there isn't.
#[component]
pub fn Ribbon(
    /// What it shows.
    #[prop(into)]
    course: Signal<Course>,
    /// How much of the contract's time is used, in words.
    #[prop(into)]
    used: Signal<Option<String>>,
) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let width = RwSignal::new(USUAL_WIDTH);
    let drawing = NodeRef::<leptos::svg::Svg>::new();
    Effect::new(move |_| {
        if let Some(drawing) = drawing.get() {
            size::on_width(&drawing, move |now| {
                // Where the list is shown instead, the drawing has no width.
                if now > 0.0 {
                    width.set(now);
                }
            });
        }
    });
    let plan = Memo::new(move |_| {
        let now = clock.minute();
        course.with(|course| Plan::new(i18n, course, now, width.get()))
    });
    let caption = move || [i18n.ticket_ribbon(), i18n.full_time(clock.minute())].join(" · ");
    let items = move || course.with(|course| list::items(i18n, course, clock.minute(), used.get()));
    view! {
        <figure class="ribbon">
            <figcaption class="quiet-text">{caption}</figcaption>
            <svg
                class="ribbon__drawing"
                aria-hidden="true"
                focusable="false"
                height=move || plan.read().height()
                node_ref=drawing
            >
                {move || plan.get().draw()}
            </svg>
            <ol class="ribbon__list">{items}</ol>
        </figure>
    }
}

/// A label with its place.
#[derive(Clone, Debug, PartialEq)]
struct Label {
    text: String,
    class: &'static str,
    /// Where its mark is, 0 to 1.
    place: f64,
    spot: Spot,
    x: f64,
    anchor: &'static str,
}

/// A mark of the scale with its label, where one fits.
#[derive(Clone, Debug, PartialEq)]
struct Hour {
    place: f64,
    text: Option<String>,
    anchor: &'static str,
}

/// Everything that is drawn, worked out for one width.
#[derive(Clone, Debug, PartialEq)]
struct Plan {
    course: Course,
    scale: Scale,
    now: Timestamp,
    hours: Vec<Hour>,
    above: Vec<Label>,
    below: Vec<Label>,
}

/// A label that wants a place: its wordings, its mark, its look.
type Wanted = (Vec<String>, Timestamp, &'static str);

const STRONG: &str = "ribbon__label--strong";

impl Plan {
    fn new(i18n: I18n, course: &Course, now: Timestamp, width: f64) -> Self {
        let scale = course.scale(now, zone::utc_offset(now));
        Self {
            course: course.clone(),
            scale,
            now,
            hours: hours(i18n, scale, now, width),
            above: labels(above(i18n, course, now), scale, width),
            below: labels(below(i18n, course, now), scale, width),
        }
    }

    /// The y of the ribbon's upper edge.
    fn bar(&self) -> f64 {
        32.0 + LANE * lanes(&self.above)
    }

    /// The y of the scale's labels.
    fn foot(&self) -> f64 {
        self.bar() + BAR + 38.0 + LANE * lanes(&self.below)
    }

    fn height(&self) -> f64 {
        self.foot() + 8.0
    }

    fn draw(self) -> impl IntoView {
        let (bar, foot) = (self.bar(), self.foot());
        view! {
            {self.hours.iter().map(|hour| draw_hour(hour, bar, foot)).collect_view()}
            {self.stretches(bar)}
            {self.moments(bar)}
            {self
                .above
                .iter()
                .map(|label| draw_label(label, bar - 30.0 - LANE * label.spot.far(), bar, 8.0))
                .collect_view()}
            {self
                .below
                .iter()
                .map(|label| draw_label(label, bar + BAR + 30.0 + LANE * label.spot.far(), bar + BAR, -14.0))
                .collect_view()}
        }
    }

    /// What lasts: the whole, what has passed, pauses, the expected range.
    fn stretches(&self, bar: f64) -> impl IntoView + use<> {
        let place = |time| self.scale.place(time);
        let reached = self.course.reached(self.now);
        let last = [self.course.due, self.course.next_update, self.course.eta.as_ref().and_then(|eta| eta.latest)];
        let end = last.into_iter().flatten().fold(reached, Timestamp::max);
        let filed = self.course.filed;
        let pauses = self.course.pauses.iter().map(|pause| {
            let (from, to) = (place(pause.since), place(pause.until.unwrap_or(reached)));
            view! {
                {stretch("ribbon__pause", from, to, bar, BAR)}
                {stretch("ribbon__pause-hatch", from, to, bar, BAR)}
            }
        });
        let eta = self.course.eta.as_ref().filter(|_| self.course.ended.is_none()).map(|eta| {
            let from = place(eta.earliest.unwrap_or(eta.expected_resolution_date));
            let to = place(eta.latest.unwrap_or(eta.expected_resolution_date));
            stretch("ribbon__eta", from, to.max(from + 0.008), bar - 5.0, BAR + 10.0)
        });
        view! {
            {stretch("ribbon__base", place(filed), place(end), bar, BAR)}
            {stretch("ribbon__done", place(filed), place(reached), bar, BAR)}
            {pauses.collect_view()}
            {eta}
        }
    }

    /// What is at one moment: now, the next update, the deadline.
    fn moments(&self, bar: f64) -> impl IntoView + use<> {
        let x = |time| percent(self.scale.place(time));
        let open = self.course.ended.is_none();
        let middle = bar + BAR / 2.0;
        let update = self.course.next_update.filter(|_| open).map(|update| {
            view! {
                <svg x=x(update) y=middle overflow="visible">
                    <path class="ribbon__update" d="M0-6.5 6.5 0 0 6.5-6.5 0Z"></path>
                </svg>
            }
        });
        let due = self.course.due.map(|due| {
            let class = if self.course.late { "ribbon__due ribbon__due--late" } else { "ribbon__due" };
            view! { <line class=class x1=x(due) x2=x(due) y1=bar - 9.0 y2=bar + BAR + 9.0></line> }
        });
        let now = open.then(|| {
            let x = x(self.now);
            view! {
                <line class="ribbon__now" x1=x.clone() x2=x.clone() y1=bar - 9.0 y2=bar + BAR + 9.0></line>
                <circle class="ribbon__now-dot" cx=x cy=middle r="6"></circle>
            }
        });
        view! {
            {update}
            {due}
            {now}
        }
    }
}

impl Spot {
    /// How many lanes away, for sums of px.
    fn far(self) -> f64 {
        u32::try_from(self.lane).map_or(0.0, f64::from)
    }
}

/// How many lanes the labels take.
fn lanes(labels: &[Label]) -> f64 {
    labels.iter().map(|label| label.spot.far() + 1.0).fold(1.0, f64::max)
}

/// The labels above, the most important ones first.
fn above(i18n: I18n, course: &Course, now: Timestamp) -> Vec<Wanted> {
    let at = |word: String, time| (vec![[word, i18n.moment(time, now)].join(" ")], time);
    let strong = |(texts, time)| (texts, time, STRONG);
    let mut wanted = vec![strong(match course.ended {
        Some(ended) => at(i18n.ticket_fixed(), ended),
        None => at(i18n.ticket_ribbon_now(), now),
    })];
    if let Some(eta) = course.eta.as_ref().filter(|_| course.ended.is_none()) {
        let text = [i18n.ticket_eta(), i18n.window(eta, now)].join(" ");
        let (from, to) = (eta.earliest, eta.latest);
        let middle = from
            .zip(to)
            .and_then(|(from, to)| Timestamp::from_unix_millis(i64::midpoint(from.unix_millis(), to.unix_millis())));
        wanted.push((vec![text], middle.unwrap_or(eta.expected_resolution_date), STRONG));
    }
    wanted.extend(course.due.map(|due| strong(at(i18n.ticket_deadline(), due))));
    let (texts, filed) = at(i18n.ticket_ribbon_filed(), course.filed);
    wanted.push((texts, filed, ""));
    wanted
}

/// The labels below, the most important ones first: the pause that lasts, the next update, earlier pauses.
fn below(i18n: I18n, course: &Course, now: Timestamp) -> Vec<Wanted> {
    let pause = |pause: &Pause| {
        let (text, class) = match pause.until {
            Some(until) => (i18n.ticket_ribbon_paused_for(&i18n.span(until.since(pause.since))), ""),
            None => (i18n.ticket_ribbon_paused_since(&i18n.moment(pause.since, now)), "ribbon__label--yours"),
        };
        (vec![[&*text, " · ", &i18n.pause_reason(&pause.reason)].concat(), text], pause.since, class)
    };
    let update = course.next_update.filter(|_| course.ended.is_none()).map(|update| {
        let by = i18n.ticket_update_by(&i18n.moment(update, now));
        (vec![[i18n.ticket_next_update(), by].join(" ")], update, "")
    });
    // What has lasted less than a minute can't be seen.
    let seen = |pause: &&Pause| pause.until.is_none_or(|until| until.since(pause.since) >= Span::minutes(1));
    let (lasting, over): (Vec<_>, Vec<_>) =
        course.pauses.iter().rev().filter(seen).partition(|pause| pause.until.is_none());
    lasting.into_iter().map(pause).chain(update).chain(over.into_iter().map(pause)).collect()
}

/// Places labels on a drawing of `width` px.
fn labels(wanted: Vec<Wanted>, scale: Scale, width: f64) -> Vec<Label> {
    let px = |time| width * (0.01 + 0.98 * scale.place(time));
    let wishes: Vec<Wish> = wanted
        .iter()
        .map(|(texts, time, class)| {
            let widths = texts.iter().map(|text| text_width(text, *class == STRONG)).collect();
            Wish { at: px(*time), widths }
        })
        .collect();
    let spots = place(&wishes, width);
    let placed =
        wanted.into_iter().zip(wishes).zip(spots).filter_map(|((wanted, wish), spot)| Some((wanted, wish, spot?)));
    placed
        .filter_map(|((mut texts, time, class), wish, spot)| {
            let label = *wish.widths.get(spot.wording)?;
            let near = |one: f64, other: f64| (one - other).abs() < 0.5;
            // The estimate of a text's width is rough, so it is tied to the side that has to be right.
            let (x, anchor) = if near(spot.left, wish.at) || near(spot.left, 0.0) {
                (spot.left, "start")
            } else if near(spot.left + label, wish.at) || near(spot.left + label, width) {
                (spot.left + label, "end")
            } else {
                (spot.left + label / 2.0, "middle")
            };
            let text = texts.swap_remove(spot.wording);
            Some(Label { text, class, place: scale.place(time), spot, x, anchor })
        })
        .collect()
}

/// The marks of the scale; those get a label that have room for it.
fn hours(i18n: I18n, scale: Scale, now: Timestamp, width: f64) -> Vec<Hour> {
    let text = |mark| if scale.in_days() { i18n.day(mark, now) } else { i18n.clock_time(mark) };
    let marks: Vec<(Timestamp, String)> = scale.marks().map(|mark| (mark, text(mark))).collect();
    let widest = marks.iter().map(|(_, text)| text_width(text, false)).fold(0.0, f64::max) + 16.0;
    let last = marks.len().saturating_sub(1);
    let apart = marks.get(1).map_or(width, |(mark, _)| width * 0.98 * scale.place(*mark));
    let steps = |count: usize| u32::try_from(count).map_or(0.0, f64::from) * apart;
    let every = (1..=last).find(|every| steps(*every) >= widest).unwrap_or(last).max(1);
    // The labels at the edges don't stand in the middle of their marks.
    let clear = |index: usize| steps(index).min(steps(last - index)) >= widest * 1.5;
    let labelled = |index: usize| index == 0 || index == last || (index.is_multiple_of(every) && clear(index));
    let anchor = |index| match index {
        0 => "start",
        _ if index == last => "end",
        _ => "middle",
    };
    marks
        .into_iter()
        .enumerate()
        .map(|(index, (mark, text))| Hour {
            place: scale.place(mark),
            text: labelled(index).then_some(text),
            anchor: anchor(index),
        })
        .collect()
}

fn draw_hour(hour: &Hour, bar: f64, foot: f64) -> impl IntoView + use<> {
    let x = percent(hour.place);
    let text = hour.text.clone().map(|text| {
        view! {
            <text class="ribbon__hour" x=x.clone() y=foot text-anchor=hour.anchor>
                {text}
            </text>
        }
    });
    view! {
        <line class="ribbon__grid" x1=x.clone() x2=x.clone() y1=bar - 20.0 y2=foot - 16.0></line>
        {text}
    }
}

fn stretch(class: &'static str, from: f64, to: f64, y: f64, height: f64) -> impl IntoView + use<> {
    let width = format!("{:.2}%", 98.0 * (to - from).max(0.0));
    view! { <rect class=class x=percent(from) y=y width=width height=height></rect> }
}

/// A label at the height `y`, and a line from it to the ribbon's `edge`; the line begins `gap` below its baseline.
fn draw_label(label: &Label, y: f64, edge: f64, gap: f64) -> impl IntoView + use<> {
    let x = percent(label.place);
    view! {
        <line class="ribbon__leader" x1=x.clone() x2=x y1=y + gap y2=edge></line>
        <text class=label.class x=label.x y=y text-anchor=label.anchor>
            {label.text.clone()}
        </text>
    }
}
