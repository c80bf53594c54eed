//! The fields that only the chosen kind of request has, as the catalogue describes them.

use aftercare_contract::{
    catalogue::{FieldInput, FieldOption, KindField},
    ticket::TicketType,
};
use leptos::prelude::*;
use web_sys::HtmlInputElement;

use super::{draft::field_control, form::use_form};
use crate::{
    i18n::{text, use_i18n},
    ui::{Field, described_by},
};

/// A text that may be longer than this gets more than a line.
const LONG: u32 = 200;
/// What stands for something that is only half a day or a number; a day and a number never say so.
const HALF: &str = "?";

/// All of them.
#[component]
pub fn OwnFields() -> impl IntoView {
    let form = use_form();
    let fields = Memo::new(move |_| {
        let of = |field: KindField| form.read(|draft| (draft.ticket_type.clone(), field));
        form.kind().map(|kind| kind.fields.into_iter().map(of).collect::<Vec<_>>()).unwrap_or_default()
    });
    // Kinds may have fields of the same name.
    let key = |(kind, field): &(TicketType, KindField)| (kind.clone(), field.key.clone());
    let row = |(_, field)| view! { <OwnField field=field /> };
    view! {
        <div class="fields--2 fields--aligned">
            <For each=move || fields.get() key=key children=row />
        </div>
    }
}

#[component]
fn OwnField(field: KindField) -> impl IntoView {
    let (i18n, form) = (use_i18n(), use_form());
    let id = field_control(&field.key);
    let error = form.error(["/fields/", &field.key].concat());
    let value = form.own_text(field.key.clone());
    let (label, hint) = (field.label.clone(), field.hint.clone());
    let hinted = hint.is_some();
    let described = {
        let id = id.clone();
        move || described_by(&id, hinted, error.read().is_some())
    };
    let invalid = move || error.read().is_some().then_some("true");
    let key = field.key.clone();
    let write = move |value: String| {
        form.edit(&["/fields/", &key].concat(), |draft| draft.set_own(&key, value));
    };
    let control = if !field.options.is_empty() {
        let option = |option: FieldOption| {
            let label = option.label;
            view! { <option value=option.value>{move || i18n.localized(&label).0}</option> }
        };
        view! {
            <select
                class="input"
                id=id.clone()
                aria-invalid=invalid
                aria-describedby=described
                prop:value=value
                on:change:target=move |event| write(event.target().value())
            >
                <option value="">{text(move || i18n.new_choose())}</option>
                {field.options.into_iter().map(option).collect_view()}
            </select>
        }
        .into_any()
    } else if field.max_length > LONG {
        view! {
            <textarea
                class="input"
                id=id.clone()
                aria-invalid=invalid
                aria-describedby=described
                prop:value=value
                on:input:target=move |event| write(event.target().value())
            ></textarea>
        }
        .into_any()
    } else {
        let (kind, digits) = match field.input {
            FieldInput::Date => ("date", None),
            FieldInput::Number => ("number", Some("numeric")),
            FieldInput::Text | FieldInput::Other(_) => ("text", None),
        };
        let write = move |control: HtmlInputElement| {
            // Browsers say nothing of what is no day or number yet, but that it is there.
            let half = control.validity().bad_input();
            write(if half { HALF.to_owned() } else { control.value() });
        };
        view! {
            <input
                class="input"
                id=id.clone()
                type=kind
                inputmode=digits
                min=field.min
                max=field.max
                autocomplete="off"
                aria-invalid=invalid
                aria-describedby=described
                prop:value=value
                on:input:target=move |event| write(event.target())
            />
        }
        .into_any()
    };
    view! {
        <Field
            id=id
            label=Signal::derive(move || i18n.localized(&label).0)
            hint=MaybeProp::derive(move || hint.as_ref().map(|hint| i18n.localized(hint).0))
            error=error
            optional=!field.required
        >
            {control}
        </Field>
    }
}
