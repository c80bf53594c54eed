//! One event of the history, in words. Kinds of events that this version doesn't know are shown as their text.

use std::sync::Arc;

use aftercare_contract::{
    Prose, Span,
    claim::ClaimState,
    conclusion::ConclusionKind,
    history::{Event, EventType, Message, Side},
    plan::{MaintenanceWindow, PlanStepState, ResolutionPlan},
    rma::{Loaner, LoanerState, RmaState},
    special::SpecialRequest,
    ticket::{Action, Channel, Clock, EtaChange, Status, Ticket, Verdict},
    visit::{Visit, VisitState},
};
use leptos::prelude::*;

use super::{files::Files, plan::Content};
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
    let asked = event.access.as_ref().filter(|_| event.event_type == EventType::AccessRequested);
    let asked = asked.map(|access| access.purpose.clone());
    let concluded = event.conclusion.as_ref().map(|conclusion| conclusion.text.clone());
    let visited = event.visit.as_ref().and_then(|visit| visit_words(visit, &event.event_type));
    let said = event.checks.iter().cloned().chain(asked).chain(concluded).chain(visited);
    let said = said.map(|prose| view! { <Said prose=prose /> }).collect_view();
    let reason = event.reason.clone().or_else(|| event.eta.as_ref().map(|eta| eta.reason.clone()));
    let reason = reason.filter(|reason| !reason.text.is_empty()).map(|reason| view! { <Reason reason=reason /> });
    let told = matches!(event.event_type, EventType::PlanProposed | EventType::PlanChanged);
    let plan = event.plan.clone().filter(|_| told).map(|plan| view! { <PlanThen plan=plan /> });
    let file = event.attachment.clone().map(|file| view! { <Files files=vec![file] state=state /> });
    view! {
        <p class="timeline__line">
            <strong>{move || line.get().title.clone()}</strong>
            {rest}
            {eta}
        </p>
        {reason}
        {said}
        {plan}
        {file}
    }
}

/// What a visit is for, or what was done there.
fn visit_words(visit: &Visit, event_type: &EventType) -> Option<Prose> {
    match (event_type, &visit.state) {
        (EventType::VisitProposed, _) => Some(visit.purpose.clone()),
        (EventType::VisitChanged, VisitState::Done) => visit.report.clone(),
        _ => None,
    }
}

/// The plan as it was proposed; what holds now stands above the history.
#[component]
fn PlanThen(plan: ResolutionPlan) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <details class="object__past">
            <summary>{text(move || i18n.plan_as_it_was())}</summary>
            <Content plan=plan />
        </details>
    }
}

