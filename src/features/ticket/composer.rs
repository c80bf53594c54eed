//! The answer box. What is typed is kept on this device; what is sent goes on its way and frees the box.

use aftercare_contract::{
    catalogue::Catalogue,
    history::NewMessage,
    ticket::{Action, Ticket},
};
use leptos::{ev, prelude::*, task::spawn_local};

use super::{
    part,
    writing::{self, Writing},
};
use crate::{
    i18n::{text, use_i18n},
    platform::{clock::use_clock, focus},
    server_state::{Query, TicketState},
    ui::{
        Button, ButtonKind, DropArea, FileButton, FileList, Icon, Screening, SecretNote, Suspects, holds_secret,
        redact, use_toasts,
    },
    uploads::{Place, State, use_outbox, use_uploads},
};

const PICKER: &str = "answer-files";

#[component]
pub(super) fn Composer(
    ticket: Signal<Ticket>,
    state: TicketState,
    writing: Writing,
    catalogue: Query<Catalogue>,
) -> impl IntoView {
    let i18n = use_i18n();
    let allowed = part(ticket, |ticket| ticket.actions.contains(&Action::Answer));
    move || {
        if allowed.get() {
            view! { <Box ticket=ticket state=state writing=writing catalogue=catalogue /> }.into_any()
        } else {
            view! { <p class="soft composer__none">{text(move || i18n.ticket_no_answer())}</p> }.into_any()
        }
    }
}

#[component]
fn Box(ticket: Signal<Ticket>, state: TicketState, writing: Writing, catalogue: Query<Catalogue>) -> impl IntoView {
    let (i18n, toasts, clock) = (use_i18n(), use_toasts(), use_clock());
    let (uploads, outbox) = (use_uploads(), use_outbox());
    let place = writing.place();
    let limits = Memo::new(move |_| catalogue.value().map(|catalogue| catalogue.uploads));
    let wrong = RwSignal::new(None::<String>);
    let screening = Screening::new(place.clone(), limits, PICKER);
    let screen = Callback::new(move |files| screening.take(files));
    let send_now = move || {
        let (sr, place, text) = (state.sr(), writing.place(), untrack(|| writing.text()));
        let files = untrack(|| uploads.of(&place));
        let files = files.iter().any(|file| !matches!(untrack(|| file.transfer()).state, State::Refused(_)));
        let known = uploads.ids(&place);
        if text.trim().is_empty() && known.is_empty() && files {
            // Nothing is said, and the backend knows of no file yet: they go to the ticket by themselves.
            uploads.sent_with(&place, &sr, &[]);
            writing.sent();
            return toasts.say(untrack(|| i18n.ticket_files_follow()));
        }
        let language = untrack(|| i18n.language().tag().to_owned());
        match (NewMessage { text, language: Some(language), uploads: known }).validate() {
            Ok(message) => {
                outbox.post(&sr, message, &writing.key(), &place, clock.now());
                writing.sent();
            }
            Err(errors) => wrong.set(errors.first().map(|error| untrack(|| i18n.field_error(error)))),
        }
    };
    let send = Callback::new(move |()| {
        spawn_local(async move {
            match screening.is_clear().await {
                // While files were looked into, the page may have been left.
                _ if wrong.is_disposed() => {}
                true => send_now(),
                false => wrong.set(Some(untrack(|| i18n.new_secret_undecided()))),
            }
        });
    });
    let submitted = move |event: ev::SubmitEvent| {
        event.prevent_default();
        send.run(());
    };
    let name = part(ticket, |ticket| ticket.engineer.as_ref().map(|engineer| engineer.name.clone()));
    let label = move || match name.get() {
        Some(name) => i18n.ticket_answer_to(&name),
        None => i18n.ticket_answer(),
    };
    let note = move || match writing.is_kept() {
        Some(true) => i18n.ticket_draft_kept(),
        Some(false) => i18n.ticket_draft_unkept(),
        None => i18n.ticket_answer_keys(),
    };
    let complaint = move || {
        wrong.get().map(|wrong| {
            view! {
                <p class="field__error" id="answer-error" role="alert">
                    <Icon name="alert" />
                    <span>{wrong}</span>
                </p>
            }
        })
    };
    let secret = Memo::new(move |_| holds_secret(&writing.text()));
    let clean = Callback::new(move |()| {
        writing.typed(redact(&untrack(|| writing.text())));
        focus::on(writing::TEXT);
    });
    let files = place.clone();
    let picker = move || {
        let place = files.clone();
        limits.get().map(|limits| {
            view! {
                <FileButton id=PICKER place=place limits=limits screen=screen>
                    <Icon name="paperclip" />
                    {text(move || i18n.ticket_attach())}
                </FileButton>
            }
        })
    };
    view! {
        <form class="composer" id="answer" aria-labelledby="answer-label" on:submit=submitted novalidate>
            <DropArea place=place.clone() limits=limits screen=screen>
                <div class="composer__head">
                    <label class="composer__label" id="answer-label" for="answer-text">
                        {label}
                    </label>
                    <span class="composer__note" id="answer-note">
                        {note}
                    </span>
                </div>
                {complaint}
                <Text writing=writing wrong=wrong send=send />
                <SecretNote found=secret redact=clean />
                <Suspects screening=screening />
                <FileList place=place picker=PICKER />
                <FileList place=Place::Ticket(state.sr()) picker=PICKER />
                <div class="composer__foot">
                    {picker} <Button kind=ButtonKind::Primary>
                        <Icon name="send" />
                        {text(move || i18n.ticket_send())}
                    </Button>
                </div>
            </DropArea>
        </form>
    }
}

/// Where the text is typed. Ctrl or Cmd with Enter sends; Enter that ends a composition never does.
#[component]
fn Text(writing: Writing, wrong: RwSignal<Option<String>>, send: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let pressed = move |event: ev::KeyboardEvent| {
        // Some browsers only tell the key code of a composition.
        let composing = event.is_composing() || event.key_code() == 229;
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) && !composing {
            event.prevent_default();
            send.run(());
        }
    };
    let typed = move |text: String| {
        wrong.set(None);
        writing.typed(text);
    };
    view! {
        <textarea
            class="input"
            id="answer-text"
            rows="3"
            placeholder=move || i18n.ticket_answer_hint()
            aria-describedby=move || if wrong.read().is_some() { "answer-error answer-note" } else { "answer-note" }
            aria-invalid=move || wrong.read().is_some().then_some("true")
            prop:value=move || writing.text()
            on:input:target=move |event| typed(event.target().value())
            on:keydown=pressed
        ></textarea>
    }
}
