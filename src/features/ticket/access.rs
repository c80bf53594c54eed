//! Remote access: what an engineer asks for, for how long the customer allows it, and every session.

use aftercare_contract::{
    FieldError, Span,
    remote::{AccessDecision, AccessRequest, AccessSession, AccessState},
    ticket::{Action, TakeAction, Ticket},
};
use leptos::{ev, prelude::*};

use super::{
    actions::{Ask, Intent},
    deciding::{Deciding, Overtaken},
    object::{Body, from_when_there, said},
    part,
};
use crate::{
    i18n::{I18n, text, use_i18n},
    platform::{clock::use_clock, focus},
    route::ACCESS,
    server_state::TicketState,
    ui::{Button, ButtonKind, Choice, ErrorNote, FieldGroup, Icon, Look, RadioButtons},
};

/// The group for how long it is allowed.
const DURATION: &str = "access-duration";

/// Remote access, from when somebody has asked for it.
#[component]
pub(super) fn Access(ticket: Signal<Ticket>, state: TicketState, printing: Signal<bool>) -> impl IntoView {
    from_when_there(
        ticket,
        |ticket| ticket.access.clone(),
        move |access| view! { <Card access=access ticket=ticket state=state printing=printing /> },
    )
}

#[component]
fn Card(
    access: Memo<AccessRequest>,
    ticket: Signal<Ticket>,
    state: TicketState,
    printing: Signal<bool>,
) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let past = Memo::new(move |_| !access.read().is_open());
    let asked = move || access.read().state == AccessState::Requested;
    let look = move || if asked() { "object object--yours" } else { "object" };
    let told = move || {
        access.with(|access| i18n.access_told(&access.engineer, &i18n.moment(access.requested, clock.minute())))
    };
    let words = Memo::new(move |_| access.with(|access| (access.purpose.clone(), access.scope.clone())));
    let content = move || {
        let (purpose, scope) = words.get();
        view! {
            <div class="object__body">
                {said(i18n, I18n::access_purpose, purpose)} {said(i18n, I18n::access_scope, scope)}
            </div>
        }
    };
    view! {
        <section class=look id=ACCESS tabindex="-1" aria-labelledby="access-title">
            <header class="object__head">
                <h2 id="access-title">
                    {text(move || i18n.access_title())} " " <span class="object__note">{text(told)}</span>
                </h2>
                <Stage access=access />
            </header>
            <Body past=past printing=printing show=I18n::access_show>
                {content()}
            </Body>
            <Left access=access />
            <Sessions access=access />
            <Decision ticket=ticket access=access state=state />
        </section>
    }
}

/// Where it stands: icon and word.
#[component]
fn Stage(access: Memo<AccessRequest>) -> impl IntoView {
    let i18n = use_i18n();
    let stage = Memo::new(move |_| access.read().state.clone());
    let marked = move || {
        let (look, icon, word) = match stage.get() {
            AccessState::Requested => ("state state--yours", "st-yours", i18n.access_requested()),
            AccessState::Granted => ("state state--working", "key", i18n.access_granted()),
            AccessState::Declined => ("state state--cancelled", "st-cancelled", i18n.access_declined()),
            AccessState::Ended => ("state", "lock", i18n.access_ended()),
            AccessState::Other(word) => ("state", "info", word),
        };
        view! {
            <span class=look>
                <Icon name=icon />
                {word}
            </span>
        }
    };
    view! { <p class="object__stage">{marked}</p> }
}

/// When it ends by itself, and how long that still is.
#[component]
fn Left(access: Memo<AccessRequest>) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let ends = Memo::new(move |_| access.read().ends_at());
    move || {
        let until = ends.get()?;
        let left = move || i18n.access_left(&i18n.span(until.since(clock.minute()).max(Span::default())));
        Some(view! {
            <dl class="facts-list object__agreed">
                <dt>{text(move || i18n.access_ends())}</dt>
                <dd>
                    <strong class="num">{text(move || i18n.moment(until, clock.minute()))}</strong>
                    " "
                    <span class="object__note num" role="timer">
                        {text(left)}
                    </span>
                </dd>
            </dl>
        })
    }
}

/// Who was connected when, and for how long; once it was granted.
#[component]
fn Sessions(access: Memo<AccessRequest>) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let sessions = Memo::new(move |_| access.with(|access| (access.sessions.clone(), access.until.is_some())));
    let line = move |AccessSession { engineer, tier, begun, ended }: AccessSession| {
        let (look, icon) =
            if ended.is_some() { ("steps__step", "key") } else { ("steps__step steps__step--now", "key") };
        let how = move || {
            let now = clock.minute();
            if let Some(ended) = ended {
                return [i18n.time_range(begun, ended, now), i18n.span(ended.since(begun))].join(" · ");
            }
            let lasts = now.since(begun).max(Span::minutes(1));
            i18n.access_session_running(&i18n.moment(begun, now), &i18n.span(lasts))
        };
        let who = move || {
            let tier = tier.as_ref().map(|tier| i18n.tier(tier));
            [Some(engineer.clone()), tier].into_iter().flatten().collect::<Vec<_>>().join(" · ")
        };
        view! {
            <li class=look>
                <Icon name=icon />
                <span class="steps__text">{text(who)}</span>
                <span class="steps__how num">{text(how)}</span>
            </li>
        }
    };
    move || {
        let (sessions, granted) = sessions.get();
        let list = if sessions.is_empty() {
            view! { <p class="object__note">{text(move || i18n.access_no_sessions())}</p> }.into_any()
        } else {
            view! { <ol class="steps">{sessions.into_iter().map(line).collect_view()}</ol> }.into_any()
        };
        granted.then(|| {
            view! {
                <div class="object__agreed">
                    <h3 class="object__note">{text(move || i18n.access_sessions())}</h3>
                    {list}
                </div>
            }
        })
    }
}

