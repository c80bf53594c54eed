//! What the visitor has written and the backend doesn't have yet, at the end of the history.

use aftercare_contract::ticket::{Action, Ticket};
use leptos::prelude::*;

use super::{part, writing::Writing};
use crate::{
    i18n::{I18n, text, use_i18n},
    platform::clock::use_clock,
    server_state::TicketState,
    ui::{Button, ButtonKind, Dialog, FileList, use_toasts},
    uploads::{Delivery, Outgoing, use_outbox},
};

/// The messages that are on their way, each an entry of the history.
#[component]
pub(super) fn Unsent(ticket: Signal<Ticket>, state: TicketState, writing: Writing) -> impl IntoView {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    let outbox = use_outbox();
    let all = Memo::new(move |_| outbox.to(&state.sr()));
    // Says what became of them, once.
    Effect::new(move |before: Option<(usize, bool)>| {
        let arrived = outbox.arrived(&state.sr()).len();
        let waits = all.read().iter().any(|outgoing| outgoing.delivery == Delivery::Waiting);
        if let Some((arrived_before, waited_before)) = before {
            if arrived > arrived_before {
                toasts.say(untrack(|| i18n.ticket_sent()));
            } else if waits && !waited_before {
                toasts.say(untrack(|| i18n.ticket_unsent_kept()));
            }
        }
        (arrived, waits)
    });
    let line = move |outgoing: Outgoing| view! { <Line first=outgoing all=all ticket=ticket writing=writing /> };
    let any = Memo::new(move |_| !all.read().is_empty());
    view! {
        <Show when=move || any.get()>
            <ol class="timeline timeline--unsent" aria-label=move || i18n.ticket_unsent()>
                <For each=move || all.get() key=|outgoing| outgoing.letter.key().as_str().to_owned() children=line />
            </ol>
        </Show>
    }
}

#[component]
fn Line(first: Outgoing, all: Memo<Vec<Outgoing>>, ticket: Signal<Ticket>, writing: Writing) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let (at, place) = (first.letter.written, first.letter.place());
    let (message, language) = (first.letter.message.text.clone(), first.letter.message.language.clone());
    let outgoing = Memo::new(move |last: Option<&Outgoing>| {
        let last = last.unwrap_or(&first);
        let key = last.letter.key();
        all.read().iter().find(|outgoing| outgoing.letter.key() == key).unwrap_or(last).clone()
    });
    let mark = move || {
        let (icon, look) = match outgoing.read().delivery {
            Delivery::Sending => ("send", "timeline__mark timeline__mark--working"),
            Delivery::Waiting => ("offline", "timeline__mark timeline__mark--yours"),
            Delivery::Refused(_) => ("alert", "timeline__mark timeline__mark--late"),
        };
        view! {
            <svg class=look aria-hidden="true">
                <use href=["#", icon].concat()></use>
            </svg>
        }
    };
    let look = move || match outgoing.read().delivery {
        Delivery::Refused(_) => "message__state message__state--late",
        Delivery::Sending | Delivery::Waiting => "message__state",
    };
    let foreign = move || language.clone().filter(|tag| *tag != i18n.language().tag());
    view! {
        <li class="timeline__item timeline__item--unsent">
            <time class="timeline__time" datetime=at.to_string() title=move || i18n.full_time(at)>
                {text(move || i18n.moment(at, clock.minute()))}
            </time>
            {mark}
            <div class="timeline__body">
                <article class="message message--own message--unsent">
                    <p class=look>{text(move || outgoing.with(|outgoing| state_words(i18n, outgoing)))}</p>
                    <div class="message__text" lang=foreign>
                        {message}
                    </div>
                    <FileList place=place picker="answer-text" />
                    <Tools outgoing=outgoing ticket=ticket writing=writing />
                </article>
            </div>
        </li>
    }
}

/// Sending at once, writing it again, throwing it away: whatever can be done while it isn't on its way.
#[component]
fn Tools(outgoing: Memo<Outgoing>, ticket: Signal<Ticket>, writing: Writing) -> impl IntoView {
    let (i18n, outbox) = (use_i18n(), use_outbox());
    let idle = Memo::new(move |_| outgoing.read().delivery != Delivery::Sending);
    let refused = Memo::new(move |_| matches!(outgoing.read().delivery, Delivery::Refused(_)));
    let can_write = part(ticket, |ticket| ticket.actions.contains(&Action::Answer));
    let asked = RwSignal::new(false);
    let letter = move || outgoing.with_untracked(|outgoing| outgoing.letter.clone());
    let send = Callback::new(move |()| outbox.send_now(&letter()));
    let edit = Callback::new(move |()| {
        let letter = letter();
        // Otherwise it has just gone.
        if outbox.take_back(&letter, &writing.place()) {
            writing.again(&letter);
        }
    });
    let ask = Callback::new(move |()| asked.set(true));
    let keep = Callback::new(move |()| asked.set(false));
    let discard = Callback::new(move |()| {
        asked.set(false);
        outbox.discard(&letter());
    });
    let question = move || {
        view! {
            <div class="dialog__body">
                <p>{text(move || i18n.ticket_unsent_discard_text())}</p>
            </div>
            <div class="dialog__foot">
                <Button on_press=keep>{text(move || i18n.cancel())}</Button>
                <Button kind=ButtonKind::Danger on_press=discard>
                    {text(move || i18n.ticket_unsent_discard())}
                </Button>
            </div>
        }
    };
    let again = move || if refused.get() { i18n.retry() } else { i18n.ticket_unsent_now() };
    view! {
        <Show when=move || idle.get()>
            <div class="message__tools">
                <Button on_press=send>{text(again)}</Button>
                {move || {
                    can_write
                        .get()
                        .then(|| {
                            view! {
                                <Button kind=ButtonKind::Quiet on_press=edit>
                                    {text(move || i18n.ticket_unsent_edit())}
                                </Button>
                            }
                        })
                }}
                <Button kind=ButtonKind::Quiet on_press=ask>
                    {text(move || i18n.ticket_unsent_discard())}
                </Button>
            </div>
        </Show>
        <Dialog open=asked title=Signal::derive(move || i18n.ticket_unsent_discard_title()) on_close=keep>
            {question}
        </Dialog>
    }
}

/// Where a message stands, in words.
fn state_words(i18n: I18n, outgoing: &Outgoing) -> String {
    let state = match &outgoing.delivery {
        Delivery::Sending => i18n.ticket_sending(),
        Delivery::Waiting => i18n.ticket_unsent_waiting(),
        delivery if delivery.was_overtaken() => return i18n.ticket_unsent_before(),
        Delivery::Refused(error) => return i18n.ticket_unsent_refused(&i18n.api_error(error)),
    };
    if outgoing.kept { state } else { [state, i18n.ticket_unsent_unkept()].join(" ") }
}
