//! One event of the history, in words. Kinds of events that this version doesn't know are shown as their text.

use std::sync::Arc;

use aftercare_contract::{
    Prose, Span,
    history::{Event, EventType, Message, Side},
    ticket::{Action, Channel, Clock, EtaChange, Status, Ticket, Verdict},
};
use leptos::prelude::*;

use super::files::Files;
use crate::{
    i18n::{I18n, text, use_i18n},
    platform::clock::use_clock,
    server_state::TicketState,
    session::use_session,
    ui::Icon,
};

/// Mark, title and what follows it.
#[derive(PartialEq)]
struct Line {
    icon: &'static str,
    tone: &'static str,
    title: String,
    rest: Option<String>,
}

#[component]
pub(super) fn EventLine(event: Arc<Event>, ticket: Signal<Ticket>, state: TicketState) -> impl IntoView {
    let i18n = use_i18n();
    let at = event.event_date;
    let told = event.clone();
    let channel = ticket.with_untracked(|ticket| ticket.summary.channel.clone());
    let line = Memo::new(move |_| Arc::new(line(i18n, &told, &channel)));
    let mark = move || {
        let line = line.get();
        let look = ["timeline__mark", line.tone].join(" ");
        view! {
            <svg class=look aria-hidden="true">
                <use href=["#", line.icon].concat()></use>
            </svg>
        }
    };
    let body = match &event.message {
        Some(message) => view! { <MessageBox message=message.clone() event=event.clone() state=state /> }.into_any(),
        None => view! { <Happening event=event line=line ticket=ticket state=state /> }.into_any(),
    };
    view! {
        <li class="timeline__item">
            <time class="timeline__time" datetime=at.to_string() title=move || i18n.full_time(at)>
                {text(move || i18n.clock_time(at))}
            </time>
            {mark}
            <div class="timeline__body">{body}</div>
        </li>
    }
}

/// Anything but a message.
#[component]
fn Happening(event: Arc<Event>, line: Memo<Arc<Line>>, ticket: Signal<Ticket>, state: TicketState) -> impl IntoView {
    let i18n = use_i18n();
    let rest = move || line.get().rest.clone().map(|rest| [i18n.event_comma(), rest].concat());
    let eta = event.eta.clone().map(|change| view! { <EtaLine change=change ticket=ticket /> });
    let reason = event.reason.clone().or_else(|| event.eta.as_ref().map(|eta| eta.reason.clone()));
    let reason = reason.filter(|reason| !reason.text.is_empty()).map(|reason| view! { <Reason reason=reason /> });
    let file = event.attachment.clone().map(|file| view! { <Files files=vec![file] state=state /> });
    view! {
        <p class="timeline__line">
            <strong>{move || line.get().title.clone()}</strong>
            {rest}
            {eta}
        </p>
        {reason}
        {file}
    }
}

#[component]
fn Reason(reason: Prose) -> impl IntoView {
    let i18n = use_i18n();
    let own = reason.clone();
    view! {
        <p class="timeline__reason" lang=move || i18n.lang_of(&own)>
            {text(move || i18n.event_reason(&reason.text))}
        </p>
    }
}

/// The expected time before, and now.
#[component]
fn EtaLine(change: EtaChange, ticket: Signal<Ticket>) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let changed = change.changed;
    let before = Memo::new(move |_| {
        ticket.with(|ticket| {
            let earlier = ticket.eta.as_ref()?.history.iter().rfind(|earlier| earlier.changed < changed);
            earlier.map(|earlier| earlier.window.clone())
        })
    });
    let was = move || {
        before.get().map(|before| {
            view! {
                <span class="quiet-text">{i18n.event_eta_was()}</span>
                <del>{i18n.window(&before, clock.minute())}</del>
                <Icon name="arrow" />
            }
        })
    };
    view! {
        " "
        <span class="was-now">
            {was} <ins class="num">
                <strong>{text(move || i18n.window(&change.window, clock.minute()))}</strong>
            </ins>
        </span>
    }
}