/// What was asked, found or verified, in the words of who says it.
#[component]
fn Said(prose: Prose) -> impl IntoView {
    let i18n = use_i18n();
    let own = prose.clone();
    view! {
        <p class="timeline__reason" lang=move || i18n.lang_of(&own)>
            {prose.text}
        </p>
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
        _ if event.visit.is_some() => visit_line(i18n, event, actor),
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
        EventType::ActionTaken => {
            // By when what is asked for is answered, or until when it is kept open.
            let due = event.clock.as_ref().and_then(|clock| clock.due);
            let by = due.filter(|_| event.action.as_ref().is_some_and(Action::is_special));
            let by = by.map(|by| i18n.event_answered_by(&i18n.moment(by, event.event_date)));
            let rest = actor.into_iter().chain(by).collect::<Vec<_>>().join(&i18n.event_comma());
            action_line(i18n, event.action.as_ref(), Some(rest).filter(|rest| !rest.is_empty()))
        }
        EventType::WatcherAdded | EventType::WatcherRemoved => watcher_line(i18n, event, actor),
        EventType::Edited => make("edit", "", i18n.event_edited(), actor),
        EventType::PlanProposed => make("plan", "timeline__mark--yours", i18n.event_plan_proposed(), actor),
        EventType::PlanChanged => make("plan", "timeline__mark--yours", i18n.event_plan_changed(), actor),
        EventType::PlanApproved => {
            let by = event.plan.as_ref().and_then(|plan| plan.carried_out_by.as_ref());
            let rest = by.map(|by| i18n.carried_out_by(by)).into_iter().chain(actor).collect::<Vec<_>>();
            make("check", "timeline__mark--good", i18n.event_plan_approved(), Some(rest.join(&i18n.event_comma())))
        }
        EventType::PlanDeclined => make("st-cancelled", "", i18n.event_plan_declined(), actor),
        EventType::PlanWithdrawn => make("st-cancelled", "", i18n.event_plan_withdrawn(), actor),
        EventType::PlanStepChanged => step_line(i18n, event),
        EventType::PlanDone => make("check", "timeline__mark--good", i18n.event_plan_done(), actor),
        EventType::AccessRequested => make("key", "timeline__mark--yours", i18n.event_access_requested(), actor),
        EventType::AccessGranted => {
            let until = event.access.as_ref().and_then(|access| access.until);
            let until = until.map(|until| i18n.moment(until, event.event_date));
            let title =
                until.map_or_else(|| i18n.event_access_granted(), |until| i18n.event_access_granted_until(&until));
            make("key", "timeline__mark--good", title, actor)
        }
        EventType::AccessDeclined => make("st-cancelled", "", i18n.event_access_declined(), actor),
        EventType::AccessEnded => make("lock", "", i18n.event_access_ended(), actor),
        EventType::AccessSessionChanged => session_line(i18n, event),
        EventType::RmaOpened => {
            let part = event.rma.as_ref().map(|rma| rma.part.text.clone());
            make("box", "timeline__mark--working", i18n.event_rma_opened(), part)
        }
        EventType::RmaChanged => rma_line(i18n, event, actor),
        EventType::RmaEtaChanged => {
            let eta = event.rma.as_ref().and_then(|rma| rma.eta).unwrap_or(event.event_date);
            make("truck", "timeline__mark--working", i18n.event_rma_eta(&i18n.day_time(eta, event.event_date)), actor)
        }
        EventType::PartDeadOnArrival => make("alert", "timeline__mark--late", i18n.event_part_dead(), actor),
        EventType::DefectiveHandedOver => {
            let given = event.rma.as_ref().and_then(|rma| rma.hand_over.as_ref());
            make("truck", "", i18n.event_handed_over(), given.map(|given| given.carrier.clone()).or(actor))
        }
        EventType::LoanerChanged => {
            let loaner = event.rma.as_ref().and_then(|rma| rma.loaner.as_ref());
            let model = loaner.filter(|loaner| loaner.state == LoanerState::OnLoan).and_then(|it| it.model.clone());
            let title = loaner.map(|loaner| loaner_title(i18n, loaner)).unwrap_or_default();
            make("swap", "", title, model.or(actor))
        }
        EventType::ClaimFiled | EventType::ClaimEvidenceAdded | EventType::ClaimChanged => {
            claim_line(i18n, event, actor)
        }
        EventType::SpecialRequestAnswered => special_line(i18n, event, actor),
        EventType::FixVerified => make("check", "timeline__mark--good", i18n.event_fix_verified(), actor),
        EventType::ConclusionPublished => conclusion_line(i18n, event, actor),
        EventType::FollowUpOpened => make("alert", "", i18n.event_follow_up_opened(), None),
        EventType::FollowUpAnswered => make("check", "timeline__mark--good", i18n.event_follow_up_answered(), actor),
        other => make("info", "", other.as_str().to_owned(), actor),
    }
}

