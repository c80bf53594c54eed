//! The ribbon as an ordered list: for narrow screens, print and screen readers.

use aftercare_contract::Timestamp;
use leptos::prelude::*;

use super::scale::Course;
use crate::i18n::I18n;

/// One moment or stretch.
struct Item {
    at: Timestamp,
    look: &'static str,
    when: String,
    what: String,
    why: Option<String>,
}

/// Everything that the drawing shows, in the order of time. `used` says how much of the contract's time is used.
pub(super) fn items(i18n: I18n, course: &Course, now: Timestamp, used: Option<String>) -> impl IntoView + use<> {
    let time = |time| i18n.moment(time, now);
    let item = |at, look, what| Item { at, look, when: time(at), what, why: None };
    let mut items = vec![item(course.filed, "ribbon__item ribbon__item--done", i18n.ticket_ribbon_filed())];
    for pause in &course.pauses {
        let when = match pause.until {
            Some(until) => [time(pause.since), time(until)].join("–"),
            None => i18n.ticket_ribbon_since(&time(pause.since)),
        };
        let what = i18n.ticket_ribbon_paused();
        let why = Some(i18n.pause_reason(&pause.reason));
        items.push(Item { when, why, ..item(pause.since, "ribbon__item ribbon__item--pause", what) });
        if let Some(until) = pause.until {
            items.push(item(until, "ribbon__item ribbon__item--done", i18n.ticket_ribbon_resumed()));
        }
    }
    if let Some(ended) = course.ended {
        items.push(item(ended, "ribbon__item ribbon__item--done", i18n.ticket_fixed()));
    } else {
        items.push(Item { why: used, ..item(now, "ribbon__item ribbon__item--now", i18n.ticket_ribbon_now()) });
        if let Some(update) = course.next_update {
            let when = i18n.ticket_update_by(&time(update));
            let what = i18n.ticket_next_update();
            items.push(Item { when, ..item(update, "ribbon__item ribbon__item--update", what) });
        }
        if let Some(eta) = &course.eta {
            let at = eta.earliest.unwrap_or(eta.expected_resolution_date);
            let when = i18n.window(eta, now);
            items.push(Item { when, ..item(at, "ribbon__item ribbon__item--eta", i18n.ticket_eta()) });
        }
    }
    if let Some(due) = course.due {
        items.push(item(due, "ribbon__item ribbon__item--due", i18n.ticket_deadline()));
    }
    items.sort_by_key(|item| item.at);
    let line = |Item { at, look, when, what, why }| {
        view! {
            <li class=look>
                <span class="ribbon__when">
                    <time datetime=at.to_string()>{when}</time>
                </span>
                <span class="ribbon__mark"></span>
                <span class="ribbon__what">{what}</span>
                {why.map(|why| view! { <span class="ribbon__why">{why}</span> })}
            </li>
        }
    };
    items.into_iter().map(line).collect_view()
}