#[component]
fn MessageBox(message: Message, event: Arc<Event>, state: TicketState) -> impl IntoView {
    let i18n = use_i18n();
    let session = use_session();
    let own = event.actor.side == Side::Customer;
    let look = if own { "message message--own" } else { "message" };
    let name = event.actor.name.clone();
    let told = event.clone();
    let who = move || {
        let me = session.me().is_some_and(|me| own && me.user.name == told.actor.name);
        let tier = told.actor.tier.as_ref().map(|tier| i18n.tier(tier));
        if me { Some(i18n.ticket_you()) } else { tier }
    };
    let Message { prose, channel, attachment, .. } = message;
    let via = (channel != Channel::Web).then_some(channel);
    let via = move || via.as_ref().map(|via| i18n.event_via(&i18n.channel(via)));
    let written = prose.clone();
    let files = (!attachment.is_empty()).then(|| view! { <Files files=attachment state=state /> });
    view! {
        <article class=look>
            <header class="message__head">
                <b>{name}</b>
                <span>{who}</span>
                <span>{via}</span>
            </header>
            <div class="message__text" lang=move || i18n.lang_of(&written)>
                {prose.text}
            </div>
            {files}
        </article>
    }
}

/// What is read out when an event arrives.
pub(super) fn announcement(i18n: I18n, event: &Event, ticket: &Ticket) -> String {
    if event.message.is_some() {
        return i18n.event_announced_message(&event.actor.name);
    }
    title(i18n, event, &ticket.summary.channel)
}

/// What happened, in a line. `filed_by` is the channel by which the ticket came.
pub(super) fn title(i18n: I18n, event: &Event, filed_by: &Channel) -> String {
    let Line { title, rest, .. } = line(i18n, event, filed_by);
    match rest {
        Some(rest) => [title, i18n.event_comma(), rest].concat(),
        None => title,
    }
}

/// `filed_by` is the channel by which the ticket came.
fn line(i18n: I18n, event: &Event, filed_by: &Channel) -> Line {
    let actor = Some(event.actor.name.clone()).filter(|name| !name.is_empty());
    let make = |icon, tone, title, rest| Line { icon, tone, title, rest };
    match &event.event_type {
        EventType::Created => {
            let via = (*filed_by != Channel::Web).then(|| i18n.event_via(&i18n.channel(filed_by)));
            let by = [actor, via].into_iter().flatten().collect::<Vec<_>>().join(&i18n.event_comma());
            make("st-received", "", i18n.event_created(), Some(by).filter(|by| !by.is_empty()))
        }
        EventType::StatusChanged => status_line(i18n, event),
        EventType::StepChanged => {
            let step = event.step.as_ref().map(|step| i18n.step(step)).unwrap_or_default();
            make("right", "", i18n.event_step(&step), None)
        }
        EventType::TierChanged => {
            let tier = event.tier.as_ref().map(|tier| i18n.tier(tier)).unwrap_or_default();
            let engineer = event.engineer.as_ref().map(|engineer| engineer.name.clone());
            make("swap", "", i18n.event_tier(&tier), engineer)
        }
        EventType::EngineerChanged => {
            let engineer = event.engineer.as_ref();
            let name = engineer.map(|engineer| engineer.name.clone()).unwrap_or_default();
            make("user", "", i18n.event_engineer(&name), engineer.map(|engineer| i18n.tier(&engineer.tier)))
        }
        EventType::SeverityChanged => {
            let severity = event.severity.as_ref().map(|severity| i18n.localized(&severity.name).0);
            make("alert", "", i18n.event_severity(&severity.unwrap_or_default()), None)
        }
        EventType::EtaChanged => make("clock", "timeline__mark--working", i18n.event_eta(), None),
        EventType::ClockPaused => {
            let pause = event.clock.as_ref().and_then(|clock| clock.pauses.last());
            let reason = pause.map(|pause| i18n.pause_reason(&pause.reason));
            make("st-paused", "timeline__mark--yours", i18n.event_paused(), reason)
        }
        EventType::ClockResumed => make("play", "timeline__mark--good", i18n.event_resumed(), paused_for(i18n, event)),
        EventType::ClockVerdict => verdict_line(i18n, event.clock.as_ref()),
        EventType::Message => make("message", "", i18n.event_message(), actor),
        EventType::FileAdded => make("paperclip", "", i18n.event_file(), actor),
        EventType::ActionTaken => action_line(i18n, event.action.as_ref(), actor),
        EventType::Edited => make("edit", "", i18n.event_edited(), actor),
        EventType::FollowUpOpened => make("alert", "", i18n.event_follow_up_opened(), None),
        EventType::FollowUpAnswered => make("check", "timeline__mark--good", i18n.event_follow_up_answered(), actor),
        EventType::Other(word) => make("info", "", word.clone(), actor),
    }
}

