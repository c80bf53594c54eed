//! Changing title, own number and contact. Somebody else's change meanwhile is shown, never overwritten silently.

use aftercare_contract::{
    FieldError,
    ticket::{Action, Contact, Ticket, TicketPatch},
};
use leptos::{ev, prelude::*, task::spawn_local};

use super::{super::event, Intent};
use crate::{
    api::{ApiError, use_api},
    i18n::{I18n, text, use_i18n},
    server_state::TicketState,
    ui::{Button, ButtonKind, Dialog, ErrorNote, ErrorSummary, TextField, use_toasts},
};

/// The controls, and the pointers of the patch that mean them.
const CONTROLS: [(&str, &str); 4] = [
    ("edit-name", "/name"),
    ("edit-number", "/externalIdentifier"),
    ("edit-contact", "/contact/name"),
    ("edit-phone", "/contact/phone"),
];

/// What stands in the controls, in their order.
type Values = [String; 4];

fn values(ticket: &Ticket) -> Values {
    let contact = ticket.contact.as_ref();
    [
        ticket.summary.name.clone(),
        ticket.summary.external_identifier.clone().unwrap_or_default(),
        contact.map(|contact| contact.name.clone()).unwrap_or_default(),
        contact.and_then(|contact| contact.phone.clone()).unwrap_or_default(),
    ]
}

/// The change from `base` to `typed`.
fn patch(base: &Ticket, typed: Values) -> TicketPatch {
    let [old_name, old_number, old_contact, old_phone] = values(base);
    let [name, number, contact, phone] = typed;
    let same_contact = (&contact, &phone) == (&old_contact, &old_phone);
    let channels = base.contact.as_ref().map(|contact| contact.channels.clone()).unwrap_or_default();
    TicketPatch {
        name: (name != old_name).then_some(name),
        external_identifier: (number != old_number).then_some(number),
        contact: (!same_contact).then(|| Contact {
            name: contact,
            phone: (!phone.is_empty()).then_some(phone),
            channels,
        }),
    }
}

/// Brings together what was typed with somebody else's change. What the visitor hasn't touched becomes the other's;
/// the rest stays, and is returned as a conflict with the other's value where that differs.
fn merge(before: &Values, now: &Values, typed: &mut Values) -> Vec<(Option<&'static str>, String)> {
    let mut conflicts = Vec::new();
    for (((control, _), typed), (before, now)) in CONTROLS.iter().zip(typed).zip(before.iter().zip(now)) {
        if typed == before {
            typed.clone_from(now);
        } else if now != before && now != typed {
            conflicts.push((Some(*control), now.clone()));
        }
    }
    conflicts
}

#[component]
pub(super) fn Edit(asked: RwSignal<Option<Intent>>, ticket: Signal<Ticket>, state: TicketState) -> impl IntoView {
    let (i18n, api, toasts) = (use_i18n(), use_api(), use_toasts());
    let open = Memo::new(move |_| asked.read().as_ref().is_some_and(|intent| intent.action == Action::Edit));
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
        let mut wanted = typed.map(|field| field.get_untracked());
        let change = match patch(&before, wanted.clone()).validate() {
            Ok(change) if change == TicketPatch::default() => return close.run(()),
            Ok(change) => change,
            Err(errors) => return wrong.set(lines(&errors)),
        };
        wrong.set(Vec::new());
        failed.set(None);
        busy.set(true);
        let sr = state.sr();
        spawn_local(async move {
            let answer = api.change_ticket(&sr, &change, before.summary.version).await;
            let overtaken = matches!(answer, Err(ApiError::Stale { .. }));
            let now = if overtaken { api.ticket(&sr).await.ok() } else { None };
            // The page may have been left meanwhile.
            busy.try_set(false);
            match (answer, now) {
                (Ok(ticket), _) => {
                    state.take(ticket);
                    toasts.say(untrack(|| event::done(i18n, &Action::Edit)));
                    close.try_run(());
                }
                (Err(error), Some(now)) => {
                    let conflicts = merge(&values(&before), &values(&now), &mut wanted);
                    fill(wanted);
                    let said = conflicts.into_iter().map(|(id, value)| (id, i18n.ticket_edit_stale(&value))).collect();
                    wrong.try_set(said);
                    failed.try_set(Some(error));
                    base.try_set_value(Some(now.clone()));
                    state.take(now);
                }
                (Err(error), None) => {
                    wrong.try_set(lines(error.fields()));
                    failed.try_set(Some(error));
                }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_touched_becomes_the_others_and_the_rest_is_a_conflict() {
        let of = |texts: [&str; 4]| texts.map(str::to_owned);
        let (before, now) = (of(["a", "1", "Li", "+86"]), of(["b", "2", "Wu", "+86"]));
        let mut typed = of(["a", "7", "Wu", "+81"]);
        assert_eq!(merge(&before, &now, &mut typed), [(Some("edit-number"), "2".to_owned())]);
        assert_eq!(typed, of(["b", "7", "Wu", "+81"]));
    }
}
