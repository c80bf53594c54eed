//! Kind, symptom, files, contact: the sections that are little more than their fields.

use aftercare_contract::{
    catalogue::RequestKind,
    ticket::{Channel, RemoteAccess, Window},
};
use leptos::prelude::*;
use web_sys::HtmlInputElement;

use super::{
    controls::{Entry, FormSection, Group, Radios, TextInput},
    draft::{Draft, Section},
    duplicates::{Likely, OpenTickets},
    form::{Form, use_form},
    own_fields::OwnFields,
    suggestions::Suggestions,
};
use crate::{
    i18n::{I18n, text, use_i18n},
    platform::local_time,
    ui::{Choice, ErrorLine, Field, FileBox, Look, Screening, Suspects, described_by},
};

/// What kind of request.
#[component]
pub fn KindSection() -> impl IntoView {
    let (i18n, form) = (use_i18n(), use_form());
    let hint = move || {
        form.kind().map(|kind| {
            let (hint, lang) = i18n.localized(&kind.hint);
            view! {
                <p class="soft" lang=lang>
                    {hint}
                </p>
            }
        })
    };
    view! {
        <FormSection section=Section::Kind title=Signal::derive(move || i18n.new_kind_title()) beside=hint>
            <Group class="field" pointer="/ticketType" label=I18n::new_kind_label>
                <Kinds />
            </Group>
        </FormSection>
    }
}

#[component]
fn Kinds() -> impl IntoView {
    let (i18n, form) = (use_i18n(), use_form());
    let choice = |kind: &RequestKind| {
        let name = kind.name.clone();
        Choice { value: kind.ticket_type.clone(), label: Signal::derive(move || i18n.localized(&name).0), note: None }
    };
    let choices =
        untrack(|| form.with_catalogue(|_, catalogue| catalogue.kinds.iter().map(choice).collect::<Vec<_>>()));
    let chosen = Signal::derive(move || form.kind().map(|kind| kind.ticket_type));
    let choose = Callback::new(move |kind| form.edit("/ticketType", |draft| draft.ticket_type = kind));
    view! { <Radios pointer="/ticketType" choices=choices chosen=chosen choose=choose look=Look::Boxes(3) /> }
}

/// What happens, or what is wanted.
#[component]
pub fn SymptomSection(
    /// What may be the same.
    open: OpenTickets,
) -> impl IntoView {
    let (i18n, form) = (use_i18n(), use_form());
    let symptom = Memo::new(move |_| form.kind().is_some_and(|kind| kind.symptom));
    let title = Signal::derive(move || if symptom.get() { i18n.new_symptom_title() } else { i18n.new_wish_title() });
    let beside = move || {
        view! {
            <Likely open=open />
            <Suggestions />
        }
    };
    let description = move || view! { <TextInput entry=if symptom.get() { DESCRIPTION } else { WISH } rows=5 /> };
    view! {
        <FormSection section=Section::Symptom title=title beside=beside>
            <TextInput entry=NAME />
            {description}
            <OwnFields />
            <Show when=move || symptom.get()>
                <div class="fields--2 fields--aligned">
                    <Since />
                    <TextInput entry=TRIED />
                </div>
            </Show>
        </FormSection>
    }
}

const NAME: Entry = Entry {
    pointer: "/name",
    label: I18n::new_name,
    hint: None,
    optional: false,
    read: |draft| &draft.name,
    write: |draft, text| draft.name = text,
};
const DESCRIPTION: Entry = Entry {
    pointer: "/description",
    label: I18n::new_description,
    hint: Some(I18n::new_description_hint),
    optional: false,
    read: |draft| &draft.description,
    write: |draft, text| draft.description = text,
};
/// The description of what is wanted, where nothing is wrong.
const WISH: Entry = Entry { label: I18n::new_wish, hint: Some(I18n::new_wish_hint), ..DESCRIPTION };
const TRIED: Entry = Entry {
    pointer: "/tried",
    label: I18n::new_tried,
    hint: None,
    optional: true,
    read: |draft| &draft.tried,
    write: |draft, text| draft.tried = text,
};

/// Since when: in the viewer's own zone, and said again in words, so that a wrong day is noticed.
#[component]
fn Since() -> impl IntoView {
    let (i18n, form) = (use_i18n(), use_form());
    let error = form.error("/since");
    let hint = MaybeProp::derive(move || {
        let since = form.read(|draft| local_time::parse(&draft.since));
        Some(since.map_or_else(|| i18n.new_since_hint(), |since| i18n.full_time(since)))
    });
    let write = move |control: &HtmlInputElement| {
        // Browsers say nothing of what is only half a time, but that it is there.
        let half = control.validity().bad_input();
        let value = if half { "?".to_owned() } else { control.value() };
        form.edit("/since", |draft| draft.since = value);
    };
    view! {
        <Field id="since" label=Signal::derive(move || i18n.new_since()) hint=hint error=error optional=true>
            <input
                class="input"
                id="since"
                type="datetime-local"
                aria-invalid=move || error.read().is_some().then_some("true")
                aria-describedby=move || described_by("since", true, error.read().is_some())
                prop:value=form.text(|draft| &draft.since)
                on:input:target=move |event| write(&event.target())
                on:blur:target=move |event| write(&event.target())
            />
        </Field>
    }
}

