//! The answer of the first screen: whose turn it is, the three honest times, who, the course of time, and how the
//! expected time has changed.

use aftercare_contract::{
    Span, Timestamp,
    ticket::{Clock, ClockState, Eta, EtaChange, Ticket, Verdict},
};
use leptos::prelude::*;

use super::{actions::Actions, part, turn::Sentence};
use crate::{
    i18n::{I18n, text, use_i18n},
    platform::clock::use_clock,
    server_state::TicketState,
    ui::{Course, Icon, Ribbon, deadline, elapsed},
};

/// What stands where there is nothing to say.
const NOTHING: &str = "—";

#[component]
pub(super) fn Board(ticket: Signal<Ticket>, state: TicketState, printing: Signal<bool>) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let sentence = Memo::new(move |_| ticket.with(|ticket| Sentence::of(ticket, clock.minute())));
    let then = move || {
        let then = sentence.read().then(i18n, clock.minute());
        then.map(|then| view! { <p class="turn__then">{then}</p> })
    };
    let course = part(ticket, Course::of_ticket);
    let used = move || {
        let now = clock.minute();
        ticket.with(|ticket| {
            let clock = deadline(&ticket.clocks)?;
            let used = elapsed(clock, ticket.server_time, now);
            Some(i18n.ticket_ribbon_used(&i18n.span(used), &i18n.span(clock.target)))
        })
    };
    view! {
        <section class="board" aria-label=move || i18n.ticket_now()>
            <div class=move || sentence.read().tone.class()>
                <div>
                    <p class="turn__who">
                        {move || view! { <Icon name=sentence.read().icon() /> }} {move || sentence.read().who(i18n)}
                    </p>
                    <h2 class="turn__what">{move || sentence.read().what(i18n, clock.minute())}</h2>
                    {then}
                </div>
                <Actions ticket=ticket state=state />
            </div>
            <Facts ticket=ticket state=state />
            <EtaPast ticket=ticket printing=printing />
            <Ribbon course=course used=Signal::derive(used) />
        </section>
    }
}

/// The expected time, the next update, the contract's deadline, who.
#[component]
fn Facts(ticket: Signal<Ticket>, state: TicketState) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let eta = part(ticket, |ticket| (ticket.eta.clone(), ticket.summary.resolution_date));
    let zone = part(ticket, |ticket| ticket.site.as_ref().map(|site| site.time_zone.clone()));
    let promise = part(ticket, |ticket| (deadline(&ticket.clocks).cloned(), ticket.server_time));
    let open = part(ticket, |ticket| ticket.summary.resolution_date.is_none() && !ticket.summary.status.is_final());
    // When the present one was told stands only in the history.
    let told = Memo::new(move |_| {
        state
            .history()
            .with(|history| history.value()?.events().rev().find_map(|event| event.eta.as_ref().map(|eta| eta.changed)))
    });
    let expected = move || {
        let (eta, fixed) = eta.get();
        expected_fact(i18n, eta.as_ref(), told.get(), fixed, zone.get().as_deref(), clock.minute())
    };
    let update = move || {
        let by = eta.read().0.as_ref().and_then(|eta| eta.next_update_by);
        update_fact(i18n, by, open.get(), clock.minute())
    };
    let due = move || {
        let (promise, as_of) = promise.get();
        deadline_fact(i18n, promise.as_ref(), as_of, zone.get().as_deref(), clock.minute())
    };
    let owner = move || {
        ticket.with(|ticket| {
            let name = ticket.engineer.as_ref().map_or_else(|| i18n.ticket_unassigned(), |it| it.name.clone());
            Fact::new(i18n.ticket_in_charge(), name, i18n.tier(&ticket.tier))
        })
    };
    view! {
        <dl class="facts">
            {move || expected().view()} {move || update().view()} {move || due().view()} {move || owner().view()}
        </dl>
    }
}

/// Every expected time that was told before, each with when and why.
#[component]
fn EtaPast(ticket: Signal<Ticket>, printing: Signal<bool>) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let past = part(ticket, |ticket| ticket.eta.as_ref().map(|eta| eta.history.clone()).unwrap_or_default());
    let opened = RwSignal::new(false);
    let line = move |EtaChange { changed, window, reason }: EtaChange| {
        let own = reason.clone();
        view! {
            <li>
                <time class="num" datetime=changed.to_string()>
                    {text(move || i18n.moment(changed, clock.minute()))}
                </time>
                <del class="num">{text(move || i18n.window(&window, clock.minute()))}</del>
                <span lang=move || i18n.lang_of(&own)>{reason.text}</span>
            </li>
        }
    };
    view! {
        <Show when=move || !past.read().is_empty()>
            <details
                class="eta-past"
                prop:open=move || opened.get() || printing.get()
                on:toggle:target=move |event| {
                    if !printing.get_untracked() {
                        opened.set(event.target().open());
                    }
                }
            >
                <summary>
                    <Icon name="right" />
                    {text(move || i18n.ticket_eta_past(u64::try_from(past.read().len()).unwrap_or_default()))}
                </summary>
                <ol>{move || past.get().into_iter().map(line).collect_view()}</ol>
            </details>
        </Show>
    }
}

