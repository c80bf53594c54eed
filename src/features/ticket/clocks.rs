//! The promises of the contract: each with its clock, those that are still to come, the hours in which they count, and
//! what a missed one means.

use aftercare_contract::{
    Timestamp,
    terms::{BreachTerm, CountingHours},
    ticket::{PromiseTarget, Ticket},
};
use leptos::prelude::*;

use super::part;
use crate::{
    i18n::{I18n, text, use_i18n},
    platform::clock::use_clock,
    ui::{Icon, Reading, clock_row, contract_time},
};

#[component]
pub(super) fn Clocks(ticket: Signal<Ticket>) -> impl IntoView {
    let (i18n, now) = (use_i18n(), use_clock());
    let clocks = part(ticket, |ticket| (ticket.clocks.clone(), ticket.server_time));
    let terms = part(ticket, |ticket| ticket.terms.clone());
    let plan = part(ticket, |ticket| ticket.contract.as_ref().map(|contract| contract.plan.clone()));
    let plan = move || {
        plan.get().map(|plan| {
            let (plan, lang) = i18n.localized(&plan);
            view! {
                <span class="faint" lang=lang>
                    {plan}
                </span>
            }
        })
    };
    let hours = move || terms.with(|terms| Some(calendar(i18n, &terms.as_ref()?.hours, now.minute())));
    let rows = move || {
        let ((clocks, as_of), terms) = (clocks.get(), terms.read());
        let zone = terms.as_ref().map(|terms| &*terms.hours.time_zone);
        let reading = Reading { as_of, now: now.minute(), zone };
        let means = |clock| terms.as_ref()?.meaning_of_breach(clock);
        clocks.iter().map(|clock| clock_row(i18n, clock, &reading, means(&clock.promise))).collect_view()
    };
    let to_come = move || {
        let promises = terms.get().map(|terms| terms.to_come).unwrap_or_default();
        promises.into_iter().map(|promise| to_come(i18n, &promise)).collect_view()
    };
    // Apart from the rest of the terms, so that a list that was opened stays open while clocks begin.
    let meanings =
        part(ticket, |ticket| ticket.terms.as_ref().map(|terms| terms.on_breach.clone()).unwrap_or_default());
    let meanings = move || {
        let meanings = meanings.get();
        (!meanings.is_empty()).then(|| view! { <Meanings meanings=meanings /> })
    };
    view! {
        <Show when=move || !clocks.read().0.is_empty()>
            <section class="aside__block">
                <h2>{text(move || i18n.ticket_clocks())} {plan}</h2>
                <p class="clocks__hours">{hours}</p>
                <ol class="clocks">{rows} {to_come}</ol>
                {meanings}
            </section>
        </Show>
    }
}

/// What a missed promise means, before one is missed.
#[component]
fn Meanings(meanings: Vec<BreachTerm>) -> impl IntoView {
    let i18n = use_i18n();
    let one = move |BreachTerm { promises, means }: BreachTerm| {
        let names = promises.iter().map(|promise| i18n.promise(promise)).collect::<Vec<_>>().join(&i18n.event_comma());
        let (means, lang) = i18n.localized(&means);
        view! {
            <dt>{names}</dt>
            <dd lang=lang>{means}</dd>
        }
    };
    view! {
        <details class="clocks__breach">
            <summary>
                <Icon name="right" />
                {text(move || i18n.ticket_breach_title())}
            </summary>
            <dl>{move || meanings.clone().into_iter().map(one).collect_view()}</dl>
        </details>
    }
}

/// A promise whose clock hasn't begun.
fn to_come(i18n: I18n, promise: &PromiseTarget) -> impl IntoView + use<> {
    view! {
        <li class="clock">
            <span class="clock__name">{i18n.promise(&promise.promise)}</span>
            <span class="clock__state state">{i18n.ticket_clock_to_come()}</span>
            <span class="clock__note num">{i18n.ticket_clock_within(&i18n.span(promise.target))}</span>
        </li>
    }
}

/// When the clocks count, and whether they do now: "Counts Mon–Fri 09:00–18:00 (China Time). Stands still now, goes
/// on Mon 09:00."
fn calendar(i18n: I18n, hours: &CountingHours, now: Timestamp) -> String {
    if hours.is_around_the_clock() {
        return i18n.ticket_clock_counts_always();
    }
    let days = hours.runs().into_iter().map(|(first, last, openings)| {
        let days = match last - first {
            0 => i18n.weekday(first),
            _ => [i18n.weekday(first), i18n.weekday(last)].join("–"),
        };
        [days, openings.join(&i18n.event_comma()).replace('-', "–")].join(" ")
    });
    let zone = Some(&*hours.time_zone);
    let counts = i18n.ticket_clock_counts(&days.collect::<Vec<_>>().join("; "), &i18n.zone_name(&hours.time_zone));
    let special = hours.has_special_days.then(|| i18n.ticket_clock_special());
    let state = hours.changes_at.map(|at| {
        let at = contract_time(i18n, at, zone, now);
        if hours.open { i18n.ticket_clock_open(&at) } else { i18n.ticket_clock_shut(&at) }
    });
    [Some(counts), special, state].into_iter().flatten().collect::<Vec<_>>().join(" ")
}
