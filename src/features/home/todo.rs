//! One thing that waits: what, by when, about which ticket, and what can be done about it right here.

use aftercare_contract::{
    Prose, Span, Timestamp,
    ticket::{Action, ClockState, Task},
    todo::Todo,
};
use leptos::{html, prelude::*};

use super::deed::{Answering, Verifying, leading};
use crate::{
    i18n::{I18n, text, use_i18n},
    platform::{clock::use_clock, focus},
    route::{Link, Route},
    server_state::{Entry, TodoList},
    ui::{Icon, RelativeTime, SeverityMark},
};

/// What falls due within this time stands out.
const SOON: Span = Span::hours(2);

/// What there is to do, as a heading.
pub(super) fn what(i18n: I18n, todo: &Todo) -> String {
    match (&todo.ticket.turn.task, &todo.said) {
        (Task::Verify, _) => i18n.home_verify(),
        (Task::Answer, Some(said)) if !said.actor.name.is_empty() => i18n.home_question(&said.actor.name),
        (Task::Answer, _) => i18n.turn_answer(),
        (Task::Decide, _) => i18n.home_decide(),
        (Task::CarryOut, _) => i18n.home_carry_out(),
        (Task::Allow, _) => i18n.home_allow(),
        (Task::Replace, _) => i18n.home_replace(),
        (Task::Schedule, _) => i18n.home_schedule(),
        (Task::DecideClaim, _) => i18n.home_claim(),
        _ => i18n.state_your_turn(),
    }
}

#[component]
pub(super) fn TodoItem(first: Entry, list: TodoList) -> impl IntoView {
    let i18n = use_i18n();
    let entries = list.entries();
    let entry = Memo::new(move |before: Option<&Entry>| {
        let before = before.unwrap_or(&first);
        entries.with(|entries| entries.iter().find(|entry| entry.sr() == before.sr()).unwrap_or(before).clone())
    });
    let sr = entry.with_untracked(|entry| entry.sr().clone());
    let id = ["todo-", sr.as_str()].concat();
    let labelled_by = id.clone();
    let heading = NodeRef::<html::H2>::new();
    let done = Memo::new(move |_| entry.read().done);
    let look = move || if done.get() { "todo todo--done" } else { "todo" };
    let doing = Memo::new(move |_| {
        let todo = &entry.read().todo;
        (todo.ticket.turn.task.clone(), todo.actions.clone())
    });
    let finished = {
        let sr = sr.clone();
        Callback::new(move |()| {
            // What was pressed goes away; the keyboard stays at what it was about.
            if let Some(heading) = heading.get_untracked() {
                focus::on_element(&heading);
            }
            list.done(&sr);
        })
    };
    let to = Route::Ticket(sr.clone());
    let act = move || {
        let (task, actions) = doing.get();
        let sr = sr.clone();
        let named = Signal::derive(move || entry.with(|entry| entry.todo.said.clone()).map(|said| said.actor.name));
        match task {
            _ if done.get() => view! { <Done /> }.into_any(),
            Task::Answer if actions.contains(&Action::Answer) => {
                view! { <Answering sr=sr name=named finished=finished /> }.into_any()
            }
            Task::Verify if actions.contains(&Action::Confirm) => {
                view! { <Verifying sr=sr finished=finished /> }.into_any()
            }
            Task::Decide | Task::CarryOut | Task::Allow | Task::Replace | Task::Schedule | Task::DecideClaim => {
                leading(sr, &task)
            }
            _ => view! {
                <p class="todo__do">
                    <Link class="button" to=Route::Ticket(sr)>
                        {text(move || i18n.home_open_ticket())}
                    </Link>
                </p>
            }
            .into_any(),
        }
    };
    view! {
        <li class=look aria-labelledby=labelled_by>
            <By entry=entry />
            <div>
                <h2 class="todo__what" id=id tabindex="-1" node_ref=heading>
                    <Link to=to>{text(move || what(i18n, &entry.read().todo))}</Link>
                </h2>
                <About entry=entry />
                <Said entry=entry />
                {act}
            </div>
        </li>
    }
}

