//! The form for title, own number and contact.

use aftercare_contract::{
    FieldError,
    ticket::{Action, Ticket},
};
use leptos::{ev, prelude::*, task::spawn_local};

use super::{
    super::{
        amend::{Amended, CONTROLS, Values, amend, values},
        event,
    },
    Intent,
};
use crate::{
    api::{ApiError, use_api},
    i18n::{I18n, text, use_i18n},
    server_state::TicketState,
    ui::{Button, ButtonKind, Dialog, ErrorNote, ErrorSummary, TextField, use_toasts},
};

#[component]
pub(super) fn Edit(asked: RwSignal<Option<Intent>>, ticket: Signal<Ticket>, state: TicketState) -> impl IntoView {
    let (i18n, api, toasts) = (use_i18n(), use_api(), use_toasts());
    let open = Memo::new(move |_| asked.read().as_ref().is_some_and(|intent| intent.wanted.action == Action::Edit));
    let typed: [RwSignal<String>; 4] = std::array::from_fn(|_| RwSignal::new(String::new()));
    // The ticket as the visitor last saw it here.
    let base = StoredValue::new(None::<Ticket>);
    let wrong = RwSignal::new(Vec::<(Option<&'static str>, String)>::new());
    let failed = RwSignal::new(None::<ApiError>);
    let busy = RwSignal::new(false);
    let fill = move |values: Values| typed.iter().zip(values).for_each(|(field, value)| drop(field.try_set(value)));
    Effect::new(move |_| {
        if open.get() {
            let ticket = ticket.get_untracked();
            fill(values(&ticket));
            base.set_value(Some(ticket));
            wrong.set(Vec::new());
            failed.set(None);
        }
    });
    let close = Callback::new(move |()| asked.set(None));
    let lines = move |errors: &[FieldError]| {
        let control = |error: &FieldError| CONTROLS.iter().find(|(_, pointer)| *pointer == error.pointer);
        errors.iter().map(|error| (control(error).map(|(id, _)| *id), i18n.field_error(error))).collect::<Vec<_>>()
    };
    let save = Callback::new(move |()| {
        let Some(before) = base.get_value().filter(|_| !busy.get_untracked()) else { return };
        let wanted = typed.map(|field| field.get_untracked());
        wrong.set(Vec::new());
        failed.set(None);
        busy.set(true);
        spawn_local(async move {
            let outcome = amend(api, state, before, wanted).await;
            // The page may have been left meanwhile.
            busy.try_set(false);
            match outcome {
                Amended::Done => {
                    toasts.say(untrack(|| event::done(i18n, &Action::Edit)));
                    close.try_run(());
                }
                Amended::Nothing => drop(close.try_run(())),
                Amended::Overtaken { now, wanted, conflicts } => {
                    fill(wanted);
                    let said = conflicts.into_iter().map(|(id, value)| (Some(id), i18n.ticket_edit_stale(&value)));
                    wrong.try_set(untrack(|| said.collect()));
                    base.try_set_value(Some(*now));
                }
                Amended::Invalid(errors) => drop(wrong.try_set(untrack(|| lines(&errors)))),
                Amended::Failed(error) => drop(failed.try_set(Some(error))),
            }
        });
    });
    let form = move || {
        open.get().then(|| view! { <EditForm typed=typed wrong=wrong failed=failed busy=busy save=save close=close /> })
    };
    view! {
        <Dialog open=open title=Signal::derive(move || i18n.action(&Action::Edit)) on_close=close>
            {form}
        </Dialog>
    }
}

#[component]
fn EditForm(
    typed: [RwSignal<String>; 4],
    wrong: RwSignal<Vec<(Option<&'static str>, String)>>,
    failed: RwSignal<Option<ApiError>>,
    busy: RwSignal<bool>,
    save: Callback<()>,
    close: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let submitted = move |event: ev::SubmitEvent| {
        event.prevent_default();
        save.run(());
    };
    let failure = move || failed.get().map(|error| view! { <ErrorNote error=error retry=save /> });
    let [name, number, contact, phone] = typed;
    let field = move |id: &'static str, label: fn(I18n) -> String, value, kind, autocomplete| {
        let said = move || {
            let wrong = wrong.read();
            wrong.iter().find(|(of, _)| *of == Some(id)).map(|(_, text)| text.clone())
        };
        view! {
            <TextField
                id=id
                label=Signal::derive(move || label(i18n))
                value=value
                error=Signal::derive(said)
                kind=kind
                autocomplete=autocomplete
            />
        }
    };
    view! {
        <form on:submit=submitted novalidate>
            <div class="dialog__body">
                <ErrorSummary errors=wrong />
                {failure}
                {field("edit-name", I18n::ticket_edit_name, name, "text", "off")}
                {field("edit-number", I18n::ticket_edit_number, number, "text", "off")}
                {field("edit-contact", I18n::ticket_edit_contact, contact, "text", "name")}
                {field("edit-phone", I18n::ticket_edit_phone, phone, "tel", "tel")}
            </div>
            <div class="dialog__foot">
                <Button on_press=close>{text(move || i18n.cancel())}</Button>
                <Button kind=ButtonKind::Primary busy=busy>
                    {text(move || i18n.ticket_save())}
                </Button>
            </div>
        </form>
    }
}
