//! The answer box. What is typed is kept on this device until the backend has it; one draft makes one message, however
//! often it is sent.

use aftercare_contract::{
    history::NewMessage,
    ticket::{Action, Ticket},
};
use leptos::{ev, html, prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};

use super::part;
use crate::{
    api::{ApiError, IdempotencyKey, use_api},
    i18n::{text, use_i18n},
    platform::storage,
    server_state::{Query, TicketState},
    session::use_session,
    ui::{Button, ButtonKind, DropArea, ErrorNote, FileButton, FileList, Icon, use_toasts},
    uploads::{Place, use_uploads},
};

/// Where the text is typed.
pub(super) const TEXT: &str = "#answer-text";
const PICKER: &str = "answer-files";

/// What is kept of an answer that isn't sent yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Draft {
    text: String,
    key: String,
}

impl Draft {
    fn new() -> Self {
        Self { text: String::new(), key: IdempotencyKey::fresh().as_str().to_owned() }
    }

    fn load(slot: &str) -> Option<Self> {
        serde_json::from_str(&storage::get(slot)?).ok()
    }

    /// Keeps it; whether it could.
    fn keep(&self, slot: &str) -> bool {
        serde_json::to_string(self).is_ok_and(|draft| storage::set(slot, &draft))
    }
}

#[component]
pub(super) fn Composer(ticket: Signal<Ticket>, state: TicketState) -> impl IntoView {
    let i18n = use_i18n();
    let allowed = part(ticket, |ticket| ticket.actions.contains(&Action::Answer));
    move || {
        if allowed.get() {
            view! { <Box ticket=ticket state=state /> }.into_any()
        } else {
            view! { <p class="soft">{text(move || i18n.ticket_no_answer())}</p> }.into_any()
        }
    }
}

#[component]
fn Box(ticket: Signal<Ticket>, state: TicketState) -> impl IntoView {
    let (i18n, api, toasts, uploads) = (use_i18n(), use_api(), use_toasts(), use_uploads());
    let person = untrack(|| use_session().me()).map(|me| me.user.id);
    if let Some(person) = &person {
        uploads.open(person);
    }
    let slot = ["answer", person.as_ref().map_or("", |id| id.as_str()), state.sr().as_str()].join("/");
    let slot = StoredValue::new(slot);
    let place = Place::Draft(slot.get_value());
    let catalogue = Query::new(move || async move { api.catalogue().await });
    let limits = Memo::new(move |_| catalogue.value().map(|catalogue| catalogue.uploads));
    let draft = RwSignal::new(slot.with_value(|slot| Draft::load(slot)).unwrap_or_else(Draft::new));
    let kept = RwSignal::new(None::<bool>);
    let failed = RwSignal::new(None::<ApiError>);
    let wrong = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let typed = move |text: String| {
        draft.update(|draft| draft.text = text);
        wrong.set(None);
        kept.set(Some(draft.with_untracked(|draft| slot.with_value(|slot| draft.keep(slot)))));
    };
    let send = {
        let place = StoredValue::new(place.clone());
        Callback::new(move |()| {
            if busy.get_untracked() {
                return;
            }
            let Draft { text, key } = draft.get_untracked();
            let (sr, place) = (state.sr(), place.get_value());
            let language = untrack(|| i18n.language().tag().to_owned());
            let written = NewMessage { text, language: Some(language), uploads: uploads.ids(&place) };
            let message = match written.validate() {
                Ok(message) => message,
                Err(errors) => return wrong.set(errors.first().map(|error| i18n.field_error(error))),
            };
            failed.set(None);
            busy.set(true);
            // The draft, with its key, is kept even where typing could not keep it: a retry must not send it twice.
            slot.with_value(|slot| draft.with_untracked(|draft| draft.keep(slot)));
            let slot = slot.get_value();
            spawn_local(async move {
                let answer = api.answer(&sr, &message, &IdempotencyKey::kept(key)).await;
                busy.try_set(false);
                match answer {
                    Ok(event) => {
                        storage::remove(&slot);
                        uploads.sent_with(&place, &sr, &message.uploads);
                        state.add(vec![event]);
                        draft.try_set(Draft::new());
                        kept.try_set(None);
                        toasts.say(untrack(|| i18n.ticket_sent()));
                    }
                    Err(error) => drop(failed.try_set(Some(error))),
                }
            });
        })
    };
    let submitted = move |event: ev::SubmitEvent| {
        event.prevent_default();
        send.run(());
    };
    let name = part(ticket, |ticket| ticket.engineer.as_ref().map(|engineer| engineer.name.clone()));
    let label = move || match name.get() {
        Some(name) => i18n.ticket_answer_to(&name),
        None => i18n.ticket_answer(),
    };
    let note = move || match kept.get() {
        Some(true) => i18n.ticket_draft_kept(),
        Some(false) => i18n.ticket_draft_unkept(),
        None => i18n.ticket_answer_keys(),
    };
    let failure = move || failed.get().map(|error| view! { <ErrorNote error=error retry=send /> });
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
    let files = place.clone();
    let picker = move || {
        let place = files.clone();
        limits.get().map(|limits| {
            view! {
                <FileButton id=PICKER place=place limits=limits>
                    <Icon name="paperclip" />
                    {text(move || i18n.ticket_attach())}
                </FileButton>
            }
        })
    };
    view! {
        <form class="composer" id="answer" aria-labelledby="answer-label" on:submit=submitted novalidate>
            <DropArea place=place.clone() limits=limits>
                <div class="composer__head">
                    <label class="composer__label" id="answer-label" for="answer-text">
                        {label}
                    </label>
                    <span class="composer__note" id="answer-note">
                        {note}
                    </span>
                </div>
                {complaint}
                <Text draft=draft typed=Callback::new(typed) wrong=wrong send=send />
                <FileList place=place picker=PICKER />
                <FileList place=Place::Ticket(state.sr()) picker=PICKER />
                {failure}
                <div class="composer__foot">
                    {picker} <Button kind=ButtonKind::Primary busy=busy>
                        <Icon name="send" />
                        {move || if busy.get() { i18n.ticket_sending() } else { i18n.ticket_send() }}
                    </Button>
                </div>
            </DropArea>
        </form>
    }
}

/// Where the text is typed. Ctrl or Cmd with Enter sends; Enter that ends a composition never does.
#[component]
fn Text(
    draft: RwSignal<Draft>,
    typed: Callback<String>,
    wrong: RwSignal<Option<String>>,
    send: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let field = NodeRef::<html::Textarea>::new();
    let pressed = move |event: ev::KeyboardEvent| {
        // Some browsers only tell the key code of a composition.
        let composing = event.is_composing() || event.key_code() == 229;
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) && !composing {
            event.prevent_default();
            send.run(());
        }
    };
    view! {
        <textarea
            class="input"
            id="answer-text"
            rows="3"
            placeholder=move || i18n.ticket_answer_hint()
            aria-describedby=move || if wrong.read().is_some() { "answer-error answer-note" } else { "answer-note" }
            aria-invalid=move || wrong.read().is_some().then_some("true")
            node_ref=field
            prop:value=move || draft.read().text.clone()
            on:input:target=move |event| typed.run(event.target().value())
            on:keydown=pressed
        ></textarea>
    }
}