/// By when, and what happens then; or since when, where no time was said.
#[component]
fn By(entry: Memo<Entry>) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let turn = Memo::new(move |_| entry.read().todo.ticket.turn.clone());
    let asked = Memo::new(move |_| {
        let todo = &entry.read().todo;
        todo.said.as_ref().map_or(todo.ticket.last_update, |said| said.event_date)
    });
    let soon = move || turn.read().by.is_some_and(|by| by < clock.minute() + SOON);
    let look = move || if soon() { "todo__by todo__by--soon" } else { "todo__by" };
    let words = move || {
        let (now, turn) = (clock.minute(), turn.read());
        let (time, note) = match (&turn.task, turn.by) {
            (Task::Decide, None) => (i18n.day(asked.get(), now), i18n.home_proposed(&i18n.clock_time(asked.get()))),
            (_, None) => (i18n.day(asked.get(), now), i18n.home_asked(&i18n.clock_time(asked.get()))),
            (Task::Verify, Some(by)) => (i18n.moment(by, now), i18n.home_closes()),
            (_, Some(by)) if by < now => (i18n.moment(by, now), i18n.ticket_over(&i18n.span(now.since(by)))),
            (_, Some(by)) => {
                (i18n.ticket_update_by(&i18n.moment(by, now)), i18n.ticket_left(&i18n.span(by.since(now))))
            }
        };
        let exact: Timestamp = turn.by.unwrap_or_else(|| asked.get());
        view! {
            <time datetime=exact.to_string()>{time}</time>
            " "
            {note}
        }
    };
    let done = Memo::new(move |_| entry.read().done);
    view! { <p class=look>{move || (!done.get()).then(words)}</p> }
}

/// Which ticket, how severe, and what the waiting costs.
#[component]
fn About(entry: Memo<Entry>) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let ticket = Memo::new(move |_| entry.read().todo.ticket.clone());
    let severity = Memo::new(move |_| ticket.read().severity.clone());
    let mark = move || severity.get().map(|severity| view! { <SeverityMark severity=severity /> });
    let paused = Memo::new(move |_| {
        let ticket = ticket.read();
        let clock = ticket.next_clock.as_ref().filter(|clock| clock.state == ClockState::Paused)?;
        clock.pauses.last().filter(|pause| pause.until.is_none()).map(|pause| pause.since)
    });
    let cost = move || {
        let since = paused.get().filter(|_| !entry.read().done)?;
        Some(view! {
            <p class="todo__cost">
                <Icon name="st-paused" />
                <span>{text(move || i18n.home_paused(&i18n.moment(since, clock.minute())))}</span>
            </p>
        })
    };
    view! {
        <p class="todo__context">
            <span class="mono nowrap">{move || ticket.read().sr_number.to_string()}</span>
            <span lang=move || ticket.read().language.clone()>{move || ticket.read().name.clone()}</span>
            {mark}
        </p>
        {cost}
    }
}

/// The question, or what was done, in the words of who said it.
#[component]
fn Said(entry: Memo<Entry>) -> impl IntoView {
    let i18n = use_i18n();
    let said = Memo::new(move |_| {
        let said = entry.read().todo.said.clone()?;
        let asked = said.plan.map(|plan| plan.expected_effect).or(said.access.map(|access| access.purpose));
        let asked = asked.or(said.visit.map(|visit| visit.purpose));
        let prose: Prose = said.message.map(|message| message.prose).or(said.reason).or(asked)?;
        Some((prose, said.actor.name, said.event_date))
    });
    move || {
        said.get().map(|(prose, name, time)| {
            let lang = i18n.lang_of(&prose);
            view! {
                <blockquote class="todo__said">
                    <p lang=lang>{prose.text}</p>
                    <footer class="faint">{name} " · " <RelativeTime time=time /></footer>
                </blockquote>
            }
        })
    }
}

#[component]
fn Done() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <p class="todo__do state state--good">
            <Icon name="check" />
            {text(move || i18n.home_done())}
        </p>
    }
}
