//! Doing one's part without leaving the page: answer, confirm, say that it isn't fixed.

use std::future::Future;

use aftercare_contract::{
    FieldError, Problem,
    history::NewMessage,
    ticket::{Action, SrNumber, TakeAction, Task},
};
use leptos::{ev, prelude::*, task::spawn_local};

use crate::{
    api::{Api, ApiError, IdempotencyKey, use_api},
    i18n::{I18n, text, use_i18n},
    route::{ACCESS, CLAIM, PLAN, RMA, Route, VISIT},
    server_state::Draft,
    session::use_session,
    ui::{Button, ButtonKind, ErrorNote, Icon, described_by, use_toasts},
};

/// Something that is being tried: whether it is under way, and why it failed.
#[derive(Clone, Copy)]
struct Attempt {
    busy: RwSignal<bool>,
    failed: RwSignal<Option<ApiError>>,
    finished: Callback<()>,
}

impl Attempt {
    fn new(finished: Callback<()>) -> Self {
        Self { busy: RwSignal::new(false), failed: RwSignal::new(None), finished }
    }

    /// Does it, unless it is under way already; `then` comes after success, on whichever page the visitor is by then.
    fn make(self, work: impl Future<Output = Result<(), ApiError>> + 'static, then: impl FnOnce() + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.failed.set(None);
        self.busy.set(true);
        spawn_local(async move {
            let outcome = work.await;
            self.busy.try_set(false);
            match outcome {
                Ok(()) => {
                    then();
                    self.finished.try_run(());
                }
                Err(error) => drop(self.failed.try_set(Some(error))),
            }
        });
    }

    /// What is wrong with what was typed; tracked.
    fn wrong(self) -> Option<FieldError> {
        self.failed.with(|failed| failed.as_ref()?.fields().first().cloned())
    }

    /// Why it failed otherwise; tracked.
    fn failure(self) -> Option<ApiError> {
        self.failed.get().filter(|error| error.fields().is_empty())
    }
}

fn invalid(errors: Vec<FieldError>) -> ApiError {
    ApiError::Problem(Box::new(Problem::from(errors)))
}

async fn act(api: Api, sr: SrNumber, action: Action, reason: Option<String>, key: IdempotencyKey) -> Outcome {
    let wanted = TakeAction { reason, ..action.into() }.validate().map_err(invalid)?;
    api.act(&sr, &wanted, &key).await.map(drop)
}

type Outcome = Result<(), ApiError>;

/// The answer to a question. The draft is that of the ticket's page.
#[component]
pub(super) fn Answering(
    sr: SrNumber,
    /// Who asked.
    name: Signal<Option<String>>,
    finished: Callback<()>,
) -> impl IntoView {
    let (i18n, api, toasts) = (use_i18n(), use_api(), use_toasts());
    let attempt = Attempt::new(finished);
    let about = sr.clone();
    let send = Callback::new(move |draft: Draft| {
        let language = untrack(|| i18n.language().tag().to_owned());
        let key = draft.key();
        let message = NewMessage { text: draft.text, language: Some(language), uploads: Vec::new() };
        let (sr, slot) = (about.clone(), slot("answer", &about));
        let work = async move {
            let message = message.validate().map_err(invalid)?;
            api.answer(&sr, &message, &key).await.map(drop)
        };
        attempt.make(work, move || {
            Draft::forget(&slot);
            toasts.say(untrack(|| i18n.ticket_sent()));
        });
    });
    let label = move || match name.get().filter(|name| !name.is_empty()) {
        Some(name) => i18n.ticket_answer_to(&name),
        None => i18n.ticket_answer(),
    };
    let sending = move || if attempt.busy.get() { i18n.ticket_sending() } else { i18n.ticket_send() };
    view! {
        <Writing
            what="answer"
            sr=sr
            label=Signal::derive(label)
            hint=Signal::derive(move || i18n.ticket_answer_hint())
            attempt=attempt
            send=send
        >
            <Button busy=attempt.busy>
                <Icon name="send" />
                {text(sending)}
            </Button>
        </Writing>
    }
}

/// Whether the fix holds.
#[component]
pub(super) fn Verifying(sr: SrNumber, finished: Callback<()>) -> impl IntoView {
    let (i18n, api, toasts) = (use_i18n(), use_api(), use_toasts());
    let not_fixed = RwSignal::new(false);
    let attempt = Attempt::new(finished);
    let key = StoredValue::new(IdempotencyKey::fresh());
    let about = sr.clone();
    let confirm = Callback::new(move |()| {
        let work = act(api, about.clone(), Action::Confirm, None, key.get_value());
        attempt.make(work, move || toasts.say(untrack(|| i18n.event_confirmed())));
    });
    let failure = move || attempt.failure().map(|error| view! { <ErrorNote error=error retry=confirm /> });
    let refusing = move || not_fixed.get().then(|| view! { <Refusing sr=sr.clone() finished=finished /> });
    view! {
        {failure}
        <div class="todo__do" role="group" aria-label=text(move || i18n.turn_you_can())>
            <Button kind=ButtonKind::Primary busy=attempt.busy on_press=confirm>
                <Icon name="check" />
                {text(move || i18n.action(&Action::Confirm))}
            </Button>
            <button
                class="button"
                type="button"
                aria-expanded=move || not_fixed.get().to_string()
                on:click=move |_| not_fixed.update(|open| *open = !*open)
            >
                {text(move || i18n.action(&Action::Reopen) + "…")}
            </button>
        </div>
        {refusing}
    }
}

