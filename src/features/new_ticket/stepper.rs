//! The sections of the form at a glance, each a link: done, wrong, and where one is.

use leptos::{ev, leptos_dom::helpers::window_event_listener, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::{
    draft::Section,
    form::{Form, use_form},
};
use crate::{
    i18n::{I18n, use_i18n},
    platform::focus,
    ui::Icon,
};

/// Where a section stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Open,
    Done,
    Wrong,
}

/// The sections of the chosen kind.
#[component]
pub fn Stepper() -> impl IntoView {
    let (i18n, form) = (use_i18n(), use_form());
    let sections = Memo::new(move |_| form.kind().map(|kind| Section::of(&kind)).unwrap_or_default());
    let here = RwSignal::new(Section::Kind);
    let focused = window_event_listener(ev::focusin, move |event| {
        if let Some(section) = sections.with_untracked(|sections| section_at(sections, &event)) {
            here.set(section);
        }
    });
    // Back and forward go from section to section; the links themselves don't say so.
    let moved = window_event_listener(ev::hashchange, move |_| {
        let hash = window().location().hash().unwrap_or_default();
        let section = sections.with_untracked(|all| all.iter().copied().find(|one| hash == ["#", one.id()].concat()));
        if let Some(section) = section {
            go_to(section);
        }
    });
    on_cleanup(move || {
        focused.remove();
        moved.remove();
    });

    let place = Memo::new(move |_| sections.read().iter().position(|section| *section == here.get()));
    let small = move || {
        let place = u64::try_from(place.get()? + 1).ok()?;
        let count = u64::try_from(sections.read().len()).ok()?;
        Some(i18n.new_step(&i18n.number(place), &i18n.number(count), &word_of(i18n, form, here.get())))
    };
    let step = move |section: Section| {
        let mark = Memo::new(move |_| {
            if form.errors().iter().any(|error| Section::of_pointer(&error.pointer) == section) {
                return Mark::Wrong;
            }
            let done = form.kind().is_some_and(|kind| form.read(|draft| section.is_done(draft, &kind)));
            if done { Mark::Done } else { Mark::Open }
        });
        let class = move || match mark.get() {
            Mark::Open => "stepper__step",
            Mark::Done => "stepper__step stepper__step--done",
            Mark::Wrong => "stepper__step stepper__step--error",
        };
        let sign = move || match mark.get() {
            Mark::Open => None,
            Mark::Done => Some(("check", i18n.new_step_done())),
            Mark::Wrong => Some(("alert", i18n.new_step_wrong())),
        };
        view! {
            <li class=class>
                <a
                    class="stepper__link"
                    href=["#", section.id()].concat()
                    aria-current=move || (here.get() == section).then_some("step")
                    on:click=move |_| request_animation_frame(move || go_to(section))
                >
                    {move || sign().map(|(icon, _)| view! { <Icon name=icon /> })}
                    <span class="stepper__word">
                        {move || word_of(i18n, form, section)}
                        <span class="quiet-text">{move || sign().map(|(_, word)| word)}</span>
                    </span>
                </a>
            </li>
        }
    };
    view! {
        <nav class="request__head" aria-label=move || i18n.new_sections()>
            <ol class="stepper">
                <For each=move || sections.get() key=|section| *section children=step />
            </ol>
            <p class="stepper__small" aria-hidden="true">
                {small}
            </p>
        </nav>
    }
}

/// Moves the keyboard's place to a section, which says where one is.
fn go_to(section: Section) {
    focus::on(&["#", section.id(), "-title"].concat());
}

/// The section in which the focus has come.
fn section_at(sections: &[Section], event: &ev::FocusEvent) -> Option<Section> {
    let control: Element = event.target()?.dyn_into().ok()?;
    let id = control.closest(".request__section").ok()??.id();
    sections.iter().copied().find(|section| section.id() == id)
}

fn word_of(i18n: I18n, form: Form, section: Section) -> String {
    match section {
        Section::Symptom if form.kind().is_some_and(|kind| !kind.symptom) => i18n.new_section_wish(),
        Section::Kind => i18n.new_section_kind(),
        Section::Device => i18n.new_section_device(),
        Section::Symptom => i18n.new_section_symptom(),
        Section::Impact => i18n.new_section_impact(),
        Section::Files => i18n.upload_files(),
        Section::Contact => i18n.new_section_contact(),
        Section::Review => i18n.new_section_review(),
    }
}
