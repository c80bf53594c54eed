//! The controls of the form, each tied to a field of the draft.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{
    draft::{Draft, Section, control_of},
    form::{Form, use_form},
};
use crate::{
    i18n::{I18n, use_i18n},
    platform::focus,
    ui::{Choice, Field, FieldGroup, Look, RadioButtons, SecretNote, described_by, holds_secret, redact},
};

/// What a line of text is for.
#[derive(Clone, Copy)]
pub struct Entry {
    /// Where it stands in a request.
    pub pointer: &'static str,
    /// What is asked for.
    pub label: fn(I18n) -> String,
    /// Help.
    pub hint: Option<fn(I18n) -> String>,
    /// Whether it may stay empty.
    pub optional: bool,
    /// Reads it.
    pub read: fn(&Draft) -> &str,
    /// Writes it.
    pub write: fn(&mut Draft, String),
}

/// One line of text, or several.
#[component]
pub fn TextInput(
    /// What it is for.
    entry: Entry,
    /// `text`, `tel`, `datetime-local` …
    #[prop(default = "text")]
    kind: &'static str,
    /// What the browser may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// How many lines it shows; several make it one that grows.
    #[prop(default = 1)]
    rows: u32,
) -> impl IntoView {
    let (i18n, form) = (use_i18n(), use_form());
    let id = control_of(entry.pointer).unwrap_or_default();
    let error = form.error(entry.pointer);
    let value = form.text(entry.read);
    let write = move |value: String| form.edit(entry.pointer, |draft| (entry.write)(draft, value));
    let invalid = move || error.read().is_some().then_some("true");
    let described = {
        let id = id.clone();
        move || described_by(&id, entry.hint.is_some(), error.read().is_some())
    };
    let control = if rows > 1 {
        view! {
            <textarea
                class="input"
                id=id.clone()
                rows=rows
                aria-invalid=invalid
                aria-describedby=described
                prop:value=value
                on:input:target=move |event| write(event.target().value())
            ></textarea>
        }
        .into_any()
    } else {
        view! {
            <input
                class="input"
                id=id.clone()
                type=kind
                autocomplete=autocomplete
                aria-invalid=invalid
                aria-describedby=described
                prop:value=value
                on:input:target=move |event| write(event.target().value())
            />
        }
        .into_any()
    };
    view! {
        <Field
            id=id
            label=Signal::derive(move || (entry.label)(i18n))
            hint=MaybeProp::derive(move || entry.hint.map(|hint| hint(i18n)))
            error=error
            optional=entry.optional
        >
            {control}
            <EntrySecret entry=entry />
        </Field>
    }
}

/// Points out a secret in the text of `entry`.
#[component]
fn EntrySecret(entry: Entry) -> impl IntoView {
    let form = use_form();
    let found = Memo::new(move |_| form.read(|draft| holds_secret((entry.read)(draft))));
    let clean = Callback::new(move |()| {
        form.refill(entry.pointer, |draft| {
            let clean = redact((entry.read)(draft));
            (entry.write)(draft, clean);
        });
        if let Some(id) = control_of(entry.pointer) {
            focus::on(&["#", &id].concat());
        }
    });
    view! { <SecretNote found=found redact=clean /> }
}

/// Radio buttons. The first one has the id that errors lead to.
#[component]
pub fn Radios<T>(
    /// Where the field stands in a request.
    pointer: &'static str,
    /// The values.
    choices: Vec<Choice<T>>,
    /// The chosen one.
    #[prop(into)]
    chosen: Signal<Option<T>>,
    /// Another one was chosen.
    choose: Callback<T>,
    /// How they look.
    look: Look,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let name = control_of(pointer).unwrap_or_default();
    view! { <RadioButtons name=name choices=choices chosen=chosen choose=choose look=look /> }
}

/// A group of controls with a legend.
#[component]
pub fn Group(
    /// Classes.
    class: &'static str,
    /// Where the field stands in a request.
    pointer: &'static str,
    /// What is asked for.
    label: fn(I18n) -> String,
    children: Children,
) -> impl IntoView {
    let error = use_form().error(pointer);
    let id = control_of(pointer).unwrap_or_default();
    view! {
        <FieldGroup class=class id=id label=label error=error>
            {children()}
        </FieldGroup>
    }
}

/// A numbered section of the form; `beside` is what the portal thinks of it.
#[component]
pub fn FormSection(
    /// Which one; it isn't there for kinds that don't ask for it.
    section: Section,
    /// Its heading.
    #[prop(into)]
    title: Signal<String>,
    /// What the portal thinks of it.
    #[prop(optional, into)]
    beside: ViewFn,
    /// What is filled in.
    children: ChildrenFn,
) -> impl IntoView {
    let (i18n, form) = (use_i18n(), use_form());
    let number = Memo::new(move |_| number_of(form, section));
    let heading = [section.id(), "-title"].concat();
    let children = StoredValue::new(children);
    let beside = StoredValue::new(beside);
    view! {
        <Show when=move || number.read().is_some()>
            <section class="request__section" id=section.id() aria-labelledby=heading.clone()>
                <h2 id=heading.clone() tabindex="-1">
                    <span>{move || number.get().map(|number| i18n.number(number))}</span>
                    {title}
                </h2>
                <div class="request__main fields">{children.with_value(|children| children())}</div>
                <div class="request__beside">{beside.with_value(ViewFn::run)}</div>
            </section>
        </Show>
    }
}

/// The place of a section among those of the chosen kind, from 1.
fn number_of(form: Form, section: Section) -> Option<u64> {
    let sections = Section::of(&form.kind()?);
    let place = sections.iter().position(|other| *other == section)?;
    u64::try_from(place + 1).ok()
}

/// Keeps Enter in a line of text from sending the request half filled in; it is sent by its button.
pub fn keep_enter(event: &ev::KeyboardEvent) {
    let in_line = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()).is_some_and(|control| {
        control.tag_name() == "INPUT" && !matches!(control.get_attribute("type").as_deref(), Some("file" | "checkbox"))
    });
    if event.key() == "Enter" && in_line {
        event.prevent_default();
    }
}
