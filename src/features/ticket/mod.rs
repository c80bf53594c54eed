//! One ticket: whose turn it is and its three times first, then its history, live.

mod access;
mod actions;
mod amend;
mod announcer;
mod articles;
mod aside;
mod board;
mod choosing;
mod claim;
mod clocks;
mod composer;
mod conclusions;
mod deciding;
mod downloads;
mod event;
mod files;
mod filter;
mod header;
mod history;
mod neighbours;
mod number;
mod object;
mod outgoing;
mod person;
mod plan;
mod related;
mod request;
mod rma;
mod sharing;
mod special;
mod survey;
mod track;
mod turn;
mod unseen;
mod verify;
mod visit;
mod writing;

use aftercare_contract::{
    history::Side,
    live::LiveEvent,
    ticket::{SrNumber, Ticket},
};
use leptos::prelude::*;

use crate::{
    api::use_api,
    i18n::{text, use_i18n},
    platform::{clock::use_clock, print},
    server_state::{Query, TicketState},
    session::use_session,
    ui::{Hatch, Loaded, keep_place},
};
use access::Access;
use announcer::Announcer;
use aside::Aside;
use board::Board;
use claim::Claims;
use conclusions::Conclusions;
use header::Header;
use history::HistorySection;
use plan::Plan;
use rma::SparePart;
use special::SpecialRequests;
use turn::Sentence;
use unseen::Unseen;
use verify::Verify;
use visit::FieldVisit;

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
    let api = use_api();
    let catalogue = Query::new(move || async move { api.catalogue().await });
    let printing = print::is_under_way();
    let number = sr.clone();
    keep_place(
        move || number.to_string(),
        move || {
            state.ticket().with(|ticket| ticket.value().is_some())
                && state.history().with(|history| history.value().is_some())
        },
    );
    view! {
        <div class="ticket">
            <Hatch />
            <Header sr=sr state=state />
            <p class="ticket__as-of">{text(move || i18n.as_of(&i18n.full_time(clock.minute())))}</p>
            <Loaded remote=state.ticket() retry=state.retry() let:ticket>
                <Board ticket=ticket state=state printing=printing />
                <Verify ticket=ticket state=state />
                <Conclusions ticket=ticket state=state />
                <SpecialRequests ticket=ticket />
                <Access ticket=ticket state=state printing=printing />
                <Plan ticket=ticket state=state printing=printing />
                <SparePart ticket=ticket state=state printing=printing />
                <FieldVisit ticket=ticket state=state printing=printing />
                <Claims ticket=ticket state=state catalogue=catalogue printing=printing />
                <div class="split">
                    <HistorySection ticket=ticket state=state unseen=unseen catalogue=catalogue printing=printing />
                    <Aside ticket=ticket state=state catalogue=catalogue />
                </div>
            </Loaded>
            <p class="quiet-text" role="status">
                {announcer.said()}
            </p>
        </div>
    }
    .into_any()
}

/// A part of the ticket that changes seldom, so that the rest isn't built again with each event.
fn part<T: Clone + PartialEq + Send + Sync + 'static>(
    ticket: Signal<Ticket>,
    of: impl Fn(&Ticket) -> T + Send + Sync + 'static,
) -> Memo<T> {
    Memo::new(move |_| ticket.with(&of))
}
