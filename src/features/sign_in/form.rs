//! User name and password.

use aftercare_contract::{FieldError, account::SignIn};
use leptos::{ev::SubmitEvent, prelude::*};

use crate::{
    api::{ApiError, Remedy},
    i18n::use_i18n,
    session::use_session,
    ui::{Button, ButtonKind, ErrorNote, ErrorSummary, TextField},
};

/// What the form says about its last try.
#[derive(Clone, Debug, PartialEq)]
enum Outcome {
    Fine,
    Fields(Vec<FieldError>),
    Failed(ApiError),
}

/// The form; the session does the rest.
#[component]
pub fn SignInForm() -> impl IntoView {
    let i18n = use_i18n();
    let session = use_session();
    let (user_name, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let outcome = RwSignal::new(Outcome::Fine);

    let sign_in = Action::new_local(move |(): &()| {
        let credentials =
            SignIn { user_name: user_name.get_untracked().trim().to_owned(), password: password.get_untracked() };
        async move {
            let answer = match credentials.validate() {
                Err(fields) => Outcome::Fields(fields),
                Ok(()) => session.sign_in(credentials).await.map_or_else(Outcome::Failed, |()| Outcome::Fine),
            };
            // The form is gone when it has worked.
            outcome.try_set(answer);
        }
    });
    let busy = sign_in.pending();

    let field = move |pointer: &str| {
        outcome.with(|outcome| match outcome {
            Outcome::Fields(fields) => {
                fields.iter().find(|field| field.pointer == pointer).map(|field| i18n.field_error(field))
            }
            _ => None,
        })
    };
    let name_error = Signal::derive(move || field("/userName"));
    let password_error = Signal::derive(move || field("/password"));
    let summary = Signal::derive(move || match outcome.get() {
        Outcome::Failed(error) if error.remedy() == Remedy::FixForm => vec![(Some("password"), i18n.api_error(&error))],
        Outcome::Fields(_) => {
            let line = |id, field: String, error: Signal<Option<String>>| {
                Some((Some(id), i18n.error_in_field(&field, &error.get()?)))
            };
            let lines =
                [line("user-name", i18n.user_name(), name_error), line("password", i18n.password(), password_error)];
            lines.into_iter().flatten().collect()
        }
        _ => Vec::new(),
    });
    let submitted = move |event: SubmitEvent| {
        event.prevent_default();
        if !busy.get_untracked() {
            sign_in.dispatch_local(());
        }
    };
    let again = Callback::new(move |()| drop(sign_in.dispatch_local(())));
    let trouble = move || match outcome.get() {
        Outcome::Failed(error) if error.remedy() != Remedy::FixForm => {
            Some(view! { <ErrorNote error=error retry=again /> })
        }
        _ => None,
    };
    view! {
        <ErrorSummary title=Signal::derive(move || i18n.sign_in_failed()) errors=summary />
        {trouble}
        <form class="fields" novalidate on:submit=submitted>
            <TextField
                id="user-name"
                label=Signal::derive(move || i18n.user_name())
                value=user_name
                error=name_error
                kind="email"
                autocomplete="username"
            />
            <TextField
                id="password"
                label=Signal::derive(move || i18n.password())
                value=password
                error=password_error
                kind="password"
                autocomplete="current-password"
            />
            <Button kind=ButtonKind::Primary busy=busy>
                {move || if busy.get() { i18n.signing_in() } else { i18n.sign_in() }}
            </Button>
        </form>
    }
}