/// One of the facts.
struct Fact {
    name: String,
    value: String,
    note: String,
    /// The symbol of a note that warns.
    warns: Option<&'static str>,
}

impl Fact {
    fn new(name: String, value: String, note: String) -> Self {
        Self { name, value, note, warns: None }
    }

    fn view(self) -> impl IntoView {
        let look = match self.warns {
            None => "fact__note",
            Some("st-late") => "fact__note fact__note--late",
            Some(_) => "fact__note fact__note--warn",
        };
        view! {
            <div class="fact">
                <dt class="fact__name">{self.name}</dt>
                <dd class="fact__value">{self.value}</dd>
                <dd class=look>{self.warns.map(|icon| view! { <Icon name=icon /> })} " " {self.note}</dd>
            </div>
        }
    }
}

/// The time at the site, where its clocks show another one than the viewer's.
fn at_the_site(i18n: I18n, time: Timestamp, zone: Option<&str>) -> Option<String> {
    i18n.time_elsewhere(time, zone?).map(|time| i18n.ticket_site_time(&time))
}

fn expected_fact(
    i18n: I18n,
    eta: Option<&Eta>,
    told: Option<Timestamp>,
    fixed: Option<Timestamp>,
    zone: Option<&str>,
    now: Timestamp,
) -> Fact {
    if let Some(fixed) = fixed {
        return Fact::new(i18n.ticket_fixed(), i18n.moment(fixed, now), i18n.relative(fixed, now));
    }
    let Some(eta) = eta else {
        return Fact::new(i18n.ticket_eta(), i18n.ticket_eta_unknown(), i18n.ticket_eta_unknown_note());
    };
    let reason = &eta.reason.text;
    let because = match told.map(|told| i18n.moment(told, now)) {
        Some(told) if eta.history.is_empty() => i18n.ticket_eta_first(&told, reason),
        Some(told) => i18n.ticket_eta_changed(&told, reason),
        None => reason.clone(),
    };
    let site = at_the_site(i18n, eta.window.expected_resolution_date, zone);
    let note = site.into_iter().chain([because]).filter(|note| !note.is_empty());
    Fact::new(i18n.ticket_eta(), i18n.window(&eta.window, now), note.collect::<Vec<_>>().join(" · "))
}

fn update_fact(i18n: I18n, by: Option<Timestamp>, open: bool, now: Timestamp) -> Fact {
    let name = i18n.ticket_next_update();
    let Some(by) = by.filter(|_| open) else {
        let note = if open { i18n.ticket_no_update() } else { String::new() };
        return Fact::new(name, NOTHING.to_owned(), note);
    };
    let value = i18n.ticket_update_by(&i18n.moment(by, now));
    let relative = i18n.relative(by, now);
    if by < now {
        return Fact { warns: Some("st-late"), ..Fact::new(name, value, i18n.ticket_update_missed(&relative)) };
    }
    Fact::new(name, value, relative)
}

fn deadline_fact(i18n: I18n, clock: Option<&Clock>, as_of: Timestamp, zone: Option<&str>, now: Timestamp) -> Fact {
    let name = i18n.ticket_deadline();
    let Some(clock) = clock else {
        return Fact::new(name, i18n.ticket_no_deadline(), i18n.ticket_no_deadline_note());
    };
    let promise = i18n.promise(&clock.promise);
    let used = elapsed(clock, as_of, now);
    let left = Span::seconds(clock.target.as_seconds() - used.as_seconds());
    let value = match clock.due {
        Some(due) => i18n.moment(due, now),
        None if left < Span::default() => i18n.ticket_over(&i18n.span(left)),
        None => i18n.ticket_left(&i18n.span(left)),
    };
    let breached = clock.verdict == Some(Verdict::Breached) || clock.due.is_some_and(|due| due < now);
    let fact = |warns, note: String| Fact {
        warns,
        ..Fact::new(name.clone(), value.clone(), [promise.clone(), note].join(" · "))
    };
    match (&clock.state, clock.pauses.last()) {
        (ClockState::Stopped, _) if breached => fact(Some("st-late"), i18n.ticket_breached()),
        (ClockState::Stopped, _) => fact(None, i18n.ticket_met()),
        (_, _) if breached => fact(Some("st-late"), i18n.ticket_over(&i18n.span(left))),
        (ClockState::Paused, Some(pause)) => {
            let since = i18n.moment(pause.since, now);
            fact(Some("st-paused"), i18n.ticket_paused_since(&since, &i18n.pause_reason(&pause.reason)))
        }
        (ClockState::OutsideHours, _) => fact(
            None,
            match clock.hours_change_at {
                Some(until) => i18n.ticket_outside_until(&i18n.moment(until, now)),
                None => i18n.ticket_outside_hours(),
            },
        ),
        _ => {
            let site = clock.due.and_then(|due| at_the_site(i18n, due, zone));
            let note = [i18n.ticket_left(&i18n.span(left))].into_iter().chain(site);
            fact(None, note.collect::<Vec<_>>().join(" · "))
        }
    }
}
