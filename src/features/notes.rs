//! What is told to a viewer who looks elsewhere: how much waits for them, in the frame and the window's title; how many
//! notices are new; and what has just happened, by a note of the operating system where they want that.

use aftercare_contract::{
    account::PersonId,
    history::{Event, EventType, Side},
    mail::MailKind,
    ticket::{SrNumber, Ticket},
    todo::Todo,
    visit::VisitState,
};
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::{
    api::use_api,
    i18n::use_i18n,
    live::use_live,
    platform::{
        boot,
        clock::use_clock,
        notification::{self, Permission},
        sight, window_title,
    },
    route::{Area, Route, use_navigation},
    server_state::{NoteChoices, Query, TodoList},
    session::use_session,
};

/// Where the frame shows what waits; `notes.css` draws what stands in [`MARK`].
const WAYS_HOME: &str = ":is(.rail__place, .bottombar__place)[href='/']";
const MARK: &str = "data-waiting";
/// What the same shows behind each way to the notices: pages draw theirs anew whenever they like.
const NEW_NOTICES: &str = "--new-notices";

/// Tells it until the owner goes.
pub fn attend() {
    let (i18n, clock, session) = (use_i18n(), use_clock(), use_session());
    let (live, navigation) = (use_live(), use_navigation());
    let viewer = Signal::derive(move || session.with_me(|me| me.user.id.clone()));
    let tell = move |kind: MailKind, of: &str, sr: &SrNumber, words: &dyn Fn() -> String| {
        let wanted = || NoteChoices::of(&viewer.get_untracked()?).want(&kind).then_some(());
        if sight::page_is_shown() || notification::permission() != Permission::Granted || wanted().is_none() {
            return;
        }
        let to = Route::Ticket(sr.clone());
        notification::show(&words(), sr.as_str(), of, move || navigation.go(&to));
    };
    let came = Callback::new(move |todo: Todo| {
        let ticket = &todo.ticket;
        let tag = [ticket.sr_number.as_str(), "/", &ticket.version.to_string()].concat();
        tell(MailKind::YourTurn, &tag, &ticket.sr_number, &|| i18n.note_your_turn(&ticket.name));
    });
    let todos = TodoList::new(viewer, came);
    spawn_local(async move {
        // Whoever has neither is told without words.
        let _ = futures::join!(boot::later_looks(), i18n.complete());
    });
    let count = Memo::new(move |_| todos.total().unwrap_or_default());
    window_title::begin_with(move || match count.get() {
        0 => String::new(),
        count => ["(", &i18n.number(count), ") "].concat(),
    });
    Effect::new(move |_| mark(count.get(), &i18n.number(count.get()), &i18n.note_waiting(count.get())));
    on_cleanup(|| mark(0, "", ""));
    if session.with_me(|me| me.capabilities.contains(&Area::Notices.capability())) == Some(true) {
        count_notices();
    }
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
                    i18n.note_eta(&i18n.expected(summary, untrack(|| clock.minute())), &summary.name)
                }
                _ => i18n.note_on_the_way(&summary.name),
            });
        }
    });
}

/// Marks the ways home in the frame, and the portal's icon, with how much waits. The frame belongs to the start, which has
/// no room for this.
fn mark(count: u64, number: &str, words: &str) {
    notification::mark_app(count);
    let Ok(ways) = document().query_selector_all(WAYS_HOME) else { return };
    for way in (0..ways.length()).filter_map(|index| ways.get(index)?.dyn_into::<Element>().ok()) {
        for (name, value) in [(MARK, number), ("title", words)] {
            // These are names of attributes.
            let _ = if count > 0 { way.set_attribute(name, value) } else { way.remove_attribute(name) };
        }
    }
}

/// Counts the notices that the viewer hasn't read.
fn count_notices() {
    let (i18n, api, live) = (use_i18n(), use_api(), use_live());
    let unread = Query::new(move || async move { api.unread_notices().await });
    live.on_news(move |news| {
        if let Some(now) = news.notices {
            unread.set(now);
        }
    });
    live.on_reset(move || unread.refresh());
    let count = Memo::new(move |_| unread.with(|unread| unread.value().map_or(0, |unread| unread.count)));
    Effect::new(move |_| {
        let (count, number) = (count.get(), i18n.number(count.get()));
        // What is seen, and what is heard instead.
        let content = ["\"", &number, "\" / \"", &i18n.note_new_notices(&number), "\""].concat();
        draw_new(if count > 0 { &content } else { "" });
    });
    on_cleanup(|| draw_new(""));
}

/// Draws this, a value of CSS's `content`, at each way to the notices.
fn draw_new(content: &str) {
    if let Some(root) = document().document_element().and_then(|root| root.dyn_into::<HtmlElement>().ok()) {
        // A property of this kind takes any value.
        let _ = root.style().set_property(NEW_NOTICES, content);
    }
}

/// Whether somebody has to do with a ticket; an admin sees those of all, and isn't told of each.
fn concerns(ticket: &Ticket, viewer: Option<&PersonId>) -> bool {
    viewer.is_some() && ticket.related_party.iter().any(|party| party.id.as_ref() == viewer)
}

/// What somebody may want to know of what has happened, beside that it is their turn.
fn kind(event: &Event) -> Option<MailKind> {
    match event.event_type {
        EventType::EtaChanged if event.actor.side != Side::Customer => Some(MailKind::EtaChanged),
        EventType::VisitChanged if event.visit.as_ref()?.state == VisitState::OnTheWay => Some(MailKind::OnTheWay),
        _ => None,
    }
}
