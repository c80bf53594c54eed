//! Times against target, and the promises that were missed.

use aftercare_contract::review::{MissedPromise, PromiseFigures, Review};
use leptos::prelude::*;

use super::pieces::{NOTHING, cell, figure, ledger, number, section as part, two_lines, verdict};
use crate::{
    i18n::{I18n, text},
    route::{Link, Route},
};

/// One row for each promise and target. Those that can't be judged stand behind the others: a customer of many severities
/// has three times as many of them.
pub(super) fn section(i18n: I18n, review: &Review) -> AnyView {
    let (few, judged): (Vec<_>, Vec<_>) = review.promises.iter().partition(|row| row.verdict.is_none());
    let count = few.len() as u64;
    let only_few = judged.is_empty();
    let judged = (!only_few).then(|| times(i18n, judged));
    let few = (count > 0).then(|| {
        view! {
            <details class="review__few" open=only_few>
                <summary>{text(move || i18n.review_few_rows(count))}</summary>
                {times(i18n, few)}
            </details>
        }
    });
    let matter = view! {
        {judged}
        {few}
    };
    part(i18n, "review-times", I18n::review_times, Some(I18n::review_times_aside), matter.into_any())
}

fn times(i18n: I18n, rows: Vec<&PromiseFigures>) -> AnyView {
    let rows = rows.into_iter().map(|row| cells(i18n, row)).collect();
    let heads = [
        I18n::review_promise,
        I18n::review_median,
        I18n::review_slowest,
        I18n::review_in_time,
        I18n::review_against,
        I18n::review_verdict,
    ];
    ledger(i18n, I18n::review_times, &heads, rows)
}

fn cells(i18n: I18n, row: &PromiseFigures) -> Vec<AnyView> {
    let (promise, target, median) = (row.promise.clone(), row.target, row.median);
    let (slowest, before) = (row.percentile, row.before);
    let judged = row.judged.count;
    let before = move || before.map(|before| i18n.review_before(&i18n.span(before.median))).unwrap_or_default();
    let in_time = view! {
        <span>
            {figure(i18n, &row.met, number)} {text(move || i18n.review_of(&i18n.number(judged)))}
            {(row.missed.count > 0)
                .then(|| {
                    view! { <span class="ledger__sub">{figure(i18n, &row.missed, I18n::review_late)}</span> }
                })}
        </span>
    };
    vec![
        two_lines(move || i18n.promise(&promise), move || i18n.review_target(&i18n.span(target))),
        view! { <span>{two_lines(move || i18n.span(median), before)}</span> }.into_any(),
        cell(move || slowest.map_or_else(|| NOTHING.to_owned(), |time| i18n.span(time))),
        in_time.into_any(),
        drawing(i18n, row),
        view! { <span>{verdict(i18n, row.verdict.as_ref())}</span> }.into_any(),
    ]
}

/// How much of the drawing lies beyond the greatest value.
const ROOM: f64 = 1.15;

/// The median as a dot, a bar to the percentile, and the target as an upright line.
fn drawing(i18n: I18n, row: &PromiseFigures) -> AnyView {
    #[expect(clippy::cast_precision_loss, reason = "seconds of a service are small")]
    let seconds = |span: aftercare_contract::Span| span.as_seconds() as f64;
    let (median, target) = (seconds(row.median), seconds(row.target));
    let slowest = row.percentile.map(seconds);
    let most = slowest.unwrap_or(median).max(median).max(target).max(1.0) * ROOM;
    let place = move |value: f64| format!("{:.1}%", 100.0 * value / most);
    let over = slowest.is_some_and(|slowest| slowest > target);
    let reach = slowest.map(|slowest| {
        let class = if over { "kpi__reach kpi__reach--over" } else { "kpi__reach" };
        view! { <line class=class x1=place(median) x2=place(slowest) y1="10" y2="10"></line> }
    });
    let dot = if row.few { "kpi__median kpi__median--small" } else { "kpi__median" };
    let (middle, limit) = (row.median, row.target);
    let label = text(move || i18n.review_drawing(&i18n.span(middle), &i18n.span(limit)));
    view! {
        <span>
            <svg class="kpi__drawing" role="img" aria-label=label width="100%" height="20">
                <line class="chart__grid" x1="0" x2="100%" y1="10" y2="10"></line>
                {reach}
                <line class="kpi__target" x1=place(target) x2=place(target) y1="1" y2="19"></line>
                <circle class=dot cx=place(median) cy="10" r="4"></circle>
            </svg>
        </span>
    }
    .into_any()
}

/// The worst of the promises that were missed.
pub(super) fn missed(i18n: I18n, review: &Review) -> Option<AnyView> {
    if review.missed.is_empty() {
        return None;
    }
    let rows = review.missed.iter().cloned().map(|missed| missed_cells(i18n, missed)).collect();
    let heads = [I18n::review_ticket, I18n::review_promise, I18n::review_late_by, I18n::review_claim];
    let table = ledger(i18n, I18n::review_missed_title, &heads, rows);
    let all = figure(i18n, &review.missed_tickets, I18n::review_all_missed);
    let matter = view! {
        {table}
        <p class="chart__source">{all}</p>
    };
    Some(part(i18n, "review-missed", I18n::review_missed_title, Some(I18n::review_missed_aside), matter.into_any()))
}

fn missed_cells(i18n: I18n, missed: MissedPromise) -> Vec<AnyView> {
    let MissedPromise { ticket, promise, target, late, claim } = missed;
    let to = Route::Ticket(ticket.sr_number.clone());
    let ticket = view! {
        <span class="ledger__main">
            <Link to=to>{ticket.sr_number.to_string()}</Link>
        </span>
        <span class="ledger__sub">{ticket.name}</span>
    };
    vec![
        ticket.into_any(),
        cell(move || [i18n.promise(&promise), i18n.review_target(&i18n.span(target))].join(" · ")),
        cell(move || i18n.span(late)),
        cell(move || claim.as_ref().map_or_else(|| NOTHING.to_owned(), |state| i18n.claim_state(state))),
    ]
}
