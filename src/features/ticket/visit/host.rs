//! Who lets the engineer in: told here, and changed where the backend lets the viewer.

use aftercare_contract::{
    FieldError,
    ticket::{Action, TakeAction, Ticket},
    visit::{Visit, VisitDecision, VisitHost},
};
use leptos::{ev, prelude::*};

use super::super::{deciding::Deciding, part, person::Call};
use crate::{
    i18n::{I18n, text, use_i18n},
    platform::focus,
    route::VISIT,
    server_state::TicketState,
    ui::{Button, ErrorNote, TextField},
};

/// The controls for the name and the number.
const NAME: &str = "visit-host";
const PHONE: &str = "visit-host-phone";

/// Who it is.
#[component]
pub(super) fn HostLine(host: Memo<Option<VisitHost>>) -> impl IntoView {
    move || {
        host.get().map(|VisitHost { name, phone }| {
            let phone = phone.map(|phone| {
                view! {
                    " "
                    <Call phone=phone />
                }
            });
            view! {
                {name}
                {phone}
            }
        })
    }
}

/// Names somebody else.
#[component]
pub(super) fn HostForm(ticket: Signal<Ticket>, visit: Memo<Visit>, state: TicketState) -> impl IntoView {
    let i18n = use_i18n();
    let allowed = part(ticket, |ticket| ticket.actions.contains(&Action::NameVisitHost));
    let deciding = Deciding::new(state);
    move || {
        allowed.get().then(|| {
            view! {
                <details class="object__past" prop:open=deciding.overtaken>
                    <summary>{text(move || i18n.visit_host_change())}</summary>
                    <Form visit=visit deciding=deciding />
                </details>
            }
        })
    }
}

#[component]
fn Form(visit: Memo<Visit>, deciding: Deciding) -> impl IntoView {
    let i18n = use_i18n();
    let known = visit.with_untracked(|visit| visit.host.clone());
    let (known_name, known_phone) = known.map(|host| (host.name, host.phone.unwrap_or_default())).unwrap_or_default();
    let (name, phone) = (RwSignal::new(known_name), RwSignal::new(known_phone));
    let wrong = RwSignal::new(Vec::<FieldError>::new());
    let error = move |pointer: &'static str| {
        Signal::derive(move || {
            wrong.read().iter().find(|error| error.pointer == pointer).map(|error| i18n.field_error(error))
        })
    };
    let refuse = move |errors: Vec<FieldError>| {
        let phone = errors.first().is_some_and(|error| error.pointer == "/visit/host/phone");
        wrong.set(errors);
        focus::on(&["#", if phone { PHONE } else { NAME }].concat());
    };
    let send = move || {
        let host = VisitHost { name: name.get_untracked(), phone: Some(phone.get_untracked()) };
        let decision = VisitDecision { revision: visit.read_untracked().revision, time: None, host: Some(host) };
        let action = TakeAction { visit: Some(decision), ..Action::NameVisitHost.into() };
        match action.validate() {
            Ok(valid) => {
                wrong.set(Vec::new());
                deciding.send(valid, move |settled| match settled {
                    Ok(()) => focus::on(&["#", VISIT].concat()),
                    Err(errors) => refuse(errors),
                });
            }
            Err(errors) => refuse(errors),
        }
    };
    let submitted = move |event: ev::SubmitEvent| {
        event.prevent_default();
        send();
    };
    let retry = Callback::new(move |()| send());
    let failure = move || deciding.failed.get().map(|error| view! { <ErrorNote error=error retry=retry /> });
    let label = |words: fn(I18n) -> String| Signal::derive(move || words(i18n));
    view! {
        <form class="object__form" on:submit=submitted novalidate>
            <div class="fields--2">
                <TextField
                    id=NAME
                    label=label(I18n::visit_host_name)
                    value=name
                    error=error("/visit/host/name")
                    autocomplete="name"
                />
                <TextField
                    id=PHONE
                    label=label(I18n::visit_host_phone)
                    value=phone
                    error=error("/visit/host/phone")
                    kind="tel"
                    autocomplete="tel"
                />
            </div>
            {failure}
            <Button busy=deciding.busy>{text(move || i18n.action(&Action::NameVisitHost))}</Button>
        </form>
    }
}
