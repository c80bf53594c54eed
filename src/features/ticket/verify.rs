//! Verifying a fix: what was done, what the vendor has verified, what each answer leads to and until when; and what
//! can be done after the end.

use aftercare_contract::{
    Prose, Timestamp,
    conclusion::Verification,
    ticket::{Action, Status, TakeAction, Ticket},
};
use leptos::prelude::*;

use super::{
    actions::{Ask, Intent, icon, note},
    deciding::Deciding,
    object::said,
    part,
};
use crate::{
    i18n::{I18n, text, use_i18n},
    platform::clock::use_clock,
    route::{Known, Link, Route, VERIFICATION},
    server_state::TicketState,
    ui::{Button, ButtonKind, ErrorNote, Icon},
};

/// How much of a title a follow-up takes over: beside the number it has to fit into one.
const TITLE: usize = 150;

/// The verification, while there is a fix to be verified; what can be done afterwards, once it is over.
#[component]
pub(super) fn Verify(ticket: Signal<Ticket>, state: TicketState) -> impl IntoView {
    let status = part(ticket, |ticket| ticket.summary.status.clone());
    move || match status.get() {
        Status::Resolved => Some(view! { <Card ticket=ticket state=state /> }.into_any()),
        Status::Closed | Status::Cancelled => Some(view! { <Afterwards ticket=ticket /> }.into_any()),
        _ => None,
    }
}

#[component]
fn Card(ticket: Signal<Ticket>, state: TicketState) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let fixed = part(ticket, |ticket| ticket.summary.resolution_date);
    let told = move || fixed.get().map(|fixed| i18n.verify_fixed(&i18n.moment(fixed, clock.minute())));
    let words = part(ticket, |ticket| {
        let checks = ticket.verification.as_ref().map(|verification| verification.checks.clone());
        (ticket.status_change_reason.clone(), checks.unwrap_or_default())
    });
    let content = move || {
        let (done, checks) = words.get();
        let any = done.is_some() || !checks.is_empty();
        any.then(|| {
            view! {
                <div class="object__body">
                    {done.map(|done| said(i18n, I18n::verify_done, done))}
                    {(!checks.is_empty()).then(|| view! { <Checks checks=checks /> })}
                </div>
            }
        })
    };
    view! {
        <section class="object object--yours" id=VERIFICATION tabindex="-1" aria-labelledby="verify-title">
            <header class="object__head">
                <h2 id="verify-title">
                    {text(move || i18n.verify_title())} " " <span class="object__note">{told}</span>
                </h2>
            </header>
            {content}
            <Closing ticket=ticket state=state />
            <Verdicts ticket=ticket state=state />
        </section>
    }
}

/// What the vendor has verified itself.
#[component]
fn Checks(checks: Vec<Prose>) -> impl IntoView {
    let i18n = use_i18n();
    let line = move |check: Prose| {
        let own = check.clone();
        view! {
            <li class="steps__step steps__step--done">
                <Icon name="check" />
                <span class="steps__text" lang=move || i18n.lang_of(&own)>
                    {check.text}
                </span>
            </li>
        }
    };
    view! {
        <div>
            <h3>{text(move || i18n.verify_checks())}</h3>
            <ol class="steps">{checks.into_iter().map(line).collect_view()}</ol>
        </div>
    }
}

/// When it closes by itself, and how to keep it open for longer.
#[component]
fn Closing(ticket: Signal<Ticket>, state: TicketState) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let closes = part(ticket, |ticket| ticket.closes_at);
    let deciding = Deciding::new(state);
    let offered = part(ticket, |ticket| {
        let Verification { keep_open_until, keep_open_left, .. } = ticket.verification.clone()?;
        let may = ticket.actions.contains(&Action::KeepOpen);
        Some((keep_open_until.filter(|_| may)?, keep_open_left))
    });
    let keep = Callback::new(move |()| deciding.send(TakeAction::from(Action::KeepOpen), drop));
    let failure = move || deciding.failed.get().map(|error| view! { <ErrorNote error=error retry=keep /> });
    let offer = move |(until, left): (Timestamp, u32)| {
        view! {
            <p class="object__form">
                <Button busy=deciding.busy on_press=keep>
                    <Icon name="clock" />
                    {text(move || i18n.verify_keep_open(&i18n.day_time(until, clock.minute())))}
                </Button>
                <span class="object__note">{text(move || i18n.verify_keep_open_left(left.into()))}</span>
            </p>
        }
    };
    move || {
        let at = closes.get()?;
        Some(view! {
            <div class="object__agreed">
                <dl class="facts-list">
                    <dt>{text(move || i18n.verify_closes())}</dt>
                    <dd>
                        <strong class="num">{text(move || i18n.day_time(at, clock.minute()))}</strong>
                        " "
                        <span class="object__note">{text(move || i18n.relative(at, clock.minute()))}</span>
                    </dd>
                </dl>
                {failure}
                {move || offered.get().map(offer)}
            </div>
        })
    }
}

/// The answers that the backend takes, each with what follows from it.
#[component]
fn Verdicts(ticket: Signal<Ticket>, state: TicketState) -> impl IntoView {
    let i18n = use_i18n();
    let allowed =
        part(ticket, |ticket| ticket.actions.iter().filter(|action| action.is_verdict()).cloned().collect::<Vec<_>>());
    let asked = RwSignal::new(None::<Intent>);
    let line = move |action: Action| {
        let kind = if action == Action::Confirm { ButtonKind::Primary } else { ButtonKind::Plain };
        let (word, told, meant) = (action.clone(), action.clone(), action.clone());
        view! {
            <li class="object__answer">
                <Button kind=kind on_press=Callback::new(move |()| asked.set(Some(Intent::new(meant.clone()))))>
                    <Icon name=icon(&action) />
                    {text(move || i18n.action(&word) + "…")}
                </Button>
                <span class="object__note">{move || note(i18n, &told)}</span>
            </li>
        }
    };
    view! {
        <Show when=move || !allowed.read().is_empty()>
            <ul class="object__foot object__answers">{move || allowed.get().into_iter().map(line).collect_view()}</ul>
        </Show>
        <Ask asked=asked state=state />
    }
}

/// Until when it can be reopened; afterwards, a request that goes on with it.
#[component]
fn Afterwards(ticket: Signal<Ticket>) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let over = part(ticket, |ticket| {
        let until = ticket.verification.as_ref().and_then(|verification| verification.reopen_until);
        until.filter(|_| ticket.actions.contains(&Action::Reopen))
    });
    let known = part(ticket, |ticket| {
        let (sr, name) = (ticket.summary.sr_number.to_string(), ticket.summary.name.clone());
        let device = ticket.device.as_ref().map(|device| device.id.clone());
        (sr, name.chars().take(TITLE).collect::<String>(), device, ticket.summary.ticket_type.clone())
    });
    let follow_up = move || {
        let (sr, name, device, ticket_type) = known.get();
        let words = i18n.verify_follow_up_name(&sr, &name);
        let known = Known { device, ticket_type: Some(ticket_type), words, ..Known::default() };
        view! {
            <Link class="button" to=Route::NewTicket(known)>
                <Icon name="plus" />
                {text(move || i18n.verify_follow_up())}
            </Link>
        }
    };
    let said = move || match over.get() {
        Some(until) => i18n.verify_reopen_until(&i18n.day_time(until, clock.minute())),
        None => i18n.verify_reopen_over(),
    };
    view! {
        <div class="banner banner--info afterwards">
            <Icon name="info" />
            <p>{said}</p>
            {move || over.get().is_none().then(follow_up)}
        </div>
    }
}
