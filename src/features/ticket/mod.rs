//! One ticket: whose turn it is and its three times first, then its history, live.

mod actions;
mod announcer;
mod aside;
mod board;
mod composer;
mod event;
mod files;
mod history;
mod turn;
mod unseen;

use aftercare_contract::{
    history::Side,
    live::LiveEvent,
    ticket::{SrNumber, Ticket},
};
use leptos::prelude::*;

use crate::{
    i18n::{text, use_i18n},
    platform::{clipboard, clock::use_clock, print},
    route::{Link, Route},
    server_state::TicketState,
    session::use_session,
    ui::{Button, ButtonKind, Hatch, Icon, Loaded, PageHeader, SeverityMark, use_toasts},
};
use announcer::Announcer;
use aside::Aside;
use board::Board;
use history::HistorySection;
use turn::Sentence;
use unseen::Unseen;

/// The page of the ticket `sr`.
pub fn page(sr: SrNumber) -> AnyView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let unseen = Unseen::new();
    let announcer = Announcer::new();
    let me = untrack(|| use_session().me()).map(|me| me.user.name);
    let happened = Callback::new(move |live: LiveEvent| {
        let own = live.event.actor.side == Side::Customer && me.as_ref() == Some(&live.event.actor.name);
        if own {
            return;
        }
        unseen.note(&live.event);
        untrack(|| {
            let turn = Sentence::of(&live.ticket, clock.now()).what(i18n, clock.now());
            announcer.say(i18n, event::announcement(i18n, &live.event, &live.ticket), turn);
        });
    });
    let state = TicketState::new(sr.clone(), happened);
    view! {
        <div class="ticket">
            <Hatch />
            <Header sr=sr state=state />
            <Loaded remote=state.ticket() retry=state.retry() let:ticket>
                <Board ticket=ticket state=state />
                <div class="split">
                    <HistorySection ticket=ticket state=state unseen=unseen />
                    <Aside ticket=ticket state=state />
                </div>
            </Loaded>
            <p class="quiet-text" role="status">
                {announcer.said()}
            </p>
        </div>
    }
    .into_any()
}

/// Number, title, severity, device, site and own number.
#[component]
fn Header(sr: SrNumber, state: TicketState) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let number = StoredValue::new(sr.0);
    let ticket = state.ticket();
    let summary = Memo::new(move |_| ticket.with(|ticket| ticket.value().map(|ticket| ticket.summary.clone())));
    let title =
        move || summary.with(|summary| summary.as_ref().map_or_else(|| number.get_value(), |it| it.name.clone()));
    let lang = move || summary.with(|summary| summary.as_ref().and_then(|summary| summary.language.clone()));
    let window = move || {
        let turn = ticket.with(|ticket| {
            let now = clock.minute();
            ticket.value().map(|ticket| Sentence::of(ticket, now).who(i18n))
        });
        [number.get_value(), turn.unwrap_or_default()].join(" ").trim_end().to_owned()
    };
    let meta = move || {
        summary.with(|summary| {
            summary.as_ref().map(|summary| {
                let severity = summary.severity.clone().map(|severity| view! { <SeverityMark severity=severity /> });
                let device = summary.device.as_ref().map(|device| [&*device.model, " ", &device.name].concat());
                let own = summary.external_identifier.as_ref().map(|own| i18n.ticket_own_number(own));
                view! {
                    <p class="page-header__meta">
                        {severity} {device.map(|device| view! { <span>{device}</span> })}
                        {summary.site.clone().map(|site| view! { <span class="page-header__extra">{site}</span> })}
                        {own.map(|own| view! { <span class="page-header__extra">{own}</span> })}
                    </p>
                }
            })
        })
    };
    view! {
        <PageHeader
            title=Signal::derive(title)
            lang=Signal::derive(lang)
            window=Signal::derive(window)
            above=move || view! { <Crumbs number=number /> }
            below=move || view! { {meta} }
        >
            <Button kind=ButtonKind::Quiet on_press=Callback::new(|()| print::page())>
                <Icon name="printer" />
                <span class="button__word">{text(move || i18n.ticket_print())}</span>
            </Button>
        </PageHeader>
    }
}

#[component]
fn Crumbs(number: StoredValue<String>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let copy = move |_| {
        clipboard::put(&number.get_value());
        toasts.say(i18n.ticket_copied());
    };
    view! {
        <nav class="page-header__crumbs" aria-label=move || i18n.ticket_crumbs()>
            <Link to=Route::tickets()>{text(move || i18n.list_title())}</Link>
            <span aria-hidden="true">"/"</span>
            <span class="mono">{number.get_value()}</span>
            <button
                class="button button--quiet button--icon"
                type="button"
                aria-label=move || i18n.ticket_copy(&number.get_value())
                on:click=copy
            >
                <Icon name="copy" />
            </button>
        </nav>
    }
}

/// A part of the ticket that changes seldom, so that the rest isn't built again with each event.
fn part<T: Clone + PartialEq + Send + Sync + 'static>(
    ticket: Signal<Ticket>,
    of: impl Fn(&Ticket) -> T + Send + Sync + 'static,
) -> Memo<T> {
    Memo::new(move |_| ticket.with(&of))
}
