//! What the page begins with: number, title and a few facts, with tools for the whole ticket.

use aftercare_contract::ticket::{SrNumber, Ticket};
use leptos::prelude::*;

use super::{neighbours::InList, number::OwnNumber, turn::Sentence};
use crate::{
    api::Phase,
    i18n::{I18n, text, use_i18n},
    platform::{clock::use_clock, print},
    route::{Link, Route},
    server_state::{LastList, TicketState},
    ui::{Button, ButtonKind, Icon, PageHeader, SeverityMark, copier},
};

/// Number, title, severity, device, site and own number.
#[component]
pub(super) fn Header(sr: SrNumber, state: TicketState) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let number = sr.to_string();
    let ticket = state.ticket();
    let summary = Memo::new(move |_| ticket.with(|ticket| ticket.value().map(|ticket| ticket.summary.clone())));
    let title = {
        let number = number.clone();
        move || summary.with(|summary| summary.as_ref().map_or_else(|| number.clone(), |it| it.name.clone()))
    };
    let lang = move || summary.with(|summary| summary.as_ref().and_then(|summary| summary.language.clone()));
    let window = move || {
        let turn = ticket.with(|ticket| {
            let now = clock.minute();
            ticket.value().map(|ticket| Sentence::of(ticket, now).who(i18n))
        });
        [&*number, &turn.unwrap_or_default()].join(" ").trim_end().to_owned()
    };
    view! {
        <PageHeader
            title=Signal::derive(title)
            lang=Signal::derive(lang)
            window=Signal::derive(window)
            above=move || view! { <Crumbs sr=sr /> }
            below=move || view! { <Meta state=state /> }
        >
            <Tools state=state />
        </PageHeader>
    }
}

/// Facts below the title.
#[component]
fn Meta(state: TicketState) -> impl IntoView {
    let ticket = state.ticket();
    let there = Memo::new(move |_| ticket.with(|ticket| ticket.last.is_some()));
    let part =
        move |of: fn(&Ticket) -> Option<String>| Memo::new(move |_| ticket.with(|ticket| ticket.value().and_then(of)));
    let severity = Memo::new(move |_| ticket.with(|ticket| ticket.value().and_then(|it| it.summary.severity.clone())));
    let device =
        part(|ticket| ticket.summary.device.as_ref().map(|device| [&*device.model, " ", &device.name].concat()));
    let site = part(|ticket| ticket.summary.site.clone());
    let own = move || {
        let first = if there.get() { ticket.with_untracked(|ticket| ticket.value().cloned()) } else { None };
        first.map(|first| {
            let now = move || ticket.with(|ticket| ticket.value().unwrap_or(&first).clone());
            view! { <OwnNumber ticket=Signal::derive(now) state=state /> }
        })
    };
    view! {
        <div class="page-header__meta">
            {move || severity.get().map(|severity| view! { <SeverityMark severity=severity /> })}
            {move || device.get().map(|device| view! { <span>{device}</span> })}
            {move || site.get().map(|site| view! { <span class="page-header__extra">{site}</span> })} {own}
        </div>
    }
}

/// Copying the link, printing.
#[component]
fn Tools(state: TicketState) -> impl IntoView {
    let i18n = use_i18n();
    let copy = copier();
    let link = Callback::new(move |()| {
        let path = Route::Ticket(state.sr()).print();
        let origin = window().location().origin().unwrap_or_default();
        copy([origin, path].concat(), I18n::ticket_link_copied);
    });
    // What is printed is the whole history.
    let wanted = RwSignal::new(false);
    Effect::new(move |_| {
        let stuck = || matches!(state.older(), Phase::Failed(_)) || state.history().with(|it| it.error().is_some());
        if wanted.get() && (state.is_whole() || stuck()) {
            wanted.set(false);
            request_animation_frame(print::page);
        }
    });
    let print = Callback::new(move |()| {
        state.load_all();
        wanted.set(true);
    });
    view! {
        <Button kind=ButtonKind::Quiet on_press=link>
            <Icon name="link" />
            <span class="button__word">{text(move || i18n.ticket_copy_link())}</span>
        </Button>
        <Button kind=ButtonKind::Quiet busy=wanted on_press=print>
            <Icon name="printer" />
            <span class="button__word">{text(move || i18n.ticket_print())}</span>
        </Button>
    }
}

#[component]
fn Crumbs(sr: SrNumber) -> impl IntoView {
    let i18n = use_i18n();
    let copy = copier();
    let number = sr.to_string();
    let label = number.clone();
    let copied = number.clone();
    let list = LastList::load();
    let neighbours = list.as_ref().and_then(|list| list.around(&sr));
    let back = list.map_or_else(Route::tickets, |list| Route::Tickets(list.query));
    view! {
        <nav class="page-header__crumbs" aria-label=move || i18n.ticket_crumbs()>
            <Link to=back>{text(move || i18n.list_title())}</Link>
            <span aria-hidden="true">"/"</span>
            <span class="mono">{number}</span>
            <button
                class="button button--quiet button--icon"
                type="button"
                aria-label=move || i18n.ticket_copy(&label)
                on:click=move |_| copy(copied.clone(), I18n::ticket_copied)
            >
                <Icon name="copy" />
            </button>
            <InList neighbours=neighbours />
        </nav>
    }
}
