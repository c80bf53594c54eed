//! How tickets are marked wherever they are shown: icon and word, never colour alone.

use aftercare_contract::ticket::{Severity, Status, Task, Turn, TurnOf};
use leptos::prelude::*;

use super::{El, el, icon};
use crate::i18n::{I18n, use_i18n};

/// Where a ticket stands, as seen by the customer.
pub fn state_chip(status: Status, turn: Turn) -> El {
    let i18n = use_i18n();
    let (look, symbol) = match (&status, &turn.who) {
        (Status::Resolved, _) => ("state state--yours", "st-verify"),
        (Status::Closed, _) => ("state state--closed", "st-closed"),
        (Status::Cancelled, _) => ("state state--cancelled", "st-cancelled"),
        (_, TurnOf::Customer) => ("state state--yours", "st-yours"),
        (Status::Acknowledged, _) => ("state state--received", "st-received"),
        (Status::Held, _) => ("state state--paused", "st-paused"),
        (Status::Pending, _) => ("state state--waiting", "st-waiting"),
        _ => ("state state--working", "st-working"),
    };
    el("span", look).child(icon(symbol)).say(move || state_word(i18n, &status, &turn))
}

fn state_word(i18n: I18n, status: &Status, turn: &Turn) -> String {
    match (status, &turn.who, &turn.task) {
        (Status::Resolved, ..) => i18n.state_to_verify(),
        (Status::Closed, ..) => i18n.state_closed(),
        (Status::Cancelled, ..) => i18n.state_cancelled(),
        (Status::Other(word), ..) => word.clone(),
        (_, TurnOf::Customer, Task::Answer) => i18n.state_your_answer(),
        (_, TurnOf::Customer, _) => i18n.state_your_turn(),
        (Status::Acknowledged, ..) => i18n.state_received(),
        (Status::Held, ..) => i18n.state_held(),
        (Status::Pending, ..) => i18n.state_waiting(),
        (Status::InProgress, ..) => i18n.state_working(),
    }
}

/// The bars: up to which rank each is lit, and where it stands.
const BARS: [(u8, &str, &str, &str); 4] =
    [(4, "0", "9", "5"), (3, "4", "6", "8"), (2, "8", "3", "11"), (1, "12", "0", "14")];

/// A grade of severity: bars and the policy's own word.
pub fn severity_mark(severity: Severity) -> El {
    let i18n = use_i18n();
    let rank = severity.rank.clamp(1, 4);
    let bar = |(lit, x, y, height): (u8, &str, &str, &str)| {
        let bar = el("rect", if rank <= lit { "on" } else { "" }).attr("x", x).attr("y", y);
        bar.attr("width", "2.5").attr("height", height).attr("rx", "0.5")
    };
    let bars = el("svg", "severity__bars").attr("viewBox", "0 0 15 14").attr("aria-hidden", "true");
    let Severity { code, name, .. } = severity;
    let words = move || {
        let (word, lang) = i18n.localized(&name);
        let words = el("span", "");
        let words = if is_a_grade(&code) { words.child(el("span", "nowrap").text(&code)).text(" ") } else { words };
        vec![words.child(el("span", "nowrap").attr_if("lang", lang.as_deref()).text(&word))]
    };
    let look = ["severity severity--", &rank.to_string()].concat();
    el("span", &look).child(bars.children(BARS.map(bar))).part(words)
}

/// The same for `view!`.
#[component]
pub fn SeverityMark(
    /// The grade.
    severity: Severity,
) -> impl IntoView {
    severity_mark(severity)
}

/// “P1 Business severely interrupted”: a grade where there is only text.
pub fn severity_words(i18n: I18n, severity: &Severity) -> String {
    let (word, _) = i18n.localized(&severity.name);
    if is_a_grade(&severity.code) { [&*severity.code, &*word].join(" ") } else { word }
}

/// Whether people use the code beside the word (`P1`); others only tell grades apart.
fn is_a_grade(code: &str) -> bool {
    code.contains(|c: char| c.is_ascii_digit())
}