fn watcher_line(i18n: I18n, event: &Event, actor: Option<String>) -> Line {
    let name = event.party.as_ref().map(|party| &*party.name).unwrap_or_default();
    let added = event.event_type == EventType::WatcherAdded;
    let title = if added { i18n.event_watcher_added(name) } else { i18n.event_watcher_removed(name) };
    Line { icon: "user", tone: "", title, rest: actor }
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

fn rma_line(i18n: I18n, event: &Event, actor: Option<String>) -> Line {
    let rma = event.rma.as_ref();
    let state = rma.map(|rma| &rma.state);
    let (icon, tone) = match state {
        Some(RmaState::Backordered) => ("st-waiting", "timeline__mark--waiting"),
        Some(RmaState::OnTheWay) => ("truck", "timeline__mark--working"),
        Some(RmaState::Replaced | RmaState::Returned) => ("check", "timeline__mark--good"),
        Some(RmaState::Refused | RmaState::Withdrawn) => ("st-cancelled", ""),
        _ => ("box", "timeline__mark--working"),
    };
    let rest = match state {
        Some(RmaState::Picked) => rma.and_then(|rma| rma.depot.clone()),
        Some(RmaState::OnTheWay) => rma.and_then(|rma| rma.carrier.clone()),
        Some(RmaState::Replaced) => rma.and_then(|rma| rma.new_serial_number.clone()),
        _ => None,
    };
    let word = state.map(|state| i18n.rma_state(state)).unwrap_or_default();
    Line { icon, tone, title: i18n.event_rma_state(&word), rest: rest.or(actor) }
}

fn visit_line(i18n: I18n, event: &Event, actor: Option<String>) -> Line {
    let visit = event.visit.as_ref();
    let state = visit.map(|visit| &visit.state);
    let eta = visit.and_then(|visit| visit.eta);
    let (icon, tone, title) = match (&event.event_type, state) {
        (EventType::VisitProposed, _) => ("calendar", "timeline__mark--yours", i18n.event_visit_proposed()),
        (EventType::VisitAgreed, _) => {
            let time = visit_time(i18n, visit.and_then(|visit| visit.time));
            ("calendar", "timeline__mark--good", i18n.event_visit_agreed(&time))
        }
        (EventType::VisitTimeRequested, _) => {
            let wish = visit_time(i18n, visit.and_then(|visit| visit.wish));
            ("calendar", "timeline__mark--waiting", i18n.event_visit_requested(&wish))
        }
        (EventType::VisitEtaChanged, _) => {
            let eta = i18n.day_time(eta.unwrap_or(event.event_date), event.event_date);
            ("truck", "timeline__mark--working", i18n.event_visit_eta(&eta))
        }
        (EventType::VisitHostChanged, _) => {
            let host = visit.and_then(|visit| visit.host.as_ref());
            ("user", "", i18n.event_visit_host(host.map_or("", |host| &host.name)))
        }
        (_, state) => {
            let (icon, tone) = match state {
                Some(VisitState::OnTheWay) => ("truck", "timeline__mark--working"),
                Some(VisitState::Done) => ("check", "timeline__mark--good"),
                Some(VisitState::Cancelled) => ("st-cancelled", ""),
                _ => ("st-visit", "timeline__mark--working"),
            };
            let word = state.map(|state| i18n.visit_state(state)).unwrap_or_default();
            (icon, tone, i18n.event_visit_state(&word))
        }
    };
    let sets_out = event.event_type == EventType::VisitChanged && state == Some(&VisitState::OnTheWay);
    let eta = eta.filter(|_| sets_out).map(|eta| i18n.track_about(&i18n.moment(eta, event.event_date)));
    Line { icon, tone, title, rest: eta.or(actor) }
}

/// A time of a visit, by the viewer's clock.
fn visit_time(i18n: I18n, time: Option<MaintenanceWindow>) -> String {
    time.and_then(|time| i18n.range_in_zone(time.start, time.end, None)).unwrap_or_default()
}

fn conclusion_line(i18n: I18n, event: &Event, actor: Option<String>) -> Line {
    let cause = event.conclusion.as_ref().is_none_or(|it| it.kind != ConclusionKind::Advice);
    let title = if cause { i18n.event_cause_published() } else { i18n.event_advice_published() };
    Line { icon: "file", tone: "", title, rest: actor }
}

/// How far a claim is, with what is proposed.
fn claim_line(i18n: I18n, event: &Event, actor: Option<String>) -> Line {
    let claim = event.claim.as_ref();
    if event.event_type == EventType::ClaimEvidenceAdded {
        return Line { icon: "paperclip", tone: "", title: i18n.event_claim_evidence(), rest: actor };
    }
    if event.event_type == EventType::ClaimFiled {
        let amount = claim.map(|claim| i18n.money(claim.amount, &claim.currency));
        let title = i18n.event_claim_filed();
        return Line { icon: "file", tone: "timeline__mark--working", title, rest: amount.or(actor) };
    }
    let state = claim.map(|claim| &claim.state);
    let (icon, tone) = match state {
        Some(ClaimState::Noticed) => ("st-yours", "timeline__mark--yours"),
        Some(ClaimState::Accepted) => ("check", "timeline__mark--good"),
        Some(ClaimState::Refused | ClaimState::Withdrawn) => ("st-cancelled", ""),
        Some(ClaimState::Appealed) => ("retry", "timeline__mark--working"),
        _ => ("file", "timeline__mark--working"),
    };
    let proposed = claim.filter(|claim| claim.state == ClaimState::Noticed);
    let proposed = proposed.and_then(|claim| Some(i18n.money(claim.notice.as_ref()?.amount?, &claim.currency)));
    let title = i18n.event_claim_state(&state.map(|state| i18n.claim_state(state)).unwrap_or_default());
    Line { icon, tone, title, rest: proposed.or(actor) }
}

/// What has become of a loaner.
fn loaner_title(i18n: I18n, loaner: &Loaner) -> String {
    match &loaner.state {
        LoanerState::Requested => i18n.event_loaner_requested(),
        LoanerState::OnLoan => i18n.event_loaner_lent(),
        LoanerState::Returned => i18n.event_loaner_returned(),
        LoanerState::Refused => i18n.event_loaner_refused(),
        LoanerState::Offered => i18n.loaner_title(),
        LoanerState::Other(word) => word.clone(),
    }
}

fn step_line(i18n: I18n, event: &Event) -> Line {
    let step = event.plan_step.as_ref();
    let text = step.map_or("", |step| &step.text.text);
    let (icon, tone, title) = match step.map(|step| &step.state) {
        Some(PlanStepState::Done) => ("check", "timeline__mark--good", i18n.event_plan_step_done(text)),
        Some(PlanStepState::Running) => ("play", "timeline__mark--working", i18n.event_plan_step_running(text)),
        _ => ("right", "", i18n.event_plan_step_open(text)),
    };
    Line { icon, tone, title, rest: None }
}

fn session_line(i18n: I18n, event: &Event) -> Line {
    let session = event.access_session.as_ref();
    let name = session.map_or("", |session| &session.engineer);
    match session.and_then(|session| Some(session.ended?.since(session.begun))) {
        Some(lasted) => {
            let rest = Some(i18n.event_access_lasted(&i18n.span(lasted)));
            Line { icon: "lock", tone: "", title: i18n.event_access_disconnected(name), rest }
        }
        None => {
            Line { icon: "key", tone: "timeline__mark--working", title: i18n.event_access_connected(name), rest: None }
        }
    }
}

fn special_line(i18n: I18n, event: &Event, actor: Option<String>) -> Line {
    let special = event.special.as_ref();
    let refused = special.is_some_and(SpecialRequest::is_refused);
    let title = match special.map(|special| &special.action) {
        Some(Action::RequestGreenChannel) if refused => i18n.event_green_channel_refused(),
        Some(Action::RequestGreenChannel) => i18n.event_green_channel_granted(),
        _ if refused => i18n.event_escalation_refused(),
        _ => i18n.event_escalation_granted(),
    };
    let (icon, tone) = if refused { ("st-cancelled", "") } else { ("check", "timeline__mark--good") };
    Line { icon, tone, title, rest: actor }
}

fn action_line(i18n: I18n, action: Option<&Action>, actor: Option<String>) -> Line {
    let (icon, tone) = match action {
        Some(Action::Answer) => ("reply", ""),
        Some(Action::Edit) | None => ("edit", ""),
        Some(Action::Confirm) => ("check", "timeline__mark--good"),
        Some(Action::ConfirmPartly) => ("st-verify", "timeline__mark--working"),
        Some(Action::KeepOpen) => ("clock", ""),
        Some(Action::Reopen) => ("retry", "timeline__mark--working"),
        Some(Action::Withdraw) => ("st-cancelled", ""),
        Some(Action::Nudge) => ("bell", ""),
        Some(Action::Escalate) => ("escalate", "timeline__mark--yours"),
        Some(Action::RequestGreenChannel) => ("channel", "timeline__mark--yours"),
        Some(_) => ("right", ""),
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
        Action::ConfirmPartly => i18n.event_partly(),
        Action::Reopen => i18n.event_reopened(),
        Action::KeepOpen => i18n.event_kept_open(),
        Action::Withdraw => i18n.event_withdrawn(),
        Action::Nudge => i18n.event_nudged(),
        Action::Escalate => i18n.event_escalated(),
        Action::RequestGreenChannel => i18n.event_green_channel(),
        Action::ApprovePlan => i18n.event_plan_approved(),
        Action::DeclinePlan => i18n.event_plan_declined(),
        Action::ReportCarriedOut => i18n.event_plan_done(),
        Action::GrantAccess => i18n.event_access_granted(),
        Action::DeclineAccess => i18n.event_access_declined(),
        Action::RevokeAccess => i18n.event_access_ended(),
        Action::ReportPartArrived => i18n.event_rma_state(&i18n.rma_arrived()),
        Action::ReportReplaced => i18n.event_rma_state(&i18n.rma_replaced()),
        Action::HandOverDefective => i18n.event_handed_over(),
        Action::RequestLoaner => i18n.event_loaner_requested(),
        Action::ChooseVisitTime => i18n.visit_chosen(),
        Action::RequestVisitTime => i18n.visit_asked(),
        Action::CancelVisit => i18n.event_visit_state(&i18n.visit_cancelled()),
        Action::NameVisitHost => i18n.visit_host_saved(),
        Action::FileClaim => i18n.event_claim_filed(),
        Action::AddClaimEvidence => i18n.event_claim_evidence(),
        Action::AcceptClaim => i18n.event_claim_state(&i18n.claim_accepted()),
        Action::AppealClaim => i18n.event_claim_state(&i18n.claim_appealed()),
        Action::WithdrawClaim => i18n.event_claim_state(&i18n.claim_withdrawn()),
        Action::AddWatcher => i18n.event_shared(),
        Action::RemoveWatcher => i18n.event_unshared(),
        Action::Other(word) => word.clone(),
    }
}