/// All that the backend lets the viewer decide now, and nothing else.
#[component]
fn Decision(ticket: Signal<Ticket>, access: Memo<AccessRequest>, state: TicketState) -> impl IntoView {
    let i18n = use_i18n();
    let allowed = part(ticket, |ticket| {
        ticket.actions.iter().filter(|action| action.is_on_access()).cloned().collect::<Vec<_>>()
    });
    let may = move |action| Memo::new(move |_| allowed.read().contains(&action));
    let (grant, decline, revoke) = (may(Action::GrantAccess), may(Action::DeclineAccess), may(Action::RevokeAccess));
    let granted = Memo::new(move |_| access.read().state == AccessState::Granted);
    let deciding = Deciding::new(state);
    let asked = RwSignal::new(None::<Intent>);
    let question = move |action: Action| {
        let word = action.clone();
        let ask = move |()| {
            let decision = AccessDecision { revision: access.read_untracked().revision, duration: None };
            deciding.begin();
            asked.set(Some(Intent::new(TakeAction { access: Some(decision), ..action.clone().into() })));
        };
        view! { <Button on_press=Callback::new(ask)>{text(move || i18n.action(&word) + "…")}</Button> }
    };
    let form = move || match (grant.get(), granted.get()) {
        (false, _) => None,
        (true, false) => Some(view! { <Form access=access deciding=deciding word=I18n::access_grant /> }.into_any()),
        // What is granted is seldom changed.
        (true, true) => Some(
            view! {
                <details class="object__past" prop:open=deciding.overtaken>
                    <summary>{text(move || i18n.access_change())}</summary>
                    <Form access=access deciding=deciding word=I18n::access_grant />
                </details>
            }
            .into_any(),
        ),
    };
    view! {
        <Overtaken overtaken=deciding.overtaken id="access-overtaken" words=I18n::access_overtaken />
        <Show when=move || !allowed.read().is_empty()>
            <div class="object__foot">
                {form} {move || revoke.get().then(|| question(Action::RevokeAccess))}
                {move || decline.get().then(|| question(Action::DeclineAccess))}
            </div>
        </Show>
        <Ask
            asked=asked
            state=state
            overtaken=Callback::new(move |()| deciding.was_overtaken())
            finished=Callback::new(|()| lead_back())
        />
    }
}

/// For how long, and the button that allows it.
#[component]
fn Form(access: Memo<AccessRequest>, deciding: Deciding, word: fn(I18n) -> String) -> impl IntoView {
    let i18n = use_i18n();
    let offered = Memo::new(move |_| access.read().offered.clone());
    let choice = RwSignal::new(None::<Span>);
    let wrong = RwSignal::new(None::<FieldError>);
    let error = Signal::derive(move || wrong.read().as_ref().map(|error| i18n.field_error(error)));
    // The shortest is enough until another one is chosen.
    let chosen = Memo::new(move |_| {
        let offered = offered.read();
        choice.get().filter(|choice| offered.contains(choice)).or_else(|| offered.iter().min().copied())
    });
    let send = move || {
        let decision = AccessDecision { revision: access.read_untracked().revision, duration: chosen.get_untracked() };
        let action = TakeAction { access: Some(decision), ..Action::GrantAccess.into() };
        deciding.send(action, move |settled| {
            wrong.set(settled.as_ref().err().and_then(|errors| errors.first().cloned()));
            if settled.is_ok() {
                lead_back();
            }
        });
    };
    let submitted = move |event: ev::SubmitEvent| {
        event.prevent_default();
        send();
    };
    let retry = Callback::new(move |()| send());
    let failure = move || deciding.failed.get().map(|error| view! { <ErrorNote error=error retry=retry /> });
    let offer = move |span: Span| Choice {
        value: span,
        label: Signal::derive(move || i18n.access_from_now(&i18n.span(span))),
        note: None,
    };
    let radios = move || {
        let choices = offered.get().into_iter().map(offer).collect();
        let choose = Callback::new(move |span| choice.set(Some(span)));
        view! { <RadioButtons name=DURATION choices=choices chosen=chosen choose=choose look=Look::Boxes(2) /> }
    };
    view! {
        <form class="object__form" on:submit=submitted novalidate>
            <FieldGroup class="field" id=DURATION label=I18n::access_duration error=error>
                <p class="field__hint">{text(move || i18n.access_duration_hint())}</p>
                {radios}
            </FieldGroup>
            {failure}
            <Button kind=ButtonKind::Primary busy=deciding.busy>
                <Icon name="key" />
                {text(move || word(i18n))}
            </Button>
        </form>
    }
}

/// What was pressed goes away; the keyboard stays at what it was about.
fn lead_back() {
    focus::on(&["#", ACCESS].concat());
}
