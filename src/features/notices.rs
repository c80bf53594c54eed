//! What is told to a viewer who looks elsewhere: how much waits for them, in the frame and the window's title, and what
//! has just happened, by a note of the operating system where they want that.

use aftercare_contract::{
    account::PersonId,
    history::{Event, EventType, Side},
    mail::MailKind,
    rma::RmaState,
    ticket::{SrNumber, Ticket},
    todo::Todo,
};
use leptos::prelude::*;

use crate::{
    i18n::use_i18n,
    live::use_live,
    platform::{
        clock::use_clock,
        notification::{self, Permission},
        sight,
    },
    route::{Route, use_navigation},
    server_state::{NoticeChoices, TodoList},
    session::use_session,
    ui::use_waiting,
};

/// Tells it until the owner goes.
pub fn attend() {
    let (i18n, clock, session) = (use_i18n(), use_clock(), use_session());
    let (live, navigation, waiting) = (use_live(), use_navigation(), use_waiting());
    let viewer = Signal::derive(move || session.with_me(|me| me.user.id.clone()));
    let tell = move |kind: MailKind, of: &str, sr: &SrNumber, words: &dyn Fn() -> String| {
        let wanted = || NoticeChoices::of(&viewer.get_untracked()?).want(&kind).then_some(());
        if sight::page_is_shown() || notification::permission() != Permission::Granted || wanted().is_none() {
            return;
        }
        let to = Route::Ticket(sr.clone());
        notification::show(&words(), sr.as_str(), of, move || navigation.go(&to));
    };
    let came = Callback::new(move |todo: Todo| {
        let ticket = &todo.ticket;
        let tag = [ticket.sr_number.as_str(), "/", &ticket.version.to_string()].concat();
        tell(MailKind::YourTurn, &tag, &ticket.sr_number, &|| i18n.notice_your_turn(&ticket.name));
    });
    let todos = TodoList::new(viewer, came);
    Effect::new(move |_| {
        let count = todos.total().unwrap_or_default();
        notification::mark_app(count);
        waiting.tell((count > 0).then(|| (i18n.number(count), i18n.notice_waiting(count))));
    });
    on_cleanup(move || {
        notification::mark_app(0);
        waiting.tell(None);
    });
    live.on_ticket(move |news| {
        let Some(told) = news.event() else { return };
        let (ticket, summary) = (&told.ticket, &told.ticket.summary);
        if !concerns(ticket, viewer.get_untracked().as_ref()) {
            return;
        }
        let tag = told.id.to_string();
        if let Some(kind) = kind(&told.event) {
            tell(kind.clone(), &tag, &summary.sr_number, &|| match kind {
                MailKind::EtaChanged => {
                    i18n.notice_eta(&i18n.expected(summary, untrack(|| clock.minute())), &summary.name)
                }
                _ => i18n.notice_on_the_way(&summary.name),
            });
        }
    });
}

/// Whether somebody has to do with a ticket; an admin sees those of all, and isn't told of each.
fn concerns(ticket: &Ticket, viewer: Option<&PersonId>) -> bool {
    viewer.is_some() && ticket.related_party.iter().any(|party| party.id.as_ref() == viewer)
}

/// What somebody may want to know of what has happened, beside that it is their turn.
fn kind(event: &Event) -> Option<MailKind> {
    match event.event_type {
        EventType::EtaChanged if event.actor.side != Side::Customer => Some(MailKind::EtaChanged),
        EventType::RmaChanged if event.rma.as_ref()?.state == RmaState::OnTheWay => Some(MailKind::OnTheWay),
        _ => None,
    }
}