/// Why the fix doesn't hold.
#[component]
fn Refusing(sr: SrNumber, finished: Callback<()>) -> impl IntoView {
    let (i18n, api, toasts) = (use_i18n(), use_api(), use_toasts());
    let attempt = Attempt::new(finished);
    let about = sr.clone();
    let send = Callback::new(move |draft: Draft| {
        let slot = slot("reopen", &about);
        let key = draft.key();
        let work = act(api, about.clone(), Action::Reopen, Some(draft.text), key);
        attempt.make(work, move || {
            Draft::forget(&slot);
            toasts.say(untrack(|| i18n.event_reopened()));
        });
    });
    view! {
        <Writing
            what="reopen"
            sr=sr
            label=Signal::derive(move || i18n.ticket_reason())
            hint=Signal::derive(move || i18n.ticket_reason_hint())
            attempt=attempt
            send=send
        >
            <Button busy=attempt.busy>
                <Icon name="send" />
                {text(move || i18n.ticket_send())}
            </Button>
        </Writing>
    }
}

/// What is decided beside what it is about: a plan, remote access.
pub(super) fn leading(sr: SrNumber, task: &Task) -> AnyView {
    let i18n = use_i18n();
    let (part, icon, word): (_, _, fn(I18n) -> String) = match task {
        Task::Allow => (ACCESS, "key", I18n::home_access),
        Task::Replace => (RMA, "box", I18n::turn_to_rma),
        Task::Schedule => (VISIT, "calendar", I18n::turn_to_visit_times),
        Task::DecideClaim => (CLAIM, "file", I18n::turn_to_claim),
        Task::Decide => (PLAN, "plan", I18n::home_plan),
        _ => (PLAN, "plan", I18n::turn_to_plan),
    };
    view! {
        <p class="todo__do">
            <a class="button button--primary" href=Route::Ticket(sr).print_part(part)>
                <Icon name=icon />
                {text(move || word(i18n))}
            </a>
        </p>
    }
    .into_any()
}

fn slot(what: &str, sr: &SrNumber) -> String {
    let person = untrack(|| use_session().me()).map(|me| me.user.id);
    Draft::slot(what, person.as_ref(), sr.as_str())
}

/// A text about a ticket, with the buttons that send it. Ctrl or Cmd with Enter sends, too; Enter alone never does, so
/// that a composition in Chinese or Japanese can be ended with it.
#[component]
fn Writing(
    /// What is written; names the draft.
    what: &'static str,
    sr: SrNumber,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] hint: Signal<String>,
    attempt: Attempt,
    send: Callback<Draft>,
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    let id = [what, "-", sr.as_str()].concat();
    let slot = StoredValue::new(slot(what, &sr));
    let draft = RwSignal::new(slot.with_value(|slot| Draft::of(slot)));
    let unkept = RwSignal::new(false);
    let keep = move || draft.with_untracked(|draft| slot.with_value(|slot| draft.keep(slot)));
    let typed = move |text: String| {
        draft.update(|draft| draft.text = text);
        unkept.set(!keep());
    };
    let submit = move || {
        // The draft, with its key, is kept even where typing could not keep it: a retry must not send it twice.
        keep();
        send.run(draft.get_untracked());
    };
    let submitted = move |event: ev::SubmitEvent| {
        event.prevent_default();
        submit();
    };
    let pressed = move |event: ev::KeyboardEvent| {
        // Some browsers only tell the key code of a composition.
        let composing = event.is_composing() || event.key_code() == 229;
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) && !composing {
            event.prevent_default();
            submit();
        }
    };
    let retry = Callback::new(move |()| submit());
    let failure = move || attempt.failure().map(|error| view! { <ErrorNote error=error retry=retry /> });
    let error_id = [&*id, "-error"].concat();
    let complaint = move || {
        attempt.wrong().map(|error| {
            view! {
                <p class="field__error" id=error_id.clone() role="alert">
                    <Icon name="alert" />
                    <span>{text(move || i18n.field_error(&error))}</span>
                </p>
            }
        })
    };
    let warning =
        move || unkept.get().then(|| view! { <p class="faint">{text(move || i18n.ticket_draft_unkept())}</p> });
    let field = id.clone();
    view! {
        <form class="todo__form" on:submit=submitted novalidate>
            <label class="quiet-text" for=id.clone()>
                {label}
            </label>
            {complaint}
            <textarea
                class="input"
                id=id
                rows="2"
                placeholder=hint
                aria-invalid=move || attempt.wrong().map(|_| "true")
                aria-describedby=move || described_by(&field, false, attempt.wrong().is_some())
                prop:value=move || draft.read().text.clone()
                on:input:target=move |event| typed(event.target().value())
                on:keydown=pressed
            ></textarea>
            {warning}
            {failure}
            <div class="todo__do">{children()}</div>
        </form>
    }
}
