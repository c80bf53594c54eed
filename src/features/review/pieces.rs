//! What the parts of the review have in common.

use aftercare_contract::{
    asset::Day,
    list::TicketQuery,
    review::{Figure, ReviewPeriod},
    ticket::Verdict,
};
use leptos::prelude::*;

use crate::{
    i18n::{I18n, Word, text},
    route::{Link, Route},
    ui::Icon,
};

/// What stands where there is no figure.
pub(super) const NOTHING: &str = "—";

/// Third quarter of 2026; September 2026; 2026.
pub(super) fn period_name(i18n: I18n, period: ReviewPeriod) -> String {
    let year = period.year().to_string();
    match period.months() {
        12 => i18n.review_the_year(&year),
        3 => i18n.review_the_quarter(&(period.month() / 3 + 1).to_string(), &year),
        _ => {
            let first = [&*period.to_string(), "-01"].concat();
            first.parse().map_or_else(|_| period.to_string(), |day| i18n.months().say(Day(day)))
        }
    }
}

/// A number of tickets, which opens them.
pub(super) fn figure(
    i18n: I18n,
    figure: &Figure,
    words: impl Fn(I18n, u64) -> String + Copy + Send + 'static,
) -> AnyView {
    let count = figure.count;
    if count == 0 {
        return view! { <span>{text(move || words(i18n, count))}</span> }.into_any();
    }
    let to = Route::Tickets(TicketQuery::parse(&figure.tickets));
    view! {
        <Link to=to class="review__figure">
            {text(move || words(i18n, count))}
        </Link>
    }
    .into_any()
}

/// The number alone.
pub(super) fn number(i18n: I18n, count: u64) -> String {
    i18n.number(count)
}

/// Icon and word for a verdict; none where there are too few to judge.
pub(super) fn verdict(i18n: I18n, verdict: Option<&Verdict>) -> AnyView {
    let (look, symbol, words): (_, _, Word) = match verdict {
        Some(Verdict::Met) => ("good", Some("check"), I18n::review_met),
        Some(Verdict::Breached) => ("bad", Some("alert"), I18n::review_missed),
        _ => ("calm", None, I18n::review_few),
    };
    let icon = symbol.map(|name| view! { <Icon name=name /> });
    view! { <span class=["judged judged--", look].concat()>{icon} {text(move || words(i18n))}</span> }.into_any()
}

/// A section with its heading in the margin.
pub(super) fn section(i18n: I18n, id: &'static str, heading: Word, aside: Option<Word>, matter: AnyView) -> AnyView {
    let aside = aside.map(|aside| {
        view! {
            <div class="section__aside">
                <p>{text(move || aside(i18n))}</p>
            </div>
        }
    });
    view! {
        <section class="section" aria-labelledby=id>
            <div class="section__margin">
                <h2 class="section__heading" id=id>
                    {text(move || heading(i18n))}
                </h2>
                {aside}
            </div>
            <div class="section__matter">{matter}</div>
        </section>
    }
    .into_any()
}

/// A table that becomes cards where there is no room; the first cell of a row is its heading. Cells are named once more
/// for the cards.
pub(super) fn ledger(i18n: I18n, caption: Word, heads: &[Word], rows: Vec<Vec<AnyView>>) -> AnyView {
    let names = heads.to_vec();
    let head = heads.iter().copied().map(|name| {
        view! {
            <th role="columnheader" scope="col">
                {text(move || name(i18n))}
            </th>
        }
    });
    let head = head.collect_view();
    let rows = rows.into_iter().map(|row| {
        let cells = row.into_iter().zip(names.clone()).enumerate().map(|(index, (cell, name))| match index {
            0 => view! {
                <th role="rowheader" scope="row">
                    {cell}
                </th>
            }
            .into_any(),
            _ => view! {
                <td role="cell" data-label=text(move || name(i18n))>
                    {cell}
                </td>
            }
            .into_any(),
        });
        view! { <tr role="row">{cells.collect_view()}</tr> }
    });
    view! {
        <table role="table" class="ledger ledger--tight ledger--cards">
            <caption class="quiet-text">{text(move || caption(i18n))}</caption>
            <thead role="rowgroup">
                <tr role="row">{head}</tr>
            </thead>
            <tbody role="rowgroup">{rows.collect_view()}</tbody>
        </table>
    }
    .into_any()
}

/// A plain text as a cell.
pub(super) fn cell(words: impl Fn() -> String + Send + 'static) -> AnyView {
    view! { <span>{text(words)}</span> }.into_any()
}

/// A main line with one below it.
pub(super) fn two_lines(
    main: impl Fn() -> String + Send + 'static,
    sub: impl Fn() -> String + Send + 'static,
) -> AnyView {
    view! {
        <span class="ledger__main">{text(main)}</span>
        <span class="ledger__sub">{text(sub)}</span>
    }
    .into_any()
}
