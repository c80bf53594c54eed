//! Choices: radio buttons, and groups of controls with a legend.

use leptos::prelude::*;

use super::Icon;
use crate::i18n::{I18n, text, use_i18n};

/// One of several values, as radio buttons.
#[derive(Clone)]
pub struct Choice<T> {
    /// The value.
    pub value: T,
    /// Its word.
    pub label: Signal<String>,
    /// What it means, if that has to be said.
    pub note: Option<Signal<String>>,
}

impl<T> Choice<T> {
    /// A value with a fixed word.
    pub fn new(value: T, label: fn(I18n) -> String) -> Self {
        let i18n = use_i18n();
        Self { value, label: Signal::derive(move || label(i18n)), note: None }
    }

    /// The same with what it means.
    pub fn with_note(self, note: fn(I18n) -> String) -> Self {
        let i18n = use_i18n();
        Self { note: Some(Signal::derive(move || note(i18n))), ..self }
    }
}

/// How radio buttons look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// One beside the other, like one switch.
    Switch,
    /// Boxes, so many in a row where there is room.
    Boxes(u8),
    /// A list.
    List,
}

impl Look {
    const fn classes(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Switch => ("yesno", "rate__one", ""),
            Self::Boxes(3) => ("options options--3", "option", "option__note"),
            Self::Boxes(_) => ("options options--2", "option", "option__note"),
            Self::List => ("choices", "choice", "choice__note"),
        }
    }
}

/// Radio buttons. The first one has their name as its id, to which errors lead.
#[component]
pub fn RadioButtons<T>(
    /// Their name.
    #[prop(into)]
    name: String,
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
    let (all, one, note_class) = look.classes();
    let mut id = Some(name.clone());
    let radio = move |choice: Choice<T>| {
        let note = choice.note.map(|note| view! { <span class=note_class>{note}</span> });
        let value = choice.value.clone();
        view! {
            <label class=one>
                <input
                    type="radio"
                    id=id.take()
                    name=name.clone()
                    prop:checked=move || chosen.with(|chosen| chosen.as_ref() == Some(&value))
                    on:change=move |_| choose.run(choice.value.clone())
                />
                <span>{choice.label}</span>
                {note}
            </label>
        }
    };
    view! { <div class=all>{choices.into_iter().map(radio).collect_view()}</div> }
}

/// A group of controls with a legend.
#[component]
pub fn FieldGroup(
    /// Classes.
    class: &'static str,
    /// The id of its first control.
    #[prop(into)]
    id: String,
    /// What is asked for.
    label: fn(I18n) -> String,
    /// What is wrong.
    #[prop(into)]
    error: Signal<Option<String>>,
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    let id = id + "-error";
    let described = {
        let id = id.clone();
        move || error.read().is_some().then(|| id.clone())
    };
    let line = move || error.get().map(|error| view! { <ErrorLine id=id.clone()>{error}</ErrorLine> });
    view! {
        <fieldset class=class class:field--error=move || error.read().is_some() aria-describedby=described>
            <legend>{text(move || label(i18n))}</legend>
            {line}
            {children()}
        </fieldset>
    }
}

/// What is wrong with a group.
#[component]
pub fn ErrorLine(
    /// Its id, by which the group is described.
    #[prop(into)]
    id: String,
    children: Children,
) -> impl IntoView {
    view! {
        <p class="field__error" id=id>
            <Icon name="alert" />
            <span>{children()}</span>
        </p>
    }
}