fn status_line(i18n: I18n, event: &Event) -> Line {
    let status = event.status.as_ref();
    let (icon, tone) = match status {
        Some(Status::Resolved) => ("check", "timeline__mark--good"),
        Some(Status::Closed) => ("st-closed", "timeline__mark--good"),
        Some(Status::Cancelled) => ("st-cancelled", ""),
        Some(Status::Pending | Status::Held) => ("st-waiting", "timeline__mark--waiting"),
        _ => ("st-working", "timeline__mark--working"),
    };
    let word = status.map(|status| i18n.status(status)).unwrap_or_default();
    Line { icon, tone, title: i18n.event_status(&word), rest: None }
}

/// How long the clocks stood still before they went on.
fn paused_for(i18n: I18n, event: &Event) -> Option<String> {
    let pause = event.clock.as_ref()?.pauses.last()?;
    let length = pause.until.unwrap_or(event.event_date).since(pause.since);
    (length > Span::default()).then(|| i18n.ticket_ribbon_paused_for(&i18n.span(length)))
}

fn verdict_line(i18n: I18n, clock: Option<&Clock>) -> Line {
    let promise = clock.map(|clock| i18n.promise(&clock.promise)).unwrap_or_default();
    let took = clock.map(|clock| i18n.event_took(&i18n.span(clock.elapsed), &i18n.span(clock.target)));
    if clock.is_some_and(|clock| clock.verdict == Some(Verdict::Breached)) {
        Line { icon: "st-late", tone: "timeline__mark--late", title: i18n.event_breached(&promise), rest: took }
    } else {
        Line { icon: "check", tone: "timeline__mark--good", title: i18n.event_met(&promise), rest: took }
    }
}

fn action_line(i18n: I18n, action: Option<&Action>, actor: Option<String>) -> Line {
    let (icon, tone) = match action {
        Some(Action::Answer) => ("reply", ""),
        Some(Action::Edit) | None => ("edit", ""),
        Some(Action::Confirm) => ("check", "timeline__mark--good"),
        Some(Action::Reopen) => ("retry", "timeline__mark--working"),
        Some(Action::Withdraw) => ("st-cancelled", ""),
        Some(Action::Nudge) => ("bell", ""),
        Some(Action::Escalate) => ("escalate", "timeline__mark--yours"),
        Some(Action::RequestGreenChannel) => ("channel", "timeline__mark--yours"),
        Some(Action::Other(_)) => ("right", ""),
    };
    let title = action.map_or_else(|| i18n.event_edited(), |action| done(i18n, action));
    Line { icon, tone, title, rest: actor }
}

/// That an action was taken.
pub(super) fn done(i18n: I18n, action: &Action) -> String {
    match action {
        Action::Answer => i18n.event_answered(),
        Action::Edit => i18n.event_edited(),
        Action::Confirm => i18n.event_confirmed(),
        Action::Reopen => i18n.event_reopened(),
        Action::Withdraw => i18n.event_withdrawn(),
        Action::Nudge => i18n.event_nudged(),
        Action::Escalate => i18n.event_escalated(),
        Action::RequestGreenChannel => i18n.event_green_channel(),
        Action::Other(word) => word.clone(),
    }
}