/// Files: on their way while the rest is being filled in.
#[component]
pub fn FilesSection(
    /// Looks into them before they are sent.
    screening: Screening,
) -> impl IntoView {
    let (i18n, form) = (use_i18n(), use_form());
    let limits = untrack(|| form.with_catalogue(|_, catalogue| catalogue.uploads.clone()));
    let error = form.error("/uploads");
    let screen = Callback::new(move |files| screening.take(files));
    let title = Signal::derive(move || i18n.upload_files());
    let beside = move || view! { <p class="soft">{text(move || i18n.new_files_hint())}</p> };
    view! {
        <FormSection section=Section::Files title=title beside=beside>
            {move || error.get().map(|error| view! { <ErrorLine id="files-error">{error}</ErrorLine> })}
            <Suspects screening=screening />
            <FileBox id="files" place=Form::place() limits=limits.clone() screen=screen />
        </FormSection>
    }
}

/// Contact, access and window.
#[component]
pub fn ContactSection() -> impl IntoView {
    let (i18n, form) = (use_i18n(), use_form());
    let access = Memo::new(move |_| form.kind().is_some_and(|kind| form.read(|draft| draft.asks_access(&kind))));
    let title =
        Signal::derive(move || if access.get() { i18n.new_contact_title() } else { i18n.new_section_contact() });
    let beside = move || view! { <p class="soft">{text(move || i18n.new_contact_hint())}</p> };
    view! {
        <FormSection section=Section::Contact title=title beside=beside>
            <div class="fields--2">
                <TextInput entry=CONTACT_NAME autocomplete="name" />
                <TextInput entry=CONTACT_PHONE kind="tel" autocomplete="tel" />
            </div>
            <Channels />
            <Show when=move || access.get()>
                <Access />
            </Show>
            <TextInput entry=EXTERNAL_IDENTIFIER />
        </FormSection>
    }
}

/// Whether and when the device may be worked on.
#[component]
fn Access() -> impl IntoView {
    let (i18n, form) = (use_i18n(), use_form());
    let remote = Signal::derive(move || form.read(|draft| Some(draft.remote_access.clone())));
    let set_remote = Callback::new(move |access| form.edit("/remoteAccess", |draft| draft.remote_access = access));
    let window = Signal::derive(move || form.read(|draft| Some(draft.window.clone())));
    let set_window = Callback::new(move |window| form.edit("/window", |draft| draft.window = window));
    view! {
        <Group class="field" pointer="/remoteAccess" label=I18n::new_remote>
            <Radios
                pointer="/remoteAccess"
                choices=vec![
                    Choice::new(RemoteAccess::OnRequest, I18n::new_remote_on_request).with_note(I18n::new_remote_note),
                    Choice::new(RemoteAccess::No, I18n::new_remote_no),
                ]
                chosen=remote
                choose=set_remote
                look=Look::List
            />
        </Group>
        <Group class="field" pointer="/window" label=I18n::new_window>
            <Radios
                pointer="/window"
                choices=vec![
                    Choice::new(Window::Anytime, I18n::new_window_anytime).with_note(I18n::new_window_anytime_note),
                    Choice::new(Window::LowPeak, I18n::new_window_low_peak).with_note(I18n::new_window_low_peak_note),
                ]
                chosen=window
                choose=set_window
                look=Look::Boxes(2)
            />
        </Group>
        <label class="choice">
            <input
                type="checkbox"
                prop:checked=move || form.read(|draft| draft.visit_wanted)
                on:change:target=move |event| {
                    form.edit("/visitWanted", |draft| draft.visit_wanted = event.target().checked());
                }
            />
            <span>{text(move || i18n.new_visit())}</span>
        </label>
    }
}

const CONTACT_NAME: Entry = Entry {
    pointer: "/contact/name",
    label: I18n::new_contact_name,
    hint: None,
    optional: false,
    read: |draft| &draft.contact.name,
    write: |draft, text| draft.contact.name = text,
};
const CONTACT_PHONE: Entry = Entry {
    pointer: "/contact/phone",
    label: I18n::new_contact_phone,
    hint: None,
    optional: true,
    read: |draft| draft.contact.phone.as_deref().unwrap_or_default(),
    write: |draft, text| draft.contact.phone = (!text.is_empty()).then_some(text),
};
const EXTERNAL_IDENTIFIER: Entry = Entry {
    pointer: "/externalIdentifier",
    label: I18n::new_own_number,
    hint: Some(I18n::new_own_number_hint),
    optional: true,
    read: |draft| &draft.external_identifier,
    write: |draft, text| draft.external_identifier = text,
};

/// Where the answer should go, besides the portal.
#[component]
fn Channels() -> impl IntoView {
    let (i18n, form) = (use_i18n(), use_form());
    let offered = untrack(|| form.with_catalogue(|_, catalogue| catalogue.channels.clone()));
    let mut id = Some("channels");
    let channel = |channel: Channel| {
        let (shown, marked) = (channel.clone(), channel.clone());
        view! {
            <label class="choice">
                <input
                    type="checkbox"
                    id=id.take()
                    prop:checked=move || form.read(|draft| draft.contact.channels.contains(&marked))
                    on:change:target=move |event| {
                        let wanted = event.target().checked();
                        form.edit("/contact/channels", |draft| set_channel(draft, &channel, wanted));
                    }
                />
                <span>{text(move || i18n.channel(&shown))}</span>
            </label>
        }
    };
    let boxes = offered.into_iter().filter(|channel| *channel != Channel::Web).map(channel).collect_view();
    view! {
        <Group class="field" pointer="/contact/channels" label=I18n::new_channels>
            <div class="choices choices--inline">{boxes}</div>
        </Group>
    }
}

fn set_channel(draft: &mut Draft, channel: &Channel, wanted: bool) {
    draft.contact.channels.retain(|other| other != channel);
    if wanted {
        draft.contact.channels.push(channel.clone());
    }
}
